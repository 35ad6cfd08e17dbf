"""The versions of the school's protocol: draft, consent, in force, replaced; who did what; and the trial run."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from learnapp.errors import FaultyInput, IllegalMove, NotFound
from learnapp.moderation.engine import judge
from learnapp.moderation.message import Message
from learnapp.moderation.protocol import Protocol, standard_protocol
from learnapp.moderation.school_changes import Allowed, ArticleChange, Item, Kind, OwnRule, RuleChange, SchoolChanges
from learnapp.moderation.versions import VersionState
from learnapp.services import care, feed, people, protocol, protocol_history, protocol_trial, school, squares
from learnapp.services.feed import Draft, Surroundings
from learnapp.services.protocol import Edit, Overtaken
from learnapp.store.moderation import ProtocolVersion, StoredVerdict
from learnapp.terms import Level, Outcome
from tests.cast import Cast
from tests.rooms import library

A7, SWEARING, NAME, ALLOWED = (
    Item(Kind.ARTICLE, "A7"),
    Item(Kind.RULE, "grove-taal"),
    Item(Kind.NAME),
    Item(Kind.ALLOWED),
)
STRICT = RuleChange(outcome=Outcome.HOLD)
KIND = ArticleChange(child="Wees aardig, ook online.")


@pytest.fixture(scope="module")
def base() -> Protocol:
    """The protocol that every school starts with."""
    return standard_protocol()


def change(session: Session, cast: Cast, base: Protocol, now: datetime, item: Item, value: object) -> None:
    """Dhr. Kaya changes something that he sees as it is."""
    seen = protocol.desk(session).drafted.mark(item)
    protocol.change(session, Edit(item, value, seen), base=base, by=cast.kaya, now=now)


def agree(session: Session, cast: Cast, base: Protocol, now: datetime) -> None:
    seen = protocol.desk(session).drafted.mark()
    protocol.agree(session, now - timedelta(days=1), seen=seen, base=base, by=cast.kaya, now=now)


def start(session: Session, cast: Cast, base: Protocol, now: datetime) -> int:
    """Put the draft in force; give its number."""
    draft = protocol.desk(session).draft
    assert draft is not None
    protocol.put_in_force(session, draft.id, seen=draft.changes.mark(), base=base, by=cast.kaya, now=now)
    return draft.id


def test_a_school_begins_with_the_standard(session: Session, cast: Cast, base: Protocol) -> None:
    desk = protocol.desk(session)

    assert (desk.in_force, desk.draft, desk.current, desk.drafted) == (None, None, SchoolChanges(), SchoolChanges())
    assert school.in_force(session, protocol_label=base.version).label == base.version
    assert protocol_history.history(session) == ()
    assert protocol_history.steps_of_draft(session) == ()


def test_mr_a_first_change_begins_a_draft_that_nobody_notices(
    session: Session, cast: Cast, base: Protocol, now: datetime
) -> None:
    change(session, cast, base, now, A7, KIND)

    desk = protocol.desk(session)
    assert desk.draft is not None
    assert (desk.draft.label, desk.draft.state) == ("2026-1", VersionState.DRAFT)
    assert desk.draft.changes.articles == {"A7": KIND}
    assert desk.draft.changes.on_top_of == base.version
    assert desk.current == SchoolChanges()


def test_mr_a_version_comes_into_force_and_replaces_the_one_before(
    session: Session, cast: Cast, base: Protocol, now: datetime
) -> None:
    change(session, cast, base, now, SWEARING, STRICT)
    agree(session, cast, base, now)
    first = start(session, cast, base, now)
    change(session, cast, base, now + timedelta(days=7), A7, KIND)
    agree(session, cast, base, now + timedelta(days=8))

    second = start(session, cast, base, now + timedelta(days=9))

    desk = protocol.desk(session)
    assert desk.draft is None
    assert desk.in_force is not None
    assert (desk.in_force.id, desk.in_force.label) == (second, "2026-2")
    assert desk.current.rules == {"grove-taal": STRICT}
    old = protocol.version(session, first)
    assert (old.state, old.replaced_at) == (VersionState.REPLACED, now + timedelta(days=9))
    mine = protocol.protocol_of(session, second, base=base)
    assert mine.version == f"2026-2+{base.version}"
    assert judge(Message("kut ik ben mijn tas vergeten"), mine).outcome is Outcome.HOLD


def test_mr_without_the_mr_nothing_comes_into_force(
    session: Session, cast: Cast, base: Protocol, now: datetime
) -> None:
    change(session, cast, base, now, A7, KIND)

    with pytest.raises(IllegalMove):
        start(session, cast, base, now)


def test_mr_what_the_mr_agreed_with_stands_until_it_is_opened_again(
    session: Session, cast: Cast, base: Protocol, now: datetime
) -> None:
    change(session, cast, base, now, A7, KIND)
    agree(session, cast, base, now)
    with pytest.raises(IllegalMove):
        change(session, cast, base, now, SWEARING, STRICT)

    protocol.reopen(session, by=cast.kaya, now=now)
    protocol.reopen(session, by=cast.kaya, now=now)
    change(session, cast, base, now, SWEARING, STRICT)

    draft = protocol.desk(session).draft
    assert draft is not None
    assert (draft.state, draft.mr_date) == (VersionState.DRAFT, None)


def test_mr_a_day_that_is_still_to_come_is_no_consent(
    session: Session, cast: Cast, base: Protocol, now: datetime
) -> None:
    change(session, cast, base, now, A7, KIND)
    seen = protocol.desk(session).drafted.mark()

    for day in (now + timedelta(days=2), now + timedelta(days=20)):
        with pytest.raises(FaultyInput, match="moet nog komen"):
            protocol.agree(session, day, seen=seen, base=base, by=cast.kaya, now=now)
        with pytest.raises(FaultyInput, match="moet nog komen"):
            protocol.note_consent(session, day, base=base, by=cast.kaya, now=now)


def test_mr_the_date_of_the_version_in_force_can_be_noted_later(
    session: Session, cast: Cast, base: Protocol, now: datetime
) -> None:
    for _ in range(2):
        protocol.note_consent(session, now - timedelta(days=30), base=base, by=cast.kaya, now=now)

    found = school.in_force(session, protocol_label=base.version)
    assert (found.label, found.mr_date) == (base.version, now - timedelta(days=30))
    (chapter,) = protocol_history.history(session)
    assert [step.action for step in chapter.steps] == ["agree_protocol"]


def test_every_action_twice_is_the_action_once(session: Session, cast: Cast, base: Protocol, now: datetime) -> None:
    for _ in range(2):
        protocol.change(session, Edit(A7, KIND, SchoolChanges().mark(A7)), base=base, by=cast.kaya, now=now)
    for _ in range(2):
        agree(session, cast, base, now)
    draft = protocol.desk(session).draft
    assert draft is not None
    for _ in range(2):
        protocol.put_in_force(session, draft.id, seen=draft.changes.mark(), base=base, by=cast.kaya, now=now)

    assert len(session.scalars(select(ProtocolVersion)).all()) == 2
    newest = protocol_history.history(session)[0]
    assert [(step.action, step.times) for step in newest.steps] == [
        ("start_protocol", 1), ("agree_protocol", 1), ("change_protocol", 1),
    ]  # fmt: skip


def test_the_later_of_two_administrators_is_told_and_nothing_is_lost(
    session: Session, cast: Cast, base: Protocol, now: datetime
) -> None:
    seen = SchoolChanges().mark(A7)
    protocol.change(session, Edit(A7, KIND, seen), base=base, by=cast.kaya, now=now)

    with pytest.raises(Overtaken):
        protocol.change(session, Edit(A7, ArticleChange(child="Anders."), seen), base=base, by=cast.bakker, now=now)
    # Another article is another thing: both changes stand.
    u1 = Item(Kind.ARTICLE, "U1")
    protocol.change(session, Edit(u1, KIND, SchoolChanges().mark(u1)), base=base, by=cast.bakker, now=now)

    assert protocol.desk(session).drafted.articles == {"A7": KIND, "U1": KIND}


def test_several_things_are_changed_together_or_not_at_all(
    session: Session, cast: Cast, base: Protocol, now: datetime
) -> None:
    with pytest.raises(Overtaken):
        protocol.change(
            session,
            Edit(NAME, "Zo", SchoolChanges().mark(NAME)),
            Edit(A7, KIND, "oud"),
            base=base,
            by=cast.kaya,
            now=now,
        )

    assert protocol.desk(session).draft is None


def test_who_agrees_with_another_draft_than_was_shown_is_told(
    session: Session, cast: Cast, base: Protocol, now: datetime
) -> None:
    change(session, cast, base, now, A7, KIND)
    draft = protocol.desk(session).draft
    assert draft is not None
    change(session, cast, base, now, SWEARING, STRICT)

    with pytest.raises(Overtaken):
        protocol.agree(session, now, seen=draft.changes.mark(), base=base, by=cast.kaya, now=now)
    with pytest.raises(Overtaken):
        protocol.drop(session, draft.id, seen=draft.changes.mark(), by=cast.kaya, now=now)


def test_a_faulty_change_changes_nothing(session: Session, cast: Cast, base: Protocol, now: datetime) -> None:
    change(session, cast, base, now, A7, KIND)

    with pytest.raises(FaultyInput, match="kan niet uit") as told:
        change(session, cast, base, now, Item(Kind.RULE, "nood"), RuleChange(off_because="liever niet"))

    assert len(told.value.faults) == 1
    assert protocol.desk(session).drafted.rules == {}


def test_a_draft_with_an_old_fault_can_be_changed_but_not_put_to_the_mr(
    session: Session, cast: Cast, base: Protocol, now: datetime
) -> None:
    change(session, cast, base, now, A7, KIND)
    row = session.scalars(select(ProtocolVersion)).one()
    row.source += '\n[[rules]]\nid = "weg"\nseverity = 1\n'

    change(session, cast, base, now, SWEARING, STRICT)

    with pytest.raises(FaultyInput, match="bestaat niet in de standaard"):
        agree(session, cast, base, now)


def test_a_version_in_force_goes_on_when_the_standard_moved(
    session: Session, cast: Cast, base: Protocol, now: datetime
) -> None:
    change(session, cast, base, now, SWEARING, STRICT)
    agree(session, cast, base, now)
    number = start(session, cast, base, now)
    row = session.get_one(ProtocolVersion, number)
    row.source += '\n[[rules]]\nid = "weg"\nseverity = 1\n'

    mine = protocol.protocol_of(session, number, base=base)

    assert mine.version.startswith("2026-1+")
    assert next(rule for rule in mine.rules if rule.id == "grove-taal").outcome is Outcome.HOLD
    assert protocol.faults_of(protocol.desk(session).current, base)


def test_a_draft_is_thrown_away_and_leaves_no_trace_in_the_next(
    session: Session, cast: Cast, base: Protocol, now: datetime
) -> None:
    change(session, cast, base, now, A7, KIND)
    draft = protocol.desk(session).draft
    assert draft is not None
    for _ in range(2):
        protocol.drop(session, draft.id, seen=draft.changes.mark(), by=cast.kaya, now=now)
        session.flush()

    change(session, cast, base, now + timedelta(hours=1), SWEARING, STRICT)

    assert protocol.desk(session).drafted.articles == {}
    assert [step.times for step in protocol_history.steps_of_draft(session)] == [1]
    with pytest.raises(IllegalMove):
        protocol.drop(session, start_other(session, cast, base, now), seen="", by=cast.kaya, now=now)


def start_other(session: Session, cast: Cast, base: Protocol, now: datetime) -> int:
    agree(session, cast, base, now + timedelta(hours=2))
    return start(session, cast, base, now + timedelta(hours=2))


def test_a_file_takes_the_place_of_the_draft(session: Session, cast: Cast, base: Protocol, now: datetime) -> None:
    change(session, cast, base, now, A7, KIND)
    new = SchoolChanges(rules={"grove-taal": STRICT})
    seen = protocol.desk(session).drafted.mark()

    for _ in range(2):
        protocol.replace_draft(session, new, seen=seen, base=base, by=cast.kaya, now=now, action="import_protocol")

    assert protocol.desk(session).drafted == replace(new, on_top_of=base.version)
    with pytest.raises(Overtaken):
        protocol.replace_draft(session, SchoolChanges(), seen=seen, base=base, by=cast.kaya, now=now, action="x")
    wrong = SchoolChanges(rules={"weg": STRICT})
    with pytest.raises(FaultyInput):
        protocol.replace_draft(session, wrong, seen=new.mark(), base=base, by=cast.kaya, now=now, action="x")


def test_what_is_not_there_is_not_found(session: Session, cast: Cast, base: Protocol, now: datetime) -> None:
    with pytest.raises(NotFound):
        protocol.version(session, 999)
    with pytest.raises(NotFound):
        protocol.put_in_force(session, 999, seen="", base=base, by=cast.kaya, now=now)
    with pytest.raises(IllegalMove):
        protocol.reopen(session, by=cast.kaya, now=now)


def test_the_history_tells_who_did_what_and_goes_on_when_somebody_left(
    session: Session, cast: Cast, base: Protocol, now: datetime
) -> None:
    change(session, cast, base, now, A7, KIND)
    change(session, cast, base, now + timedelta(minutes=5), SWEARING, STRICT)
    agree(session, cast, base, now)
    start(session, cast, base, now)
    session.delete(cast.kaya)
    session.flush()

    newest, oldest = protocol_history.history(session)

    assert (newest.version.label, oldest.version.label) == ("2026-1", base.version)
    assert newest.before == SchoolChanges()
    assert [(step.action, step.by, step.times) for step in newest.steps] == [
        ("start_protocol", "", 1), ("agree_protocol", "", 1), ("change_protocol", "", 2),
    ]  # fmt: skip


# -- judging by the version in force, and trying the draft


def post(session: Session, author: people.Person, text: str, mine: Protocol, now: datetime) -> int:
    square = squares.square_of_group(session, author.group_id or 0, now=now)
    draft = Draft(text, confirmed=Outcome.HOLD)
    made = feed.submit_post(session, author, draft, Surroundings(square, mine, library()), now=now).post
    assert made is not None
    session.flush()
    return made.id


def no_line(_module: str, _level: Level, _line: str) -> str | None:
    return None


def test_mr_every_verdict_keeps_the_version_it_was_judged_by(
    session: Session, cast: Cast, base: Protocol, now: datetime
) -> None:
    change(session, cast, base, now, SWEARING, STRICT)
    agree(session, cast, base, now)
    mine = protocol.protocol_of(session, start(session, cast, base, now), base=base)

    number = post(session, cast.noor, "kut ik ben mijn tas vergeten", mine, now)

    verdict = session.get_one(StoredVerdict, number)
    assert (verdict.protocol_version, verdict.outcome) == (f"2026-1+{base.version}", Outcome.HOLD)


def test_a_trial_shows_counts_to_all_and_words_to_the_teacher_of_the_group(
    session: Session, cast: Cast, base: Protocol, now: datetime
) -> None:
    changes = SchoolChanges(
        rules={"grove-taal": STRICT},
        own={
            "school-slang": OwnRule(
                "A7", "kwetsen", Outcome.ADVISE, 1, ("slangenkop",), ("Au.",), "Let op.", ("Anders.",)
            )
        },
        allowed=Allowed(words=("heks",)),
    )
    draft = protocol.compose(changes, base, label="proef")[0]
    assert draft is not None
    post(session, cast.noor, "kut ik ben mijn tas vergeten", base, now)
    post(session, cast.noor, "Wat een mooie dag", base, now)
    post(session, cast.kaan, "hee slangenkop", base, now)
    old = now - timedelta(weeks=5)
    post(session, cast.sem, "shit te laat", base, old)

    def tried(viewer: people.Person) -> protocol_trial.PostTrial:
        return protocol_trial.try_on_posts(
            session, base, draft, viewer=viewer, line_text=no_line, pause=lambda: None, now=now
        )

    for viewer, texts in (
        (cast.de_wit, ["kut ik ben mijn tas vergeten"]),
        (cast.vos, ["hee slangenkop"]),
        (cast.kaya, []),
        (cast.bakker, []),
    ):
        seen = tried(viewer)
        assert (seen.comparison.total, seen.comparison.moved, seen.cut) == (3, 2, False)
        assert [one.text for one in seen.examples] == texts


def test_what_asked_for_care_is_never_an_example(session: Session, cast: Cast, base: Protocol, now: datetime) -> None:
    draft = protocol.compose(SchoolChanges(rules={"grove-taal": STRICT}), base, label="proef")[0]
    assert draft is not None
    number = post(session, cast.noor, "kut alles", base, now)
    care.signal(session, cast.noor, post_id=number, now=now)

    seen = protocol_trial.try_on_posts(
        session, base, draft, viewer=cast.de_wit, line_text=no_line, pause=lambda: None, now=now
    )

    assert seen.comparison.moved == 1
    assert seen.examples == ()


def test_a_reply_is_tried_with_what_it_answers(session: Session, cast: Cast, base: Protocol, now: datetime) -> None:
    square = squares.square_of_group(session, cast.group.id, now=now)
    first = post(session, cast.noor, "Kijk, mijn tekening!", base, now)
    around = Surroundings(square, base, library(), reply_to="Kijk, mijn tekening!")
    feed.submit_post(session, cast.sem, Draft("Mooi!", parent_id=first), around, now=now)
    session.flush()

    newest, oldest = protocol_trial.recent_posts(session, no_line, since=now - timedelta(days=1))

    assert (newest.message.reply_to, newest.message.context.value) == ("Kijk, mijn tekening!", "reply")
    assert (oldest.message.reply_to, oldest.message.roster) == (None, ("Noor", "Sem"))
