"""Which rules the children of the demo school touched while they wrote, and what they did next. Never words."""

from __future__ import annotations

import random
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from learnapp.moderation.protocol import Protocol
from learnapp.moderation.rules import Rule
from learnapp.services.demo.learning import Work
from learnapp.store.moderation import Touched
from learnapp.terms import AuthorRole, Outcome, Tone

#: How often a rule of a kind is touched, in a class that practises.
WEIGHTS = {Tone.PRIVATE: 5, Tone.HURTFUL: 3, Tone.NEUTRAL: 3}
#: What happens next: most children find better words.
NEXT = ("rewrote",) * 13 + ("posted",) * 3 + ("asked",) * 2 + ("",) * 3
#: One in so many pupils touches something in a lesson, and one in so many of those twice.
TOUCHES, TWICE = 2, 3
STRICTEST = 3


def store(session: Session, works: Iterable[Work], protocol: Protocol, dice: random.Random) -> None:
    """Store what was touched in the lessons of the pupils."""
    rules = [rule for rule in protocol.rules if _is_everyday(rule, protocol)]
    weights = [WEIGHTS[protocol.labels[rule.label].tone] for rule in rules]
    rows: list[dict[str, Any]] = []
    for work in works:
        if not rules or not work.learner.person.is_pupil or not work.steps or dice.randrange(TOUCHES):
            continue
        times = 1 if dice.randrange(TWICE) else 2
        rows += [_row(work, rule, len(rows) + n, dice) for n, rule in enumerate(dice.choices(rules, weights, k=times))]
    if rows:
        session.execute(insert(Touched), rows)


def _is_everyday(rule: Rule, protocol: Protocol) -> bool:
    """Leave out care, and what no class does every month."""
    known = protocol.labels[rule.label].tone in WEIGHTS
    return known and AuthorRole.PUPIL in rule.roles and rule.severity <= STRICTEST


def _row(work: Work, rule: Rule, number: int, dice: random.Random) -> dict[str, Any]:
    following = dice.choice(NEXT)
    if following == "posted" and rule.outcome is not Outcome.ADVISE:
        following = "rewrote"
    return {
        "check_id": f"demo-{number}",
        "person_id": work.learner.person.id,
        "group_id": work.learner.person.group_id,
        "module": work.module.slug,
        "rule": rule.id,
        "article": rule.article,
        "label": rule.label,
        "outcome": rule.outcome,
        "next": following,
        "created_at": work.after(work.steps - 1) - timedelta(minutes=dice.randrange(1, 4)),
    }
