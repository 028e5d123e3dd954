"""What a person does all day, in a real browser: Hebrew, Arabic and English, by mouse, by keyboard, without script."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import PHONE, a_case, enter_by_link, sign_in

pytestmark = pytest.mark.browser

AGENTS = {"he": "דנה כץ", "ar": "رانيا حدّاد", "en": "רות בן־עמי"}
VAGUE = {
    "he": "נחזור אליך בהקדם עם מחיר.",
    "ar": "سنعود إليك في أقرب وقت بالسعر.",
    "en": "We will get back to you soon.",
}


@pytest.mark.parametrize("language", ["he", "ar", "en"])
def test_a_vague_promise_is_given_a_time_before_it_is_sent_and_can_be_taken_back(sample, context_of, language):
    page = context_of(language).new_page()
    sign_in(page, sample, AGENTS[language], language=language)
    number, key = a_case(sample, language)
    page.goto(f"{sample.url}/desk/cases/{number}/")
    assert page.locator("html").get_attribute("dir") == ("ltr" if language == "en" else "rtl")
    before = sample.rows("SELECT count(*) FROM commitments_commitment WHERE case_id = ?", key)[0][0]

    page.fill("#composer-text", VAGUE[language])
    page.wait_for_selector("#composer-ledger .composer__promise--asks")
    assert page.locator("#composer-ledger input[type=radio]:checked").count() == 1  # the usual time is chosen
    page.locator("button[name=act][value=send]").click()

    page.wait_for_selector("[data-until]")
    after = sample.rows("SELECT count(*) FROM commitments_commitment WHERE case_id = ?", key)[0][0]
    assert after > before
    page.locator("[data-until] button").click()
    page.wait_for_load_state()
    newest = sample.rows("SELECT state FROM post_outgoing WHERE \"case\" = ? AND what = 'reply' ORDER BY id DESC", key)[
        0
    ]
    assert newest == ("held",)


def test_the_queue_is_walked_by_keyboard(sample, context_of):
    page = context_of().new_page()
    sign_in(page, sample, AGENTS["en"], language="en")
    page.goto(f"{sample.url}/desk/?view=all")
    rows = page.locator("[data-row]")
    assert rows.count() > 1

    page.keyboard.press("j")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.closest('[data-row]') !== null")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/desk/cases/"))
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.type") == "search"


@pytest.mark.parametrize("script", [True, False])
@pytest.mark.parametrize("language", ["he", "en"])
def test_a_customer_reads_the_record_and_writes_with_and_without_script(sample, context_of, language, script):
    _number, key = a_case(sample, language)
    page = context_of(language, java_script_enabled=script, viewport=PHONE).new_page()
    address = enter_by_link(page, sample, key)
    words = f"And what now? {language} {script}"

    page.goto(address + "message/")
    page.fill("#text", words)
    page.locator("form:has(#text) button.button--main").click()
    page.wait_for_url(re.compile(re.escape(address)))
    page.goto(address)
    assert words in page.inner_text("body")

    desk = context_of("en").new_page()
    sign_in(desk, sample, AGENTS["en"], language="en")
    desk.goto(f"{sample.url}/desk/cases/{_number}/")
    assert words in desk.inner_text("body")


def test_the_link_shows_nothing_before_the_code(sample, context_of):
    number, key = a_case(sample, "en")
    name = sample.rows(
        "SELECT p.name FROM cases_case c JOIN people_person p ON p.id = c.customer_id WHERE c.book_id = ?", key
    )
    found = re.search(r"/c/([a-z2-7]{32})/", sample.mail_of_case(key))
    assert found is not None
    page = context_of().new_page()
    page.goto(f"{sample.url}/c/{found[1]}/")

    assert number not in page.content()
    assert str(name[0][0]) not in page.content()


def test_a_consumer_logs_a_call_and_the_promise_stands_in_the_ledger(sample, context_of):
    email, number, key = sample.rows(
        "SELECT a.name, c.number, c.book_id FROM cases_case c JOIN people_person p ON p.id = c.owner_id "
        "JOIN people_account a ON a.id = p.account_id"
    )[0]
    page = context_of("he", viewport=PHONE).new_page()
    sign_in(page, sample, str(email), to="/mine/")
    page.goto(f"{sample.url}/mine/{number}/")
    page.click("#call > summary")
    page.fill("#spoke_with", "אבי")
    page.fill("#waited_minutes", "22")
    page.fill("#said", "הבטיחו לחזור אליי")
    page.fill("#promised", "שיחה חוזרת מאבי")
    page.fill("#due_at", "2031-05-04T10:00")
    page.locator("#call button[name=act][value=save]").click()
    page.wait_for_load_state()

    assert "שיחה חוזרת מאבי" in page.inner_text("body")
    found = sample.rows(
        "SELECT state, promiser FROM commitments_commitment WHERE case_id = ? AND action = ?", key, "שיחה חוזרת מאבי"
    )
    assert found == [("open", "company")]


@pytest.mark.parametrize("language", ["he", "ar", "en"])
def test_the_main_pages_can_be_used_by_everybody(sample, context_of, language):
    page = context_of(language).new_page()
    sign_in(page, sample, AGENTS[language], language=language)
    number, _key = a_case(sample, language)
    faults = {}
    for path in (
        "/desk/?view=all",
        f"/desk/cases/{number}/",
        "/desk/promises/",
        "/desk/held/",
        "/desk/people/",
        "/desk/settings/",
    ):
        page.goto(sample.url + path)
        found = Axe().run(page).response["violations"]
        faults[path] = [f"{fault['id']}: {fault['nodes'][0]['html'][:120]}" for fault in found]
    assert {path: found for path, found in faults.items() if found} == {}


@pytest.mark.parametrize("language", ["he", "ar", "en"])
def test_nothing_runs_over_the_edge_of_a_phone(sample, context_of, language):
    page = context_of(language, viewport=PHONE).new_page()
    sign_in(page, sample, AGENTS[language], language=language)
    number, key = a_case(sample, language)
    wide = []
    for path in ("/desk/?view=all", f"/desk/cases/{number}/", "/desk/promises/?whose=all", "/desk/held/"):
        page.goto(sample.url + path)
        over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if over > 0:
            wide.append((path, over))
    portal = context_of(language, viewport=PHONE).new_page()
    enter_by_link(portal, sample, key)
    over = portal.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert [*wide, *([("portal", over)] if over > 0 else [])] == []
