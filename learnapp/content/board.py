"""The screens of the board: coming in, what we learn, the pages of every step with their talk, and what goes home."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from learnapp.content.model import BoardPage, Edition, Module, ShownPost, Step
from learnapp.content.words import count_words

#: No screen of the board has more words than this.
MOST_WORDS = 40


class ScreenKind(StrEnum):
    """What a screen of the board is for."""

    ENTER = "enter"
    GOALS = "goals"
    PAGE = "page"
    TALK = "talk"
    CLOSING = "closing"


@dataclass(frozen=True, slots=True)
class Screen:
    """One screen of the board.

    `lines` are the goals, the questions to talk about, or the question to take home. `step` counts from 1 to `steps`;
    it is 0 on the first screens and after the last step. `step_slug` is the step on the tablets, or "" without one.
    """

    kind: ScreenKind
    title: str
    text: str = ""
    lines: tuple[str, ...] = ()
    post: ShownPost | None = None
    picture: str | None = None
    step: int = 0
    steps: int = 0
    step_slug: str = ""


def board_screens(module: Module, edition: Edition) -> tuple[Screen, ...]:
    """Give all screens of a module on one level, in order: never empty."""
    steps = len(edition.steps)
    middle = [screen for place, step in enumerate(edition.steps, 1) for screen in _of_step(step, place, steps)]
    return (
        Screen(ScreenKind.ENTER, module.title, picture=module.picture, steps=steps),
        Screen(ScreenKind.GOALS, module.title, lines=_goals(module, edition), picture=module.picture, steps=steps),
        *middle,
        Screen(ScreenKind.CLOSING, module.title, lines=(edition.take_home,), steps=steps),
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
