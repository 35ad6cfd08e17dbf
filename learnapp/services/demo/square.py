"""What was written on the squares of the demo school, judged by the real protocol, and what the teachers decided."""

from __future__ import annotations

import random
import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache, reduce
from importlib import resources
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from learnapp.content.model import Library
from learnapp.moderation.engine import judge
from learnapp.moderation.lifecycle import after
from learnapp.moderation.message import Message, Verdict
from learnapp.moderation.protocol import Protocol
from learnapp.services.demo.lessons import Taught
from learnapp.services.demo.people import Everybody, names
from learnapp.store.feed import Post, Reaction, Square
from learnapp.store.moderation import CareSignal, Decision, Report, StoredVerdict
from learnapp.store.people import Person
from learnapp.terms import Choice, Context, Outcome, PostState, ReactionKind, ReportReason, SquareKind

_PICTURE = re.compile(r"^\[([a-z0-9-]+)\] ")
#: How often each way to react is chosen.
_REACTIONS = (
    ReactionKind.SUPPORT,
    ReactionKind.SUPPORT,
    ReactionKind.PRETTY,
    ReactionKind.PRETTY,
    ReactionKind.FUNNY,
    ReactionKind.THINKING,
)
_PLACED = "Ik heb het gelezen. Dit mag gewoon op het plein."


@dataclass(frozen=True, slots=True)
class Told:
    """What a teacher decided about a post, with the reason."""

    choice: Choice
    reason: str


@dataclass(slots=True)
class Written:
    """A post as it will be stored. `id` and `parent_id` are filled in when it is."""

    group: str
    author: Person
    text: str
    at: datetime
    verdict: Verdict
    state: PostState
    picture: str | None = None
    question: str | None = None
    told: tuple[Told, ...] = ()
    reported: ReportReason | None = None
    replies: list[Written] = field(default_factory=list)
    parent_id: int | None = None
    id: int = 0


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is written: in which lesson, by whom it can be, and how it is judged."""

    taught: Taught
    present: Sequence[Person]
    library: Library
    protocol: Protocol
    now: datetime

    @property
    def group(self) -> str:
        """Give the name of the group."""
        return self.taught.group.name


@cache
def texts() -> dict[str, Any]:
    """Read what the children write."""
    return tomllib.loads(resources.files(__package__).joinpath("square.toml").read_text(encoding="utf-8"))


def write_all(places: Iterable[Place], dice: random.Random) -> list[Written]:
    """Give everything that was written in these lessons, oldest first."""
    written = []
    for place in places:
        number = place.taught.module.number
        written += _posts(place, texts().get(place.group, {}).get(number, []), dice)
        for kind in ("held", "doubt", "reported"):
            entries = [entry for entry in texts()[kind] if (entry["group"], entry["module"]) == (place.group, number)]
            written += [_special(place, kind, entry, dice) for entry in entries]
    return sorted(written, key=lambda post: post.at)


def store(session: Session, everybody: Everybody, written: Sequence[Written], dice: random.Random) -> None:
    """Store the squares, the posts with their verdicts, and what people did with them."""
    squares = _squares(session, everybody, written)
    _store_posts(session, squares, written)
    for post in written:
        for reply in post.replies:
            reply.parent_id = post.id
    replies = sorted((reply for post in written for reply in post.replies), key=lambda reply: reply.at)
    _store_posts(session, squares, replies)
    everything = [*written, *replies]
    _insert(session, StoredVerdict, map(_verdict_row, everything))
    _insert(session, Reaction, (row for post in everything for row in _reactions(post, squares, everybody, dice)))
    _insert(session, Report, (_report(post, squares, everybody, dice) for post in written if post.reported))
    _insert(session, Decision, (row for post in written for row in _decisions(post, everybody)))


def store_care(session: Session, everybody: Everybody, *, now: datetime) -> None:
    """Store a care signal that was dealt with."""
    care = texts()["care"]
    closed_by = everybody.teacher_of(care["group"])
    at = now - timedelta(days=9)
    person_id = everybody.pupils[care["group"]][-3].id
    signal = CareSignal(person_id=person_id, post_id=None, created_at=at, note=care["note"])
    signal.closed_by, signal.closed_at = closed_by.id, at + timedelta(hours=5)
    session.add(signal)


def _posts(place: Place, lines: Sequence[Sequence[str]], dice: random.Random) -> list[Written]:
    """Spread the posts over the time in which the class practised."""
    window = (place.taught.ended or place.now) - place.taught.began
    if place.taught.homework:
        window = timedelta(hours=22)
    first = place.taught.began + window * 0.3
    gap = window * 0.6 / max(len(lines), 1)
    authors = _in_turn(place.present, dice)
    return [
        _post(place, line, next(authors), first + gap * number + timedelta(seconds=dice.randrange(40)), authors, dice)
        for number, line in enumerate(lines)
    ]


def _post(
    place: Place, line: Sequence[str], author: Person, at: datetime, others: Iterator[Person], dice: random.Random
) -> Written:
    text, *replies = line
    other = next(others)
    post = _written(place, author, other, text, at)
    moment = at
    for number, reply in enumerate(replies):
        moment += timedelta(seconds=dice.randrange(25, 100))
        # Who is named in the post answers first ("Dank je wel {ander}" - "Graag gedaan").
        by = other if number == 0 and "{ander}" in text else next(others)
        if moment < place.now:
            post.replies.append(_written(place, by, author, reply, moment, reply_to=post.text))
    return post


def _written(
    place: Place, author: Person, other: Person, raw: str, at: datetime, *, reply_to: str | None = None
) -> Written:
    """Write a nice post: should the protocol want to hold it, then the teacher has placed it."""
    text, picture = _filled(place, raw, other)
    verdict = _judged(place, text, picture=picture, reply_to=reply_to)
    stopped = verdict.outcome.weight >= Outcome.HOLD.weight
    return Written(
        group=place.group,
        author=author,
        text=text,
        at=at,
        verdict=verdict,
        state=PostState.PUBLISHED,
        picture=picture,
        told=(Told(Choice.PLACE, _PLACED),) if stopped and reply_to is None else (),
    )


def _special(place: Place, kind: str, entry: dict[str, Any], dice: random.Random) -> Written:
    """Write something that waits or waited for the teacher: held by the protocol, a doubt, or reported."""
    author, other = dice.sample(list(place.present), 2)
    text, picture = _filled(place, entry["text"], other)
    question = _filled(place, entry["question"], other)[0] if "question" in entry else None
    verdict = _judged(place, text, picture=picture)
    told = tuple(Told(Choice(choice), reason) for choice, reason in entry.get("told", []))
    held = kind == "doubt" or (kind == "held" and verdict.outcome is Outcome.HOLD)
    before = PostState.HELD if held else PostState.PUBLISHED
    reported = ReportReason(entry["why"]) if kind == "reported" else None
    return Written(
        group=place.group,
        author=author,
        text=text,
        at=_moment_of_special(place, told, dice),
        verdict=verdict,
        state=reduce(after, (each.choice for each in told), before),
        picture=picture,
        question=question,
        told=told,
        reported=reported or (None if held else ReportReason.HURTS),
    )


def _moment_of_special(place: Place, told: Sequence[Told], dice: random.Random) -> datetime:
    """Give a moment in the lesson; lately for what still waits: nobody lets a child wait for weeks."""
    if not told and place.taught.ended:
        return place.now - timedelta(minutes=dice.randrange(30, 300))
    window = (place.taught.ended or place.now) - place.taught.began
    return place.taught.began + window * dice.uniform(0.4, 0.95)


def _filled(place: Place, raw: str, other: Person) -> tuple[str, str | None]:
    picture = _PICTURE.match(raw)
    chosen = picture.group(1) if picture and picture.group(1) in place.library.pictures else None
    teacher = place.taught.teacher
    called = f"{'juf' if teacher.salutation == 'Mw.' else 'meester'} {teacher.first_name}"
    text = _PICTURE.sub("", raw).replace("{ander}", other.first_name).replace("{juf}", called)
    return text, chosen


def _judged(place: Place, text: str, *, picture: str | None, reply_to: str | None = None) -> Verdict:
    context = Context.PHOTO_CAPTION if picture else Context.REPLY if reply_to else Context.FEED_POST
    roster = tuple(pupil.first_name for pupil in place.present)
    school = names()["school"]
    message = Message(text=text, context=context, reply_to=reply_to, school=school, roster=roster)
    return judge(message, place.protocol)


def _in_turn(people: Sequence[Person], dice: random.Random) -> Iterator[Person]:
    """Give people without end, each as often as another, in a new order every round."""
    while True:
        yield from dice.sample(list(people), len(people))


def _squares(session: Session, everybody: Everybody, written: Sequence[Written]) -> dict[str, int]:
    found = {}
    for name, group in everybody.groups.items():
        first = min((post.at for post in written if post.group == name), default=group.created_at)
        square = Square(kind=SquareKind.CLASS, group_id=group.id, created_at=first)
        session.add(square)
        session.flush()
        found[name] = square.id
    return found


def _store_posts(session: Session, squares: dict[str, int], posts: Sequence[Written]) -> None:
    if not posts:
        return
    rows = [_post_row(post, squares[post.group]) for post in posts]
    ids = session.scalars(insert(Post).returning(Post.id, sort_by_parameter_order=True), rows)
    for post, number in zip(posts, ids, strict=True):
        post.id = number


def _post_row(post: Written, square_id: int) -> dict[str, Any]:
    compliments = post.verdict.compliments
    return {
        "square_id": square_id,
        "author_id": post.author.id,
        "parent_id": post.parent_id,
        "parent_line": None,
        "text": post.text,
        "picture": post.picture,
        "capacity": None,
        "state": post.state,
        "tone": post.verdict.tone,
        "labels": list(post.verdict.labels),
        "compliment": compliments[0].text if compliments else None,
        "question": post.question,
        "created_at": post.at,
        "changed_at": _decided_at(post, len(post.told) - 1) if post.told else post.at,
        "form_key": None,
    }


def _verdict_row(post: Written) -> dict[str, Any]:
    verdict = post.verdict
    return {
        "post_id": post.id,
        "protocol_version": verdict.protocol_version,
        "outcome": verdict.outcome,
        "severity": verdict.severity,
        "in_scope": verdict.in_scope,
        "findings": [
            {
                "rule": finding.rule,
                "article": finding.article,
                "label": finding.label,
                "severity": finding.severity,
                "start": finding.start,
                "end": finding.end,
                "reason": finding.reason_adult,
            }
            for finding in verdict.findings
        ],
        "created_at": post.at,
    }


def _reactions(
    post: Written, squares: dict[str, int], everybody: Everybody, dice: random.Random
) -> list[dict[str, Any]]:
    if post.state is not PostState.PUBLISHED:
        return []
    most = 2 if post.parent_id else 6
    others = [pupil for pupil in everybody.pupils[post.group] if pupil is not post.author]
    return [
        {
            "square_id": squares[post.group],
            "person_id": pupil.id,
            "post_id": post.id,
            "line": None,
            "kind": dice.choice(_REACTIONS),
            "created_at": post.at + timedelta(seconds=dice.randrange(5, 60)),
        }
        for pupil in dice.sample(others, dice.randrange(most))
    ]


def _report(post: Written, squares: dict[str, int], everybody: Everybody, dice: random.Random) -> dict[str, Any]:
    others = [pupil for pupil in everybody.pupils[post.group] if pupil is not post.author]
    at = post.at + timedelta(minutes=2)
    return {
        "square_id": squares[post.group],
        "post_id": post.id,
        "line": None,
        "reporter_id": dice.choice(others).id,
        "reason": post.reported,
        "created_at": at,
        "closed_at": at + timedelta(minutes=20) if post.told else None,
    }


def _decisions(post: Written, everybody: Everybody) -> list[dict[str, Any]]:
    """Give what the teacher decided: the first time in the lesson, after a talk a day later."""
    return [
        {
            "post_id": post.id,
            "decided_by": everybody.teacher_of(post.group).id,
            "choice": told.choice,
            "reason": told.reason,
            "created_at": _decided_at(post, place),
            "seen_at": _decided_at(post, place) + timedelta(minutes=6),
        }
        for place, told in enumerate(post.told)
    ]


def _decided_at(post: Written, place: int) -> datetime:
    return post.at + timedelta(minutes=22, days=place)


def _insert(session: Session, table: type[Any], rows: Iterable[dict[str, Any]]) -> None:
    values = list(rows)
    if values:
        session.execute(insert(table), values)
