"""A consumer takes the file of their case home, starts a clock and lets somebody read it, on a phone and from right to left."""

from __future__ import annotations

import shutil

import pypdf
import pytest
from axe_playwright_python.base import AXE_SCRIPT

from tests.browser.conftest import PHONE, sign_in
from tests.browser.test_own_call import define, keeper_of

pytestmark = pytest.mark.browser


def fits(page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0


def looked_at(page) -> None:
    """The page fits its width, and everybody can use it."""
    fits(page)
    page.evaluate(AXE_SCRIPT)
    found = page.evaluate(
        "axe.run({preload: false}).then(found => found.violations.map(one => one.id + ': ' + one.nodes[0].html))"
    )
    assert found == []


@pytest.mark.parametrize("language", ["he", "en"])
def test_the_file_is_made_and_a_clock_is_looked_up_on_a_phone(sample, context_of, tmp_path, language):
    page = context_of(language, viewport=PHONE).new_page()
    sign_in(page, sample, keeper_of(sample), to="/mine/", language=language)
    case = define(page, sample, language)

    page.goto(f"{case}filing/")
    assert page.get_attribute("html", "dir") == ("rtl" if language == "he" else "ltr")
    looked_at(page)
    page.check("input[name=to][value=court]")
    with page.expect_download() as taken:
        page.locator("form:has(input[name=to]) button").click()
    file = tmp_path / "file.pdf"
    shutil.copy(taken.value.path(), file)
    made = pypdf.PdfReader(file)
    assert made.trailer["/Root"]["/Lang"] == language and len(made.pages) >= 5

    page.goto(f"{case}clocks/")
    fits(page)
    page.select_option("#country", "IL")
    page.select_option("#sector", "telecom")
    page.check("input[name=topic][value=fault]")
    page.locator("form:has(#country) button").click()
    page.wait_for_selector("#unsure-title")
    looked_at(page)

    page.goto(f"{case}sharing/")
    fits(page)
    page.fill("#name", "Adv. Levi")
    page.fill("#until", page.evaluate("new Date(Date.now() + 7 * 864e5).toISOString().slice(0, 10)"))
    page.locator("form:has(#until) button").click()
    link = page.input_value("#link")
    page.goto(link.replace(link.split("/mine/")[0], sample.url))
    assert page.locator("#story-title").is_visible()
    looked_at(page)
    for address in ("mine/data/", "mine/phone/", "mine/rules/"):
        page.goto(f"{sample.url}/{address}")
        fits(page)
