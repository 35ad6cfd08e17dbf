"""Noor answers questions of every kind."""

from __future__ import annotations

import json

import pytest

from learnapp.content.grading import LONGEST_TEXT, grade, parse_response, shown_options
from learnapp.content.model import Option, Question, QuestionKind
from learnapp.errors import FaultyInput
from learnapp.terms import Level, QuestionUse


@pytest.fixture
def quiz(library):
    return library.modules["04-grapje"].editions[Level.A].quiz


def sentence(question, form) -> str:
    with pytest.raises(FaultyInput) as caught:
        parse_response(question, form)
    return caught.value.faults[0].message


GRADES = [
    ("lachen", {"chosen": ["b"]}, 1.0),
    ("lachen", {"chosen": ["a"]}, 0.0),
    ("helpt", {"chosen": ["a", "b"]}, 1.0),
    ("helpt", {"chosen": ["a"]}, 0.5),
    ("helpt", {"chosen": ["a", "c"]}, 0.0),
    ("helpt", {"chosen": ["a", "b", "c"]}, 0.5),
    ("helpt", {"chosen": ["c"]}, 0.0),
    ("waar", {"chosen": ["b"]}, 1.0),
    ("waar", {"chosen": ["a"]}, 0.0),
    ("stappen", {"order": ["a", "b", "c"]}, 1.0),
    ("stappen", {"order": ["a", "c", "b"]}, 1 / 3),
    ("stappen", {"order": ["b", "c", "a"]}, 0.0),
    ("paren", {"placed": {"a": "verdrietig", "b": "blij"}}, 1.0),
    ("paren", {"placed": {"a": "verdrietig", "b": "verdrietig"}}, 0.5),
    ("bakken", {"placed": {"a": "Grapje", "b": "Gemeen"}}, 1.0),
    ("bakken", {"placed": {"a": "Gemeen", "b": "Gemeen"}}, 0.5),
    ("speur", {"chosen": ["b"]}, 1.0),
    ("speur", {"chosen": ["a", "b"]}, 0.0),
]


@pytest.mark.parametrize(("question_id", "response", "score"), GRADES)
def test_an_answer_gets_the_score_of_its_kind(quiz, question_id, response, score):
    result = grade(quiz.question(question_id), response)

    assert result.score == pytest.approx(score)
    assert result.correct is (score == 1.0)
    assert not result.dont_know


@pytest.mark.parametrize("question_id", ["lachen", "helpt", "waar", "stappen", "paren", "bakken", "speur"])
def test_who_does_not_know_gets_no_points_but_every_explanation(quiz, question_id):
    question = quiz.question(question_id)

    result = grade(question, {"dont_know": True})

    assert (result.score, result.correct, result.dont_know) == (0.0, False, True)
    assert result.explanation == question.explanation
    assert [part.why for part in result.per_option] == [option.why for option in question.options]
    assert not any(part.right or part.chosen or part.given for part in result.per_option)


def test_a_reflection_has_no_right_answer(quiz):
    result = grade(quiz.question("denk"), {"text": "Ik lachte mee."})

    assert (result.score, result.correct, result.per_option) == (None, None, ())
    assert result.explanation == "Mooi dat je erover nadenkt."
    assert grade(quiz.question("denk"), {"dont_know": True}).dont_know


def test_every_option_tells_what_noor_did_and_why_it_is_right_or_not(quiz):
    result = grade(quiz.question("lachen"), {"chosen": ["a"]})

    told = [(part.option.id, part.given, part.right, part.chosen, part.why) for part in result.per_option]
    assert told == [
        ("a", "yes", False, True, "Kijk nog eens."),
        ("b", "no", False, False, "Ja."),
        ("c", "no", True, False, "Haar ogen zijn open."),
    ]


def test_what_was_put_in_order_is_told_by_place(quiz):
    result = grade(quiz.question("stappen"), {"order": ["a", "c", "b"]})

    assert [(part.option.text, part.given, part.right) for part in result.per_option] == [
        ("Stoppen", "1", True),
        ("Bewaren", "3", False),
        ("Vertellen", "2", False),
    ]


@pytest.mark.parametrize(
    ("question_id", "response"),
    [
        ("lachen", {"chosen": ["z"]}),
        ("stappen", {"order": ["z", "a"]}),
        ("paren", {"placed": {"z": "weg"}}),
        ("bakken", {}),
    ],
)
def test_an_old_answer_to_a_question_that_changed_can_still_be_graded(quiz, question_id, response):
    assert grade(quiz.question(question_id), response).score == 0.0


FORMS = [
    ("lachen", {"option": ["b"]}, {"chosen": ["b"]}),
    ("waar", {"option": ["a"]}, {"chosen": ["a"]}),
    ("helpt", {"option": ["c", "a", "a"]}, {"chosen": ["a", "c"]}),
    ("speur", {"option": ["b"]}, {"chosen": ["b"]}),
    ("stappen", {"order-a": ["2"], "order-b": ["3"], "order-c": ["1"]}, {"order": ["c", "a", "b"]}),
    ("paren", {"place-a": ["verdrietig"], "place-b": [" blij "]}, {"placed": {"a": "verdrietig", "b": "blij"}}),
    ("bakken", {"place-a": ["Grapje"], "place-b": ["Grapje"]}, {"placed": {"a": "Grapje", "b": "Grapje"}}),
    ("denk", {"text": ["  Ik lachte\r\nmee.\0 "]}, {"text": "Ik lachte\nmee."}),
    ("denk", {"text": ["x" * LONGEST_TEXT]}, {"text": "x" * LONGEST_TEXT}),
    ("lachen", {"option": ["a"], "dont_know": ["1"]}, {"dont_know": True}),
    ("stappen", {"dont_know": ["1"], "csrf_token": ["x"]}, {"dont_know": True}),
]


@pytest.mark.parametrize(("question_id", "form", "response"), FORMS)
def test_a_form_becomes_a_response_that_can_be_stored(quiz, question_id, form, response):
    parsed = parse_response(quiz.question(question_id), form)

    assert parsed == response
    assert json.loads(json.dumps(parsed)) == parsed


REFUSED = [
    ("lachen", {}, "Kies eerst een antwoord."),
    ("lachen", {"dont_know": [""]}, "Kies eerst een antwoord."),
    ("lachen", {"option": ["z"]}, "hoort niet bij deze vraag"),
    ("lachen", {"option": ["a", "b"]}, "kies je een antwoord"),
    ("speur", {}, "Kies eerst een antwoord."),
    ("stappen", {"order-a": ["1"], "order-b": ["2"]}, "Geef alles een plek."),
    ("stappen", {"order-a": ["1"], "order-b": ["2"], "order-c": ["2"]}, "Plek 2 heb je twee keer gebruikt."),
    ("stappen", {"order-a": ["1"], "order-b": ["2"], "order-c": ["4"]}, "een getal van 1 tot en met 3"),
    ("stappen", {"order-a": ["1"], "order-b": ["2"], "order-c": ["drie"]}, "een getal van 1 tot en met 3"),
    ("stappen", {"order-z": ["1"]}, "hoort niet bij deze vraag"),
    ("paren", {"place-a": ["blij"]}, "Geef alles een plek."),
    ("paren", {"place-a": ["blij"], "place-b": ["boos"]}, "Deze plek is er niet"),
    ("bakken", {"place-a": []}, "Geef alles een plek."),
    ("denk", {}, "Schrijf eerst op wat je denkt."),
    ("denk", {"text": [" \n\0"]}, "Schrijf eerst op wat je denkt."),
    ("denk", {"text": ["x" * (LONGEST_TEXT + 7)]}, "Haal er 7 weg."),
]


@pytest.mark.parametrize(("question_id", "form", "words"), REFUSED)
def test_half_an_answer_gets_a_friendly_sentence(quiz, question_id, form, words):
    assert words in sentence(quiz.question(question_id), form)


def test_the_options_are_shuffled_but_stay_put_for_the_same_pupil(quiz):
    question = quiz.question("lachen")

    orders = {tuple(option.id for option in shown_options(question, seed)) for seed in range(30)}

    assert len(orders) > 3
    assert all(sorted(order) == ["a", "b", "c"] for order in orders)
    assert shown_options(question, 7) == shown_options(question, 7)


def test_things_to_put_in_order_never_start_in_the_right_order(quiz):
    question = quiz.question("stappen")

    assert all(shown_options(question, seed) != question.options for seed in range(30))


@pytest.mark.parametrize("question_id", ["waar", "speur", "denk"])
def test_what_has_an_order_of_its_own_is_not_shuffled(quiz, question_id):
    question = quiz.question(question_id)

    assert all(shown_options(question, seed) == question.options for seed in range(10))


def test_two_questions_of_one_pupil_are_shuffled_apart():
    options = tuple(Option(id=letter, text=letter, answer="no", why="") for letter in "abcdef")
    first, second = (
        Question(word, QuestionKind.SINGLE, "?", None, None, (QuestionUse.QUIZ,), None, None, options, (), "")
        for word in ("een", "twee")
    )

    assert shown_options(first, 1) != shown_options(second, 1)
