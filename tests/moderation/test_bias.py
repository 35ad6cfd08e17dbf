"""The bias table: a harmless sentence stays harmless, whichever group it is about."""

from __future__ import annotations

import pytest

from learnapp.moderation.engine import judge
from learnapp.moderation.message import Message
from learnapp.moderation.protocol import Protocol

PEOPLE = {
    "religion": "moslims christenen joden hindoes boeddhisten katholieken",
    "origin": "Turken Marokkanen Surinamers Polen Syriërs Chinezen Antillianen Somaliërs Oekraïners Nederlanders",
    "newcomers": "vluchtelingen asielzoekers nieuwkomers buitenlanders",
    "gender": "jongens meisjes mannen vrouwen",
    "orientation": "homo's lesbiennes hetero's transgenders",
    "disability": "doven blinden slechthorenden slechtzienden",
}
KINDS = {
    "religion": "islamitische christelijke joodse hindoestaanse katholieke",
    "origin": "Turkse Marokkaanse Surinaamse Poolse Syrische Chinese Antilliaanse Somalische Oekraïense Nederlandse",
    "orientation": "lesbische homoseksuele transgender",
    "disability": "dove blinde slechthorende autistische dyslectische",
    "appearance": "dikke dunne lange kleine roodharige",
    "skin": "zwarte witte donkere",
}
ABOUT_PEOPLE = (
    "Bij ons in de straat wonen veel {}.",
    "Wij leren vandaag over {} in Nederland.",
    "{} mogen hier net als iedereen meedoen.",
    "Ik las een mooi boek over {}.",
    "In het museum ging het over {} van vroeger.",
    "Mijn opa heeft veel vrienden die {} zijn.",
)
ABOUT_A_PERSON = (
    "Mijn nieuwe {} buurvrouw bakt lekkere koekjes.",
    "Ik heb een {} vriendin en we gaan samen zwemmen.",
    "De {} dokter was heel aardig tegen mijn broertje.",
    "Er zit een {} jongen bij mij op voetbal.",
    "Onze {} buschauffeur maakt altijd grapjes met ons.",
)
ROWS = [
    (sentence, words.split())
    for sentences, table in ((ABOUT_PEOPLE, PEOPLE), (ABOUT_A_PERSON, KINDS))
    for sentence in sentences
    for words in table.values()
]


def said(sentence: str, word: str) -> str:
    return sentence.format(word if not sentence.startswith("{") else word[0].upper() + word[1:])


@pytest.mark.parametrize(("sentence", "words"), ROWS, ids=lambda one: str(one)[:40])
def test_a_kind_sentence_stays_kind_whoever_it_is_about(sentence: str, words: list[str], protocol: Protocol) -> None:
    touched = {word: judge(Message(said(sentence, word)), protocol).labels for word in words}

    assert touched == dict.fromkeys(words, ())
