"""What somebody answers to a question, in the forms of `content/grading.py`."""

from __future__ import annotations

import random

from learnapp.content.grading import Response
from learnapp.content.model import Question, QuestionKind

REFLECTIONS = (
    "Ik ga eerst vragen en dan pas plaatsen.",
    "Ik lees mijn bericht nog een keer terug.",
    "Ik let op hoe de ander kijkt.",
    "Dat nee ook goed is.",
    "Ik ga het thuis vertellen.",
    "Vaker een compliment geven.",
    "Sorry zeggen als het niet leuk was.",
    "Ik vraag hulp aan de juf of meester.",
)


def respond(question: Question, dice: random.Random, *, right: float, unsure: float) -> Response:
    """Answer a question: right with this chance, "weet ik niet" with that one, else nearly right."""
    if dice.random() < unsure:
        return {"dont_know": True}
    if question.kind is QuestionKind.REFLECTION:
        return {"text": dice.choice(REFLECTIONS)}
    answer = _right(question)
    return answer if dice.random() < right else _spoiled(question, answer, dice)


def _right(question: Question) -> Response:
    if question.kind is QuestionKind.ORDER:
        return {"order": [option.id for option in sorted(question.options, key=lambda option: int(option.answer))]}
    if question.kind in {QuestionKind.MATCH, QuestionKind.SORT}:
        return {"placed": {option.id: option.answer for option in question.options}}
    return {"chosen": [option.id for option in question.options if option.answer == "yes"]}


def _spoiled(question: Question, answer: Response, dice: random.Random) -> Response:
    if "order" in answer:
        place = dice.randrange(len(answer["order"]) - 1)
        order = [*answer["order"]]
        order[place], order[place + 1] = order[place + 1], order[place]
        return {"order": order}
    if "placed" in answer:
        mixed = dice.choice(question.options)
        return {"placed": {**answer["placed"], mixed.id: dice.choice(question.targets)}}
    wrong = [option.id for option in question.options if option.answer == "no"]
    if not wrong:
        return {"chosen": answer["chosen"][:1]}
    if question.kind in {QuestionKind.MULTIPLE, QuestionKind.SPOT}:
        return {"chosen": sorted([*answer["chosen"][:-1], dice.choice(wrong)])}
    return {"chosen": [dice.choice(wrong)]}
