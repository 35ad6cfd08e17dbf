"""One group as the coordinator sees it: modules by goals, hard questions and findings, without any pupil."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from learnapp.content import shelf
from learnapp.content.model import Library, Module, Question
from learnapp.errors import NotFound
from learnapp.services.dashboards import queries
from learnapp.services.dashboards.measures import GroupLine, Mean, ModuleCell, Signals
from learnapp.services.dashboards.queries import Sight
from learnapp.services.dashboards.school import module_cells

#: So many questions are called difficult.
MOST_QUESTIONS = 10


@dataclass(frozen=True, slots=True)
class HardQuestion:
    """A question that went badly, with its words."""

    module: Module
    question: Question
    mean: Mean
    dont_know: int


@dataclass(frozen=True, slots=True)
class GroupDashboard:
    """Everything that the coordinator sees of one group."""

    group: GroupLine
    modules: tuple[Module, ...]
    cells: Mapping[str, ModuleCell]
    #: By module and goal.
    goals: Mapping[tuple[str, str], Mean]
    questions: tuple[HardQuestion, ...]
    #: By article: what the writers did next, and how often.
    findings: Mapping[str, Mapping[str, int]]
    signals: Signals


def group_dashboard(session: Session, group_id: int, *, library: Library, since: datetime) -> GroupDashboard:
    """Give one group since a moment, in eight statements. Raises `NotFound`."""
    sight = Sight(since, group_id)
    groups = queries.groups(session, group_id=group_id)
    if not groups:
        raise NotFound("group")
    modules = shelf.pupil_modules(library)
    means = queries.means(session, sight)
    cells = module_cells(session, sight, groups, modules, means)
    return GroupDashboard(
        group=groups[0],
        modules=modules,
        cells={slug: cell for (_group, slug), cell in cells.items()},
        goals={(module, goal): mean for (_group, module, goal), mean in means.items() if goal},
        questions=_hard_questions(session, sight, library),
        findings={article: times for (_group, article), times in queries.findings(session, sight).items()},
        signals=queries.signals(session, sight).get(group_id, Signals()),
    )


def _hard_questions(session: Session, sight: Sight, library: Library) -> tuple[HardQuestion, ...]:
    """Give the words of the questions that went worst; one that the files no longer have is left out."""
    known = {
        (edition.quiz.slug, question.id): (module, question)
        for module in library.modules.values()
        for edition in module.editions.values()
        if edition.quiz
        for question in edition.quiz.questions
    }
    return tuple(
        HardQuestion(*known[row.quiz, row.question], row.mean, row.dont_know)
        for row in queries.hard_questions(session, sight, most=MOST_QUESTIONS)
        if (row.quiz, row.question) in known
    )
