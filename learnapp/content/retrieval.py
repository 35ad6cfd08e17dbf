"""Which questions of earlier modules are asked at the start of a lesson: "Weet je het nog?".

What was learned is fetched back after a rest, the oldest first, and never more than a few questions at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import islice, zip_longest

from learnapp.content.model import Edition, Library, Module, Question, QuestionKind, Quiz
from learnapp.content.words import count_words
from learnapp.terms import Audience, Level, QuestionUse

#: So many questions at most.
MOST = 3
#: A module rests at least so long before it is asked again.
REST = timedelta(days=5)
#: What the board shows at once: the words of a question with its options (beside the title), and those of a post.
BOARD_WORDS, BOARD_POST_WORDS = 36, 30
#: So many options fit below a question; one less beside a post.
BOARD_OPTIONS = 5

_NEVER = datetime.min.replace(tzinfo=UTC)
_CHOOSING = (QuestionKind.SINGLE, QuestionKind.MULTIPLE, QuestionKind.TRUE_FALSE)


@dataclass(frozen=True, slots=True)
class Studied:
    """A module that was done before: on which level, when it was last at hand, and when each question was answered.

    `turns` is how often it was asked about since, for a class that keeps no answers: the next question follows.
    """

    module: str
    level: Level
    last: datetime
    answered: Mapping[str, datetime] = field(default_factory=dict)
    turns: int = 0


@dataclass(frozen=True, slots=True)
class Recalled:
    """A question of an earlier module, with where it comes from."""

    module: Module
    edition: Edition
    quiz: Quiz
    question: Question


def recalled(
    studied: Iterable[Studied],
    library: Library,
    *,
    lesson_module: str,
    moment: datetime,
    suits: Callable[[Question], bool] = lambda _question: True,
) -> tuple[Recalled, ...]:
    """Choose the questions to ask at this moment, before a lesson about `lesson_module`.

    The module that rested longest comes first, and each module gives one question before one gives a second. Within a
    module the question that was answered longest ago (or never) comes first.
    """
    rested = sorted(
        (one for one in studied if one.module != lesson_module and moment - one.last >= REST),
        key=lambda one: (one.last, one.module),
    )
    rounds = zip_longest(*(_pile(one, library, suits) for one in rested))
    return tuple(islice((item for one in rounds for item in one if item is not None), MOST))


def fits_board(question: Question) -> bool:
    """Say whether a question can be read from the back of the room, and answered by a class together."""
    if question.kind not in _CHOOSING:
        return False
    words = count_words(" ".join([question.text, *(option.text for option in question.options)]))
    shown = question.post
    in_post = count_words(" ".join([shown.text, *(one.text for one in shown.replies)])) if shown else 0
    room = BOARD_OPTIONS - 1 if shown else BOARD_OPTIONS
    return words <= BOARD_WORDS and in_post <= BOARD_POST_WORDS and len(question.options) <= room


def _pile(studied: Studied, library: Library, suits: Callable[[Question], bool]) -> list[Recalled]:
    """Give the questions of one module in the order in which they are asked; none when the files no longer have it."""
    module = library.modules.get(studied.module)
    edition = module.editions.get(studied.level) if module and module.audience is Audience.PUPIL else None
    if module is None or edition is None or edition.quiz is None:
        return []
    questions = [question for question in edition.quiz.used_for(QuestionUse.RETRIEVAL) if suits(question)]
    first = studied.turns % len(questions) if questions else 0
    in_turn = [*questions[first:], *questions[:first]]
    in_turn.sort(key=lambda question: studied.answered.get(question.id, _NEVER))
    return [Recalled(module, edition, edition.quiz, question) for question in in_turn]
