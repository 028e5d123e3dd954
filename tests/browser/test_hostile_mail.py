"""Hostile HTML mail on every page that shows it: nothing runs, nothing leaves, nothing asks for a password (A17 to A24, A27, A30)."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.browser.conftest import enter_by_link, sign_in
from tests.browser.installed import Installed, installed

pytestmark = pytest.mark.browser

FILL = """
import os, django
os.environ["DJANGO_SETTINGS_MODULE"] = "amana.config.settings"
django.setup()
from pathlib import Path
from django.utils import timezone
from amana.channels.email.peeking import peek
from amana.config.preparing import prepare
from amana.handling.intake.importing import ensure_brand
from amana.handling.intake.receiving import receive
from amana.post.accepting import Came, accept_all
from amana.team.joining import add_agent
prepare()
at = timezone.now()
brand = ensure_brand(["support@example.com"], at=at)
add_agent("dana@example.com", name="Dana", brands=[brand], at=at, role="lead", password=os.environ["SAMPLE_PASSWORD"])
for path in sorted(Path(os.environ["SAMPLE_MAIL"]).glob("html-*.eml")):
    raw = path.read_bytes()
    peeked = peek(raw)
    accept_all([Came(raw, peeked.digest, path.stem, peeked.message_id)], at=at)
while receive(worker="fill", at=timezone.now()):
    pass
from tests.browser.hostile_words import write_everywhere
write_everywhere(brand, at=at, to=Path(os.environ["AMANA_DATA"]) / "hostile.json")
"""
# What may not be in a document that shows somebody else's HTML.
ALIVE = """() => {
  const found = [];
  const forbidden = ['script', 'iframe', 'object', 'embed', 'form', 'input', 'base', 'link', 'svg', 'math', 'template'];
  for (const node of document.querySelectorAll('*')) {
    const name = node.localName;
    if (forbidden.includes(name)) found.push(name);
    if (name === 'meta' && node.httpEquiv.toLowerCase() === 'refresh') found.push('refresh');
    for (const attribute of node.attributes) {
      if (/^on/i.test(attribute.name)) found.push(attribute.name);
      const leads = ['href', 'action', 'formaction'].includes(attribute.name);
      if (leads && /^\\s*(javascript|data|vbscript):/i.test(attribute.value)) found.push(attribute.value.slice(0, 30));
      if (attribute.name === 'style' && /url\\(|position\\s*:/i.test(attribute.value)) found.push(attribute.value.slice(0, 60));
    }
  }
  return found;
}"""


# Set before any script of a page: payloads call it, and what a policy had to stop is told as well.
WATCH = """
window.happened = [];
window.pwn7 = () => { window.happened.push('a payload ran'); };
document.addEventListener('securitypolicyviolation', (e) => window.happened.push(`${e.violatedDirective} ${e.blockedURI} ${e.sample}`));
"""
# Whether a payload stands anywhere but in words and in harmless attributes.
MARKED = """() => {
  const found = [];
  for (const node of document.querySelectorAll('*')) {
    const name = node.localName;
    if (['script', 'style'].includes(name) && !node.type.includes('json') && node.textContent.includes('pwn7')) found.push(name);
    const holds = ['iframe', 'base', 'object', 'embed'].includes(name);
    if (name.includes('pwn7') || (holds && node.outerHTML.includes('pwn7'))) found.push(name);
    for (const attribute of node.attributes) {
      if (!attribute.value.includes('pwn7') && !attribute.name.includes('pwn7')) continue;
      const leads = ['href', 'src', 'action', 'formaction', 'srcdoc', 'style'].includes(attribute.name);
      const away = leads && new URL(attribute.value, location.href).origin !== location.origin && !/^mailto:/.test(attribute.value);
      const chosen = name === 'a' && /^https:/.test(attribute.value) && /noreferrer/.test(node.rel);
      if ((away && !chosen) || /^(on|hx-|data-hx)/i.test(attribute.name) || attribute.name.includes('pwn7'))
        found.push(`${name} ${attribute.name}=${attribute.value.slice(0, 60)}`);
    }
  }
  return [...found, ...(window.happened || [])];
}"""


@pytest.fixture(scope="module")
def hostile(shared: Path, tmp_path_factory: pytest.TempPathFactory):
    folder = tmp_path_factory.mktemp("hostile")
    mail = str(shared / "mail" / "_synthetic")
    with installed(folder, now=datetime.now(UTC).isoformat(), fill=FILL, SAMPLE_MAIL=mail) as served:
        yield served


def shown(hostile: Installed) -> list[tuple[object, ...]]:
    return hostile.rows(
        "SELECT a.door, c.number, r.entry_key, c.book_id FROM post_rawmessage r JOIN cases_case c ON c.book_id = r.case_key "
        "JOIN post_arrival a ON a.raw_id = r.id WHERE r.state = 'done' AND a.door LIKE 'html-%' ORDER BY a.door"
    )


def test_a17_to_a24_hostile_html_is_dead_in_every_page_that_shows_it(hostile, context_of):
    context = context_of()
    page = context.new_page()
    happened: list[str] = []
    page.on("dialog", lambda dialog: (happened.append(f"dialog {dialog.message}"), dialog.dismiss()))
    context.on(
        "request",
        lambda request: happened.append(request.url) if not request.url.startswith((hostile.url, "data:")) else None,
    )
    sign_in(page, hostile, "Dana", language="en")
    mails = shown(hostile)
    assert len(mails) >= 20

    for door, number, entry, _book in mails:
        page.goto(f"{hostile.url}/desk/cases/{number}/")
        page.mouse.move(600, 400)
        key = str(entry)
        key = f"{key[:8]}-{key[8:12]}-{key[12:16]}-{key[16:20]}-{key[20:]}"
        answer = page.goto(f"{hostile.url}/desk/cases/{number}/entries/{key}/original/")
        assert answer is not None
        if answer.status == 404:
            continue  # a mail without HTML has no such view
        assert "sandbox" in answer.headers["content-security-policy"], door
        assert page.evaluate(ALIVE) == [], door
    assert happened == []


def test_a19_a_name_or_subject_with_markup_is_only_text(hostile, context_of):
    page = context_of().new_page()
    sign_in(page, hostile, "Dana", language="en")
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    for path in (
        "/desk/?view=all",
        "/desk/people/",
        "/desk/promises/?whose=all",
        "/desk/find/?q=script",
        "/desk/held/",
    ):
        page.goto(hostile.url + path)
        assert page.locator("main script, main img[onerror]").count() == 0, path
    assert dialogs == []


def test_a20_the_customers_page_and_the_mail_we_send_are_clean_too(hostile, context_of):
    answered = {
        row[0] for row in hostile.rows('SELECT "case" FROM post_outgoing')
    }  # one sender gets few receipts a day
    door, _number, _entry, book = next(row for row in shown(hostile) if row[3] in answered)
    assert "<script" not in hostile.mail_of_case(str(book))
    page = context_of().new_page()
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    enter_by_link(page, hostile, str(book))

    assert page.locator("main script").count() == 0, door
    assert dialogs == []


def test_a17_a19_a20_a27_a30_every_payload_is_words_in_every_output_a_browser_shows(hostile, context_of, tmp_path):
    """Pages of the desk, of the customer, of an own case; the record taken home; the mails we sent, as a mail program shows them."""
    told = json.loads((hostile.folder / "hostile.json").read_text("utf-8"))
    context = context_of()
    context.add_init_script(WATCH)
    page, left, seen = context.new_page(), [], 0
    page.on("dialog", lambda dialog: (left.append(f"dialog {dialog.message}"), dialog.dismiss()))
    context.on(
        "request",
        lambda asked: left.append(asked.url) if "evil.example" in asked.url or "pwn7.example" in asked.url else None,
    )

    sign_in(page, hostile, "Dana", language="en")
    alive = []
    at_desk = ["?view=all", "people/", "promises/?whose=all", "find/?q=pwn7", "held/", "insight/", "insight/today/", "causes/", "groups/",
               *[f"cases/{told['number']}/{one}" for one in ("", "print/?notes=1", "notes/", "calls/", "merging/?with=pwn7", "record/")],
               *[f"cases/{number}/" for number in told["numbers"][:3]]]  # fmt: skip
    for path in at_desk:
        page.goto(f"{hostile.url}/desk/{path}")
        page.mouse.move(500, 400)
        seen += "pwn7" in page.content()
        alive += [(path, one) for one in page.evaluate(MARKED)]
    enter_by_link(page, hostile, told["book"])
    for path in ("", "printed/", "message/"):
        page.goto(f"{hostile.url}/c/{page.url.split('/c/')[1].split('/')[0]}/{path}")
        alive += [(path, one) for one in page.evaluate(MARKED)]
    for name, html in told["pages"].items():
        kept = tmp_path / f"{name}.html"
        kept.write_text(html, "utf-8")
        page.goto(kept.as_uri())
        seen += "pwn7" in page.content()
        alive += [(name, one) for one in page.evaluate(MARKED)]

    assert alive == [] and left == []
    assert seen >= 15
