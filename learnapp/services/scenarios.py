"""One person's practice with a scenario: his own posts and the lines of the actors, in one feed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from learnapp.errors import IllegalMove, NotFound
from learnapp.services import journal, squares
from learnapp.services.feed import add_once
from learnapp.services.lessons import Access
from learnapp.services.squares import ShownPost
from learnapp.simulation import director
from learnapp.simulation.scenario import Action, Event, Line, LineKind, Scenario, VisibleLine
from learnapp.store.feed import Post, Reaction, ScenarioRun, Square
from learnapp.store.moderation import Report
from learnapp.store.people import Person
from learnapp.terms import PostState, ReactionKind, ReportReason, SquareKind


@dataclass(frozen=True, slots=True)
class Item:
    """One thing in the feed: an actor's line or an own post, with what stands below it, oldest first."""

    since: float
    line: Line | None = None
    post: ShownPost | None = None
    mood: str = "calm"
    replies: tuple[Item, ...] = ()
    #: Who of the actors reacted, with what: (actor, kind).
    reactions: tuple[tuple[str, str], ...] = ()
    my_reaction: ReactionKind | None = None
    reported: bool = False
    answer: int | None = None


@dataclass(frozen=True, slots=True)
class World:
    """What one person sees of his scenario now. `next_in` is in how many seconds something comes, or None."""

    run: ScenarioRun
    scenario: Scenario
    items: tuple[Item, ...]
    next_in: float | None
    posts: int
    moods: dict[str, str] = field(default_factory=dict)


def run_of(session: Session, person: Person, access: Access) -> ScenarioRun | None:
    """Give this person's run of the scenario of a module, or None when he has not started."""
    query = select(ScenarioRun).where(
        ScenarioRun.person_id == person.id,
        ScenarioRun.module == access.module.slug,
        ScenarioRun.level == access.edition.level,
    )
    return session.scalar(query)


def start(session: Session, person: Person, access: Access, *, now: datetime) -> ScenarioRun:
    """Start the scenario of a module; a run that was started goes on (double tap)."""
    run = run_of(session, person, access)
    if run is not None:
        return run
    try:
        with session.begin_nested():
            return _begin(session, person, access, now=now)
    except IntegrityError:
        # Two taps at the same moment: the other one was first.
        return started_run(session, person, access)


def _begin(session: Session, person: Person, access: Access, *, now: datetime) -> ScenarioRun:
    square = Square(kind=SquareKind.SOLO, group_id=None, created_at=now)
    session.add(square)
    session.flush()
    run = ScenarioRun(
        square_id=square.id,
        person_id=person.id,
        module=access.module.slug,
        level=access.edition.level,
        started_at=now,
        answers={},
    )
    session.add(run)
    session.flush()
    return run


def started_run(session: Session, person: Person, access: Access) -> ScenarioRun:
    """Give this person's run. Raises `NotFound` when he has not started."""
    run = run_of(session, person, access)
    if run is None:
        raise NotFound("scenario run")
    return run


def square_of(session: Session, run: ScenarioRun) -> Square:
    """Give the square of a run."""
    return session.scalars(select(Square).where(Square.id == run.square_id)).one()


def world_of(
    session: Session,
    run: ScenarioRun,
    scenario: Scenario,
    *,
    reader: Person,
    reasons: Mapping[ReportReason, str],
    now: datetime,
) -> World:
    """Give what this person sees of his scenario now: a fixed number of statements, however much happened.

    `reasons` are the words in which who answers a report names its reason.
    """
    rows = session.execute(
        select(
            Post.id,
            Post.parent_id,
            Post.parent_line,
            Post.tone,
            Post.labels,
            Post.state,
            Post.created_at,
            Post.changed_at,
        )
        .where(Post.square_id == run.square_id)
        .order_by(Post.id)
    ).all()
    reactions = session.execute(
        select(Reaction.line, Reaction.kind, Reaction.created_at).where(Reaction.square_id == run.square_id)
    ).all()
    reports = session.execute(
        select(Report.line, Report.created_at, Report.reason).where(Report.square_id == run.square_id)
    ).all()
    elapsed = _seconds(run, run.finished_at or now)
    actions = _actions(run, rows, reactions, reports)
    visible = [_told(seen, reasons) for seen in director.visible_lines(scenario, actions, elapsed)]
    own = {post.id: post for post in squares.posts_of_run(session, run.square_id, reader=reader)}
    items = _threads(
        run,
        visible,
        own,
        mine={row.line: row.kind for row in reactions if row.line},
        reported={row.line for row in reports if row.line},
    )
    return World(
        run=run,
        scenario=scenario,
        items=items,
        next_in=director.next_change(scenario, actions, elapsed),
        posts=len(own),
        moods=director.moods(scenario, visible),
    )


def line_in(world: World, line_id: str) -> Line:
    """Give a line that this person sees now. Raises `NotFound`."""
    for item in _every(world.items):
        if item.line is not None and item.line.id == line_id:
            return item.line
    raise NotFound("line")


def react_to_line(session: Session, run: ScenarioRun, line: Line, kind: ReactionKind, *, now: datetime) -> None:
    """React to an actor's line; the same reaction again takes it back."""
    query = select(Reaction).where(
        Reaction.square_id == run.square_id, Reaction.line == line.id, Reaction.person_id == run.person_id
    )
    reaction = session.scalar(query)
    if reaction is None:
        made = Reaction(square_id=run.square_id, line=line.id, person_id=run.person_id, kind=kind, created_at=now)
        add_once(session, made)
    elif reaction.kind is kind:
        session.delete(reaction)
    else:
        reaction.kind = kind


def report_line(session: Session, run: ScenarioRun, line: Line, reason: ReportReason, *, now: datetime) -> None:
    """Report an actor's line: practice, so it is closed at once and asks nothing of a teacher."""
    query = select(Report.id).where(
        Report.square_id == run.square_id, Report.line == line.id, Report.reporter_id == run.person_id
    )
    if session.scalar(query) is None:
        made = Report(
            square_id=run.square_id,
            line=line.id,
            reporter_id=run.person_id,
            reason=reason,
            created_at=now,
            closed_at=now,
        )
        add_once(session, made)


def answer_question(session: Session, run: ScenarioRun, line: Line, option: int) -> None:
    """Answer the question on a line; answering again replaces it. Raises `NotFound`."""
    if line.question is None or not 0 <= option < len(line.question.options):
        raise NotFound("option")
    run.answers = {**run.answers, line.id: option}
    session.flush()


def finish(session: Session, run: ScenarioRun, *, person: Person, now: datetime) -> None:
    """Stop the clock of a run: from now on the world stands still. Doing it twice changes nothing."""
    if run.finished_at is None:
        run.finished_at = now
        journal.write(session, person, "finish_scenario", "scenario_run", run.square_id, now=now)


def start_again(session: Session, run: ScenarioRun, *, person: Person, now: datetime) -> None:
    """Forget a finished run, with its posts, so that it can be played anew. Raises `IllegalMove` while it goes on."""
    if run.finished_at is None:
        raise IllegalMove
    square = square_of(session, run)
    journal.write(session, person, "restart_scenario", "scenario_run", run.square_id, now=now)
    session.delete(square)
    session.flush()
    session.expunge(run)


def _seconds(run: ScenarioRun, moment: datetime) -> float:
    return max(0.0, (moment - run.started_at).total_seconds())


#: What waits for the teacher or came back was not seen by the actors.
_HAPPENED = frozenset({PostState.PUBLISHED, PostState.WITHDRAWN})


def _actions(run: ScenarioRun, rows: Sequence, reactions: Sequence, reports: Sequence) -> list[Action]:  # type: ignore[type-arg]
    """Tell the director what this person did, in the order in which he did it."""
    actions = []
    for row in rows:
        if row.state not in _HAPPENED:
            continue
        event = Event.REPLY if row.parent_line or row.parent_id else Event.POST
        at = _seconds(run, row.created_at)
        target = row.parent_line
        actions.append(Action(event, at, target, row.tone, tuple(row.labels), post_id=row.id))
        if row.state is PostState.WITHDRAWN:
            actions.append(Action(Event.DELETE, _seconds(run, row.changed_at), target, row.tone, post_id=row.id))
    actions += [
        Action(Event.REACTION, _seconds(run, row.created_at), row.line, reaction=row.kind.value)
        for row in reactions
        if row.line
    ]
    actions += [
        Action(Event.REPORT, _seconds(run, row.created_at), row.line, reason=row.reason) for row in reports if row.line
    ]
    return sorted(actions, key=lambda action: action.at)


def _told(seen: VisibleLine, reasons: Mapping[ReportReason, str]) -> VisibleLine:
    """Let a line that answers a report name why it was reported."""
    if seen.reason is None:
        return seen
    return replace(seen, line=replace(seen.line, text=seen.line.told(reasons[seen.reason])))


def _threads(
    run: ScenarioRun,
    visible: Sequence[VisibleLine],
    own: dict[int, ShownPost],
    *,
    mine: dict[str, ReactionKind],
    reported: set[str],
) -> tuple[Item, ...]:
    """Put lines and own posts together: what hangs below what, newest on top, replies oldest first."""
    lines = {seen.line.id: seen for seen in visible}
    below_line: dict[str, list[Item]] = {}
    below_post: dict[int, list[Item]] = {}
    hearts_line: dict[str, list[tuple[str, str]]] = {}
    hearts_post: dict[int, list[tuple[str, str]]] = {}
    for seen in visible:
        line = seen.line
        if line.kind is LineKind.REACTION:
            pair = (line.actor, line.reaction)
            if line.to is not None:
                hearts_line.setdefault(line.to, []).append(pair)
            elif seen.to_post is not None:
                hearts_post.setdefault(seen.to_post, []).append(pair)

    def of_line(seen: VisibleLine) -> Item:
        line = seen.line
        replies = sorted(below_line.get(line.id, ()), key=lambda item: item.since)
        return Item(
            since=seen.since,
            line=line,
            mood=line.mood,
            replies=tuple(replies),
            reactions=tuple(hearts_line.get(line.id, ())),
            my_reaction=mine.get(line.id),
            reported=line.id in reported,
            answer=run.answers.get(line.id),
        )

    def root_of(line_id: str) -> str:
        """Follow a line up to the post it hangs below: one level of replies is shown."""
        seen = lines.get(line_id)
        while seen is not None and seen.line.to is not None and seen.line.to in lines:
            seen = lines[seen.line.to]
        return seen.line.id if seen else line_id

    def post_root(post: ShownPost) -> tuple[str | None, int | None]:
        """Say below which line or which own post an own reply stands."""
        return (root_of(post.parent_line), None) if post.parent_line else (None, post.id)

    for post in own.values():
        if post.parent_line:
            below_line.setdefault(root_of(post.parent_line), []).append(
                Item(since=_seconds(run, post.created_at), post=post, reactions=tuple(hearts_post.get(post.id, ())))
            )
    for seen in visible:
        line = seen.line
        if line.kind is not LineKind.REPLY:
            continue
        if line.to is not None:
            below_line.setdefault(root_of(line.to), []).append(of_line(seen))
        elif seen.to_post in own:
            line_id, post_id = post_root(own[seen.to_post])
            if line_id is not None:
                below_line.setdefault(line_id, []).append(of_line(seen))
            elif post_id is not None:
                below_post.setdefault(post_id, []).append(of_line(seen))
    roots = [of_line(seen) for seen in visible if seen.line.kind is LineKind.POST]
    for post in own.values():
        if not post.parent_line:
            replies = sorted(below_post.get(post.id, ()), key=lambda item: item.since)
            roots.append(
                Item(
                    since=_seconds(run, post.created_at),
                    post=post,
                    replies=tuple(replies),
                    reactions=tuple(hearts_post.get(post.id, ())),
                )
            )
    return tuple(sorted(roots, key=lambda item: item.since, reverse=True))


def _every(items: Sequence[Item]) -> list[Item]:
    return [one for item in items for one in (item, *item.replies)]
