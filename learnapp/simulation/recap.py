"""What a pupil lived through in a scenario, for the page at the end. No marks: only what there is to look back on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from learnapp.simulation.director import Waiting
from learnapp.simulation.scenario import Action, Event, Scenario

#: What counts as doing something about a harmful line: answering it or telling a teacher.
_NOTICING = frozenset({Event.REPLY, Event.REPORT})


def lived(scenario: Scenario, actions: Sequence[Action]) -> tuple[str, ...]:
    """Give the ids of the lines whose cue the pupil gave, in the order of the file.

    Also those that are still to come, and those that went away with a deleted post: they were set going.
    """
    waiting = Waiting(scenario, actions)
    return tuple(line.id for line in scenario.lines if line.cue and waiting.action(line.cue))


def noticed(scenario: Scenario, actions: Sequence[Action]) -> tuple[str, ...]:
    """Give the ids of the harmful lines that the pupil answered or reported, in the order of the file."""
    acted_upon = {action.target for action in actions if action.event in _NOTICING}
    return tuple(line.id for line in scenario.lines if line.harm and line.id in acted_upon)


def deeds(actions: Sequence[Action]) -> Mapping[Event, int]:
    """Count what the pupil did; every event is there, also with 0."""
    counts = Counter(action.event for action in actions)
    return {event: counts[event] for event in Event}
