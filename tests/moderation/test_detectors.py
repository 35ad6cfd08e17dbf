"""What the detectors see, and which words they mark."""

from __future__ import annotations

import pytest

from learnapp.moderation.detectors.numbers import PHONE
from learnapp.moderation.engine import judge
from learnapp.moderation.message import Message
from learnapp.moderation.protocol import Protocol
from learnapp.moderation.reading import read
from tests.moderation.collection import PUPILS, STAFF


def marked(text: str, protocol: Protocol, label: str = "persoonsgegevens") -> list[str]:
    """Give the words that the rules mark with a label, without those that only the advisor points at."""
    verdict = judge(Message(text, roster=PUPILS, staff=STAFF, school="De Lindeboom"), protocol)
    advised = {rule.id for rule in protocol.rules if rule.detector == "advice"}
    found = (finding for finding in verdict.findings if finding.rule not in advised)
    return [text[finding.start : finding.end] for finding in found if finding.label == label]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("app: 06 87 65 43 21!", "06 87 65 43 21"),
        ("nul zes, acht zeven zes vijf vier drie twee een dus", "nul zes, acht zeven zes vijf vier drie twee een"),
        ("tel (073) 521 23 45.", "073) 521 23 45"),
        ("+31687654321", "31687654321"),
        ("nummer 6 87654321", "6 87654321"),
        ("06 dubbel zeven 65 43 21", "06 dubbel zeven 65 43 21"),
        ("o6 8765432 l", "o6 8765432 l"),
        ("٠٦٨٧٦٥٤٣٢١", "٠٦٨٧٦٥٤٣٢١"),
        ("mail noor_1 @ gmail . com even", "noor_1 @ gmail . com"),
        ("kom naar Prins Hendriklaan 9 toe", "Prins Hendriklaan 9"),
        ("pakje naar 5241 AB graag", "5241 AB"),
        ("pincode: 48 21 thuis", ""),
        ("ww: Kip 2013", "2013"),
        ("wachtwoord = zonnebloem", "zonnebloem"),
        ("pincode: 4821 6677", "4821 6677"),
        ("ik ben geboren op 3 mei 2013", "3 mei 2013"),
        ("jasper en BRAM JANSEN", "BRAM JANSEN"),
        ("Noor Vries is er", "Noor Vries"),
        ("bsn 123 456 782", "123 456 782"),
        ("123456782", "123456782"),
        ("nl91 abna 0417 1643 00", "nl91 abna 0417 1643 00"),
    ],
)
def test_the_private_words_are_marked(text: str, words: str, protocol: Protocol) -> None:
    assert marked(text, protocol) == ([words] if words else [])


@pytest.mark.parametrize(
    "text",
    [
        "6 87654321 punten",
        "31 687654321",
        "bel 0800 2000",
        "bel de 088 1234567",
        "de som is 123456789",
        "nummer 000000000",
        "Lindelaan 3 km verder",
        "in 2013 op kamp",
        "mijn wachtwoord. Ik ben het kwijt. 123 keer geprobeerd",
        "het wachtwoord heeft 12 tekens",
        "volg mij maar naar de gymzaal",
    ],
)
def test_look_alikes_are_left_alone(text: str, protocol: Protocol) -> None:
    assert marked(text, protocol) == []


@pytest.mark.parametrize(
    "text",
    [
        "ik oen had mijn schoenen verkeerd om",
        "wat ben ik een oen",
        "oen dat ik ben",
        "ik ben echt geen oen",
        "hij zei 'oen' tegen de hond in het verhaal",
        "de meester las voor: 'jij oen!' en wij lachten",
    ],
)
def test_words_about_oneself_denied_or_quoted_do_not_hurt(text: str, protocol: Protocol) -> None:
    assert marked(text, protocol, "kwetsen") == []


@pytest.mark.parametrize(
    "text", ["ik vind jou een oen", "Ik kom niet. Oen!", "'oen'", "jij oen", "die oen van hiernaast"]
)
def test_the_same_word_at_somebody_does_hurt(text: str, protocol: Protocol) -> None:
    assert marked(text, protocol, "kwetsen")


def test_a_number_that_the_school_calls_public_may_stand_there(protocol: Protocol) -> None:
    reading = read(Message("bel 0687654321"), protocol.lexicon)

    assert list(PHONE.detect(reading, {"public": ("0687",)})) == []
    assert list(PHONE.detect(reading, {"public": ()})) == [(4, 14)]


def test_a_merel_in_the_garden_is_not_merel_from_the_class(protocol: Protocol) -> None:
    roster = ("Merel Kok", "Roos Bos")

    bird = judge(Message("de merel is lelijk", roster=roster), protocol)
    girl = judge(Message("Merel is lelijk", roster=roster), protocol)

    assert bird.labels == ()
    assert girl.labels == ("kwetsen",)


def test_empty_names_and_schools_do_no_harm(protocol: Protocol) -> None:
    assert judge(Message("hoi daar", roster=("", "--"), staff=("",), school="?!"), protocol).labels == ()


@pytest.mark.parametrize(
    ("claim", "contradicts"),
    [
        ("de schaakclub is op vrijdag", True),
        ("de schaakclub is op dinsdag", False),
        ("er is geen schaakclub meer", True),
        ("groep 8 gaat niet naar Ameland", True),
        ("groep 8 gaat naar Ameland", False),
        ("de bibliotheek is dicht", True),
        ("!!!", False),
    ],
)
def test_a_claim_is_laid_beside_the_facts_of_the_school(claim: str, contradicts: bool, protocol: Protocol) -> None:
    facts = {
        "schaakclub": "De schaakclub is op dinsdag.",
        "kamp": "Groep 8 gaat naar Ameland.",
        "boeken": "De bibliotheek is open.",
    }

    verdict = judge(Message(claim, school_facts=facts, school="De Lindeboom"), protocol)

    assert ("onjuistheid" in verdict.labels) is contradicts
