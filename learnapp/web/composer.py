"""The composer: from the fields of its form to a draft, and what it shows when a draft comes back."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field

from flask import request, session
from flask_babel import gettext as _

from learnapp.content.model import Picture
from learnapp.errors import Fault, FaultyInput
from learnapp.moderation.message import Verdict
from learnapp.services.feed import LONGEST_POST, Draft, clean
from learnapp.terms import Capacity, Outcome
from learnapp.web.access import person, standing
from learnapp.web.marking import Stretch, marked
from learnapp.web.surroundings import house

#: More than this is not even judged while typing; the answer to sending it says that it is too long.
LONGEST_CHECK = 2_000
#: What a writer can go on with after he saw the tip.
_CONFIRMABLE = frozenset({Outcome.ADVISE.value, Outcome.HOLD.value})


@dataclass(frozen=True, slots=True)
class Composer:
    """What the composer shows: a fresh one, or one with a draft that came back.

    `key` keeps what is typed on this device; `stands` says that the writer must still confirm that he stands behind
    what he posts (protocol A3).
    """

    key: str
    text: str = ""
    picture: str = ""
    people: tuple[int, ...] = ()
    fault: str = ""
    verdict: Verdict | None = None
    outcome: Outcome | None = None
    check_id: str = ""
    question: str = ""
    #: The own post that came back and is written anew here.
    replaces: int | None = None
    form_key: str = field(default_factory=lambda: secrets.token_urlsafe(12))
    longest: int = LONGEST_POST

    @property
    def is_fresh(self) -> bool:
        """Say whether nothing was typed yet and nothing is said about it."""
        return not (self.text or self.picture or self.people or self.fault or self.verdict or self.question)

    @property
    def pieces(self) -> list[Stretch]:
        """Give the text with the found words apart."""
        return marked(self.text, self.verdict.findings if self.verdict else ())

    @property
    def must_stand(self) -> bool:
        """Say whether the writer must still confirm that he stands behind his message."""
        return person().is_pupil and session.get("stands") != _lesson_mark()


def read_draft(*, parent_id: int | None = None, parent_line: str | None = None) -> Draft:
    """Read the draft from the form of this request."""
    form = request.form
    capacity, confirmed, replaces = (form.get(name, "") for name in ("capacity", "confirm", "replaces"))
    return Draft(
        text=clean(form.get("text", "")),
        picture=form.get("picture") or None,
        people=tuple(int(number) for number in form.getlist("people")[:40] if number.isdecimal() and len(number) < 10),
        capacity=Capacity(capacity) if capacity in list(Capacity) else None,
        parent_id=parent_id,
        parent_line=parent_line,
        confirmed=Outcome(confirmed) if confirmed in _CONFIRMABLE else None,
        question=(clean(form.get("question", "")) or _("Mag dit?"))[:300] if form.get("doubt") else "",
        form_key=form.get("form_key", "")[:40],
        check_id=form.get("check_id", "")[:40],
        replaces=int(replaces) if replaces.isdecimal() and len(replaces) < 10 else None,
    )


def ensure_stands() -> None:
    """Raise `FaultyInput` when a pupil has not yet said that he stands behind what he posts (protocol A3)."""
    if not person().is_pupil or session.get("stands") == _lesson_mark():
        return
    if not request.form.get("stand"):
        raise FaultyInput([Fault("Bericht", _("Zet eerst het vinkje: ik sta achter dit bericht."))])
    session["stands"] = _lesson_mark()


def handed_back(draft: Draft, verdict: Verdict, outcome: Outcome, *, key: str, check_id: str) -> Composer:
    """Give the composer with a draft that came back with a tip."""
    return Composer(
        key=key,
        text=draft.text,
        picture=draft.picture or "",
        people=draft.people,
        verdict=verdict,
        outcome=outcome,
        check_id=check_id,
        question=_typed_question(),
        replaces=draft.replaces,
        form_key=draft.form_key,
    )


def faulty(draft: Draft, error: FaultyInput, *, key: str) -> Composer:
    """Give the composer with a draft that could not be sent; nothing that was typed is lost."""
    return Composer(
        key=key,
        text=draft.text,
        picture=draft.picture or "",
        people=draft.people,
        fault=error.faults[0].message,
        check_id=draft.check_id,
        question=_typed_question(),
        replaces=draft.replaces,
        form_key=draft.form_key,
    )


def forget(key: str) -> None:
    """Let the next page tell the browser that the draft with this key was posted: until then nothing typed is lost."""
    session["posted"] = key


def has_posted() -> bool:
    """Say whether a draft was posted just now, so that its copy on the device is still to be forgotten."""
    return "posted" in session


def forgotten() -> str:
    """Give the key of the draft that was posted just now, once."""
    return str(session.pop("posted")) if "posted" in session else ""


def _typed_question() -> str:
    return request.form.get("question", "")[:300]


def postable_pictures() -> list[Picture]:
    """Give the pictures that may be chosen for a post."""
    return [picture for picture in house().library.pictures.values() if picture.postable]


def _lesson_mark() -> str:
    now = standing()
    return str(now.lesson.id) if now and now.lesson else "thuis"
