from __future__ import annotations

import errno
from datetime import timedelta
from email.message import EmailMessage
from itertools import count

import pytest
from django.db import InterfaceError, OperationalError, connection
from django.test.utils import CaptureQueriesContext

from amana.cases.models import Case, Participant
from amana.commitments.models import Commitment
from amana.commitments.recounting import recount
from amana.handling import filing
from amana.handling.ending.closing import agree, propose
from amana.handling.intake import letters, receiving, writing_in
from amana.handling.intake.receiving import BATCH, TRIES, receive, retry
from amana.handling.talking.replying import Reply, reply
from amana.people.models import Person
from amana.post.leasing import LEASE, LeaseLost, claim
from amana.post.models import HELD, File, MessageKey, Outgoing, RawMessage
from amana.post.storing import fetch
from amana.record.reading import entry_count, read
from amana.record.verifying import verify
from amana.search import indexing
from amana.search.models import number_at
from amana.team.viewing import at_the_desk, by_link
from tests.letters import accept, deliver, letter, take_in
from tests.readers import no_reader_of_mail

pytestmark = pytest.mark.django_db


def of_noa(text, *, at, **more):
    return letter("noa@customer.example", text, at=at, **more)


def kinds(case, side="company"):
    return [entry.kind for entry in read(case.key, side=side)]


def test_a_letter_becomes_a_case_with_a_holder_a_promise_and_a_receipt(brand, dana, now):
    case = deliver("noa@customer.example", "When will it work?", at=now, name="Noa Levi")

    answer = Commitment.objects.get(case=case)
    assert (case.holder, case.customer.name, answer.owner, answer.origin) == (dana, "Noa Levi", dana, "answer")
    assert sorted(kinds(case)) == ["case.opened", "message.received", "message.sealed", "promise.made", "receipt.sent"]
    assert Outgoing.objects.get(case=case.key).recipients.get().address == "noa@customer.example"
    assert list(recount(at=now)) == [] and list(verify()) == []


def test_the_same_letter_again_adds_nothing(brand, dana, now):
    raw = of_noa("Hello?", at=now)
    take_in(raw, at=now)
    before = (entry_count(), Outgoing.objects.count())
    take_in(raw, at=now + timedelta(hours=1), door="another")
    assert (entry_count(), Outgoing.objects.count()) == before
    assert RawMessage.objects.get().arrivals.count() == 2


def test_letters_of_one_batch_find_each_other_in_whatever_order_they_lie(brand, dana, now):
    first = of_noa("One", at=now, message_id="one@customer.example")
    second = of_noa("Two", at=now, message_id="two@customer.example", answers=["one@customer.example"])
    third = of_noa("Three", at=now, answers=["one@customer.example", "two@customer.example"])
    accept(third, second, first, at=now)
    receive(worker="test", at=now)
    assert Case.objects.count() == 1
    assert set(RawMessage.objects.values_list("state", flat=True)) == {"done"}


def test_an_answer_to_a_closed_case_opens_it_for_the_same_holder(case, dana, noa, now):
    desk = at_the_desk(dana)
    reply(case, Reply("It works."), by=desk, at=now)
    sent = Outgoing.objects.get(what="reply")
    agree(propose(case, terms=[], by=desk, at=now), by=by_link(noa, case.key), at=now)

    take_in(of_noa("It is broken again.", at=now, answers=[sent.message_id]), at=now + timedelta(days=3))
    case.refresh_from_db()
    assert (case.state, case.holder, case.next_reason) == ("open", dana, "answer")
    assert kinds(case, "customer")[-3:].count("case.reopened") == 1


def test_an_unproven_letter_stays_with_the_company_and_an_answer_is_owed(case, dana, now):
    reply(case, Reply("It works."), by=at_the_desk(dana), at=now)
    first = RawMessage.objects.get(case=case.key).message_id
    take_in(of_noa("And the bill?", at=now, answers=[first]), at=now)
    assert "message.doubtful" in kinds(case) and "message.doubtful" not in kinds(case, "customer")
    case.refresh_from_db()
    assert case.next_reason == "answer"


def test_an_unproven_letter_opens_no_closed_case_but_waits_for_a_person(case, dana, noa, now):
    first = RawMessage.objects.get(case=case.key).message_id
    agree(propose(case, terms=[], by=at_the_desk(dana), at=now), by=by_link(noa, case.key), at=now)
    before = read(case.key, side="company")

    row = take_in(of_noa("Open it!", at=now, answers=[first]), at=now + timedelta(days=1))
    case.refresh_from_db()
    assert (row.state, row.case, case.number in row.reason) == (HELD, case.key, True)
    assert case.state == "closed" and read(case.key, side="company") == before


def test_work_we_owe_already_stays_next_when_the_customer_writes(case, dana, now):
    from amana.commitments.making import Draft

    promised = Reply("A technician comes.", [Draft("A technician", now + timedelta(hours=3), owner=dana)])
    reply(case, promised, by=at_the_desk(dana), at=now)
    sent = Outgoing.objects.get(what="reply")
    take_in(of_noa("Thanks!", at=now, answers=[sent.message_id]), at=now + timedelta(minutes=5))
    case.refresh_from_db()
    assert case.next_reason == "hand"  # due before the answer to the thanks
    assert Commitment.objects.outstanding().filter(case=case, origin="answer").count() == 1


def with_a_file(message_id, content, **headers):
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Message-ID"] = "noa@customer.example", "support@example.com", f"<{message_id}>"
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content("See the photograph.")
    mail.add_attachment(content, maintype="image", subtype="png", filename="../../router.png")
    return mail.as_bytes()


def on_disk(folder):
    return sorted(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_files_are_stored_once_and_named_in_the_entry(brand, dana, now, settings, tmp_path):
    settings.FILES = tmp_path
    row = take_in(with_a_file("f@customer.example", b"bytes"), at=now)
    file = File.objects.get()
    assert fetch(file.key, sha256=file.sha256) == b"bytes" and on_disk(tmp_path) == [b"bytes"]
    said = next(e for e in read(row.case, side="customer") if e.kind == "message.received")
    assert (file.case, file.entry, "/" in file.name) == (row.case, said.id, False)
    assert said["files"][0]["sha256"] == file.sha256


def test_the_files_of_what_is_not_put_into_the_record_are_not_kept(brand, dana, now, settings, tmp_path):
    settings.FILES = tmp_path
    accept(with_a_file("a@x.example", b"wanted"), with_a_file("b@x.example", b"list", List_Id="<x.example>"), at=now)
    receive(worker="test", at=now)
    assert sorted(RawMessage.objects.values_list("state", flat=True)) == ["aside", "done"]
    assert on_disk(tmp_path) == [b"wanted"]


def test_files_are_on_disk_before_anything_is_locked(brand, dana, now, monkeypatch):
    locked = []
    outside = len(connection.savepoint_ids)
    monkeypatch.setattr(
        filing, "keep", lambda content: locked.append(len(connection.savepoint_ids) > outside) or "k" * 32
    )
    take_in(with_a_file("a@x.example", b"bytes"), at=now)
    assert locked == [False] and File.objects.get().key == "k" * 32


def test_nothing_is_opened_where_nobody_said_which_addresses_are_ours(db, now):
    row = take_in(of_noa("Hello?", at=now), at=now)
    assert row.state == HELD and not Case.objects.exists()


def test_a_bad_letter_holds_back_no_other_and_is_held_in_the_end(brand, dana, now, monkeypatch):
    write = writing_in.Batch.write

    def breaks(batch):
        if any("poison" in letter.text for letter, _place in batch.placed):
            raise RuntimeError("broken")
        write(batch)

    monkeypatch.setattr(writing_in.Batch, "write", breaks)
    accept(*[of_noa(text, at=now) for text in ("one", "poison", "two")], at=now)
    at = now
    for _ in range(TRIES):
        receive(worker="test", at=at)
        at += timedelta(minutes=5)
    states = sorted(RawMessage.objects.values_list("state", "attempts"))
    assert states[0][0] == states[1][0] == "done"
    assert states[2] == (HELD, TRIES) and Case.objects.count() == 2
    assert retry(RawMessage.objects.get(state=HELD), at=at)


def trial(monkeypatch, *, seconds):
    """Say of each mail with poison in it that reading it does not end; each trial takes so long. Returns its clock and what was tried."""
    passed, tried = [0.0], []

    def fails(raw):
        passed[0] += seconds
        tried.append(raw)
        return b"poison" not in raw

    monkeypatch.setattr(letters, "can_be_read", fails)
    return lambda: passed[0], tried


@no_reader_of_mail()
def test_a42_many_that_ended_a_worker_are_tried_apart_within_the_lease_and_held_one_by_one(
    brand, dana, now, monkeypatch
):
    accept(*[of_noa(f"poison {n}", at=now) for n in range(9)], at=now)
    claim(RawMessage.objects.waiting(now), most=99, at=now, worker="dead")
    at = now + LEASE + timedelta(seconds=1)
    accept(of_noa("hello", at=at), at=at)
    clock, tried = trial(monkeypatch, seconds=40)
    assert receive(worker="next", at=at, clock=clock) == 10
    # What is new is read first; what there was no time for is given back, and was no try.
    states = list(RawMessage.objects.order_by("state").values_list("state", "attempts", "lease_until"))
    assert [one[0] for one in states].count(HELD) == len(tried) == 2 and clock() < LEASE.total_seconds()
    assert [one for one in states if one[0] == "done"] and {one[1:] for one in states if one[0] == "waiting"} == {
        (1, None)
    }
    for turn in range(1, 9):
        receive(worker="next", at=at + turn * receiving.UNTIL_ROOM, clock=clock)
    assert (RawMessage.objects.filter(state=HELD).count(), len(tried)) == (9, 9)


@no_reader_of_mail()
def test_mails_that_a_dead_worker_had_in_hand_and_can_be_read_are_all_read_at_once(brand, dana, now, monkeypatch):
    accept(*[of_noa(f"hello {n}", at=now) for n in range(9)], at=now)
    claim(RawMessage.objects.waiting(now), most=99, at=now, worker="dead")
    clock, tried = trial(monkeypatch, seconds=0.5)
    receive(worker="next", at=now + LEASE + timedelta(seconds=1), clock=clock)
    assert len(tried) == 9 and set(RawMessage.objects.values_list("state", flat=True)) == {"done"}


@pytest.mark.parametrize("error", [OperationalError("database is locked"), InterfaceError("gone"), OSError(errno.EDQUOT, "x")])  # fmt: skip
def test_f37_a_database_or_disk_that_takes_nothing_uses_up_no_try_and_is_not_asked_for_each(
    brand, dana, now, monkeypatch, error
):
    asked = []

    def stands(rows, *, at):
        asked.append(len(rows))
        if rows:
            raise error

    accept(*[of_noa(str(n), at=now) for n in range(9)], at=now)
    with monkeypatch.context() as patched:
        patched.setattr(receiving, "receive_batch", stands)
        for hour in range(TRIES * 2):
            receive(worker="test", at=now + timedelta(hours=hour))
    assert set(asked) == {1, 9} and asked.count(1) == TRIES * 2 * receiving.STANDING
    assert set(RawMessage.objects.values_list("state", "attempts")) == {("waiting", 0)}
    receive(worker="test", at=now + timedelta(hours=TRIES * 2))
    assert set(RawMessage.objects.values_list("state", flat=True)) == {"done"}


@pytest.mark.parametrize("error", [OSError(errno.EFBIG, "File too large"), OperationalError("parser stack overflow")])
def test_f37_what_stands_still_for_longer_than_a_day_is_shown_to_a_person(brand, dana, now, monkeypatch, error):
    write = writing_in.Batch.write

    def stands(batch):
        if any("poison" in letter.text for letter, _place in batch.placed):
            raise error
        write(batch)

    monkeypatch.setattr(writing_in.Batch, "write", stands)
    accept(*[of_noa(text, at=now) for text in ("one", "poison", "two")], at=now)
    receive(worker="test", at=now)
    assert sorted(RawMessage.objects.values_list("state", flat=True)) == ["done", "done", "waiting"]
    for hour in range(1, 24):
        receive(worker="test", at=now + timedelta(hours=hour))
    assert RawMessage.objects.get(state="waiting").attempts == 0
    for hour in range(24, 24 + TRIES):
        receive(worker="test", at=now + timedelta(hours=hour))
    reason = RawMessage.objects.get(state=HELD).reason
    assert "File too large" in reason or "OperationalError" in reason


def test_what_another_worker_has_taken_over_in_the_meantime_is_left_to_it(brand, dana, now, monkeypatch):
    accept(*[of_noa(str(n), at=now) for n in range(4)], at=now)
    claim(RawMessage.objects.waiting(now), most=99, at=now, worker="dead")
    clock, _tried = trial(monkeypatch, seconds=30)
    own = receiving.receive_batch

    def overtaken(rows, *, at):
        own(rows, at=at)
        if rows:
            claim(RawMessage.objects.waiting(at + LEASE * 2), most=99, at=at, worker="quick")

    monkeypatch.setattr(receiving, "receive_batch", overtaken)
    receive(worker="slow", at=now + LEASE * 2, clock=clock)
    assert set(RawMessage.objects.filter(state="waiting").values_list("lease_owner", flat=True)) == {"quick"}


def test_f31_a_worker_that_was_overtaken_leaves_nothing_behind(brand, dana, now):
    accept(of_noa("Hello?", at=now), at=now)
    mine = claim(RawMessage.objects.waiting(now), most=5, at=now, worker="slow")
    later = now + LEASE * 2
    assert receive(worker="quick", at=later) == 1
    with pytest.raises(LeaseLost):
        receiving.receive_batch(mine, at=later)
    assert (Case.objects.count(), Person.objects.filter(addresses__value="noa@customer.example").count()) == (1, 1)


def test_nobody_is_made_a_person_or_a_participant_without_a_case(brand, dana, now):
    take_in(of_noa("See my friend.", at=now, headers=[("Cc", "friend@else.example")]), at=now)
    assert Person.objects.count() == Participant.objects.count() == 1


def statements(raws, now):
    accept(*raws, at=now)
    with CaptureQueriesContext(connection) as seen:
        receive(worker="test", at=now)
    return len(seen)  # a prepared statement that is run for many rows counts once


@pytest.fixture
def numbers_apart(monkeypatch):
    """Of many entries of one millisecond two may get the same number of the search, and are asked about again: here none do."""
    drawn = count()
    monkeypatch.setattr(indexing, "number_for", lambda at, _key: number_at(at) | next(drawn))


def test_a_whole_batch_of_new_letters_takes_as_many_statements_as_ten(brand, dana, omer, now, numbers_apart):
    def strangers(count):
        return [letter(f"{n}@{count}.example", f"Hello {n}? I will call by Sunday.", at=now) for n in range(count)]

    statements(strangers(1), now)  # whatever is looked up once
    assert statements(strangers(10), now) == statements(strangers(BATCH), now)
    assert Case.objects.count() == 11 + BATCH and list(recount(at=now)) == []


def test_many_answers_take_as_many_statements_as_few(brand, dana, now, numbers_apart):
    def answers(count):
        opened = [deliver(f"{n}@{count}.example", "Hello?", at=now) for n in range(count)]
        for case in opened:
            reply(case, Reply("Yes."), by=at_the_desk(dana), at=now)
        sent = {row.case: row.message_id for row in Outgoing.objects.filter(what="reply")}
        return [
            letter(f"{n}@{count}.example", "And now?", at=now, answers=[sent[case.key]])
            for n, case in enumerate(opened)
        ]

    assert statements(answers(10), now) == statements(answers(25), now)
    assert Case.objects.count() == 35 and list(recount(at=now)) == []


def test_a_message_id_leads_to_the_case_of_the_first_who_had_it(brand, dana, now):
    first = deliver("noa@customer.example", "One", at=now, message_id="same@customer.example")
    deliver("sami@customer.example", "Two", at=now, message_id="same@customer.example")
    assert MessageKey.objects.get(value="same@customer.example").case == first.key
