"""Every screen of every role: axe finds nothing, nothing scrolls sideways, a finger fits; the board from afar."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

import pytest
from playwright.sync_api import Locator, Page

from tests.browser.audit import check, faults_of, violations, walk
from tests.browser.conftest import BOARD, TABLET, Site

Opener = Callable[..., Page]

LAPTOP = {"width": 1366, "height": 768}
SCREEN_4K = {"width": 3840, "height": 2160}
MODULE = "04-grapje-of-gemeen"
#: A pupil's finger needs 44 px (the lay-out gives 48 and more); staff use a mouse too: axe asks for 24.
PUPIL, STAFF = 44, 0

LEARNING = "/(les|quiz|oefening)"

QUESTION_KINDS = {
    "choose one": ".option input[type=radio]",
    "choose more": ".option input[type=checkbox]",
    "order": ".order-list",
    "match": ".match-row",
    "sort": ".sort-card",
    "spot": ".spot",
    "reflect": ".field textarea",
}
ROSTER = (
    "leerlingnummer;roepnaam;tussenvoegsel;achternaam;groep;jaargroep\n90001;Fleur;van;Dam;5A;5\n90002;Sem;;Blom;9Z;8\n"
)
#: A rule that can be switched off, one that cannot, and words of the school.
RULES_TO_SEE = (
    "/beheer/protocol/regels/reclame",
    "/beheer/protocol/regels/nood",
    "/beheer/protocol/woorden/school-bijnamen",
)
FAULTY_FILE = 'on_top_of = "x"\n[[rules]]\nid = "weg"\noutcome = "straf"\n[[articles]]\nref = "Z9"\nchild = " "\n'
GOOD_FILE = (
    'on_top_of = "x"\nname = "Proef"\n[[rules]]\nid = "grove-taal"\noutcome = "hold"\ntip = ["Kies een ander woord."]\n'
)


def look_through(page: Page, base: str, starts: Iterable[str], *, limit: int, finger: int) -> list[str]:
    """Walk from some pages on and gather what is wrong. Who is no learner leaves the lessons to those who are."""
    walked = walk(page, base, starts, limit=limit, leave="$^" if finger else LEARNING)
    return [fault for _path in walked for fault in faults_of(page, finger=finger)]


def press(place: Locator) -> None:
    """Press a button when it is there."""
    if place.count():
        place.first.click()


def board_faults(board: Page, height: int) -> list[str]:
    """Tell what cannot be read from the back of the room. Colours are the same at every size: axe judges them once."""
    contrast_of_7 = {"color-contrast-enhanced": {"enabled": True}}
    found = violations(board, rules=contrast_of_7) if height == BOARD["height"] else []
    return [*found, *check(board, "board", height / 1080), *check(board, "sideways")]


def shown_as_found(page: Page, address: str) -> None:
    """Open a page that says it is not there, as if it were: the browser would log its number as a fault."""
    page.route(address, lambda route: route.fulfill(response=route.fetch(), status=200))
    page.goto(address)
    page.unroute(address)


def test_the_doors_are_good(site: Site, open_page: Opener) -> None:
    page = open_page()
    faults = look_through(page, site.base, ["/", "/personeel"], limit=5, finger=PUPIL)

    page.goto(site.base + "/")
    page.locator(".group-tile", has_text="7A").click()
    page.locator(".name-tile").first.click()
    faults += faults_of(page, finger=PUPIL)
    shown_as_found(page, site.base + "/is-er-niet")
    faults += faults_of(page, finger=PUPIL)

    assert faults == []


def test_the_pages_of_a_pupil_are_good(site: Site, open_page: Opener) -> None:
    page = open_page("leerling", size=TABLET)
    starts = ["/les", "/plein", "/sporen", "/hulp", "/ik", "/protocol", f"/les/{MODULE}/klaar"]

    assert look_through(page, site.base, starts, limit=26, finger=PUPIL) == []


def test_every_kind_of_question_is_good(site: Site, open_page: Opener) -> None:
    page = open_page("leerling", size=TABLET)
    page.goto(f"{site.base}/quiz/{MODULE}/quiz/1")
    faults, seen = [], set()

    for number in range(1, page.locator(".stepper__step").count() + 1):
        page.goto(f"{site.base}/quiz/{MODULE}/quiz/{number}")
        kind = next(kind for kind, sign in QUESTION_KINDS.items() if page.locator("#vraag " + sign).count())
        if kind not in seen:
            faults += faults_of(page, finger=PUPIL, widths=(320, 390))
            page.get_by_role("button", name="Weet ik niet").click()
            page.locator(".step-foot .button--sky").wait_for()
            faults += faults_of(page, finger=PUPIL, widths=(320,))
        seen.add(kind)

    assert faults == []
    assert seen == set(QUESTION_KINDS)


def test_what_comes_back_of_an_earlier_lesson_is_good(site: Site, open_page: Opener) -> None:
    page = open_page("leerling", size=TABLET)
    page.goto(site.base + "/weet-je-nog")
    faults = faults_of(page, finger=PUPIL)

    page.get_by_role("button", name="Weet ik niet").click()
    page.locator(".step-foot .button--sky").wait_for()
    faults += faults_of(page, finger=PUPIL)

    assert page.locator(".stepper__step").count() == 3
    assert faults == []


def test_the_preview_of_a_module_is_good_and_can_be_played(site: Site, open_page: Opener) -> None:
    page = open_page("coordinator", size=TABLET)
    page.goto(f"{site.base}/klas/modules/{MODULE}/B")
    page.get_by_role("link", name="Bekijk als leerling").click()
    faults: list[str] = []
    played = 0

    while True:
        for summary in page.locator("main summary").all():
            summary.click()
        for form in page.locator("main form").all():
            form.locator(".option, .bin").first.click()
            form.locator("button[type=submit]").click()
            played += 1
            page.locator("main .feedback").first.wait_for()
        faults += faults_of(page, finger=PUPIL, widths=(320, 810))
        if page.get_by_role("link", name="Klaar met kijken").count():
            break
        page.locator(".step-foot .button--sky").click()
        page.wait_for_load_state()

    assert played >= 3
    assert page.url.count("?") == 0
    assert faults == []


def test_the_practice_feed_and_the_advice_are_good(site: Site, open_page: Opener) -> None:
    page = open_page("leerling", size=TABLET)
    page.goto(f"{site.base}/oefening/{MODULE}")
    faults = faults_of(page, finger=PUPIL)

    press(page.get_by_role("button", name=re.compile("^Begin")))
    page.locator(".post--actor").first.wait_for()
    faults += faults_of(page, finger=PUPIL)
    page.locator(".post--actor a", has_text="Reageer").first.click()
    faults += faults_of(page, finger=PUPIL)
    page.goto(f"{site.base}/oefening/{MODULE}")
    page.locator(".post--actor a", has_text="Meld").first.click()
    faults += faults_of(page, finger=PUPIL)
    page.goto(site.base + "/plein")
    page.locator("#composer textarea").press_sequentially("Milan mag niet meedoen, bel me op 06 12 34 56 78", delay=5)
    page.locator("#advies .note").wait_for()
    for summary in page.locator("#composer summary").all():
        summary.click()
    page.locator(".topbar__me").click()
    faults += faults_of(page, finger=PUPIL)

    assert faults == []


def test_the_pages_of_a_teacher_are_good(site: Site, open_page: Opener) -> None:
    page = open_page("leerkracht", size=LAPTOP)

    assert look_through(page, site.base, ["/klas", "/wachtrij", "/klas/modules"], limit=26, finger=STAFF) == []


def test_the_starting_page_deciding_and_printed_cards_are_good(site: Site, open_page: Opener) -> None:
    # New cards end the old codes, and the pupils of the other tests are in 7A: so with the teacher of 5A and 6A.
    page = open_page("leerkracht-duo", size=LAPTOP)
    page.goto(site.base + "/wachtrij")
    page.locator(".decide__choice--return").first.click()
    faults = faults_of(page, finger=STAFF)

    page.goto(site.base + "/klas")
    group = page.locator(".group-card__name a").first.get_attribute("href") or ""
    page.goto(f"{site.base}{group}/les")
    faults += faults_of(page, finger=STAFF)
    page.goto(f"{site.base}{group}/kaarten")
    page.locator("summary", has_text="Nieuwe kaartjes voor iedereen").click()
    page.get_by_role("button", name="Ja, maak nieuwe kaartjes").click()
    page.locator(".login-card").first.wait_for()
    faults += faults_of(page, finger=STAFF)

    assert faults == []


def test_the_page_that_tells_why_is_good_and_follows_what_is_typed(site: Site, open_page: Opener) -> None:
    page = open_page("leerkracht", size=LAPTOP)
    page.goto(site.base + "/protocol/probeer")
    faults = faults_of(page, finger=STAFF)

    page.locator("#text").press_sequentially("Milan is geen l0ser, bel me op 06 12 34 56 78 😂", delay=5)
    page.locator("#laag-geraakt .finding", has_text="06 12 34").wait_for()
    page.locator("#laag-mening summary").click()
    page.locator("#text").press_sequentially(" of www.voorbeeld.nl", delay=5)
    page.locator("#laag-gelezen .pill", has_text="3").wait_for()
    assert page.locator("#laag-mening[open]").count() == 1
    for summary in page.locator("main summary").all():
        if summary.evaluate("one => !one.parentElement.open"):
            summary.click()
    faults += faults_of(page, finger=STAFF)
    page.goto(site.base + "/wachtrij")
    page.locator(".queue-card__sides a").first.click()
    page.locator("#uitkomst").wait_for()
    faults += faults_of(page, finger=STAFF)

    assert faults == []


def test_why_is_told_without_scripts_too(site: Site, open_page: Opener) -> None:
    page = open_page("leerkracht", size=TABLET, javascript=False)
    page.goto(site.base + "/protocol/probeer")
    page.get_by_role("button", name="lelijk").click()

    assert page.locator("#uitkomst").inner_text() == "Eerst kijkt een mens mee"
    assert page.locator("#text").input_value() == "lelijk"
    page.locator("#text").fill("De toets is op dinsdag")
    page.locator("#reply_to").fill("")
    page.get_by_role("button", name="Laat zien waarom").click()
    page.locator("#uitkomst", has_text="Dit wordt gewoon geplaatst").wait_for()


def test_the_pages_of_the_coordinator_are_good(site: Site, open_page: Opener) -> None:
    page = open_page("coordinator", size=LAPTOP)

    starts = ["/school", "/ik", "/klas/modules", f"/klas/modules/{MODULE}/A"]

    assert look_through(page, site.base, starts, limit=11, finger=STAFF) == []


def test_the_pages_of_the_school_administrator_are_good(site: Site, open_page: Opener) -> None:
    page = open_page("schoolbeheer", size=LAPTOP)
    starts = [
        "/beheer",
        "/beheer/leerlingenlijst",
        "/beheer/team",
        "/beheer/kaarten",
        "/beheer/team/nieuw",
        "/protocol",
    ]
    faults = look_through(page, site.base, starts, limit=9, finger=STAFF)

    page.goto(site.base + "/beheer/leerlingenlijst")
    page.set_input_files("#files", {"name": "lijst.csv", "mimeType": "text/csv", "buffer": ROSTER.encode()})
    page.get_by_role("button", name="Maak een plan").click()
    page.get_by_role("heading", name="Het plan").wait_for()
    for summary in page.locator("main summary").all():
        summary.click()
    faults += faults_of(page, finger=STAFF)

    assert faults == []


def test_the_desk_of_the_protocol_is_good(site: Site, open_page: Opener) -> None:
    page = open_page("schoolbeheer", size=LAPTOP)
    elsewhere = "(?!/beheer/protocol|/protocol)"
    walked = walk(page, site.base, ["/beheer/protocol", *RULES_TO_SEE], limit=20, leave=elsewhere)
    faults = [fault for _path in walked for fault in faults_of(page, finger=STAFF)]

    # The browser would log the number of the answer to a faulty file as a fault of ours.
    page.route("**/inlezen", lambda route: route.fulfill(response=route.fetch(), status=200))
    page.goto(site.base + "/beheer/protocol/inlezen")
    for text, said in ((FAULTY_FILE, "kunnen we nog niet gebruiken"), (GOOD_FILE, "Wat er anders wordt")):
        page.set_input_files("#file", {"name": "school.toml", "mimeType": "text/plain", "buffer": text.encode()})
        page.get_by_role("button", name="Kijk wat er anders wordt").click()
        page.get_by_role("heading", name=re.compile(said)).wait_for()
        faults += faults_of(page, finger=STAFF)
        page.goto(site.base + "/beheer/protocol/inlezen")
    page.goto(site.base + "/beheer/protocol")
    for summary in page.locator("main summary").all():
        summary.click()
    # Clicking scrolls, and axe would find what then stands below the bar at the top.
    page.evaluate("scrollTo(0, 0)")
    faults += faults_of(page, finger=STAFF)

    assert faults == []


@pytest.mark.parametrize("who", ["coordinator", "leerkracht"])
def test_who_only_tries_a_draft_finds_good_pages(site: Site, open_page: Opener, who: str) -> None:
    page = open_page(who, size=LAPTOP)
    elsewhere = "(?!/beheer/protocol|/protocol)"
    walked = walk(page, site.base, ["/protocol", "/beheer/protocol/proef"], limit=8, leave=elsewhere)

    assert [fault for _path in walked for fault in faults_of(page, finger=STAFF)] == []


@pytest.mark.parametrize("who", ["medewerker", "ouder"])
def test_the_pages_of_learning_adults_are_good(site: Site, open_page: Opener, who: str) -> None:
    page = open_page(who, size=TABLET)

    assert look_through(page, site.base, ["/les", "/protocol", "/hulp", "/ik"], limit=14, finger=PUPIL) == []


@pytest.mark.parametrize("size", [BOARD, SCREEN_4K], ids=["full-hd", "4k"])
def test_the_board_can_be_read_from_the_back_of_the_room(site: Site, open_page: Opener, size: dict[str, int]) -> None:
    teacher = open_page("leerkracht", size=LAPTOP)
    teacher.get_by_role("link", name="Naar de les").first.click()
    board = open_page(size=size)
    board.goto(site.base + (teacher.locator("a[href*='/bord/']").first.get_attribute("href") or ""))
    while board.locator("[data-board-back]").count():
        board.locator("[data-board-back]").click()
    faults, pages = [], 0

    while True:
        pages += 1
        faults += [f"page {pages}: {fault}" for fault in board_faults(board, size["height"])]
        if not board.locator("[data-board-next]").count():
            break
        board.locator("[data-board-next]").click()
        board.wait_for_load_state()

    board.get_by_role("button", name="Parkeer").click()
    board.locator(".board--parked").wait_for()
    faults += [f"parked: {fault}" for fault in board_faults(board, size["height"])]
    board.get_by_role("button", name="Schermen wakker").click()

    assert faults == []
    assert pages >= 5
