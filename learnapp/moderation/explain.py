"""Show what every layer of the engine made of a message: for whoever wonders why it said that, or why it did not.

Nothing is decided here and no rule of the engine is written down a second time. What it found is asked from the engine
itself; what it nearly found is asked by taking away one condition at a time and looking what changes (`nearly`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from learnapp.moderation.advice_view import AdviceView, advice_on
from learnapp.moderation.engine import judge
from learnapp.moderation.mentions import Mention, mentions_in
from learnapp.moderation.message import Finding, Message, Verdict
from learnapp.moderation.nearly import NearMiss, Place, lists_at, near_misses, removed_places
from learnapp.moderation.reading import Reading, read
from learnapp.moderation.rewriting import Rewrite, rewrites_in
from learnapp.moderation.rules import Protocol, Rule
from learnapp.moderation.scope import school_words


@dataclass(frozen=True, slots=True)
class WordView:
    """One word as the engine reads it, with the classes that the protocol puts it in."""

    start: int
    end: int
    word: str
    classes: tuple[str, ...]
    sentence: int
    quoted: bool


@dataclass(frozen=True, slots=True)
class Found:
    """A word list of the protocol that was found somewhere."""

    list_id: str
    place: Place


@dataclass(frozen=True, slots=True)
class Exemption:
    """Something that can take the sting out of words.

    `kind` is "negated", "self" or "quoted" (a way in which words are used), or "list": a word list that rules look for
    to leave a message alone, such as counter-speech, a lesson or a game.
    """

    kind: str
    list_id: str
    place: Place


@dataclass(frozen=True, slots=True)
class Fired:
    """A finding, with the word lists that led to it.

    `softened`: outside school its rule only gives advice (protocol D2). `learned`: its rule listens to the advisor.
    """

    finding: Finding
    lists: tuple[str, ...]
    softened: bool
    learned: bool


@dataclass(frozen=True, slots=True)
class Explanation:
    """Every layer's view of a message."""

    message: Message
    verdict: Verdict
    text: str
    rewrites: tuple[Rewrite, ...]
    words: tuple[WordView, ...]
    mentions: tuple[Mention, ...]
    exemptions: tuple[Exemption, ...]
    #: Word lists in what is answered; None when nothing is.
    answered: tuple[Found, ...] | None
    school_words: tuple[Place, ...]
    fired: tuple[Fired, ...]
    almost: tuple[NearMiss, ...]
    advice: AdviceView | None


def explain(message: Message, protocol: Protocol) -> Explanation:
    """Say what each layer made of a message."""
    reading, verdict = read(message, protocol.lexicon), judge(message, protocol)
    fired = tuple(_fired(finding, protocol, reading) for finding in verdict.findings)
    return Explanation(
        message=message,
        verdict=verdict,
        text=reading.text,
        rewrites=tuple(rewrites_in(reading)),
        words=tuple(_words(reading)),
        mentions=tuple(mentions_in(reading)),
        exemptions=tuple(dict.fromkeys(_exemptions(protocol.rules, reading))),
        answered=None if reading.answered is None else tuple(_lists(reading.answered)),
        school_words=tuple(reading.span((place, place + 1)) for place in school_words(reading)),
        fired=fired,
        almost=near_misses(protocol, reading, verdict),
        advice=advice_on(protocol, reading, {one.finding.rule for one in fired}),
    )


def _words(reading: Reading) -> Iterator[WordView]:
    names = reading.lexicon.classes.bits
    for place, word in enumerate(reading.words):
        start, end = reading.span((place, place + 1))
        classes = tuple(name for name, bit in names.items() if reading.classes[place] & bit and name.isidentifier())
        yield WordView(start, end, word, classes, reading.sentences[place], reading.quoted[place])


def _lists(reading: Reading) -> Iterator[Found]:
    for list_id, stretches in reading.hits.items():
        for stretch in stretches:
            yield Found(list_id, reading.span(stretch))


def _exemptions(rules: Iterable[Rule], reading: Reading) -> Iterator[Exemption]:
    """Give what takes the sting out of something, whether or not a rule was touched besides."""
    calming: dict[str, None] = {}
    for rule in rules:
        calming.update(dict.fromkeys((*rule.when.unless, *rule.parameters.get("unless_near", ()))))
        for kind in rule.parameters.get("except", ()):
            for place in removed_places(rule, reading, "except", kind):
                yield Exemption(kind, "", place)
    for list_id in calming:
        for stretch in reading.found(list_id):
            yield Exemption("list", list_id, reading.span(stretch))


def _fired(finding: Finding, protocol: Protocol, reading: Reading) -> Fired:
    rule = protocol.rule(finding.rule)
    place = (finding.start, finding.end)
    return Fired(
        finding=finding,
        lists=lists_at(rule, reading, place) if rule else (),
        softened=rule is not None and finding.outcome.weight < rule.outcome.weight,
        learned=rule is not None and rule.detector == "advice",
    )
