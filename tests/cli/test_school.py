"""Making a school, and what the caretaker does for people, tables and terms."""

from __future__ import annotations

import json
import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import timedelta

from sqlalchemy import select, update

from learnapp import clock
from learnapp.services import credentials, people
from learnapp.store.people import Person
from learnapp.terms import Role
from tests.cli.conftest import Caretaker

INIT = (
    "init",
    "--name",
    "De Regenboog",
    "--governing-body",
    "Stichting Samen",
    "--admin-name",
    "Emre Kaya",
    "--admin-email",
    "Kaya@school.example",
)


def token_in(said: str) -> str:
    found = re.search(r"/wachtwoord/([\w-]+)", said)
    assert found, said
    return found[1]


def test_help_tells_every_command(caretaker: Caretaker) -> None:
    said = caretaker.says("--help")

    for command in (
        "init",
        "demo",
        "serve",
        "moderate",
        "content",
        "roster",
        "database",
        "backup",
        "retention",
        "person",
    ):
        assert re.search(rf"^  {command}\s+[A-Z].+", said, re.MULTILINE), command


def test_every_command_explains_itself(caretaker: Caretaker) -> None:
    for words in (
        ("init",),
        ("demo",),
        ("serve",),
        ("moderate",),
        ("content", "check"),
        ("roster", "import"),
        ("database", "migrate"),
        ("backup",),
        ("retention", "plan"),
        ("retention", "apply"),
        ("person", "link"),
        ("person", "forget"),
    ):
        assert len(caretaker.says(*words, "--help")) > 100, words


def test_help_loads_nothing_heavy() -> None:
    heavy = "{'sqlalchemy', 'flask', 'gunicorn', 'gevent', 'alembic', 'argon2'}"
    code = f"import sys, learnapp.cli; print(sorted({heavy} & set(sys.modules)))"

    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert loaded.stdout.strip() == "[]"


def test_a_new_school_has_an_administrator_with_a_link(caretaker: Caretaker) -> None:
    said = caretaker.runs(*INIT)

    with caretaker.database() as database, database.reading() as session:
        school = people.school(session)
        kaya = credentials.person_by_link(session, token_in(said), now=clock.now())
    assert school is not None
    assert (school.name, school.governing_body) == ("De Regenboog", "Stichting Samen")
    assert (kaya.email, kaya.name, kaya.roles) == ("kaya@school.example", "Emre Kaya", {Role.ADMINISTRATOR})


def test_init_asks_for_what_was_not_given(caretaker: Caretaker) -> None:
    said = caretaker.runs("init", answer="De Regenboog\nStichting Samen\nEmre Kaya\nkaya@school.example\n")

    assert "De Regenboog is ready" in said


def test_a_second_school_is_refused(caretaker: Caretaker) -> None:
    caretaker.runs(*INIT)

    said = caretaker.runs(*INIT, code=1)

    assert "There is a school here already: De Regenboog" in said


def test_init_refuses_what_is_no_address(caretaker: Caretaker) -> None:
    said = caretaker.runs(*INIT[:-1], "kaya.school.example", code=1)

    assert "kaya.school.example is no e-mail address" in said
    assert not caretaker.file.exists()


def test_the_secret_key_is_for_the_owner_only(caretaker: Caretaker) -> None:
    caretaker.runs(*INIT)

    assert (caretaker.data / "secret.key").stat().st_mode & 0o077 == 0


def test_mw_de_wit_gets_a_new_link(school: Caretaker) -> None:
    first = token_in(school.runs("person", "link", "dewit@school.example"))
    second = token_in(school.runs("person", "link", "DeWit@school.example"))

    with school.database() as database, database.reading() as session:
        assert credentials.person_by_link(session, second, now=clock.now()).last_name == "De Wit"
    assert first != second


def test_nobody_gets_a_link_for_an_unknown_address(school: Caretaker) -> None:
    said = school.runs("person", "link", "niemand@school.example", code=1)

    assert "Nobody at this school has the address" in said


def test_forgetting_noor_shows_a_plan_and_needs_apply(school: Caretaker) -> None:
    with school.database() as database, database.reading() as session:
        noor = session.scalars(select(Person.id).where(Person.first_name == "Noor")).one()

    planned = school.runs("person", "forget", str(noor))
    with school.database() as database, database.reading() as session:
        assert session.get(Person, noor) is not None
    done = school.runs("person", "forget", str(noor), "--apply")

    assert "Noor B., group 7B" in planned
    assert "Nothing was changed" in planned
    assert "Erased" in done
    with school.database() as database, database.reading() as session:
        assert session.get(Person, noor) is None


def test_forgetting_nobody_is_a_sentence(school: Caretaker) -> None:
    assert "nobody with number 4711" in school.runs("person", "forget", "4711", code=1)


def test_retention_plans_and_applies(school: Caretaker) -> None:
    assert "nothing to erase" in school.runs("retention", "plan")
    with school.database() as database, database.writing() as session:
        session.execute(
            update(Person).where(Person.first_name == "Kaan").values(left_at=clock.now() - timedelta(days=31))
        )
        session.commit()

    planned = school.runs("retention", "plan")
    done = school.runs("retention", "apply")

    assert "1 x person: left the school" in planned
    assert "1 x person: left the school" in done
    assert "nothing to erase" in school.runs("retention", "apply")


def test_commands_without_a_school_say_what_to_do(caretaker: Caretaker) -> None:
    for words in (("retention", "plan"), ("person", "link", "a@b.example"), ("person", "forget", "1")):
        assert "Make one with: learnapp init" in caretaker.runs(*words, code=1)


def test_migrating_twice_changes_nothing(caretaker: Caretaker) -> None:
    assert "up to date now" in caretaker.runs("database", "migrate")
    assert "Nothing was changed" in caretaker.runs("database", "migrate")


def test_a_migration_keeps_a_copy_of_how_it_was(school: Caretaker) -> None:
    with closing(sqlite3.connect(school.file)) as connection, connection:
        connection.execute("DELETE FROM alembic_version")
        connection.execute("ALTER TABLE school RENAME TO kept")
        tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for table in sorted(set(tables) - {"kept", "alembic_version", "sqlite_sequence"}):
            connection.execute("PRAGMA foreign_keys = OFF")
            connection.execute(f'DROP TABLE "{table}"')

    said = school.runs("database", "migrate")

    [copy] = school.data.glob("before-migration-*.sqlite3")
    assert str(copy) in said
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("SELECT name FROM kept").fetchone() == ("De Regenboog",)


def test_a_backup_is_a_whole_database_that_only_the_owner_reads(school: Caretaker) -> None:
    target = school.data / "copy.sqlite3"

    said = school.runs("backup", "--to", str(target))

    assert str(target) in said
    assert target.stat().st_mode & 0o077 == 0
    with closing(sqlite3.connect(target)) as connection:
        assert connection.execute("SELECT count(*) FROM person").fetchone() == (9,)
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_backup_never_overwrites(school: Caretaker) -> None:
    target = school.data / "copy.sqlite3"
    target.write_text("iets anders")

    assert "exists already" in school.runs("backup", "--to", str(target), code=1)
    assert target.read_text() == "iets anders"


def test_a_backup_of_postgresql_points_to_pg_dump(school: Caretaker, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setenv("LEARNAPP_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none")

    assert "pg_dump" in school.runs("backup", code=1)


def test_a_database_that_does_not_answer_is_a_sentence(school: Caretaker, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setenv("LEARNAPP_DATABASE_URL", "postgresql://nobody:geheim@127.0.0.1:1/none")

    said = school.runs("retention", "plan", code=1)

    assert "The database cannot be reached" in said
    assert "geheim" not in said


def test_faulty_settings_are_told_together(school: Caretaker, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setenv("LEARNAPP_HTTPS", "misschien")
    monkeypatch.setenv("LEARNAPP_PROXIES", "veel")

    said = school.runs("retention", "plan", code=1)

    assert "LEARNAPP_HTTPS" in said
    assert "LEARNAPP_PROXIES" in said


def test_a_faulty_content_folder_is_named_fault_by_fault(caretaker: Caretaker) -> None:
    (caretaker.data / "lessons" / "04-leeg").mkdir(parents=True)

    said = caretaker.says("content", "check", str(caretaker.data), code=1)

    assert "faults:" in said
    assert "lessons/04-leeg/module.toml" in said


def test_logs_hold_ids_and_never_words() -> None:
    import logging

    from learnapp.cli.logs import JsonLines

    def bad(name: str) -> None:
        raise ValueError(f"wat {name} schreef")

    try:
        bad("Noor")
    except ValueError:
        record = logging.LogRecord(
            "learnapp", logging.ERROR, __file__, 1, "post %s of %s failed", (7, "Noor"), sys.exc_info()
        )
    record.post = 7
    line = json.loads(JsonLines().format(record))

    assert line["message"] == "post 7 of … failed"
    assert line["post"] == 7
    assert line["error"] == "ValueError"
    assert "Noor" not in json.dumps(line)
