"""What waits for a teacher: care signals first and apart, then held, doubted and reported posts."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from learnapp import clock
from learnapp.services import care, moderation, people
from learnapp.services.moderation import Need, Waiting
from learnapp.terms import Choice, Role
from learnapp.web.access import allow, person
from learnapp.web.forms.queue import READY, CareForm, DecisionForm
from learnapp.web.marking import Stretch, marked
from learnapp.web.surroundings import house
from learnapp.web.transaction import db

room = Blueprint("queue", __name__, url_prefix="/wachtrij")

#: Whom a teacher can turn to about a care signal.
CARE_CONTACTS = ("vertrouwenspersoon", "veilig-thuis", "113", "vertrouwensinspecteur")


@room.get("")
@allow(Role.TEACHER, Role.COORDINATOR)
def show_queue() -> ResponseReturnValue:
    """Show what waits."""
    return _queue_page()


@room.get("/<int:post_id>")
@allow(Role.TEACHER, Role.COORDINATOR)
def show_post(post_id: int) -> ResponseReturnValue:
    """Show one post to decide about, also when nobody asked for it (protocol Ad-B4)."""
    return _post_page(moderation.post_to_decide(db(), post_id, teacher_id=person().id))


@room.post("/<int:post_id>")
@allow(Role.TEACHER, Role.COORDINATOR)
def decide(post_id: int) -> ResponseReturnValue:
    """Decide about a post, with a reason that its writer reads."""
    post = moderation.post_to_decide(db(), post_id, teacher_id=person().id)
    form = DecisionForm()
    if not form.validate_on_submit():
        return _again(post, form)
    choice, seen = Choice(form.choice.data or ""), form.seen.data or 0
    moderation.decide(db(), post_id, teacher=person(), choice=choice, reason=form.reason, seen=seen, now=clock.now())
    flash(_said(choice, post.author_name), "good")
    return redirect(url_for("queue.show_queue"))


@room.post("/zorg/<int:signal_id>")
@allow(Role.TEACHER, Role.COORDINATOR)
def close_care(signal_id: int) -> ResponseReturnValue:
    """Close a care signal, with a note of what was done."""
    form = CareForm()
    if not form.validate_on_submit():
        return _queue_page(care_form=form, signal_id=signal_id, status=422)
    care.close(db(), signal_id, teacher=person(), note=form.note.data or "", now=clock.now())
    flash(_("Bewaard. Fijn dat je er was."), "good")
    return redirect(url_for("queue.show_queue"))


def _again(post: Waiting, form: DecisionForm) -> ResponseReturnValue:
    """Show what was chosen and written again, with what is missing."""
    if post.need is Need.NONE:
        return _post_page(post, form=form, status=422)
    return _queue_page(form=form, post_id=post.id, status=422)


def _queue_page(
    *,
    form: DecisionForm | None = None,
    post_id: int | None = None,
    care_form: CareForm | None = None,
    signal_id: int | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    signals = care.open_signals(db(), person().id)
    posts = moderation.waiting_posts(db(), person().id)
    page = render_template(
        "queue/show.html",
        signals=signals,
        care_form=care_form,
        signal_id=signal_id,
        contacts=_care_contacts() if signals else [],
        posts=posts,
        typed={post_id: form} if form else {},
        **_words_for(posts),
    )
    return page, status


def _post_page(post: Waiting, *, form: DecisionForm | None = None, status: int = 200) -> ResponseReturnValue:
    typed = {post.id: form} if form else {}
    return render_template("queue/post.html", post=post, typed=typed, **_words_for([post])), status


def _words_for(posts: Iterable[Waiting]) -> dict[str, object]:
    """Give what the cards need: the marked words, what is answered, the articles, and the ready sentences."""
    posts = tuple(posts)
    pieces: dict[int, list[Stretch]] = {post.id: marked(post.text, post.findings) for post in posts}
    return {
        "pieces": pieces,
        "lines": {post.id: line for post in posts if (line := line_of(post))},
        "articles": house().protocol.articles,
        "modules": house().library.modules,
        "ready": READY,
    }


def line_of(post: Waiting) -> tuple[str, str] | None:
    """Give the actor and the words of the line that a post in a scenario answers."""
    if post.answers_line is None or post.module is None or post.level is None:
        return None
    scenario = house().scenarios.get((post.module, post.level.value))
    line = next((line for line in scenario.lines if line.id == post.answers_line), None) if scenario else None
    return (line.actor, line.told("…")) if line else None


def _care_contacts() -> list[people.ShownContact]:
    shown = people.contacts(people.school(db()), house().protocol.contacts.values(), for_children=False)
    return sorted((one for one in shown if one.id in CARE_CONTACTS), key=lambda one: CARE_CONTACTS.index(one.id))


def _said(choice: Choice, name: str) -> str:
    said: dict[Choice, str] = {
        Choice.PLACE: _("Geplaatst. %(name)s leest jouw woorden erbij.", name=name),
        Choice.RETURN: _("Terug naar %(name)s, met jouw tip.", name=name),
        Choice.REMOVE: _("Weggehaald. %(name)s leest waarom.", name=name),
        Choice.TALK: _("Genoteerd. %(name)s weet dat jullie gaan praten.", name=name),
    }
    return said[choice]
