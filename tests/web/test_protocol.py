"""The protocol's desk as Dhr. Kaya works at it, and what his colleagues, the MR and the pupils see of it."""

from __future__ import annotations

import dataclasses
import io
import re
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from learnapp.moderation.school_changes import Item, Kind
from learnapp.moderation.school_file import read_school_file
from learnapp.services import protocol
from learnapp.services.protocol import Desk
from learnapp.store.classroom import LiveLesson
from learnapp.store.moderation import ProtocolVersion, StoredVerdict
from learnapp.store.people import Person
from learnapp.web.surroundings import Kept
from tests.cast import Cast
from tests.classwork import database_as_it_is
from tests.conftest import Visitor, check_page

Visit = Callable[[Person | None], Visitor]

DESK = "/beheer/protocol"
RUDE = "kut ik ben mijn tas vergeten"
#: Pages of the desk for the administrator alone, and those that the coordinator reads too.
FOR_ADMINISTRATOR = (
    "/afspraken", "/afspraken/A7", "/regels", "/regels/scheldwoord", "/regels/nood", "/woorden", "/woorden/nieuw",
    "/kernwaarden", "/inlezen",
)  # fmt: skip
FOR_COORDINATOR = ("", "/proef", "/bestand/nu")


def desk_now(session: Session) -> Desk:
    with database_as_it_is(session) as fresh:
        return protocol.desk(fresh)


def fields(page: str) -> dict[str, object]:
    """Give what the form of a page would send as it stands."""
    found: dict[str, object] = {}
    for tag in re.findall(r"<input[^>]*>", page):
        kept = dict(re.findall(r'([a-z-]+)="([^"]*)"', tag))
        chosen = kept.get("type") not in {"radio", "checkbox"} or " checked" in tag
        if kept.get("name") not in {None, "csrf_token"} and chosen:
            found[kept["name"]] = kept.get("value", "")
    for name, text in re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>\s?\n?(.*?)</textarea>', page, re.DOTALL):
        found[name] = text.replace("&#39;", "'").replace("&#34;", '"').replace("&amp;", "&").strip("\r\n")
    for name, options in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', page, re.DOTALL):
        chosen_option = re.search(r'<option selected value="([^"]*)"', options)
        found[name] = chosen_option[1] if chosen_option else ""
    return found


def change(visitor: Visitor, path: str, status: int = 302, **new: object) -> str:
    """Open a form, change some fields and send it; give the text of the answer."""
    filled = {**fields(visitor.get(DESK + path)), **new}
    answer = visitor.post(DESK + path, {key: value for key, value in filled.items() if value is not None}, status)
    return answer.get_data(as_text=True)


def stricter(visitor: Visitor) -> None:
    change(visitor, "/regels/grove-taal", outcome="hold")


def agreed(visitor: Visitor) -> None:
    seen = fields(visitor.get(DESK))["seen"]
    visitor.post(DESK + "/instemming", {"mr_date": "2026-11-01", "seen": seen})


def put_in_force(visitor: Visitor) -> None:
    page = visitor.get(DESK + "/proef")
    address = re.search(r'action="(/beheer/protocol/\d+/in-gebruik)"', page)
    assert address is not None
    visitor.post(address[1], {"seen": fields(page)["seen"]})


# -- who may enter


@pytest.mark.parametrize("path", FOR_ADMINISTRATOR)
def test_the_coordinator_and_the_teacher_change_nothing(visit: Visit, cast: Cast, path: str) -> None:
    visit(cast.kaya).get(DESK + path)
    for person in (cast.bakker, cast.de_wit, cast.smit, cast.vader, cast.noor):
        assert visit(person).client.get(DESK + path).status_code == 403


@pytest.mark.parametrize("path", FOR_COORDINATOR)
def test_the_coordinator_reads_and_tries(visit: Visit, cast: Cast, path: str) -> None:
    text = visit(cast.bakker).get(DESK + path)

    assert 'action="/beheer' not in text
    assert visit(cast.smit).client.get(DESK + path).status_code == 403


def test_what_is_not_there_is_not_found(visit: Visit, cast: Cast) -> None:
    for path in ("/afspraken/Z9", "/regels/weg", "/woorden/school-weg", "/afdruk", "/bestand/99"):
        assert visit(cast.kaya).client.get(DESK + path).status_code == 404


# -- changing


def test_an_article_is_changed_in_a_draft_and_nobody_notices(visit: Visit, session: Session, cast: Cast) -> None:
    change(visit(cast.kaya), "/afspraken/A7", child="  Wees  aardig, ook online. ")

    desk = desk_now(session)
    assert desk.drafted.articles["A7"].child == "Wees aardig, ook online."
    assert desk.drafted.articles["A7"].adult == ""
    assert "Wees aardig, ook online." not in visit(cast.smit).get("/protocol")
    page = visit(cast.kaya).get(DESK)
    assert "Andere woorden voor kinderen" in page
    assert "1 onderdeel anders" in page


def test_saving_what_stands_there_begins_no_draft(visit: Visit, session: Session, cast: Cast) -> None:
    for path in ("/afspraken/A7", "/regels/scheldwoord", "/woorden", "/kernwaarden"):
        change(visit(cast.kaya), path)

    assert desk_now(session).draft is None


def test_back_to_the_standard(visit: Visit, session: Session, cast: Cast) -> None:
    stricter(visit(cast.kaya))

    change(visit(cast.kaya), "/regels/grove-taal", standard="1", outcome="", reasons_child="")

    assert desk_now(session).drafted.items() == ()


def test_a_rule_is_switched_off_with_a_reason_or_not_at_all(visit: Visit, session: Session, cast: Cast) -> None:
    said = change(visit(cast.kaya), "/regels/reclame", 422, off="y")
    assert "Schrijf op waarom." in said
    assert desk_now(session).draft is None

    change(visit(cast.kaya), "/regels/reclame", off="y", off_because="In mei is de rommelmarkt.")

    assert desk_now(session).drafted.rules["reclame"].off_because == "In mei is de rommelmarkt."
    assert "Uitgezet, omdat: In mei is de rommelmarkt." in visit(cast.kaya).get(DESK)


def test_a_safety_rule_says_why_it_stays_on(visit: Visit, session: Session, cast: Cast) -> None:
    page = visit(cast.kaya).get(DESK + "/regels/nood")

    assert "Deze regel blijft aan" in page
    assert 'name="off"' not in page
    assert 'value="advise"' not in page
    change(visit(cast.kaya), "/regels/nood", off="y", off_because="liever niet")
    assert desk_now(session).draft is None
    change(visit(cast.kaya), "/regels/nood", 422, outcome="advise")


def test_own_words_to_watch_are_added_changed_and_taken_away(visit: Visit, session: Session, cast: Cast) -> None:
    filled: dict[str, object] = {
        "name": "Bijnamen!",
        "words": "slangenkop\n\nkrijsmeeuw*\nslangenkop",
        "reasons_child": "Noem iemand bij de naam.",
        "tips": "Schrijf de echte naam.",
        "reason_adult": "Deze bijnamen doen pijn.",
    }
    for _ in range(2):
        change(visit(cast.kaya), "/woorden/nieuw", **filled)
    own = desk_now(session).drafted.own["school-bijnamen"]
    assert own.words == ("slangenkop", "krijsmeeuw*")
    assert "Deze naam is er al." in change(
        visit(cast.kaya), "/woorden/nieuw", 422, **{**filled, "words": "iets anders"}
    )

    change(visit(cast.kaya), "/woorden/school-bijnamen", outcome="hold", roles="leerling")
    assert desk_now(session).drafted.own["school-bijnamen"].outcome.value == "hold"
    assert "Bijnamen" in visit(cast.kaya).get(DESK + "/woorden")

    for _ in range(2):
        visit(cast.kaya).post(DESK + "/woorden/school-bijnamen", {"away": "1", "seen": desk_mark(session)})
    assert desk_now(session).drafted.own == {}


def desk_mark(session: Session) -> str:
    return desk_now(session).drafted.mark(Item(Kind.OWN, "school-bijnamen"))


@pytest.mark.parametrize(
    ("new", "said"),
    [
        ({"name": "!!"}, "Geef de regel een naam"),
        ({"words": ""}, "Er staan geen woorden bij"),
        ({"words": "🐍"}, "staat geen woord"),
        ({"reasons_child": ""}, "Schrijf in woorden voor een kind van negen"),
        ({"tips": " \n "}, "Geef minstens één tip."),
        ({"label": "zorgsignaal"}, "Not a valid choice"),
    ],
)
def test_a_fault_in_own_words_is_told_and_nothing_is_lost(
    visit: Visit, session: Session, cast: Cast, new: dict[str, object], said: str
) -> None:
    filled = {
        "name": "Namen",
        "words": "slang",
        "reasons_child": "Zeldzame zin.",
        "tips": "Tip.",
        "reason_adult": "Uit.",
    }

    text = change(visit(cast.kaya), "/woorden/nieuw", 422, **{**filled, **new})

    if said != "Not a valid choice":
        assert said in text
    assert "Uit." in text
    assert desk_now(session).draft is None


def test_words_and_names_that_are_allowed(visit: Visit, session: Session, cast: Cast) -> None:
    assert "is geen losse naam" in change(visit(cast.kaya), "/woorden", 422, words="heks", names="De Wit")

    change(visit(cast.kaya), "/woorden", words="heks\r\nheksen", names="Fokke")

    allowed = desk_now(session).drafted.allowed
    assert (allowed.words, allowed.names) == (("heks", "heksen"), ("Fokke",))


def test_c2_the_name_and_the_core_values(visit: Visit, session: Session, cast: Cast) -> None:
    new: dict[str, object] = {
        "name": "Samen online",
        "values-0-name": "Groen",
        "values-0-text": "Wij zorgen voor de natuur.",
        "values-0-words": "plastic is prima",
    }
    assert "Geef deze kernwaarde een naam." in change(
        visit(cast.kaya), "/kernwaarden", 422, **{"values-0-text": "Los."}
    )
    twice = {**new, "values-1-name": "groen", "values-1-text": "Nog eens."}
    assert "Deze kernwaarde staat er al." in change(visit(cast.kaya), "/kernwaarden", 422, **twice)

    change(visit(cast.kaya), "/kernwaarden", **new)

    drafted = desk_now(session).drafted
    assert (drafted.name, [value.name for value in drafted.values]) == ("Samen online", ["Groen"])


def test_the_later_of_two_administrators_is_told_and_keeps_what_he_typed(
    visit: Visit, session: Session, cast: Cast
) -> None:
    late = {**fields(visit(cast.kaya).get(DESK + "/afspraken/A7")), "child": "Wat Kaya later schreef."}
    change(visit(cast.kaya), "/afspraken/A7", child="Wat eerst kwam.")

    answer = visit(cast.kaya).post(DESK + "/afspraken/A7", late, 409).get_data(as_text=True)

    check_page(answer)
    assert "Dhr. Kaya was net iets eerder" in answer
    assert "Wat Kaya later schreef." in answer
    assert "Wat eerst kwam." in answer
    assert desk_now(session).drafted.articles["A7"].child == "Wat eerst kwam."
    visit(cast.kaya).post(DESK + "/afspraken/A7", {**fields(answer), "child": "Wat Kaya later schreef."})
    assert desk_now(session).drafted.articles["A7"].child == "Wat Kaya later schreef."


@pytest.mark.parametrize("path", ["/regels/grove-taal", "/woorden", "/kernwaarden"])
def test_every_form_tells_who_comes_late(visit: Visit, session: Session, cast: Cast, path: str) -> None:
    field, mine, first = {
        "/regels/grove-taal": ("outcome", "hold", "refuse"),
        "/woorden": ("words", "heks", "trol"),
        "/kernwaarden": ("name", "Zo", "Anders"),
    }[path]
    late = {**fields(visit(cast.kaya).get(DESK + path)), field: mine}
    change(visit(cast.kaya), path, **{field: first})

    check_page(visit(cast.kaya).post(DESK + path, late, 409).get_data(as_text=True))


# -- to the MR and into force


def test_mr_the_way_to_a_new_version_without_a_script(
    visit: Visit, session: Session, cast: Cast, lesson_of_7b: LiveLesson
) -> None:
    kaya, noor = visit(cast.kaya), visit(cast.noor)
    stricter(kaya)
    change(kaya, "/kernwaarden", **{"values-0-name": "Samen", "values-0-text": "Iedereen hoort erbij."})
    assert "zouden anders gaan" in kaya.get(DESK + "/proef")
    assert "Voor de MR: concept 2026-1" in kaya.get(DESK + "/afdruk")
    agreed(kaya)
    assert "Zet het eerst weer open" in kaya.get(DESK + "/afspraken/A7")
    noor.post("/plein", {"text": RUDE, "stand": "y", "confirm": "advise"})

    put_in_force(kaya)

    # The next post of the same pupil, in the same process, is judged by the new version.
    answer = noor.post("/plein", {"text": RUDE + " alweer", "stand": "y", "confirm": "advise"}, 200)
    assert "Naar mijn" in answer.get_data(as_text=True)
    noor.post("/plein", {"text": RUDE + " alweer", "stand": "y", "confirm": "hold"})
    with database_as_it_is(session) as fresh:
        versions = fresh.scalars(select(StoredVerdict.protocol_version).order_by(StoredVerdict.post_id)).all()
    assert versions == ["start-2026.1", "2026-1+start-2026.1"]
    assert "Iedereen hoort erbij." in visit(cast.smit).get("/protocol")
    assert "Iedereen hoort erbij." in noor.get("/protocol")
    assert "versie 2026-1" in visit(cast.smit).get("/protocol")
    assert "de MR stemde in op zondag 1 november 2026" in visit(cast.smit).get("/protocol")


def test_mr_putting_in_force_twice_is_once_and_a_stale_page_is_told(visit: Visit, session: Session, cast: Cast) -> None:
    kaya = visit(cast.kaya)
    stricter(kaya)
    draft = desk_now(session).draft
    assert draft is not None
    where = f"{DESK}/{draft.id}/in-gebruik"
    kaya.post(where, {"seen": draft.changes.mark()}, 409)
    agreed(kaya)
    kaya.post(where, {"seen": "iets anders"}, 409)

    for _ in range(2):
        kaya.post(where, {"seen": draft.changes.mark()})

    with database_as_it_is(session) as fresh:
        assert len(fresh.scalars(select(ProtocolVersion)).all()) == 2


@pytest.mark.parametrize(
    ("day", "said"),
    [("", "Vul de dag in"), ("morgen", "Dit is geen datum."), ("2026-11-12", "Deze dag moet nog komen.")],
)
def test_mr_a_wrong_day_is_told(visit: Visit, session: Session, cast: Cast, day: str, said: str) -> None:
    kaya = visit(cast.kaya)
    stricter(kaya)
    seen = fields(kaya.get(DESK))["seen"]

    for path in ("/instemming", "/mr-datum"):
        sent = {"mr_date": day, "noted_on": day, "seen": seen}
        assert said in kaya.post(DESK + path, sent, 422).get_data(as_text=True)


def test_mr_the_date_of_what_holds_now_is_noted(visit: Visit, cast: Cast) -> None:
    visit(cast.kaya).post(DESK + "/mr-datum", {"noted_on": "1-6-2026"})

    assert "de MR stemde in op maandag 1 juni 2026" in visit(cast.smit).get("/protocol")
    assert "De MR stemde in op maandag 1 juni 2026." in visit(cast.kaya).get(DESK)


def test_a_draft_is_opened_again_and_thrown_away(visit: Visit, session: Session, cast: Cast) -> None:
    kaya = visit(cast.kaya)
    stricter(kaya)
    agreed(kaya)
    assert "De MR stemde al in" in change(kaya, "/afspraken/A7", 409, child="Toch anders.")
    kaya.post(DESK + "/heropenen")
    change(kaya, "/afspraken/A7", child="Toch anders.")
    draft = desk_now(session).draft
    assert draft is not None

    kaya.post(f"{DESK}/{draft.id}/weg", {"seen": "oud"}, 409)
    for _ in range(2):
        kaya.post(f"{DESK}/{draft.id}/weg", {"seen": draft.changes.mark()})

    assert desk_now(session).draft is None
    assert "Er ligt geen concept" in kaya.get(DESK)


def test_the_history_tells_it_to_the_team_and_an_old_version_can_come_back(
    visit: Visit, session: Session, cast: Cast
) -> None:
    kaya = visit(cast.kaya)
    stricter(kaya)
    agreed(kaya)
    put_in_force(kaya)

    page = visit(cast.smit).get("/protocol/geschiedenis")

    assert "Wat er gebeurt: tip → eerst naar de leerkracht." in page
    assert "stemde in op zondag 1 november 2026" in page
    assert "Dhr. Kaya nam de versie in gebruik" in page
    assert "Maak hiervan een concept" not in page
    assert visit(cast.vader).client.get("/protocol/geschiedenis").status_code == 403
    back = re.search(r'action="(/beheer/protocol/\d+/terughalen)"', kaya.get("/protocol/geschiedenis"))
    assert back is not None
    for _ in range(2):
        kaya.post(back[1])
    assert desk_now(session).drafted.rules == {}
    change(kaya, "/afspraken/A7", child="Iets anders.")
    assert "Er ligt al een concept." in kaya.follow(back[1])


def test_a_draft_that_got_a_fault_shows_all_of_it_and_what_holds_goes_on(
    visit: Visit, session: Session, cast: Cast
) -> None:
    kaya = visit(cast.kaya)
    stricter(kaya)
    row = session.scalars(select(ProtocolVersion)).one()
    row.source += '\n[[rules]]\nid = "weg"\nseverity = 1\n[[articles]]\nref = "Z9"\nchild = "Ja."\n'
    session.commit()

    page = kaya.get(DESK)

    assert "Regel weg" in page
    assert "Afspraak Z9" in page
    assert "De MR zei ja" not in page
    assert "Dit concept heeft nog fouten" in kaya.get(DESK + "/proef")
    kaya.get("/protocol")


def test_what_no_longer_fits_a_newer_standard_is_told_and_the_rest_holds(
    visit: Visit, session: Session, cast: Cast
) -> None:
    kaya = visit(cast.kaya)
    stricter(kaya)
    agreed(kaya)
    put_in_force(kaya)
    row = session.scalars(select(ProtocolVersion).where(ProtocolVersion.slot == "in_force")).one()
    row.source += '\n[[rules]]\nid = "weg"\nseverity = 1\n'
    session.commit()

    page = kaya.get(DESK)

    assert "Dit past niet meer bij de nieuwe Oefenplein" in page
    assert "Regel weg" in page
    assert "versie 2026-1" in visit(cast.smit).get("/protocol")


# -- as a file


def send(visitor: Visitor, text: str | bytes, status: int = 200) -> str:
    content = text.encode() if isinstance(text, str) else text
    data: dict[str, object] = {"file": (io.BytesIO(content), "school.toml")}
    answer = visitor.post(DESK + "/inlezen", data, status, content_type="multipart/form-data")
    page = answer.get_data(as_text=True)
    check_page(page)
    return page


def test_what_is_exported_is_imported_the_same(visit: Visit, session: Session, cast: Cast) -> None:
    kaya = visit(cast.kaya)
    stricter(kaya)
    change(kaya, "/kernwaarden", **{"values-0-name": "Samen", "values-0-text": 'Iedereen & "alles" hoort erbij.'})
    before = desk_now(session).drafted
    text = kaya.get(DESK + "/bestand/concept")
    draft = desk_now(session).draft
    assert draft is not None
    kaya.post(f"{DESK}/{draft.id}/weg", {"seen": before.mark()})

    page = send(kaya, text)
    assert "Wat er gebeurt: tip → eerst naar de leerkracht." in page
    assert desk_now(session).draft is None
    for _ in range(2):
        kaya.post(DESK + "/inlezen/uitvoeren", {"text": text, "seen": fields(page)["seen"]})

    assert desk_now(session).drafted == before
    assert read_school_file(text)[0] == before
    assert "Dit bestand zegt precies wat er al staat." in send(kaya, text)
    assert "on_top_of" in visit(cast.bakker).get(DESK + "/bestand/nu")


def test_everything_that_is_wrong_with_a_file_is_told_together_and_nothing_changes(
    visit: Visit, session: Session, cast: Cast
) -> None:
    text = """
on_top_of = "start-2026.1"
include = ["school.toml"]
[[articles]]
ref = "Z9"
child = "Ja."
[[rules]]
id = "nood"
off_because = "liever niet"
[[rules]]
id = "school-a"
article = "A7"
label = "kwetsen"
detector = "toverspreuk"
severity = 2
outcome = "straf"
reason_adult = "Uitleg."
tip = "Tip."
[[rules]]
id = "grove-taal"
severity = 2
[[rules]]
id = "grove-taal"
severity = 3
[lists]
leeg = ""
"""
    page = send(visit(cast.kaya), text, 422)

    for said in (
        "kringetje rond: school.toml → school.toml",
        "Dit artikel bestaat niet",
        "Deze regel beschermt kinderen en kan niet uit",
        "toverspreuk",
        "`outcome` kent",
        "`reason_child` ontbreekt",
        "komt twee keer voor",
        "Deze woordenlijst is leeg",
    ):
        assert said in page, said
    assert desk_now(session).draft is None


def test_a_file_that_is_no_file_of_a_school_is_told(visit: Visit, cast: Cast) -> None:
    kaya = visit(cast.kaya)

    assert "geen bestand van een school" in send(kaya, 'version = "1"', 422)
    assert "geen tekst in UTF-8" in send(kaya, b"\xff\xfe\x00", 422)
    assert "te groot" in send(kaya, "# " + "x" * 500_001, 422)
    kaya.post(DESK + "/inlezen", {}, 422)
    kaya.post(DESK + "/inlezen/uitvoeren", {"text": "onzin =", "seen": ""}, 422)
    assert "was net iets eerder" in kaya.post(
        DESK + "/inlezen/uitvoeren", {"text": 'on_top_of = "x"\nname = "Zo"', "seen": "oud"}, 409
    ).get_data(as_text=True)


# -- the trial and paper


def test_the_teacher_sees_own_posts_in_the_trial_and_the_administrator_counts(
    visit: Visit, session: Session, cast: Cast, lesson_of_7b: LiveLesson
) -> None:
    visit(cast.noor).post("/plein", {"text": RUDE, "stand": "y", "confirm": "advise"})
    stricter(visit(cast.kaya))

    pages = {
        person.id: visit(person).get(DESK + "/proef") for person in (cast.de_wit, cast.vos, cast.kaya, cast.bakker)
    }

    assert [RUDE in pages[person.id] for person in (cast.de_wit, cast.vos, cast.kaya, cast.bakker)] == [
        True, False, False, False,
    ]  # fmt: skip
    assert "zien alleen de leerkrachten van die groep" in pages[cast.kaya.id]
    assert "Noor" not in pages[cast.de_wit.id]
    assert "Bekijk wat er zou veranderen" in visit(cast.de_wit).get("/protocol")
    assert "Bekijk wat er zou veranderen" not in visit(cast.smit).get("/protocol")


def test_strange_signs_are_shown_as_they_were_typed(visit: Visit, cast: Cast) -> None:
    change(visit(cast.kaya), "/woorden", words="zo'n & <b>vet</b>", names="")
    change(visit(cast.kaya), "/afspraken/A7", title="A & <i>B</i>")

    page = visit(cast.kaya).get(DESK)

    assert "‘zo&#39;n &amp; &lt;b&gt;vet&lt;/b&gt;’" in page
    assert "‘A &amp; &lt;i&gt;B&lt;/i&gt;’" in page


def test_without_a_draft_there_is_nothing_to_try(visit: Visit, cast: Cast) -> None:
    assert "Geen concept" in visit(cast.de_wit).get(DESK + "/proef")


def test_adults_print_the_protocol_and_pupils_do_not(visit: Visit, cast: Cast, lesson_of_7b: LiveLesson) -> None:
    for person in (cast.vader, cast.smit, cast.de_wit, cast.bakker, cast.kaya):
        assert "Wat er kan volgen" in visit(person).get("/protocol/afdruk")
    assert visit(cast.noor).client.get("/protocol/afdruk").status_code == 403


def test_two_processes_see_a_new_version_with_the_next_request(
    visit: Visit, session: Session, cast: Cast, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    kaya = visit(cast.kaya)
    stricter(kaya)
    agreed(kaya)
    put_in_force(kaya)

    # Another process: it has the same database and has kept nothing.
    other = dataclasses.replace(app.extensions["oefenplein"], kept=Kept())
    monkeypatch.setitem(app.extensions, "oefenplein", other)
    assert "versie 2026-1" in visit(cast.smit).get("/protocol")
    assert list(other.kept.protocols) == [desk_number(session)]
    kept = other.kept.protocols[desk_number(session)]
    visit(cast.smit).get("/protocol")
    assert other.kept.protocols[desk_number(session)] is kept


def desk_number(session: Session) -> int:
    found = desk_now(session).in_force
    assert found is not None
    return found.id
