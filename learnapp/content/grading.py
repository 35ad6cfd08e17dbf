"""From what a pupil fills in to an answer, and from an answer to a grade with its explanations.

A response is small and can be stored as JSON. Per kind of question:

====================================  =====================================================
single, truefalse, multiple, spot     ``{"chosen": ["a", "c"]}``
order                                 ``{"order": ["c", "a", "b"]}``, the first place first
match, sort                           ``{"placed": {"a": "the right-hand text or the bin"}}``
reflection                            ``{"text": "..."}``
every kind                            ``{"dont_know": True}``
====================================  =====================================================

How the score (0 to 1) comes about:

- single, truefalse: 1 when it is right, else 0;
- multiple, spot: (right ones chosen - wrong ones chosen) / right ones, never below 0: a wrong one costs as much as a
  right one earns, so pointing at everything does not help;
- order, match, sort: the share of the options that are in their place;
- "weet ik niet": 0, with the explanation; a reflection has no score.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import TypedDict

from learnapp.content.model import Option, Question, QuestionKind
from learnapp.errors import Fault, FaultyInput

#: What fits in a reflection.
LONGEST_TEXT = 500

_CHOOSING = (QuestionKind.SINGLE, QuestionKind.TRUE_FALSE, QuestionKind.MULTIPLE, QuestionKind.SPOT)
_MANY = (QuestionKind.MULTIPLE, QuestionKind.SPOT)
#: Kinds whose options stand in an order of their own on the screen.
_FIXED = (QuestionKind.TRUE_FALSE, QuestionKind.SPOT)

Form = Mapping[str, list[str]]


class Response(TypedDict, total=False):
    """What a pupil answers: exactly one of these keys."""

    chosen: list[str]
    order: list[str]
    placed: dict[str, str]
    text: str
    dont_know: bool


@dataclass(frozen=True, slots=True)
class OptionGrade:
    """One option with what the pupil did with it, in the same words as `option.answer`; "" after "weet ik niet"."""

    option: Option
    given: str
    right: bool
    why: str

    @property
    def chosen(self) -> bool:
        """Say whether the pupil pointed at this option (kinds where one chooses)."""
        return self.given == "yes"


@dataclass(frozen=True, slots=True)
class Grade:
    """How an answer was: None as score and as correct means that there is no right answer."""

    score: float | None
    correct: bool | None
    dont_know: bool
    per_option: tuple[OptionGrade, ...]
    explanation: str


def grade(question: Question, response: Response) -> Grade:
    """Grade a response. Options that no longer exist in the question are left out."""
    dont_know = bool(response.get("dont_know"))
    given = {} if dont_know else _given(question, response)
    per_option = tuple(_grade_option(option, given.get(option.id, "")) for option in question.options)
    if question.kind is QuestionKind.REFLECTION:
        return Grade(None, None, dont_know, (), question.explanation)
    score = 0.0 if dont_know else _score(question, per_option)
    correct = not dont_know and all(option.right for option in per_option)
    return Grade(score, correct, dont_know, per_option, question.explanation)


def parse_response(question: Question, form: Form) -> Response:
    """Read the fields of a form; raise `FaultyInput` with a sentence for the pupil when it is no whole answer.

    Fields: `option` (one or more ids), `order-<id>` (a place, 1 first), `place-<id>` (a right-hand text or a bin),
    `text`, and `dont_know`. Other fields are not looked at.
    """
    if any(value.strip() for value in form.get("dont_know", [])):
        return {"dont_know": True}
    if question.kind is QuestionKind.REFLECTION:
        return {"text": _parse_text(form)}
    if question.kind is QuestionKind.ORDER:
        return {"order": _parse_order(question, form)}
    if question.kind in _CHOOSING:
        return {"chosen": _parse_chosen(question, form)}
    return {"placed": _parse_placed(question, form)}


def shown_options(question: Question, seed: int) -> tuple[Option, ...]:
    """Give the options in the order on the screen: shuffled, and the same each time for the same seed.

    Things to put in order never start in the right order. "Waar" and "Niet waar", and the parts of a post, stay put.
    """
    options = question.options
    if question.kind in _FIXED:
        return options
    shuffled = tuple(sorted(options, key=lambda option: _lot(f"{seed}/{question.id}/{option.id}")))
    if question.kind is QuestionKind.ORDER and shuffled == options:
        return (*options[1:], *options[:1])
    return shuffled


def _lot(word: str) -> bytes:
    return blake2b(word.encode(), digest_size=8).digest()


def _given(question: Question, response: Response) -> dict[str, str]:
    """Say per option what the pupil did with it, in the words of `Option.answer`."""
    if question.kind is QuestionKind.ORDER:
        return {option_id: str(place) for place, option_id in enumerate(response.get("order", []), start=1)}
    if question.kind in _CHOOSING:
        chosen = response.get("chosen", [])
        return {option.id: "yes" if option.id in chosen else "no" for option in question.options}
    return dict(response.get("placed", {}))


def _grade_option(option: Option, given: str) -> OptionGrade:
    return OptionGrade(option=option, given=given, right=given == option.answer, why=option.why)


def _score(question: Question, per_option: tuple[OptionGrade, ...]) -> float:
    right = sum(option.right for option in per_option)
    if question.kind in _MANY:
        hits = sum(option.right for option in per_option if option.chosen)
        misses = sum(not option.right for option in per_option if option.chosen)
        return max(0, hits - misses) / sum(option.option.answer == "yes" for option in per_option)
    if question.kind in _CHOOSING:
        return float(right == len(per_option))
    return right / len(per_option)


def _wrong(message: str) -> FaultyInput:
    return FaultyInput([Fault(place="antwoord", message=message)])


def _parse_text(form: Form) -> str:
    typed = "".join(form.get("text", [])).replace("\r\n", "\n")
    text = "".join(letter for letter in typed if letter == "\n" or letter >= " ").strip()
    if not text:
        raise _wrong("Schrijf eerst op wat je denkt. Weet je niets? Kies dan 'weet ik niet'.")
    if len(text) > LONGEST_TEXT:
        over = len(text) - LONGEST_TEXT
        raise _wrong(f"Je tekst is te lang. Er passen {LONGEST_TEXT} tekens in. Haal er {over} weg.")
    return text


def _parse_chosen(question: Question, form: Form) -> list[str]:
    chosen = set(form.get("option", []))
    _check_options(question, chosen)
    if not chosen:
        raise _wrong("Kies eerst een antwoord. Weet je het niet? Kies dan 'weet ik niet'.")
    if question.kind not in _MANY and len(chosen) > 1:
        raise _wrong("Bij deze vraag kies je een antwoord. Welk antwoord past het best?")
    return sorted(chosen)


def _parse_order(question: Question, form: Form) -> list[str]:
    places = _per_option(question, form, "order-", _check_place)
    for place in places.values():
        if list(places.values()).count(place) > 1:
            raise _wrong(f"Plek {place} heb je twee keer gebruikt. Geef alles een eigen plek.")
    return sorted(places, key=lambda option_id: int(places[option_id]))


def _parse_placed(question: Question, form: Form) -> dict[str, str]:
    return _per_option(question, form, "place-", _check_target)


def _per_option(question: Question, form: Form, prefix: str, check: Callable[[Question, str], None]) -> dict[str, str]:
    """Read the one value that belongs to each option."""
    filled = {name.removeprefix(prefix): values for name, values in form.items() if name.startswith(prefix)}
    _check_options(question, set(filled))
    found = {option.id: "".join(filled.get(option.id, [])[:1]).strip() for option in question.options}
    if not all(found.values()):
        raise _wrong("Je bent nog niet klaar. Geef alles een plek. Weet je het niet? Kies dan 'weet ik niet'.")
    for value in found.values():
        check(question, value)
    return found


def _check_options(question: Question, option_ids: set[str]) -> None:
    if option_ids - {option.id for option in question.options}:
        raise _wrong("Dit antwoord hoort niet bij deze vraag. Laad de pagina opnieuw en kies nog een keer.")


def _check_place(question: Question, value: str) -> None:
    if value not in {option.answer for option in question.options}:
        raise _wrong(f"Kies voor elke plek een getal van 1 tot en met {len(question.options)}.")


def _check_target(question: Question, value: str) -> None:
    if value not in question.targets:
        raise _wrong("Deze plek is er niet bij deze vraag. Laad de pagina opnieuw en kies nog een keer.")
