"""The screens of the board."""

from __future__ import annotations

from learnapp.content.board import ScreenKind, board_screens
from learnapp.content.model import BoardPage, Library
from learnapp.content.shelf import edition_for, pupil_modules, sheets_of
from learnapp.content.words import count_words
from learnapp.terms import Level
from tests.classwork import a_module, a_step, an_edition

PLAIN = BoardPage("De tekening", "Kijk naar Noor.", None, None, ())
TALKED = BoardPage("Wat nu?", "Wat zou jij doen?", None, None, ("Wie helpt?", "Wat helpt niet?"))


def test_each_page_stands_in_order_and_its_talk_follows_it() -> None:
    edition = an_edition(a_step("verhaal", PLAIN, TALKED), a_step("samen", PLAIN))

    screens = board_screens(a_module(edition, "Ik kan het zien."), edition)

    assert [(screen.kind, screen.step) for screen in screens] == [
        (ScreenKind.ENTER, 0),
        (ScreenKind.GOALS, 0),
        (ScreenKind.PAGE, 1),
        (ScreenKind.PAGE, 1),
        (ScreenKind.TALK, 1),
        (ScreenKind.PAGE, 2),
        (ScreenKind.CLOSING, 0),
    ]
    assert screens[4].lines == ("Wie helpt?", "Wat helpt niet?")
    assert screens[5].step_slug == "samen"
    assert screens[-1].lines == ("Vraag het thuis.",)


def test_goals_that_do_not_fit_stay_away_but_never_the_first() -> None:
    edition = an_edition(a_step("verhaal", PLAIN))
    long = "Ik kan " + "heel " * 38 + "veel."

    assert board_screens(a_module(edition, long, "Ik kan nog iets."), edition)[1].lines == (long,)
    assert board_screens(a_module(edition, "Ik kan dit.", "Ik kan dat.", long), edition)[1].lines == (
        "Ik kan dit.",
        "Ik kan dat.",
    )


def test_a_module_without_goals_still_has_its_screens() -> None:
    edition = an_edition()

    screens = board_screens(a_module(edition), edition)

    assert [screen.kind for screen in screens] == [ScreenKind.ENTER, ScreenKind.GOALS, ScreenKind.CLOSING]


def test_no_screen_of_our_modules_has_more_than_forty_words(library: Library) -> None:
    for module in pupil_modules(library):
        for edition in module.editions.values():
            for screen in board_screens(module, edition):
                words = count_words(f"{screen.title} {screen.text} {' '.join(screen.lines)}")
                assert words <= 40 or len(screen.lines) == 1, f"{module.slug} {edition.level}: {screen.title}"


def test_the_shelf_has_the_modules_for_pupils_by_number(library: Library) -> None:
    numbers = [module.number for module in pupil_modules(library)]

    assert numbers == sorted(numbers, key=lambda number: (len(number), number))
    assert "S1" not in numbers


def test_a_level_that_a_module_does_not_have_gives_the_one_it_has() -> None:
    edition = an_edition(a_step("verhaal", PLAIN))
    module = a_module(edition)

    assert edition_for(module, Level.A) is edition
    assert edition_for(module, Level.B) is edition
    assert edition_for(module, None) is edition


def test_the_key_of_a_worksheet_goes_on_a_sheet_of_its_own() -> None:
    assert sheets_of("<h2>Mijn kaart</h2><p>…</p><h2>Voor de leerkracht</h2><p>A is goed.</p>") == (
        "<h2>Mijn kaart</h2><p>…</p>",
        "<h2>Voor de leerkracht</h2><p>A is goed.</p>",
    )
    assert sheets_of("<h2>Alles</h2>") == ("<h2>Alles</h2>",)
