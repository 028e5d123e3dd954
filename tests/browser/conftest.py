"""One sample world and one browser for all the journeys of a run."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.browser.installed import PASSWORD, Installed, installed

PATIENCE = 20_000  # milliseconds: two cores are shared
WIDE, PHONE = {"width": 1280, "height": 860}, {"width": 390, "height": 844}


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installed]:
    with installed(tmp_path_factory.mktemp("sample"), now=datetime.now(UTC).isoformat()) as served:
        yield served


@pytest.fixture(scope="session")
def browser(chromium: Path) -> Iterator[Browser]:
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as play:
        launched = play.chromium.launch(executable_path=str(chromium), args=["--no-sandbox"])
        yield launched
        launched.close()


@pytest.fixture
def context_of(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Make a fresh visitor: language, size, with or without script."""
    made: list[BrowserContext] = []

    def make(language: str = "en", **options: object) -> BrowserContext:
        context = browser.new_context(
            **{
                "viewport": WIDE,
                "locale": language,
                "timezone_id": "Asia/Jerusalem",
                "reduced_motion": "reduce",
                **options,
            }
        )
        context.set_default_timeout(PATIENCE)
        made.append(context)
        return context

    yield make
    for context in made:
        context.close()


def sign_in(page: Page, sample: Installed, name: str, *, to: str = "/desk/", language: str = "") -> None:
    """Sign in as somebody of the sample, by the name on their account."""
    email = sample.rows("SELECT email FROM people_account WHERE name = ?", name)[0][0]
    page.goto(f"{sample.url}/accounts/login/?next={to}")
    page.fill("input[name=login]", str(email))
    page.fill("input[name=password]", PASSWORD)
    page.locator("form:has(input[name=password]) button").first.click()
    page.wait_for_url(re.compile(re.escape(to)))
    if language and page.locator("html").get_attribute("lang") != language:
        page.locator(f".languages button[value='{language}']").first.evaluate("button => button.click()")
        page.wait_for_selector(f"html[lang='{language}']")


def enter_by_link(page: Page, sample: Installed, case: str) -> str:
    """Open the customer's link of a case (its key, as the database writes it) with the code sent by mail; return the address."""
    found = re.search(r"/c/([a-z2-7]{32})/", sample.mail_of_case(case))
    assert found is not None
    address = f"{sample.url}/c/{found[1]}/"
    page.goto(address)
    page.locator("form button.button--main").click()
    page.wait_for_selector("#code")
    code = re.search(r"\b(\d{4}) ?(\d{4})\b", sample.newest_mail("code"))
    assert code is not None
    page.fill("#code", code[1] + code[2])
    page.locator("form:has(#code) button").click()
    page.wait_for_selector("#story-title")
    return address


def a_case(sample: Installed, language: str, *, state: str = "open") -> tuple[str, str]:
    """Return number and key of the busiest case of the shop in a language."""
    row = sample.rows(
        "SELECT c.number, c.book_id FROM cases_case c JOIN record_chain r ON r.book_id = c.book_id WHERE c.kept_by = 'company' "
        "AND c.state = ? AND c.language = ? AND r.audience = 'shared' AND c.waiting_for = 'company' ORDER BY r.length DESC",
        state,
        language,
    )[0]
    return str(row[0]), str(row[1])
