"""The Dutch words of the coordinator's cells."""

from __future__ import annotations

from datetime import datetime

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from learnapp.clock import AMSTERDAM
from learnapp.content.model import Module
from learnapp.services.dashboards.measures import Mastery, Mean, ModuleCell, Pace, Period, Share
from learnapp.web.dates import short_date
from learnapp.web.tables import Cell, text_cell

MASTERY: dict[Mastery, LazyString] = {
    Mastery.WELL: _l("lukt goed"),
    Mastery.GROWING: _l("groeit"),
    Mastery.PRACTISE: _l("nog oefenen"),
    Mastery.NOTHING: _l("nog niets"),
    Mastery.TOO_FEW: _l("te weinig gegevens"),
}
PACE: dict[Pace, LazyString] = {
    Pace.NOT_GIVEN: _l("nog niet gegeven"),
    Pace.READY: _l("staat klaar"),
    Pace.STARTED: _l("begonnen"),
    Pace.UNDERWAY: _l("onderweg"),
    Pace.NEARLY: _l("bijna klaar"),
    Pace.DONE: _l("klaar"),
    Pace.TOO_FEW: _l("te weinig gegevens"),
}
PERIODS: dict[Period, LazyString] = {
    Period.WEEKS: _l("laatste 4 weken"),
    Period.YEAR: _l("dit schooljaar"),
    Period.ALL: _l("alles"),
}
MASTERY_LEVELS = {Mastery.WELL: 4, Mastery.GROWING: 2, Mastery.PRACTISE: 1}
PACE_LEVELS = {Pace.STARTED: 1, Pace.UNDERWAY: 2, Pace.NEARLY: 3, Pace.DONE: 4}
#: In a cell that has nothing to tell but a word.
NOTHING = ""


def module_title(module: Module) -> str:
    """Give a module as it stands above a column: "3. Mag jij op mijn foto?"."""
    return f"{module.number}. {module.title}"


def module_cell(cell: ModuleCell) -> Cell:
    """Give how far a group is: how many of how many, a word, and how well."""
    level = PACE_LEVELS.get(cell.pace, 0)
    if cell.pace in {Pace.NOT_GIVEN, Pace.READY, Pace.TOO_FEW}:
        return Cell((NOTHING, str(PACE[cell.pace]), NOTHING), level)
    share = _("%(part)s van %(whole)s", part=cell.finished, whole=cell.pupils)
    return Cell((share, str(PACE[cell.pace]), mean_text(cell.mean)), level)


def mean_text(mean: Mean) -> str:
    """Give a mean in one text: "78% · lukt goed"."""
    word = str(MASTERY[mean.mastery])
    return word if mean.percent is None else f"{mean.percent}% · {word}"


def mean_cell(mean: Mean) -> Cell:
    """Give a mean: the number, the word, and of how many pupils."""
    if mean.percent is None:
        return Cell((NOTHING, str(MASTERY[mean.mastery]), NOTHING), 0)
    pupils = _("%(number)s lln", number=mean.pupils)
    return Cell((f"{mean.percent}%", str(MASTERY[mean.mastery]), pupils), MASTERY_LEVELS[mean.mastery])


def share_cell(share: Share) -> Cell:
    """Give a share in one text: "12 van 30 · 40%"."""
    if share.too_few:
        return text_cell(_("te weinig gegevens"))
    if share.percent is None:
        return text_cell("–")
    counts = _("%(part)s van %(whole)s", part=share.part, whole=share.whole)
    return text_cell(f"{counts} · {share.percent}%")


def count_cell(number: int, *, hidden: bool = False) -> Cell:
    """Give a count; of a group that is too small nothing."""
    return text_cell(_("te weinig gegevens") if hidden else number)


def day(moment: datetime) -> str:
    """Give a day with its year, for what may be long ago: "3 nov 2026"."""
    return f"{short_date(moment)} {moment.astimezone(AMSTERDAM).year}"
