from __future__ import annotations

import threading
from datetime import timedelta

import pytest

from amana.cases.errors import Refused
from amana.cases.models import Closing
from amana.commitments.alarms import LATE
from amana.commitments.keeping import admit_broken, keep
from amana.commitments.making import Draft, make
from amana.commitments.models import Commitment
from amana.commitments.recounting import recount
from amana.escalation.ringing import next_alarm, ring
from amana.handling.ending.closing import agree, propose
from amana.handling.talking.replying import UNDO, Reply, reply, take_back
from amana.kit.codes import new_id
from amana.people.models import Address
from amana.post.models import Outgoing
from amana.record.reading import entry, entry_count, read
from amana.record.verifying import verify
from amana.team.viewing import at_the_desk, by_link
from tests.letters import deliver
from tests.together import in_a_thread

pytestmark = pytest.mark.django_db


def sent(case):
    return Outgoing.objects.get(case=case.key, what="reply")


def row(commitment):
    return Commitment.objects.get(pk=commitment.pk)


def test_a_reply_keeps_the_answer_and_its_promises_enter_the_ledger(case, dana, desk, now):
    answer = Commitment.objects.get(case=case)
    said = reply(case, Reply("A technician comes.", [Draft("A technician", now + timedelta(days=3), owner=dana)]),
                 by=desk, at=now)  # fmt: skip

    assert row(answer).state == "kept"
    made = Commitment.objects.get(case=case, action="A technician")
    assert (made.owner, made.said_in) == (dana, said.id)
    body = bytes(sent(case).mime).decode()
    assert "A technician" in body and sent(case).not_before == now + UNDO


def test_the_same_reply_twice_is_sent_once(case, desk, now):
    message = Reply("Hello.")
    assert reply(case, message, by=desk, at=now) is not None
    before = entry_count()
    assert reply(case, message, by=desk, at=now) is None
    assert (entry_count(), Outgoing.objects.filter(what="reply").count()) == (before, 1)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_f46_two_clicks_at_the_same_moment_send_one_mail(case, desk, now):
    message, both = Reply("Hello."), threading.Barrier(2)

    def click():
        both.wait(30)
        return reply(case, message, by=desk, at=now)

    answers = [thread.result(60) for thread in [in_a_thread(click), in_a_thread(click)]]
    assert sum(one is not None for one in answers) == 1
    assert Outgoing.objects.filter(what="reply").count() == 1


def test_what_a_reply_cannot_do(case, desk, noa, now):
    with pytest.raises(Refused):
        reply(case, Reply("  "), by=desk, at=now)
    with pytest.raises(Refused):
        reply(case, Reply("Soon", [Draft("Something", now)]), by=desk, at=now)
    agree(propose(case, terms=[], by=desk, at=now), by=by_link(noa, case.key), at=now)
    with pytest.raises(Refused):
        reply(case, Reply("Hello"), by=desk, at=now)
    assert not Outgoing.objects.filter(what="reply").exists()


def test_nobody_can_be_answered_without_an_address(case, desk, noa, now):
    Address.objects.filter(person=noa).delete()
    with pytest.raises(Refused):
        reply(case, Reply("Hello"), by=desk, at=now)


def test_what_a_colleague_has_ended_meanwhile_stays_as_they_ended_it(case, desk, omer, now):
    call = make(case, [Draft("A call", now + timedelta(hours=4))], by=desk, at=now)[0]
    admit_broken(call, by=at_the_desk(omer), at=now, why="no line")
    reply(case, Reply("Called.", keeps=[call]), by=desk, at=now)  # the form still had it open
    assert row(call).state == "broken"


def test_a_reply_keeps_nothing_of_another_case_and_nothing_the_customer_owes(case, desk, now):
    other = deliver("sami@customer.example", "Another matter?", at=now)
    foreign = make(other, [Draft("A call", now + timedelta(hours=4))], by=desk, at=now)[0]
    theirs = make(case, [Draft("A photograph", now + timedelta(hours=4), "customer")], by=desk, at=now)[0]
    reply(case, Reply("Thanks.", keeps=[foreign, theirs]), by=desk, at=now)
    assert {row(foreign).state, row(theirs).state} == {"open"}


def test_a13_the_reply_goes_to_the_customer_whatever_reply_to_says(brand, dana, desk, now):
    case = deliver("noa@customer.example", "Where is it?", at=now, headers=[("Reply-To", "mallory@evil.example")])
    reply(case, Reply("Here."), by=desk, at=now)
    assert {r.address for r in sent(case).recipients.all()} == {"noa@customer.example"}
    assert b"evil.example" not in bytes(sent(case).mime)


# ── taking back ──────────────────────────────────────────────────────────────


def test_a_mail_taken_back_kept_nothing_and_promised_nothing(case, dana, desk, now):
    answer = Commitment.objects.get(case=case)
    call = make(case, [Draft("A call", now + timedelta(hours=6), owner=dana)], by=desk, at=now)[0]
    reply(case, Reply("Done.", [Draft("A credit", now + timedelta(days=2))], keeps=[call]), by=desk, at=now)
    assert take_back(sent(case), by=desk, at=now + timedelta(seconds=5))

    assert {row(answer).state, row(call).state} == {"open"}
    assert Commitment.objects.get(action="A credit").state == "released"
    case.refresh_from_db()
    assert (case.last_word_by, case.next_commitment) == ("customer", call.pk)
    assert list(recount(at=now + timedelta(seconds=5))) == [] and list(verify()) == []


def test_the_record_says_what_was_taken_back_and_what_is_open_again(case, desk, now):
    said = reply(case, Reply("Done."), by=desk, at=now)
    take_back(sent(case), by=desk, at=now + timedelta(seconds=5))
    record = read(case.key, side="customer")
    correction = next(e for e in record if e.kind == "entry.corrected")
    kept = next(e for e in record if e.kind == "promise.kept")
    withdrawn = next(e for e in record if e.kind == "entry.withdrawn")
    assert correction.corrects == kept.id and correction["number"] and correction["by"] == "Dana Katz"
    assert (withdrawn["about"], withdrawn["never_left"]) == (str(said.id), True)


def test_what_was_taken_back_is_hidden_from_the_customer_and_from_nobody_of_us(case, desk, now):
    said = reply(case, Reply("The wrong Noa owes 800.", [Draft("A credit of 800", now + timedelta(days=2))]),
                 by=desk, at=now)  # fmt: skip
    take_back(sent(case), by=desk, at=now + timedelta(seconds=5))

    said_to_them = str([e.content for e in read(case.key, side="customer")])
    assert "owes 800" not in said_to_them and "credit of 800" not in said_to_them
    assert entry(said.id, side="company")["text"] == "The wrong Noa owes 800."
    assert list(verify()) == []


def test_what_is_open_again_is_reminded_of_as_before(case, desk, now):
    answer = Commitment.objects.get(case=case)
    ring(at=answer.alarm_at)  # the owner was reminded
    alarm = row(answer)
    at = answer.alarm_at + timedelta(minutes=1)
    reply(case, Reply("Done."), by=desk, at=at)
    assert next_alarm() > answer.due_at  # the clock passes over what was kept
    take_back(sent(case), at=at + timedelta(seconds=5))
    assert (row(answer).alarm_at, row(answer).alarm_stage) == (alarm.alarm_at, alarm.alarm_stage)
    assert row(answer).alarm_stage < LATE


def test_a_closing_asked_for_in_the_same_mail_is_withdrawn_with_it(case, desk, now):
    reply(case, Reply("May we close this case?"), by=desk, at=now)
    propose(case, terms=[], by=desk, at=now)
    take_back(sent(case), by=desk, at=now + timedelta(seconds=5))
    assert Closing.objects.get(case=case).ending == "withdrawn"
    case.refresh_from_db()
    assert (case.next_reason, case.waiting_for) == ("answer", "company")


def test_taking_back_twice_or_too_late_changes_nothing(case, desk, now):
    reply(case, Reply("Done."), by=desk, at=now)
    assert not take_back(sent(case), by=desk, at=now + UNDO)
    assert take_back(sent(case), by=desk, at=now + timedelta(seconds=1))
    before = entry_count()
    assert not take_back(sent(case), by=desk, at=now + timedelta(seconds=2))
    assert entry_count() == before


def test_a_promise_kept_otherwise_stays_kept(case, desk, now):
    call = make(case, [Draft("A call", now + timedelta(hours=6))], by=desk, at=now)[0]
    keep(call, by=desk, at=now, note="called")
    reply(case, Reply("Done.", key=new_id()), by=desk, at=now)
    take_back(sent(case), by=desk, at=now + timedelta(seconds=1))
    assert row(call).state == "kept"
