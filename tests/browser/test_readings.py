"""What was read is seen and put right, and a wording is taken, with the keyboard and with a script that swaps parts."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import a_case, sign_in
from tests.browser.test_journeys import AGENTS

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module", autouse=True)
def was_read(sample):
    """The sample is served without a worker; it is read by hand."""
    bare = {name: value for name, value in os.environ.items() if not name.startswith(("AMANA_", "DJANGO_"))}
    command = [sys.executable, "-m", "amana", "--data", str(sample.folder), "reread", "--json"]
    subprocess.run(command, env=bare, check=True, timeout=120, capture_output=True)


@pytest.mark.parametrize("language", ["he", "en"])
def test_what_was_read_opens_in_its_place_and_is_put_right(sample, context_of, language):
    page = context_of(language).new_page()
    sign_in(page, sample, AGENTS[language], language=language)
    number, key = a_case(sample, language)
    page.goto(f"{sample.url}/desk/cases/{number}/")
    link = page.locator("[id^='reading-'] > a").first
    entry = link.get_attribute("href").split("/")[-3]

    link.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("section.reading")
    assert "/reading/" not in page.url

    section = page.locator("section.reading").first
    words = page.locator(f"article:has(#reading-{entry}) .entry__text").first.inner_text().strip().splitlines()[0]
    section.locator("summary").click()
    section.locator("[name=quote][data-selected]").fill(words[:60])
    with page.expect_response("**/reading/corrections/") as answered:
        section.locator("button[value=missed]").click()
    assert answered.value.status == 200

    page.wait_for_function(f"document.querySelector('#reading-{entry} q') !== null")
    assert sample.rows("SELECT count(*) FROM readings_correction WHERE case_id = ?", key)[0][0] >= 1
    problems = Axe().run(page).response["violations"]
    assert not problems, [problem["id"] for problem in problems]


def test_a_wording_is_taken_into_the_text(sample, context_of):
    page = context_of("en").new_page()
    sign_in(page, sample, AGENTS["en"], language="en")
    number, _key = a_case(sample, "en")
    page.goto(f"{sample.url}/desk/cases/{number}/")

    page.fill("#composer-text", "As already explained, calm down.")
    button = page.locator("[data-take]").first
    wording = button.get_attribute("data-take")
    button.click()

    assert wording in page.input_value("#composer-text")
    assert page.url.endswith(f"/desk/cases/{number}/")
