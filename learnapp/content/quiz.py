"""A quiz file: questions of eight kinds, each checked by the rules of its kind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePosixPath
from string import ascii_lowercase

from learnapp.content.building import read_bins, read_card
from learnapp.content.model import Option, Question, QuestionKind, Quiz, ShownPost
from learnapp.content.references import (
    Known,
    check_article,
    note_doubles,
    read_actor,
    read_goal,
    read_mood,
    read_picture,
    read_post,
)
from learnapp.content.table import Table
from learnapp.terms import Level, QuestionUse

#: How many options fit on a screen, and in the letters that are their ids.
_MOST_OPTIONS = 12
#: What is shown for the two options of a truefalse question.
TRUE_FALSE_TEXTS = ("Waar", "Niet waar")


@dataclass(frozen=True, slots=True)
class _Body:
    """What differs per kind of question."""

    options: tuple[Option, ...] = ()
    targets: tuple[str, ...] = ()
    post: ShownPost | None = None
    starter: str = ""


def read_quiz(table: Table, known: Known, *, module: str, level: Level) -> Quiz:
    """Read a quiz whose file name says that it belongs to this module and level."""
    tables = table.tables("questions", least=1)
    quiz = Quiz(
        slug=PurePosixPath(table.source.file).stem,
        module=table.one_of("module", (module,)) or module,
        level=Level(table.one_of("level", (level.value,)) or level),
        title=table.text("title"),
        questions=tuple(filter(None, (_read_question(question, known) for question in tables))),
    )
    table.close()
    note_doubles(tables, [question.text("id") for question in tables], "id")
    return quiz


def _read_question(table: Table, known: Known) -> Question | None:
    word = table.one_of("kind", [kind.value for kind in QuestionKind])
    if not word:
        return None
    kind = QuestionKind(word)
    body = _READERS[kind](table, known)
    # A post to spot things in is made of its parts.
    post = body.post if kind is QuestionKind.SPOT else read_post(table.table("post"), known)
    question = Question(
        id=table.id(),
        kind=kind,
        text=table.text("text"),
        goal=read_goal(table, known),
        article=_read_article(table, known),
        uses=table.words("uses", QuestionUse, (QuestionUse.QUIZ,)),
        post=post,
        picture=read_picture(table, known),
        options=body.options,
        targets=body.targets,
        explanation=table.text("explanation"),
        starter=body.starter,
    )
    table.close()
    return question


def _read_article(table: Table, known: Known) -> str | None:
    if not table.has("article"):
        return None
    article = table.text("article")
    check_article(table, known, article, "article")
    return article


def _choose_one(table: Table, _known: Known) -> _Body:
    options = _read_choices(table, "options")
    if len(options) > 1 and (right := _right(options)) != 1:
        table.fault(f"Bij single is precies een antwoord goed; hier zijn het er {right}. Kijk naar correct.")
    return _Body(options)


def _choose_more(table: Table, _known: Known) -> _Body:
    options = _read_choices(table, "options")
    if len(options) > 1 and not _right(options):
        table.fault("Geen antwoord is goed. Zet bij minstens een antwoord correct = true.")
    return _Body(options)


def _true_or_false(table: Table, _known: Known) -> _Body:
    answers = ("yes", "no") if table.yes_no("correct") else ("no", "yes")
    reasons = (table.text("why_true"), table.text("why_false"))
    shown = zip("ab", TRUE_FALSE_TEXTS, answers, reasons, strict=True)
    return _Body(tuple(Option(*values) for values in shown))


def _put_in_order(table: Table, _known: Known) -> _Body:
    items = _read_options(table, "items", lambda item, place: (item.text("text"), str(place)))
    return _Body(items)


def _match(table: Table, _known: Known) -> _Body:
    options = _read_options(table, "pairs", lambda pair, _: (pair.text("left"), pair.text("right")), key_of_text="left")
    note_doubles(table.tables("pairs"), [option.answer for option in options], "right")
    # In the order of the alphabet, so that their order tells nothing.
    return _Body(options, targets=tuple(sorted({option.answer for option in options}, key=str.casefold)))


def _sort(table: Table, _known: Known) -> _Body:
    bins = read_bins(table)
    tables = table.tables("cards", least=2)
    cards = [read_card(card, bins) for card in tables]
    options = [Option(_letter(place), card.text, card.bin, card.why) for place, card in enumerate(cards)]
    _check_options(table, tables, "cards", [option.text for option in options], "text")
    return _Body(tuple(options), targets=bins)


def _spot(table: Table, known: Known) -> _Body:
    parts = _read_choices(table, "parts")
    if len(parts) > 1 and not _right(parts):
        table.fault("In dit bericht is niets te vinden. Zet bij minstens een deel correct = true.")
    actor = read_actor(table, known)
    text = " ".join(part.text for part in parts)
    return _Body(parts, post=ShownPost(actor=actor, text=text, mood=read_mood(table, known, actor)))


def _reflect(table: Table, _known: Known) -> _Body:
    return _Body(starter=table.text("starter", ""))


_READERS: dict[QuestionKind, Callable[[Table, Known], _Body]] = {
    QuestionKind.SINGLE: _choose_one,
    QuestionKind.MULTIPLE: _choose_more,
    QuestionKind.TRUE_FALSE: _true_or_false,
    QuestionKind.ORDER: _put_in_order,
    QuestionKind.MATCH: _match,
    QuestionKind.SORT: _sort,
    QuestionKind.SPOT: _spot,
    QuestionKind.REFLECTION: _reflect,
}


def _read_choices(table: Table, key: str) -> tuple[Option, ...]:
    return _read_options(table, key, lambda item, _: (item.text("text"), "yes" if item.yes_no("correct") else "no"))


def _read_options(
    table: Table, key: str, read: Callable[[Table, int], tuple[str, str]], *, key_of_text: str = "text"
) -> tuple[Option, ...]:
    """Read a list of options; `read` gives the text and the answer of the option at a place, counted from 1."""
    tables = table.tables(key, least=2)
    options = []
    for place, item in enumerate(tables):
        text, answer = read(item, place + 1)
        options.append(Option(_letter(place), text, answer, item.text("why")))
        item.close()
    _check_options(table, tables, key, [option.text for option in options], key_of_text)
    return tuple(options)


def _check_options(table: Table, tables: list[Table], key: str, texts: list[str], key_of_text: str) -> None:
    if len(tables) > _MOST_OPTIONS:
        table.fault(f"Dit zijn er {len(tables)}; op een scherm passen er {_MOST_OPTIONS}.", key)
    note_doubles(tables, texts, key_of_text)


def _letter(place: int) -> str:
    return ascii_lowercase[place % len(ascii_lowercase)]


def _right(options: tuple[Option, ...]) -> int:
    return sum(option.answer == "yes" for option in options)
