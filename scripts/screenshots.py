"""Take the pictures of docs/screenshots: the sample world, in three languages, wide and on a phone.

Usage: scripts/screenshots.py [--only he-wide] [--to FOLDER]. Needs Debian's chromium.
"""

from __future__ import annotations

import argparse
import re
import shutil
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.browser.installed import FILL, PASSWORD, Installed, installed  # noqa: E402  # the root is on the path from here

SIZES = {"wide": (1280, 860), "phone": (390, 844)}
AGENTS = {"he": "דנה כץ", "ar": "رانيا حدّاد", "en": "רות בן־עמי"}
MANAGER = "יוסי שקד"
VAGUE = {
    "he": "שלום, המכונה כבר במעבדה. נחזור אליך בהקדם עם מחיר. אשלח את אישור התיקון עד יום שלישי.",
    "ar": "مرحباً، الماكينة في الورشة. سنعود إليك في أقرب وقت بالسعر. سأرسل لك تأكيد التصليح حتى يوم الثلاثاء.",
    "en": "Hello, the machine is in the workshop. We will get back to you soon with a price. I will send you the "
    "confirmation of the repair by Tuesday.",
}
# What the clock does within some minutes: questions are grouped, leaks judged, weeks counted.
LEARN = """
import os, django
os.environ["DJANGO_SETTINGS_MODULE"] = "amana.config.settings"
django.setup()
from datetime import datetime
from amana.insight.causes.arriving import count_arrivals
from amana.insight.parting import count_parts
from amana.insight.recurring.taking import group_some
from amana.insight.straining import keep_strained
from amana.review.leaks.keeping import look_around
at = datetime.fromisoformat(os.environ["SAMPLE_NOW"])
for step in (lambda: group_some(worker="pictures", at=at), lambda: look_around(at), lambda: count_parts(at), lambda: count_arrivals(at)):
    while step(): pass
keep_strained(at)

# And what people made of it: the question that comes most often has a cause, a fix by a day, and an answer; some cases were read.
from datetime import timedelta
from amana.insight.causes.counting import count_cause
from amana.insight.causes.fixing import Plan, promise_fix
from amana.insight.causes.gathering import add_group
from amana.insight.causes.opening import Said, open_cause
from amana.insight.costs.leaking import count_leaks
from amana.insight.knowledge.writing import begin, publish, write
from amana.insight.models import Group
from amana.review.reviewing.drawing import draw
from amana.team.models import Agent
from amana.team.viewing import at_the_desk
manager = Agent.objects.get(account__name="יוסי שקד")
group = Group.objects.exclude(brand=None).order_by("-size").first()
if group is not None:
    by, week = at_the_desk(manager), timedelta(days=7)
    said = Said("הסדנה מחזירה מכונות בלי בדיקה אחרי התיקון", (at - 6 * week).date(), manager, "נספר מחדש אחרי שלושה שבועות.")
    cause = open_cause(group.brand, said, by=by, at=at)
    add_group(cause, group, by=by, at=at)
    promise_fix(cause, Plan("בדיקה של רבע שעה לפני כל החזרה, עם חתימה", manager, at + 2 * week), by=by, at=at)
    count_cause(cause, at=at)
    article = begin(group.brand, owner=manager, review_on=(at + 12 * week).date(), cause=cause, by=by, at=at)
    text = "לא לפתוח אותה. אנחנו באים לקחת אותה שוב, בלי תשלום, ובודקים אותה לפני שהיא חוזרת."
    publish(write(article, "he", title="המכונה חזרה מתיקון ועדיין לא עובדת", text=text, by=by, at=at), by=by, at=at)
    draw(group.brand, since=(at - 5 * week).date(), until=(at - timedelta(days=1)).date(), by=by, at=at, seed=7)
    count_leaks(at)
"""
# Pages of one thing each: where its key stands.
THINGS = {
    "group": ("groups", "SELECT group_id FROM insight_causegroup LIMIT 1"),
    "cause": ("causes", "SELECT id FROM insight_cause LIMIT 1"),
    "answer": ("articles", "SELECT id FROM insight_article LIMIT 1"),
    "review": ("reviews", "SELECT id FROM review_sample LIMIT 1"),
}
INSIGHT = {"insight": "", "insight-today": "today/", "insight-promises": "promises/?weeks=13", "insight-leaks": "leaks/",
           "insight-ladder": "ladder/", "insight-waiting": "waiting/", "insight-patience": "patience/"}  # fmt: skip


def main() -> None:
    """Serve the sample, walk through it in each language and size, and save what is seen."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="such as he-wide: one language and size")
    parser.add_argument("--to", type=Path, default=ROOT / "docs" / "screenshots")
    options = parser.parse_args()
    options.to.mkdir(parents=True, exist_ok=True)
    now = datetime.now(UTC).isoformat()
    with (
        tempfile.TemporaryDirectory() as folder,
        installed(Path(folder), now=now, fill=FILL + LEARN) as sample,
        sync_playwright() as play,
    ):
        browser = play.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for language in AGENTS:
            for size in SIZES:
                if options.only in {"", f"{language}-{size}"}:
                    Walk(browser, sample, language, size, options.to).all()


class Walk:
    """One walk through the product, in one language and size."""

    def __init__(self, browser: Browser, sample: Installed, language: str, size: str, folder: Path) -> None:
        self.browser, self.sample, self.language, self.size, self.folder = browser, sample, language, size, folder
        width, height = SIZES[size]
        # Any: Playwright names some thirty options, each with a type of its own.
        self.options: dict[str, Any] = {"viewport": {"width": width, "height": height}, "locale": language,
                        "timezone_id": "Asia/Jerusalem", "reduced_motion": "reduce"}  # fmt: skip

    def all(self) -> None:
        self.desk()
        self.portal()
        self.own_case()
        if self.size == "wide":
            self.insight()

    def shot(self, page: Page, name: str) -> None:
        page.wait_for_load_state("networkidle")
        page.screenshot(path=str(self.folder / f"{self.language}-{self.size}-{name}.png"))

    def sign_in(self, page: Page, email: str, *, to: str) -> None:
        page.goto(f"{self.sample.url}/accounts/login/?next={to}")
        page.fill("input[name=login]", email)
        page.fill("input[name=password]", PASSWORD)
        page.locator("form:has(input[name=password]) button").first.click()
        page.wait_for_url(re.compile(re.escape(to)))
        if page.locator("html").get_attribute("lang") != self.language:
            page.locator(f".languages button[value='{self.language}']").first.evaluate("button => button.click()")
            page.wait_for_selector(f"html[lang='{self.language}']")

    def desk(self) -> None:
        page = self.browser.new_page(**self.options)
        email = self.sample.rows("SELECT email FROM people_account WHERE name = ?", AGENTS[self.language])[0][0]
        self.sign_in(page, str(email), to="/desk/")
        page.goto(f"{self.sample.url}/desk/?view=all")
        self.shot(page, "queue")
        number = self.case()[0]
        page.goto(f"{self.sample.url}/desk/cases/{number}/")
        self.shot(page, "case")
        page.fill("#composer-text", VAGUE[self.language])
        page.locator("#composer-text").press("Space")
        page.wait_for_selector("#composer-ledger .composer__promise--asks", timeout=8000)
        page.locator("#reply").scroll_into_view_if_needed()
        self.shot(page, "composer")
        page.goto(f"{self.sample.url}/desk/promises/")
        self.shot(page, "promises")
        page.close()

    def insight(self) -> None:
        page = self.browser.new_page(**self.options)
        email = self.sample.rows("SELECT email FROM people_account WHERE name = ?", MANAGER)[0][0]
        self.sign_in(page, str(email), to="/desk/")
        pages = {name: f"insight/{path}" for name, path in INSIGHT.items()} | {
            "groups": "groups/",
            "causes": "causes/",
            "costs": "costs/",
        }
        for name, (path, query) in THINGS.items():
            ((key,),) = self.sample.rows(query)
            pages[name] = f"{path}/{UUID(str(key))}/"
        for name, path in pages.items():
            page.goto(f"{self.sample.url}/desk/{path}")
            self.shot(page, name)
        page.close()

    def case(self) -> tuple[object, ...]:
        """Return number and key of the busiest open case in this language."""
        return self.sample.rows(
            "SELECT c.number, c.book_id FROM cases_case c JOIN record_chain r ON r.book_id = c.book_id "
            "WHERE c.kept_by = 'company' AND c.state = 'open' AND c.language = ? AND r.audience = 'shared' "
            "AND c.waiting_for = 'company' ORDER BY r.length DESC LIMIT 1",
            self.language,
        )[0]

    def portal(self) -> None:
        page = self.browser.new_page(**self.options)
        mail = self.sample.mail_of_case(str(self.case()[1]))
        found = re.search(r"/c/([a-z2-7]{32})/", mail)
        assert found is not None
        page.goto(f"{self.sample.url}/c/{found[1]}/")
        page.click("main form button.button--main, form button.button--main")
        page.wait_for_selector("#code")
        code = re.search(r"\b(\d{4} \d{4})\b", self.sample.newest_mail("code"))
        assert code is not None
        page.fill("#code", code[1])
        page.click("form button.button--main")
        page.wait_for_load_state()
        self.shot(page, "portal")
        page.close()

    def own_case(self) -> None:
        page = self.browser.new_page(**self.options)
        email, number = self.sample.rows(
            "SELECT a.email, c.number FROM cases_case c JOIN people_person p ON p.id = c.owner_id "
            "JOIN people_account a ON a.id = p.account_id LIMIT 1"
        )[0]
        self.sign_in(page, str(email), to="/mine/")
        page.goto(f"{self.sample.url}/mine/{number}/")
        self.shot(page, "own-case")
        page.close()


if __name__ == "__main__":
    main()
