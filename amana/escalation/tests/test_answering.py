"""A customer's answer by mail, from the mail to the state of the case."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import translation

from amana.commitments.models import Commitment, Offer
from amana.commitments.offering import offer_time
from amana.escalation import answering
from amana.escalation.tests.conftest import (
    HOUR,
    LANGUAGES,
    all_is_well,
    answer,
    last,
    promised,
    ring_all,
    state,
)
from amana.handling.ending import closing
from amana.handling.models import Suggestion
from amana.handling.talking.replying import Reply, reply
from amana.team.viewing import by_link
from tests.letters import deliver, last_mail

pytestmark = pytest.mark.django_db

# ── each act, in each language, in the words our mails name ──────────────────

AGREE = {"en": "I agree", "he": "מסכים/ה, תודה!", "ar": "موافق"}
NOT_SOLVED = {"en": "Hi Dana,\n\nNot solved.\n\nNoa", "he": "לא נפתר", "ar": "لم تُحلّ المشكلة"}
CLIMB = {"en": "Next person please", "he": "העבירו אותי הלאה", "ar": "أرجو تحويلي إلى المستوى التالي"}
NOT_KEPT = {"en": "not kept", "he": "ההבטחה לא קוימה.", "ar": "لم يُوفَ بالوعد"}
ACCEPT = {"en": "The new time is fine, thanks", "he": "המועד החדש מתאים", "ar": "الموعد الجديد مناسب"}
REFUSE = {"en": "no, keep to the old time", "he": "לא, להישאר במועד הקודם", "ar": "لا، أبقوا على الموعد السابق"}
RECORD = {"en": "send me the record", "he": "שלחו לי את התיעוד", "ar": "أرسلوا لي السجل"}
PROMISED = {
    "en": "You promised me a credit by Sunday 18:00.",
    "he": "הבטחתם לי זיכוי עד יום ראשון ב-18:00",
    "ar": "وعدتموني برصيد قبل يوم الأحد الساعة 18:00",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_agreeing_by_mail_closes_the_case_as_on_the_page(speaks, desk, noa, now, language):
    case = speaks(language)
    closing.propose(case, terms=["The router works"], by=desk, at=now + HOUR)
    with translation.override(language):
        assert answering.words_of(["agree"], language)[0] in last_mail("notice")
    answer(AGREE[language], at=now + 2 * HOUR)
    said, message = last(case, "closing.agreed"), last(case, "message.received")
    assert (state(case), said.by.kind, said.by.key) == ("closed", "person", str(noa.pk))
    assert said["shown_by"] == str(message.id)
    assert not Suggestion.objects.exists()
    all_is_well(now + 2 * HOUR)


@pytest.mark.parametrize("language", LANGUAGES)
def test_saying_what_is_not_solved_keeps_the_case_open(speaks, desk, now, language):
    case = speaks(language)
    closing.propose(case, terms=["The router works"], by=desk, at=now + HOUR)
    answer(NOT_SOLVED[language], at=now + 2 * HOUR)
    said = last(case, "closing.refused")
    assert (state(case), said["term"], said["to"]) == ("open", "The router works", "holder")
    assert Commitment.objects.outstanding().filter(case=case, origin="answer").count() == 1
    all_is_well(now + 2 * HOUR)


def test_not_solved_and_the_next_person_go_up_in_one_breath(case, desk, ruth, now):
    closing.propose(case, terms=[], by=desk, at=now + HOUR)
    answer("Not solved. Next person please.", at=now + 2 * HOUR)
    assert (last(case, "closing.refused")["to"], last(case, "rung.asked")["to"]) == ("rung", ruth.name)
    all_is_well(now + 2 * HOUR)


@pytest.mark.parametrize("language", LANGUAGES)
def test_asking_for_the_next_person_by_mail(speaks, desk, ruth, now, language):
    case = speaks(language)
    reply(case, Reply("We are on it."), by=desk, at=now + HOUR)
    answer(CLIMB[language], at=now + 2 * HOUR)
    said = last(case, "rung.asked")
    assert (said["to"], said.by.kind, said["shown_by"]) == (ruth.name, "person", str(last(case, "message.received").id))
    owed = Commitment.objects.outstanding().filter(case=case)
    assert [c.owner_agent for c in owed if c.origin == "rung"] == [ruth]
    assert not [c for c in owed if c.origin == "answer"]  # our mail was one
    assert ruth.name in last_mail("notice")
    all_is_well(now + 2 * HOUR)


@pytest.mark.parametrize("language", LANGUAGES)
def test_saying_by_mail_that_a_late_promise_was_not_kept(speaks, desk, now, language):
    case = speaks(language)
    late = promised(case, desk, now)
    reply(case, Reply("We are on it."), by=desk, at=now + HOUR)
    answer(NOT_KEPT[language], at=now + 3 * HOUR)
    late.refresh_from_db()
    assert (late.state, last(case, "promise.disputed").by.kind) == ("disputed", "person")
    all_is_well(now + 3 * HOUR)


@pytest.mark.parametrize("language", LANGUAGES)
def test_consenting_by_mail_to_a_new_time(speaks, desk, now, language):
    case = speaks(language)
    old = promised(case, desk, now, hours=4)
    offer_time(old, due_at=now + 30 * HOUR, why="A part is missing.", by=desk, at=now + HOUR)
    assert "A part is missing." in last_mail("notice")
    answer(ACCEPT[language], at=now + 2 * HOUR)
    old.refresh_from_db()
    assert (old.state, old.replaced_by.due_at) == ("renegotiated", now + 30 * HOUR)
    all_is_well(now + 2 * HOUR)


@pytest.mark.parametrize("language", LANGUAGES)
def test_keeping_by_mail_to_the_old_time(speaks, desk, now, language):
    case = speaks(language)
    old = promised(case, desk, now, hours=4)
    offer_time(old, due_at=now + 30 * HOUR, why="", by=desk, at=now + HOUR)
    answer(REFUSE[language], at=now + 2 * HOUR)
    old.refresh_from_db()
    assert (old.state, Offer.objects.get().ending) == ("open", "refused")
    all_is_well(now + 2 * HOUR)


@pytest.mark.parametrize("language", LANGUAGES)
def test_asking_by_mail_for_the_record(speaks, desk, now, language):
    case = speaks(language)
    promised(case, desk, now, hours=4)
    reply(case, Reply("We are on it."), by=desk, at=now + HOUR)
    answer(RECORD[language], at=now + 2 * HOUR)
    assert "/record/" in last_mail("notice")
    assert not Commitment.objects.outstanding().filter(case=case, origin="answer").exists()
    all_is_well(now + 2 * HOUR)


@pytest.mark.parametrize("language", LANGUAGES)
def test_adding_by_mail_a_promise_that_is_missing(speaks, desk, now, language):
    case = speaks(language)
    reply(case, Reply("We are on it."), by=desk, at=now + HOUR)
    answer(PROMISED[language], at=now + 2 * HOUR)
    claimed = Commitment.objects.get(case=case, origin="claimed")
    assert (claimed.state, claimed.due_at) == ("noticed", now + timedelta(days=3, hours=8))  # Sunday 18:00
    assert last(case, "promise.claimed").by.kind == "person"
    all_is_well(now + 2 * HOUR)


# ── portal and mail are one ──────────────────────────────────────────────────


def test_the_page_and_a_mail_write_the_same_entries(brand, dana, desk, now):
    said = []
    for sender in ("noa@customer.example", "sami@customer.example"):
        case = deliver(sender, "The router is dead.", at=now, name="Noa Levi")
        row = closing.propose(case, terms=["It works"], by=desk, at=now + HOUR)
        if sender.startswith("noa"):
            answer("I agree", at=now + 2 * HOUR)
        else:
            closing.agree(row, by=by_link(case.customer, case.key), at=now + 2 * HOUR)
        entry = last(case, "closing.agreed")
        said.append((entry.by.kind, {**entry.content, "shown_by": None}, entry.audience, entry.version))
    assert said[0] == said[1]


# ── what they are told ───────────────────────────────────────────────────────


def test_they_are_told_how_their_mail_was_read_and_how_to_take_it_back(case, desk, now):
    closing.propose(case, terms=[], by=desk, at=now + HOUR)
    answer("agreed", at=now + 2 * HOUR)
    body = last_mail("notice")
    assert '"I agree"' in body and "The case is closed, in agreement with you." in body and "If that is wrong" in body
    answer("No, that was a mistake. The router is dead.", at=now + 3 * HOUR)
    assert (state(case), case.next_reason) == ("open", "answer")


def test_every_mail_names_the_words_of_the_moment_in_at_most_three_lines(case, desk, ruth, now):
    reply(case, Reply("We are on it."), by=desk, at=now)
    assert '"next person please" or "send me the record"' in last_mail("reply")
    old = promised(case, desk, now)
    offer_time(old, due_at=now + 30 * HOUR, why="", by=desk, at=now + HOUR)
    body = last_mail("notice")
    assert '"the new time is fine" or "no, keep to the old time"' in body
    ring_all(at=now + 2 * HOUR + timedelta(minutes=1))
    late = last_mail("notice")
    assert '"not kept"' in late and '"the new time is fine"' in late
