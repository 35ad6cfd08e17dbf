"""Each rule with its own sentences: those that touch it, and those that look alike and must be left alone."""

from __future__ import annotations

import tomllib

import pytest

from learnapp.moderation.engine import judge
from learnapp.moderation.protocol import Protocol
from learnapp.terms import Outcome
from tests.moderation.collection import CASES, Case, all_cases

COLLECTION = all_cases()
HARMLESS = tomllib.loads((CASES.parent / "harmless.toml").read_text(encoding="utf-8"))["sentences"]


@pytest.mark.parametrize("case", COLLECTION, ids=str)
def test_a_sentence_touches_its_rule_or_leaves_it_alone(case: Case, protocol: Protocol) -> None:
    rule = protocol.rule(case.rule)
    assert rule is not None

    verdict = judge(case.message, protocol)

    if case.touches:
        assert rule.label in verdict.labels
    else:
        assert case.rule not in {finding.rule for finding in verdict.findings}


@pytest.mark.parametrize("text", HARMLESS)
def test_an_ordinary_day_is_left_alone(text: str, protocol: Protocol) -> None:
    assert judge(Case("", False, {"text": text}).message, protocol).labels == ()


def test_every_rule_has_hits_and_misses(protocol: Protocol) -> None:
    kinds = {(case.rule, case.touches) for case in COLLECTION}
    # What the advisor finds is measured on the held-out world (test_advisor), not sentence by sentence.
    by_rule = {rule.id for rule in protocol.rules if rule.detector != "advice"}

    assert {path.stem for path in CASES.glob("*.toml")} == by_rule
    assert kinds == {(rule, touches) for rule in by_rule for touches in (True, False)}


def test_every_rule_is_touched_by_one_of_its_own_hits(protocol: Protocol) -> None:
    touched = {
        case.rule
        for case in COLLECTION
        if case.touches and case.rule in {finding.rule for finding in judge(case.message, protocol).findings}
    }

    assert touched == {rule.id for rule in protocol.rules if rule.detector != "advice"}


def test_every_finding_explains_itself(protocol: Protocol) -> None:
    for case in COLLECTION:
        for finding in judge(case.message, protocol).findings:
            assert all((finding.reason_child, finding.reason_adult, finding.tip))
            assert finding.article in protocol.articles
            assert 0 <= finding.start < finding.end <= len(case.message.text)
            assert finding.outcome is not Outcome.PUBLISH
