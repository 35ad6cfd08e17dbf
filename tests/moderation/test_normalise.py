"""Writing is made comparable, and every place leads back to the original."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learnapp.moderation.morphology import adjective_forms, noun_forms, verb_forms
from learnapp.moderation.normalise import normalise, unleeted, unstretched


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("Hoi SEM", "hoi sem"),
        ("één crème", "een creme"),
        ("s\u200but", "sut"),
        ("ｈｏｉ", "hoi"),
        ("сukkel", "cukkel"),
        ("‘oen’", "'oen'"),
        ("🇳🇱", "nl"),
        ("ﷺ", "ﷺ"),
        ("0️⃣6", "06"),
        ("ßø", "so"),
        ("é\u0000b\tc", "eb\tc"),
        ("٠٦", "06"),
    ],
)
def test_a_text_becomes_plain(written: str, plain: str) -> None:
    assert normalise(written).text == plain


@given(st.text(max_size=200))
def test_every_plain_character_comes_from_somewhere_in_order(text: str) -> None:
    normal = normalise(text)

    places = [normal.start(place) for place in range(len(normal.text))]
    assert places == sorted(places)
    assert all(0 <= place < len(text) for place in places)
    assert all(normal.end(place + 1) == places[place] + 1 for place in range(len(places)))


def test_a_stretched_word_may_be_several_words() -> None:
    assert {"heel", "hel"} <= set(unstretched("heeeel"))
    assert unstretched("hoi") == []


@pytest.mark.parametrize(
    ("written", "meant"), [("l0mp3", "lompe"), ("$ukkel", "sukkel"), ("k*t", "kut"), ("h00fd", "hoofd")]
)
def test_digits_and_signs_stand_for_letters(written: str, meant: str) -> None:
    assert meant in unleeted(written)


@pytest.mark.parametrize(
    ("forms", "word", "wanted"),
    [
        (noun_forms, "oen", {"oen", "oenen", "oentje", "oentjes"}),
        (noun_forms, "trut", {"trutten", "trutje"}),
        (noun_forms, "slaaf", {"slaven", "slaafje"}),
        (adjective_forms, "dom", {"domme", "dommer", "domste"}),
        (adjective_forms, "vies", {"vieze", "viezer"}),
        (verb_forms, "slaan", {"sla", "slaat"}),
        (verb_forms, "maken", {"maak", "maakt"}),
        (verb_forms, "pakken", {"pak", "pakt"}),
        (verb_forms, "geven", {"geef", "geeft"}),
        (verb_forms, "werken", {"werk", "werkt"}),
        (verb_forms, "doen", {"doe"}),
    ],
)
def test_a_word_is_known_in_its_forms(forms: object, word: str, wanted: set[str]) -> None:
    assert wanted <= forms(word)  # type: ignore[operator]
