"""Letting us off a promise by mail, and putting one's own version beside a call."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import translation

from amana.cases.errors import Refused
from amana.commitments.models import Commitment
from amana.escalation import answering
from amana.escalation.answering import record
from amana.escalation.tests.conftest import FROM, HOUR, LANGUAGES, all_is_well, answer, kinds, last, promised, waiting
from amana.handling.facts.noting import note_call
from amana.handling.intake.admitting import admit
from amana.handling.models import Suggestion
from amana.handling.talking.replying import Reply, reply
from amana.post.models import HELD, Outgoing
from tests.letters import last_mail, letter, take_in

pytestmark = pytest.mark.django_db

RELEASE = {"en": "I no longer need this, thanks", "he": "אני כבר לא צריך/ה את זה", "ar": "لم أعد بحاجة إلى هذا، شكرًا"}
VERSION = {
    "en": "Hi Dana,\n\nI remember it otherwise: you said Sunday, not Monday.\n\nThanks,\nNoa",
    "he": "אצלי זה נרשם אחרת: דובר על יום ראשון, לא על יום שני",
    "ar": "أتذكّره على نحو آخر: قلتم الأحد لا الاثنين",
}
ACCOUNT = {
    "en": "you said Sunday, not Monday.",
    "he": "דובר על יום ראשון, לא על יום שני",
    "ar": "قلتم الأحد لا الاثنين",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_letting_us_off_a_promise_by_mail(speaks, desk, noa, now, language):
    case = speaks(language)
    call = promised(case, desk, now, hours=4)
    reply(case, Reply("We are on it."), by=desk, at=now + HOUR)
    with translation.override(language):
        assert answering.words_of(["release"], language)[0] in last_mail("reply")
    answer(RELEASE[language], at=now + 2 * HOUR)
    call.refresh_from_db()
    said, message = last(case, "promise.released"), last(case, "message.received")
    assert (call.state, said.by.kind, said.by.key) == ("released", "person", str(noa.pk))
    assert said["shown_by"] == str(message.id) and not Suggestion.objects.exists()
    # Nothing else is owed, so a person still answers.
    assert Commitment.objects.outstanding().filter(case=case, origin="answer").exists()
    all_is_well(now + 2 * HOUR)


@pytest.mark.parametrize("language", LANGUAGES)
def test_putting_by_mail_one_s_own_version_beside_a_call(speaks, desk, noa, now, language):
    case = speaks(language)
    note_call(case, "An earlier call.", who="Noa", by=desk, at=now)
    call = note_call(case, "We agreed on Monday.", who="Noa", by=desk, at=now)
    reply(case, Reply("We are on it."), by=desk, at=now + HOUR)
    with translation.override(language):
        assert answering.words_of(["version"], language)[0] in last_mail("reply")
    answer(VERSION[language], at=now + 2 * HOUR)
    said, message = last(case, "version.added"), last(case, "message.received")
    assert (said["about"], said["text"], said.by.key) == (str(call.id), ACCOUNT[language], str(noa.pk))
    assert said["shown_by"] == str(message.id) and kinds(case).count("version.added") == 1
    assert Commitment.objects.outstanding().filter(case=case, origin="answer").exists()
    all_is_well(now + 2 * HOUR)


def test_a_version_keeps_what_else_its_words_may_answer_for_a_person(case, desk, ruth, now):
    note_call(case, "We agreed on Monday.", who="Noa", by=desk, at=now)
    reply(case, Reply("We are on it."), by=desk, at=now + HOUR)
    answer("I remember it otherwise: you said Sunday. I want a manager now.", at=now + 2 * HOUR)
    assert last(case, "version.added")["text"] == "you said Sunday. I want a manager now."
    assert [one.row.act for one in waiting(case, now + 2 * HOUR)] == ["climb"]


def test_without_a_call_of_ours_a_version_is_a_message_and_no_more(case, desk, now):
    reply(case, Reply("We are on it."), by=desk, at=now + HOUR)
    answer(VERSION["en"], at=now + 2 * HOUR)
    assert "version.added" not in kinds(case) and not Suggestion.objects.exists()


# ── releasing ends a promise, and is strict ──────────────────────────────────


def test_of_several_promises_a_person_says_which_is_no_longer_needed(case, desk, now):
    call, credit = promised(case, desk, now), promised(case, desk, now, "A credit", hours=3)
    reply(case, Reply("We are on it."), by=desk, at=now + HOUR)
    assert "no longer need" not in last_mail("reply")
    answer("I no longer need this", at=now + 90 * timedelta(minutes=1))
    (one,) = waiting(case, now + 2 * HOUR)
    assert len(one.meanings) == 2 and "promise.released" not in kinds(case)
    record(one.row, of=str(credit.pk), by=desk, at=now + 2 * HOUR)
    call.refresh_from_db(), credit.refresh_from_db()
    assert (call.state, credit.state) == ("open", "released")
    assert last(case, "promise.released")["shown_by"] == str(one.row.entry)
    all_is_well(now + 2 * HOUR)


@pytest.mark.parametrize(
    "text",
    [
        "Do I no longer need this?",
        "I no longer need this if the credit comes.",
        "It is not true that I no longer need this.",
        "I no longer need this. When does the credit come?",
        "אם יגיע הזיכוי אין בזה צורך יותר",
        "האם כבר אין בזה צורך?",
        "لم أعد بحاجة إلى هذا بشرط أن يصل الرصيد",
        "> I no longer need this",
    ],
)
def test_questions_conditions_and_denials_release_nothing(case, desk, now, text):
    call = promised(case, desk, now, hours=4)
    reply(case, Reply("We are on it."), by=desk, at=now + HOUR)
    answer(text, at=now + 2 * HOUR)
    call.refresh_from_db()
    assert call.state == "open" and "promise.released" not in kinds(case)


def test_what_was_promised_by_itself_is_not_released_by_mail(case, desk, now):
    reply(case, Reply("We are on it."), by=desk, at=now + HOUR)
    answer("I no longer need this", at=now + 2 * HOUR)
    assert "promise.released" not in kinds(case) and not waiting(case, now + 2 * HOUR)


def test_an_answer_to_a_mail_from_before_the_promise_does_not_release_it(case, desk, now):
    reply(case, Reply("Shall we send a technician?"), by=desk, at=now + HOUR)
    older = Outgoing.objects.get(what="reply").message_id
    call = promised(case, desk, now + 2 * HOUR)
    answer("I no longer need this", at=now + 3 * HOUR, answers=[older])
    call.refresh_from_db()
    assert call.state == "open" and [one.row.act for one in waiting(case, now + 3 * HOUR)] == ["release"]


def test_what_is_disputed_is_not_released_by_plain_words(case, desk, now):
    call = promised(case, desk, now)
    reply(case, Reply("We are on it."), by=desk, at=now + HOUR)
    answer("not kept", at=now + 3 * HOUR)
    answer("I no longer need this", at=now + 4 * HOUR)
    call.refresh_from_db()
    assert call.state == "disputed" and [one.row.act for one in waiting(case, now + 4 * HOUR)] == ["release"]


def test_nobody_of_ours_releases_our_promise_without_their_words(case, desk, now):
    from amana.commitments.keeping import release

    call = promised(case, desk, now)
    for key in (None, last(case, "promise.made").id):
        with pytest.raises(Refused):
            release(call, by=desk, at=now + HOUR, shown_by=key)


@pytest.mark.parametrize("text", [RELEASE["en"], VERSION["en"]])
def test_a_stranger_releases_nothing_and_has_no_version(case, desk, now, text):
    call = promised(case, desk, now, hours=4)
    note_call(case, "We agreed on Monday.", who="Noa", by=desk, at=now)
    reply(case, Reply("We are on it."), by=desk, at=now + HOUR)
    row = answer(text, at=now + 2 * HOUR, sender="brother@else.example", name="Gil")
    assert row.state == HELD
    admit(row, into=case, by=desk, at=now + 3 * HOUR)
    call.refresh_from_db()
    assert call.state == "open" and not {"promise.released", "version.added"} & set(kinds(case))
    acts = [one.row.act for one in waiting(case, now + 3 * HOUR)]
    assert acts == (["release"] if text == RELEASE["en"] else [])


@pytest.mark.parametrize(("text", "kind"), [(RELEASE["en"], "promise.released"), (VERSION["en"], "version.added")])
def test_the_same_release_or_version_twice_acts_once(case, desk, now, text, kind):
    promised(case, desk, now, hours=4)
    note_call(case, "We agreed on Monday.", who="Noa", by=desk, at=now)
    reply(case, Reply("We are on it."), by=desk, at=now + HOUR)
    sent = Outgoing.objects.get(what="reply").message_id
    raw = letter(FROM, text, at=now, name="Noa Levi", answers=[sent], message_id="one@customer.example")
    take_in(raw, at=now + 2 * HOUR)
    before = kinds(case)
    take_in(raw, at=now + 3 * HOUR)
    assert kinds(case) == before and before.count(kind) == 1
