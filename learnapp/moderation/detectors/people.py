"""Find full names of people of the school, and pictures of people who were not asked."""

from __future__ import annotations

from collections.abc import Iterator

from learnapp.moderation.detectors.base import Detector, Parameters
from learnapp.moderation.reading import Reading, Stretch, full_name_end


def _full_names(reading: Reading, _: Parameters) -> Iterator[Stretch]:
    if reading.names.full.keys().isdisjoint(reading.words):
        return
    place = 0
    while place < len(reading.words):
        end = full_name_end(reading, place) if reading.words[place] in reading.names.full else 0
        if end:
            yield reading.span((place, end))
        place = max(end, place + 1)


def _people_not_asked(reading: Reading, _: Parameters) -> Iterator[Stretch]:
    if reading.message.people_without_consent:
        yield (0, len(reading.message.text))


FULL_NAME = Detector("full_name", _full_names)
NOT_ASKED = Detector("people_not_asked", _people_not_asked)
