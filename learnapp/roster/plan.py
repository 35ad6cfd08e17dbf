"""What an import would change: compare a roster file with who is here now. Nothing is changed by making a plan.

Pupils are matched by their hashed key, staff by e-mail (else by their hashed personnel number), groups by name. A file
without pupils lets nobody leave; a file never lets staff leave and never takes away "schoolbeheer", so that an import
cannot lock a school out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches

from learnapp.errors import Fault
from learnapp.roster.cells import group_name
from learnapp.roster.rows import PupilRow, RosterFile, StaffRow
from learnapp.terms import Role

#: When more than this part of the pupils would leave, somebody must say that the file is right.
MANY = 0.30


@dataclass(frozen=True, slots=True)
class PresentPupil:
    """A pupil who is here now."""

    key_hash: str
    first_name: str
    initials: str
    group: str | None
    year: int | None = None

    @property
    def name(self) -> str:
        """Give the name as it stands on screen."""
        return f"{self.first_name} {self.initials}".strip()


@dataclass(frozen=True, slots=True)
class PresentStaff:
    """A member of staff who is here now."""

    email: str
    first_name: str
    last_name: str
    salutation: str
    roles: frozenset[Role]
    groups: frozenset[str] = frozenset()
    key: str = ""

    @property
    def name(self) -> str:
        """Give the full name."""
        return f"{self.first_name} {self.last_name}".strip()


@dataclass(frozen=True, slots=True)
class Present:
    """Who is here now: pupils by hashed key, staff by e-mail in small letters, and the names of the groups."""

    pupils: Mapping[str, PresentPupil] = field(default_factory=dict)
    staff: Mapping[str, PresentStaff] = field(default_factory=dict)
    groups: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class NewGroup:
    """A group that is to be made, with the jaargroepen of its pupils."""

    name: str
    years: tuple[int, ...]

    @property
    def year(self) -> int:
        """Give the lowest jaargroep."""
        return self.years[0]


@dataclass(frozen=True, slots=True)
class Move:
    """A pupil who goes to another group, or to another jaargroep within the group."""

    pupil: PupilRow
    from_group: str | None
    from_year: int | None = None


@dataclass(frozen=True, slots=True)
class Rename:
    """A pupil whose name on screen changes."""

    pupil: PupilRow
    old_name: str


@dataclass(frozen=True, slots=True)
class StaffChange:
    """A member of staff of whom something changes: which of email, name, salutation, roles, groups, key."""

    before: PresentStaff
    after: StaffRow
    what: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """Everything that applying would do, as data. Groups first, then pupils, then staff."""

    file_name: str
    new_groups: tuple[NewGroup, ...] = ()
    joins: tuple[PupilRow, ...] = ()
    moves: tuple[Move, ...] = ()
    renames: tuple[Rename, ...] = ()
    leaves: tuple[PresentPupil, ...] = ()
    unchanged: int = 0
    #: Groups in which nobody is left.
    emptied_groups: tuple[str, ...] = ()
    staff_joins: tuple[StaffRow, ...] = ()
    staff_changes: tuple[StaffChange, ...] = ()
    staff_unchanged: int = 0
    faults: tuple[Fault, ...] = ()
    notices: tuple[str, ...] = ()
    #: Questions that somebody must answer with yes before the plan may be applied.
    confirmations: tuple[str, ...] = ()

    @property
    def applicable(self) -> bool:
        """Say whether there are no faults."""
        return not self.faults

    @property
    def needs_confirmation(self) -> bool:
        """Say whether somebody must first confirm that the file is right."""
        return bool(self.confirmations)

    @property
    def changes_nothing(self) -> bool:
        """Say whether everything is already as the file tells."""
        return not (
            self.new_groups
            or self.joins
            or self.moves
            or self.renames
            or self.leaves
            or self.staff_joins
            or self.staff_changes
        )


def make_plan(file: RosterFile, present: Present) -> ImportPlan:
    """Compare the file with who is here."""
    groups = _Groups(file, present)
    pupils = sorted((groups.of_pupil(row) for row in file.pupils), key=_by_group_and_name)
    faults = list(file.faults)
    staff = [groups.of_staff(row, faults) for row in file.staff]
    leaves = _leaves(pupils, present)
    joins, changes, same = _compare_staff(staff, present)
    return ImportPlan(
        file_name=file.name,
        new_groups=groups.new(pupils),
        joins=tuple(row for row in pupils if row.key_hash not in present.pupils),
        moves=tuple(_moves(pupils, present)),
        renames=tuple(_renames(pupils, present)),
        leaves=leaves,
        unchanged=sum(_is_same(row, present) for row in pupils),
        emptied_groups=_emptied(pupils, present),
        staff_joins=joins,
        staff_changes=changes,
        staff_unchanged=same,
        faults=tuple(faults),
        notices=(*file.notices, *_notices(joins, changes)),
        confirmations=tuple(_confirmations(leaves, present)),
    )


class _Groups:
    """The groups that there are and will be, found by name whatever the capitals."""

    def __init__(self, file: RosterFile, present: Present) -> None:
        self._present = {_same_group(name): name for name in present.groups}
        self._known = {_same_group(row.group): row.group for row in file.pupils if row.group} | self._present

    def of_pupil(self, row: PupilRow) -> PupilRow:
        """Give the row with the group as it is already written here."""
        name = self._known.get(_same_group(row.group), row.group)
        return row if name == row.group else replace(row, group=name)

    def of_staff(self, row: StaffRow, faults: list[Fault]) -> StaffRow:
        """Give the row with its groups as they are written here; a group that nobody knows is a fault."""
        names = []
        for name in row.groups or ():
            known = self._known.get(_same_group(name))
            if known is None:
                faults.append(Fault(f"{row.place}, kolom groepen", self._about_unknown(name)))
            else:
                names.append(known)
        return row if row.groups is None else replace(row, groups=tuple(names))

    def new(self, pupils: Sequence[PupilRow]) -> tuple[NewGroup, ...]:
        """Give the groups that are not here yet, in the order of their names."""
        years: dict[str, set[int]] = defaultdict(set)
        for row in pupils:
            if row.group and _same_group(row.group) not in self._present:
                years[row.group].add(row.year)
        return tuple(NewGroup(name, tuple(sorted(years[name]))) for name in sorted(years))

    def _about_unknown(self, name: str) -> str:
        close = get_close_matches(_same_group(name), self._known, n=1, cutoff=0.5)
        hint = f" Bedoel je {self._known[close[0]]}?" if close else ""
        return f"De groep {name} ken ik niet.{hint} Verbeter de naam, of zet ook de leerlingen van die groep erbij."


def _same_group(name: str) -> str:
    return group_name(name).casefold()


def _by_group_and_name(row: PupilRow) -> tuple[str, str, str]:
    return row.group, row.first_name.casefold(), row.initials.casefold()


def _has_moved(row: PupilRow, old: PresentPupil) -> bool:
    return row.group != old.group or old.year not in (None, row.year)


def _moves(pupils: Sequence[PupilRow], present: Present) -> Iterator[Move]:
    for row in pupils:
        old = present.pupils.get(row.key_hash)
        if old and _has_moved(row, old):
            yield Move(row, old.group, old.year)


def _renames(pupils: Sequence[PupilRow], present: Present) -> Iterator[Rename]:
    for row in pupils:
        old = present.pupils.get(row.key_hash)
        if old and old.name != row.name:
            yield Rename(row, old.name)


def _is_same(row: PupilRow, present: Present) -> bool:
    old = present.pupils.get(row.key_hash)
    return old is not None and old.name == row.name and not _has_moved(row, old)


def _leaves(pupils: Sequence[PupilRow], present: Present) -> tuple[PresentPupil, ...]:
    """Give the pupils who are not in the file. A file without pupils says nothing about them."""
    if not pupils:
        return ()
    staying = {row.key_hash for row in pupils}
    leaving = [old for key, old in present.pupils.items() if key not in staying]
    return tuple(sorted(leaving, key=lambda old: (old.group or "", old.first_name.casefold(), old.initials)))


def _emptied(pupils: Sequence[PupilRow], present: Present) -> tuple[str, ...]:
    if not pupils:
        return ()
    before = {old.group for old in present.pupils.values() if old.group}
    return tuple(sorted(before - {row.group for row in pupils}))


def _compare_staff(
    staff: Sequence[StaffRow], present: Present
) -> tuple[tuple[StaffRow, ...], tuple[StaffChange, ...], int]:
    """Give who of the staff joins, of whom something changes, and of how many nothing does."""
    by_key = {old.key: old for old in present.staff.values() if old.key}
    in_file = {row.email for row in staff}
    joins: list[StaffRow] = []
    changes: list[StaffChange] = []
    for row in staff:
        old = present.staff.get(row.email) or _by_number(row, by_key, in_file)
        if old is None:
            joins.append(replace(row, groups=row.groups or ()))
            continue
        after = _merged(row, old)
        if what := _differences(after, old):
            changes.append(StaffChange(old, after, what))
    return tuple(joins), tuple(changes), len(staff) - len(joins) - len(changes)


def _by_number(row: StaffRow, by_key: Mapping[str, PresentStaff], in_file: Collection[str]) -> PresentStaff | None:
    """Find somebody with a new e-mail address by the personnel number; not who stands in the file himself."""
    old = by_key.get(row.key)
    return None if old is None or old.email in in_file else old


def _merged(row: StaffRow, old: PresentStaff) -> StaffRow:
    """Give the row with what the file does not tell as it is now."""
    return replace(
        row,
        salutation=row.salutation or old.salutation,
        roles=row.roles | ({Role.ADMINISTRATOR} & old.roles),
        groups=tuple(sorted(old.groups)) if row.groups is None else row.groups,
        key=row.key or old.key,
    )


def _differences(after: StaffRow, old: PresentStaff) -> tuple[str, ...]:
    differs = {
        "email": after.email != old.email,
        "name": after.name != old.name,
        "salutation": after.salutation != old.salutation,
        "roles": after.roles != old.roles,
        "groups": set(after.groups or ()) != old.groups,
        "key": after.key != old.key,
    }
    return tuple(word for word, is_new in differs.items() if is_new)


def _notices(joins: Sequence[StaffRow], changes: Sequence[StaffChange]) -> Iterator[str]:
    """Tell who gets to see the whole school."""
    before = {change.after.email: change.before.roles for change in changes}
    for row in (*joins, *(change.after for change in changes)):
        if Role.ADMINISTRATOR in row.roles - before.get(row.email, frozenset()):
            yield f"{row.place}: {row.email} wordt schoolbeheer en mag dan alles in deze school. Klopt dat?"


def _confirmations(leaves: Sequence[PresentPupil], present: Present) -> Iterator[str]:
    if present.pupils and len(leaves) > MANY * len(present.pupils):
        question = f"Van de {len(present.pupils)} leerlingen gaan er {len(leaves)} weg. Klopt dit bestand?"
        if len(leaves) == len(present.pupils):
            question += " Geen enkel leerlingnummer is bekend: is het wel dezelfde soort nummer als de vorige keer?"
        yield question
