"""Every article of the protocol is there, in our own words for adults and for a child."""

from __future__ import annotations

import re

import pytest

from learnapp.moderation.protocol import Protocol

REFERENCES = (
    "P-L P-C P-P Ad-A1 Ad-A2 Ad-A3 Ad-A4 Ad-B1 Ad-B2 Ad-B3 Ad-B4 Ad-B5 Ad-C1 Ad-C2 Ad-C3 Ad-C4 U1 U2 U3 U4 U5 D1 D2 "
    "A1 A2 A3 A4 A5 A6 A7 B1 B2 B3 C1 C2 C3 C4 S1 S2 S3 S4 S5 S6 MR"
).split()


@pytest.mark.parametrize("ref", REFERENCES)
def test_article(ref: str, protocol: Protocol) -> None:
    article = protocol.articles[ref]

    assert article.adult.endswith(".")
    assert article.child.endswith((".", "!", "?"))
    assert len(article.child.split()) <= 32
    assert article.pillar in {"P-L", "P-C", "P-P"}


def test_there_are_no_other_articles(protocol: Protocol) -> None:
    assert list(protocol.articles) == REFERENCES


def test_no_school_or_telephone_number_is_written_in_an_article(protocol: Protocol) -> None:
    texts = " ".join(article.adult + article.child for article in protocol.articles.values())

    assert not re.search(r"\d{4}|Lindeboom", texts)


def test_contacts_wait_for_the_school_to_confirm_them(protocol: Protocol) -> None:
    assert protocol.contacts["vertrouwensinspecteur"].number
    assert not any(contact.confirmed for contact in protocol.contacts.values())
