"""Which questions of earlier modules are asked: after a rest, the oldest first, three at most."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from learnapp.content.board import MOST_WORDS, ScreenKind, board_screens
from learnapp.content.model import Library
from learnapp.content.retrieval import Recalled, Studied, fits_board, recalled
from learnapp.content.shelf import pupil_modules
from learnapp.content.words import count_words
from learnapp.terms import Level, QuestionUse
from tests import rooms

NOW = datetime(2026, 11, 10, 9, 30, tzinfo=UTC)
BEST, PHOTO, JOKE = "01-mijn-beste-ik", "03-mag-jij-op-mijn-foto", "04-grapje-of-gemeen"


@pytest.fixture
def library() -> Library:
    """The real modules."""
    return rooms.library()


def studied(module: str, *, days: float, level: Level = Level.B, turns: int = 0, **answered: float) -> Studied:
    """Say how many days ago a module was at hand, and its questions were answered (their dashes as underscores)."""
    times = {name.replace("_", "-"): NOW - timedelta(days=ago) for name, ago in answered.items()}
    return Studied(module, level, NOW - timedelta(days=days), times, turns)


def asked(library: Library, *history: Studied, lesson: str = JOKE) -> list[tuple[str, str]]:
    return [(one.module.slug, one.question.id) for one in recalled(history, library, lesson_module=lesson, moment=NOW)]


def test_the_module_that_rested_longest_comes_first_and_takes_turns(library: Library) -> None:
    modules = [module for module, _ in asked(library, studied(PHOTO, days=8), studied(BEST, days=30))]

    assert modules == [BEST, PHOTO, BEST]


def test_one_module_gives_three_questions_at_most(library: Library) -> None:
    found = asked(library, studied(BEST, days=30))

    assert len(found) == 3
    assert len(set(found)) == 3


@pytest.mark.parametrize(("days", "comes"), [(4.9, False), (5, True)])
def test_a_module_rests_five_days(library: Library, days: float, comes: bool) -> None:
    assert bool(asked(library, studied(BEST, days=days))) is comes


def test_the_module_of_the_lesson_asks_nothing_about_itself(library: Library) -> None:
    assert asked(library, studied(JOKE, days=30)) == []


def test_the_question_that_was_answered_longest_ago_comes_first(library: Library) -> None:
    quiz = library.modules[BEST].editions[Level.B].quiz
    assert quiz is not None
    first, second, third, fourth = (question.id for question in quiz.used_for(QuestionUse.RETRIEVAL))
    times = {first: 6.0, second: 20.0, fourth: 9.0}

    history = studied(BEST, days=6, **{name.replace("-", "_"): ago for name, ago in times.items()})

    assert [question for _, question in asked(library, history)] == [third, second, fourth]


def test_a_class_gets_the_next_question_each_time(library: Library) -> None:
    firsts = [asked(library, studied(BEST, days=30, turns=turn))[0] for turn in range(5)]

    assert len(set(firsts[:4])) == 4
    assert firsts[4] == firsts[0]


@pytest.mark.parametrize("module", ["is-er-niet", "s1-ons-protocol"])
def test_what_is_no_module_for_pupils_asks_nothing(library: Library, module: str) -> None:
    assert asked(library, studied(module, days=30), studied(module, days=30, level=Level.ADULT)) == []


def test_each_of_our_modules_has_a_question_for_the_board(library: Library) -> None:
    for module in pupil_modules(library):
        for level in module.editions:
            one = studied(module.slug, days=30, level=level)
            assert recalled([one], library, lesson_module="", moment=NOW, suits=fits_board), (module.slug, level)


def for_the_board(library: Library) -> tuple[Recalled, ...]:
    history = [studied(BEST, days=30), studied(PHOTO, days=9)]
    return recalled(history, library, lesson_module=JOKE, moment=NOW, suits=fits_board)


def test_on_the_board_a_question_comes_first_and_its_answer_on_the_next_screen(library: Library) -> None:
    module = library.modules[JOKE]
    items = for_the_board(library)

    screens = board_screens(module, module.editions[Level.B], items)

    kinds = [screen.kind for screen in screens[:8]]
    assert kinds == [
        ScreenKind.ENTER,
        *[ScreenKind.QUESTION, ScreenKind.ANSWER] * len(items),
        ScreenKind.GOALS,
    ]
    for place, one in enumerate(items):
        question, answer = screens[1 + 2 * place : 3 + 2 * place]
        assert question.text == one.question.text
        assert set(answer.lines) < set(question.lines)
        assert not question.why
        assert answer.why == one.question.explanation


def test_no_screen_of_a_question_has_too_many_words(library: Library) -> None:
    for module in pupil_modules(library):
        for level, edition in module.editions.items():
            items = recalled(
                [studied(module.slug, days=30, level=level)], library, lesson_module="", moment=NOW, suits=fits_board
            )
            for screen in board_screens(module, edition, items):
                if screen.kind in (ScreenKind.QUESTION, ScreenKind.ANSWER):
                    words = count_words(" ".join(("Weet je het nog?", screen.text, *screen.lines, screen.why)))
                    assert words <= MOST_WORDS, (module.slug, level, screen.text)
