"""The tables of the coordinator's page of one group. No pupil stands in them."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import gettext as _

from learnapp.moderation.rules import Article
from learnapp.services.dashboards.group import GroupDashboard, HardQuestion
from learnapp.services.dashboards.measures import Mean
from learnapp.services.people import level_of_year
from learnapp.web.dashboard_words import count_cell, mean_cell, module_cell, module_title, share_cell
from learnapp.web.tables import Cell, Column, Row, Table, text_cell

#: What a writer did after a tip: the words of `Touched.next`.
NEXT = ("rewrote", "asked", "posted", "")


def tables(seen: GroupDashboard, *, articles: Iterable[Article]) -> dict[str, Table]:
    """Give all tables of the page by key, in the order in which they stand on it."""
    made = (
        modules_table(seen),
        goals_table(seen),
        questions_table(seen),
        square_table(seen),
        findings_table(seen, articles),
    )
    return {table.key: table for table in made}


def modules_table(seen: GroupDashboard) -> Table:
    """Show the modules: how many finished, and how well it went."""
    return Table(
        key="modules",
        title=_("Modules"),
        about=_("Hoeveel leerlingen de module afmaakten, en hoe goed de vragen gingen."),
        corner=_("Module"),
        columns=(Column(_("Hoe ver"), (_("afgemaakt"), _("stand"), _("beheersing"))),),
        rows=tuple(Row(module_title(module), (module_cell(seen.cells[module.slug]),)) for module in seen.modules),
        empty=_("Er zijn nog geen modules."),
    )


def goals_table(seen: GroupDashboard) -> Table:
    """Show the goals of the level of this group, and those that were answered anyway."""
    level = level_of_year(seen.group.year)
    return Table(
        key="doelen",
        title=_("Hoe goed lukt elk doel?"),
        about=_("Het gemiddelde van de antwoorden bij een doel. Onder de vijf leerlingen staat er geen getal."),
        corner=_("Doel"),
        columns=(Column(_("Beheersing"), (_("gemiddeld"), _("woord"), _("aantal"))),),
        rows=tuple(
            Row(goal.text, (mean_cell(seen.goals.get((module.slug, goal.id), Mean())),), hint=goal.id)
            for module in seen.modules
            for goal in module.goals
            if level in goal.levels or (module.slug, goal.id) in seen.goals
        ),
        empty=_("Er zijn nog geen doelen."),
    )


def questions_table(seen: GroupDashboard) -> Table:
    """Show the questions that went worst."""
    return Table(
        key="vragen",
        title=_("Lastige vragen"),
        about=_("De vragen met het laagste gemiddelde. Alleen vragen die minstens vijf leerlingen maakten."),
        corner=_("Vraag"),
        columns=(
            Column(_("Module"), is_text=True),
            Column(_("Gemiddeld")),
            Column(_("Leerlingen")),
            Column(_("Weet ik niet")),
        ),
        rows=tuple(Row(hard.question.text, _question_cells(hard)) for hard in seen.questions),
        empty=_("Nog geen vraag is door vijf leerlingen gemaakt."),
    )


def square_table(seen: GroupDashboard) -> Table:
    """Show what happened on the square, what went well first."""
    signals, small = seen.signals, seen.group.too_small
    return Table(
        key="plein",
        title=_("Wat er gebeurde op het plein"),
        about=_("Complimenten van Merel, en wat er na een tip gebeurde."),
        corner=_("Wat"),
        columns=(Column(_("Aantal")),),
        rows=(
            Row(_("Berichten met een compliment"), (share_cell(signals.positive),)),
            Row(_("Na een tip beter geschreven"), (share_cell(signals.better),)),
            Row(_("Meldingen"), (count_cell(signals.reports, hidden=small),)),
            Row(_("Besluiten van de leerkracht"), (count_cell(signals.decisions, hidden=small),)),
        ),
    )


def findings_table(seen: GroupDashboard, articles: Iterable[Article]) -> Table:
    """Show the articles that were touched, and what the writers did next."""
    return Table(
        key="afspraken",
        title=_("Welke afspraken kwamen langs?"),
        about=_("Hoe vaak de controle vóór het plaatsen iets zag, en wat de schrijver daarna deed."),
        corner=_("Afspraak"),
        columns=(
            Column(_("Aantal")),
            Column(_("Beter geschreven")),
            Column(_("Aan de leerkracht gevraagd")),
            Column(_("Toch geplaatst")),
            Column(_("Niet geplaatst")),
        ),
        rows=tuple(
            Row(article.title, _finding_cells(seen, article), hint=article.ref)
            for article in articles
            if article.ref in seen.findings
        ),
        empty=_("In deze tijd zag de controle niets bijzonders."),
    )


def _question_cells(hard: HardQuestion) -> tuple[Cell, ...]:
    return (
        text_cell(module_title(hard.module)),
        text_cell(f"{hard.mean.percent}%"),
        text_cell(hard.mean.pupils),
        text_cell(hard.dont_know),
    )


def _finding_cells(seen: GroupDashboard, article: Article) -> tuple[Cell, ...]:
    times = seen.findings[article.ref]
    numbers = (sum(times.values()), *(times.get(following, 0) for following in NEXT))
    return tuple(count_cell(number, hidden=seen.group.too_small) for number in numbers)
