"""Two records become one: an own case, the company that works here as well, and what each of them shows of its own."""

from __future__ import annotations

import re
import subprocess
import sys
import zipfile
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.utils import timezone

from amana.advocacy.linkings import Linking
from amana.cases.links import link_for, token_of
from amana.cases.models import Case
from amana.commitments.claiming import accept
from amana.commitments.models import Commitment
from amana.handling.handing_out.exporting import export
from amana.handling.talking.replying import Reply, reply
from amana.people.models import Account
from amana.record.exporting import shared_lines
from amana.record.reading import read
from amana.record.verifying import verify
from amana.team.viewing import at_the_desk
from tests.letters import last_mail

pytestmark = pytest.mark.django_db
FLOOR = "150 would do"


def signed_in(account: Account) -> Client:
    browser = Client()
    browser.force_login(account, backend=settings.AUTHENTICATION_BACKENDS[0])
    return browser


def assert_in_order(folder: Path, file: Path) -> None:
    """Let the verifier that lies in the folder, alone with Python, look at a file."""
    done = subprocess.run(
        [sys.executable, "-I", str(folder / "verify.py"), str(file)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def begin(account: Account) -> tuple[Client, Case]:
    """Begin an own case against Tahuna, in which a call and a promise stand."""
    browser = signed_in(account)
    browser.post("/mine/new/", {"company": "tahuna ltd", "happened": "Charged for a router I gave back.",
                                "wanted": "A refund of 200.", "settle_for": FLOOR})  # fmt: skip
    case = Case.objects.get(kept_by="customer")
    here = (timezone.now() - timedelta(minutes=20)).astimezone(ZoneInfo("Asia/Jerusalem"))
    due = here + timedelta(days=2)
    browser.post(f"/mine/{case.number}/calls/", {
        "spoke_with": "Avi", "spoke_at": here.strftime("%Y-%m-%dT%H:%M"), "waited_minutes": "38", "minutes": "12",
        "said": "He saw the receipt.", "promised": "A refund of 200", "due_at": due.strftime("%Y-%m-%dT18:00"), "act": "save",
    })  # fmt: skip
    return browser, case


@pytest.fixture
def account(db) -> Account:
    return Account.objects.create_user(
        "gil@bayit.example", "a quiet kettle", name="Gil", language="en", zone="Asia/Jerusalem"
    )


@pytest.fixture
def gil(account) -> Client:
    """A consumer with an own case against Tahuna, in which a call and a promise stand."""
    return begin(account)[0]


def test_an_own_case_and_the_companys_become_one_record(gil, brand, dana, tmp_path):
    own = Case.objects.get(kept_by="customer")
    page = gil.get(f"/mine/{own.number}/").content.decode()
    assert "works with Amana here" in page and f"/mine/{own.number}/linking/" in page

    # Written to as by anybody; the code that goes to that address shows whose words they were.
    gil.post(f"/mine/{own.number}/linking/written/", {"brand": str(brand.pk), "text": "You charged me for a router."})
    served = Case.objects.get(kept_by="company")
    linking = Linking.objects.get(own=own)
    assert linking.served == served and linking.linked_at is None
    code = re.search(r"\d{4} \d{4}", last_mail("code"))
    assert code is not None
    gil.post(f"/mine/{own.number}/linking/proof/", {"code": code[0]})
    linking.refresh_from_db()
    assert linking.linked_at is not None

    # The call and the promise are chosen, looked at, and shown; nothing else is.
    call = next(one for one in read(own.key, side="customer") if one.kind == "call.noted")
    promise = next(one for one in read(own.key, side="customer") if one["promiser"] == "company")
    chosen = {"entry": [str(call.id), str(promise.id)]}
    preview = gil.post(f"/mine/{own.number}/showing/", chosen | {"step": "look"}).content.decode()
    assert "He saw the receipt." in preview and call.hash in preview and FLOOR not in preview
    assert not [one for one in read(served.key, side="company") if one.kind == "entry.disclosed"]
    gil.post(f"/mine/{own.number}/showing/", chosen | {"step": "show"})
    gil.post(f"/mine/{own.number}/showing/", chosen | {"step": "show"})
    shown = [one for one in read(served.key, side="company") if one.kind == "entry.disclosed"]
    assert {one["fingerprint"] for one in shown} == {call.hash, promise.hash} and len(shown) == 2
    assert (
        own.key != served.key and len([one for one in read(own.key, side="customer") if one.kind == "call.noted"]) == 1
    )

    # What was promised in the call is confirmed by the company as its own.
    claimed = Commitment.objects.get(case=served, origin=Commitment.CLAIMED, state=Commitment.NOTICED)
    desk = at_the_desk(dana)
    accept(claimed, due_at=timezone.now() + timedelta(days=3), by=desk, at=timezone.now())
    reply(served, Reply("The refund is on its way."), by=desk, at=timezone.now())
    gil.post(f"/mine/{own.number}/linking/message/", {"text": "Thank you, I wait for it."})

    # Both sides hold the same bytes, on their pages and in their exports.
    assert list(shared_lines(served.key, "customer")) == list(shared_lines(served.key, "company"))
    both = gil.get(f"/mine/{own.number}/linking/").content.decode()
    desk_page = signed_in(dana.account).get(f"/desk/cases/{served.number}/").content.decode()
    for words in ("The refund is on its way.", "Thank you, I wait for it.", "He saw the receipt."):
        assert words in both and words in desk_page
    assert FLOOR not in desk_page and FLOOR not in both
    path = tmp_path / "record.zip"
    path.write_bytes(export(served.key, side="company", at=timezone.now(), purpose="test", by=desk))
    with zipfile.ZipFile(path) as packed:
        (tmp_path / "verify.py").write_bytes(packed.read("verify.py"))
        theirs = packed.read("record.jsonl")
    answer = gil.post(f"/mine/{own.number}/linking/record/")
    mine = tmp_path / "mine.zip"
    mine.write_bytes(answer.getvalue())
    with zipfile.ZipFile(mine) as packed:
        assert packed.read("record.jsonl") == theirs
    for file in (path, mine):
        assert_in_order(tmp_path, file)
    assert list(verify([own.key, served.key])) == []

    # The customer goes apart: what was shown stays, and each keeps its own.
    gil.post(f"/mine/{own.number}/linking/end/")
    assert [one.kind for one in read(served.key, side="company")][-1] == "record.parted"
    assert len([one for one in read(served.key, side="company") if one.kind == "entry.disclosed"]) == 2
    assert gil.post(f"/mine/{own.number}/linking/message/", {"text": "Again"}).status_code == 404


def test_a_laptop_and_a_companys_server_exchange_files(account, brand, dana, case, noa, tmp_path):
    """What is written on the laptop is rolled back before its file is brought to the company's server."""
    desk = at_the_desk(dana)
    record = export(case.key, side="customer", at=timezone.now(), purpose="test", by=desk)
    (tmp_path / "their.zip").write_bytes(record)
    packed = tmp_path / "shown.zip"
    with transaction.atomic():
        laptop, own = begin(account)
        chosen = [
            one for one in read(own.key, side="customer") if one.kind == "call.noted" or one["promiser"] == "company"
        ]
        file = laptop.post(f"/mine/{own.number}/showing/", {"entry": [str(one.id) for one in chosen], "step": "file"})
        packed.write_bytes(file.getvalue())
        # The way back: the company's record is added to the own case as evidence, once.
        for _twice in range(2):
            with (tmp_path / "their.zip").open("rb") as their:
                assert laptop.post(f"/mine/{own.number}/their-record/", {"file": their}).status_code == 302
        exhibits = [one for one in read(own.key, side="customer") if one.kind == "exhibit.added"]
        assert len(exhibits) == 1 and case.number in exhibits[0]["what"]
        transaction.set_rollback(True)
    with zipfile.ZipFile(packed) as opened:
        (tmp_path / "verify.py").write_bytes(opened.read("verify.py"))
        assert FLOOR.encode() not in b"".join(opened.read(name) for name in opened.namelist())
    assert_in_order(tmp_path, packed)

    door = f"/c/{token_of(link_for(case, noa, at=timezone.now()))}/"
    browser = Client()
    browser.post(f"{door}code/")
    code = re.search(r"\d{4} \d{4}", last_mail("code"))
    assert code is not None
    browser.post(f"{door}device/", {"code": code[0]})
    for _twice in range(2):
        with packed.open("rb") as file:
            looked_at = browser.post(f"{door}kept/", {"file": file}, follow=True)
        page, address = looked_at.content.decode(), looked_at.redirect_chain[-1][0]
        assert "He saw the receipt." in page
        browser.post(address, {"entry": [one.hash for one in chosen]})
    shown = [one for one in read(case.key, side="company") if one.kind == "entry.disclosed"]
    assert {one["fingerprint"] for one in shown} == {one.hash for one in chosen} and len(shown) == len(chosen)
    assert Commitment.objects.filter(case=case, origin=Commitment.CLAIMED).count() == 1
    path = tmp_path / "record.zip"
    path.write_bytes(export(case.key, side="company", at=timezone.now(), purpose="test", by=desk))
    assert_in_order(tmp_path, path)
