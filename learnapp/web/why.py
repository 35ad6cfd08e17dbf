"""From an explanation of the engine to what the page shows a teacher who wonders why it said that."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from learnapp.moderation.advice_view import AdviceView, Listener, Weight
from learnapp.moderation.advisor import ANYTHING
from learnapp.moderation.explain import Exemption, Explanation, Fired, Found, explain
from learnapp.moderation.mentions import Who, about
from learnapp.moderation.message import Message
from learnapp.moderation.nearly import NearMiss
from learnapp.moderation.rewriting import Rewrite, RewriteKind
from learnapp.moderation.rules import Article, Protocol, Rule
from learnapp.services.feed import Draft
from learnapp.terms import AuthorRole, Outcome
from learnapp.web import composer, why_words
from learnapp.web.composer import Composer
from learnapp.web.marking import Stretch

#: Rules that were nearly touched and stand on the page at once; and how near that is: further off is folded away.
_MOST_NEAR = 4
_NEAR = 2
#: A word carries an opinion from this share of the heaviest one on, and there are at most so many of them.
_CARRIES = 0.35
_MOST_CARRYING = 5
#: From this chance on the second opinion finds something, or is fairly sure.
_DOUBT, _SURE = 0.5, 0.8
#: How many shades there are of a word that weighs.
_STEPS = 3


@dataclass(frozen=True, slots=True)
class Reader:
    """Who would read the tip: what the composer's advice needs to know of him."""

    is_pupil: bool


@dataclass(frozen=True, slots=True)
class Touched:
    """An agreement that was touched."""

    fired: Fired
    rule: Rule | None
    article: Article | None
    words: str


@dataclass(frozen=True, slots=True)
class Nearly:
    """An agreement that was nearly touched, with what comes after "want"."""

    rule: Rule
    article: Article | None
    words: str
    because: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mentioned:
    """Somebody that a message is about, and by which words; none when nobody is mentioned."""

    who: str
    words: str


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A word that is read otherwise than it was written."""

    written: str
    read: str
    how: str


@dataclass(frozen=True, slots=True)
class Word:
    """A word with the word groups of the protocol that it is in, and the number of its sentence."""

    written: str
    groups: str
    sentence: int
    quoted: bool


@dataclass(frozen=True, slots=True)
class Opinion:
    """The learned second opinion: `state` is "calm", "doubt" or "sure"; `pieces` is the text coloured by weight."""

    state: str
    percent: int
    label: str
    pieces: tuple[Stretch, ...]
    speaks_for: tuple[str, ...]
    speaks_against: tuple[str, ...]
    heard: tuple[Listener, ...]
    #: Rules listen from this chance on that something is the matter, in percents; 0 when it is as high as that.
    waits_for: int


@dataclass(frozen=True, slots=True)
class Why:
    """Everything on the page below the form."""

    seen: Explanation
    composer: Composer
    reader: Reader
    touched: tuple[Touched, ...]
    near: tuple[Nearly, ...]
    further: tuple[Nearly, ...]
    opinion: Opinion | None
    rewritten: tuple[Rewritten, ...]
    words: tuple[Word, ...]
    mentioned: tuple[Mentioned, ...]
    eased: tuple[str, ...]
    answered: str
    school_words: str

    @property
    def outcome(self) -> Outcome:
        """Give what would happen to the text."""
        return self.seen.verdict.outcome


def why_of(message: Message, protocol: Protocol) -> Why:
    """Give what the page shows of a message."""
    seen = explain(message, protocol)
    shown = composer.handed_back(Draft(message.text), seen.verdict, seen.verdict.outcome, key="", check_id="")
    close = [one for one in seen.almost if one.distance <= _NEAR][:_MOST_NEAR]
    return Why(
        seen=seen,
        composer=shown,
        reader=Reader(message.author_role is AuthorRole.PUPIL),
        touched=tuple(_touched(one, protocol, message.text) for one in seen.fired),
        near=tuple(_nearly(one, protocol, message) for one in close),
        further=tuple(_nearly(one, protocol, message) for one in seen.almost if one not in close),
        opinion=_opinion(seen.advice, message.text) if seen.advice else None,
        rewritten=tuple(_rewritten(seen.rewrites)),
        words=tuple(_words(seen)),
        mentioned=tuple(_mentioned(seen)),
        eased=tuple(dict.fromkeys(why_words.eased(one, message.text) for one in _that_mattered(seen))),
        answered=", ".join(dict.fromkeys(why_words.list_name(one.list_id) for one in _asked_for(seen, protocol))),
        school_words=why_words.quotes(message.text, seen.school_words),
    )


def _touched(fired: Fired, protocol: Protocol, text: str) -> Touched:
    finding = fired.finding
    words = why_words.quotes(text, [(finding.start, finding.end)]) if finding.start < finding.end else ""
    return Touched(fired, protocol.rule(finding.rule), protocol.articles.get(finding.article), words)


def _nearly(near: NearMiss, protocol: Protocol, message: Message) -> Nearly:
    return Nearly(
        rule=near.rule,
        article=protocol.articles.get(near.rule.article),
        words=why_words.quotes(message.text, near.places),
        because=tuple(
            why_words.because(reason, message.text, message.reply_to or "", _names(reason.values))
            for reason in near.reasons
        ),
    )


def _names(rule_ids: Iterable[str]) -> tuple[str, ...]:
    return tuple(rule_id.replace("-", " ") for rule_id in rule_ids)


def _rewritten(rewrites: Iterable[Rewrite]) -> Iterator[Rewritten]:
    """Give what a teacher did not see at a glance: an accent is no news."""
    for one in dict.fromkeys(rewrites):
        if one.kind is not RewriteKind.ACCENT:
            yield Rewritten(one.written, one.read.strip(":"), str(why_words.REWRITTEN[one.kind]))


def _words(seen: Explanation) -> Iterator[Word]:
    """Give the words; groups that only say what a word is not are left out."""
    for one in seen.words:
        groups = ", ".join(name.replace("_", " ") for name in one.classes if not name.startswith("geen_"))
        yield Word(seen.message.text[one.start : one.end], groups or "–", one.sentence + 1, one.quoted)


def _mentioned(seen: Explanation) -> Iterator[Mentioned]:
    for who in about(seen.mentions):
        places = [(one.start, one.end) for one in seen.mentions if one.who is who]
        words = why_words.quotes(seen.message.text, places) if who is not Who.NOBODY else ""
        yield Mentioned(str(why_words.WHO[who]), words)


def _that_mattered(seen: Explanation) -> Iterator[Exemption]:
    """Give what took the sting out of something: a list that no rule asked for here says nothing."""
    asked = {value for near in seen.almost for reason in near.reasons for value in reason.values}
    return (one for one in seen.exemptions if not one.list_id or one.list_id in asked)


def _asked_for(seen: Explanation, protocol: Protocol) -> list[Found]:
    """Give what was found in what is answered, as far as rules look for it there."""
    wanted = {name for rule in protocol.rules for name in (*rule.when.answers, *rule.when.unless_answers)}
    return [one for one in seen.answered or () if one.list_id in wanted]


def _opinion(view: AdviceView, text: str) -> Opinion:
    heaviest = max((abs(one.weight) for one in view.weights), default=0.0) or 1.0
    strongest = sorted(view.weights, key=lambda one: -abs(one.weight))[:_MOST_CARRYING]
    carrying = [one for one in view.weights if one in strongest and abs(one.weight) >= _CARRIES * heaviest]
    mine = [one for one in view.listeners if one.label == view.label and not one.fired]
    waits = min(mine, key=lambda one: one.anything_needed, default=None)
    return Opinion(
        state="sure" if view.anything >= _SURE else "doubt" if view.anything >= _DOUBT else "calm",
        percent=round(view.anything * 100),
        label="" if view.label == ANYTHING else view.label,
        pieces=tuple(_weighed(text, view.weights, heaviest)),
        speaks_for=tuple(dict.fromkeys(text[one.start : one.end] for one in carrying if one.weight > 0)),
        speaks_against=tuple(dict.fromkeys(text[one.start : one.end] for one in carrying if one.weight < 0)),
        heard=tuple(one for one in view.listeners if one.fired),
        waits_for=round(waits.anything_needed * 100) if waits and view.anything < waits.anything_needed else 0,
    )


def _weighed(text: str, weights: Iterable[Weight], heaviest: float) -> Iterator[Stretch]:
    """Cut a text into words and what stands between them; the kind of a word tells which way it weighs, in steps."""
    at = 0
    for one in weights:
        if one.start < at:
            continue
        if one.start > at:
            yield Stretch(text[at : one.start])
        step = round(abs(one.weight) / heaviest * _STEPS)
        way = "for" if one.weight > 0 else "against"
        yield Stretch(text[one.start : one.end], f"{way}-{step}" if step else "")
        at = one.end
    if at < len(text):
        yield Stretch(text[at:])
