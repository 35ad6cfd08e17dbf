"""What the engine says about itself: every layer, what was touched, and what nearly was and why not."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from learnapp.moderation.advice_view import AdviceView
from learnapp.moderation.engine import judge
from learnapp.moderation.explain import Explanation, explain
from learnapp.moderation.mentions import Who, about
from learnapp.moderation.message import Message
from learnapp.moderation.nearly import NearMiss, Reason
from learnapp.moderation.protocol import Protocol, load_protocol
from learnapp.moderation.rewriting import RewriteKind
from learnapp.moderation.rules import Conditions
from learnapp.terms import AuthorRole, Context, Outcome
from tests.moderation.collection import PUPILS, STAFF, all_cases


@pytest.fixture(scope="module")
def own() -> Protocol:
    """A small protocol of which every word is known: nothing of it changes when the word lists of schools grow."""
    return load_protocol(OWN)


OWN = """
version = "proef-1"
name = "Proef"
articles = [{ ref = "A7", section = "A", pillar = "P-C", title = "Netjes", adult = "Wees netjes", child = "Doe lief" }]
labels = [{ id = "kwetsen", name = "kwetsen", tone = "hurtful" }, { id = "taal", name = "taal", tone = "neutral" }]

[[ladders]]
audience = "staff"
article = "A7"
measures = [{ id = "w", name = "w", severity = 1, child = "w", adult = "w" }]

[[ladders]]
audience = "community"
article = "A7"
measures = [{ id = "w", name = "w", severity = 1, child = "w", adult = "w" }]

[classes]
jij = "jij je jou"
juf = "juf"
schoolwoord = "school juf"
voornaam = "roos"
kind_dier = "hond"
groepwoord = "belgen"
lelijk = "dom~ lelijk~"

[names]
also_words = "roos"

[spelling]
gewoon = "ik ben: kben"

[emoji]
lach = "😂"

[lists]
schelden = "<lelijk>"
dier = "hond"
les = "in de les"
foto = "foto"
klaar = "klaar"
prijs = "prijs"
klik = "klik"
nummer = "bel"

[texts.kwetsen]
reason_child = ["Dit doet pijn."]
reason_adult = "Dit kan kwetsen."
tip = ["Zeg het aardig."]

[[rules]]
id = "schelden"
article = "A7"
label = "kwetsen"
detector = "phrases"
severity = 2
outcome = "hold"
scope = "school"
texts = "kwetsen"
with = { lists = ["schelden"], except = ["negated", "self", "quoted"], unless_near = ["dier"] }
when = { unless = ["les"] }

[[rules]]
id = "op-een-foto"
article = "A7"
label = "kwetsen"
detector = "phrases"
severity = 1
outcome = "advise"
scope = "school"
texts = "kwetsen"
with = { lists = ["schelden"] }
when = { answers = ["foto"], unless_answers = ["klaar"], contexts = ["reply"], max_words = 3 }

[[rules]]
id = "van-de-juf"
article = "A7"
label = "taal"
detector = "phrases"
severity = 2
outcome = "hold"
scope = "school"
for = ["medewerker"]
texts = "kwetsen"
with = { lists = ["schelden"] }

[[rules]]
id = "prijs-en-klik"
article = "A7"
label = "taal"
detector = "together"
severity = 2
outcome = "hold"
scope = "always"
texts = "kwetsen"
with = { all = ["prijs", "klik"] }
when = { known = false }

[[rules]]
id = "nummer"
article = "A7"
label = "taal"
detector = "phone"
severity = 2
outcome = "hold"
scope = "always"
texts = "kwetsen"
with = { public = ["010"], cues = ["nummer"] }

[[rules]]
id = "tweede-mening"
article = "A7"
label = "kwetsen"
detector = "advice"
severity = 1
outcome = "advise"
scope = "school"
texts = "kwetsen"
with = { label = "kwetsen", likely = "0.3", anything = "0.3" }
"""


def asked(own: Protocol, text: str, **more: Any) -> Explanation:
    return explain(Message(text, roster=PUPILS, staff=STAFF, school="De Lindeboom", **more), own)


def near(seen: Explanation, rule: str) -> NearMiss:
    return next(one for one in seen.almost if one.rule.id == rule)


def why(seen: Explanation, rule: str) -> list[tuple[str, tuple[str, ...]]]:
    return [(str(reason.kind), reason.values) for reason in near(seen, rule).reasons]


def words_of(text: str, reason: Reason) -> list[str]:
    return [text[start:end] for start, end in reason.places]


def fired(seen: Explanation) -> list[str]:
    return [one.finding.rule for one in seen.fired]


# --- how it was read -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "kind", "read"),
    [
        ("d0m", RewriteKind.LEET, "dom"),
        ("d@m", None, ""),
        ("dooom", RewriteKind.STRETCHED, "dom"),
        ("l e l i j k", RewriteKind.JOINED, "lelijk"),
        ("l.e.l.i.j.k", RewriteKind.JOINED, "lelijk"),
        ("l*lijk", RewriteKind.LEET, "lelijk"),
        ("dоm", RewriteKind.LOOK_ALIKE, "dom"),
        ("dóm", RewriteKind.ACCENT, "dom"),
        ("d\u200bom", RewriteKind.INVISIBLE, "dom"),
        ("kben", RewriteKind.SPELLING, "ik ben"),
        ("kbennnnn", RewriteKind.SPELLING, "ik ben"),
        ("😂😂", RewriteKind.EMOJI, ":lach:"),
        ("www.voorbeeld.nl", RewriteKind.LINK, ":link:"),
        ("Dom", None, ""),
        ("zo’n", None, ""),
    ],
)
def test_a_word_that_is_read_otherwise_tells_how_it_was_written(
    own: Protocol, written: str, kind: RewriteKind | None, read: str
) -> None:
    text = f"Hé Sem, {written} "

    changes = [one for one in asked(own, text).rewrites if one.written != "Hé"]

    expected = [(kind, written, read)] if kind else []
    assert [(one.kind, text[one.start : one.end], one.read) for one in changes] == expected


def test_a_word_knows_its_classes_its_sentence_and_whether_it_is_quoted(own: Protocol) -> None:
    text = 'Hoi. Sem zei "dom" tegen mij'

    words = asked(own, text).words

    assert [text[word.start : word.end] for word in words] == ["Hoi", "Sem", "zei", "dom", "tegen", "mij"]
    assert [word.sentence for word in words] == [0, 1, 1, 1, 1, 1]
    assert [word.word for word in words if word.quoted] == ["dom"]
    assert words[1].classes == ("naam", "leerlingnaam")
    assert words[3].classes == ("lelijk",)


# --- whom it is about ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "whom"),
    [
        ("jij wint", (Who.YOU,)),
        ("Sem wint", (Who.PUPIL,)),
        ("Sanne wint", (Who.STAFF,)),
        ("de juf wint", (Who.STAFF,)),
        ("Ik zag Roos", (Who.PERSON, Who.ONESELF)),
        ("een mooie roos", (Who.NOBODY,)),
        ("de Belgen winnen", (Who.GROUP,)),
        ("ik win", (Who.ONESELF,)),
        ("hij wint", (Who.UNKNOWN,)),
        ("de hond wint", (Who.THING,)),
        ("lekker weer", (Who.NOBODY,)),
        ("", (Who.NOBODY,)),
    ],
)
def test_whom_it_is_about_is_told_as_far_as_the_words_say_so(own: Protocol, text: str, whom: tuple[Who, ...]) -> None:
    assert about(asked(own, text).mentions) == whom


# --- what was touched ------------------------------------------------------------------------------------------------


def test_what_was_touched_names_the_word_lists_that_led_to_it(own: Protocol) -> None:
    seen = asked(own, "Sem is dom")

    touched = next(one for one in seen.fired if one.finding.rule == "schelden")
    assert touched.lists == ("schelden",)
    assert not touched.softened
    assert not touched.learned
    assert seen.verdict == judge(seen.message, own)


def test_d2_outside_school_a_rule_only_advises_and_that_is_told(own: Protocol) -> None:
    inside = asked(own, "Onze school is dom", author_role=AuthorRole.GUARDIAN)
    outside = asked(own, "Het weer is dom", author_role=AuthorRole.GUARDIAN)

    assert [one.softened for one in inside.fired if one.finding.rule == "schelden"] == [False]
    assert [one.softened for one in outside.fired if one.finding.rule == "schelden"] == [True]
    assert [inside.message.text[start:end] for start, end in inside.school_words] == ["school"]
    assert outside.school_words == ()


# --- what was nearly touched -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "reason", "words"),
    [
        ("Sem is niet dom", ("except", ("negated",)), "dom"),
        ("ik ben dom", ("except", ("self",)), "dom"),
        ('Sem zei "dom" tegen mij', ("except", ("quoted",)), "dom"),
        ("Sem is dom. die hond is dom", None, ""),
        ("die domme hond", ("unless_near", ("dier",)), "hond"),
        ("Sem is dom in de les", ("unless", ("les",)), "in de les"),
    ],
)
def test_a_rule_that_was_nearly_touched_says_which_words_kept_it_from_it(
    own: Protocol, text: str, reason: tuple[str, tuple[str, ...]] | None, words: str
) -> None:
    seen = asked(own, text)

    if reason is None:
        assert "schelden" in fired(seen)
        return
    assert why(seen, "schelden") == [reason]
    assert words_of(text, near(seen, "schelden").reasons[0]) == [words]


def test_several_things_can_keep_a_rule_from_being_touched(own: Protocol) -> None:
    seen = asked(own, "Sem is niet dom in de les")

    assert why(seen, "schelden") == [("except", ("negated",)), ("unless", ("les",))]


def test_the_role_the_place_and_the_length_are_told(own: Protocol) -> None:
    seen = asked(own, "jij bent nu echt dom", reply_to="Mijn foto")

    assert why(seen, "van-de-juf") == [("role", ("medewerker",))]
    assert why(seen, "op-een-foto") == [("contexts", ("reply",)), ("max_words", ("3",))]


def test_what_is_answered_counts_and_is_shown_in_the_answered_words(own: Protocol) -> None:
    answered = "Mijn foto is klaar"
    missing = asked(own, "dom", context=Context.REPLY, reply_to="Hoi allemaal")
    calmed = asked(own, "dom", context=Context.REPLY, reply_to=answered)

    assert why(missing, "op-een-foto") == [("answers", ("foto",))]
    assert missing.answered == ()
    assert why(calmed, "op-een-foto") == [("unless_answers", ("klaar",))]
    reason = near(calmed, "op-een-foto").reasons[0]
    assert reason.in_answered
    assert words_of(answered, reason) == ["klaar"]
    assert [(one.list_id, answered[slice(*one.place)]) for one in calmed.answered or ()] == [
        ("foto", "foto"),
        ("klaar", "klaar"),
    ]


def test_a_rule_of_the_same_kind_on_the_same_words_says_which_one_went_before_it(own: Protocol) -> None:
    seen = asked(own, "dom", context=Context.REPLY, reply_to="Mijn foto")

    assert "schelden" in fired(seen)
    assert why(seen, "op-een-foto") == [("same", ("schelden",))]


def test_half_of_what_a_rule_wants_together_is_nearly(own: Protocol) -> None:
    half = asked(own, "een prijs")
    unknown = asked(own, "klik voor een prijs", author_known=False)
    known = asked(own, "klik voor een prijs")

    assert why(half, "prijs-en-klik") == [("known", ("false",)), ("missing", ("klik",))]
    assert "prijs-en-klik" in fired(unknown)
    assert why(known, "prijs-en-klik") == [("known", ("false",))]


def test_a_public_number_is_nearly_a_private_one(own: Protocol) -> None:
    seen = asked(own, "de winkel heeft 010 123 45 67")

    assert why(seen, "nummer") == [("public", ("010",))]


def test_the_nearest_comes_first(own: Protocol) -> None:
    seen = asked(own, "Sem is niet dom")

    assert [one.rule.id for one in seen.almost] == ["schelden", "van-de-juf", "op-een-foto"]


def test_what_takes_the_sting_out_is_told_also_where_something_else_was_touched(own: Protocol) -> None:
    text = "Sem is niet dom. Bas is dom"

    seen = asked(own, text)

    assert "schelden" in fired(seen)
    assert [(one.kind, text[slice(*one.place)]) for one in seen.exemptions] == [("negated", "dom")]
    assert [one.list_id for one in asked(own, "in de les").exemptions if one.kind == "list"] == ["les"]


# --- the second opinion ----------------------------------------------------------------------------------------------


def opinion(seen: Explanation) -> AdviceView:
    assert seen.advice is not None
    return seen.advice


def test_the_second_opinion_shows_its_words_and_whether_a_rule_listened(own: Protocol) -> None:
    hurtful, kind = (
        asked(own, "jij bent een vieze sukkel, niemand mag jou"),
        asked(own, "Wat een mooie tekening, knap gedaan"),
    )

    assert opinion(hurtful).label == "kwetsen"
    assert opinion(hurtful).anything > opinion(kind).anything
    assert max(opinion(hurtful).weights, key=lambda one: one.weight).weight > 0
    assert [one.rule.id for one in opinion(kind).listeners] == ["tweede-mening"]
    assert opinion(hurtful).listened
    assert [one.finding.rule for one in hurtful.fired if one.learned] == ["tweede-mening"]
    assert not opinion(kind).listened
    assert (opinion(kind).listeners[0].needed, opinion(kind).listeners[0].anything_needed) == (0.3, 0.3)


def test_a_rule_that_listens_is_nearly_touched_when_something_else_keeps_it_from_it(own: Protocol) -> None:
    listens = next(one for one in own.rules if one.detector == "advice")
    calmed = replace(listens, when=Conditions(unless=("klaar",)))
    strict = replace(own, rules=tuple(calmed if one is listens else one for one in own.rules))
    text = "jij bent een vieze sukkel, niemand mag jou klaar"

    assert why(asked(strict, text), "tweede-mening") == [("unless", ("klaar",))]
    assert "tweede-mening" in fired(asked(own, text))


def test_there_is_no_second_opinion_on_nothing(own: Protocol) -> None:
    assert asked(own, " !! ").advice is None


# --- it never drifts from the engine ---------------------------------------------------------------------------------


def test_every_case_of_the_collection_is_explained_as_it_is_judged(protocol: Protocol) -> None:
    for case in all_cases()[::9]:
        seen = explain(case.message, protocol)
        touched = {one.finding.rule for one in seen.fired}

        assert seen.verdict == judge(case.message, protocol)
        assert not touched & {one.rule.id for one in seen.almost}
        assert all(one.reasons for one in seen.almost)
        if case.touches and case.rule not in touched:
            assert near(seen, case.rule).reasons


def test_every_condition_that_a_rule_can_have_is_asked_alone(own: Protocol) -> None:
    rule = next(one for one in own.rules if one.id == "schelden")
    when = Conditions(
        contexts=frozenset({Context.GROUP_CHAT}),
        recipients=frozenset({AuthorRole.STAFF}),
        known=False,
        official=True,
        consent=True,
        capacity=True,
        given=("prijs",),
        unless=("schelden",),
        answers=("foto",),
        unless_answers=("klaar",),
        max_words=1,
        supported=1.0,
    )
    others = tuple(one for one in own.rules if one.id != "schelden")
    strict = replace(own, rules=(replace(rule, when=when), *others))

    seen = asked(strict, "Sem is dom", reply_to="klaar")

    assert {str(reason.kind) for reason in near(seen, "schelden").reasons} == {one.name for one in fields(Conditions)}


@settings(max_examples=60, deadline=None)
@given(text=st.text(max_size=80), reply=st.none() | st.text(max_size=40))
def test_any_text_is_explained_and_every_place_lies_in_it(text: str, reply: str | None) -> None:
    seen = explain(Message(text, reply_to=reply), SHARED)

    places = [(word.start, word.end) for word in seen.words]
    places += [(one.start, one.end) for one in (*seen.rewrites, *seen.mentions)]
    places += [one.place for one in seen.exemptions] + [place for one in seen.almost for place in one.places]
    assert all(0 <= start < end <= len(text) for start, end in places)
    assert all(
        start < end <= len((reply or "") if reason.in_answered else text)
        for one in seen.almost
        for reason in one.reasons
        for start, end in reason.places
    )
    assert seen.verdict.outcome in set(Outcome)


SHARED = load_protocol(OWN)
