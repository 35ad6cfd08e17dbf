"""The trial run: what the draft would change, on what was really written and on the invented sentences."""

from __future__ import annotations

import time
from dataclasses import dataclass

from flask import render_template
from flask.typing import ResponseReturnValue

from learnapp import clock
from learnapp.moderation.composing import compose
from learnapp.moderation.examples import Example, examples_in
from learnapp.moderation.rules import Protocol
from learnapp.moderation.trial import Comparison, Judged, compare, lost_protection
from learnapp.moderation.versions import VersionState
from learnapp.services import protocol, protocol_trial
from learnapp.services.protocol_trial import PERIOD, PostTrial
from learnapp.terms import Level, Role
from learnapp.web.access import allow, person
from learnapp.web.surroundings import house
from learnapp.web.transaction import db
from learnapp.web.views.school.protocol_desk import base, changes_of
from learnapp.web.views.school.room import room

#: Invented sentences that stand on the page.
MOST_SENTENCES = 20


@dataclass(frozen=True, slots=True)
class Sentence:
    """An invented sentence that the draft answers otherwise."""

    example: Example
    judged: Judged


@dataclass(frozen=True, slots=True)
class ExampleTrial:
    """What would change on the invented sentences; `lost` are those about safety that are no longer seen."""

    comparison: Comparison
    sentences: tuple[Sentence, ...]
    lost: tuple[Sentence, ...]


@room.get("/beheer/protocol/proef")
@allow(Role.ADMINISTRATOR, Role.COORDINATOR, Role.TEACHER)
def show_trial() -> ResponseReturnValue:
    """Try the draft: counts for everybody who comes here, and words only of whom one looks after."""
    desk = protocol.desk(db())
    draft = compose(desk.draft.changes, base(), label=desk.draft.label)[0] if desk.draft else None
    return render_template(
        "protocol/trial.html",
        desk=desk,
        faulty=desk.draft is not None and draft is None,
        posts=_on_posts(draft) if draft else None,
        examples=_on_examples(draft) if draft else None,
        weeks=PERIOD.days // 7,
        base=base(),
        names=house().protocol.articles,
        seen=desk.drafted.mark(),
        may_change=Role.ADMINISTRATOR in person().roles,
        may_read=bool(person().roles & {Role.ADMINISTRATOR, Role.COORDINATOR}),
        agreed=desk.draft is not None and desk.draft.state is VersionState.AGREED,
        changes=changes_of(desk),
    )


def _on_posts(draft: Protocol) -> PostTrial:
    return protocol_trial.try_on_posts(
        db(),
        house().protocol,
        draft,
        viewer=person(),
        line_text=_line_text,
        pause=_let_others_go,
        now=clock.now(),
    )


def _on_examples(draft: Protocol) -> ExampleTrial:
    examples = examples_in(house().settings.content_root)
    seen = compare((one.message for one in examples), house().protocol, draft, pause=_let_others_go)
    moved = [Sentence(examples[one.number], one) for one in seen.changed if one.moves]
    lost = [Sentence(examples[one.number], one) for one in lost_protection(examples, seen, house().protocol)]
    return ExampleTrial(seen, tuple(moved[:MOST_SENTENCES]), tuple(lost))


def _line_text(module: str, level: Level, line_id: str) -> str | None:
    scenario = house().scenarios.get((module, level.value))
    return next((line.text for line in scenario.lines if line.id == line_id), None) if scenario else None


def _let_others_go() -> None:
    """Give the other requests a turn: the lessons go on while a trial runs."""
    time.sleep(0)
