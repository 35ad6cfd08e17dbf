"""One module per room of the site."""

from __future__ import annotations

from flask import Blueprint

from learnapp.web.views import (
    account,
    board,
    coordinator,
    feed,
    lessons,
    queue,
    quizzes,
    retrieval,
    scenarios,
    school,
    teacher,
    why,
)


def blueprints() -> tuple[Blueprint, ...]:
    """Give the rooms of the site."""
    return (
        account.room,
        lessons.room,
        quizzes.room,
        retrieval.room,
        queue.room,
        teacher.room,
        board.room,
        feed.room,
        scenarios.room,
        coordinator.room,
        school.room,
        why.room,
    )
