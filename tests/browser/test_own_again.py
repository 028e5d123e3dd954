"""What a consumer comes back to: finding something again, being reminded, working with an advocate, taking a stop back."""

from __future__ import annotations

import pytest

from tests.browser.conftest import sign_in
from tests.browser.test_own_call import define, keeper_of
from tests.browser.test_own_file import looked_at

pytestmark = pytest.mark.browser

NARROW = {"width": 360, "height": 780}
LANGUAGES = ["he", "ar", "en"]
SAID = {"en": "The technician was delayed by a flood", "he": "הטכנאי התעכב בגלל הצפה", "ar": "تأخّر الفنّي بسبب فيضان"}
WORD = {"en": "flood", "he": "הצפה", "ar": "فيضان"}


@pytest.fixture
def page_of(sample, context_of):
    def make(language: str):
        page = context_of(language, viewport=NARROW).new_page()
        sign_in(page, sample, keeper_of(sample), to="/mine/", language=language)
        return page

    return make


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_was_just_written_is_found_and_leads_to_its_place(sample, page_of, language):
    page = page_of(language)
    case = define(page, sample, "he" if language == "he" else "en")
    page.goto(case)
    page.locator("#call > summary").click()
    page.fill("#said", SAID[language])
    page.click("#call button[value=save]")
    page.wait_for_selector("#story-title")
    page.goto(f"{sample.url}/mine/")
    page.fill("#q", WORD[language])
    page.locator("form[role=search] button").click()
    page.wait_for_selector("mark")
    looked_at(page)
    page.locator("main ul a").first.click()
    page.wait_for_selector("#story-title")
    assert SAID[language] in page.inner_text("body")
    page.goto(f"{sample.url}/mine/search/?q=zzzz")
    looked_at(page)


@pytest.mark.parametrize("language", LANGUAGES)
def test_reminders_are_chosen_on_a_narrow_screen(sample, page_of, language):
    page = page_of(language)
    page.goto(f"{sample.url}/mine/reminders/")
    looked_at(page)
    page.uncheck("input[name=look][value=push]")
    page.fill("#quiet_from", "22:30")
    page.locator("form:has(#quiet_from) button").click()
    page.wait_for_load_state()
    assert not page.is_checked("input[name=look][value=push]") and page.input_value("#quiet_from") == "22:30"
    page.goto(f"{sample.url}/mine/calendar/")
    looked_at(page)


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_advocate_works_on_a_shared_case_in_their_language(sample, page_of, context_of, language):
    page = page_of("en")
    case = define(page, sample, "en")
    page.goto(f"{case}sharing/")
    page.fill("#name", "Adv. Levi")
    page.fill("#until", page.evaluate("new Date(Date.now() + 7 * 864e5).toISOString().slice(0, 10)"))
    page.check("input[name=scope][value=writes]")
    page.locator("form:has(#until) button").click()
    link = page.input_value("#link")

    guest = context_of(language, viewport=NARROW).new_page()
    guest.goto(link.replace(link.split("/mine/")[0], sample.url))
    guest.locator(f".languages button[value='{language}']").first.click()
    guest.wait_for_selector(f"html[lang='{language}']")
    for one in guest.locator("main details > summary").all():
        one.click()
    looked_at(guest)
    guest.fill("#said", SAID[language])
    guest.locator("form:has(#said) button").click()
    guest.wait_for_selector("#story-title")
    assert SAID[language] in guest.inner_text("body")
    guest.locator("details:has(#kind) > summary").click()
    guest.locator("form:has(#kind) button").click()
    guest.wait_for_selector("#subject")
    looked_at(guest)
    guest.fill("#subject", "The router")
    guest.locator("form:has(#subject) button.button--main").click()
    guest.wait_for_selector("#story-title")
    page.goto(case)
    assert "The router" in page.inner_text("body") and "Adv. Levi" in page.inner_text("body")
