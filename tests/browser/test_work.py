"""What a team does with a case, in a real browser, in Hebrew and English: calls, hand-overs, climbs, endings, the counter."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from urllib.request import Request, urlopen
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect

from amana.channels.web_hooks.signing import signed_headers
from tests.browser.conftest import PHONE, enter_by_link, sign_in
from tests.browser.desk_world import Colleague, Written, desk_world
from tests.browser.installed import Installed

pytestmark = pytest.mark.browser

LEAD, DANA, OMER = (
    {"he": "רות בן־עמי", "en": "Ruth Ben-Ami"},
    {"he": "דנה כץ", "en": "Dana Katz"},
    {"he": "עומר שקד", "en": "Omer Shaked"},
)
COUNTER = {"he": "מאיה אורן", "en": "Maya Oren"}
WORDS = {
    "he": "הקומקום דולף מאז יום שני. מתי יטפלו בזה?",
    "en": "The kettle leaks since Monday. When will somebody see to it?",
}
CALLED = {
    "he": "הלקוח תיאר את הנזילה. נתקשר אליו ביום ראשון ב-10:00.",
    "en": "He described the leak. We will call him on Sunday at 10:00.",
}
WHAT = ["call", "hand-over", "climb", "ending", "row 1", "row 2"]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installed]:
    agents, written = [], []
    for language in ("he", "en"):
        agents += [
            Colleague(LEAD[language], language, role="manager"),
            Colleague(DANA[language], language, lead=LEAD[language]),
            Colleague(OMER[language], language, lead=LEAD[language]),
            Colleague(COUNTER[language], language, lead=LEAD[language]),
        ]
        written += [Written(f"{what} {language}", WORDS[language], language, DANA[language]) for what in WHAT]
    with desk_world(tmp_path_factory.mktemp("desk"), agents, written) as served:
        yield served


def case_named(desk: Installed, subject: str) -> tuple[str, str]:
    """Return the number and the key of the case with this subject."""
    number, key = desk.rows("SELECT number, book_id FROM cases_case WHERE subject = ?", subject)[0]
    return str(number), str(key)


def submit(page: Page) -> None:
    page.locator("main form button.button--main").first.click()
    page.wait_for_load_state()


@pytest.mark.parametrize("language", ["he", "en"])
def test_a_call_is_logged_and_its_promise_stands_in_the_ledger(desk, context_of, language):
    number, key = case_named(desk, f"call {language}")
    page = context_of(language).new_page()
    sign_in(page, desk, DANA[language], language=language)
    page.goto(f"{desk.url}/desk/cases/{number}/calls/")
    before = desk.rows("SELECT count(*) FROM commitments_commitment WHERE case_id = ?", key)[0][0]

    page.fill("#id_who", "Avi")
    page.fill("#id_text", CALLED[language])
    page.wait_for_selector("#composer-ledger .composer__promise")
    page.locator("form.calling__form .form-end button.button--main").click()

    page.wait_for_url(re.compile(f"/desk/cases/{number}/(\\?.*|#.*)?$"))
    assert CALLED[language].split(".")[0] in page.inner_text("body")
    assert desk.rows("SELECT count(*) FROM commitments_commitment WHERE case_id = ?", key)[0][0] == before + 1


@pytest.mark.parametrize("language", ["he", "en"])
def test_a_case_is_offered_and_in_other_hands_once_it_is_accepted(desk, context_of, language):
    number, key = case_named(desk, f"hand-over {language}")
    giver = context_of(language).new_page()
    sign_in(giver, desk, DANA[language], language=language)
    giver.goto(f"{desk.url}/desk/cases/{number}/hand-overs/")
    giver.select_option("select[name=taker]", label=OMER[language])
    giver.fill("[name=why]", WORDS[language])
    submit(giver)
    holder = (
        "SELECT p.name FROM cases_case c JOIN team_agent a ON a.id = c.holder_id "
        "JOIN people_account p ON p.id = a.account_id WHERE c.book_id = ?"
    )
    assert desk.rows(holder, key) == [(DANA[language],)]

    taker = context_of(language).new_page()
    sign_in(taker, desk, OMER[language], language=language)
    taker.goto(f"{desk.url}/desk/cases/{number}/")
    taker.locator("form[action*='acceptance'] button").click()
    taker.wait_for_load_state()

    assert desk.rows(holder, key) == [(OMER[language],)]


@pytest.mark.parametrize("language", ["he", "en"])
def test_a_customer_asks_for_the_next_person_by_name_and_that_person_has_it(desk, context_of, language):
    number, key = case_named(desk, f"climb {language}")
    portal = context_of(language, viewport=PHONE).new_page()
    enter_by_link(portal, desk, key)
    portal.locator("nav.acts a[href$='next-person/']").click()
    expect(portal.locator("main")).to_contain_text(LEAD[language])
    portal.fill("#text", WORDS[language])
    portal.locator("form.letter__form button.button--main").click()
    portal.wait_for_load_state()
    assert LEAD[language] in portal.inner_text("body")

    above = context_of(language).new_page()
    sign_in(above, desk, LEAD[language], language=language)
    above.goto(f"{desk.url}/desk/")
    assert above.locator(f"[data-row] a[href*='{number}']").count() == 1


@pytest.mark.parametrize("language", ["he", "en"])
def test_a_case_ends_when_the_customer_says_so(desk, context_of, language):
    number, key = case_named(desk, f"ending {language}")
    page = context_of(language).new_page()
    sign_in(page, desk, DANA[language], language=language)
    page.goto(f"{desk.url}/desk/cases/{number}/")
    page.keyboard.press("r")
    page.keyboard.type(
        {"he": "המכסה הוחלף והקומקום נבדק.", "en": "The lid was replaced, and the kettle is tested."}[language]
    )
    page.keyboard.press("Control+Shift+Enter")
    page.wait_for_selector("[data-until]")

    portal = context_of(language, viewport=PHONE).new_page()
    enter_by_link(portal, desk, key)
    portal.locator("section[aria-labelledby='closing-title'] a.button--main").click()
    portal.locator("form.letter__form button.button--main").click()
    portal.wait_for_load_state()
    assert desk.rows("SELECT state FROM cases_case WHERE book_id = ?", key) == [("closed",)]


@pytest.mark.parametrize("language", ["he", "en"])
def test_what_was_done_to_several_rows_is_undone_with_one_click(desk, context_of, language):
    page = context_of(language).new_page()
    sign_in(page, desk, DANA[language], language=language)
    page.goto(f"{desk.url}/desk/")
    page.wait_for_selector("[data-row]")
    page.keyboard.press("j")
    page.keyboard.press("x")
    page.keyboard.press("j")
    page.keyboard.press("x")
    assert page.locator("[data-tick]:checked").count() == 2
    page.locator("[data-bulk-bar] details:has(#bulk-tag) summary").click()
    page.fill("#bulk-tag", f"kettles {language}")
    page.locator("[data-bulk-bar] button[name=act][value=tag]").click()
    page.wait_for_selector("form[action*='undo'] button")
    worn = "SELECT count(*) FROM cases_tagged t JOIN cases_tag g ON g.id = t.tag_id WHERE g.name = ?"
    assert desk.rows(worn, f"kettles {language}") == [(2,)]

    page.locator("form[action*='undo'] button").first.click()
    page.wait_for_load_state()
    assert desk.rows(worn, f"kettles {language}") == [(0,)]


def at_the_counter(page: Page) -> tuple[str, int]:
    """Return the subject that is shown, and how many wait."""
    waiting = re.search(r"\d+", page.inner_text(".counter__head [role=status]"))
    assert waiting is not None
    return page.inner_text("#counter-subject"), int(waiting[0])


@pytest.mark.parametrize("language", ["he", "en"])
def test_the_counter_is_worked_by_keyboard_alone_and_undone(desk, context_of, language):
    page = context_of(language).new_page()
    sign_in(page, desk, COUNTER[language], language=language, to="/desk/counter/")
    page.goto(f"{desk.url}/desk/counter/")
    page.keyboard.press("Enter")  # the first button is where one begins
    page.wait_for_selector(".counter__case")
    first, waiting = at_the_counter(page)

    page.keyboard.press("1")
    page.wait_for_function("before => document.querySelector('#counter-subject')?.innerText !== before", arg=first)
    second, fewer = at_the_counter(page)
    assert (second != first, fewer) == (True, waiting - 1)
    page.keyboard.press("z")
    page.wait_for_function("before => document.querySelector('#counter-subject')?.innerText === before", arg=first)
    assert at_the_counter(page) == (first, waiting)
    page.keyboard.press("s")
    page.wait_for_function("before => document.querySelector('#counter-subject')?.innerText !== before", arg=first)
    assert at_the_counter(page) == (second, waiting)  # who is skipped still waits


def ring(url: str, secret: str, number: str) -> None:
    """Tell of a call as an exchange does."""
    at = datetime.now(UTC)
    said = {"event": "ringing", "call": number, "direction": "in", "from": number, "to": "", "at": at.isoformat()}
    body = json.dumps(said).encode()
    headers = signed_headers([secret], message_id=number, at=at, body=body) | {"Content-Type": "application/json"}
    with urlopen(Request(url, body, headers), timeout=10) as answer:
        assert answer.status == 200


def test_a_call_that_rings_is_shown_over_the_page_and_can_be_put_away(desk, context_of):
    page = context_of("en").new_page()
    brand = UUID(str(desk.rows("SELECT id FROM team_brand")[0][0]))
    telephone = f"/desk/settings/brands/{brand}/telephone/"
    sign_in(page, desk, LEAD["en"], language="en", to=telephone)
    submit(page)
    secret = re.search(r"whsec_\S+", page.inner_text("main"))
    told_at = re.search(r"http://\S+/in/phone/\S+/", page.inner_text("main"))
    assert secret and told_at
    # The page of another colleague is open already.
    hers = context_of("en").new_page()
    sign_in(hers, desk, DANA["en"], language="en")
    for number in ("+972521110001", "+972521110002"):
        ring(told_at[0], secret[0], number)
    hers.wait_for_selector("[data-call] >> nth=1")

    first = hers.locator("[data-call]").first
    number = first.locator(".code").inner_text()
    first.get_by_role("button", name="Put away").click()
    with hers.expect_response(re.compile("/telephone/ringing/")) as asked:
        pass
    assert number in asked.value.text()
    assert hers.locator("[data-call]").count() == 1 and number not in hers.inner_text("[data-ringing-calls]")
    hers.get_by_role("button", name="Put away").click()
    assert hers.locator("[data-ringing-calls]").is_hidden()
