"""Tests that watch the house: who may enter where, tables and migrations, floors, and what may stand in a file."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from learnapp.services import assignments, care, classroom
from learnapp.store.database import Database
from learnapp.store.feed import Post, Square
from learnapp.store.people import Person
from learnapp.store.tables import metadata
from learnapp.terms import Level, PostState, SquareKind, Tone
from tests.cast import Cast
from tests.conftest import NOW, check_page

ROOT = Path(__file__).parent.parent


@pytest.fixture
def things(session: Session, cast: Cast) -> dict[str, object]:
    """One thing of 7B for every name that an address can hold."""
    square = Square(kind=SquareKind.CLASS, group_id=cast.group.id, created_at=NOW)
    session.add(square)
    session.flush()
    post = Post(
        square_id=square.id, author_id=cast.noor.id, text="Hoi", state=PostState.PUBLISHED, tone=Tone.NEUTRAL,
        labels=[], created_at=NOW, changed_at=NOW,
    )  # fmt: skip
    session.add(post)
    lesson = classroom.open_lesson(
        session,
        cast.group,
        teacher=cast.de_wit,
        module="04-grapje-of-gemeen",
        level=Level.B,
        assignment_id=None,
        now=NOW,
    )
    assignment = assignments.assign(
        session, cast.group, teacher=cast.de_wit, module="04-grapje-of-gemeen", level=Level.B, pupil_ids=None,
        opens_at=NOW, closes_at=None, homework=False, now=NOW,
    )  # fmt: skip
    subgroup = assignments.make_subgroup(
        session, cast.group, name="Vissen", pupil_ids=[cast.noor.id], teacher=cast.de_wit, now=NOW
    )
    session.flush()
    care.signal(session, cast.noor, post_id=None, now=NOW)
    session.flush()
    signal = care.open_signals(session, cast.de_wit.id)[0]
    session.commit()
    return {
        "group_id": cast.group.id, "person_id": cast.noor.id, "post_id": post.id, "lesson_id": lesson.id,
        "signal_id": signal.id, "assignment_id": assignment.id, "subgroup_id": subgroup.id,
        "module": "04-grapje-of-gemeen", "level": "B",
        "step": "nergens", "block": "nergens", "use": "quiz", "number": 1, "line_id": "nergens", "token": "nergens",
        "sheet": "werkblad", "table": "nergens", "version_id": 1, "ref": "A7", "rule_id": "scheldwoord", "which": "nu",
    }  # fmt: skip


def rules_of(app: Flask) -> list[Rule]:
    """Every address of the site but static files."""
    return [rule for rule in app.url_map.iter_rules() if rule.endpoint != "static"]


def methods_of(rule: Rule) -> set[str]:
    return (rule.methods or set()) - {"HEAD", "OPTIONS"}


def test_every_view_says_who_may_enter(site_of_this_run: Flask) -> None:
    silent = [
        rule.endpoint
        for rule in rules_of(site_of_this_run)
        if not hasattr(site_of_this_run.view_functions[rule.endpoint], "allowed")
    ]

    assert silent == []


@pytest.mark.parametrize("who", ["nobody", "pupil", "teacher", "coordinator", "administrator", "staff", "guardian"])
def test_a_view_lets_in_only_the_roles_it_names(
    app: Flask, cast: Cast, things: dict[str, object], visit, who: str
) -> None:
    person = cast.everybody().get(who)
    wrong = []
    for rule in rules_of(app):
        allowed = app.view_functions[rule.endpoint].allowed  # type: ignore[attr-defined]
        if allowed is None or (person is not None and person.roles & allowed):
            continue
        with app.test_request_context():
            address = app.url_for(rule.endpoint, **{name: things[name] for name in rule.arguments})
        for method in methods_of(rule):
            status = visit(person).client.open(address, method=method).status_code
            expected = {403} if person else {302, 401}
            if status not in expected:
                wrong.append((method, address, status))

    assert wrong == []


#: Names in an address that belong to a group: for another teacher and for another group they are not found.
OWNED = {"group_id", "person_id", "post_id", "lesson_id", "signal_id", "assignment_id", "subgroup_id"}


@pytest.mark.parametrize(("outsider", "doors"), [("vos", 20), ("kaan", 6)])
def test_what_is_not_yours_is_not_found(
    app: Flask, session: Session, cast: Cast, things: dict[str, object], visit, outsider: str, doors: int
) -> None:
    person: Person = getattr(cast, outsider)
    classroom.open_lesson(
        session,
        cast.elsewhere,
        teacher=cast.vos,
        module="04-grapje-of-gemeen",
        level=Level.A,
        assignment_id=None,
        now=NOW,
    )
    session.commit()
    found = []
    tried = 0
    for rule in rules_of(app):
        allowed = app.view_functions[rule.endpoint].allowed  # type: ignore[attr-defined]
        if allowed is None or not person.roles & allowed or not rule.arguments & OWNED:
            continue
        with app.test_request_context():
            address = app.url_for(rule.endpoint, **{name: things[name] for name in rule.arguments})
        for method in methods_of(rule):
            data = {"choice": "remove", "reason": "x", "kind": "support", "text": "hoi", "stand": "1", "note": "x"}
            status = (
                visit(person).client.open(address, method=method, data=data if method == "POST" else None).status_code
            )
            tried += 1
            if status != 404:
                found.append((method, address, status))

    assert found == []
    assert tried >= doors


def test_the_migrations_make_the_tables_that_the_code_knows(database: Database) -> None:
    with database.engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection, opts={"compare_type": False}), metadata)

    assert differences == []


def test_every_package_has_a_floor() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    packages = {path.parent.name for path in (ROOT / "learnapp").glob("*/__init__.py")}

    floors = {package for package in packages if f'"learnapp.{package}' in text or f"learnapp.{package}" in text}

    assert packages == floors


def test_no_committed_file_names_a_registry_or_a_machine() -> None:
    files = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout.split(b"\0")
    texts = [Path(name.decode()) for name in files if name and (ROOT / name.decode()).is_file()]
    # Generic signs, so that this file names nothing itself: a resolved or index address, and a home of somebody.
    bad = re.compile(r'"resolved": *"http|registry *= *"?http|index-url *[= ]+http|/(home|root|Users)/[a-z.]')

    named = [
        str(path)
        for path in texts
        if path.suffix not in {".png", ".woff2"}
        and path.name != Path(__file__).name
        and bad.search((ROOT / path).read_text(encoding="utf-8", errors="ignore"))
    ]

    assert named == []


def test_a_visitor_reads_pages_strictly() -> None:
    with pytest.raises(AssertionError):
        check_page('<!doctype html><p style="color:red">Hoi</p>')
