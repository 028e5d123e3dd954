"""Every page of the desk and of the portal, opened by whom it is for: without a fault, on a phone too, and silent."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.urls import URLPattern, reverse
from playwright.sync_api import Browser, Page, ViewportSize

from amana.desk.urls import urlpatterns as of_the_desk
from amana.portal.urls import urlpatterns as of_the_portal
from tests.browser.conftest import PATIENCE, sign_in
from tests.browser.installed import Installed, installed

pytestmark = pytest.mark.browser

ROOT = Path(__file__).resolve().parents[2]
FURNISH = """
import os, django
os.environ["DJANGO_SETTINGS_MODULE"] = "amana.config.settings"
django.setup()
from datetime import datetime
from pathlib import Path
from tests.browser.furnishing import furnish
furnish(at=datetime.fromisoformat(os.environ["SAMPLE_NOW"]), to=Path(os.environ["AMANA_DATA"]) / "furnished.json")
"""
AGENT, LEAD, MANAGER, OMER = "דנה כץ", "רות בן־עמי", "יוסי שקד", "עומר דביר"
LINK, ENDING, OVER, OWN, NOBODY = "by link", "by the link of an ending", "by the link of what is over", "own", "nobody"
READER = "whom an own case is shared with"

LINKS = {LINK: "token", ENDING: "ending_token", OVER: "over_token", READER: "share_token"}  # the key of furnishing
BIG, SMALL = ViewportSize(width=1280, height=860), ViewportSize(width=360, height=780)


@dataclass(frozen=True)
class Opened:
    """A page as it is opened: by whom, of which thing (a key of furnishing), of which case, and what the address says else."""

    by: str = AGENT
    key: str = ""
    number: str = "number"
    name: str = ""
    more: str = ""


of = Opened
PAGES: dict[str, Opened] = {
    "desk:queue": of(more="?view=all"), "desk:views": of(more="?language=en"), "desk:counter": of(), "desk:case": of(),
    "desk:questions": of(), "desk:question": of(key="question"), "desk:case_print": of(),
    "desk:file_preview": of(key="file"), "desk:notes": of(), "desk:calls": of(), "desk:chats": of(),
    "desk:chat_reply": of(), "desk:call_back": of(), "desk:call_backs": of(), "desk:hand_overs": of(), "desk:closings": of(),
    "desk:reopening": of(number="over"), "desk:terms": of(), "desk:term_met": of(key="term"),
    "desk:term_dropping": of(key="term"), "desk:amends": of(), "desk:gestures": of(), "desk:made_up": of(LEAD),
    "desk:amends_refusal": of(LEAD, key="amends"), "desk:brand_scale": of(LEAD, key="brand"), "desk:conduct": of(),
    "desk:conduct_incident": of(more="?entry={entry}"), "desk:conduct_step": of(name="warning"),
    "desk:conduct_confirmation": of(LEAD, key="proposed_step"), "desk:conduct_refusal": of(LEAD, key="proposed_step"),
    "desk:conduct_taking_back": of(key="conduct_step"), "desk:brand_conduct": of(LEAD, key="brand"), "desk:fault": of(),
    "desk:bending": of(), "desk:word_new": of(name="call_back"), "desk:record": of(),
    "desk:entry_recording": of(key="call"), "desk:entry_recording_removal": of(key="call"),
    "desk:brand_recordings": of(LEAD, key="brand"), "desk:entry_withdrawal": of(key="note"),
    "desk:entry_reading": of(key="entry"), "desk:hand_over_return": of(OMER, key="hand_over"),
    "desk:closing_agreement": of(LEAD, key="closing"), "desk:rung_report": of(LEAD), "desk:case_incident": of(LEAD),
    "desk:incidents": of(LEAD), "desk:incident": of(LEAD, key="incident"), "desk:incident_message": of(LEAD, key="incident"),
    "desk:ladder": of(LEAD, key="brand"), "desk:merging": of(more="?with={ending}"), "desk:unmerging": of(number="merged"),
    "desk:links": of(), "desk:splitting": of(), "desk:case_fields": of(), "desk:standstill": of(), "desk:helpers": of(),
    "desk:labels": of(LEAD, key="brand"), "desk:label_fields": of(LEAD, key="brand"), "desk:label_field": of(LEAD, key="field"),
    "desk:practice": of(), "desk:day": of(), "desk:day_of": of(LEAD, key="dana"), "desk:reports": of(LEAD),
    "desk:notices": of(), "desk:tokens": of(), "desk:promises": of(more="?whose=all"), "desk:promise": of(key="promise"),
            "desk:held": of(), "desk:set_aside": of(), "desk:unsent": of(), "desk:people": of(),
    "desk:person": of(key="person"), "desk:find": of(more="?q=grinder"), "desk:settings": of(MANAGER), "desk:account": of(),
    "desk:brand": of(LEAD, key="brand"), "desk:policies": of(LEAD, key="brand"), "desk:patience": of(LEAD, key="brand"),
    "desk:sign_in_rules": of(MANAGER), "desk:sign_in_firm": of(MANAGER),
    "desk:sign_in_saml": of(MANAGER),
    "desk:privacy": of(MANAGER), "desk:request_new": of(MANAGER), "desk:privacy_request": of(MANAGER, key="request"),
    "desk:privacy_refusal": of(MANAGER, key="request"), "desk:retention": of(MANAGER, key="brand"), "desk:hold_new": of(MANAGER),
    "portal:privacy": of(LINK),
    "desk:changes": of(MANAGER), "desk:settings_carrying": of(MANAGER), "desk:brand_system": of(MANAGER, key="brand"),
    "desk:brand_messengers": of(MANAGER, key="brand", more="?channel=whatsapp"),
    "desk:calendar": of(), "desk:unplaced_calls": of(), "desk:brand_telephone": of(MANAGER, key="brand"),
    "desk:brand_providers": of(MANAGER, key="brand"),
    "desk:case_system": of(), "desk:brand_model": of(MANAGER, key="brand"), "desk:brand_staff": of(LEAD, key="brand"),
    "desk:brand_question": of(LEAD, key="brand"), "desk:teams": of(LEAD), "desk:team": of(LEAD, key="team"),
    "desk:saved_replies": of(LEAD), "desk:saved_reply_new": of(LEAD), "desk:saved_reply": of(LEAD, key="saved_reply"),
    "desk:mailboxes": of(MANAGER), "desk:mailbox": of(MANAGER, key="mailbox"),
    "desk:mailbox_disconnection": of(MANAGER, key="mailbox"), "desk:invitations": of(LEAD),
    "desk:invitation": of(LEAD, key="invitation"), "desk:colleague": of(LEAD, key="colleague"),
    "desk:absence": of(LEAD, key="colleague"), "desk:disabling": of(LEAD, key="colleague"),
    "portal:case": of(LINK), "portal:message": of(LINK), "portal:not_kept": of(LINK), "portal:claim": of(LINK),
    "portal:promise": of(LINK, key="promise"), "portal:release": of(LINK, key="promise"),
    "portal:offer": of(LINK, key="offer"), "portal:closing_agreed": of(ENDING), "portal:closing_refused": of(ENDING),
    "portal:term": of(LINK), "portal:term_dropping": of(LINK, key="own_term"), "portal:still_solved": of(OVER),
    "portal:not_solved": of(OVER), "portal:care": of(OVER), "portal:conduct_answer": of(LINK, key="conduct_step"),
    "portal:call_back": of(LINK), "portal:question": of(LINK), "portal:next_person": of(LINK), "portal:standstill": of(LINK),
    "portal:version": of(LINK, key="call"), "portal:recording": of(LINK, key="call"), "portal:printed": of(LINK),
    "portal:record": of(LINK), "portal:link": of(LINK), "portal:new_link": of(LINK), "portal:no_link": of(LINK),
    "portal:devices": of(LINK), "portal:helpers": of(LINK), "portal:helper_new": of(LINK),
    "portal:helper": of(LINK, key="helper"), "portal:mine": of(OWN), "portal:mine_start": of(NOBODY), "portal:mine_new": of(OWN),
    "portal:own_case": of(OWN), "portal:own_closing": of(OWN), "portal:own_opening": of(OWN), "portal:own_record": of(OWN),
    "portal:own_letter": of(OWN, key="own_call"),
    "portal:own_promise": of(OWN, key="own_promise"), "portal:own_kept": of(OWN, key="own_promise"),
    "portal:own_broken": of(OWN, key="own_promise"), "portal:own_new_time": of(OWN, key="own_promise"),
    "desk:brand_form": of(MANAGER, key="brand"), "portal:write_to": of(NOBODY, key="brand"),
    "desk:brand_hooks": of(MANAGER, key="brand"), "desk:web_hook": of(MANAGER, key="web_hook"),
    "desk:web_hook_removal": of(MANAGER, key="web_hook"), "desk:brand_widget": of(MANAGER, key="brand"),
    "portal:mine_data": of(OWN), "portal:mine_tokens": of(OWN), "portal:mine_everything": of(OWN),
    "portal:mine_phone": of(OWN), "portal:mine_rules": of(OWN),
    "portal:mine_rule": of(OWN, key="own_rule"), "portal:shared_case": of(READER), "portal:companies": of(OWN, more="?q=kav"),
    "portal:companies_bodies": of(OWN), "portal:company_new": of(OWN), "portal:directory_import": of(OWN),
    "portal:company": of(OWN), "portal:company_address": of(OWN), "portal:company_history": of(OWN),
    "portal:company_joining": of(OWN), "portal:company_parting": of(OWN), "portal:company_row_new": of(OWN, name="point"),
    "portal:problem_new": of(OWN), "portal:problem_question": of(OWN, key="own_problem", name="happened"),
    "portal:own_problem": of(OWN), "portal:own_question": of(OWN, name="costs"), "portal:own_plan": of(OWN),
    "portal:own_call": of(OWN), "portal:own_call_end": of(OWN), "portal:mine_shield": of(OWN), "portal:mine_practice": of(OWN),
    "portal:own_shield": of(OWN), "portal:mine_calendar": of(OWN), "portal:mine_asking": of(OWN), "portal:own_waiting": of(OWN),
    "portal:mine_mailbox": of(OWN), "portal:own_check_ups": of(OWN), "portal:own_check_up": of(OWN, key="own_check_up"),
    "portal:own_allies": of(OWN), "portal:own_letters": of(OWN), "portal:own_draft": of(OWN, key="own_draft"),
    "portal:own_draft_sending": of(OWN, key="own_draft"), "portal:own_draft_paper": of(OWN, key="own_draft"),
    "portal:own_sent": of(OWN, key="own_sent"), "portal:own_adding": of(OWN), "portal:own_adding_post": of(OWN),
    "portal:own_added": of(OWN, key="own_added"),
    "portal:own_ladder": of(OWN), "portal:own_rung_asked": of(OWN), "portal:own_rung_answer": of(OWN, key="own_rung"),
    "portal:own_filing": of(OWN), "portal:own_clocks": of(OWN), "portal:own_clock_end": of(OWN, key="own_clock"),
    "portal:own_rule_check": of(OWN, key="own_rule"), "portal:own_office": of(OWN, key="own_office"),
    "desk:disclosing": of(), "desk:entry_not_so": of(number="linked", key="disclosed"), "desk:leak_dispute": of(key="leak"),
    "desk:insight": of(LEAD), "desk:insight_today": of(LEAD), "desk:insight_patience": of(LEAD),
    "desk:insight_promises": of(LEAD), "desk:insight_leaks": of(LEAD), "desk:insight_ladder": of(LEAD),
    "desk:insight_waiting": of(LEAD), "desk:insight_own": of(), "desk:insight_cases": of(LEAD, more="?of=leaks"),
    "desk:articles": of(LEAD), "desk:article_new": of(LEAD), "desk:article": of(LEAD, key="article"),
    "desk:article_words": of(LEAD, key="article", name="he"), "desk:article_keeping": of(LEAD, key="article"),
    "desk:samples": of(LEAD), "desk:sample": of(LEAD, key="sample"), "desk:reading_of": of(LEAD, key="sample"),
    "desk:groups": of(LEAD), "desk:group": of(LEAD, key="group"), "desk:group_name": of(LEAD, key="group"),
    "desk:group_merging": of(LEAD, key="group"), "desk:causes": of(LEAD), "desk:cause_new": of(LEAD),
    "desk:cause": of(LEAD, key="cause"), "desk:cause_change": of(LEAD, key="cause"),
    "desk:cause_withdrawal": of(LEAD, key="cause"), "desk:cause_reopening": of(LEAD, key="cause"),
    "desk:fix_new": of(LEAD, key="cause"), "desk:cause_message": of(LEAD, key="cause"),
    "desk:fix_keeping": of(LEAD, key="fix"), "desk:fix_breach": of(LEAD, key="fix"), "desk:fix_time": of(LEAD, key="fix"),
    "desk:case_cause": of(LEAD), "desk:costs": of(LEAD), "desk:outcomes": of(LEAD),
    "desk:outcome_file": of(LEAD, key="outcomes"), "desk:brand_assumptions": of(LEAD, key="brand"),
    "portal:checkpoints": of(NOBODY),
    "portal:answers": of(NOBODY, key="brand"), "portal:answer": of(NOBODY, key="article"), "portal:kept": of(LINK),
    "portal:mine_search": of(OWN, more="?q=grinder"), "portal:mine_reminders": of(OWN),
    "portal:own_leaks": of(OWN), "portal:own_linking": of(OWN),
    "portal:own_linking_end": of(OWN), "portal:own_showing": of(OWN), "portal:own_their_record": of(OWN),
    "portal:own_stop_lifting": of(OWN, more="?address=nobody@kav.example"),
    "portal:own_sharing": of(OWN), "portal:own_share": of(OWN, key="own_share"), "portal:own_deleting": of(OWN),
}  # fmt: skip

# What answers a GET and is no page, each with its reason.
NO_PAGES = {
    "desk:file": "a file that is saved", "portal:file": "a file that is saved", "portal:own_file": "a file that is saved",
    "desk:file_shown": "the bytes within a preview", "desk:entry_raw": "the letter as it came",
    "desk:mail_raw": "the letter as it came", "desk:entry_original": "the letter's own HTML, which is not ours",
    "desk:entry_recording_sound": "a sound", "portal:recording_sound": "a sound",
    "desk:chat_in_public": "there once somebody wrote in public by a messenger",
    "desk:chat_template": "there once somebody wrote too long ago by a messenger that has templates",
    "desk:settings_file": "a file that is saved", "portal:checkpoints_list": "a file that is saved", "desk:notices_worker": "a script",
    "portal:own_readings": "what a script asks for", "portal:mine_calendar_due": "what a script asks for",
    "portal:companies_suggested": "what a script asks for",
    **dict.fromkeys(
        ("portal:own_paper_file", "portal:own_draft_file", "portal:own_draft_pdf", "portal:shared_file",
         "portal:own_promise_calendar", "portal:calendar_feed"), "a file that is saved",
    ),
    **dict.fromkeys(("portal:own_linking_file", "portal:own_filing_file"), "a file that is saved"),
    "portal:kept_file": "what was brought in by a file, before it is added", "portal:mine_worker": "a script",
    "portal:own_filing_progress": "what a script asks for", "portal:own_entry": "it leads to its place in the case",
    "portal:shared_letter": "a draft within the page of a shared case",
    "portal:mine_phone_code": "a picture within a page", "portal:writing": "it redirects where one brand has a page",
    "portal:own_reach": "it leads to the page of the company", "portal:company_row": "as the page of a new one, with what is there",
    "portal:own_adding_mailbox": "it leads to one's mailbox where none is connected",
    **dict.fromkeys(
        (f"desk:{act}" for act in ("fulfilment", "breach", "owner", "settlement", "release", "confirmation", "dismissal")),
        "sent from the page of the promise; it shows a form again only with what was wrong in it",
    ),
    "portal:widget_script": "a script for other sites", "desk:ringing": "what a script asks for",
    **dict.fromkeys(
        (f"portal:widget{part}" for part in ("", "_times", "_message", "_call", "_chat", "_mail")),
        "what that script asks for and sends",
    ),
    "desk:mailbox_return": "where a mail provider sends the browser back; it redirects",
}  # fmt: skip


# The whole page, and within it whatever stands beyond its edges and is neither hidden nor within a box that scrolls.
OVER_THE_EDGE = """() => {
  const root = document.documentElement, over = root.scrollWidth - root.clientWidth;
  if (over <= 0) return [];
  const scrolls = (one) => { for (let up = one.parentElement; up; up = up.parentElement)
    if (getComputedStyle(up).overflowX !== 'visible') return true; return false; };
  const wide = [...document.body.querySelectorAll('*')].filter((one) => {
    const box = one.getBoundingClientRect();
    return box.width > 1 && (box.right > root.clientWidth + 1 || box.left < -1) && !scrolls(one);
  });
  return [over + ' px', ...wide.slice(0, 4).map((one) => one.outerHTML.slice(0, 140))];
}"""
# Without fetching the style sheets a second time, which is what preloading does.
FAULTS = """async () => {
  const found = await axe.run({resultTypes: ['violations'], preload: false,
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']});
  return found.violations.filter((fault) => ['serious', 'critical'].includes(fault.impact))
    .flatMap((fault) => fault.nodes.slice(0, 3).map((node) => fault.id + ': ' + node.html.slice(0, 160)));
}"""
# What a person can use now, numbered; of radio buttons of one name only one is a stop.
CAN_BE_USED = """() => {
  const seen = new Set();
  const usable = [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex="0"]')]
    .filter((one) => one.checkVisibility({visibilityProperty: true}) && !one.disabled && one.type !== 'hidden'
      && one.tabIndex >= 0 && one.getClientRects().length)
    .filter((one) => one.type !== 'radio' || (!seen.has(one.name) && seen.add(one.name)));
  usable.forEach((one, number) => { one.dataset.number = number; });
  return usable.length;
}"""
FOCUSED = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return null;
  let number = one.dataset.number;
  if (number === undefined && one.type === 'radio')
    number = document.querySelector(`input[type=radio][name="${one.name}"][data-number]`)?.dataset.number;
  const drawn = (it) => { const style = getComputedStyle(it);
    return (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== 'none'; };
  const label = one.labels?.[0];
  return {number: number ?? one.outerHTML.slice(0, 120), html: one.outerHTML.slice(0, 120),
          is_seen: [one, label, one.closest('.composer')].some((it) => it && drawn(it))};
}"""
MISSED = """(reached) => [...document.querySelectorAll('[data-number]')]
  .filter((one) => !reached.includes(one.dataset.number)).map((one) => one.outerHTML.slice(0, 120))"""


def methods_of(pattern: URLPattern) -> set[str]:
    """Return the methods a view says it answers; without a word, all of them."""
    view: Any = pattern.callback
    while view is not None:
        code = getattr(view, "__code__", None)
        held = zip(code.co_freevars, view.__closure__ or (), strict=True) if code is not None else ()
        for name, cell in held:
            if name == "request_method_list":
                return set(cell.cell_contents)
        view = getattr(view, "__wrapped__", None)
    return {"GET"}


def patterns() -> dict[str, URLPattern]:
    return {f"desk:{one.name}": one for one in of_the_desk} | {f"portal:{one.name}": one for one in of_the_portal}


@dataclass
class Furnished:
    """The sample with something of every kind, served; the keys of what is there."""

    served: Installed
    keys: dict[str, str]

    def door(self, by: str) -> str:
        """Return where somebody comes in."""
        own = {OWN: "/mine/", NOBODY: "/mine/start/"}
        room = "/mine/shared" if by == READER else "/c"
        return self.served.url + (f"{room}/{self.keys[LINKS[by]]}/" if by in LINKS else own.get(by, "/desk/"))

    def address(self, name: str, opened: Opened) -> str:
        number = self.keys["own_number"] if opened.by == OWN else self.keys[opened.number]
        known = {"number": number, "name": opened.name, "key": self.keys.get(opened.key, "")}
        known |= {"thing": opened.name, "language": opened.name, "place": "1", "company_key": self.keys["own_company"]}
        known["token"] = self.keys[LINKS[opened.by]] if opened.by in LINKS else ""
        converters = patterns()[name].pattern.converters
        return reverse(name, kwargs={one: known[one] for one in converters}) + opened.more.format(**self.keys)


@pytest.fixture(scope="module")
def furnished(sample: Installed, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Furnished]:
    """A copy of the sample, so that what is added here is in nobody else's way."""
    folder = tmp_path_factory.mktemp("furnished")
    shutil.copytree(sample.folder, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("amana.sqlite3*"))
    with sqlite3.connect(sample.folder / "amana.sqlite3") as there, sqlite3.connect(folder / "amana.sqlite3") as here:
        there.backup(here)
    now = datetime.now(UTC).isoformat()
    with installed(folder, now=now, fill=FURNISH, PYTHONPATH=str(ROOT)) as served:
        yield Furnished(served, json.loads((folder / "furnished.json").read_text()))


@dataclass
class Visitor:
    """Somebody who came in once, their page, and what its console has said since the page was opened."""

    page: Page
    said: list[str]

    def hear(self, message: object) -> None:
        kind, text = getattr(message, "type", "error"), getattr(message, "text", str(message))
        if kind in {"error", "warning"}:
            self.said.append(f"{kind}: {text}")

    def open(self, furnished: Furnished, name: str) -> list[str]:
        """Open a page and return what its console said of it."""
        self.page.evaluate("0")  # what the page before still had to say is heard by now
        self.said.clear()
        wanted = furnished.served.url + furnished.address(name, PAGES[name])
        answer = self.page.goto(wanted)
        assert answer is not None
        assert (answer.status, self.page.url) == (200, wanted)
        return list(self.said)


@pytest.fixture(scope="module")
def visitor(browser: Browser, furnished: Furnished) -> Iterator[Callable[[str, str], Visitor]]:
    """Return somebody, reading in a language: Hebrew on a wide screen, English on a small phone."""
    here: dict[str, Visitor] = {}

    def come_in(by: str, language: str) -> Visitor:
        if by not in here:
            context = browser.new_context(locale="he", timezone_id="Asia/Jerusalem", reduced_motion="reduce")
            context.set_default_timeout(PATIENCE)
            here[by] = entered(context.new_page(), furnished, by)
        page = here[by].page
        if by == READER:  # who reads in the language of their browser
            page.set_viewport_size(BIG if language == "he" else SMALL)
        elif page.locator("html").get_attribute("lang") != language:
            page.set_viewport_size(BIG if language == "he" else SMALL)
            page.goto(furnished.door(by))
            page.locator(f"button[value='{language}']").first.evaluate("button => button.click()")
            page.wait_for_selector(f"html[lang='{language}']")
        return here[by]

    yield come_in
    for one in here.values():
        one.page.context.close()


def entered(page: Page, furnished: Furnished, by: str) -> Visitor:
    served = furnished.served
    page.set_viewport_size(BIG)
    if by in LINKS and by != READER:
        page.goto(furnished.door(by))
        page.locator("form button.button--main").click()
        page.wait_for_selector("#code")
        code = re.search(r"\b(\d{4}) ?(\d{4})\b", served.newest_mail("code"))
        assert code is not None
        page.fill("#code", code[1] + code[2])
        page.locator("form:has(#code) button").click()
        page.wait_for_selector("#code", state="detached")
    elif by not in {NOBODY, READER}:
        sign_in(page, served, furnished.keys["own_name"] if by == OWN else by, to="/mine/" if by == OWN else "/desk/")
    page.goto(furnished.door(by))
    visitor = Visitor(page, [])
    page.on("console", visitor.hear)
    page.on("pageerror", visitor.hear)
    return visitor


def test_every_address_is_in_the_table_or_left_out_with_a_reason():
    addresses = {name: methods_of(one) for name, one in patterns().items()}
    unknown = {name for name, methods in addresses.items() if "GET" in methods} - PAGES.keys() - NO_PAGES.keys()
    gone = (PAGES.keys() | NO_PAGES.keys()) - addresses.keys()
    assert (unknown, gone) == (set(), set())


@pytest.mark.parametrize("name", PAGES)
def test_a_page_has_no_serious_fault_and_its_console_is_silent(furnished, visitor, name):
    here = visitor(PAGES[name].by, "he")
    assert here.open(furnished, name) == []
    assert here.page.locator("html").get_attribute("dir") == "rtl"
    here.page.evaluate(AXE_SCRIPT)
    assert here.page.evaluate(FAULTS) == []


@pytest.mark.parametrize("name", PAGES)
def test_a_page_stays_within_a_small_phone(furnished, visitor, name):
    here = visitor(PAGES[name].by, "en")
    assert here.open(furnished, name) == []
    assert here.page.locator("html").get_attribute("dir") == ("rtl" if PAGES[name].by == READER else "ltr")
    assert here.page.evaluate(OVER_THE_EDGE) == []


@pytest.mark.parametrize("name", ["desk:queue", "desk:counter", "desk:case", "desk:settings", "desk:notices",
                                  "desk:conduct_incident", "portal:case", "portal:own_case"])  # fmt: skip
def test_everything_that_can_be_used_is_reached_by_tab_and_shows_it(furnished, visitor, name):
    here = visitor(PAGES[name].by, "he")
    here.open(furnished, name)
    all_of_them = here.page.evaluate(CAN_BE_USED)
    reached: set[str] = set()
    unseen: list[str] = []
    for _ in range(2 * all_of_them):
        here.page.keyboard.press("Tab")
        focused = here.page.evaluate(FOCUSED)
        if focused is None:
            continue
        if focused["number"] in reached and len(reached) >= all_of_them:
            break
        reached.add(focused["number"])
        unseen += [] if focused["is_seen"] else [focused["html"]]
    assert (here.page.evaluate(MISSED, sorted(reached)), unseen) == ([], [])
