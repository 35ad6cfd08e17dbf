"""Judge a message by a protocol. The engine knows no rule, label or article by name."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Sequence

from learnapp.moderation.advisor import Advisor, opinion_of
from learnapp.moderation.detectors import DETECTORS
from learnapp.moderation.message import Compliment, Finding, Message, Verdict
from learnapp.moderation.reading import Reading, Stretch, read
from learnapp.moderation.rules import Conditions, Praise, Protocol, Rule, Scope
from learnapp.moderation.scope import in_scope
from learnapp.terms import Outcome, Tone

#: When a message does several things, this is what it is answered by: strongest first.
TONE_ORDER = (Tone.CARE, Tone.UNSAFE, Tone.HURTFUL, Tone.PRIVATE, Tone.SORRY, Tone.KIND, Tone.NEUTRAL)
_MAX_PLACES = 5
#: Stands in a text for the names of the people who were not asked.
_NAMES = "{namen}"
#: From this severity on a message gets no compliment.
_NO_COMPLIMENT = 2


def judge(message: Message, protocol: Protocol, *, advisor: Advisor | None = None) -> Verdict:
    """Say what a protocol finds in a message, and what should happen. `advisor`: another one than the shipped one."""
    reading = read(message, protocol.lexicon)
    opinion = opinion_of(reading, advisor)
    in_school = in_scope(reading)
    pick = zlib.crc32(message.text.encode("utf-8", "surrogatepass"))
    touched = list(_touched(protocol.rules_that_may_fit(reading.hits), reading))
    # What a rule has found by itself needs no second opinion.
    known = {rule.label for rule, _ in touched}
    touched += _touched(protocol.rules_on(label for label in opinion.labels if label not in known), reading)
    findings = _merged(_finding(rule, place, message, pick, in_school=in_school) for rule, place in touched)
    severity = max((finding.severity for finding in findings), default=0)
    praised = list(_praised(protocol.compliments, reading)) if severity < _NO_COMPLIMENT else []
    return Verdict(
        outcome=max(
            (finding.outcome for finding in findings), key=lambda outcome: outcome.weight, default=Outcome.PUBLISH
        ),
        severity=severity,
        tone=_tone(
            [protocol.labels[finding.label].tone for finding in findings] + [praise.tone for praise, _ in praised]
        ),
        findings=findings,
        compliments=tuple(_compliment(praise, place, pick) for praise, place in praised),
        in_scope=in_school,
        protocol_version=protocol.version,
    )


def _touched(rules: Iterable[Rule], reading: Reading) -> Iterator[tuple[Rule, Stretch]]:
    for rule in rules:
        if reading.message.author_role in rule.roles:
            for place in _places(rule, reading):
                yield rule, place


def _places(rule: Rule, reading: Reading) -> list[Stretch]:
    """Give the places where a rule is touched: none when its conditions do not hold."""
    places = sorted(set(DETECTORS[rule.detector].detect(reading, rule.parameters)))
    return places[:_MAX_PLACES] if places and holds(rule.when, reading) else []


def holds(when: Conditions, reading: Reading) -> bool:
    """Say whether the conditions of a rule hold for a message."""
    message, answered = reading.message, reading.answered
    facts = (
        (not when.contexts or message.context in when.contexts),
        (not when.recipients or message.recipient_role in when.recipients),
        (when.known is None or message.author_known == when.known),
        (when.official is None or message.official_account == when.official),
        (when.consent is None or message.mentions_consent == when.consent),
        (when.capacity is None or (message.capacity is not None) == when.capacity),
        (not when.max_words or len(reading.words) <= when.max_words),
        (not when.supported or opinion_of(reading).anything >= when.supported),
    )
    return (
        all(facts)
        and (not when.given or reading.has(*when.given))
        and not reading.has(*when.unless)
        and (not when.answers or (answered is not None and answered.has(*when.answers)))
        and not (answered is not None and answered.has(*when.unless_answers))
    )


def _finding(rule: Rule, place: Stretch, message: Message, pick: int, *, in_school: bool) -> Finding:
    names = _listed(message.people_without_consent)
    outcome = rule.outcome
    if not in_school and rule.scope is Scope.SCHOOL and outcome.weight > Outcome.ADVISE.weight:
        outcome = Outcome.ADVISE
    return Finding(
        rule=rule.id,
        article=rule.article,
        label=rule.label,
        severity=rule.severity,
        outcome=outcome,
        start=place[0],
        end=place[1],
        reason_child=_one_of(rule.reasons_child, pick).replace(_NAMES, names),
        reason_adult=rule.reason_adult.replace(_NAMES, names),
        tip=_one_of(rule.tips, pick).replace(_NAMES, names),
    )


def _listed(names: Sequence[str]) -> str:
    """Give names as people say them: "Noor, Sem en Yara"."""
    return " en ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)


def _one_of(texts: Sequence[str], pick: int) -> str:
    return texts[pick % len(texts)]


def _merged(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Keep, of findings with one label that overlap, the most severe; give them in the order of the text."""
    kept: list[Finding] = []
    for finding in sorted(findings, key=lambda one: (-one.severity, -one.outcome.weight, one.start, -one.end)):
        if not any(one.label == finding.label and one.start < finding.end and finding.start < one.end for one in kept):
            kept.append(finding)
    return tuple(sorted(kept, key=lambda one: (one.start, -one.severity, one.rule)))


def _praised(compliments: Iterable[Praise], reading: Reading) -> Iterable[tuple[Praise, Stretch]]:
    for praise in compliments:
        stretch = next(reading.found(*praise.lists), None)
        if stretch is not None and not reading.has(*praise.unless):
            yield praise, reading.span(stretch)


def _compliment(praise: Praise, place: Stretch, pick: int) -> Compliment:
    return Compliment(praise.kind, praise.article, place[0], place[1], _one_of(praise.texts, pick))


def _tone(tones: Sequence[Tone]) -> Tone:
    return min(tones, key=TONE_ORDER.index, default=Tone.NEUTRAL)
