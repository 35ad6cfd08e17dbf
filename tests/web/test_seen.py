"""Noor says that she read what Mw. De Wit decided, and Mw. De Wit sees that she did."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from learnapp.services import moderation, scenarios
from learnapp.store.classroom import LiveLesson
from learnapp.store.feed import Post
from learnapp.store.moderation import Decision
from learnapp.store.people import Person
from learnapp.terms import Choice
from tests.cast import Cast
from tests.classwork import MODULE, database_as_it_is
from tests.conftest import Visitor
from tests.rooms import HURTFUL, KIND, PHONE, access, posted

Visit = Callable[[Person | None], Visitor]
REASON = "Laat je nummer weg, dan mag het."
BUTTON = "<span>Gelezen</span>"


def decide(session: Session, cast: Cast, post: Post, now: datetime, choice: Choice = Choice.RETURN) -> Decision:
    last = session.scalar(select(Decision.id).where(Decision.post_id == post.id).order_by(Decision.id.desc())) or 0
    moderation.decide(session, post.id, teacher=cast.de_wit, choice=choice, reason=REASON, seen=last, now=now)
    session.flush()
    return session.scalars(select(Decision).where(Decision.post_id == post.id).order_by(Decision.id.desc())).first()  # type: ignore[return-value]


@pytest.fixture
def returned(session: Session, cast: Cast, lesson_of_7b: LiveLesson, now: datetime) -> Decision:
    """What Mw. De Wit decided about a post of Noor."""
    made = decide(session, cast, posted(session, cast.noor, PHONE, now), now)
    session.commit()
    return made


def seen_at(session: Session, decision: Decision) -> datetime | None:
    with database_as_it_is(session) as fresh:
        return fresh.get_one(Decision, decision.id).seen_at


@pytest.mark.parametrize(("page", "back"), [("/plein", ""), ("/sporen", "sporen")])
def test_noor_reads_it_on_the_square_or_among_her_traces_and_says_so(
    visit: Visit, session: Session, cast: Cast, returned: Decision, now: datetime, page: str, back: str
) -> None:
    noor = visit(cast.noor)
    before = noor.get(page)
    assert REASON in before
    assert BUTTON in before
    assert seen_at(session, returned) is None

    data: dict[str, object] = {"decision": returned.id, "terug": back}
    answer = noor.post(f"/plein/bericht/{returned.post_id}/gelezen", data)

    assert answer.location == f"{page}#bericht-{returned.post_id}"
    after = noor.get(page)
    assert "Dit heb je gelezen" in after
    assert BUTTON not in after
    assert seen_at(session, returned) == now


def test_a_double_tap_keeps_the_first_moment(visit: Visit, session: Session, cast: Cast, returned: Decision) -> None:
    moments = []
    for _tap in range(2):
        visit(cast.noor).post(f"/plein/bericht/{returned.post_id}/gelezen", {"decision": returned.id})
        moments.append(seen_at(session, returned))

    assert moments[0] == moments[1] is not None


def test_mw_de_wit_sees_whether_it_was_read(visit: Visit, cast: Cast, returned: Decision) -> None:
    teacher = visit(cast.de_wit)
    pages = (f"/klas/leerling/{cast.noor.id}", f"/wachtrij/{returned.post_id}")
    for page in pages:
        assert "nog niet gelezen" in teacher.get(page)

    visit(cast.noor).post(f"/plein/bericht/{returned.post_id}/gelezen", {"decision": returned.id})

    for page in pages:
        text = teacher.get(page)
        assert "gelezen, " in text
        assert "nog niet gelezen" not in text
        assert REASON in text


def test_a_new_decision_is_to_be_read_anew(
    visit: Visit, session: Session, cast: Cast, lesson_of_7b: LiveLesson, now: datetime
) -> None:
    post = posted(session, cast.noor, HURTFUL, now)
    first = decide(session, cast, post, now, Choice.TALK)
    session.commit()
    noor = visit(cast.noor)
    noor.post(f"/plein/bericht/{post.id}/gelezen", {"decision": first.id})
    second = decide(session, cast, session.merge(post), now, Choice.PLACE)
    session.commit()

    assert BUTTON in noor.get("/plein")
    assert seen_at(session, second) is None
    assert seen_at(session, first) is not None


def test_a_decision_about_a_reply_can_be_read_too(
    visit: Visit, session: Session, cast: Cast, lesson_of_7b: LiveLesson, now: datetime
) -> None:
    parent = posted(session, cast.sem, KIND, now)
    reply = posted(session, cast.noor, PHONE, now, parent_id=parent.id)
    made = decide(session, cast, reply, now)
    session.commit()
    noor = visit(cast.noor)
    assert BUTTON in noor.get("/plein")

    noor.post(f"/plein/bericht/{reply.id}/gelezen", {"decision": made.id})

    assert "Dit heb je gelezen" in noor.get("/plein")


def test_in_a_practice_it_leads_back_there(
    visit: Visit, session: Session, cast: Cast, lesson_of_7b: LiveLesson, now: datetime
) -> None:
    run = scenarios.start(session, session.merge(cast.noor), access(), now=now)
    session.commit()
    noor = visit(cast.noor)
    noor.post(f"/oefening/{MODULE}", {"text": "Ik sla je morgen in elkaar", "stand": "1"}, status=200)
    noor.post(f"/oefening/{MODULE}", {"text": "Ik sla je morgen in elkaar", "stand": "1", "confirm": "hold"})
    post = session.scalars(select(Post).where(Post.square_id == run.square_id)).one()
    made = decide(session, cast, post, now)
    session.commit()
    assert BUTTON in noor.get(f"/oefening/{MODULE}")

    answer = noor.post(f"/oefening/{MODULE}/bericht/{post.id}/gelezen", {"decision": made.id})

    assert answer.location == f"/oefening/{MODULE}#bericht-{post.id}"
    assert "Dit heb je gelezen" in noor.get(f"/oefening/{MODULE}")


def test_nobody_else_can_say_it_for_her(visit: Visit, session: Session, cast: Cast, returned: Decision) -> None:
    path = f"/plein/bericht/{returned.post_id}/gelezen"

    visit(cast.sem).post(path, {"decision": returned.id}, status=404)
    visit(cast.sem).post(
        f"/oefening/{MODULE}/bericht/{returned.post_id}/gelezen", {"decision": returned.id}, status=404
    )
    visit(cast.kaan).post(path, {"decision": returned.id}, status=403)
    visit(cast.de_wit).post(path, {"decision": returned.id}, status=403)
    visit(cast.vader).post(path, {"decision": returned.id}, status=403)

    assert seen_at(session, returned) is None


@pytest.mark.parametrize("number", ["", "abc", "-1", "999999", "99999999999999999999"])
def test_a_decision_that_is_not_there_is_not_found(
    visit: Visit, session: Session, cast: Cast, returned: Decision, number: str
) -> None:
    visit(cast.noor).post(f"/plein/bericht/{returned.post_id}/gelezen", {"decision": number}, status=404)

    assert seen_at(session, returned) is None


def test_the_group_and_its_square_lead_to_each_other(visit: Visit, cast: Cast) -> None:
    teacher = visit(cast.de_wit)
    group, square = f"/klas/{cast.group.id}", f"/klas/{cast.group.id}/plein"

    assert f'href="{square}"' in teacher.get(group)
    assert f'href="{group}"' in teacher.get(square)
