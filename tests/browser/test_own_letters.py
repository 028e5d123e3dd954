"""A consumer writes a letter from their file, sends it, and climbs: supervisor, head of service, in Hebrew and English."""

from __future__ import annotations

import re
import sqlite3

import pytest

from tests.browser.conftest import PHONE, WIDE, sign_in

pytestmark = pytest.mark.browser

WORDS = {
    "en": {"company": "Kav Mahir", "happened": "My internet has been cut for five weeks.", "wanted": "The internet working again",
           "please": "Please", "thanks": "With thanks", "supervisor": "a supervisor who may decide"},
    "he": {"company": "קו מהיר", "happened": "האינטרנט מנותק כבר חמישה שבועות.", "wanted": "שהאינטרנט יעבוד שוב",
           "please": "אבקש", "thanks": "בתודה", "supervisor": "דרג ממונה"},
}  # fmt: skip


def keeper_of(sample) -> str:
    row = sample.rows(
        "SELECT a.name FROM cases_case c JOIN people_person p ON p.id = c.owner_id JOIN people_account a ON a.id = p.account_id"
    )
    return str(row[0][0])


def by_the_one_form(page, sample, words: dict[str, str]) -> str:
    """Open a case and its first letter by the one form; return the address of the case."""
    page.goto(f"{sample.url}/mine/asking/")
    page.fill("#company", words["company"])
    page.check("input[name=wants][value=complaint]")
    page.fill("#wanted", words["wanted"])
    page.fill("#happened", words["happened"])
    page.fill("#account", "8841")
    page.locator("main form button.button--main").click()
    page.wait_for_selector("#text")
    found = re.match(r".*/mine/[^/]+/", page.url)
    assert found is not None
    return found[0]


def send_on_paper(page) -> None:
    page.locator("button[value=send]").click()
    page.wait_for_selector(".letters__paper")
    page.check("input[name=how][value=print]")
    page.locator("button[name=sent]").click()
    page.wait_for_url(re.compile("/letters/sent/"))


def a_month_passes(sample, number: str) -> None:
    """Let the time of those who were asked be over, as it would be after a month."""
    key = sample.rows("SELECT book_id FROM cases_case WHERE number = ?", number)[0][0]
    with sqlite3.connect(sample.folder / "amana.sqlite3", timeout=30) as database:
        early = "2026-01-05 09:00:00"
        database.execute("UPDATE escalation_ownrung SET answer_by = ? WHERE case_id = ?", (early, key))


def fits(page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))


@pytest.mark.parametrize(("language", "size"), [("en", WIDE), ("he", PHONE)])
def test_a_letter_is_written_changed_and_sent_and_opens_the_next_rung(sample, context_of, language, size):
    words = WORDS[language]
    page = context_of(language, viewport=size).new_page()
    sign_in(page, sample, keeper_of(sample), to="/mine/", language=language)
    case = by_the_one_form(page, sample, words)
    letter = page.input_value("#text")
    assert words["wanted"] in letter and "8841" in letter and words["please"] in letter and words["thanks"] in letter
    assert fits(page)

    with page.expect_response(lambda answer: "/saved/" in answer.url):
        page.fill("#text", letter + "\nPS 1")
    page.reload()
    assert page.input_value("#text").endswith("PS 1")
    send_on_paper(page)
    page.goto(case)
    assert "PS 1" in page.inner_text("body")

    page.goto(f"{case}ladder/")
    assert fits(page) and page.locator("#rung-supervisor form").count() == 0
    a_month_passes(sample, case.rstrip("/").rpartition("/")[2])
    page.reload()
    page.locator("#rung-supervisor form button").click()
    page.wait_for_selector("#text")
    assert words["supervisor"] in page.input_value("#text")
    send_on_paper(page)

    page.goto(f"{case}ladder/")
    assert page.locator("#rung-head form").count() == 0
    a_month_passes(sample, case.rstrip("/").rpartition("/")[2])
    page.reload()
    assert page.locator("#rung-head form").count() == 1 and page.locator("#rung-executive form").count() == 0


def test_a_letter_is_sent_without_script(sample, context_of):
    page = context_of("en", java_script_enabled=False).new_page()
    sign_in(page, sample, keeper_of(sample), to="/mine/")
    case = by_the_one_form(page, sample, WORDS["en"])
    page.fill("#subject", "Only this")
    send_on_paper(page)
    page.goto(case)
    assert "Only this" in page.inner_text("body")
