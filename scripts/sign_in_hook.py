"""Sign a person of the demo school in, in a browser: for screenshots, accessibility scans and measurements.

`who` is leerling, leerling-thuis, leerkracht, leerkracht-duo, coordinator, schoolbeheer, medewerker or ouder.
"""

from __future__ import annotations

from playwright.sync_api import Page

from learnapp.services import demo

PUPILS = dict(zip(("leerling", "leerling-thuis"), demo.pupil_ways(), strict=True))
STAFF = {"schoolbeheer": "beheer"}


def login(page: Page, base: str, who: str) -> None:
    """Sign in as this person and wait for the first page inside."""
    if who in PUPILS:
        _sign_in_pupil(page, base, PUPILS[who])
    else:
        _sign_in_adult(page, base, f"{STAFF.get(who, who)}@demo.example")
    page.wait_for_url(lambda address: "/binnen/" not in address and "/personeel" not in address)


def _sign_in_pupil(page: Page, base: str, way: demo.PupilWay) -> None:
    page.goto(base + "/")
    page.locator(".group-tile", has_text=way.group).click()
    page.locator(".name-tile", has_text=way.name).click()
    for picture in way.pictures:
        page.locator(f'button[name="tap"][value="{picture}"]').click()
    ready = page.locator("[data-code-go]")
    if ready.is_visible():
        ready.click()


def _sign_in_adult(page: Page, base: str, email: str) -> None:
    page.goto(base + "/personeel")
    page.locator('input[name="email"]').fill(email)
    page.locator('input[name="password"]').fill(demo.PASSWORD)
    page.locator('main button[type="submit"], main form button').first.click()
