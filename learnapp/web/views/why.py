"""Trying a text out and reading why the engine says what it says. Nothing is kept: neither the text nor that it was."""

from __future__ import annotations

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue

from learnapp.services import moderation, why
from learnapp.services.moderation import Waiting
from learnapp.services.why import Attempt, GroupChoice
from learnapp.terms import Role
from learnapp.web.access import allow, person
from learnapp.web.errors import is_htmx
from learnapp.web.forms.why import EXAMPLES, WhyForm
from learnapp.web.surroundings import house
from learnapp.web.transaction import db, only_reads
from learnapp.web.views.queue import line_of
from learnapp.web.why import Why, why_of

room = Blueprint("why", __name__, url_prefix="/protocol/probeer")

#: The detector of what is found in a picture and not in words.
_OF_PICTURES = "people_not_asked"


@room.get("")
@allow(Role.TEACHER, Role.COORDINATOR, Role.ADMINISTRATOR)
def show_try() -> ResponseReturnValue:
    """Show an empty page to try a text on: with the names of one's own first group, for who teaches one."""
    groups = _groups()
    mine = groups[0].id if groups and Role.TEACHER in person().roles else 0
    return _page(WhyForm.filled_with(Attempt(group_id=mine)).offer(groups))


@room.post("")
@allow(Role.TEACHER, Role.COORDINATOR, Role.ADMINISTRATOR)
@only_reads
def try_text() -> ResponseReturnValue:
    """Say why, as one types (htmx) or as a whole page. A POST, so that the text stands in no address and no log."""
    groups = _groups()
    form = WhyForm().offer(groups)
    if not form.validate():
        return _page(form, status=422)
    attempt = form.attempt
    found = why_of(why.message_of(db(), attempt, groups), house().protocol) if attempt.text or attempt.unasked else None
    return _page(form, found)


@room.get("/<int:post_id>")
@allow(Role.TEACHER, Role.COORDINATOR)
def show_why(post_id: int) -> ResponseReturnValue:
    """Say why of a post that one decides about, in its own circumstances."""
    post = moderation.post_to_decide(db(), post_id, teacher_id=person().id)
    groups = _groups()
    attempt = why.attempt_of(db(), post, answers=_answered_by(post), unasked=_is_about_picture(post))
    form = WhyForm.filled_with(attempt).offer(groups)
    return _page(form, why_of(why.message_of(db(), attempt, groups), house().protocol), post=post)


def _groups() -> tuple[GroupChoice, ...]:
    return why.groups_to_try(db(), person())


def _answered_by(post: Waiting) -> str:
    line = line_of(post)
    return line[1] if line else post.answers or ""


def _is_about_picture(post: Waiting) -> bool:
    rules = (house().protocol.rule(finding.rule) for finding in post.findings)
    return any(rule is not None and rule.detector == _OF_PICTURES for rule in rules)


def _page(
    form: WhyForm, found: Why | None = None, *, post: Waiting | None = None, status: int = 200
) -> ResponseReturnValue:
    words = {
        "form": form,
        "why": found,
        "post": post,
        "examples": EXAMPLES,
        "articles": house().protocol.articles,
        "version": house().protocol.version,
        "try_url": url_for("why.try_text"),
        "may_see_rules": Role.ADMINISTRATOR in person().roles,
    }
    return render_template("why/_why.html" if is_htmx() else "why/show.html", **words), status
