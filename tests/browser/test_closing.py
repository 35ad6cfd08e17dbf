"""Closing a lesson, on a demo school of its own: after it nobody of the group can be in."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.conftest import Site

Opener = Callable[..., Page]


def test_closing_the_lesson_signs_every_pupil_out(site: Site, open_page: Opener) -> None:
    teacher, pupil = open_page("leerkracht", size={"width": 1366, "height": 768}), open_page("leerling")
    teacher.get_by_role("link", name="Naar de les").first.click()

    teacher.get_by_text("Sluit les").click()
    teacher.get_by_role("button", name="Ja, sluit de les").click()

    pupil.wait_for_url(lambda url: "/les" not in url, timeout=6_000)
    expect(pupil.locator("main")).not_to_contain_text("Hoi Amira")
