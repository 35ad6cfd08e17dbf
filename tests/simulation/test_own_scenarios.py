"""The scenarios that come with the product: each is read, and whatever a pupil does, somebody notices."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from learnapp.content.library import load_library
from learnapp.simulation.director import next_change, visible_lines
from learnapp.simulation.loading import load_scenarios
from learnapp.simulation.recap import lived
from learnapp.simulation.scenario import REASON, Action, Event, LineKind, Scenario
from learnapp.terms import Audience, Tone

ROOT = Path(__file__).parents[2]
ANSWERED = (Tone.KIND, Tone.SORRY, Tone.NEUTRAL, Tone.PRIVATE, Tone.HURTFUL)


@pytest.fixture(scope="module")
def scenarios() -> Mapping[tuple[str, str], Scenario]:
    library = load_library(ROOT)
    found = load_scenarios(ROOT, library)
    pupils_modules = {slug for slug, module in library.modules.items() if module.audience is Audience.PUPIL}
    assert {(slug, level) for slug in pupils_modules for level in "AB"} == set(found)
    return found


def test_every_line_that_needs_no_pupil_comes_before_the_end(scenarios: Mapping[tuple[str, str], Scenario]) -> None:
    for key, scenario in scenarios.items():
        timed = {line.id for line in scenario.lines if line.at is not None}
        seen = {line.line.id for line in visible_lines(scenario, [], scenario.minutes * 60)}

        assert seen == timed, key
        assert next_change(scenario, [], scenario.minutes * 60) is None


def test_somebody_answers_what_a_pupil_writes(scenarios: Mapping[tuple[str, str], Scenario]) -> None:
    for key, scenario in scenarios.items():
        lines = [line.id for line in scenario.lines if line.kind is not LineKind.REACTION]
        for tone in ANSWERED:
            tries = [Action(Event.POST, at=100, tone=tone, post_id=1)]
            tries += [Action(Event.REPLY, at=100, tone=tone, target=line, post_id=1) for line in lines]

            assert any(lived(scenario, [action]) for action in tries), (key, tone)


def test_who_answers_a_report_names_its_reason(scenarios: Mapping[tuple[str, str], Scenario]) -> None:
    for key, scenario in scenarios.items():
        answers = [line for line in scenario.lines if line.cue and line.cue.event is Event.REPORT]

        assert any(REASON in line.text for line in answers), key


def test_a_report_of_any_harmful_line_is_answered(scenarios: Mapping[tuple[str, str], Scenario]) -> None:
    for key, scenario in scenarios.items():
        for line in scenario.lines:
            if line.harm:
                assert lived(scenario, [Action(Event.REPORT, at=100, target=line.id)]), (key, line.id)
