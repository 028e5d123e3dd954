"""All of it is taken home, deleted, copied and brought back, and shown to those whom its keeper names."""

from __future__ import annotations

import json
import zipfile
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection

from amana.advocacy.adding.dropping import drop
from amana.advocacy.home.backing_up import NotPossible, back_up, restore
from amana.advocacy.home.deleting import delete_case, delete_everything
from amana.advocacy.home.sharing import add_words, end_share, opened, share, shares_of
from amana.advocacy.home.taking_home import take_home
from amana.advocacy.letters.models import Dropped
from amana.advocacy.models import Answer, Cost, Problem
from amana.advocacy.shares import Look, Share
from amana.advocacy.tests.filing.conftest import attach, picture
from amana.cases.errors import Refused
from amana.cases.models import Case
from amana.commitments.models import Commitment
from amana.directory.listing import company_named
from amana.directory.models import Wait
from amana.directory.waiting import Waited, log_wait
from amana.kit.codes import new_id, new_token
from amana.people.models import Account, Company, Person, SignIn
from amana.post.models import File
from amana.post.storing import Damaged, fetch
from amana.record.models import Content
from amana.record.reading import read
from amana.record.verifying import verify
from amana.team.viewing import owner

PASSPHRASE = "a quiet kettle in June"


def test_all_my_data_is_records_entries_rows_files_and_the_paper(called, viewer, gil, now):
    attach(called, viewer, now, ("receipt.png", "image/png", picture()))
    Cost.objects.create(
        case=called, kind=Cost.MONEY, what="A taxi", amount="64.50", currency="ILS", entry=new_id(), at=now
    )
    SignIn.objects.create(
        account=gil.account, session="s" * 32, browser="Firefox on a laptop", began_at=now, seen_at=now
    )
    out = BytesIO()
    assert take_home(gil, out, at=now) == 1

    packed = zipfile.ZipFile(out)
    names = packed.namelist()
    number = called.number
    assert {
        f"{number}/record.zip",
        f"{number}/entries.json",
        f"{number}/beside.json",
        f"{number}/{number}.pdf",
        "me.json",
    } <= set(names)
    assert any(name.endswith("-receipt.png") for name in names)
    entries = json.loads(packed.read(f"{number}/entries.json"))
    assert any((entry["content"] or {}).get("settle_for") == "150 would do." for entry in entries)
    assert "A taxi" in packed.read(f"{number}/beside.json").decode()
    assert json.loads(packed.read("me.json"))["mail"] == "gil@bayit.example"
    assert "Firefox on a laptop" in packed.read("me.json").decode()


def test_nobody_elses_case_is_in_it(called, now, db):
    out = BytesIO()
    assert take_home(Person.objects.create(name="Other"), out, at=now) == 0


@pytest.mark.django_db(transaction=True)
def test_a_deleted_case_says_nothing_any_more_and_its_record_still_verifies(called, viewer, gil, now):
    attach(called, viewer, now, ("receipt.png", "image/png", picture()))
    row = File.objects.get(case=called.key)
    Cost.objects.create(
        case=called, kind=Cost.MONEY, what="A taxi", amount="64.50", currency="ILS", entry=new_id(), at=now
    )
    key, digest = row.key, row.sha256
    dropped = drop(called, b"Kav Telecom: we will call", name="chat.txt", media_type="text/plain", at=now)
    assert delete_case(called, by=viewer, at=now) > 5

    assert not Case.objects.visible_to(viewer).exists() and not list(verify([called.key]))
    left = " ".join(Content.objects.values_list("body", flat=True))
    for words in ("Avi", "router", "150 would do", "refund", "receipt"):
        assert words not in left
    assert all(one.kind in {"entry.erased"} for one in read(called.key, side="customer") if one.content)
    assert (
        not Commitment.objects.exclude(action="–").exists() and not Cost.objects.exists() and not File.objects.exists()
    )
    assert not Dropped.objects.exists()
    for gone, known in ((key, digest), (dropped.file_key, dropped.sha256)):
        with pytest.raises(Damaged):
            fetch(gone, sha256=known)


def test_only_its_keeper_deletes_a_case(called, now, desk):
    for by in (owner(Person.objects.create(name="Other")), desk):
        with pytest.raises(Refused):
            delete_case(called, by=by, at=now)
    assert Content.objects.exists()


def test_everything_ends_the_account_too(called, viewer, gil, now):
    account = gil.account
    begun = Problem.objects.create(person=gil, begun_at=now)
    Answer.objects.create(problem=begun, question="happened", text="Half a sentence", at=now)
    company = company_named("My landlord", by=account, at=now)
    log_wait(company, Waited(now, 38), by=account)
    SignIn.objects.create(account=account, session="s" * 32, browser="Firefox", began_at=now, seen_at=now)
    Authenticator.objects.create(user=account, type=Authenticator.Type.TOTP, data={"secret": "locked"})
    assert delete_everything(account, by=viewer, at=now) == 1
    assert not SignIn.objects.exists() and not Authenticator.objects.exists()
    assert not Wait.objects.exists() and not Company.objects.filter(pk=company.pk).exists()

    account.refresh_from_db()
    gil.refresh_from_db()
    assert not account.is_active and account.name == "" and "gil" not in account.email and gil.name == ""
    assert not Problem.objects.exists() and not Answer.objects.exists()


# ── a sealed copy ────────────────────────────────────────────────────────────


@pytest.fixture
def folder(tmp_path) -> Path:
    """A small installation in a file: tests of the suite keep theirs in memory."""
    return tmp_path


@pytest.mark.sqlite
def test_a_copy_comes_back_with_its_passphrase_into_an_empty_folder(folder, monkeypatch, settings):
    import sqlite3

    data = folder / "data"
    (data / "files").mkdir(parents=True)
    (data / "files" / "one").write_bytes(b"bytes of a file")
    database = sqlite3.connect(data / "amana.sqlite3")
    database.execute("create table words (text)")
    database.execute("insert into words values ('נעה')")
    database.commit()
    settings.DATA = data
    monkeypatch.setitem(connection.settings_dict, "NAME", str(data / "amana.sqlite3"))
    out = BytesIO()
    back_up(out, PASSPHRASE)
    assert "נעה".encode() not in out.getvalue()

    target = folder / "new"
    with pytest.raises(NotPossible, match="passphrase does not open"):
        restore(BytesIO(out.getvalue()), target, "a wrong kettle in June")
    assert list(target.iterdir()) == []
    with pytest.raises(NotPossible, match="changed or is not whole"):
        restore(BytesIO(out.getvalue()[:-9]), target, PASSPHRASE)
    assert list(target.iterdir()) == []
    assert restore(BytesIO(out.getvalue()), target, PASSPHRASE) == 2
    assert sqlite3.connect(target / "amana.sqlite3").execute("select text from words").fetchone() == ("נעה",)
    assert (target / "files" / "one").read_bytes() == b"bytes of a file"
    with pytest.raises(NotPossible, match="not empty"):
        restore(BytesIO(out.getvalue()), target, PASSPHRASE)


# ── sharing ──────────────────────────────────────────────────────────────────


def test_a_link_opens_until_its_end_and_each_day_it_was_used_is_shown(called, viewer, now):
    row, token = share(called, name="Adv. Levi", until=now + timedelta(days=7), by=viewer, at=now)
    assert len(token) == 32 and token not in str(Share.objects.values())

    assert (
        opened(token, account=None, at=now) == row and opened(token, account=None, at=now + timedelta(hours=1)) == row
    )
    assert Look.objects.get().times == 2
    assert opened(token, account=None, at=now + timedelta(days=7)) is None
    assert [one.name for one in shares_of(called)] == ["Adv. Levi"]
    kinds = [one.kind for one in read(called.key, side="company")]
    assert "share.made" not in kinds


def test_an_ended_link_opens_nothing_and_rubbish_never_does(called, viewer, now):
    row, token = share(called, name="Adv. Levi", until=now + timedelta(days=7), by=viewer, at=now)
    end_share(row, by=viewer, at=now)
    end_share(row, by=viewer, at=now)

    for typed in (token, "", "x", new_token(), token.upper(), token + "\x00", "é" * 32, "' or 1=1"):
        assert opened(typed, account=None, at=now) is None
    assert len([one for one in read(called.key, side="customer") if one.kind == "share.ended"]) == 1


def test_a_link_for_an_account_opens_for_nobody_else(called, viewer, now):
    levi = Account.objects.create_user("levi@law.example", None, name="Levi")
    other = Account.objects.create_user("other@law.example", None, name="Other")
    _row, token = share(called, name="Levi", mail="LEVI@law.example ", until=now + timedelta(days=7), by=viewer, at=now)

    assert opened(token, account=None, at=now) is None and opened(token, account=other, at=now) is None
    assert opened(token, account=levi, at=now) is not None


def test_an_advocate_who_may_write_adds_words_with_both_names(called, viewer, now):
    row, _token = share(called, name="Adv. Levi", scope="writes", until=now + timedelta(days=7), by=viewer, at=now)
    add_words(row, text="I called them too.", at=now)
    said = next(one for one in read(called.key, side="company") if one.kind == "message.received")

    assert said["text"] == "I called them too." and "Adv. Levi for Gil" in said["from"]["name"]
    reads, _token = share(called, name="A friend", until=now + timedelta(days=7), by=viewer, at=now)
    for refused, text in ((reads, "x"), (row, " ")):
        with pytest.raises(Refused):
            add_words(refused, text=text, at=now)
    end_share(row, by=viewer, at=now)
    with pytest.raises(Refused):
        add_words(row, text="Too late.", at=now)


@pytest.mark.parametrize(
    "wrong",
    [{"name": " "}, {"scope": "owns"}, {"until": timedelta(0)}, {"until": timedelta(days=400)}, {"until": timedelta(days=-1)},
     {"mail": "nobody@law.example"}],
)  # fmt: skip
def test_a_share_that_makes_no_sense_is_refused(called, viewer, now, wrong):
    asked = {"name": "Levi", "scope": "reads", "mail": "", "until": timedelta(days=3)} | wrong
    asked["until"] = now + asked["until"]
    with pytest.raises(Refused):
        share(called, **asked, by=viewer, at=now)
    with pytest.raises(Refused):
        share(called, name="Levi", until=now + timedelta(days=1), by=owner(Person.objects.create(name="O")), at=now)


def test_ten_at_a_time(called, viewer, now):
    for number in range(10):
        share(called, name=f"P{number}", until=now + timedelta(days=1), by=viewer, at=now)
    with pytest.raises(Refused):
        share(called, name="P11", until=now + timedelta(days=1), by=viewer, at=now)
