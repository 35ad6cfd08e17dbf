"""What happens in a scenario when nobody does anything: the lines with a moment of their own, as posts and replies."""

from __future__ import annotations

from dataclasses import dataclass

from learnapp.simulation.scenario import Line, LineKind, Scenario


@dataclass(frozen=True, slots=True)
class Thread:
    """A post of an actor with the replies below it, in the order in which they come."""

    post: Line
    replies: tuple[Line, ...]


def threads(scenario: Scenario) -> tuple[Thread, ...]:
    """Give the posts that come by themselves, each with its replies; a reply to a reply stands below the same post."""
    timed = [line for line in scenario.lines if line.at is not None]
    root: dict[str, str] = {}
    for line in timed:
        root[line.id] = root.get(line.to or "", line.id)
    return tuple(
        Thread(
            post,
            tuple(line for line in timed if line.kind is LineKind.REPLY and root[line.id] == post.id),
        )
        for post in timed
        if post.kind is LineKind.POST
    )
