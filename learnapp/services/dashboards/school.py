"""The whole school on one page: groups by modules, by goals and by articles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from learnapp.content import shelf
from learnapp.content.model import Library, Module
from learnapp.services.dashboards import adults, queries
from learnapp.services.dashboards.adults import GuardianCount, StaffLine
from learnapp.services.dashboards.measures import GroupLine, Mean, ModuleCell, Signals
from learnapp.services.dashboards.queries import Sight
from learnapp.terms import Audience, Pillar


@dataclass(frozen=True, slots=True)
class SchoolDashboard:
    """Everything that the coordinator sees of the school. Keys begin with the number of the group."""

    groups: tuple[GroupLine, ...]
    modules: tuple[Module, ...]
    cells: Mapping[tuple[int, str], ModuleCell]
    goals: Mapping[tuple[int, str, str], Mean]
    #: By group and article: how often it was touched.
    findings: Mapping[tuple[int, str], int]
    signals: Mapping[int, Signals]
    #: By group and pillar: how many of the modules of that pillar the group has been given.
    pillars: Mapping[tuple[int, Pillar], int]
    staff_modules: tuple[Module, ...]
    staff: tuple[StaffLine, ...]
    guardian_modules: tuple[Module, ...]
    guardians: int
    guardian_counts: Mapping[str, GuardianCount]

    @property
    def pupils(self) -> int:
        """Give the number of pupils of the school."""
        return sum(group.pupils for group in self.groups)

    @property
    def modules_given(self) -> int:
        """Give how many times a module was given to a group."""
        return sum(cell.given for cell in self.cells.values())

    @property
    def staff_finished(self) -> int:
        """Give how many of the staff finished all modules for staff."""
        slugs = {module.slug for module in self.staff_modules}
        return sum(slugs <= {slug for slug, run in line.runs.items() if run.finished_at} for line in self.staff)


def school_dashboard(session: Session, *, library: Library, since: datetime) -> SchoolDashboard:
    """Give the whole school since a moment, in ten statements."""
    sight = Sight(since)
    groups = queries.groups(session)
    modules = shelf.pupil_modules(library)
    means = queries.means(session, sight)
    cells = module_cells(session, sight, groups, modules, means)
    staff_modules = modules_for(library, Audience.STAFF)
    guardian_modules = modules_for(library, Audience.GUARDIAN)
    guardians, counts = adults.guardian_counts(session, [module.slug for module in guardian_modules])
    return SchoolDashboard(
        groups=groups,
        modules=modules,
        cells=cells,
        goals={(group, module, goal): mean for (group, module, goal), mean in means.items() if goal},
        findings={key: sum(times.values()) for key, times in queries.findings(session, sight).items()},
        signals=queries.signals(session, sight),
        pillars=pillar_counts(groups, modules, cells),
        staff_modules=staff_modules,
        staff=adults.staff_lines(session, [module.slug for module in staff_modules]),
        guardian_modules=guardian_modules,
        guardians=guardians,
        guardian_counts=counts,
    )


def module_cells(
    session: Session,
    sight: Sight,
    groups: tuple[GroupLine, ...],
    modules: tuple[Module, ...],
    means: Mapping[tuple[int, str, str | None], Mean],
) -> dict[tuple[int, str], ModuleCell]:
    """Give how far these groups are with these modules, in two statements."""
    runs, given = queries.runs(session, sight), queries.given(session, sight)
    return {
        (group.id, module.slug): ModuleCell(
            group.pupils,
            (group.id, module.slug) in given,
            *runs.get((group.id, module.slug), (0, 0)),
            means.get((group.id, module.slug, None), Mean()),
        )
        for group in groups
        for module in modules
    }


def pillar_counts(
    groups: tuple[GroupLine, ...], modules: tuple[Module, ...], cells: Mapping[tuple[int, str], ModuleCell]
) -> dict[tuple[int, Pillar], int]:
    """Count per group and pillar the modules that were given."""
    return {
        (group.id, pillar): sum(cells[group.id, module.slug].given for module in modules if module.pillar is pillar)
        for group in groups
        for pillar in Pillar
    }


def modules_for(library: Library, audience: Audience) -> tuple[Module, ...]:
    """Give the modules that are made for these people, by number."""
    modules = [module for module in library.modules.values() if module.audience is audience and module.editions]
    return tuple(sorted(modules, key=lambda module: (len(module.number), module.number)))
