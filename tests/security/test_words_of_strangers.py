"""Payload times output: what strangers write as a name, subject, text, file name or title is words wherever it shows."""

from __future__ import annotations

import csv
import email
import email.policy
import io
import re
import zipfile
from datetime import date, timedelta
from email.message import EmailMessage
from email.utils import format_datetime

import pypdf
import pytest
from django.conf import settings
from django.test import Client
from django.urls import URLPattern, reverse

from amana.cases.models import Case
from amana.channels.email.composing import Attached
from amana.commitments.making import Draft, make
from amana.desk.composing.saved_replies import filled
from amana.desk.entering import Seat
from amana.desk.urls import urlpatterns as of_the_desk
from amana.handling.facts.noting import note
from amana.handling.facts.tagging import tag
from amana.handling.handing_out.exporting import export
from amana.handling.talking.replying import Reply, reply
from amana.insight.exporting import as_csv, safe, written
from amana.insight.models import Cause, CountedWeek, Group, Tally
from amana.insight.reporting import groups_of, latest_period
from amana.kit.codes import new_id
from amana.people.models import Account
from amana.portal.tests.conftest import door_to
from amana.portal.urls import urlpatterns as of_the_portal
from amana.post.models import HELD, Outgoing
from amana.team.models import Team
from amana.team.viewing import at_the_desk
from tests.letters import take_in
from tests.security.payloads import MARK, WORDS, read_page

# What a page says hangs on no database: asked on one of them.
pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
# What a spreadsheet begins a formula with.
FORMULA = re.compile(r"^[\s\ufeff]*[=+\-@]")


@pytest.fixture(autouse=True)
def _mails_cost_nothing(settings):
    """Every case here is of another sender; none of them is to be left without a receipt."""
    settings.AUTOMATIC_PER_CASE = settings.AUTOMATIC_PER_ADDRESS = 1000


def from_a_stranger(number: int, payload: str, at, *, name: str) -> bytes:
    """A mail that carries one payload as subject, text, file name and the words of a file."""
    mail = EmailMessage()
    mail["From"] = email.headerregistry.Address(name, f"s{number}", "strange.example")
    mail["To"] = "support@example.com"
    mail["Subject"] = payload
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = f"<{new_id().hex}@strange.example>"
    mail.set_content(f"{payload}\nWhen will it work?")
    mail.add_attachment(f"{payload}\n", filename=f"{payload}.txt")
    return mail.as_bytes()


@pytest.fixture
def cases(brand, dana, now) -> dict[str, Case]:
    """A case for each payload, by its family, from somebody who is called so; a name that deceives is held, and comes again."""
    found = {}
    for number, (family, payload) in enumerate(WORDS.items()):
        row = take_in(from_a_stranger(number, payload, now, name=payload), at=now)
        if row.state == HELD:
            row = take_in(from_a_stranger(100 + number, payload, now, name="Mallory"), at=now)
        found[family] = Case.objects.get(pk=row.case)
    return found


@pytest.fixture
def answered(cases, dana, now) -> dict[str, Case]:
    """The same, with an answer, a promise, a note and a tag that hold the payload too."""
    mine = at_the_desk(dana)
    for family, one in cases.items():
        words = WORDS[family]
        promise = Draft(words[:200], now + timedelta(days=1), owner=dana)
        reply(
            one,
            Reply(words, promises=[promise], files=[Attached(f"{words[:60]}.txt", "text/plain", b"x")]),
            by=mine,
            at=now,
        )
        make(one, [Draft(f"Again {words[:200]}", now + timedelta(days=2), owner=dana)], by=mine, at=now)
        note(one, words, by=mine, at=now)
        tag(one, words[:40].replace(",", " "), by=mine, at=now)
    return cases


def alive_on(client: Client, url: str, *, seen: list[str] | None = None) -> list[str]:
    """Return what came alive on a page; `seen` takes the address where the payload stood at all."""
    answer = client.get(url, follow=False)
    if answer.status_code != 200 or not answer.get("Content-Type", "").startswith("text/html"):
        return [f"{url}: {answer.status_code}"] if answer.status_code >= 500 else []
    html = answer.content.decode()
    if seen is not None and MARK in html:
        seen.append(url)
    return [f"{url}: {found}" for found in read_page(html).alive]


def with_only(patterns: list[URLPattern], space: str, **given: object) -> list[str]:
    """Return every address that needs no more than what is given."""
    return [
        reverse(f"{space}:{one.name}", kwargs={name: given[name] for name in one.pattern.converters})
        for one in patterns
        if one.name and set(one.pattern.converters) <= set(given)
    ]


def signed_in(account: Account) -> Client:
    client = Client()
    client.force_login(account, backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


def test_a17_a19_a27_a30_every_payload_is_words_on_every_page_of_the_desk(answered, dana, ruth):
    client, alive, seen = signed_in(dana.account), [], []
    lists = [*with_only(of_the_desk, "desk"), "/desk/?view=all", f"/desk/find/?q={MARK}", "/desk/promises/?whose=all"]
    for url in lists:
        alive += alive_on(client, url, seen=seen)
    for case in answered.values():
        alive += alive_on(client, f"/desk/cases/{case.number}/", seen=seen)
    said = "".join(read_page(client.get(f"/desk/cases/{answered['braces'].number}/").content.decode()).words)
    assert WORDS["braces"] in said
    chorus = answered["broken attribute"]
    for url in with_only(of_the_desk, "desk", number=chorus.number):
        alive += alive_on(client, url, seen=seen)
    alive += alive_on(client, f"/desk/people/{chorus.customer_id}/", seen=seen)

    assert alive == []
    assert {"/desk/?view=all", f"/desk/find/?q={MARK}", "/desk/promises/?whose=all", "/desk/people/"} <= set(seen)
    assert len(seen) >= len(answered) + 15


def test_a17_a19_a30_every_payload_is_words_on_the_pages_of_the_customer(answered, now):
    alive, seen = [], []
    for case in answered.values():
        client, door = Client(), door_to(case, case.customer)
        door.enter(client)
        alive += alive_on(client, door.url, seen=seen)
    chorus = door_to(answered["broken attribute"], answered["broken attribute"].customer)
    browser = chorus.enter(Client())
    for url in with_only(of_the_portal, "portal", token=chorus.token):
        alive += alive_on(browser, url, seen=seen)

    assert alive == []
    assert len(seen) >= len(answered)


def parts_of(row: Outgoing) -> tuple[EmailMessage, str, str]:
    mail = email.message_from_bytes(bytes(row.mime), policy=email.policy.default)
    plain, page = mail.get_body(("plain",)), mail.get_body(("html",))
    return mail, plain.get_content() if plain else "", page.get_content() if page else ""


def test_a20_a30_a47_every_payload_is_words_in_the_mails_we_send(answered):
    alive, with_payload, has_braces = [], 0, False
    for row in Outgoing.objects.all():
        mail, plain, page = parts_of(row)
        found = read_page(page)
        alive += [f"{row.what}: {one}" for one in found.alive]
        with_payload += MARK in plain and MARK in "".join(found.words)
        has_braces |= WORDS["braces"] in plain and WORDS["braces"] in "".join(found.words)
        assert len(mail.get_all("Subject", [])) == len(mail.get_all("To", [])) == len(mail.get_all("From", [])) == 1
        assert mail["Bcc"] is None and not mail.defects
    assert alive == [] and with_payload >= len(WORDS) and has_braces


def test_a30_a_saved_reply_fills_in_its_own_fields_and_none_that_a_customer_wrote(case, dana, now):
    case.customer.name = "{me} {number} {{ 7|add:7 }} {subject}"
    seat = Seat(dana, at_the_desk(dana), now)
    said = filled("Dear {customer}, {0.__class__} %(me)s {customer.id}", case, seat)
    assert said == "Dear {me} {number} {{ 7|add:7 }} {subject}, {0.__class__} %(me)s {customer.id}"


def test_a20_a28_every_payload_is_words_in_the_record_that_is_taken_home(answered, now):
    for family, case in answered.items():
        for side in ("company", "customer"):
            packed = zipfile.ZipFile(io.BytesIO(export(case.key, side=side, at=now, purpose="test")))
            names = packed.namelist()
            assert read_page(packed.read("index.html").decode()).alive == [], family
            assert [
                name for name in names if name.startswith(("/", "\\")) or ".." in name.split("/") or ":" in name
            ] == [], family


def of_everything(pdf: bytes) -> set[str]:
    """Return the kinds of action and of file that a PDF holds, wherever they stand."""
    found: set[str] = set()
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    for number in range(len(reader.xref_objStm) + sum(len(part) for part in reader.xref.values()) + 1):
        thing = reader.get_object(pypdf.generic.IndirectObject(number, 0, reader)) if number else None
        if isinstance(thing, pypdf.generic.DictionaryObject):
            found |= {str(key) for key in thing} & {"/JS", "/JavaScript", "/AA", "/Launch", "/EmbeddedFiles", "/EF"}
            found |= {str(thing.get("/S"))} & {"/URI", "/JavaScript", "/Launch", "/SubmitForm", "/GoToR", "/ImportData"}
    return found


def test_a28_every_payload_is_words_in_the_file_of_an_own_case(client, db):
    account = Account.objects.create_user(
        "gil@bayit.example", "a quiet kettle", name=WORDS["script"][:60], language="en"
    )
    client = signed_in(account)
    everything = "\n".join(
        [*WORDS.values(), '<img src="file:///etc/passwd">', "<link rel=attachment href='file:///etc/passwd'>"]
    )
    client.post("/mine/new/", {"company": WORDS["broken attribute"], "happened": everything, "wanted": WORDS["formula"],
                               "settle_for": WORDS["event"]})  # fmt: skip
    case = Case.objects.get(kept_by="customer")

    alive, seen = [], []
    for url in with_only(of_the_portal, "portal", number=case.number) + with_only(of_the_portal, "portal"):
        alive += alive_on(client, url, seen=seen)
    answer = client.post(
        f"/mine/{case.number}/filing/", {"to": "court", "language": "en", "with": ["exhibits", "claims"]}
    )
    shown = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(answer.content)).pages)

    assert alive == [] and len(seen) >= 10
    assert answer["Content-Type"] == "application/pdf" and MARK in shown
    assert b"root:x:0" not in answer.content and "root:x:0" not in shown
    assert of_everything(answer.content) == set()


def test_a34_no_cell_of_a_file_of_figures_is_a_formula(brand, dana, now):
    cells = [
        *WORDS.values(),
        "\t=1",
        "\r=1",
        "\n=1",
        " =1",
        "\u00a0=1",
        "\u200e=1",
        "＝1",
        "'=1",
        '"=1',
        "-1",
        "+972501234567",
        "@a",
    ]
    read = [
        line[0]
        for line in csv.reader(io.StringIO(written(["What"], [[cell] for cell in cells]).removeprefix("\ufeff")))
    ][1:]
    assert len(read) == len(cells) and [cell for cell in read if FORMULA.match(cell) or cell[:1] in "\t\r\n"] == []
    assert safe("Kept on time") == "Kept on time" and safe("41") == "41"

    team = Team.objects.create(name=WORDS["formula"][:80])
    week = date(2026, 11, 1)
    CountedWeek.objects.create(brand=brand, week_on=week, counted_at=now)
    for measure, value in {"people": 6, "kept_on_time": 41}.items():
        Tally.objects.create(brand=brand, team=team, week_on=week, measure=measure, value=value)
    period = latest_period([brand], weeks=4)
    text = as_csv(groups_of([brand], period), period).removeprefix("\ufeff")
    assert "cmd|" in text
    assert [cell for line in csv.reader(io.StringIO(text)) for cell in line if FORMULA.match(cell)] == []


def test_a19_a34_every_payload_is_words_on_the_pages_of_what_is_learned(brand, ruth, now):
    alive, seen = [], []
    client = signed_in(ruth.account)
    for words in WORDS.values():
        cause = Cause.objects.create(
            brand=brand, what=words[:200], since=now.date(), owner=ruth, opened_at=now, opened_by=ruth
        )
        group = Group.objects.create(brand=brand, name=words[:200], made_at=now, size=9, first_at=now, last_at=now)
        for url in (f"/desk/causes/{cause.pk}/", f"/desk/groups/{group.pk}/"):
            alive += alive_on(client, url, seen=seen)
    for url in ("/desk/causes/", "/desk/groups/", "/desk/insight/", "/desk/insight/today/", "/desk/costs/"):
        alive += alive_on(client, url, seen=seen)
    assert alive == [] and len(seen) >= 2 * len(WORDS)


def test_the_judge_finds_what_comes_alive_and_lets_words_be():
    only_words = {"braces", "formula", "bidi", "entity", "name of a page", "script as address", "data as address"}
    in_a_page = {
        family: bool(read_page(f"<p title='{payload}'>{payload}</p>").alive) for family, payload in WORDS.items()
    }
    # What begins with an empty comment is alive in a browser alone: see tests/browser/test_hostile_mail.py.
    assert {family for family, is_alive in in_a_page.items() if not is_alive} <= only_words | {"comment"}
    assert {"script", "event", "form", "frame", "base", "refresh", "style", "htmx", "half"} <= {
        f for f, alive in in_a_page.items() if alive
    }
    assert (
        read_page(f'<a href="javascript:{MARK}()">x</a>').alive and read_page(f'<a href="//{MARK}.example">x</a>').alive
    )
    assert not read_page(f'<p title="{MARK}">{MARK}<a href="/desk/find/?q={MARK}">x</a></p>').alive
