"""The detectors, by the name that a protocol file calls them."""

from __future__ import annotations

from learnapp.moderation.detectors import advice, contact, facts, numbers, people, phrases
from learnapp.moderation.detectors.base import Detector

DETECTORS: dict[str, Detector] = {
    detector.name: detector
    for detector in (
        phrases.PHRASES,
        phrases.TOGETHER,
        numbers.PHONE,
        numbers.ACCOUNT,
        numbers.CITIZEN,
        contact.MAIL,
        contact.POSTCODE,
        contact.STREET,
        contact.SECRET,
        contact.BIRTH_DATE,
        contact.HANDLE,
        people.FULL_NAME,
        people.NOT_ASKED,
        facts.CONTRADICTED,
        advice.ADVICE,
    )
}
