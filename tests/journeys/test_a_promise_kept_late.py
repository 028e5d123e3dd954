"""A served case from the first word to the last, and past it, in Hebrew and in English."""

from __future__ import annotations

from datetime import timedelta

import pytest

from amana.cases.models import Case, Closing
from amana.commitments.keeping import keep
from amana.commitments.making import Draft
from amana.commitments.models import Commitment
from amana.commitments.recounting import recount
from amana.escalation.ringing import next_alarm, ring
from amana.handling.ending.closing import agree, propose
from amana.handling.talking.replying import Reply, reply
from amana.post.models import Outgoing
from amana.record.reading import read
from amana.record.verifying import verify
from amana.team.viewing import at_the_desk, by_link
from tests.letters import deliver, letter, take_in, words_of

pytestmark = pytest.mark.django_db

WORDS = {
    "en": {
        "asks": "The router is dead. When will it work?", "late": "should not have to ask", "next": "Next step:",
        "question": "May we close this case?", "closed": "This case is closed.",
    },
    "he": {
        "asks": "שלום, הנתב לא עובד מאז אתמול. מתי תתקנו אותו?", "late": "ולא היה צריך", "next": "הצעד הבא",
        "question": "לסגור", "closed": "סגור",
    },
}  # fmt: skip


def mails(case, what):
    rows = Outgoing.objects.filter(case=case.key, what=what).order_by("created_at", "pk")
    return [words_of(bytes(row.mime)) for row in rows]


def let_time_pass(until):
    while (due := next_alarm()) is not None and due <= until:
        ring(at=due)


@pytest.mark.parametrize("language", ["en", "he"])
def test_a_promise_is_made_reminded_late_told_kept_and_the_case_ends_and_begins_again(brand, dana, ruth, now, language):
    say, desk = WORDS[language], at_the_desk(dana)
    case = deliver("noa@customer.example", say["asks"], at=now, name="Noa")
    assert (case.language, case.holder) == (language, dana)
    [receipt] = mails(case, "receipt")
    assert case.number in receipt and "Dana Katz" in receipt and "/c/" in receipt

    at = now + timedelta(minutes=20)
    due = now + timedelta(days=3)  # Sunday morning
    drafts = [Draft("A new router", due, owner=dana)]
    reply(case, Reply("A new router is on its way.", drafts), by=desk, at=at)
    promise = Commitment.objects.get(case=case, action="A new router")
    assert Commitment.objects.get(case=case, origin="answer").state == "kept"
    assert "A new router" in mails(case, "reply")[0]

    let_time_pass(due)
    reminded = [e["to"] for e in read(case.key, side="company") if e.kind == "reminder.sent"]
    assert reminded == ["Dana Katz", "Ruth Amit", "Dana Katz"]
    [told] = mails(case, "notice")
    assert "A new router" in told and Commitment.objects.get(pk=promise.pk).is_late(due + timedelta(seconds=1))
    if language == "en":
        assert say["late"] in told

    at = due + timedelta(hours=2)
    keep(promise, by=desk, at=at, note="Delivered this morning")
    assert [
        e["was_late"]
        for e in read(case.key, side="customer")
        if e["action"] == "A new router" and e.kind == "promise.kept"
    ] == [True]
    let_time_pass(at)

    closing = propose(case, terms=["The router works"], by=desk, at=at + timedelta(hours=1))
    assert "The router works" in mails(case, "notice")[-1]
    agree(closing, by=by_link(case.customer, case.key), at=at + timedelta(hours=2))
    case.refresh_from_db()
    assert case.state == "closed" and Closing.objects.get(case=case).ending == "agreed"
    assert not Commitment.objects.outstanding().filter(case=case).exists()

    later = at + timedelta(days=20)
    let_time_pass(later)
    answered = Outgoing.objects.filter(case=case.key, what="notice").latest("created_at")
    take_in(letter("noa@customer.example", say["asks"], at=later, answers=[answered.message_id]), at=later)
    case.refresh_from_db()
    assert (case.state, case.holder, case.next_reason) == ("open", dana, "answer")

    assert Case.objects.count() == 1
    assert list(verify()) == [] and list(recount(at=later)) == []
    shared = [[e.hash for e in read(case.key, side=side, audiences=["shared"])] for side in ("company", "customer")]
    assert shared[0] == shared[1]
