"""The board: big pages for the whole class. Its address is the key, so it needs nobody to be signed in."""

from __future__ import annotations

import io

import segno
from flask import Blueprint, Response, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from learnapp import clock
from learnapp.content.board import Screen, board_screens
from learnapp.errors import IllegalMove, NotFound
from learnapp.services import classroom, retrieval, wall
from learnapp.store.classroom import LiveLesson
from learnapp.web import sign_in
from learnapp.web.access import allow_everybody
from learnapp.web.forms.board import ParkForm, TurnForm
from learnapp.web.surroundings import house
from learnapp.web.transaction import db

room = Blueprint("board", __name__)


@room.get("/bord/<token>")
@allow_everybody
def show_board(token: str) -> ResponseReturnValue:
    """Show the screen that the lesson is at."""
    lesson = _open_lesson(token)
    screens = _screens(lesson)
    page = min(lesson.board_page, len(screens) - 1)
    return render_template(
        "board/show.html",
        lesson=lesson,
        screen=screens[page],
        page=page,
        following=screens[page + 1] if page + 1 < len(screens) else None,
        inside=wall.number_in(db(), lesson),
        site=request.host,
    )


@room.post("/bord/<token>/blad")
@allow_everybody
def turn(token: str) -> ResponseReturnValue:
    """Show another screen. The form says which one, so that a double tap turns once."""
    lesson, form = _open_lesson(token), TurnForm()
    if form.validate_on_submit():
        classroom.turn_board(db(), lesson, page=form.page.data or 0, pages=len(_screens(lesson)))
    return redirect(url_for("board.show_board", token=token))


@room.post("/bord/<token>/parkeer")
@allow_everybody
def park(token: str) -> ResponseReturnValue:
    """Let the screens of the group sleep, or wake them."""
    lesson, form = _open_lesson(token), ParkForm()
    if form.validate_on_submit():
        act = classroom.park if form.parked.data == "ja" else classroom.unpark
        act(db(), lesson, teacher=sign_in.person_or_none(), now=clock.now())
    return redirect(url_for("board.show_board", token=token))


@room.get("/bord/<token>/stand")
@allow_everybody
def show_state(token: str) -> ResponseReturnValue:
    """Tell an open board which screen to show, whether the group is parked, and how many are in."""
    lesson = _open_lesson(token)
    parked = lesson.parked_at is not None
    return jsonify(open=True, page=lesson.board_page, parked=parked, inside=wall.number_in(db(), lesson))


@room.get("/bord/<token>/ingang.svg")
@allow_everybody
def show_entrance(token: str) -> ResponseReturnValue:
    """Give the address of the group's door as a picture to scan."""
    lesson = _open_lesson(token)
    address = url_for("account.show_group", group_id=lesson.group_id, _external=True)
    picture = io.BytesIO()
    segno.make(address, micro=False, error="m").save(picture, kind="svg", border=2, dark="#22304a", xmldecl=False)
    return Response(picture.getvalue(), mimetype="image/svg+xml")


@room.errorhandler(NotFound)
@room.errorhandler(IllegalMove)
def say_ended(_error: Exception) -> ResponseReturnValue:
    """Say kindly that there is no lesson here now."""
    if request.endpoint == "board.show_state":
        return jsonify(open=False)
    return render_template("board/ended.html"), 404


def _open_lesson(token: str) -> LiveLesson:
    return classroom.lesson_by_board(db(), token, now=clock.now())


def _screens(lesson: LiveLesson) -> tuple[Screen, ...]:
    """Give the screens of the lesson. Raises `NotFound` when the files no longer have its module."""
    module = house().library.modules.get(lesson.module)
    edition = module.editions.get(lesson.level) if module else None
    if module is None or edition is None:
        raise NotFound("module")
    return board_screens(module, edition, retrieval.of_group(db(), lesson, house().library))
