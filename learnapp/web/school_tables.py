"""The tables of the coordinator's page of the school."""

from __future__ import annotations

from collections.abc import Iterable

from flask import url_for
from flask_babel import gettext as _

from learnapp.content.model import Goal, Module
from learnapp.moderation.rules import Article
from learnapp.services.dashboards.adults import GuardianCount, StaffRun
from learnapp.services.dashboards.measures import GroupLine, Mean, Period, Signals
from learnapp.services.dashboards.school import SchoolDashboard
from learnapp.services.people import level_of_year
from learnapp.terms import Pillar
from learnapp.web.dashboard_words import NOTHING, count_cell, day, mean_cell, module_cell, module_title, share_cell
from learnapp.web.labels import label
from learnapp.web.tables import Cell, Column, Row, Table, text_cell


def tables(seen: SchoolDashboard, *, articles: Iterable[Article], period: Period) -> dict[str, Table]:
    """Give all tables of the page by key, in the order in which they stand on it."""
    made = (
        modules_table(seen, period),
        goals_table(seen),
        square_table(seen),
        findings_table(seen, articles),
        pillars_table(seen),
        staff_table(seen),
        guardians_table(seen),
    )
    return {table.key: table for table in made}


def modules_table(seen: SchoolDashboard, period: Period) -> Table:
    """Show groups by modules: how many finished, and how well it went."""
    return Table(
        key="modules",
        title=_("Groepen en modules"),
        about=_("Hoeveel leerlingen de module afmaakten, en hoe goed de vragen gingen."),
        corner=_("Groep"),
        columns=tuple(
            Column(module_title(module), (_("afgemaakt"), _("stand"), _("beheersing"))) for module in seen.modules
        ),
        rows=tuple(
            Row(
                group.name,
                tuple(module_cell(seen.cells[group.id, module.slug]) for module in seen.modules),
                hint=_("%(number)s leerlingen", number=group.pupils),
                url=url_for("coordinator.show_group", group_id=group.id, periode=period.value),
            )
            for group in seen.groups
        ),
        empty=_("Er zijn nog geen groepen. Schoolbeheer leest de leerlingenlijst in."),
    )


def goals_table(seen: SchoolDashboard) -> Table:
    """Show goals by groups: the mean of the answers."""
    return Table(
        key="doelen",
        title=_("Hoe goed lukt elk doel?"),
        about=_("Het gemiddelde van de antwoorden bij een doel. Onder de vijf leerlingen staat er geen getal."),
        corner=_("Doel"),
        columns=tuple(Column(group.name, (_("gemiddeld"), _("woord"), _("aantal"))) for group in seen.groups),
        rows=tuple(
            Row(goal.text, tuple(_goal_cell(seen, group, module, goal) for group in seen.groups), hint=goal.id)
            for module in seen.modules
            for goal in module.goals
        ),
        empty=_("Er zijn nog geen groepen of modules."),
    )


def square_table(seen: SchoolDashboard) -> Table:
    """Show groups by what happened on the squares: what went well first."""
    return Table(
        key="plein",
        title=_("Wat er goed gaat op het plein"),
        about=_("Berichten die Merel een compliment gaf, en tips waarna een leerling zelf iets beters schreef."),
        corner=_("Groep"),
        columns=(
            Column(_("Berichten met een compliment")),
            Column(_("Na een tip beter geschreven")),
            Column(_("Meldingen")),
            Column(_("Besluiten van de leerkracht")),
        ),
        rows=tuple(Row(group.name, _signal_cells(seen, group)) for group in seen.groups),
        empty=_("Er zijn nog geen groepen."),
    )


def findings_table(seen: SchoolDashboard, articles: Iterable[Article]) -> Table:
    """Show articles by groups: how often the check before posting found something."""
    touched = {article for (_group, article), times in seen.findings.items() if times}
    return Table(
        key="afspraken",
        title=_("Welke afspraken kwamen langs?"),
        about=_("Hoe vaak de controle vóór het plaatsen iets zag. Het zijn oefeningen: tellen is geen straf."),
        corner=_("Afspraak"),
        columns=tuple(Column(group.name) for group in seen.groups),
        rows=tuple(
            Row(article.title, tuple(_finding_cell(seen, group, article) for group in seen.groups), hint=article.ref)
            for article in articles
            if article.ref in touched
        ),
        empty=_("In deze tijd zag de controle niets bijzonders."),
    )


def pillars_table(seen: SchoolDashboard) -> Table:
    """Show pillars by groups: how many of the modules of a pillar were given."""
    totals = {pillar: sum(module.pillar is pillar for module in seen.modules) for pillar in Pillar}
    return Table(
        key="pijlers",
        title=_("Komen alle pijlers aan bod?"),
        about=_("Hoeveel modules van elke pijler van het protocol een groep kreeg."),
        corner=_("Pijler"),
        columns=tuple(Column(group.name) for group in seen.groups),
        rows=tuple(
            Row(
                label(pillar),
                tuple(_pillar_cell(seen.pillars[group.id, pillar], totals[pillar]) for group in seen.groups),
                hint=pillar.value,
            )
            for pillar in Pillar
        ),
        empty=_("Er zijn nog geen groepen."),
    )


def staff_table(seen: SchoolDashboard) -> Table:
    """Show staff by their own modules."""
    return Table(
        key="team",
        title=_("Wat deed het team?"),
        about=_("De modules voor het team, met de dag waarop iemand klaar was. Los van de gekozen tijd."),
        corner=_("Naam"),
        columns=tuple(Column(module_title(module)) for module in seen.staff_modules),
        rows=tuple(
            Row(
                line.name,
                tuple(_staff_cell(line.runs.get(module.slug)) for module in seen.staff_modules),
                hint=", ".join(sorted(label(role) for role in line.roles)),
            )
            for line in seen.staff
        ),
        empty=_("Er staan nog geen medewerkers in de lijst."),
    )


def guardians_table(seen: SchoolDashboard) -> Table:
    """Show the modules for parents, as counts only."""
    return Table(
        key="ouders",
        title=_("Wat deden ouders?"),
        about=_("Alleen aantallen, geen namen. Los van de gekozen tijd."),
        corner=_("Module"),
        columns=(Column(_("Ouders met een account")), Column(_("Begonnen")), Column(_("Klaar"))),
        rows=tuple(
            Row(module_title(module), _guardian_cells(seen.guardians, seen.guardian_counts.get(module.slug)))
            for module in seen.guardian_modules
        ),
        empty=_("Er zijn nog geen modules voor ouders."),
    )


def _goal_cell(seen: SchoolDashboard, group: GroupLine, module: Module, goal: Goal) -> Cell:
    mean = seen.goals.get((group.id, module.slug, goal.id))
    if mean is None and level_of_year(group.year) not in goal.levels:
        return Cell((NOTHING, _("ander niveau"), NOTHING), 0)
    return mean_cell(mean or Mean())


def _signal_cells(seen: SchoolDashboard, group: GroupLine) -> tuple[Cell, ...]:
    signals = seen.signals.get(group.id, Signals())
    return (
        share_cell(signals.positive),
        share_cell(signals.better),
        count_cell(signals.reports, hidden=group.too_small),
        count_cell(signals.decisions, hidden=group.too_small),
    )


def _finding_cell(seen: SchoolDashboard, group: GroupLine, article: Article) -> Cell:
    return count_cell(seen.findings.get((group.id, article.ref), 0), hidden=group.too_small)


def _pillar_cell(given: int, total: int) -> Cell:
    level = 0 if not given else 4 if given == total else 2
    return Cell((_("%(part)s van %(whole)s", part=given, whole=total),), level)


def _staff_cell(run: StaffRun | None) -> Cell:
    if run is None:
        return text_cell(_("nog niet"), 0)
    if run.finished_at is None:
        return text_cell(_("bezig"), 2)
    return text_cell(_("klaar op %(day)s", day=day(run.finished_at)), 4)


def _guardian_cells(total: int, count: GuardianCount | None) -> tuple[Cell, ...]:
    found = count or GuardianCount()
    return (text_cell(total), text_cell(found.started), text_cell(found.finished))
