"""The square of a class: reading, posting, reacting, reporting, and one's own traces."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from learnapp import clock
from learnapp.errors import FaultyInput, NotFound
from learnapp.services import feed, people, squares
from learnapp.services.feed import Draft, Submitted, Surroundings
from learnapp.services.people import Classmate
from learnapp.services.squares import Timeline
from learnapp.store.feed import Square
from learnapp.terms import PostState, ReactionKind, ReportReason, Role, SquareKind
from learnapp.web import composer, fragments, sign_in
from learnapp.web.access import LEARNERS, allow, person, while_closed, while_parked
from learnapp.web.composer import Composer
from learnapp.web.errors import is_htmx
from learnapp.web.surroundings import house
from learnapp.web.transaction import db, only_reads

room = Blueprint("feed", __name__)


@room.get("/plein")
@allow(Role.PUPIL)
def show_square() -> ResponseReturnValue:
    """Show the square of one's own group."""
    return _square_page(_composer_for("plein"))


@room.post("/plein")
@allow(Role.PUPIL)
def submit_post() -> ResponseReturnValue:
    """Post something on the square of one's own group."""
    return _submit(_own_square(), parent_id=None, key="plein")


@room.post("/plein/controle")
@allow(Role.PUPIL)
@while_parked
@only_reads
def check() -> ResponseReturnValue:
    """Say, while somebody types, what the engine finds; nothing is kept."""
    square = Square(kind=SquareKind.CLASS, group_id=_group_id())
    answered = read_answered()
    words = feed.words_answered(db(), answered, author=person()) if answered else None
    return advice(composer.read_draft(), Surroundings(square, house().protocol, house().library, reply_to=words))


@room.get("/plein/bericht/<int:post_id>")
@allow(Role.PUPIL, Role.TEACHER)
def show_post(post_id: int) -> ResponseReturnValue:
    """Show one post with its replies."""
    return _post_page(post_id, _composer_for(f"reactie-{post_id}"))


@room.post("/plein/bericht/<int:post_id>")
@allow(Role.PUPIL)
def reply(post_id: int) -> ResponseReturnValue:
    """Reply to a post."""
    return _submit(_own_square(), parent_id=post_id, key=f"reactie-{post_id}")


@room.post("/plein/bericht/<int:post_id>/gevoel")
@allow(Role.PUPIL)
def react(post_id: int) -> ResponseReturnValue:
    """React to a post with one tap."""
    feed.react(db(), person(), post_id, read_kind(), now=clock.now())
    if is_htmx():
        db().flush()
        post = squares.post_for(db(), post_id, reader=person())
        return render_template("feed/_reactions.html", post=post)
    return redirect(url_for("feed.show_square", _anchor=f"bericht-{post_id}"))


@room.get("/plein/bericht/<int:post_id>/melding")
@allow(Role.PUPIL)
def show_report(post_id: int) -> ResponseReturnValue:
    """Ask why somebody reports a post."""
    post = squares.post_for(db(), post_id, reader=person())
    return render_template("feed/report.html", post=post, reasons=list(ReportReason))


@room.post("/plein/bericht/<int:post_id>/melding")
@allow(Role.PUPIL)
def report(post_id: int) -> ResponseReturnValue:
    """Ask the teacher to look at a post."""
    reason = request.form.get("reason", "")
    if reason not in list(ReportReason):
        post = squares.post_for(db(), post_id, reader=person())
        page = render_template(
            "feed/report.html", post=post, reasons=list(ReportReason), fault=_("Kies eerst wat er is.")
        )
        return page, 422
    feed.report(db(), person(), post_id, ReportReason(reason), now=clock.now())
    flash(_("Dank je wel. Je leerkracht kijkt ernaar en jij hoort wat ermee is gedaan."), "good")
    return redirect(url_for("feed.show_square"))


@room.post("/plein/bericht/<int:post_id>/weg")
@allow(Role.PUPIL)
def withdraw(post_id: int) -> ResponseReturnValue:
    """Take an own post away (protocol A4)."""
    feed.withdraw(db(), post_id, author=person(), now=clock.now())
    flash(_("Weg van het plein, niet weg van de wereld. In Mijn sporen zie je wat er was."), "tip")
    return redirect(url_for("feed.show_square"))


@room.post("/plein/bericht/<int:post_id>/gelezen")
@allow(Role.PUPIL)
def note_seen(post_id: int) -> ResponseReturnValue:
    """Note that one read what the teacher decided about one's own post."""
    feed.note_seen(db(), post_id, read_decision(), author=person(), now=clock.now())
    back = "feed.show_footprint" if request.form.get("terug") == "sporen" else "feed.show_square"
    return redirect(url_for(back, _anchor=f"bericht-{post_id}"))


@room.get("/sporen")
@allow(Role.PUPIL)
def show_footprint() -> ResponseReturnValue:
    """Show everything one ever posted, also what is gone (protocol A4), and what became of one's reports."""
    posts = squares.own_posts(db(), person())
    reports = squares.own_reports(db(), person())
    return render_template("feed/footprint.html", posts=posts, reports=reports)


@room.get("/plein/hulp")
@allow(*LEARNERS)
@while_closed
def show_care() -> ResponseReturnValue:
    """Show the calm card to somebody whose words call for help."""
    defaults = house().protocol.contacts.values()
    contacts = people.contacts(people.school(db()), defaults, for_children=person().is_pupil)
    return render_template("feed/care.html", contacts=contacts)


@room.get("/klas/<int:group_id>/plein")
@allow(Role.TEACHER)
def show_group_square(group_id: int) -> ResponseReturnValue:
    """Show a teacher the square of one of his groups."""
    group = people.group_of_teacher(db(), group_id, teacher_id=person().id)
    timeline = squares.timeline(db(), group.id, reader=person(), before=_before())
    return render_template("feed/group_square.html", group=group, timeline=timeline)


def advice(draft: Draft, around: Surroundings) -> ResponseReturnValue:
    """Answer a check while typing: the marked words with their reasons, or nothing."""
    if not draft.text.strip() or len(draft.text) > composer.LONGEST_CHECK:
        return ""
    verdict, outcome = feed.check(db(), person(), draft, around, now=clock.now())
    shown = composer.handed_back(draft, verdict, outcome, key="", check_id="")
    return render_template("feed/_advice.html", composer=shown)


def answer_submitted(submitted: Submitted, back: str) -> Response:
    """Say what happened to a post and go back to where it stands."""
    flash(*_said(submitted))
    return _go_to(back)


def answer_care() -> Response:
    """Go to the calm card instead of a tip."""
    return _go_to(url_for("feed.show_care"))


def read_kind() -> ReactionKind:
    """Give the reaction that was tapped. Raises `NotFound`."""
    kind = request.form.get("kind", "")
    if kind not in list(ReactionKind):
        raise NotFound("reaction")
    return ReactionKind(kind)


def read_decision() -> int:
    """Give the number of the decision that was read. Raises `NotFound`."""
    number = request.form.get("decision", "")
    if not number.isdecimal() or len(number) > 9:
        raise NotFound("decision")
    return int(number)


def read_answered() -> int | None:
    """Give the number of the post that is answered by what is being typed, or None."""
    number = request.args.get("bij", "")
    return int(number) if number.isdecimal() and len(number) < 10 else None


def _go_to(address: str) -> Response:
    """Lead the browser to a page: a whole one, also when htmx asked for a fragment."""
    if is_htmx():
        response = make_response("")
        response.headers["HX-Redirect"] = address
        return response
    return make_response(redirect(address))


def _composer_for(key: str) -> Composer:
    """Give a fresh composer, or one with the own post that came back, to write it anew."""
    again = request.args.get("opnieuw", "")
    if not again.isdecimal():
        return Composer(key=key)
    post = squares.text_to_rewrite(db(), int(again), author=person())
    return Composer(key=f"opnieuw-{post.id}", text=post.text, picture=post.picture or "", replaces=post.id)


def _submit(square: Square, *, parent_id: int | None, key: str) -> ResponseReturnValue:
    parent = feed.parent_in(db(), square, parent_id) if parent_id is not None else None
    draft = composer.read_draft(parent_id=parent.id if parent else None)
    key = f"opnieuw-{draft.replaces}" if draft.replaces else key
    around = Surroundings(square, house().protocol, house().library, reply_to=parent.text if parent else None)
    try:
        composer.ensure_stands()
        submitted = feed.submit_post(db(), person(), draft, around, now=clock.now())
    except FaultyInput as error:
        return _again(composer.faulty(draft, error, key=key), parent_id, status=422)
    if submitted.needs_care:
        composer.forget(key)
        return answer_care()
    if submitted.post is None:
        shown = composer.handed_back(draft, submitted.verdict, submitted.outcome, key=key, check_id=submitted.check_id)
        return _again(shown, parent_id)
    composer.forget(key)
    return answer_submitted(submitted, url_for("feed.show_square"))


def _again(shown: Composer, parent_id: int | None, *, status: int = 200) -> ResponseReturnValue:
    """Show the composer again with what was typed."""
    if is_htmx():
        # htmx shows the fragment also when the answer says that something was wrong.
        classmates = people.classmates_of(db(), person()) if parent_id is None else ()
        words = _composer_words(shown, parent_id, classmates=classmates)
        return render_template("feed/_composer.html", **words), status
    if parent_id is None:
        return _square_page(shown, status=status)
    return _post_page(parent_id, shown, status=status)


def _square_page(shown: Composer, *, status: int = 200) -> ResponseReturnValue:
    if is_htmx() and request.method == "GET":
        return render_template("feed/_timeline.html", timeline=_timeline())
    if not shown.is_fresh or composer.has_posted():
        return render_template("feed/square.html", **_square_words(shown)), status
    # A fresh square is the same until something on it changes, but for the number of its form.
    here = sign_in.arrival()
    kept = fragments.page(
        "feed/square.html",
        (here.square_version, here.group_name, _before(), shown.must_stand),
        clock.now(),
        lambda: _square_words(replace(shown, form_key=fragments.FORM_KEY)),
    )
    return kept.replace(fragments.FORM_KEY, shown.form_key), status


def _square_words(shown: Composer) -> dict[str, object]:
    """Give what the page of a square needs."""
    words = _composer_words(shown, None, classmates=people.classmates_of(db(), person()))
    return {**words, "timeline": _timeline(), "group_name": sign_in.arrival().group_name}


def _timeline() -> Timeline:
    return squares.timeline(db(), _group_id(), reader=person(), before=_before())


def _post_page(post_id: int, shown: Composer, *, status: int = 200) -> ResponseReturnValue:
    post = squares.post_for(db(), post_id, reader=person())
    return render_template("feed/post.html", post=post, **_composer_words(shown, post_id)), status


def _composer_words(
    shown: Composer, parent_id: int | None, *, classmates: tuple[Classmate, ...] = ()
) -> dict[str, object]:
    """Give what the composer template needs."""
    action = url_for("feed.submit_post") if parent_id is None else url_for("feed.reply", post_id=parent_id)
    return {
        "composer": shown,
        "action": action,
        "check_url": url_for("feed.check", bij=parent_id),
        "forget_draft": composer.forgotten(),
        "choices": composer.postable_pictures(),
        "is_reply": parent_id is not None,
        "classmates": classmates,
    }


def _said(submitted: Submitted) -> tuple[str, str]:
    post = submitted.post
    if post is not None and post.state is PostState.HELD:
        if post.question:
            return _("Goed dat je het vraagt. Je leerkracht kijkt met je mee."), "tip"
        return _("Je bericht ligt nu bij je leerkracht. Je hoort het zo."), "tip"
    if post is not None and post.compliment:
        return post.compliment, "good"
    return _("Je bericht staat erop."), "good"


def _group_id() -> int:
    group_id = person().group_id
    if group_id is None:
        raise NotFound("group")
    return group_id


def _own_square() -> Square:
    return squares.square_of_group(db(), _group_id(), now=clock.now())


def _before() -> int | None:
    before = request.args.get("voor", "")
    return int(before) if before.isdecimal() else None
