"""A person's way through the modules: what may be done now, where he is, and what he finished."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from learnapp.content.model import ChooseBlock, Edition, Library, Module, SortBlock, Step, StepKind
from learnapp.errors import Fault, FaultyInput, NotFound
from learnapp.services import classroom
from learnapp.services.classroom import Standing
from learnapp.store.base import Base
from learnapp.store.database import rows_of
from learnapp.store.learning import Assignment, BlockChoice, ModuleRun, StepDone
from learnapp.store.people import Person
from learnapp.terms import STAFF_ROLES, Audience, Level, Role

# Built once: it is asked at every step and every answer of a pupil.
_ASSIGNED = (
    select(Assignment.module, Assignment.level, Assignment.closes_at, Assignment.homework)
    .where(*classroom.OPEN_FOR)
    .order_by(Assignment.homework, Assignment.created_at)
)


@dataclass(frozen=True, slots=True)
class Access:
    """A module that a person may do now: on which level, until when, and whether the class does it right now."""

    module: Module
    edition: Edition
    until: datetime | None = None
    live: bool = False


@dataclass(frozen=True, slots=True)
class Progress:
    """How far somebody is: the slugs of the finished steps, where he last did something and when, and if he is done."""

    run_id: int | None = None
    step: str | None = None
    done: frozenset[str] = frozenset()
    finished: bool = False
    seen_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ModuleCard:
    """A module with a person's progress, as it stands on the first page."""

    access: Access
    progress: Progress

    @property
    def next_step(self) -> str:
        """Give the slug of the step to go on with."""
        return self.progress.step or self.access.edition.steps[0].slug


def accessible(
    session: Session, person: Person, *, standing: Standing | None, library: Library, now: datetime
) -> dict[str, Access]:
    """Give the modules that this person may do now, by slug.

    A pupil: the module of the open lesson, and what was assigned (at home: what was assigned as homework). Others:
    the modules made for their role.
    """
    if standing is None:
        return {
            module.slug: Access(module, _only(module)) for module in library.modules.values() if _for(person, module)
        }
    found: dict[str, Access] = {}
    for module, level, until, homework in rows_of(session, _ASSIGNED, classroom.of_pupil(person, now=now)):
        if (homework or standing.lesson) and (edition := _edition(library, module, level)):
            found[module] = Access(library.modules[module], edition, until)
    lesson = standing.lesson
    if lesson and (edition := _edition(library, lesson.module, lesson.level)):
        found[lesson.module] = Access(library.modules[lesson.module], edition, live=True)
    return found


def accessible_module(accessibles: Mapping[str, Access], slug: str) -> Access:
    """Give the access to one module. Raises `NotFound` when this person may not do it now."""
    if slug not in accessibles:
        raise NotFound("module")
    return accessibles[slug]


def module_cards(session: Session, person: Person, accesses: Iterable[Access]) -> list[ModuleCard]:
    """Give the modules with this person's progress: the lesson of now first, then by number."""
    progress = progress_of(session, person.id)
    cards = [
        ModuleCard(access, progress.get((access.module.slug, access.edition.level), Progress())) for access in accesses
    ]
    return sorted(cards, key=lambda card: (not card.access.live, card.access.module.number.zfill(3)))


def progress_of(session: Session, person_id: int) -> dict[tuple[str, Level], Progress]:
    """Give the progress of one person in all modules, by module and level."""
    runs = session.execute(
        select(
            ModuleRun.id, ModuleRun.module, ModuleRun.level, ModuleRun.step, ModuleRun.finished_at, ModuleRun.seen_at
        ).where(ModuleRun.person_id == person_id)
    ).all()
    done: dict[int, set[str]] = {run.id: set() for run in runs}
    if runs:
        for run_id, step in session.execute(select(StepDone.run_id, StepDone.step).where(StepDone.run_id.in_(done))):
            done[run_id].add(step)
    return {
        (run.module, run.level): Progress(
            run.id, run.step, frozenset(done[run.id]), run.finished_at is not None, run.seen_at
        )
        for run in runs
    }


def progress_in(session: Session, person: Person, access: Access) -> Progress:
    """Give the progress of one person in one module."""
    return progress_of(session, person.id).get((access.module.slug, access.edition.level), Progress())


def choices_in(session: Session, progress: Progress, step: Step) -> dict[str, dict[str, Any]]:
    """Give what was chosen in the blocks of a step, by block id."""
    if progress.run_id is None:
        return {}
    query = select(BlockChoice.block, BlockChoice.choice).where(
        BlockChoice.run_id == progress.run_id, BlockChoice.step == step.slug
    )
    return {row.block: row.choice for row in session.execute(query)}


def step_of(access: Access, slug: str) -> Step:
    """Give a step of a module. Raises `NotFound`."""
    step = access.edition.step(slug)
    if step is None:
        raise NotFound("step")
    return step


def choose(
    session: Session,
    person: Person,
    access: Access,
    step: Step,
    *,
    block_id: str,
    form: Mapping[str, str],
    now: datetime,
) -> None:
    """Keep what was chosen in a block; choosing again replaces it. Raises `NotFound` or `FaultyInput`."""
    choice = choice_in(block_of(step, block_id), form)
    run = _run(session, person, access, now=now)
    run.step = step.slug
    kept = session.get(BlockChoice, (run.id, step.slug, block_id))
    if kept is None:
        made = BlockChoice(run_id=run.id, step=step.slug, block=block_id, choice=choice, chosen_at=now)
        _add_once(session, made)
    else:
        kept.choice, kept.chosen_at = choice, now


def block_of(step: Step, block_id: str) -> ChooseBlock | SortBlock:
    """Give the block of a step in which something is chosen. Raises `NotFound`."""
    found = next((b for b in step.blocks if isinstance(b, ChooseBlock | SortBlock) and b.id == block_id), None)
    if found is None:
        raise NotFound("block")
    return found


def choice_in(block: ChooseBlock | SortBlock, form: Mapping[str, str]) -> dict[str, Any]:
    """Read what was chosen in a block. Raises `FaultyInput` when nothing was."""
    return _option_of(block, form) if isinstance(block, ChooseBlock) else _places_of(block, form)


def finish_step(session: Session, person: Person, access: Access, step: Step, *, now: datetime) -> Step | None:
    """Note that a step is done and give the next one; None after the last. Doing it twice changes nothing."""
    run = _run(session, person, access, now=now)
    if session.get(StepDone, (run.id, step.slug)) is None:
        _add_once(session, StepDone(run_id=run.id, step=step.slug, done_at=now))
    steps = access.edition.steps
    place = steps.index(step)
    following = steps[place + 1] if place + 1 < len(steps) else None
    run.step, run.seen_at = (following or step).slug, now
    if run.finished_at is None and _all_done(session, run, access.edition):
        run.finished_at = now
    return following


def work_at(session: Session, person: Person, access: Access, kind: StepKind, *, now: datetime) -> None:
    """Remember that somebody works at the step of this kind (the questions, the practice): he goes on there.

    Who came there without beginning the module has no place to remember yet.
    """
    step = next((step for step in access.edition.steps if step.kind is kind), None)
    if step is not None:
        session.execute(
            update(ModuleRun)
            .where(
                ModuleRun.person_id == person.id,
                ModuleRun.module == access.module.slug,
                ModuleRun.level == access.edition.level,
            )
            .values(step=step.slug, seen_at=now),
            execution_options={"synchronize_session": False},
        )


def begin(session: Session, person: Person, access: Access, *, now: datetime) -> str:
    """Start a module, or go on with it; give the slug of the step to show."""
    return _run(session, person, access, now=now).step


def _run(session: Session, person: Person, access: Access, *, now: datetime) -> ModuleRun:
    query = select(ModuleRun).where(
        ModuleRun.person_id == person.id,
        ModuleRun.module == access.module.slug,
        ModuleRun.level == access.edition.level,
    )
    run = session.scalar(query)
    if run is None:
        made = ModuleRun(
            person_id=person.id,
            module=access.module.slug,
            level=access.edition.level,
            step=access.edition.steps[0].slug,
            started_at=now,
            seen_at=now,
        )
        run = made if _add_once(session, made) else session.scalars(query).one()
    run.seen_at = now
    return run


def _add_once(session: Session, row: Base) -> bool:
    """Add a row that may be there once; say whether it was us, or another tap of the same moment."""
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        return False
    return True


def _all_done(session: Session, run: ModuleRun, edition: Edition) -> bool:
    done = set(session.scalars(select(StepDone.step).where(StepDone.run_id == run.id)))
    return {step.slug for step in edition.steps} <= done


def _option_of(block: ChooseBlock, form: Mapping[str, str]) -> dict[str, Any]:
    chosen = form.get("option", "")
    if not chosen.isdecimal() or int(chosen) >= len(block.options):
        raise FaultyInput([Fault(block.question, "Kies eerst een antwoord.")])
    return {"option": int(chosen)}


def _places_of(block: SortBlock, form: Mapping[str, str]) -> dict[str, Any]:
    placed = {str(n): form.get(f"card-{n}", "") for n in range(len(block.cards))}
    if not any(bin_ in block.bins for bin_ in placed.values()):
        raise FaultyInput([Fault(block.question, "Leg eerst een kaartje in een bak.")])
    return {"placed": {n: bin_ for n, bin_ in placed.items() if bin_ in block.bins}}


def _edition(library: Library, slug: str, level: Level) -> Edition | None:
    module = library.modules.get(slug)
    return module.editions.get(level) if module else None


def _only(module: Module) -> Edition:
    return next(iter(module.editions.values()))


def _for(person: Person, module: Module) -> bool:
    if module.audience is Audience.STAFF:
        return bool(person.roles & STAFF_ROLES)
    return module.audience is Audience.GUARDIAN and Role.GUARDIAN in person.roles
