"""The path of a post: what somebody writes, what the engine says of it, and what happens then."""

from __future__ import annotations

import secrets
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import and_, func, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, aliased

from learnapp.content.model import Library
from learnapp.errors import Fault, FaultyInput, IllegalMove, NotFound
from learnapp.moderation import lifecycle
from learnapp.moderation.engine import judge
from learnapp.moderation.lifecycle import AuthorMove
from learnapp.moderation.message import Finding, Message, Verdict
from learnapp.moderation.protocol import Protocol
from learnapp.services import care, journal
from learnapp.services.known import known_around
from learnapp.store.feed import Post, Reaction, Square, raise_versions, tagged
from learnapp.store.moderation import Decision, Report, StoredVerdict, Touched
from learnapp.store.people import Consent, Person, teaches
from learnapp.terms import (
    STAFF_ROLES,
    AuthorRole,
    Capacity,
    Context,
    Outcome,
    PostState,
    ReactionKind,
    ReportReason,
    Role,
    SquareKind,
)

#: Characters in one post.
LONGEST_POST = 500


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody wants to post. Kept by nobody until it is posted.

    `confirmed` is the outcome that he saw and wants to go on with (a stricter one is shown to him first); `question`:
    he doubts and asks his teacher first ("ik twijfel"); `form_key` makes a double tap one post; `check_id` ties this
    try to what was touched in an earlier one; `replaces` is the own post that came back and is written anew here.
    """

    text: str
    picture: str | None = None
    people: tuple[int, ...] = ()
    capacity: Capacity | None = None
    parent_id: int | None = None
    parent_line: str | None = None
    confirmed: Outcome | None = None
    question: str = ""
    form_key: str = ""
    check_id: str = ""
    replaces: int | None = None


@dataclass(frozen=True, slots=True)
class Submitted:
    """What happened to a draft: the post that it became, or None when it was handed back with the verdict.

    `needs_care`: the calm card is shown instead of a tip.
    """

    post: Post | None
    verdict: Verdict
    outcome: Outcome
    check_id: str = ""
    needs_care: bool = False


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the engine needs to know about where a draft stands."""

    square: Square
    protocol: Protocol
    library: Library
    #: The text that is answered: of a post, or of an actor's line.
    reply_to: str | None = None
    module: str | None = None


def check(
    session: Session, author: Person, draft: Draft, around: Surroundings, *, now: datetime
) -> tuple[Verdict, Outcome]:
    """Say what the engine finds in a draft; nothing is kept. Empty drafts are fine as long as one is typing.

    Of the square only its kind matters here: one that is not stored yet will do.
    """
    verdict = judge(_message(session, author, draft, around, now=now), around.protocol)
    if around.square.kind is SquareKind.SOLO:
        return verdict, lifecycle.practised(verdict.outcome, verdict.severity, verdict.labels)
    return verdict, verdict.outcome


def submit_post(session: Session, author: Person, draft: Draft, around: Surroundings, *, now: datetime) -> Submitted:
    """Post a draft, or hand it back with the verdict. Raises `FaultyInput` for an empty or too long one."""
    draft = replace(draft, text=clean(draft.text), question=clean(draft.question))
    ensure_fits(draft, around.library)
    verdict, outcome = check(session, author, draft, around, now=now)
    needs_care = verdict.needs_care or _asks_for_care(draft.question, author, around.protocol)
    known = _posted_before(session, author, draft.form_key)
    if known is not None:
        return Submitted(known, verdict, outcome, needs_care=needs_care)
    if needs_care:
        post = _store(session, author, draft, around, verdict, PostState.HELD, now=now)
        care.signal(session, author, post_id=post.id, now=now)
        return Submitted(post, verdict, outcome, needs_care=True)
    if outcome is Outcome.REFUSE or not (draft.question or _is_confirmed(draft, outcome)):
        check_id = _note_touched(session, author, draft.check_id, verdict.findings, outcome, around, now=now)
        return Submitted(None, verdict, outcome, check_id)
    if draft.question or _takes_back(session, author, draft.replaces, now=now):
        # What a person sent back, a person sees again: the machine does not overrule him.
        outcome = Outcome.HOLD
    post = _store(session, author, draft, around, verdict, lifecycle.first_state(outcome), now=now)
    _note_next(session, author, draft.check_id, _NEXT[Outcome.HOLD if draft.question else verdict.outcome])
    return Submitted(post, verdict, outcome)


def clean(text: str) -> str:
    """Give a text as it is judged and kept: without control characters and without blank ends."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(letter for letter in text if letter in "\n\t" or unicodedata.category(letter) not in _UNKEPT).strip()


#: Control characters and half characters: no database wants them.
_UNKEPT = frozenset({"Cc", "Cs"})


def _is_confirmed(draft: Draft, outcome: Outcome) -> bool:
    """Say whether the writer may go on: there is nothing to say, or he saw a tip that is as strict as this one."""
    if outcome is Outcome.PUBLISH:
        return True
    return draft.confirmed is not None and draft.confirmed.weight >= outcome.weight


def _asks_for_care(question: str, author: Person, protocol: Protocol) -> bool:
    """Say whether the question to the teacher is itself a call for help."""
    return bool(question) and judge(Message(text=question, author_role=author_role(author)), protocol).needs_care


def _takes_back(session: Session, author: Person, post_id: int | None, *, now: datetime) -> bool:
    """Take the post away that came back with a tip and that is written anew now; say whether there was one."""
    if post_id is None:
        return False
    own = and_(Post.id == post_id, Post.author_id == author.id, Post.state == PostState.RETURNED)
    old = session.scalar(select(Post).where(own))
    if old is None:
        return False
    old.state, old.changed_at = lifecycle.after(old.state, AuthorMove.WITHDRAW), now
    return True


#: What became of an earlier try, by the outcome of this one.
_NEXT = {Outcome.PUBLISH: "rewrote", Outcome.ADVISE: "posted", Outcome.HOLD: "asked"}


#: Characters that nobody sees: an empty message in disguise.
_UNSEEN = frozenset({"Cf", "Zs", "Zl", "Zp", "Cc", "Mn"})
_BLANK = frozenset("\u2800\u3164\u115f\u1160\uffa0")


def ensure_fits(draft: Draft, library: Library) -> None:
    """Raise `FaultyInput` when a draft is empty, too long, or has a picture that may not be posted."""
    words = [letter for letter in draft.text if unicodedata.category(letter) not in _UNSEEN and letter not in _BLANK]
    picture = library.pictures.get(draft.picture) if draft.picture else None
    if not words and not draft.picture:
        raise FaultyInput([Fault("Bericht", "Schrijf eerst iets, of kies een plaatje.")])
    if len(draft.text) > LONGEST_POST:
        over = len(draft.text) - LONGEST_POST
        raise FaultyInput([Fault("Bericht", f"Je bericht is te lang. Haal er {over} tekens af, of maak er twee van.")])
    if draft.picture and (picture is None or not picture.postable):
        raise FaultyInput([Fault("Plaatje", "Dit plaatje is er niet. Kies een ander plaatje.")])


def withdraw(session: Session, post_id: int, *, author: Person, now: datetime) -> Post:
    """Take an own post away. Raises `NotFound`; `IllegalMove` when it is gone already."""
    post = session.scalar(select(Post).where(Post.id == post_id, Post.author_id == author.id))
    if post is None:
        raise NotFound("post")
    post.state, post.changed_at = lifecycle.after(post.state, AuthorMove.WITHDRAW), now
    # Who reported it reads that the writer took it away himself.
    session.execute(
        update(Report).where(Report.post_id == post.id, Report.closed_at.is_(None)).values(closed_at=now),
        execution_options={"synchronize_session": False},
    )
    journal.write(session, author, "withdraw_post", "post", post.id, now=now)
    return post


def note_seen(session: Session, post_id: int, decision_id: int, *, author: Person, now: datetime) -> None:
    """Note that the writer read what was decided about his post. Twice counts once. Raises `NotFound`."""
    query = (
        select(Decision, Post.square_id)
        .join(Post, Post.id == Decision.post_id)
        .where(Decision.id == decision_id, Post.id == post_id, Post.author_id == author.id)
    )
    row = session.execute(query).first()
    if row is None:
        raise NotFound("decision")
    decision, square_id = row
    if decision.seen_at is None:
        decision.seen_at = now
        raise_versions(session, Square.id == square_id)


def react(session: Session, person: Person, post_id: int, kind: ReactionKind, *, now: datetime) -> None:
    """React to a post; the same reaction again takes it back, another one replaces it. Raises `NotFound`."""
    post = _post_in_reach(session, post_id, person)
    reaction = session.scalar(select(Reaction).where(Reaction.post_id == post.id, Reaction.person_id == person.id))
    if reaction is None:
        add_once(
            session, Reaction(square_id=post.square_id, post_id=post.id, person_id=person.id, kind=kind, created_at=now)
        )
    elif reaction.kind is kind:
        session.delete(reaction)
    else:
        reaction.kind = kind


def report(session: Session, person: Person, post_id: int, reason: ReportReason, *, now: datetime) -> None:
    """Ask a teacher to look at a post. Reporting it twice counts once. Raises `NotFound`."""
    post = _post_in_reach(session, post_id, person)
    known = select(Report.id).where(Report.post_id == post.id, Report.reporter_id == person.id)
    if session.scalar(known) is None:
        made = Report(square_id=post.square_id, post_id=post.id, reporter_id=person.id, reason=reason, created_at=now)
        add_once(session, made)
        journal.write(session, person, "report_post", "post", post.id, now=now)


def parent_in(session: Session, square: Square, post_id: int) -> Post:
    """Give the published post of this square that is answered; a reply below a reply goes to its parent."""
    query = select(Post).where(Post.id == post_id, Post.square_id == square.id, Post.state == PostState.PUBLISHED)
    post = session.scalar(query)
    if post is None:
        raise NotFound("post")
    return post if post.parent_id is None else parent_in(session, square, post.parent_id)


def words_answered(session: Session, post_id: int, *, author: Person) -> str | None:
    """Give the words that a reply to this post answers, as `parent_in` finds them; None when there is no such post."""
    parent = aliased(Post)
    query = (
        select(func.coalesce(parent.text, Post.text))
        .select_from(Post)
        .join(Square, Square.id == Post.square_id)
        .outerjoin(parent, parent.id == Post.parent_id)
        .where(Post.id == post_id, Square.group_id == author.group_id, Post.state == PostState.PUBLISHED)
    )
    return session.scalar(query)


def _post_in_reach(session: Session, post_id: int, person: Person) -> Post:
    """Give a published post on the square of this person's group. Raises `NotFound` for any other."""
    taught = select(teaches.c.group_id).where(teaches.c.person_id == person.id)
    query = (
        select(Post)
        .join(Square, Square.id == Post.square_id)
        .where(
            Post.id == post_id,
            Post.state == PostState.PUBLISHED,
            or_(Square.group_id == person.group_id, Square.group_id.in_(taught)),
        )
    )
    post = session.scalar(query)
    if post is None:
        raise NotFound("post")
    return post


def add_once(session: Session, row: Reaction | Report) -> None:
    """Add a row that may be there once; a double tap that was first wins."""
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        return


def author_role(person: Person) -> AuthorRole:
    """Give who somebody is to the engine."""
    if Role.PUPIL in person.roles:
        return AuthorRole.PUPIL
    return AuthorRole.STAFF if person.roles & STAFF_ROLES else AuthorRole.GUARDIAN


def _message(session: Session, author: Person, draft: Draft, around: Surroundings, *, now: datetime) -> Message:
    known = known_around(session, author.group_id, but=author.id)
    if draft.picture:
        context = Context.PHOTO_CAPTION
    else:
        context = Context.REPLY if around.reply_to is not None else Context.FEED_POST
    return Message(
        text=draft.text,
        author_role=author_role(author),
        context=context,
        reply_to=around.reply_to,
        capacity=draft.capacity,
        school=known.school,
        school_facts=known.facts,
        roster=known.roster,
        staff=known.staff,
        people_without_consent=_without_consent(session, author, draft, around.library, now=now),
    )


def _without_consent(
    session: Session, author: Person, draft: Draft, library: Library, *, now: datetime
) -> tuple[str, ...]:
    """Give the names of the people on the picture for whom no permission is on record (protocol Ad-C4, A5)."""
    picture = library.pictures.get(draft.picture or "")
    if picture is None or not picture.shows_people or not draft.people:
        return ()
    given = select(Consent.person_id).where(
        Consent.kind == "photo",
        Consent.withdrawn_at.is_(None),
        Consent.valid_from <= now,
        or_(Consent.valid_until.is_(None), Consent.valid_until > now),
    )
    query = select(Person.first_name).where(
        Person.id.in_(draft.people), Person.group_id == author.group_id, Person.id != author.id, Person.id.not_in(given)
    )
    return tuple(session.scalars(query))


def _posted_before(session: Session, author: Person, form_key: str) -> Post | None:
    if not form_key:
        return None
    return session.scalar(select(Post).where(Post.form_key == form_key, Post.author_id == author.id))


def _store(
    session: Session,
    author: Person,
    draft: Draft,
    around: Surroundings,
    verdict: Verdict,
    state: PostState,
    *,
    now: datetime,
) -> Post:
    post = Post(
        square_id=around.square.id,
        author_id=author.id,
        parent_id=draft.parent_id,
        parent_line=draft.parent_line,
        text=draft.text,
        picture=draft.picture or None,
        capacity=draft.capacity,
        state=state,
        tone=verdict.tone,
        labels=list(verdict.labels),
        compliment=verdict.compliments[0].text if verdict.compliments else None,
        question=draft.question or None,
        created_at=now,
        changed_at=now,
        form_key=draft.form_key or None,
    )
    try:
        with session.begin_nested():
            session.add(post)
    except IntegrityError:
        # Two taps at the same moment: the other one was first.
        return _posted_before(session, author, draft.form_key) or _lost()
    if draft.people and draft.picture:
        _tag(session, post, author, draft.people)
    session.add(_kept(post, verdict, now))
    return post


def _lost() -> Post:
    raise IllegalMove


def _tag(session: Session, post: Post, author: Person, people: Sequence[int]) -> None:
    query = select(Person.id).where(Person.id.in_(people), Person.group_id == author.group_id)
    rows = [{"post_id": post.id, "person_id": person_id} for person_id in session.scalars(query)]
    if rows:
        session.execute(tagged.insert(), rows)


def _kept(post: Post, verdict: Verdict, now: datetime) -> StoredVerdict:
    return StoredVerdict(
        post_id=post.id,
        protocol_version=verdict.protocol_version,
        outcome=verdict.outcome,
        severity=verdict.severity,
        in_scope=verdict.in_scope,
        findings=[
            {
                "rule": finding.rule,
                "article": finding.article,
                "label": finding.label,
                "severity": finding.severity,
                "outcome": finding.outcome.value,
                "start": finding.start,
                "end": finding.end,
                "reason": finding.reason_adult,
            }
            for finding in verdict.findings
        ],
        created_at=now,
    )


def _note_touched(
    session: Session,
    author: Person,
    check_id: str,
    findings: Sequence[Finding],
    outcome: Outcome,
    around: Surroundings,
    *,
    now: datetime,
) -> str:
    """Keep which rules were touched (never the words); give the id under which the next try can find them."""
    known = _known_rules(session, author, check_id)
    check_id = check_id if known else secrets.token_urlsafe(12)
    for finding in {finding.rule: finding for finding in findings}.values():
        if finding.rule in known:
            continue
        session.add(
            Touched(
                check_id=check_id,
                person_id=author.id,
                group_id=author.group_id,
                module=around.module,
                rule=finding.rule,
                article=finding.article,
                label=finding.label,
                outcome=outcome,
                next="",
                created_at=now,
            )
        )
    return check_id


def _known_rules(session: Session, author: Person, check_id: str) -> frozenset[str]:
    if not check_id:
        return frozenset()
    query = select(Touched.rule).where(Touched.check_id == check_id, Touched.person_id == author.id)
    return frozenset(session.scalars(query))


def _note_next(session: Session, author: Person, check_id: str, what: str) -> None:
    if check_id:
        session.execute(
            update(Touched)
            .where(Touched.check_id == check_id, Touched.person_id == author.id, Touched.next == "")
            .values(next=what)
        )
