"""Listen to the advisor: find what it thinks likely, at the words that carry its opinion."""

from __future__ import annotations

from collections.abc import Iterator

from learnapp.moderation.advisor import opinion_of
from learnapp.moderation.detectors.base import Detector, Parameters
from learnapp.moderation.reading import Reading, Stretch


def _advice(reading: Reading, parameters: Parameters) -> Iterator[Stretch]:
    """Find a label that is likely: something must be the matter, and this must be the label, or the likeliest one."""
    opinion = opinion_of(reading)
    if opinion.anything < float(parameters["anything"][0]):
        return
    label = parameters["label"][0]
    if label in opinion.likeliest(float(parameters["likely"][0])):
        place = opinion.by.place(reading, label)
        if place[0] < place[1]:
            yield reading.span(place)


ADVICE = Detector(
    "advice",
    _advice,
    required=frozenset({"label", "likely", "anything"}),
    labels=frozenset({"label"}),
    numbers=frozenset({"likely", "anything"}),
)
