"""What all tests share: a database of each kind, the cast, and a browserless visit to the site."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from learnapp import app as site
from learnapp import clock
from learnapp.services import classroom
from learnapp.settings import Settings, data_root
from learnapp.store.classroom import LiveLesson
from learnapp.store.database import Database
from learnapp.store.people import Person
from learnapp.terms import Level
from learnapp.web import limits
from learnapp.web.surroundings import Kept
from tests import cast as people_of_tests
from tests import databases
from tests.cast import Cast

#: A Tuesday in the second week of November, at half past ten in the classroom.
NOW = datetime(2026, 11, 10, 9, 30, tzinfo=UTC)


@pytest.fixture
def now() -> datetime:
    """The moment at which the tests play; views see the same."""
    return NOW


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """An empty, migrated database: every test that uses it runs on SQLite and on PostgreSQL."""
    if request.param == "sqlite":
        made = Database(databases.sqlite_copy(tmp_path))
        yield made
        made.close()
        return
    addresses = databases.postgres_copy()
    made = Database(next(addresses))
    yield made
    made.close()
    next(addresses, None)


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """A session that can write. A test that also visits the site commits first."""
    with database.writing() as made:
        yield made


@pytest.fixture
def cast(session: Session, now: datetime) -> Cast:
    """The people of the tests, committed."""
    made = people_of_tests.gather(session, now)
    session.commit()
    return made


@pytest.fixture(scope="session")
def site_of_this_run(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """One site for all tests: content, templates and protocol are read once."""
    settings = Settings(
        database_url="sqlite://",
        secret_key=people_of_tests.PEPPER.decode(),
        data_dir=tmp_path_factory.mktemp("data"),
        content_root=data_root(),
    )
    return site.create_app(settings, testing=True)


@pytest.fixture
def app(site_of_this_run: Flask, database: Database, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """The site on the database of this test, at the moment of this test."""
    house = site_of_this_run.extensions["oefenplein"]
    mine = dataclasses.replace(house, database=database, kept=Kept())
    monkeypatch.setitem(site_of_this_run.extensions, "oefenplein", mine)
    monkeypatch.setattr(clock, "now", lambda: NOW)
    monkeypatch.setitem(site_of_this_run.config, "WTF_CSRF_ENABLED", False)
    with site_of_this_run.app_context():
        limits.limiter.reset()
    return site_of_this_run


class StrictParser(HTMLParser):
    """Reads a page and complains about tags that are not closed, double ids, and anything inline."""

    VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: set[str] = set()
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name == "style" or name.startswith("on"):
                self.faults.append(f"inline {name} on <{tag}>")
            if name == "id" and value in self.ids:
                self.faults.append(f"id twice: {value}")
            if name == "id" and value:
                self.ids.add(value)
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in self.VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> closes nothing at {self.getpos()}")
            raise AssertionError(self.faults)


def without_tokens(page: str) -> str:
    """Give a page without the tokens of its forms, which may hold any two letters by chance."""
    return re.sub(r"[\w.-]{40,}", "", page)


def check_page(text: str) -> None:
    """Fail when a page is not well-formed or has anything inline."""
    parser = StrictParser()
    parser.feed(text)
    parser.close()
    assert not parser.faults, parser.faults
    assert not parser.open, f"not closed: {parser.open}"


@dataclasses.dataclass
class Visitor:
    """Somebody at the site: gets pages (strictly parsed) and sends forms."""

    client: FlaskClient

    def get(self, path: str, status: int = 200, **more: object) -> str:
        """Open a page; give its text."""
        return self._read(self.client.get(path, **more), status)  # type: ignore[arg-type]

    def post(self, path: str, data: dict[str, object] | None = None, status: int = 302, **more: object) -> TestResponse:
        """Send a form; give the answer."""
        answer = self.client.post(path, data=data or {}, **more)  # type: ignore[arg-type]
        assert answer.status_code == status, f"{path}: {answer.status_code}, not {status}"
        return answer

    def follow(self, path: str, data: dict[str, object] | None = None) -> str:
        """Send a form and go where it leads; give the text of that page."""
        return self._read(self.client.post(path, data=data or {}, follow_redirects=True), 200)

    def _read(self, answer: TestResponse, status: int) -> str:
        assert answer.status_code == status, f"{answer.request.path}: {answer.status_code}, not {status}"
        text = answer.get_data(as_text=True)
        if answer.mimetype == "text/html" and text.lstrip().lower().startswith("<!doctype"):
            check_page(text)
        return text


@pytest.fixture
def visit(app: Flask) -> Callable[[Person | None], Visitor]:
    """Visit the site as a person (or, with None, as nobody)."""

    def as_person(person: Person | None) -> Visitor:
        client = app.test_client()
        if person is not None:
            with client.session_transaction() as kept:
                kept["_user_id"] = f"{person.id}.{person.session_epoch}"
                kept["_fresh"] = True
        return Visitor(client)

    return as_person


@pytest.fixture
def lesson_of_7b(session: Session, cast: Cast, now: datetime) -> LiveLesson:
    """An open lesson of 7B, so that its pupils may be in."""
    lesson = classroom.open_lesson(
        session,
        cast.group,
        teacher=cast.de_wit,
        module="04-grapje-of-gemeen",
        level=Level.B,
        assignment_id=None,
        now=now,
    )
    session.commit()
    return lesson
