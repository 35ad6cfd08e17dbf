"""What Noor sees while she practises, and when."""

from __future__ import annotations

from itertools import permutations

import pytest

from learnapp.simulation.director import catching_up, moods, next_change, visible_lines
from learnapp.simulation.recap import deeds, lived, noticed
from learnapp.simulation.scenario import Action, Cue, Event, Line, LineKind, Scenario
from learnapp.terms import ReportReason, Tone
from tests.simulation.stage import scenario


def said(line_id: str, *, actor: str = "bram", kind: LineKind = LineKind.POST, **rest: object) -> Line:
    return Line(id=line_id, actor=actor, kind=kind, text="…", **rest)  # type: ignore[arg-type]


def answer(line_id: str, event: Event = Event.POST, *, delay: int = 5, to: str | None = None, **cue: object) -> Line:
    waiting = Cue(event=event, delay=delay, **cue)  # type: ignore[arg-type]
    return said(line_id, actor="noor", kind=LineKind.REPLY, cue=waiting, to=to)


def play(*lines: Line) -> Scenario:
    return Scenario(
        module="m", level="A", title="", intro="", tasks=(), actors=("noor", "bram"), lines=lines, minutes=10
    )


def ids(scene: Scenario, actions: list[Action], elapsed: float) -> list[str]:
    return [seen.line.id for seen in visible_lines(scene, actions, elapsed)]


def test_an_answer_to_a_report_knows_why_it_was_reported() -> None:
    scene = play(said("a", at=0), answer("dank", Event.REPORT, to="a"), answer("hart", Event.REACTION, to="a"))
    actions = [
        Action(Event.REPORT, 10, "a", reason=ReportReason.SCARY),
        Action(Event.REACTION, 10, "a", reaction="support"),
    ]

    reasons = {seen.line.id: seen.reason for seen in visible_lines(scene, actions, 60)}

    assert reasons == {"a": None, "dank": ReportReason.SCARY, "hart": None}
    assert said("b", at=0).told("x") == "…"


def test_lines_come_at_their_offset_from_the_pupils_own_start() -> None:
    scene = play(said("a", at=0), said("b", at=40))

    assert ids(scene, [], 0) == ["a"]
    assert ids(scene, [], 39.9) == ["a"]
    assert ids(scene, [], 40) == ["a", "b"]
    assert ids(scene, [], -5) == []


def test_an_answer_comes_some_seconds_after_the_pupil_posted_and_belongs_to_that_post() -> None:
    scene = play(said("a", at=0), answer("b", delay=5))
    actions = [Action(Event.POST, at=10, post_id=7)]

    assert ids(scene, actions, 14) == ["a"]
    (_, seen) = visible_lines(scene, actions, 15)
    assert (seen.line.id, seen.since, seen.to_post) == ("b", 15.0, 7)


def test_an_answer_to_another_line_or_a_post_belongs_to_no_post_of_the_pupil() -> None:
    scene = play(
        said("a", at=0),
        answer("b", to="a"),
        said("c", cue=Cue(event=Event.POST, delay=0)),
    )

    seen = visible_lines(scene, [Action(Event.POST, at=10, post_id=7)], 20)

    assert [(one.line.id, one.to_post) for one in seen] == [("a", None), ("c", None), ("b", None)]


@pytest.mark.parametrize(
    ("action", "comes"),
    [
        (Action(Event.REPLY, at=1, target="a", tone=Tone.KIND), True),
        (Action(Event.REPLY, at=1, target="a", tone=Tone.SORRY), True),
        (Action(Event.REPLY, at=1, target="a", tone=Tone.HURTFUL), False),
        (Action(Event.REPLY, at=1, target="below", tone=Tone.KIND), True),
        (Action(Event.REPLY, at=1, target="deeper", tone=Tone.KIND), True),
        (Action(Event.REPLY, at=1, target="other", tone=Tone.KIND), False),
        (Action(Event.REPLY, at=1, target="unknown", tone=Tone.KIND), False),
        (Action(Event.REPLY, at=1, tone=Tone.KIND), False),
        (Action(Event.POST, at=1, target="a", tone=Tone.KIND), False),
    ],
)
def test_a_cue_looks_at_the_event_the_tone_and_the_line_it_was_about(*, action: Action, comes: bool) -> None:
    scene = play(
        said("a", at=0),
        said("below", kind=LineKind.REPLY, at=0, to="a"),
        said("deeper", kind=LineKind.REPLY, at=0, to="below"),
        said("other", at=0),
        answer("b", Event.REPLY, tones=(Tone.KIND, Tone.SORRY), target="a"),
    )

    assert ("b" in ids(scene, [action], 60)) is comes


def test_one_of_the_labels_is_enough() -> None:
    scene = play(answer("b", labels=("kwetsen", "prive")))

    assert ids(scene, [Action(Event.POST, at=0, labels=("foto", "prive"))], 60) == ["b"]
    assert ids(scene, [Action(Event.POST, at=0, labels=("foto",))], 60) == []
    assert ids(scene, [Action(Event.POST, at=0)], 60) == []


def test_no_character_answers_a_cry_for_help_unless_the_author_meant_it() -> None:
    scene = play(answer("hartje"), answer("juf", tones=(Tone.CARE,)))

    assert ids(scene, [Action(Event.POST, at=0, tone=Tone.CARE, post_id=1)], 60) == ["juf"]


def test_a_line_can_wait_for_the_second_time() -> None:
    scene = play(answer("second", delay=0, nth=2, tones=(Tone.HURTFUL,)))
    actions = [
        Action(Event.POST, at=1, tone=Tone.HURTFUL, post_id=1),
        Action(Event.POST, at=2, tone=Tone.KIND, post_id=2),
        Action(Event.POST, at=3, tone=Tone.HURTFUL, post_id=3),
        Action(Event.POST, at=4, tone=Tone.HURTFUL, post_id=4),
    ]

    assert ids(scene, actions[:2], 60) == []
    (seen,) = visible_lines(scene, actions, 60)
    assert (seen.since, seen.to_post) == (3.0, 3)


def test_the_order_in_which_actions_arrive_changes_nothing() -> None:
    scene = play(answer("first", nth=1), answer("second", nth=2), answer("gone", Event.DELETE, to="first"))
    actions = [
        Action(Event.POST, at=1, post_id=1),
        Action(Event.POST, at=9, post_id=2),
        Action(Event.REPLY, at=5, post_id=3),
    ]

    seen = {visible_lines(scene, list(order), 60) for order in permutations(actions)}

    assert len(seen) == 1


def test_an_answer_is_not_there_before_the_line_that_it_answers() -> None:
    scene = play(said("late", at=100), answer("b", to="late", delay=0), answer("never", to="b", nth=9))
    actions = [Action(Event.POST, at=10, post_id=1)]

    assert ids(scene, actions, 99) == []
    assert [(one.line.id, one.since) for one in visible_lines(scene, actions, 100)] == [("late", 100.0), ("b", 100.0)]


def test_the_answer_goes_away_with_the_post_that_noor_deletes() -> None:
    scene = play(answer("au"), answer("troost", Event.REPLY, to="au"), said("weg", cue=Cue(Event.DELETE, 2)))
    actions = [
        Action(Event.POST, at=10, tone=Tone.HURTFUL, post_id=1),
        Action(Event.REPLY, at=20, target="au", post_id=2),
        Action(Event.DELETE, at=30, post_id=1),
    ]

    assert ids(scene, actions[:2], 29) == ["au", "troost"]
    assert ids(scene, actions, 29) == ["au", "troost"]
    assert ids(scene, actions, 31) == []
    assert ids(scene, actions, 32) == ["weg"]


def test_a_better_post_after_a_deleted_one_is_answered_again() -> None:
    scene = play(answer("leuk"))
    actions = [
        Action(Event.POST, at=10, post_id=1),
        Action(Event.DELETE, at=20, post_id=1),
        Action(Event.POST, at=30, post_id=2),
    ]

    (seen,) = visible_lines(scene, actions, 60)

    assert (seen.since, seen.to_post) == (35.0, 2)


def test_what_was_said_elsewhere_stays_when_the_post_is_deleted() -> None:
    scene = play(said("a", at=0), answer("b", to="a"), said("verdrietig", cue=Cue(Event.POST, 1)))
    actions = [Action(Event.POST, at=10, post_id=1), Action(Event.DELETE, at=11, post_id=1)]

    assert ids(scene, actions, 60) == ["a", "verdrietig", "b"]


def test_after_a_long_sleep_the_lines_are_there_in_their_order_and_the_new_ones_are_known() -> None:
    scene = play(said("a", at=0), said("b", at=40), said("c", at=90), said("d", at=500))

    assert ids(scene, [], 400) == ["a", "b", "c"]
    new = catching_up(scene, [], seen_until=40, elapsed=400)
    assert [seen.line.id for seen in new] == ["c"]
    assert catching_up(scene, [], seen_until=400, elapsed=400) == ()


def test_the_page_knows_when_to_look_again() -> None:
    scene = play(said("a", at=0), said("b", at=40), answer("c", delay=5))
    actions = [Action(Event.POST, at=20, post_id=1)]

    assert next_change(scene, [], 0) == 40
    assert next_change(scene, actions, 21.5) == 3.5
    assert next_change(scene, actions, 25) == 15
    assert next_change(scene, actions, 40) is None


def test_the_face_of_an_actor_is_that_of_his_latest_line() -> None:
    scene = play(
        said("a", actor="noor", at=0, mood="happy"),
        said("b", actor="noor", at=10, mood="sad"),
        said("hart", actor="noor", at=20, kind=LineKind.REACTION, to="a"),
        said("lach", actor="noor", at=30, kind=LineKind.REACTION, to="a", mood="happy"),
        said("c", actor="noor", at=40),
    )

    now = {elapsed: moods(scene, visible_lines(scene, [], elapsed)) for elapsed in (-1, 0, 10, 20, 30, 40)}

    assert [now[elapsed]["noor"] for elapsed in (-1, 0, 10, 20, 30, 40)] == [
        "calm",
        "happy",
        "sad",
        "sad",
        "happy",
        "calm",
    ]
    assert now[40]["bram"] == "calm"


def test_the_drawing_of_noor_from_start_to_repair() -> None:
    scene = scenario()
    actions = [
        Action(Event.POST, at=50, tone=Tone.HURTFUL, labels=("kwetsen",), post_id=1),
        Action(Event.REPORT, at=60, target="bram-1"),
        Action(Event.DELETE, at=70, post_id=1),
        Action(Event.REPLY, at=80, target="bram-1", tone=Tone.SORRY, post_id=2),
    ]

    assert ids(scene, actions[:1], 55) == ["noor-1", "bram-1", "bram-hart", "noor-au"]
    assert moods(scene, visible_lines(scene, actions[:1], 55))["noor"] == "sad"
    assert ids(scene, actions, 90) == ["noor-1", "bram-1", "juf-melding", "noor-weg", "noor-dank"]
    assert moods(scene, visible_lines(scene, actions, 90))["noor"] == "happy"


def test_the_last_page_knows_what_was_lived_through() -> None:
    scene = scenario()
    actions = [
        Action(Event.POST, at=50, tone=Tone.HURTFUL, post_id=1),
        Action(Event.DELETE, at=55, post_id=1),
        Action(Event.REPORT, at=60, target="bram-1"),
        Action(Event.REPORT, at=61, target="noor-1"),
    ]

    assert lived(scene, actions) == ("bram-hart", "noor-au", "juf-melding", "noor-weg")
    assert lived(scene, []) == ()
    assert noticed(scene, actions) == ("bram-1",)
    assert noticed(scene, [Action(Event.REACTION, at=1, target="bram-1")]) == ()
    assert deeds(actions) == {
        Event.POST: 1,
        Event.REPLY: 0,
        Event.REACTION: 0,
        Event.REPORT: 2,
        Event.DELETE: 1,
    }
