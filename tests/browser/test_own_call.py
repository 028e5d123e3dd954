"""A consumer defines a case and telephones, on a phone, with the network away for a while: nothing typed is lost."""

from __future__ import annotations

import re

import pytest

from tests.browser.conftest import PHONE, sign_in

pytestmark = pytest.mark.browser

HAPPENED = {"en": "My internet has been cut for five weeks.", "he": "האינטרנט מנותק כבר חמישה שבועות."}
WANTED = {"en": "The internet working again", "he": "שהאינטרנט יעבוד שוב"}
SAID = {"en": "He will call me back tomorrow by 18:00", "he": "הוא אמר שיחזור אליי מחר עד 18:00"}


def keeper_of(sample) -> str:
    row = sample.rows(
        "SELECT a.name FROM cases_case c JOIN people_person p ON p.id = c.owner_id "
        "JOIN people_account a ON a.id = p.account_id"
    )
    return str(row[0][0])


def until(page, script: str) -> None:
    """Wait until an asynchronous question to the page is answered with yes."""
    for _again in range(100):
        if page.evaluate(script):
            return
        page.wait_for_timeout(100)
    raise AssertionError(script)


def define(page, sample, language: str) -> str:
    """Answer the first three questions, one of them on a page that is closed in the middle; return the case's address."""
    page.goto(f"{sample.url}/mine/problem/")
    page.fill("#company", f"Kav {language}")
    page.click("button[value=next]")
    page.wait_for_selector("#happened")
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.fill("#happened", HAPPENED[language])
    page.reload()
    assert page.input_value("#happened") == HAPPENED[language]
    page.click("button[value=next]")
    page.wait_for_selector("#wanted")
    page.fill("#wanted", WANTED[language])
    page.click("button[value=next]")
    page.wait_for_selector("#settle_for")
    found = re.match(r".*/mine/[^/]+/", page.url)
    assert found is not None
    return found[0]


@pytest.mark.parametrize("language", ["en", "he"])
def test_a_call_on_a_phone_with_the_network_away_loses_nothing(sample, context_of, language):
    context = context_of(language, viewport=PHONE)
    page = context.new_page()
    sign_in(page, sample, keeper_of(sample), to="/mine/", language=language)
    case = define(page, sample, language)
    page.goto(f"{case}call/")
    page.locator("form:has(button.button--main) button").first.click()
    page.wait_for_selector("[data-on-call]")
    over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert over <= 0

    context.set_offline(True)
    page.locator("[data-queued=answered] button").click()
    assert page.locator("[data-talking]").is_visible()
    page.fill("#who", "Avi")
    page.fill("#said", SAID[language])
    page.locator(".on-call__technique summary").first.click()
    page.locator(".on-call__technique button").first.click()
    page.locator("details:has(#offer) > summary").click()
    page.fill("#offer", "Half")
    page.locator("button[value=offer]").click()
    # A minute without network, in which retries fail and nothing goes: what is shown is what is kept.
    page.wait_for_timeout(6_000)
    assert page.locator("[data-waiting] li").count() == 2
    assert page.locator("[data-keeping]").is_visible()
    assert page.input_value("#said") == SAID[language]

    context.set_offline(False)
    page.wait_for_selector("[data-caught] .on-call__found")
    page.wait_for_selector("[data-waiting]:empty", state="attached")
    page.locator(".on-call__found button").first.click()
    page.wait_for_selector("[data-caught] .costs__line:nth-child(3)")
    page.reload()
    assert page.input_value("#said") == SAID[language] and page.input_value("#who") == "Avi"
    assert page.locator("[data-caught] .costs__line").count() == 3
    assert page.locator("[data-queued=answered]").is_hidden()

    page.locator(".on-call__end button").click()
    page.wait_for_selector("#waited_minutes")
    assert page.input_value("#said") == SAID[language]
    page.click("button[value=save]")
    page.wait_for_selector("#story-title")
    text = page.inner_text("body")
    assert SAID[language] in text and "Avi" in text
    key = sample.rows("SELECT book_id FROM cases_case WHERE number = ?", case.rstrip("/").rpartition("/")[2])[0][0]
    promises = sample.rows("SELECT origin FROM commitments_commitment WHERE case_id = ? AND origin = 'hand'", key)
    assert len(promises) == 1


def test_the_words_of_a_call_stay_in_the_browser_when_the_page_is_left_without_network(sample, context_of):
    context = context_of("en", viewport=PHONE)
    page = context.new_page()
    sign_in(page, sample, keeper_of(sample), to="/mine/")
    case = define(page, sample, "en")
    page.goto(f"{case}call/")
    page.locator("form:has(button.button--main) button").first.click()
    page.wait_for_selector("[data-on-call]")
    context.set_offline(True)
    page.fill("#said", "They hung up on me")
    page.goto("about:blank")
    context.set_offline(False)
    page.goto(f"{case}call/")
    assert page.input_value("#said") == "They hung up on me"
    page.wait_for_selector("[data-keeping]:not([hidden])")
    page.reload()
    assert page.input_value("#said") == "They hung up on me"


@pytest.mark.parametrize("language", ["en", "he"])
def test_a_call_survives_a_reload_without_network_and_is_sent_once(sample, context_of, language):
    context = context_of(language, viewport=PHONE)
    page = context.new_page()
    sign_in(page, sample, keeper_of(sample), to="/mine/", language=language)
    case = define(page, sample, language)
    page.goto(f"{case}call/")
    page.locator("form:has(button.button--main) button").first.click()
    page.wait_for_selector("[data-on-call]")
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.fill("#said", "One.")
    page.locator("details:has(#offer) > summary").click()
    page.fill("#offer", "A quarter")
    page.locator("button[value=offer]").click()
    page.wait_for_selector("[data-caught] .costs__line")
    until(
        page,
        """async () => {
        const kept = await (await caches.open('amana-call')).match(location.href, {ignoreVary: true});
        return Boolean(kept) && (await kept.text()).includes('A quarter') && navigator.serviceWorker.controller !== null;
    }""",
    )
    context.set_offline(True)
    page.fill("#said", "One. Two.")
    page.fill("#who", "Avi")
    page.locator("details:has(#offer)").evaluate("one => { one.open = true }")
    page.fill("#offer", "Half")
    page.locator("button[value=offer]").click()
    page.reload()
    page.wait_for_selector("[data-from-shelf]")
    assert page.input_value("#said") == "One. Two." and page.input_value("#who") == "Avi"
    assert "A quarter" in page.inner_text("[data-caught]") and "Half" in page.inner_text("[data-waiting]")
    assert page.locator("[data-keeping]").is_visible()
    assert page.locator(".on-call").evaluate("one => getComputedStyle(one).display") != "inline"
    page.fill("#said", "One. Two. Three.")
    page.reload()
    assert page.input_value("#said") == "One. Two. Three."

    context.set_offline(False)
    page.wait_for_selector("[data-waiting]:empty", state="attached")
    page.wait_for_selector("[data-caught] .costs__line:nth-child(2)")
    page.reload()
    assert page.locator("[data-from-shelf]").count() == 0
    assert page.input_value("#said") == "One. Two. Three." and page.input_value("#who") == "Avi"
    assert page.locator("[data-caught] .costs__line").count() == 2
    number = case.rstrip("/").rpartition("/")[2]
    rows = sample.rows(
        "SELECT l.text FROM advocacy_callline l JOIN advocacy_phonecall p ON p.id = l.call_id "
        "JOIN cases_case c ON c.book_id = p.case_id WHERE c.number = ? ORDER BY l.at",
        number,
    )
    assert [str(row[0]) for row in rows] == ["A quarter", "Half"]


def test_nothing_of_a_call_stays_in_the_browser_after_signing_out(sample, context_of):
    context = context_of("en", viewport=PHONE)
    page = context.new_page()
    sign_in(page, sample, keeper_of(sample), to="/mine/")
    case = define(page, sample, "en")
    page.goto(f"{case}call/")
    page.locator("form:has(button.button--main) button").first.click()
    page.wait_for_selector("[data-on-call]")
    page.fill("#said", "A secret")
    until(page, "async () => (await (await caches.open('amana-call')).keys()).length > 3")
    page.goto(f"{sample.url}/mine/")
    page.locator("[data-leaves] button").click()
    page.wait_for_selector("input[name=password]")
    until(page, "async () => !(await caches.has('amana-call'))")
    assert page.evaluate("Object.keys(localStorage).filter((one) => one.startsWith('amana-'))") == []
    context.set_offline(True)
    with pytest.raises(Exception, match="ERR_"):
        page.goto(f"{case}call/")
