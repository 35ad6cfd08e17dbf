"""What is to be seen of a scenario now: a pure function of what the pupil did and of the time since the start.

Nothing is remembered between two calls. The same actions and the same time always give the same lines, so a closed
tablet, a second tab or a server that was started again lose nothing.

The rules:

- A line comes at its offset, or `delay` seconds after the action that it waits for. Each line comes once.
- A line that answers another line comes no sooner than that line.
- An answer to the pupil's own post (a line without `to`) belongs to that post. When the pupil deletes the post, the
  answer goes with it, and the line may come again below another post that fits. Other lines stay: what was read was
  read.
- A message that shows that somebody needs care is only answered by a line that names that tone: no character sends a
  heart below a cry for help. People take over there.
- After a long sleep (a closed tablet) the lines that came meanwhile are simply there, in their order and with the
  moment at which they would have come. Nothing is played back; `catching_up` tells which ones are new.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from learnapp.simulation.scenario import Action, Cue, Event, Line, LineKind, Scenario, VisibleLine
from learnapp.terms import ReportReason, Tone

#: The tones that a cue without tones answers.
_UNLESS_NAMED = frozenset(Tone) - {Tone.CARE}


def visible_lines(scenario: Scenario, actions: Sequence[Action], elapsed: float) -> tuple[VisibleLine, ...]:
    """Give the lines that are visible at this moment, the oldest first."""
    return tuple(seen for seen in _timetable(scenario, actions, elapsed) if seen.since <= elapsed)


def next_change(scenario: Scenario, actions: Sequence[Action], elapsed: float) -> float | None:
    """Give in how many seconds the next line comes if the pupil does nothing more, or None when none will."""
    coming = (seen.since for seen in _timetable(scenario, actions, elapsed) if seen.since > elapsed)
    first = min(coming, default=None)
    return None if first is None else first - elapsed


def catching_up(
    scenario: Scenario, actions: Sequence[Action], *, seen_until: float, elapsed: float
) -> tuple[VisibleLine, ...]:
    """Give the visible lines that came after the moment at which the pupil last looked, the oldest first.

    The page shows them all at once, in their place; it may count them, but makes no parade of them.
    """
    return tuple(seen for seen in visible_lines(scenario, actions, elapsed) if seen.since > seen_until)


def moods(scenario: Scenario, visible: Iterable[VisibleLine]) -> dict[str, str]:
    """Give the mood of every actor now: that of his latest visible line, "calm" before he said anything.

    A reaction (a heart) shows no face, so it only changes the mood when its line names one.
    """
    now = dict.fromkeys(scenario.actors, "calm")
    for seen in visible:
        line = seen.line
        if line.kind is not LineKind.REACTION or line.mood != "calm":
            now[line.actor] = line.mood
    return now


@dataclass(frozen=True, slots=True)
class _Trigger:
    """The moment at which a line is due, and the post or the report of the pupil that it answers (or None)."""

    due: float
    to_post: int | None = None
    reason: ReportReason | None = None


def _timetable(scenario: Scenario, actions: Sequence[Action], elapsed: float) -> list[VisibleLine]:
    """Give every line that has a moment, past or to come, in the order of those moments.

    A line only answers lines above it in the file (the loader sees to that), so one walk is enough.
    """
    waiting = Waiting(scenario, actions, elapsed)
    moments: dict[str, VisibleLine] = {}
    for line in scenario.lines:
        trigger = waiting.trigger(line)
        if trigger is None or (line.to is not None and line.to not in moments):
            continue
        since = trigger.due if line.to is None else max(trigger.due, moments[line.to].since)
        moments[line.id] = VisibleLine(line, float(since), trigger.to_post, trigger.reason)
    return sorted(moments.values(), key=lambda seen: seen.since)


class Waiting:
    """Finds which action, if any, a line was waiting for."""

    def __init__(self, scenario: Scenario, actions: Sequence[Action], elapsed: float = math.inf) -> None:
        """Sort the actions by event and by moment; later deletions than `elapsed` did not happen yet."""
        self._above = _lines_above(scenario.lines)
        self._by_event: dict[Event, list[Action]] = {event: [] for event in Event}
        for action in sorted(actions, key=lambda one: one.at):
            self._by_event[action.event].append(action)
        self._deleted = {
            action.post_id
            for action in self._by_event[Event.DELETE]
            if action.post_id is not None and action.at <= elapsed
        }

    def trigger(self, line: Line) -> _Trigger | None:
        """Give when the line is due and what it answers, or None when its cue has not come."""
        if line.cue is None:
            return _Trigger(line.at or 0)
        answers_own = line.to is None and line.kind is not LineKind.POST
        found = self.action(line.cue, skip_deleted=answers_own)
        if found is None:
            return None
        return _Trigger(found.at + line.cue.delay, found.post_id if answers_own else None, found.reason)

    def action(self, cue: Cue, *, skip_deleted: bool = False) -> Action | None:
        """Give the n-th action that matches the cue, or None."""
        left = cue.nth
        for action in self._by_event[cue.event]:
            if skip_deleted and action.post_id in self._deleted:
                continue
            if self._matches(cue, action):
                left -= 1
                if left == 0:
                    return action
        return None

    def _matches(self, cue: Cue, action: Action) -> bool:
        if action.tone not in (cue.tones or _UNLESS_NAMED):
            return False
        if cue.labels and not any(label in cue.labels for label in action.labels):
            return False
        return cue.target is None or cue.target in self._above.get(action.target or "", ())


def _lines_above(lines: Iterable[Line]) -> Mapping[str, frozenset[str]]:
    """Give for each line the ids of itself and of the lines that it hangs below."""
    above: dict[str, frozenset[str]] = {}
    for line in lines:
        above[line.id] = above.get(line.to or "", frozenset()) | {line.id}
    return above
