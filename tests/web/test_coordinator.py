"""The coordinator's pages as Mw. Bakker opens them, and the files that must hold what the page shows."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from datetime import datetime
from html.parser import HTMLParser

import pytest
from sqlalchemy.orm import Session

from learnapp.services import people
from learnapp.store.database import Database
from learnapp.store.people import Group, Person
from learnapp.web.csv_answer import BYTE_ORDER_MARK, csv_answer, safe
from tests.cast import Cast
from tests.conftest import Visitor
from tests.counting import counted
from tests.schoolwork import answers, crowd, posts, runs, tips

Visit = Callable[[Person | None], Visitor]

SCHOOL_TABLES = ("modules", "doelen", "plein", "afspraken", "pijlers", "team", "ouders")
GROUP_TABLES = ("modules", "doelen", "vragen", "plein", "afspraken")


class Tables(HTMLParser):
    """Reads the tables of a page: per heading the rows, each as the words of its cells without white space."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.rows: dict[str, list[str]] = {}
        self.heading = ""
        self.in_table = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        if tag == "h2":
            self.heading = (known.get("id") or "").removeprefix("tabel-")
        self.in_table = tag == "table" or self.in_table
        if tag == "tr":
            self.rows.setdefault(self.heading, []).append("")

    def handle_endtag(self, tag: str) -> None:
        self.in_table = self.in_table and tag != "table"

    def handle_data(self, data: str) -> None:
        if self.in_table and self.rows.get(self.heading):
            self.rows[self.heading][-1] += squeezed(data)


def squeezed(text: str) -> str:
    return re.sub(r"[\s()]", "", text)


def lines_of(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.removeprefix(BYTE_ORDER_MARK)), delimiter=";"))


@pytest.fixture
def busy(session: Session, cast: Cast, now: datetime) -> Cast:
    """A group of forty at work."""
    pupils = crowd(session, cast.group, 38, now)
    runs(session, pupils[:30], at=now, done=True)
    runs(session, [cast.de_wit], at=now, done=True, module="s1-ons-protocol")
    for pupil in pupils[:20]:
        answers(session, pupil, 1.0, 0.5, at=now)
    for number in range(6):
        tips(session, pupils[number], "A7", "A2", following="rewrote" if number else "", at=now, check=f"c{number}")
    posts(session, cast.noor, 10, praised=4, at=now)
    session.commit()
    return cast


def test_the_coordinator_sees_the_school_with_words_and_numbers(visit: Visit, busy: Cast) -> None:
    page = visit(busy.bakker).get("/school")

    assert "30 van 40" in page
    assert "bijna klaar" in page
    assert "75%" in page
    assert "groeit" in page
    assert "4 van 10 · 40%" in page
    assert "5 van 6 · 83%" in page
    assert "Mw. De Wit" in page


def test_no_name_of_a_pupil_stands_on_the_coordinators_pages(visit: Visit, busy: Cast) -> None:
    for address in ("/school", f"/school/groep/{busy.group.id}"):
        page = visit(busy.bakker).get(address)

        assert not re.search(r"Noor B\.|Sem V\.|Kind\d", page)


@pytest.mark.parametrize("table", SCHOOL_TABLES)
def test_the_file_of_the_school_holds_what_the_page_shows(visit: Visit, busy: Cast, table: str) -> None:
    visitor = visit(busy.bakker)

    shown = Tables(visitor.get("/school")).rows.get(table, [])
    lines = lines_of(visitor.get(f"/school/{table}.csv"))

    assert shown[1:] == [squeezed("".join(line)) for line in lines[1:]]
    assert len({len(line) for line in lines}) == 1
    assert len(lines) > 1


@pytest.mark.parametrize("table", GROUP_TABLES)
def test_the_file_of_a_group_holds_what_the_page_shows(visit: Visit, busy: Cast, table: str) -> None:
    visitor, address = visit(busy.bakker), f"/school/groep/{busy.group.id}"

    shown = Tables(visitor.get(f"{address}?periode=4-weken")).rows.get(table, [])
    lines = lines_of(visitor.get(f"{address}/{table}.csv?periode=4-weken"))

    assert shown[1:] == [squeezed("".join(line)) for line in lines[1:]]
    assert len({len(line) for line in lines}) == 1


def test_a_file_opens_in_a_dutch_spreadsheet(visit: Visit, busy: Cast) -> None:
    answer = visit(busy.bakker).client.get("/school/modules.csv")

    assert answer.mimetype == "text/csv"
    assert answer.get_data().startswith(b"\xef\xbb\xbfGroep;")
    assert answer.headers["Content-Disposition"] == ('attachment; filename="school-modules-schooljaar-2026-11-10.csv"')


@pytest.mark.parametrize("evil", ["=1+1", "+31", "-2", "@SUM(A1)", "\t=1", " =1", "\r=1", "\n=1"])
def test_no_cell_can_run_as_a_formula(evil: str) -> None:
    assert safe(evil) == f"'{evil}"


def test_an_ordinary_cell_stays_as_it_is() -> None:
    assert [safe(cell) for cell in ("7B", "30 van 40", 12, None, "a=b", "–")] == [
        "7B",
        "30 van 40",
        "12",
        "",
        "a=b",
        "–",
    ]


def test_a_group_that_is_called_like_a_formula_does_no_harm(
    visit: Visit, session: Session, busy: Cast, now: datetime
) -> None:
    session.add(Group(name='=cmd|"x"', year=4, created_at=now))
    session.commit()

    lines = lines_of(visit(busy.bakker).get("/school/plein.csv"))

    assert '\'=cmd|"x"' in [line[0] for line in lines]


def test_semicolons_and_quotes_stay_within_their_cell() -> None:
    text = csv_answer([["a;b", 'zeg "hoi"']], file_name="x").get_data(as_text=True)

    assert lines_of(text) == [["a;b", 'zeg "hoi"']]


@pytest.mark.parametrize("who", ["pupil", "teacher", "administrator", "staff", "guardian"])
def test_only_the_coordinator_sees_results(visit: Visit, cast: Cast, who: str) -> None:
    visitor = visit(cast.everybody()[who])

    for address in ("/school", "/school/modules.csv", f"/school/groep/{cast.group.id}"):
        visitor.get(address, 403)


def test_nobody_is_sent_to_the_door(visit: Visit, cast: Cast) -> None:
    assert visit(None).client.get("/school").status_code == 302


def test_an_unknown_table_or_group_is_not_found(visit: Visit, cast: Cast) -> None:
    visitor = visit(cast.bakker)

    visitor.get("/school/leerlingen.csv", 404)
    visitor.get("/school/groep/999999", 404)
    visitor.get(f"/school/groep/{cast.group.id}/namen.csv", 404)


def test_an_odd_period_gives_the_school_year(visit: Visit, busy: Cast) -> None:
    page = visit(busy.bakker).get("/school?periode=<script>")

    assert 'aria-current="page">dit schooljaar' in page


def test_a_small_group_shows_words_instead_of_numbers(
    visit: Visit, session: Session, cast: Cast, now: datetime
) -> None:
    runs(session, [cast.noor], at=now, done=True)
    answers(session, cast.noor, 1.0, at=now)
    tips(session, cast.noor, "A7", following="rewrote", at=now, check="c")
    session.commit()

    page = visit(cast.bakker).get(f"/school/groep/{cast.group.id}")

    assert "te weinig gegevens" in page
    assert "1 van 2" not in page
    assert "100%" not in page


def test_an_empty_school_has_a_kind_page(visit: Visit, session: Session, now: datetime) -> None:
    people.start_school(session, name="De Nieuwe", governing_body="Stichting", now=now)
    bakker = people.add_person(session, roles=["coordinator"], first_name="Ria", last_name="Bakker", now=now)  # type: ignore[list-item]
    session.commit()
    visitor = visit(bakker)

    assert "Er zijn nog geen groepen" in visitor.get("/school")
    assert lines_of(visitor.get("/school/modules.csv"))[0][0] == "Groep"


def test_the_page_of_the_school_takes_few_statements(visit: Visit, busy: Cast, database: Database) -> None:
    visitor = visit(busy.bakker)
    visitor.get("/school")

    with counted(database.engine) as statements:
        visitor.get("/school")

    assert len(statements) <= 12
