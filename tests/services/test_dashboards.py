"""What Mw. Bakker sees of the school: sums per group, and nothing that tells about one child."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from learnapp.content.model import Edition, Goal, Guide, Library, Module, Question, QuestionKind, Quiz
from learnapp.errors import NotFound
from learnapp.services import assignments, classroom, people
from learnapp.services.dashboards.group import group_dashboard
from learnapp.services.dashboards.measures import Mastery, Mean, Pace, Period, Share, Signals
from learnapp.services.dashboards.school import school_dashboard
from learnapp.store.database import Database
from learnapp.store.moderation import Decision, Report
from learnapp.store.people import Group
from learnapp.terms import Audience, Choice, Level, Pillar, QuestionUse, ReportReason, Role
from tests.cast import Cast
from tests.counting import counted
from tests.schoolwork import GOAL, MODULE, QUIZ, answers, crowd, posts, runs, tips

YEAR = Period.YEAR


def question(number: int) -> Question:
    return Question(
        id=f"q{number}", kind=QuestionKind.SINGLE, text=f"Vraag {number}?", goal=GOAL, article="A7",
        uses=(QuestionUse.QUIZ,), post=None, picture=None, options=(), targets=(), explanation="",
    )  # fmt: skip


def module(slug: str, number: str, pillar: Pillar, audience: Audience = Audience.PUPIL) -> Module:
    level = Level.B if audience is Audience.PUPIL else Level.ADULT
    quiz = Quiz(QUIZ, MODULE, Level.B, "Quiz", tuple(map(question, range(3)))) if slug == MODULE else None
    edition = Edition(level, (), quiz, False, Guide("", "", ""), 45, "")
    goals = (Goal(f"{number}.1", "Ik kan iets.", (level,)),)
    return Module(slug, number, slug, "", audience, pillar, ("A7",), (), None, goals, {level: edition}, "1")


MODULES = (
    module(MODULE, "4", Pillar.LEARN),
    module("03-foto", "3", Pillar.COMMUNICATE),
    module("s1", "S1", Pillar.COMMUNICATE, Audience.STAFF),
    module("o1", "O1", Pillar.COMMUNICATE, Audience.GUARDIAN),
)
LIBRARY = Library({one.slug: one for one in MODULES}, {}, {})


def seen_by_bakker(session: Session, now: datetime, period: Period = YEAR):  # type: ignore[no-untyped-def]
    return school_dashboard(session, library=LIBRARY, since=period.since(now))


def test_of_forty_pupils_thirty_finished_the_module(session: Session, cast: Cast, now: datetime) -> None:
    pupils = [*crowd(session, cast.group, 38, now), cast.noor, cast.sem]
    runs(session, pupils[:30], at=now, done=True)
    runs(session, pupils[30:35], at=now, done=False)

    cell = seen_by_bakker(session, now).cells[cast.group.id, MODULE]

    assert (cell.pupils, cell.started, cell.finished, cell.pace) == (40, 35, 30, Pace.NEARLY)


def test_every_pupil_counts_once_however_often_he_tried(session: Session, cast: Cast, now: datetime) -> None:
    pupils = crowd(session, cast.group, 5, now)
    for pupil in pupils[:4]:
        answers(session, pupil, 1.0, at=now)
    for attempt in range(1, 6):
        answers(session, pupils[4], 0.0, 0.0, at=now, attempt=attempt)

    mean = seen_by_bakker(session, now).goals[cast.group.id, MODULE, GOAL]

    assert (mean.percent, mean.pupils, mean.mastery) == (80, 5, Mastery.WELL)


def test_of_four_pupils_no_number_is_told(session: Session, cast: Cast, now: datetime) -> None:
    for pupil in crowd(session, cast.group, 4, now):
        answers(session, pupil, 0.5, at=now)

    mean = seen_by_bakker(session, now).goals[cast.group.id, MODULE, GOAL]

    assert (mean.percent, mean.mastery) == (None, Mastery.TOO_FEW)


def test_a_group_of_two_shows_no_pace_once_somebody_began(session: Session, cast: Cast, now: datetime) -> None:
    runs(session, [cast.noor], at=now, done=True)

    seen = seen_by_bakker(session, now)

    assert seen.cells[cast.group.id, MODULE].pace is Pace.TOO_FEW
    assert next(group for group in seen.groups if group.id == cast.group.id).too_small


@pytest.mark.parametrize(
    ("score", "word"), [(0.8, Mastery.WELL), (0.79, Mastery.GROWING), (0.54, Mastery.PRACTISE), (0.0, Mastery.PRACTISE)]
)
def test_a_mean_has_a_word(score: float, word: Mastery) -> None:
    assert Mean(score, 20).mastery is word


def test_a_goal_without_answers_says_so() -> None:
    assert Mean().mastery is Mastery.NOTHING
    assert Share(0, 0).percent is None
    assert not Share(0, 0).too_few


@pytest.mark.parametrize(
    ("cell", "pace"),
    [((28, 28), Pace.DONE), ((28, 20), Pace.NEARLY), ((28, 10), Pace.UNDERWAY), ((5, 0), Pace.STARTED)],
)
def test_how_far_a_group_is_has_a_word(session: Session, cast: Cast, now: datetime, cell, pace: Pace) -> None:
    pupils = [*crowd(session, cast.group, 26, now), cast.noor, cast.sem]
    runs(session, pupils[: cell[1]], at=now, done=True)
    runs(session, pupils[cell[1] : cell[0]], at=now, done=False)

    assert seen_by_bakker(session, now).cells[cast.group.id, MODULE].pace is pace


def test_the_last_four_weeks_leave_out_what_was_before(session: Session, cast: Cast, now: datetime) -> None:
    pupils = crowd(session, cast.group, 6, now)
    before = now - timedelta(weeks=5)
    runs(session, pupils, at=before, done=True)
    for pupil in pupils:
        answers(session, pupil, 1.0, at=before)
    tips(session, pupils[0], "A7", following="rewrote", at=before, check="a")

    recent, year = seen_by_bakker(session, now, Period.WEEKS), seen_by_bakker(session, now)

    assert recent.cells[cast.group.id, MODULE].finished == 0
    assert (recent.goals, recent.findings) == ({}, {})
    assert year.cells[cast.group.id, MODULE].finished == 6
    assert year.findings == {(cast.group.id, "A7"): 1}


@pytest.mark.parametrize(("month", "start"), [(11, 2026), (8, 2026), (7, 2025), (1, 2025)])
def test_a_school_year_begins_in_august(month: int, start: int) -> None:
    assert Period.YEAR.since(datetime(2026, month, 10, tzinfo=UTC)) == datetime(start, 8, 1, tzinfo=UTC)


def test_who_has_left_is_not_counted(session: Session, cast: Cast, now: datetime) -> None:
    pupils = crowd(session, cast.group, 7, now)
    runs(session, pupils, at=now, done=True)
    pupils[0].left_at = now
    session.flush()

    cell = seen_by_bakker(session, now).cells[cast.group.id, MODULE]

    assert (cell.pupils, cell.finished) == (8, 6)


def test_a_tip_on_two_articles_is_one_tip_and_two_findings(session: Session, cast: Cast, now: datetime) -> None:
    for number in range(6):
        following = "rewrote" if number < 3 else "posted"
        tips(session, cast.noor, "A7", "U3", following=following, at=now, check=f"c{number}")

    seen = seen_by_bakker(session, now)

    assert seen.findings == {(cast.group.id, "A7"): 6, (cast.group.id, "U3"): 6}
    assert seen.signals[cast.group.id].better == Share(3, 6)
    assert seen.signals[cast.group.id].better.percent == 50


def test_ad_c1_the_positive_share_stands_beside_the_findings(session: Session, cast: Cast, now: datetime) -> None:
    made = posts(session, cast.noor, 10, praised=4, at=now)
    session.add(
        Report(
            square_id=made[0].square_id,
            post_id=made[0].id,
            reporter_id=cast.sem.id,
            reason=ReportReason.HURTS,
            created_at=now,
        )
    )
    session.add(
        Decision(post_id=made[0].id, decided_by=cast.de_wit.id, choice=Choice.PLACE, reason="Ok", created_at=now)
    )
    session.flush()

    signals = seen_by_bakker(session, now).signals[cast.group.id]

    assert signals == Signals(posts=10, compliments=4, reports=1, decisions=1)
    assert signals.positive.percent == 40


def test_a_module_is_given_when_it_was_assigned_or_taught(session: Session, cast: Cast, now: datetime) -> None:
    assignments.assign(
        session, cast.group, teacher=cast.de_wit, module=MODULE, level=Level.B, pupil_ids=None, opens_at=now,
        closes_at=None, homework=False, now=now,
    )  # fmt: skip
    classroom.open_lesson(
        session, cast.elsewhere, teacher=cast.vos, module="03-foto", level=Level.A, assignment_id=None, now=now
    )

    seen = seen_by_bakker(session, now)

    assert seen.cells[cast.group.id, MODULE].pace is Pace.READY
    assert seen.cells[cast.group.id, "03-foto"].pace is Pace.NOT_GIVEN
    assert seen.modules_given == 2
    assert seen.pillars[cast.group.id, Pillar.LEARN] == 1
    assert seen.pillars[cast.elsewhere.id, Pillar.LEARN] == 0
    assert seen.pillars[cast.elsewhere.id, Pillar.COMMUNICATE] == 1


def test_ad_a1_staff_stand_with_their_name_and_parents_as_a_number(session: Session, cast: Cast, now: datetime) -> None:
    runs(session, [cast.de_wit], at=now, done=True, module="s1")
    runs(session, [cast.vos], at=now, done=False, module="s1")
    runs(session, [cast.vader], at=now, done=True, module="o1")

    seen = seen_by_bakker(session, now)

    assert {line.name for line in seen.staff} == {"Mw. De Wit", "Dhr. Vos", "Mw. Bakker", "Dhr. Kaya", "Mw. Smit"}
    assert [line.name for line in seen.staff if line.runs.get("s1") and line.runs["s1"].finished_at] == ["Mw. De Wit"]
    assert seen.staff_finished == 1
    assert (seen.guardians, seen.guardian_counts["o1"].finished) == (1, 1)


def test_an_empty_school_is_no_fault(session: Session, now: datetime) -> None:
    people.start_school(session, name="De Nieuwe", governing_body="Stichting", now=now)

    seen = seen_by_bakker(session, now)

    assert (seen.groups, seen.pupils, seen.cells, seen.staff, seen.guardians) == ((), 0, {}, (), 0)


def test_the_group_page_tells_the_hardest_question_first(session: Session, cast: Cast, now: datetime) -> None:
    for pupil in crowd(session, cast.group, 5, now):
        answers(session, pupil, 0.9, 0.2, at=now)
    answers(session, cast.noor, 0.0, at=now, question="zeldzaam")

    seen = group_dashboard(session, cast.group.id, library=LIBRARY, since=YEAR.since(now))

    assert [hard.question.text for hard in seen.questions] == ["Vraag 1?", "Vraag 0?"]
    assert seen.questions[0].mean.percent == 20
    assert seen.goals[MODULE, GOAL].pupils == 6


def test_the_group_page_knows_only_its_own_group(session: Session, cast: Cast, now: datetime) -> None:
    runs(session, [cast.kaan], at=now, done=True)
    tips(session, cast.kaan, "A7", following="", at=now, check="a")
    posts(session, cast.kaan, 3, praised=1, at=now)

    seen = group_dashboard(session, cast.group.id, library=LIBRARY, since=YEAR.since(now))

    assert seen.cells[MODULE].started == 0
    assert (seen.findings, seen.signals) == ({}, Signals())


def test_a_group_that_was_put_away_is_not_found(session: Session, cast: Cast, now: datetime) -> None:
    old = Group(name="8C", year=8, created_at=now, archived_at=now)
    session.add(old)
    session.flush()

    for number in (old.id, 999_999):
        with pytest.raises(NotFound):
            group_dashboard(session, number, library=LIBRARY, since=YEAR.since(now))


def test_more_pupils_take_no_more_statements(session: Session, cast: Cast, now: datetime, database: Database) -> None:
    for pupil in crowd(session, cast.group, 40, now):
        answers(session, pupil, 1.0, 0.5, at=now)
        runs(session, [pupil], at=now, done=True)
    session.commit()

    with counted(database.engine) as school:
        seen_by_bakker(session, now)
    with counted(database.engine) as group:
        group_dashboard(session, cast.group.id, library=LIBRARY, since=YEAR.since(now))

    assert len(school) <= 10
    assert len(group) <= 8


def test_a_teacher_who_is_also_a_coordinator_is_one_line(session: Session, cast: Cast, now: datetime) -> None:
    cast.bakker.roles = frozenset({Role.COORDINATOR, Role.TEACHER, Role.GUARDIAN})
    session.flush()

    seen = seen_by_bakker(session, now)

    assert [line.name for line in seen.staff].count("Mw. Bakker") == 1
    assert seen.guardians == 2
