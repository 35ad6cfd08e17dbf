"""The Dutch words for the terms of the house. What a school may want to call otherwise stands here and nowhere else."""

from __future__ import annotations

from enum import StrEnum

from flask import Flask
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from learnapp.terms import (
    Audience,
    Capacity,
    Choice,
    Level,
    Outcome,
    Pillar,
    PostState,
    ReactionKind,
    ReportReason,
    Role,
)

LABELS: dict[StrEnum, LazyString] = {
    Role.PUPIL: _l("leerling"),
    Role.TEACHER: _l("leerkracht"),
    Role.COORDINATOR: _l("coördinator"),
    Role.ADMINISTRATOR: _l("schoolbeheer"),
    Role.STAFF: _l("medewerker"),
    Role.GUARDIAN: _l("ouder/verzorger"),
    Level.A: _l("groep 5-6"),
    Level.B: _l("groep 7-8"),
    Level.ADULT: _l("volwassenen"),
    Pillar.LEARN: _l("leren"),
    Pillar.COMMUNICATE: _l("communiceren"),
    Pillar.PROFILE: _l("profileren"),
    Capacity.SCHOOL: _l("als medewerker, namens de school"),
    Capacity.PERSONAL: _l("persoonlijk"),
    Outcome.PUBLISH: _l("plaatsen"),
    Outcome.ADVISE: _l("tip"),
    Outcome.HOLD: _l("eerst naar de leerkracht"),
    Outcome.REFUSE: _l("niet plaatsen"),
    PostState.PUBLISHED: _l("staat op het plein"),
    PostState.HELD: _l("wacht op de leerkracht"),
    PostState.RETURNED: _l("terug met een tip"),
    PostState.REFUSED: _l("niet geplaatst"),
    PostState.WITHDRAWN: _l("door jou weggehaald"),
    PostState.REMOVED: _l("weggehaald door de leerkracht"),
    Choice.PLACE: _l("Plaats"),
    Choice.RETURN: _l("Terug met tip"),
    Choice.REMOVE: _l("Haal weg"),
    Choice.TALK: _l("Praat erover"),
    ReactionKind.SUPPORT: _l("Steun"),
    ReactionKind.FUNNY: _l("Grappig"),
    ReactionKind.PRETTY: _l("Mooi"),
    ReactionKind.THINKING: _l("Hmm"),
    ReportReason.HURTS: _l("Dit doet iemand pijn"),
    ReportReason.PRIVATE: _l("Dit is privé"),
    ReportReason.SCARY: _l("Ik word hier bang van"),
    ReportReason.UNTRUE: _l("Dit klopt niet"),
    ReportReason.OTHER: _l("Iets anders"),
}

#: How somebody of the story names why a pupil reported a post.
REASONS_TOLD: dict[ReportReason, LazyString] = {
    **{reason: LABELS[reason] for reason in ReportReason},
    ReportReason.OTHER: _l("Er is iets anders"),
}

#: Apart from the others: a role and an audience with the same value are the same key.
AUDIENCES: dict[Audience, LazyString] = {
    Audience.PUPIL: _l("leerlingen"),
    Audience.STAFF: _l("team"),
    Audience.GUARDIAN: _l("ouders"),
}

#: What the labels of the engine are called for adults.
FINDINGS: dict[str, LazyString] = {
    "kwetsen": _l("kwetsen"),
    "pesten": _l("pesten"),
    "uitsluiting": _l("uitsluiten"),
    "zwartmaken": _l("zwartmaken"),
    "bedreigen": _l("bedreigen"),
    "stalken": _l("stalken"),
    "discriminatie": _l("discriminatie"),
    "seksueel": _l("seksueel"),
    "taal": _l("taal"),
    "persoonsgegevens": _l("privé"),
    "beeld_zonder_toestemming": _l("beeld zonder toestemming"),
    "vertrouwelijk": _l("vertrouwelijk"),
    "zorgsignaal": _l("zorg"),
    "afspraak_vreemde": _l("contact met een vreemde"),
    "phishing": _l("phishing"),
    "reclame": _l("reclame"),
    "ketting": _l("kettingbericht"),
    "onjuistheid": _l("klopt niet"),
    "medewerker_bekendmaking": _l("zeg dat je hier werkt"),
    "medewerker_disclaimer": _l("eigen mening vermelden"),
    "medewerker_vriendschap": _l("vriendschap met leerling"),
    "kernwaarde": _l("past bij onze school"),
}


def label(term: StrEnum) -> str:
    """Give the Dutch word for a term."""
    return str(AUDIENCES[term] if isinstance(term, Audience) else LABELS[term])


def reasons_told() -> dict[ReportReason, str]:
    """Give the words in which somebody of the story names why a pupil reported a post."""
    return {reason: str(words) for reason, words in REASONS_TOLD.items()}


def finding_label(name: str) -> str:
    """Give the Dutch words for a label of the engine."""
    return str(FINDINGS.get(name, name))


def register(app: Flask) -> None:
    """Give templates the filters `label` and `finding_label`."""
    app.jinja_env.filters.update(label=label, finding_label=finding_label)
    app.jinja_env.globals["reaction_words"] = {kind.value: LABELS[kind] for kind in ReactionKind}
