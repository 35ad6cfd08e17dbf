"""The school of the benchmarks: the demo school, made fuller where a bar names a number."""

from __future__ import annotations

import re
import shutil
import sys
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from flask import Flask
from sqlalchemy import select

from bench.client import Client
from learnapp import clock
from learnapp.app import create_app
from learnapp.cli.demo import demo_settings, make_demo_school
from learnapp.services import people, squares
from learnapp.services.classroom import open_lesson_of
from learnapp.store.feed import Post
from learnapp.store.people import Group, Person
from learnapp.terms import PostState, QuestionUse, Role, Tone

FEED = "feed page of 20 posts"
GROUP = "7A"
PUPILS = 30
STEPS = 12


@dataclass(frozen=True)
class Bench:
    """A school to measure with: how to serve it, who can visit it, and which pages have a bar."""

    app: Flask
    folder: Path
    cookies: dict[str, str]
    #: name, who, path, rows of the ceiling, bar
    pages: list[tuple[str, str, str, int, float]]
    quiz: str
    questions: int

    @property
    def environ(self) -> dict[str, str]:
        """Give the settings of the server as environment variables."""
        root = str(self.app.extensions["oefenplein"].settings.content_root)
        return {"LEARNAPP_DATA_DIR": str(self.folder), "LEARNAPP_CONTENT_ROOT": root}

    def serve(self, port: int) -> list[str]:
        """Give the command that serves this school."""
        return [str(Path(sys.executable).parent / "learnapp"), "serve", "--port", str(port)]

    def client(self, port: int, who: str) -> Client:
        """Give a browser in which somebody is signed in ("" for nobody)."""
        return Client(port, cookies={"oefenplein": self.cookies[who]} if who else {})


def prepare(folder: Path) -> Bench:
    """Make the demo school, with a full class and a full square in one group."""
    settings = demo_settings(folder / "data")
    settings = replace(settings, content_root=_longer_lessons(settings.content_root, folder / "content"))
    make_demo_school(settings)
    app = create_app(settings)
    house = app.extensions["oefenplein"]
    now = clock.now()
    with house.database.writing() as session:
        group = session.scalars(select(Group).where(Group.name == GROUP)).one()
        pupils = people.pupils_of(session, group.id)
        for number in range(PUPILS - len(pupils)):
            added = people.add_person(
                session, roles=[Role.PUPIL], first_name=f"Bank{number}", last_name="B.", group=group, now=now
            )
            pupils.append(added)
        square = squares.square_of_group(session, group.id, now=now)
        session.add_all(_posts(square.id, pupils, now))
        lesson = open_lesson_of(session, group.id, now=now)
        teacher = next(p for p in people.people_with(session, Role.TEACHER) if group.id in {g.id for g in p.teaches})
        session.commit()
        cookies = {f"pupil-{n}": _cookie(app, pupil) for n, pupil in enumerate(pupils)}
        cookies["teacher"] = _cookie(app, teacher)
    if lesson is None:
        raise RuntimeError("the demo school has no open lesson")
    module = lesson.module
    quiz = house.library.modules[module].editions[lesson.level].quiz
    return Bench(
        app=app,
        folder=settings.data_dir,
        cookies=cookies,
        pages=[
            (FEED, "pupil-0", "/plein", 20, 0.35),
            (
                f"class overview, {PUPILS} pupils × {STEPS} steps",
                "teacher",
                f"/klas/{group.id}?module={module}",
                PUPILS,
                0.3,
            ),
            ("sign-in page", "", "/", 8, 0.6),
        ],
        quiz=f"/quiz/{module}/quiz",
        questions=len(quiz.used_for(QuestionUse.QUIZ)) if quiz else 0,
    )


def _longer_lessons(shipped: Path, root: Path) -> Path:
    """Copy the content and give every edition for pupils as many steps as the bar of the overview names."""
    for name in ("lessons", "quizzes", "templates"):
        shutil.copytree(shipped / name, root / name)
    for edition in root.glob("lessons/*/[ab]"):
        steps = sorted(edition.glob("[0-9]*.md"))
        for number in range(len(steps) + 1, STEPS + 1):
            shutil.copy(steps[0], edition / f"{number:02}-nog-een-stap-{number}.md")
    # The lesson may then last longer than a lesson: here nobody sits through it.
    for sheet in root.glob("lessons/*/module.toml"):
        lasting = re.sub(r"^minutes = .*", "minutes = 240", sheet.read_text("utf-8"), flags=re.MULTILINE)
        sheet.write_text(lasting, "utf-8")
    return root


def _posts(square_id: int, pupils: list[Person], now) -> list[Post]:  # type: ignore[no-untyped-def]
    return [
        Post(
            square_id=square_id,
            author_id=pupils[n % len(pupils)].id,
            text=f"Bericht {n}: vandaag hebben we in de moestuin gewerkt en dat was leuk.",
            state=PostState.PUBLISHED,
            tone=Tone.KIND,
            labels=[],
            created_at=now - timedelta(minutes=60 - n),
            changed_at=now,
        )
        for n in range(40)
    ]


def _cookie(app: Flask, person: Person) -> str:
    """Sign the session of a person as the site would: the benchmark is not about the door."""
    serializer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    kept = {"_user_id": f"{person.id}.{person.session_epoch}", "_fresh": True}
    return str(serializer.dumps(kept))
