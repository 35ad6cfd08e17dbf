"""What happens on a practice square when nobody does anything."""

from __future__ import annotations

from learnapp.simulation.scenario import LineKind
from learnapp.simulation.script import threads
from tests import rooms
from tests.simulation.stage import scenario


def test_posts_stand_with_their_replies_and_answers_to_a_pupil_stay_away() -> None:
    found = threads(scenario())

    assert [(one.post.id, [line.id for line in one.replies]) for one in found] == [("noor-1", ["bram-1"])]


def test_every_timed_line_of_our_scenarios_is_told_once() -> None:
    for one_scenario in rooms.scenarios().values():
        told = [line for one in threads(one_scenario) for line in (one.post, *one.replies)]

        timed = [line for line in one_scenario.lines if line.at is not None and line.kind is not LineKind.REACTION]
        assert sorted(line.id for line in told) == sorted(line.id for line in timed)
