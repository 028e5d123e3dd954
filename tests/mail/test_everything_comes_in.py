"""Every message of the collections comes in through the door and the worker: none is lost, none is doubled, none takes long."""

from __future__ import annotations

import time
from collections import Counter

import pytest

from amana.channels.email.peeking import peek
from amana.commitments.recounting import recount
from amana.handling.intake.importing import ensure_brand
from amana.handling.intake.receiving import receive
from amana.post.accepting import Came, accept_all
from amana.post.bodies import raw_bytes
from amana.post.models import ASIDE, DONE, HELD, Outgoing, RawMessage
from amana.record.verifying import verify
from tests.mail.test_collected_mail import FOLDERS

LONGEST = 2.0


@pytest.mark.django_db
@pytest.mark.parametrize("folder", FOLDERS)
def test_every_message_is_in_the_record_or_before_a_person(shared, dana, now, folder):
    ensure_brand(["help@desk.example"], at=now)
    files = [file for file in sorted((shared / "mail" / folder).rglob("*")) if file.is_file()]
    slowest = 0.0
    for file in files:
        raw = file.read_bytes()
        began = time.perf_counter()
        accept_all([Came(raw, (peeked := peek(raw)).digest, "test", peeked.message_id)], at=now)
        receive(worker="test", at=now)
        slowest = max(slowest, time.perf_counter() - began)
    rows = list(RawMessage.objects.all())

    assert slowest < LONGEST
    assert {row.state for row in rows} <= {DONE, HELD, ASIDE}
    assert {peek(file.read_bytes()).digest for file in files} == {row.digest for row in rows}  # V1, V2
    assert all(row.case for row in rows if row.state == DONE)  # V3
    assert all(row.reason for row in rows if row.state != DONE)
    assert all(not row.reason.startswith("It could not be put into the record") for row in rows)
    assert all(row.attempts == 1 and row.size == len(raw_bytes(row)) for row in rows)
    assert list(verify()) == [] and list(recount(at=now)) == []
    show(folder, rows, slowest)


def show(folder, rows, slowest):
    """Print what was held and why, for whoever runs this with -s."""
    states = Counter(row.state for row in rows)
    print(
        f"\n{folder}: {len(rows)} messages, {dict(states)}, {Outgoing.objects.count()} mails out, slowest {slowest:.2f} s"
    )
    for (state, reason), count in Counter((row.state, row.reason) for row in rows if row.state != DONE).most_common():
        print(f"  {count:4d} {state:6s} {reason}")


@pytest.mark.django_db
def test_a_folder_of_mail_brought_in_one_by_one_or_in_batches_comes_to_the_same(shared, dana, now):
    ensure_brand(["help@desk.example"], at=now)
    raws = [file.read_bytes() for file in sorted((shared / "mail/_synthetic").glob("*.eml"))]
    accept_all([Came(raw, peek(raw).digest, "test", peek(raw).message_id) for raw in raws], at=now)
    while receive(worker="test", at=now):
        pass
    together = Counter(RawMessage.objects.values_list("state", flat=True))
    assert sum(together.values()) == len({peek(raw).digest for raw in raws})
    assert not RawMessage.objects.filter(attempts__gt=1).exists()
