"""Everybody at once, on the same cases: nobody waits for ever, nothing is lost, and the record verifies."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest

from amana.cases.errors import Refused
from amana.cases.models import Case
from amana.commitments.claiming import claim
from amana.commitments.keeping import admit_broken, keep
from amana.commitments.making import Draft, make
from amana.commitments.models import Commitment
from amana.commitments.recounting import recount
from amana.escalation.climbing import ask
from amana.escalation.ringing import ring
from amana.handling.facts.noting import note, note_call
from amana.handling.intake.receiving import receive
from amana.handling.talking.hearing import hear
from amana.handling.talking.replying import Reply, reply
from amana.handling.tests.intake.test_bounced import report
from amana.post.models import Outgoing, RawMessage
from amana.record.reading import read
from amana.record.verifying import verify
from amana.team.viewing import at_the_desk, by_link
from tests.letters import accept, deliver, letter
from tests.together import in_a_thread

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


def all_at_once(deeds):
    begin = threading.Barrier(len(deeds))

    def deed(do):
        def run():
            begin.wait(30)
            try:
                return do()
            except Refused as refusal:
                return refusal

        return run

    return [thread.result(60) for thread in [in_a_thread(deed(do)) for do in deeds]]


def test_everybody_works_on_the_same_two_cases(brand, dana, omer, ruth, now):
    cases = [deliver(f"{who}@customer.example", "Hello?", at=now) for who in ("noa", "sami")]
    for case in cases:
        reply(case, Reply("Yes?"), by=at_the_desk(dana), at=now)
    sent = [Outgoing.objects.get(case=case.key, what="reply").message_id for case in cases]
    at, desk = now + timedelta(hours=1), at_the_desk(omer)
    Commitment.objects.outstanding().update(alarm_at=at)
    away = [("Auto-Submitted", "auto-replied")]
    mails = [
        *[letter("sami@customer.example", f"{n}", at=at, answers=[sent[1]]) for n in range(3)],
        *[letter("noa@customer.example", f"{n}", at=at, answers=[sent[0]]) for n in range(3)],
        *[letter("noa@customer.example", f"away {n}", at=at, answers=[sent[0]], headers=away) for n in range(2)],
        report(sent[1], "sami@customer.example"),
        report(sent[0]),
    ]
    accept(*mails, at=at)

    def worker(name):
        return lambda: [receive(worker=name, at=at + timedelta(seconds=n), most=3) for n in range(6)]

    def on_both(do, order=1):
        return lambda: [do(case) for case in cases[::order]]

    all_at_once(
        [
            worker("one"),
            worker("two"),
            lambda: ring(at=at),
            on_both(lambda case: reply(case, Reply("Here you are."), by=desk, at=at)),
            on_both(lambda case: note_call(case, "We spoke.", who="x", by=desk, at=at), -1),
            on_both(lambda case: note(case, "Careful.", by=desk, at=at)),
            on_both(lambda case: hear(case, "And now?", by=by_link(case.customer, case.key), at=at), -1),
            on_both(
                lambda case: claim(
                    case, action="a credit", who="", when=None, by=by_link(case.customer, case.key), at=at
                )
            ),
            on_both(lambda case: ask(case, text="", by=by_link(case.customer, case.key), at=at), -1),
            on_both(lambda case: make(case, [Draft("a call", at + timedelta(days=1))], by=desk, at=at)),
        ]
    )
    assert set(RawMessage.objects.values_list("state", flat=True)) == {"done"}
    assert RawMessage.objects.filter(attempts__gt=1).count() == 0  # nothing failed and was tried again
    assert list(verify()) == [] and list(recount(at=at)) == []
    for case in cases:
        kinds = [entry.kind for entry in read(case.key, side="company")]
        expected = {"message.sent": 2, "promise.claimed": 1, "rung.asked": 1, "note.written": 1, "message.bounced": 1}
        assert {kind: kinds.count(kind) for kind in expected} == expected
        assert kinds.count("message.received") == 5  # the first, three mails, one from the portal


def test_two_agents_end_the_same_promise_and_one_of_them_did(case, dana, omer, now):
    call = make(case, [Draft("a call", now + timedelta(hours=3))], by=at_the_desk(dana), at=now)[0]
    ends = [
        lambda: keep(call, by=at_the_desk(dana), at=now, note="called"),
        lambda: admit_broken(call, by=at_the_desk(omer), at=now, why="no line"),
        lambda: reply(case, Reply("Called.", keeps=[call]), by=at_the_desk(dana), at=now),
    ]
    all_at_once(ends)
    endings = [e.kind for e in read(case.key, side="customer") if e["promise"] == str(call.pk)]
    assert len(endings) == 2 and endings[0] == "promise.made"  # made once, ended once
    state = Commitment.objects.get(pk=call.pk).state
    assert endings[1] == f"promise.{state}"
    assert Case.objects.get().is_open
