"""The one function that looks whether all still holds: each of its sentences can be had."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings as configured

from amana.cases.models import Case
from amana.channels.email.peeking import peek
from amana.post.accepting import LARGEST_IN_ROW
from amana.post.models import Outgoing, RawMessage, Recipient
from amana.post.storing import keep
from amana.record import guarding
from amana.record.models import Chain
from tests.faults.invariants import broken
from tests.faults.outside import Outside
from tests.letters import accept, letter, take_in

RAW = b"Message-ID: <other@x.example>\r\n\r\nwords\r\n"


@pytest.fixture
def all_well(brand, dana, now, settings, tmp_path):
    """A case with a large mail, whose receipt has gone out."""
    settings.FILES = tmp_path
    raw = letter("noa@customer.example", "Where is it? " * (LARGEST_IN_ROW // 10), at=now)
    row = take_in(raw, at=now)
    sent = Outgoing.objects.get()
    Outgoing.objects.update(state=Outgoing.SENT)
    Recipient.objects.update(state=Recipient.SENT)
    seen = Outside(shown=[raw], still_there=[], taken=[sent.message_id])
    assert list(broken(seen, at=now)) == []
    return seen, row, now


def found(seen, now) -> set[str]:
    return {sentence[:2] for sentence in broken(seen, at=now)}


def of_file(row):
    return configured.FILES / row.file_key[:2] / row.file_key[2:]


def test_v1_a_message_that_was_shown_and_is_nowhere(all_well):
    seen, _, now = all_well
    seen.shown.append(RAW)
    assert found(seen, now) == {"V1"}
    seen.still_there.append(RAW)
    assert found(seen, now) == set()


def test_v1_a_message_that_is_not_stored_as_it_came(all_well):
    seen, row, now = all_well
    seen.shown[0] = seen.shown[0].replace(b"\n", b"\r\n")
    assert peek(seen.shown[0]).digest == row.digest
    assert found(seen, now) == {"V1"}


def test_v2_an_entry_that_came_of_no_message(all_well):
    seen, _, now = all_well
    RawMessage.objects.update(entry=None)
    assert found(seen, now) == {"V2"}


def test_v2_one_entry_of_two_messages(all_well):
    seen, row, now = all_well
    accept(RAW, at=now)
    RawMessage.objects.exclude(pk=row.pk).update(state="done", case=row.case, entry=row.entry)
    assert found(seen, now) == {"V2"}


def test_v3_a_message_in_no_case_and_in_no_list(all_well):
    seen, _, now = all_well
    RawMessage.objects.update(case=None)
    assert found(seen, now) == {"V3"}


def test_v3_and_v4_work_that_is_still_in_the_hands_of_somebody_who_is_gone(all_well):
    seen, _, now = all_well
    RawMessage.objects.update(lease_until=now - timedelta(1))
    Outgoing.objects.update(lease_until=now - timedelta(1))
    assert found(seen, now) == {"V3", "V4"}


@pytest.mark.parametrize(
    "values", [{"state": "lost"}, {"state": Outgoing.FAILED, "last_error": ""}, {"state": Outgoing.WAITING, "lease_owner": "me"}]
)  # fmt: skip
def test_v4_a_mail_nobody_knows_anything_of(all_well, values):
    seen, _, now = all_well
    Outgoing.objects.update(**values)
    assert found(seen, now) == {"V4"}


def test_v4_a_mail_said_to_be_sent_for_which_somebody_waits(all_well):
    seen, _, now = all_well
    Recipient.objects.update(state=Recipient.WAITING)
    assert found(seen, now) == {"V4"}


def test_v5_said_to_be_sent_and_not_taken_or_twice_or_unknown(all_well):
    seen, _, now = all_well
    [own_id] = seen.taken
    for taken in [], [own_id, own_id], [own_id, "stranger@x.example"]:
        assert found(Outside(shown=seen.shown, taken=taken), now) == {"V5"}
    Outgoing.objects.update(was_doubtful=True)
    assert found(Outside(shown=seen.shown, taken=[own_id, own_id]), now) == set()


def test_v6_a_record_whose_end_is_missing(all_well):
    seen, _, now = all_well
    chain = Chain.objects.get(book=Case.objects.get().key, audience="shared")
    guarding.unguard()
    Chain.objects.filter(pk=chain.pk).update(length=chain.length + 1)
    guarding.guard()
    assert found(seen, now) == {"V6"}


@pytest.mark.sqlite
def test_v7_a_database_that_was_overwritten_in_one_place(installation):
    database = installation.folder / "amana.sqlite3"
    assert installation.run("check", outside=dict)["check"] == []
    content = bytearray(database.read_bytes())
    # A page in the middle, as a disk that dies might give it.
    middle = len(content) // 2 // 4096 * 4096
    content[middle : middle + 200] = b"\x0d" + b"\xff" * 199
    database.write_bytes(content)
    for name in ("amana.sqlite3-wal", "amana.sqlite3-shm"):
        (installation.folder / name).unlink(missing_ok=True)
    said, ended, errors = installation.attempt("check", outside=dict)
    assert ended or any(one.startswith("V7") for one in said["check"]), errors


def test_v8_a_file_that_is_gone_or_damaged_and_one_that_nobody_names(all_well):
    seen, row, now = all_well
    keep(b"of nobody")
    assert found(seen, now) == {"V8"}
    content = of_file(row).read_bytes()
    for path in configured.FILES.glob("*/*"):
        if path != of_file(row):
            path.unlink()
    assert found(seen, now) == set()
    seen.shown.clear()
    of_file(row).write_bytes(content[:-1] + b"!")
    assert found(seen, now) == {"V8"}
    of_file(row).unlink()
    assert found(seen, now) == {"V8"}
