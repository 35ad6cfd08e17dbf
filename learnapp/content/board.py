"""The screens of the board: coming in, what we learned before, what we learn now, every step, and what goes home."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from learnapp.content.model import BoardPage, Edition, Module, ShownPost, Step
from learnapp.content.retrieval import BOARD_WORDS, Recalled
from learnapp.content.words import count_words

#: No screen of the board has more words than this.
MOST_WORDS = 40


class ScreenKind(StrEnum):
    """What a screen of the board is for."""

    ENTER = "enter"
    #: A question of an earlier module, and on the next screen its answer.
    QUESTION = "question"
    ANSWER = "answer"
    GOALS = "goals"
    PAGE = "page"
    TALK = "talk"
    CLOSING = "closing"


@dataclass(frozen=True, slots=True)
class Screen:
    """One screen of the board.

    `lines` are the goals, the options of a question or its right ones, the questions to talk about, or the question to
    take home; `why` explains an answer. `step` counts from 1 to `steps`; it is 0 on the first screens and after the
    last step. `step_slug` is the step on the tablets, or "" without one.
    """

    kind: ScreenKind
    title: str
    text: str = ""
    lines: tuple[str, ...] = ()
    why: str = ""
    post: ShownPost | None = None
    picture: str | None = None
    step: int = 0
    steps: int = 0
    step_slug: str = ""


def board_screens(module: Module, edition: Edition, recalled: Sequence[Recalled] = ()) -> tuple[Screen, ...]:
    """Give all screens of a module on one level, in order: never empty.

    `recalled` are questions of earlier modules: each is asked on one screen and answered on the next.
    """
    steps = len(edition.steps)
    middle = [screen for place, step in enumerate(edition.steps, 1) for screen in _of_step(step, place, steps)]
    return (
        Screen(ScreenKind.ENTER, module.title, picture=module.picture, steps=steps),
        *(screen for one in recalled for screen in _asked(one, steps)),
        Screen(ScreenKind.GOALS, module.title, lines=_goals(module, edition), picture=module.picture, steps=steps),
        *middle,
        Screen(ScreenKind.CLOSING, module.title, lines=(edition.take_home,), steps=steps),
    )


def _asked(one: Recalled, steps: int) -> tuple[Screen, Screen]:
    """Give the screen of a question and that of its answer; the question stands there again when there is room."""
    title, question = one.module.title, one.question
    right = tuple(option.text for option in question.options if option.answer == "yes")
    words = count_words(" ".join((question.text, *right, question.explanation)))
    return (
        Screen(
            ScreenKind.QUESTION,
            title,
            text=question.text,
            lines=tuple(option.text for option in question.options),
            post=question.post,
            picture=question.picture,
            steps=steps,
        ),
        Screen(
            ScreenKind.ANSWER,
            title,
            text=question.text if words <= BOARD_WORDS else "",
            lines=right,
            why=question.explanation,
            steps=steps,
        ),
    )


def _of_step(step: Step, place: int, steps: int) -> Iterator[Screen]:
    for page in step.board:
        yield Screen(
            ScreenKind.PAGE,
            page.title,
            text=page.text,
            post=page.post,
            picture=page.picture,
            step=place,
            steps=steps,
            step_slug=step.slug,
        )
        if page.talk:
            yield _talk(page, step, place, steps)


def _talk(page: BoardPage, step: Step, place: int, steps: int) -> Screen:
    return Screen(ScreenKind.TALK, page.title, lines=page.talk, step=place, steps=steps, step_slug=step.slug)


def _goals(module: Module, edition: Edition) -> tuple[str, ...]:
    """Give the goals that fit on one screen, the first in any case."""
    goals: list[str] = []
    room = MOST_WORDS - count_words(module.title)
    for goal in module.goals_on(edition.level):
        room -= count_words(goal.text)
        if goals and room < 0:
            break
        goals.append(goal.text)
    return tuple(goals)
