"""What a detector is: a pure function from a reading and parameters to the places that it sees."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from learnapp.moderation.reading import Reading, Stretch

Parameters = Mapping[str, tuple[str, ...]]
Detect = Callable[[Reading, Parameters], Iterable[Stretch]]


@dataclass(frozen=True, slots=True)
class Detector:
    """A detector with the parameters it understands.

    `lists` names the parameters that hold ids of word lists, `required` those that may not be left out, `choices` those
    with a closed set of values, `labels` those that hold a label and `numbers` those that hold a share from 0 to 1.
    """

    name: str
    detect: Detect
    lists: frozenset[str] = frozenset()
    required: frozenset[str] = frozenset()
    choices: Mapping[str, frozenset[str]] | None = None
    labels: frozenset[str] = frozenset()
    numbers: frozenset[str] = frozenset()

    @property
    def parameters(self) -> frozenset[str]:
        """Give the names of all parameters that the detector understands."""
        return self.lists | self.required | frozenset(self.choices or ())
