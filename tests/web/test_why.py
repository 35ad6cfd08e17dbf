"""The page on which Mw. De Wit reads why the engine says what it says; nothing of what she types is kept."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from datetime import datetime

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from learnapp.store.database import Database
from learnapp.store.feed import Post
from learnapp.store.moderation import StoredVerdict
from learnapp.store.people import Person
from learnapp.store.tables import metadata
from tests.cast import Cast
from tests.classwork import a_lesson
from tests.conftest import Visitor, check_page, without_tokens
from tests.counting import counted
from tests.rooms import CARE, KIND, PHONE, library, posted

Visit = Callable[[Person | None], Visitor]
HTMX = {"headers": {"HX-Request": "true"}}
TRY = "/protocol/probeer"
SECRET_TEXT = "Zebrapad kwiezelt over jou, sukkel"


def chosen(text: str, **more: object) -> dict[str, object]:
    """Give the fields of the form, as they are filled in."""
    return {"text": text, "author_role": "leerling", "context": "feed_post", "reply_to": "", "group": "0", **more}


def tried(visitor: Visitor, text: str, status: int = 200, **more: object) -> str:
    """Try a text without scripts; give the whole page."""
    page = visitor.post(TRY, chosen(text, **more), status=status).get_data(as_text=True)
    check_page(page)
    return page


@pytest.fixture
def de_wit(visit: Visit, cast: Cast) -> Visitor:
    return visit(cast.de_wit)


def test_the_empty_page_gives_examples_and_the_names_of_ones_own_group(de_wit: Visitor, cast: Cast) -> None:
    page = de_wit.get(TRY)

    assert "Typ een zin, Merel kijkt mee" in page
    assert "Sem is geen sukkel" in page
    assert f'<option selected value="{cast.group.id}">7B</option>' in page
    assert ">5A</option>" not in page
    assert "Noor" not in page


def test_the_protocol_leads_who_may_try_to_it(visit: Visit, cast: Cast) -> None:
    for who in (cast.de_wit, cast.bakker, cast.kaya):
        assert f'href="{TRY}"' in visit(who).get("/protocol")
    for who in (cast.smit, cast.vader):
        assert f'href="{TRY}"' not in visit(who).get("/protocol")


def test_coordinator_and_administrator_choose_from_all_groups_or_none(visit: Visit, cast: Cast) -> None:
    for who in (cast.bakker, cast.kaya):
        page = visit(who).get(TRY)

        assert '<option selected value="0">geen groep</option>' in page
        assert ">7B</option>" in page
        assert ">5A</option>" in page


def test_what_is_touched_is_shown_as_the_child_sees_it_and_with_its_agreement(de_wit: Visitor) -> None:
    page = tried(de_wit, "Bel me op 0612345678")

    assert "Eerst kijkt een mens mee" in page
    assert re.search(r'<mark class="finding finding--coral">[^<]*0612345678', page)
    assert "Naar mijn leerkracht" in page
    assert re.search("Deze afspra(ak werd|ken werden) geraakt", page)
    assert "<strong>A2</strong>" in page
    assert "Telefoonnummer" in page


def test_what_was_nearly_touched_says_why_not(de_wit: Visitor) -> None:
    page = tried(de_wit, "Sem is geen sukkel, laat hem met rust", group="0")

    assert "Bijna geraakt, maar niet" in page
    assert "er staat een ontkenning bij" in page
    assert "iemand gaat er juist tegenin" in page


@pytest.mark.parametrize(
    ("text", "more", "said"),
    [
        ("De toets is op dinsdag", {"author_role": "ouder"}, "Dit wordt gewoon geplaatst"),
        ("j1j b3nt een l0ser", {}, "cijfers of tekens in plaats van letters"),
        ("lelijk", {"reply_to": "Kijk mijn nieuwe foto", "context": "reply"}, "een foto van iemand zelf"),
        ("lelijk", {"reply_to": "Hoi", "context": "reply"}, "De computer herkent hier niets"),
        ("Spreken we af?", {"stranger": "1"}, "Gaat het over school?"),
        ("Wat een weer", {"author_role": "ouder"}, "Dan gelden alleen de regels voor veiligheid en zorg"),
        ("Wat een weer", {"author_role": "medewerker", "capacity": "personal"}, "door waar het staat"),
        ("Onze school is leuk", {"author_role": "ouder"}, "er staat: “school”"),
        ("Dit is de klas", {"consent": "missing", "context": "photo_caption"}, "iemand op de foto"),
        ("", {"consent": "missing", "context": "photo_caption"}, "beeld zonder toestemming"),
        (KIND, {}, "Wel zag Merel iets moois"),
        (CARE, {}, "Er komt een seintje bij een volwassene"),
    ],
)
def test_every_layer_speaks_plainly(de_wit: Visitor, text: str, more: dict[str, object], said: str) -> None:
    assert said in tried(de_wit, text, **more)


def test_the_names_of_ones_own_group_are_recognised_and_those_of_another_not(de_wit: Visitor, cast: Cast) -> None:
    mine = tried(de_wit, "Noor wint", group=str(cast.group.id))
    none = tried(de_wit, "Kaan wint", group=str(cast.group.id))

    assert "Een leerling van de lijst" in mine
    assert "Een leerling van de lijst" not in none


def test_dhr_vos_cannot_try_with_the_names_of_7b(visit: Visit, cast: Cast) -> None:
    vos = visit(cast.vos)

    vos.post(TRY, chosen("Noor wint", group=str(cast.group.id)), status=404)
    assert "7B" not in without_tokens(vos.get(TRY))


def test_while_one_types_only_the_layers_are_answered(de_wit: Visitor) -> None:
    typed = de_wit.post(TRY, chosen("jij sukkel"), status=200, **HTMX).get_data(as_text=True)
    emptied = de_wit.post(TRY, chosen("  "), status=200, **HTMX).get_data(as_text=True)

    assert "<form" not in typed
    assert 'id="laag-bijna"' in typed
    assert "Typ een zin, Merel kijkt mee" in emptied


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"text": "x" * 2_001}, "hooguit 2000 tekens"),
        ({"reply_to": "x" * 601}, "hooguit 600 tekens"),
        ({"author_role": "baas"}, "Er klopt iets niet"),
        ({"context": "brief"}, "Er klopt iets niet"),
        ({"group": "x"}, "Er klopt iets niet"),
        ({"author": "x"}, "Er klopt iets niet"),
    ],
)
def test_what_cannot_be_is_told_and_nothing_typed_is_lost(de_wit: Visitor, wrong: dict[str, object], told: str) -> None:
    page = tried(de_wit, **{"text": "Zo bleef het staan", "status": 422, **wrong})  # type: ignore[arg-type]

    assert told in page
    assert str(wrong.get("text", "Zo bleef het staan")) in page


def test_words_are_shown_as_words_never_as_html(de_wit: Visitor) -> None:
    page = tried(de_wit, "<script>alert(1)</script> <b>sukkel</b>", reply_to="<i>hoi</i>")

    assert "<script>alert" not in page
    assert "<b>sukkel" not in page
    assert "<i>hoi" not in page


@pytest.mark.parametrize("scripts", [True, False])
def test_what_is_tried_stands_in_no_table_and_in_no_log(
    de_wit: Visitor, session: Session, caplog: pytest.LogCaptureFixture, scripts: bool
) -> None:
    caplog.set_level(logging.DEBUG)
    more = HTMX if scripts else {}

    answer = de_wit.post(TRY, chosen(SECRET_TEXT, reply_to="Kijk mijn kwiezel"), status=200, **more)

    assert "Zebrapad" in answer.get_data(as_text=True)
    assert "Zebrapad" not in caplog.text
    assert "kwiezel" not in caplog.text
    session.expire_all()
    for table in metadata.sorted_tables:
        for row in session.execute(select(table)):
            assert "kwiezel" not in str(row)


def test_trying_cannot_write_and_waits_for_no_writer(de_wit: Visitor, database: Database) -> None:
    tried(de_wit, KIND)

    with database.writing() as somebody, counted(database.engine) as statements:
        somebody.connection()
        tried(de_wit, KIND)

    assert not [one for one in statements if not one.startswith("SELECT")]
    assert len(statements) <= 4, statements


# --- from the queue --------------------------------------------------------------------------------------------------


@pytest.fixture
def held(session: Session, cast: Cast, now: datetime) -> Post:
    """A post of Noor that waits for her teacher."""
    a_lesson(session, cast, now)
    made = posted(session, cast.noor, PHONE, now)
    session.commit()
    return made


def test_the_card_in_the_queue_leads_to_why_with_the_post_in_its_own_circumstances(
    de_wit: Visitor, cast: Cast, held: Post
) -> None:
    assert f'href="{TRY}/{held.id}#uitleg"' in de_wit.get("/wachtrij")

    page = de_wit.get(f"{TRY}/{held.id}")

    assert "Bericht van Noor B." in page
    assert PHONE in page
    assert f'<option selected value="{cast.group.id}">7B</option>' in page
    assert "<strong>A2</strong>" in page


def test_of_a_reply_the_answered_words_are_filled_in(
    de_wit: Visitor, session: Session, cast: Cast, held: Post, now: datetime
) -> None:
    photo = posted(session, cast.sem, "Kijk mijn nieuwe foto", now)
    reply = posted(session, cast.noor, "Wat een mooie foto", now, parent_id=photo.id)
    session.commit()

    page = de_wit.get(f"{TRY}/{reply.id}")

    assert "Kijk mijn nieuwe foto</textarea>" in page
    assert '<option selected value="reply">' in page


def test_a_picture_of_somebody_who_was_not_asked_says_so(
    de_wit: Visitor, session: Session, cast: Cast, held: Post, now: datetime
) -> None:
    picture = next(one.id for one in library().pictures.values() if one.postable and one.shows_people)
    post = posted(session, cast.noor, "Dit zijn wij", now, picture=picture, people=(cast.sem.id,))
    session.commit()

    page = de_wit.get(f"{TRY}/{post.id}")

    assert '<option selected value="missing">' in page
    assert '<option selected value="photo_caption">' in page
    assert 'value="Sem V."' in page


def test_a_post_that_was_judged_by_an_older_version_says_so(de_wit: Visitor, session: Session, held: Post) -> None:
    session.execute(update(StoredVerdict).values(protocol_version="proef-0"))
    session.commit()

    assert "gold versie proef-0" in de_wit.get(f"{TRY}/{held.id}")


def test_only_who_looks_after_the_writer_reads_why(
    visit: Visit, session: Session, cast: Cast, held: Post, now: datetime
) -> None:
    visit(cast.vos).get(f"{TRY}/{held.id}", 404)
    visit(cast.bakker).get(f"{TRY}/{held.id}", 404)
    for who in (cast.kaya, cast.noor, cast.smit, cast.vader):
        visit(who).get(f"{TRY}/{held.id}", 403)
    visit(cast.de_wit).get(f"{TRY}/0", 404)


def test_a_call_for_help_stays_apart(de_wit: Visitor, session: Session, cast: Cast, held: Post, now: datetime) -> None:
    asked = posted(session, cast.sem, CARE, now)
    session.commit()

    de_wit.get(f"{TRY}/{asked.id}", 404)
