"""A whole lesson in a real browser: teacher, pupil, board, coordinator, with all screens on one served demo school."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import BOARD, Site

Opener = Callable[..., Page]

HURTFUL = "Jij bent echt zo dom, niemand wil jou erbij"
PARKED_WITHIN = 2_500  # the page asks every 1.5 s, and the test needs a moment to look


def to_the_square(page: Page, site: Site) -> None:
    page.goto(site.base + "/plein")
    stand = page.get_by_label("Ik sta achter dit bericht")
    if stand.count():
        stand.check()


def write(page: Page, text: str) -> None:
    page.get_by_label("Wat wil jij vertellen?").fill(text)


def test_a_pupil_goes_through_a_lesson_step_by_step_and_finds_his_place_again(site: Site, open_page: Opener) -> None:
    page = open_page("leerling")
    page.locator(".module-card").first.click()

    page.get_by_role("button", name=re.compile("Begin|Ga verder")).click()
    first = page.url
    page.get_by_role("button", name=re.compile("^(Verder|Klaar)$")).click()
    page.wait_for_url(lambda url: url != first)
    second = page.url
    page.goto(site.base + "/les")
    page.locator(".module-card").first.click()
    page.get_by_role("button", name="Ga verder").click()

    assert page.url == second


def test_while_typing_the_words_are_marked_and_a_better_post_is_placed(site: Site, open_page: Opener) -> None:
    page = open_page("leerling")
    to_the_square(page, site)

    page.get_by_label("Wat wil jij vertellen?").press_sequentially(HURTFUL, delay=10)
    expect(page.locator("#advies .note")).to_be_visible(timeout=8_000)
    expect(page.locator("#advies mark.finding").first).to_be_visible()
    page.locator(".composer__actions .button--sky").click()
    expect(page.locator("#composer")).to_contain_text("Naar mijn leerkracht", timeout=8_000)
    page.get_by_label("Wat wil jij vertellen?").fill("Wie doet er mee met voetbal? Iedereen mag!")
    stand = page.get_by_label("Ik sta achter dit bericht")
    if stand.count():
        stand.check()
    page.locator(".composer__actions .button--sky").click()

    expect(page.locator("#tijdlijn")).to_contain_text("Iedereen mag!", timeout=8_000)
    expect(page.locator("#tijdlijn")).not_to_contain_text(HURTFUL)


def test_simulated_people_answer_what_a_pupil_writes(site: Site, open_page: Opener) -> None:
    page = open_page("leerling")
    page.goto(site.base + "/oefening/04-grapje-of-gemeen")
    start = page.get_by_role("button", name=re.compile("^Begin"))
    if start.count():
        start.click()

    expect(page.locator(".post--actor").first).to_be_visible()
    for post in page.locator(".post--actor, .reply--actor").all():
        expect(post.get_by_text("personage").first).to_be_visible()
    stand = page.get_by_label("Ik sta achter dit bericht")
    if stand.count():
        stand.check()
    write(page, "Wat een mooie tekening, knap gedaan!")
    page.locator(".composer__actions .button--sky").click()

    expect(page.locator("#wereld")).to_contain_text("knap gedaan", timeout=8_000)
    replies = page.locator("#wereld .post--mine .reply--actor, #wereld .post--mine .pill--plum")
    expect(replies.first).to_be_visible(timeout=30_000)


def test_parking_covers_the_screen_and_gives_the_draft_back(site: Site, open_page: Opener) -> None:
    teacher, pupil = open_page("leerkracht", size={"width": 1366, "height": 768}), open_page("leerling")
    to_the_square(pupil, site)
    write(pupil, "Ik was nog bezig met dit bericht")
    teacher.get_by_role("link", name="Naar de les").first.click()

    teacher.get_by_role("button", name="Parkeer schermen").click()
    expect(pupil.locator("#parked")).to_be_visible(timeout=PARKED_WITHIN)
    pupil.reload()
    expect(pupil.locator("#parked")).to_be_visible(timeout=PARKED_WITHIN)
    teacher.get_by_role("button", name=re.compile("schermen wakker")).click()
    expect(pupil.locator("#parked")).to_be_hidden(timeout=PARKED_WITHIN)

    assert pupil.get_by_label("Wat wil jij vertellen?").input_value() == "Ik was nog bezig met dit bericht"


def test_the_board_turns_its_pages_without_scrolling(site: Site, open_page: Opener) -> None:
    teacher = open_page("leerkracht", size={"width": 1366, "height": 768})
    teacher.get_by_role("link", name="Naar de les").first.click()
    board = open_page(size=BOARD)
    board.goto(site.base + (teacher.locator("a[href*='/bord/']").first.get_attribute("href") or ""))

    seen = set()
    for _ in range(6):
        seen.add(board.locator("main").inner_text())
        size = board.evaluate(
            "[document.documentElement.scrollHeight, innerHeight, document.documentElement.scrollWidth]"
        )
        assert size[0] <= size[1]
        assert size[2] <= 1920
        board.locator("[data-board-next]").first.click()
        board.wait_for_load_state()

    assert len(seen) >= 5


def test_everything_a_pupil_does_also_works_without_scripts(site: Site, open_page: Opener) -> None:
    page = open_page("leerling", javascript=False)
    to_the_square(page, site)

    write(page, "Vandaag heb ik een vogelhuisje gemaakt")
    page.locator(".composer__actions .button--sky").click()

    expect(page.locator("#tijdlijn")).to_contain_text("vogelhuisje gemaakt")


@pytest.mark.parametrize("who", ["leerkracht", "coordinator", "schoolbeheer", "medewerker", "ouder"])
def test_every_adult_comes_in_and_sees_a_first_page(site: Site, open_page: Opener, who: str) -> None:
    page = open_page(who, size={"width": 1366, "height": 768})

    expect(page.locator("main h1").first).to_be_attached()
    expect(page.locator("nav").first).to_be_visible()
