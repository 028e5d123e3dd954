"""Much at once: feeds that go on where they ended, and lines that are each answered."""

from __future__ import annotations

import json
import threading
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.utils import timezone

from amana.api import settling
from amana.api.resources import bulk
from amana.api.tests.conftest import program
from amana.cases.models import Case
from amana.handling.facts.noting import note, note_call
from amana.handling.talking.bringing_in import Heard, bring_in, key_of
from amana.handling.talking.replying import Reply, reply
from amana.kit.codes import new_id
from amana.record.reading import read

pytestmark = pytest.mark.django_db


def lines(answer) -> list[dict]:
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return [json.loads(line) for line in content.splitlines()]


def test_a_feed_of_entries_goes_on_where_it_ended_and_tells_nobody_elses(danas, case, omar, desk, monkeypatch):
    monkeypatch.setattr(settling, "SETTLES", -timedelta(seconds=60))
    first = lines(danas.get("feeds/entries"))
    whole = danas.get(f"cases/{case.number}/entries").json()["entries"]
    assert sorted(one["entry"] for one in first[:-1]) == sorted(one["entry"] for one in whole)

    later = note(case, "She called.", by=desk, at=timezone.now())
    second = lines(danas.get("feeds/entries", {"since": first[-1]["next"]}))
    assert [one["entry"] for one in second[:-1]] == [str(later.id)]
    assert lines(danas.get("feeds/entries", {"since": second[-1]["next"]})) == [{"next": later.id.hex}]
    # The stranger's feed goes on beyond what is not theirs.
    assert lines(program(omar).get("feeds/entries")) == [{"next": later.id.hex}]


def test_a_reply_that_was_begun_before_the_last_call_is_told_once_it_is_sent(danas, case, desk, monkeypatch):
    monkeypatch.setattr(settling, "SETTLES", -timedelta(seconds=60))
    key = UUID(int=new_id().int - (60_000 << 80))  # as the page of the case has it, a minute ago when it was drawn
    note(case, "Somebody else wrote meanwhile.", by=desk, at=timezone.now())
    first = lines(danas.get("feeds/entries"))
    reply(case, Reply("A technician comes.", key=key), by=desk, at=timezone.now())
    second = lines(danas.get("feeds/entries", {"since": first[-1]["next"]}))
    assert [one["kind"] for one in second[:-1] if one["entry"] == str(key)] == ["message.sent"]
    # What is pasted has its key from its words.
    pasted = Heard(timezone.now() - timedelta(hours=1), "customer", "Noa", "And when?")
    assert bring_in(case, [pasted], by=desk, at=timezone.now()) == 1
    note(case, "She asks when.", by=desk, at=timezone.now())
    note_call(case, "Told her.", who="Noa", by=desk, at=timezone.now())
    whole = [one.get("entry") for one in lines(danas.get("feeds/entries"))]
    assert whole.count(str(key)) == whole.count(str(key_of(case.key, pasted))) == 1


def test_a_long_chat_that_was_pasted_comes_whole(danas, case, desk, monkeypatch):
    monkeypatch.setattr(settling, "SETTLES", -timedelta(seconds=60))
    began = timezone.now() - timedelta(days=1)
    chat = [Heard(began + timedelta(seconds=number), "customer", "Noa", f"Line {number}") for number in range(1100)]
    assert bring_in(case, chat, by=desk, at=timezone.now()) == 1100
    note_call(case, "All she wrote.", who="Noa", by=desk, at=timezone.now())
    told = [one.get("entry") for one in lines(danas.get("feeds/entries"))]
    whole = [str(one.id) for one in read(case.key, side="company")]
    assert sorted(told[:-1]) == sorted(whole)


def test_what_is_being_written_now_waits_for_the_next_call(danas, case, desk):
    note(case, "She called.", by=desk, at=timezone.now())
    assert lines(danas.get("feeds/entries")) == [{"next": ""}]
    # A case that is opened beside it may have an earlier key, and is not passed over for good.
    assert lines(danas.get("feeds/cases")) == [{"next": ""}]


def test_a_feed_of_cases_comes_some_at_a_time(danas, case, noa, brand, desk, monkeypatch):
    from amana.handling.opening import open_case

    monkeypatch.setattr(bulk, "AT_ONCE", 2)
    monkeypatch.setattr(settling, "SETTLES", -timedelta(seconds=60))
    for number in range(4):
        open_case(noa, brand, subject=str(number), text="More.", by=desk, at=timezone.now())
    found = lines(danas.get("feeds/cases"))
    assert {one["number"] for one in found[:-1]} == set(Case.objects.values_list("number", flat=True))
    monkeypatch.setattr(bulk, "MOST_AT_ONCE", 1)
    part = lines(danas.get("feeds/cases"))
    assert part[:-1] == found[:2]
    assert lines(danas.get("feeds/cases", {"since": part[-1]["next"]}))[:-1] == found[2:4]


def test_every_line_is_answered_and_one_that_is_wrong_holds_up_no_other(danas, case, noa, brand):
    said = [
        {"case": case.number, "text": "One."}, {"case": "AM-XXXXXX", "text": "Two."}, {"case": case.number, "text": " "},
        {"case": case.number, "text": "Four.", "by": "me"}, {"case": case.number, "text": "Five."},
    ]  # fmt: skip
    body = "\n".join([*(json.dumps(one) for one in said), "no json", ""])
    answer = danas.post("bulk/notes", body, kind="application/x-ndjson", Idempotency_Key="k")
    assert [one["status"] for one in lines(answer)] == [201, 404, 409, 422, 201, 422]
    again = danas.post("bulk/notes", body, kind="application/x-ndjson", Idempotency_Key="k")
    assert again.content == answer.content
    kinds = [one["kind"] for one in danas.get(f"cases/{case.number}/entries").json()["entries"]]
    assert kinds.count("note.written") == 2

    opened = json.dumps({"customer": str(noa.pk), "brand": str(brand.pk), "text": "Lamp."})
    answer = danas.post("bulk/cases", f"{opened}\n{opened}", kind="application/x-ndjson")
    assert [one["status"] for one in lines(answer)] == [201, 201] and Case.objects.count() == 3
    assert danas.post("bulk/notes", "{}\n" * 501, kind="application/x-ndjson").status_code == 413


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_transaction_that_is_open_for_long_is_passed_over_by_no_feed(danas, case, desk, monkeypatch):
    written, go_on = threading.Event(), threading.Event()
    slow: list[UUID] = []

    def write_slowly() -> None:
        try:
            with transaction.atomic():
                slow.append(note(case, "Written slowly.", by=desk, at=timezone.now()).id)
                written.set()
                go_on.wait(30)
        finally:
            connection.close()

    monkeypatch.setattr(settling, "SETTLES", timedelta(0))
    before = lines(danas.get("feeds/entries"))[-1]["next"]
    thread = threading.Thread(target=write_slowly)
    thread.start()
    assert written.wait(30)
    other = open_elsewhere(case, desk)
    first = lines(danas.get("feeds/entries", {"since": before}))
    assert [one["entry"] for one in first[:-1]] == []
    go_on.set()
    thread.join()
    second = lines(danas.get("feeds/entries", {"since": first[-1]["next"]}))
    found = [one["entry"] for one in second[:-1]]
    assert str(slow[0]) in found and {str(one) for one in other} <= set(found)


def open_elsewhere(case: Case, desk) -> list[UUID]:
    """Write on another case, which the slow one does not hold; return what was written."""
    from amana.handling.opening import open_case
    from amana.record.reading import read

    fresh = open_case(case.customer, case.brand, subject="Lamp", text="More.", by=desk, at=timezone.now())
    return [one.id for one in read(fresh.key, side="company")]
