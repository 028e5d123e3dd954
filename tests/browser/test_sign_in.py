"""Signing in by passkey, with an authenticator that the browser plays; and the pages of signing in on a phone, judged."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import PHONE, sign_in
from tests.browser.installed import PASSWORD, Installed
from tests.browser.test_all_pages import AGENT, FAULTS, OVER_THE_EDGE

pytestmark = pytest.mark.browser

KEY = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
    "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip


@pytest.fixture
def here(sample: Installed) -> Iterator[Installed]:
    """The sample under the one name of this machine that a passkey can belong to; afterwards nobody has one."""
    yield Installed(sample.url.replace("127.0.0.1", "localhost"), sample.folder)
    with sqlite3.connect(sample.folder / "amana.sqlite3", timeout=20) as database:
        database.execute("DELETE FROM mfa_authenticator")


def faults_of(page: Page) -> list[str]:
    page.evaluate(AXE_SCRIPT)
    return [*page.evaluate(OVER_THE_EDGE), *page.evaluate(FAULTS)]


def test_a_passkey_opens_the_desk_and_shows_who_one_is(
    here: Installed, context_of: Callable[..., BrowserContext]
) -> None:
    context = context_of("en", viewport=PHONE)
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    tool = context.new_cdp_session(page)
    tool.send("WebAuthn.enable")
    tool.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})

    page.goto(f"{here.url}/accounts/login/")
    wrong = faults_of(page)
    sign_in(page, here, AGENT, to="/accounts/2fa/", language="en")
    wrong += faults_of(page)
    page.locator("a[href$='passkeys/new/']").first.click()
    wrong += faults_of(page)
    page.fill("input[name=name]", "My phone")
    page.check("input[name=passwordless]")
    page.locator("#passkey_add").click()

    # With the first factor come the codes for the day on which it is lost, once.
    expect(page.locator(".account__codes li")).to_have_count(10)
    wrong += faults_of(page)
    page.goto(f"{here.url}/accounts/2fa/")
    expect(page.locator("main")).to_contain_text("My phone")
    page.goto(f"{here.url}/accounts/2fa/app/")
    wrong += faults_of(page)
    page.goto(f"{here.url}/accounts/sessions/")
    expect(page.locator(".account__list > li")).not_to_have_count(0)
    wrong += faults_of(page)

    context.clear_cookies()
    page.goto(f"{here.url}/accounts/login/?next=/desk/promises/")
    page.locator("#passkey_login").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r":\d+/desk/promises/"))

    context.clear_cookies()
    sign_in_with_password(page, here)
    expect(page.locator("#passkey_use")).to_be_visible()
    wrong += faults_of(page)
    page.locator("#passkey_use").click()
    page.locator("button[value=dont]").click()
    page.wait_for_url(re.compile(r":\d+/desk/"))

    page.goto(f"{here.url}/accounts/2fa/passkeys/reauthenticate/?next=/desk/settings/")
    page.locator("#passkey_use").click()
    page.wait_for_url(re.compile(r":\d+/desk/settings/"))

    # Whoever turns it down is told so, and can take another way.
    context.clear_cookies()
    page.goto(f"{here.url}/accounts/login/")
    tool.send("WebAuthn.disable")
    tool.send("WebAuthn.enable")
    page.route("**/passkeys/login/", lambda route: route.fulfill(status=500, body="{}"))
    page.locator("#passkey_login").click()
    expect(page.locator("[data-passkey-failed]")).to_be_visible()

    assert wrong == []
    assert [text for text in said if "500" not in text] == []


def sign_in_with_password(page: Page, here: Installed) -> None:
    email = here.rows("SELECT email FROM people_account WHERE name = ?", AGENT)[0][0]
    page.goto(f"{here.url}/accounts/login/?next=/desk/")
    page.fill("input[name=login]", str(email))
    page.fill("input[name=password]", PASSWORD)
    page.locator("form:has(input[name=password]) button").first.click()
