"""What looks like an answer by mail and is not carried out."""

from __future__ import annotations

from datetime import timedelta

import pytest

from amana.commitments.models import Commitment, Offer
from amana.commitments.offering import offer_time
from amana.escalation.answering import record
from amana.escalation.climbing import ask
from amana.escalation.tests.conftest import (
    FROM,
    HOUR,
    all_is_well,
    answer,
    kinds,
    last,
    promised,
    ring_all,
    state,
    waiting,
)
from amana.handling.ending import closing
from amana.handling.intake.admitting import admit
from amana.handling.models import Suggestion
from amana.handling.talking.replying import Reply, reply
from amana.people.recognising import recognise
from amana.post.models import HELD, Outgoing, RawMessage
from amana.team.viewing import by_link
from tests.letters import deliver, last_mail, letter, take_in

pytestmark = pytest.mark.django_db

# ── what is not carried out ──────────────────────────────────────────────────


def test_agreeing_when_nothing_waits_is_a_message_and_no_more(case, desk, now):
    reply(case, Reply("We are on it."), by=desk, at=now + HOUR)
    answer("I agree", at=now + 2 * HOUR)
    assert state(case) == "open" and "closing.agreed" not in kinds(case) and not waiting(case, now + 2 * HOUR)
    assert Commitment.objects.outstanding().filter(case=case, origin="answer").exists()


def test_the_same_mail_twice_acts_once(case, desk, now):
    closing.propose(case, terms=[], by=desk, at=now + HOUR)
    sent = Outgoing.objects.get(what="notice").message_id
    raw = letter(FROM, "I agree", at=now, answers=[sent], message_id="one@customer.example")
    take_in(raw, at=now + 2 * HOUR)
    before = kinds(case)
    take_in(raw, at=now + 3 * HOUR)
    assert kinds(case) == before and before.count("closing.agreed") == 1


@pytest.mark.parametrize(
    "text",
    [
        "I agree.\n\nWhen does the refund come?",
        "Thanks for the call. I agree, the router is as good as new and the invoice is right as well.",
        "yes",
        "אני מסכימה. מתי יגיע הזיכוי?",
        "موافق، والراوتر يعمل منذ أمس بشكل ممتاز",
    ],
)
def test_agreement_among_other_words_is_a_suggestion(case, desk, now, text):
    closing.propose(case, terms=[], by=desk, at=now + HOUR)
    answer(text, at=now + 2 * HOUR)
    (one,) = waiting(case, now + 2 * HOUR)
    assert (state(case), one.row.act, [m.act for m in one.meanings]) == ("open", "agree", ["agree"])
    assert one.quote in text


@pytest.mark.parametrize(
    "text",
    [
        "May I agree?",
        "I agree if you refund me.",
        "האם אפשר לסגור?",
        "מסכים בתנאי שיגיע זיכוי",
        "هل يمكن إغلاق الملف؟",
        "موافق بشرط أن يعود المبلغ",
        "> I agree",
        "The same as before.\n\nOn Thu, Nov 12, 2026 at 10:00 Tahuna <support@example.com> wrote:\n> I agree\n",
        "Still dead.\n\n-- \nNoa Levi\nI agree\n",
        "Best regards,\nNoa Levi\nI agree",
        'You wrote: answer "I agree", or "not solved".',
        'Sure, I "agree".',
    ],
)
def test_questions_conditions_quotes_and_signatures_agree_to_nothing(case, desk, now, text):
    closing.propose(case, terms=[], by=desk, at=now + HOUR)
    answer(text, at=now + 2 * HOUR)
    assert state(case) == "open" and "closing.agreed" not in kinds(case)
    assert "agree" not in {one.row.act for one in waiting(case, now + 2 * HOUR)}


def test_our_own_mail_quoted_back_answers_nothing(case, desk, now):
    closing.propose(case, terms=[], by=desk, at=now + HOUR)
    sent = last_mail("notice")
    for n, text in enumerate(["\n".join(f"> {line}" for line in sent.splitlines()), sent]):
        answer(text, at=now + (2 + n) * HOUR)
    assert state(case) == "open" and not {"closing.agreed", "closing.refused"} & set(kinds(case))


def test_an_answer_to_an_older_mail_is_not_carried_out(case, desk, now):
    reply(case, Reply("Shall we send a technician?"), by=desk, at=now + HOUR)
    older = Outgoing.objects.get(what="reply").message_id
    closing.propose(case, terms=[], by=desk, at=now + 2 * HOUR)
    answer("I agree", at=now + 3 * HOUR, answers=[older])
    assert state(case) == "open" and [one.row.act for one in waiting(case, now + 3 * HOUR)] == ["agree"]


def test_a_file_beside_i_agree_is_looked_at_by_a_person(case, desk, now):
    from email import message_from_bytes, policy

    closing.propose(case, terms=[], by=desk, at=now + HOUR)
    sent = Outgoing.objects.get(what="notice").message_id
    mail = message_from_bytes(letter(FROM, "I agree", at=now, answers=[sent]), policy=policy.default)
    mail.add_attachment(b"terms", maintype="application", subtype="pdf", filename="terms.pdf")
    take_in(mail.as_bytes(policy=policy.default.clone(max_line_length=None)), at=now + 2 * HOUR)
    assert state(case) == "open" and len(waiting(case, now + 2 * HOUR)) == 1


def test_two_new_times_are_for_a_person_to_tell_apart(case, desk, now):
    for action in ("A call", "A credit"):
        offer_time(promised(case, desk, now, action), due_at=now + 30 * HOUR, why="", by=desk, at=now + HOUR)
    answer("The new time is fine", at=now + 90 * timedelta(minutes=1))
    (one,) = waiting(case, now + 2 * HOUR)
    assert len(one.meanings) == 2 and Offer.objects.filter(ended_at=None).count() == 2
    record(one.row, of=one.meanings[1].key, by=desk, at=now + 2 * HOUR)
    assert Offer.objects.get(pk=one.meanings[1].key).ending == "agreed"


def test_of_several_late_promises_the_one_our_mail_named_is_meant(case, desk, now):
    call, credit = promised(case, desk, now), promised(case, desk, now, "A credit", hours=3)
    ring_all(at=now + 2 * HOUR + timedelta(minutes=1))  # tells about the call
    answer("not kept", at=now + 5 * HOUR)
    call.refresh_from_db(), credit.refresh_from_db()
    assert (call.state, credit.state) == ("disputed", "open")


def test_not_kept_is_said_of_what_our_mail_says_was_done(case, desk, now):
    call = promised(case, desk, now)
    reply(case, Reply("We called you.", keeps=[call]), by=desk, at=now + HOUR)
    answer("This was not kept", at=now + 2 * HOUR)
    call.refresh_from_db()
    assert call.state == "disputed"


def test_not_kept_of_several_late_promises_is_a_suggestion(case, desk, now):
    promised(case, desk, now), promised(case, desk, now, "A credit", hours=3)
    reply(case, Reply("We are on it."), by=desk, at=now + HOUR)
    answer("not kept", at=now + 5 * HOUR)
    (one,) = waiting(case, now + 5 * HOUR)
    assert len(one.meanings) == 2 and "promise.disputed" not in kinds(case)


def test_nobody_above_leaves_the_wish_to_a_person(case, desk, ruth, yossi, now):
    for _rung in (ruth, yossi):
        ask(case, text="", by=by_link(case.customer, case.key), at=now)
    reply(case, Reply("We are on it."), by=desk, at=now + HOUR)
    answer("Next person please", at=now + 2 * HOUR)
    assert kinds(case).count("rung.asked") == 2 and not waiting(case, now + 2 * HOUR)
    assert Commitment.objects.outstanding().filter(case=case, origin="answer").exists()


# ── who says it ──────────────────────────────────────────────────────────────


def test_a_stranger_in_copy_cannot_agree_and_an_agent_who_lets_them_in_decides(case, desk, now):
    closing.propose(case, terms=[], by=desk, at=now + HOUR)
    row = answer("I agree", at=now + 2 * HOUR, sender="brother@else.example", name="Gil")
    assert row.state == HELD and state(case) == "open"
    admit(row, into=case, by=desk, at=now + 3 * HOUR)
    assert state(case) == "open" and len(waiting(case, now + 3 * HOUR)) == 1


def test_what_nobody_can_vouch_for_is_a_suggestion_even_when_plain(case, desk, now):
    closing.propose(case, terms=[], by=desk, at=now + HOUR)
    first = RawMessage.objects.get(case=case.key).message_id
    answer("I agree", at=now + 2 * HOUR, answers=[first])
    (one,) = waiting(case, now + 2 * HOUR)
    assert kinds(case)[-1] == "message.doubtful" and state(case) == "open"
    record(one.row, of=one.meanings[0].key, by=desk, at=now + 3 * HOUR)
    released = last(case, "message.received")
    assert (state(case), released["verified"]) == ("closed", "released")
    assert last(case, "closing.agreed")["shown_by"] == str(released.id)
    all_is_well(now + 3 * HOUR)


def test_a_doubtful_message_let_in_keeps_its_suggestion_and_one_only(case, desk, now):
    from amana.handling.intake.releasing import release

    closing.propose(case, terms=[], by=desk, at=now + HOUR)
    answer("I agree", at=now + 2 * HOUR, answers=[RawMessage.objects.get(case=case.key).message_id])
    fresh = release(case, last(case, "message.doubtful").id, by=desk, at=now + 3 * HOUR)
    assert state(case) == "open" and Suggestion.objects.get().entry == fresh.id


def test_a_mail_put_into_the_case_by_hand_is_not_carried_out(case, desk, noa, now):
    closing.propose(case, terms=[], by=desk, at=now + HOUR)
    other = deliver(FROM, "Another matter", at=now + HOUR, name="Noa Levi")
    row = answer("I agree", at=now + 2 * HOUR, headers=[("Auto-Submitted", "auto-replied")], answers=[])
    admit(row, into=case, by=desk, at=now + 3 * HOUR)
    assert state(case) == "open" and other.key != case.key


def test_automatic_replies_answer_nothing(case, desk, now):
    closing.propose(case, terms=[], by=desk, at=now + HOUR)
    answer("I agree", at=now + 2 * HOUR, headers=[("Auto-Submitted", "auto-replied")])
    assert state(case) == "open" and not Suggestion.objects.exists()


def test_history_answers_nothing(case, desk, now):
    closing.propose(case, terms=[], by=desk, at=now + HOUR)
    sent = Outgoing.objects.get(what="notice").message_id
    take_in(letter(FROM, "I agree", at=now, answers=[sent]), at=now + 2 * HOUR, history_until=now + 2 * HOUR)
    assert state(case) == "open" and not Suggestion.objects.exists()


def test_a_stranger_s_address_added_to_a_person_is_not_a_participant(case, desk, now):
    closing.propose(case, terms=[], by=desk, at=now + HOUR)
    recognise("brother@else.example", name="Gil", language="en", at=now)
    row = answer("I agree", at=now + 2 * HOUR, sender="brother@else.example")
    assert row.state == HELD and state(case) == "open"
