"""One pupil: modules, goals in words, posts, and from tip to better post."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy.orm import Session

from learnapp.services import pupil_file
from learnapp.services.pupil_file import Mastery, TouchedLine
from learnapp.store.moderation import Touched
from learnapp.terms import Outcome, PostState
from tests.cast import Cast, give_code
from tests.classwork import MODULE, a_post, a_run, answers, minutes
from tests.counting import counted


def touch(session: Session, cast: Cast, now: datetime, check: str, label: str, following: str) -> None:
    session.add(
        Touched(
            check_id=check,
            person_id=cast.noor.id,
            group_id=cast.group.id,
            rule="r",
            article="A7",
            label=label,
            outcome=Outcome.ADVISE,
            next=following,
            created_at=now,
        )
    )
    session.flush()


@pytest.mark.parametrize(
    ("mean", "number", "word"),
    [
        (0.9, 1, Mastery.UNKNOWN),
        (None, 0, Mastery.UNKNOWN),
        (0.8, 2, Mastery.WELL),
        (0.6, 5, Mastery.UNDERWAY),
        (0.2, 5, Mastery.PRACTISE),
    ],
)
def test_a_mean_score_becomes_a_word(mean: float | None, number: int, word: Mastery) -> None:
    assert pupil_file.mastery(mean, number) is word


def test_the_page_of_noor_tells_module_goal_and_post(session: Session, cast: Cast, now: datetime) -> None:
    a_run(session, cast.noor, step="twee", done=["een"], at=now)
    answers(session, cast.noor, [1.0, 1.0, 0.5], at=now)
    a_post(session, cast.noor, "Mooi getekend!", state=PostState.PUBLISHED, at=now)
    a_post(session, cast.noor, "Weggehaald", state=PostState.WITHDRAWN, at=now + minutes(1))

    page = pupil_file.pupil_file(session, cast.noor.id)

    assert [(line.module, line.done, line.finished_at) for line in page.modules] == [(MODULE, 1, None)]
    assert [(line.goal, line.mastery, line.answers) for line in page.goals] == [("4.1", Mastery.WELL, 3)]
    assert [line.text for line in page.posts] == ["Mooi getekend!"]
    assert page.posts[0].solo


def test_a_check_that_touched_two_rules_counts_as_one_tip(session: Session, cast: Cast, now: datetime) -> None:
    touch(session, cast, now, "c1", "kwetsen", "rewrote")
    touch(session, cast, now, "c1", "kwetsen", "rewrote")
    touch(session, cast, now, "c2", "kwetsen", "posted")
    touch(session, cast, now, "c3", "taal", "")

    page = pupil_file.pupil_file(session, cast.noor.id)

    assert (page.tips, page.rewrote) == (3, 1)
    assert page.touched == (TouchedLine("kwetsen", 2, 1), TouchedLine("taal", 1, 0))


def test_nothing_of_sem_stands_on_the_page_of_noor(session: Session, cast: Cast, now: datetime) -> None:
    a_run(session, cast.sem, step="een", at=now)
    answers(session, cast.sem, [1.0, 1.0], at=now)
    a_post(session, cast.sem, "Van Sem", state=PostState.PUBLISHED, at=now)
    give_code(session, cast.sem, now)

    page = pupil_file.pupil_file(session, cast.noor.id)

    assert (page.modules, page.goals, page.posts, page.touched) == ((), (), (), ())
    assert not page.has_code
    assert pupil_file.pupil_file(session, cast.sem.id).has_code


def test_the_page_of_one_pupil_takes_five_statements(session: Session, cast: Cast, now: datetime) -> None:
    answers(session, cast.noor, [1.0] * 20, at=now)

    with counted(session.get_bind().engine) as statements:
        pupil_file.pupil_file(session, cast.noor.id)

    assert len(statements) == 5
