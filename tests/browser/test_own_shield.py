"""A consumer defines a case to its sentence, hears words that may press, and practises the calm answer, in Hebrew and English."""

from __future__ import annotations

import pytest

from tests.browser.conftest import PHONE, WIDE, sign_in
from tests.browser.test_own_call import define, keeper_of
from tests.browser.test_own_file import looked_at

pytestmark = pytest.mark.browser

SETTLE = {"en": "Half of it would do", "he": "גם חצי מזה יספיק"}
BY_WHEN = {"en": "15/12/2099", "he": "ט״ו בכסליו תתי״ט"}
TRIED = {"en": "I called twice", "he": "התקשרתי פעמיים"}
WAITED = {"en": "Waiting at home", "he": "המתנה בבית"}


def kept(page):
    """Wait for what was typed to be kept without a button."""
    return page.expect_response(lambda answer: answer.request.method == "POST" and answer.status == 204)


@pytest.mark.parametrize(("language", "size"), [("en", WIDE), ("he", PHONE)])
def test_a_case_is_defined_to_its_sentence_and_nothing_half_typed_is_lost(sample, context_of, language, size):
    page = context_of(language, viewport=size).new_page()
    sign_in(page, sample, keeper_of(sample), to="/mine/", language=language)
    case = define(page, sample, language)
    with kept(page):
        page.fill("#settle_for", SETTLE[language])
    page.click("button[value=next]")
    page.wait_for_selector("#by_when")
    page.fill("#by_when", BY_WHEN[language])
    page.click("button[value=next]")
    page.wait_for_selector("#cost_amount")
    page.check("input[name=sort][value=time]")
    page.fill("#cost_amount", "2:30")
    with kept(page):
        page.fill("#cost_what", WAITED[language])
    page.goto(f"{case}problem/costs/")
    assert page.input_value("#cost_what") == WAITED[language] and page.is_checked("input[name=sort][value=time]")
    page.click("button[value=add]")
    page.wait_for_selector(".costs__line")
    assert page.input_value("#cost_what") == ""
    page.click("button[value=next]")
    page.wait_for_selector("#tried")
    page.fill("#tried", TRIED[language])
    page.click("button[value=next]")
    page.goto(f"{case}problem/sentence/")
    assert page.input_value("#sentence").strip()
    looked_at(page)
    page.locator("input[name=term]").first.check()
    page.click("button[value=next]")
    page.wait_for_selector("#story-title")
    assert SETTLE[language] in page.inner_text("body")

    page.goto(f"{case}plan/")
    with kept(page):
        page.fill("#fallback", TRIED[language])
    page.goto(f"{case}plan/")
    assert page.input_value("#fallback") == TRIED[language]
    looked_at(page)


@pytest.mark.parametrize(("language", "size"), [("en", WIDE), ("he", PHONE)])
def test_what_was_heard_in_a_call_stands_in_the_shield_and_is_practised(sample, context_of, language, size):
    page = context_of(language, viewport=size).new_page()
    sign_in(page, sample, keeper_of(sample), to="/mine/", language=language)
    case = define(page, sample, language)
    page.goto(f"{case}call/")
    page.locator("form:has(button.button--main) button").first.click()
    page.wait_for_selector("[data-on-call]")
    technique = page.locator(".on-call__technique summary").first
    name = technique.inner_text().strip()
    technique.click()
    reply = page.locator(
        ".on-call__technique .on-call__reply, .on-call__technique blockquote, .on-call__technique q"
    ).first.inner_text()
    page.locator(".on-call__technique button").first.click()
    page.wait_for_selector("[data-caught] .costs__line")
    page.fill("#said", name)
    page.locator(".on-call__end button").click()
    page.wait_for_selector("#waited_minutes")
    page.click("button[value=save]")
    page.wait_for_selector("#story-title")

    page.goto(f"{case}shield/")
    shown = page.inner_text("main")
    assert name in shown and reply.strip(' "“”„«»\n') in shown
    looked_at(page)
    page.locator(
        f"a[href='/mine/practice/'], a[href='{sample.url}/mine/shield/practice/'], a[href='/mine/shield/practice/']"
    ).first.click()
    page.wait_for_selector(".practice")
    page.locator(".practice button").first.click()
    page.wait_for_selector("[role=status]")
    looked_at(page)
    page.goto(f"{sample.url}/mine/shield/")
    page.locator("details summary").first.click()
    assert page.locator("details q").first.is_visible()
    looked_at(page)
