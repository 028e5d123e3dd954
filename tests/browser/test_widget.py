"""The widget on a page of another origin with a strict policy: by keyboard, in Hebrew and English, and without JavaScript."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, Request, expect

from tests.browser.installed import Installed

pytestmark = pytest.mark.browser

ROOT = Path(__file__).resolve().parents[2]
BEGIN = """
import os, sys, json, django
os.environ["DJANGO_SETTINGS_MODULE"] = "amana.config.settings"
django.setup()
from django.utils import timezone
from amana.cases.models import Case
from amana.counter.conversing import in_conversation
from amana.counter.sites import Wanted, set_widget
from amana.counter.writing import set_form
from amana.desk.connecting.forms import tag_of
from amana.handling.talking.replying import Reply, reply
from amana.team.models import Agent, Brand
from amana.team.viewing import at_the_desk
asked, at = sys.argv[1:], timezone.now()
"""
PUT_ON = """
brand, by = Brand.objects.get(), at_the_desk(Agent.objects.get(account__email__startswith="yossi@"))
set_form(brand, is_on=True, by=by, at=at)
set_widget(brand, Wanted([asked[0]]), by=by, at=at)
print(json.dumps({"tag": str(tag_of(brand)), "key": str(brand.pk)}))
"""
ANSWER = """
case = Case.objects.get(number=asked[0])
reply(case, Reply(asked[1]), by=at_the_desk(case.holder), at=at, through=in_conversation)
"""
PAGE = """<!doctype html><html lang="{language}" dir="{direction}"><head><meta charset="utf-8"><title>Shop</title>
</head><body><main><h1>Kettles</h1><p><a href="#more">More</a></p></main>{tag}</body></html>"""


@dataclass
class Shop:
    """Somebody else's site, on a host name of its own; `tag` is what stands in its pages."""

    url: str
    tag: str = ""
    key: str = ""

    def page(self, language: str) -> bytes:
        direction = "rtl" if language == "he" else "ltr"
        return PAGE.format(language=language, direction=direction, tag=self.tag).encode()


def in_the_sample(sample: Installed, program: str, *asked: str) -> str:
    bare = {name: value for name, value in os.environ.items() if not name.startswith(("AMANA_", "DJANGO_"))}
    inside = bare | {"AMANA_DATA": str(sample.folder), "AMANA_BASE_URL": sample.url, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", BEGIN + program, *asked]
    return subprocess.run(command, env=inside, check=True, timeout=60, capture_output=True, text=True).stdout


@pytest.fixture(scope="module")
def shop(sample: Installed) -> Iterator[Shop]:
    """A page of another origin that allows scripts and requests of ours alone, and no style but its own."""

    class Pages(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            policy = f"default-src 'none'; script-src {sample.url}; connect-src {sample.url}; base-uri 'none'"
            body = made.page(self.path.strip("/")[:2])
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Security-Policy", f"{policy}; require-trusted-types-for 'script'")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    made = Shop(f"http://localhost:{server.server_address[1]}")
    found = json.loads(in_the_sample(sample, PUT_ON, made.url))
    made.tag, made.key = found["tag"], found["key"]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield made
    server.shutdown()
    thread.join(timeout=10)


@dataclass
class Visit:
    """A page of the shop, what its console said, and what it asked of anybody."""

    page: Page
    said: list[str]
    asked: list[Request]

    def note(self, request: Request) -> None:
        self.asked.append(request)

    def is_clean(self, sample: Installed, shop: Shop) -> None:
        """Nothing is kept in cookies, nobody else is asked, nothing is forbidden, and axe finds no fault."""
        assert self.page.context.cookies() == [] and self.page.evaluate("localStorage.length") == 0
        strangers = [one.url for one in self.asked if not one.url.startswith((sample.url, shop.url))]
        assert (strangers, self.said) == ([], [])
        assert [one.url for one in self.asked if "cookie" in one.headers] == []
        problems = Axe().run(self.page).response["violations"]
        assert not problems, [(problem["id"], problem["nodes"][0]["html"][:200]) for problem in problems]


@pytest.fixture
def opened(shop: Shop, context_of: Callable[..., BrowserContext]) -> Callable[..., Visit]:
    def open_page(language: str, **options: object) -> Visit:
        page = context_of(language, **options).new_page()
        visit = Visit(page, [], [])
        page.on("console", lambda one: visit.said.append(one.text) if one.type in {"error", "warning"} else None)
        page.on("pageerror", lambda error: visit.said.append(str(error)))
        page.on("request", visit.note)
        page.goto(f"{shop.url}/{language}")
        return visit

    return open_page


WORDS = {"he": ("הקומקום דולף.", "רוני"), "en": ("My kettle leaks.", "Maya")}


@pytest.mark.parametrize("language", ["he", "en"])
def test_the_form_is_sent_by_keyboard_from_another_origin(sample, shop, opened, language):
    visit = opened(language, viewport={"width": 390, "height": 844})
    page = visit.page
    opener = page.locator(".opener")
    opener.wait_for()
    assert page.locator(".amana").get_attribute("dir") == ("rtl" if language == "he" else "ltr")
    opener.focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    dialog.wait_for()
    page.keyboard.press("Escape")
    assert (
        not dialog.is_visible()
        and page.evaluate("document.activeElement.shadowRoot.activeElement.className") == "opener"
    )
    page.keyboard.press("Enter")
    page.locator("dialog p > button").nth(1).focus()
    page.keyboard.press("Enter")
    visit.is_clean(sample, shop)
    # The name has the focus; the dialog keeps it however often one goes on.
    assert page.evaluate("document.activeElement.shadowRoot.activeElement.name") == "name"
    for words in (WORDS[language][1], f"{language}@stern.example"):
        page.keyboard.type(words)
        page.keyboard.press("Tab")
    for choice in page.locator("input[name=place]").all()[-1:]:
        choice.check()
    page.locator("textarea").focus()
    page.keyboard.type(WORDS[language][0])
    page.locator("#call").focus()
    page.keyboard.press("Space")
    page.locator("#number").wait_for()
    page.locator("#when").select_option(index=4)
    page.fill("#number", "050-1234567")
    visit.is_clean(sample, shop)
    page.locator("form .main").press("Enter")
    expect(page.locator("[role=status]")).to_contain_text("AM-")
    visit.is_clean(sample, shop)
    rows = sample.rows("SELECT book_id FROM cases_case WHERE channel = 'email' AND subject = ?", WORDS[language][0])
    assert len(rows) == 1
    assert sample.rows("SELECT count(*) FROM commitments_slot WHERE number = '050-1234567'")[0][0] >= 1
    box = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert box[0] <= box[1]


@pytest.mark.parametrize("language", ["he", "en"])
def test_words_go_to_and_fro_and_are_still_there_on_the_next_page(sample, shop, opened, language):
    visit = opened(language)
    page = visit.page
    page.locator(".opener").click()
    page.locator("dialog .main").click()
    page.fill("#name", WORDS[language][1])
    page.fill("#text", WORDS[language][0])
    with page.expect_response("**/chat/?lang=*") as first:
        page.locator("dialog form .main").first.click()
    number = first.value.json()["number"]
    page.locator(".one").first.wait_for()
    in_the_sample(sample, ANSWER, number, "<b>Yes</b>, I am here.")
    page.locator(".ours").wait_for()
    assert page.locator(".ours .words").inner_text() == "<b>Yes</b>, I am here."
    visit.is_clean(sample, shop)
    page.goto(f"{shop.url}/{language}/next")
    page.locator(".opener").click()
    page.locator(".ours").wait_for()
    page.locator("summary").click()
    page.fill("#mail", f"talk-{language}@stern.example")
    page.locator("details button").click()
    page.locator("details").wait_for(state="detached")
    visit.is_clean(sample, shop)
    assert page.evaluate("sessionStorage.getItem(sessionStorage.key(0)) || ''") == ""
    assert number in sample.newest_mail("receipt") and WORDS[language][0] not in sample.newest_mail("receipt")


def test_without_javascript_a_link_leads_to_the_page_that_asks_the_same(sample, shop, opened):
    visit = opened("en", java_script_enabled=False)
    visit.page.locator("a", has_text="Write to us").click()
    page = visit.page
    expect(page).to_have_url(f"{sample.url}/write/{shop.key}/")
    page.fill("#write-name", "Maya")
    page.fill("#write-mail", "noscript@stern.example")
    page.fill("#write-text", "The lid of my kettle is lost.")
    for choice in page.locator("input[name=place]").all()[-1:]:
        choice.check()
    page.locator("form .button--main").click()
    expect(page.locator("main")).to_contain_text("noscript@stern.example")
