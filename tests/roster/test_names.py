"""What is left of a surname, and how two children called Sem are told apart."""

from __future__ import annotations

import pytest

from learnapp.roster.keys import hash_key, hash_staff_key
from learnapp.roster.names import FullName, distinct_initials, initials, split_surname


@pytest.mark.parametrize(
    ("prefix", "surname", "short"),
    [
        ("", "Bakker", "B."),
        ("", "bakker", "B."),
        ("van den", "Berg", "v.d. B."),
        ("", "van den Berg", "v.d. B."),
        ("", "Van den Berg", "v.d. B."),
        ("", "Berg, van den", "v.d. B."),
        ("v.d.", "Berg", "v.d. B."),
        ("de", "Wit", "d. W."),
        ("van 't", "Hof", "v.'t H."),
        ("van ’t", "Hof", "v.'t H."),
        ("", "'t Hart", "'t H."),
        ("", "d'Hondt", "D."),
        ("", "Öztürk-de Vries", "Ö."),
        ("", "Garcia Lopez", "G."),
        ("", "El Amrani", "E."),
        ("", "IJsbrand", "IJ."),
        ("", "de", "D."),
        ("", "O", "O."),
        ("", "", ""),
        ("van", "", ""),
    ],
)
def test_a_surname_becomes_initials(prefix: str, surname: str, short: str) -> None:
    assert initials(prefix, surname) == short


def test_more_letters_of_a_surname() -> None:
    assert initials("van den", "BERG", letters=3) == "v.d. Ber."
    assert initials("", "IJsbrand", letters=2) == "IJs."
    assert initials("", "Öztürk-de Vries", letters=9) == "Öztürk."


def test_words_before_a_surname_are_found_in_either_cell() -> None:
    assert split_surname("van", "der Meer") == ("van der", "Meer")
    assert split_surname("", "Meer, van der") == ("van der", "Meer")


def short_names(*people: tuple[str, str, str, str]) -> list[str]:
    """Give the names on screen of (first name, words before, surname, group), in the order that they came in."""
    names = [FullName(f"k{at}", group, first, prefix, last) for at, (first, prefix, last, group) in enumerate(people)]
    found = distinct_initials(names)
    return [f"{name.first_name} {found[name.key]}".strip() for name in names]


def test_two_children_called_sem_b_keep_distinct_names_in_their_group() -> None:
    assert short_names(("Sem", "", "Bakker", "7A"), ("Sem", "", "Bos", "7A")) == ["Sem Ba.", "Sem Bo."]
    assert short_names(("Sem", "", "Berg", "7A"), ("Sem", "", "Beer", "7A")) == ["Sem Ber.", "Sem Bee."]
    assert short_names(("Sem", "", "Bakker", "7A"), ("sem", "", "bos", "7a")) == ["Sem Ba.", "sem Bo."]


def test_names_in_different_groups_or_with_other_words_before_them_stay_short() -> None:
    assert short_names(("Sem", "", "Bakker", "7A"), ("Sem", "", "Bos", "8A")) == ["Sem B.", "Sem B."]
    assert short_names(("Sem", "", "Berg", "7A"), ("Sem", "van den", "Berg", "7A")) == ["Sem B.", "Sem v.d. B."]


def test_children_who_cannot_be_told_apart_by_letters_get_a_number_in_a_fixed_order() -> None:
    assert short_names(("Sem", "", "Bakker", "7A"), ("Sem", "", "Bakker", "7A")) == ["Sem B.", "Sem B. 2"]
    assert short_names(("Sem", "", "", "7A"), ("Sem", "", "", "7A"), ("Sem", "", "", "7A")) == ["Sem", "Sem 2", "Sem 3"]
    three = (("Sem", "", "Bakker", "7A"), ("Sem", "", "Bakker", "7A"), ("Sem", "", "Bos", "7A"))
    assert short_names(*three) == ["Sem Ba.", "Sem Ba. 2", "Sem Bo."]

    names = [FullName(key, "7A", "Sem", "", "Bakker") for key in ("b", "a", "c")]
    assert distinct_initials(names) == distinct_initials(names[::-1]) == {"a": "B.", "b": "B. 2", "c": "B. 3"}


def test_no_name_is_ever_the_whole_surname() -> None:
    assert short_names(("Sem", "", "Bo", "7A"), ("Sem", "", "Bos", "7A")) == ["Sem B.", "Sem Bo."]
    assert short_names(("Sem", "", "Bo", "7A"), ("Sem", "", "Bu", "7A")) == ["Sem B.", "Sem B. 2"]


def test_a_number_becomes_a_hash_that_depends_on_the_secret() -> None:
    one = hash_key("1001", pepper=b"a")

    assert one == hash_key(" 1001 ", pepper=b"a")
    assert len(one) == 64
    assert "1001" not in one
    assert one != hash_key("1001", pepper=b"b")
    assert one != hash_key("01001", pepper=b"a")


def test_the_same_number_of_a_pupil_and_of_staff_gives_two_hashes() -> None:
    assert hash_staff_key("12", pepper=b"a") != hash_key("12", pepper=b"a")
    assert hash_staff_key(" ", pepper=b"a") == ""


def test_without_a_secret_no_number_is_hashed() -> None:
    with pytest.raises(ValueError, match="pepper"):
        hash_key("1001", pepper=b"")
