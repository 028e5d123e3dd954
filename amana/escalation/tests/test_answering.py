"""A customer's answer by mail, from the mail to the state of the case."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import translation

from amana.cases.errors import Refused
from amana.cases.models import Case, Closing
from amana.commitments.keeping import keep
from amana.commitments.making import Draft, make
from amana.commitments.models import Commitment, Offer
from amana.commitments.offering import offer_time
from amana.commitments.recounting import recount
from amana.escalation import answering
from amana.escalation.answering import record, suggested
from amana.escalation.climbing import ask
from amana.escalation.ringing import ring
from amana.handling import closing
from amana.handling.admitting import admit
from amana.handling.answering import dismiss
from amana.handling.models import Suggestion
from amana.handling.noting import note_call
from amana.handling.replying import Reply, reply
from amana.people.recognising import recognise
from amana.post.models import HELD, Outgoing, RawMessage
from amana.record.reading import read
from amana.record.verifying import verify
from amana.team.viewing import at_the_desk, by_link
from tests.letters import deliver, letter, take_in, words_of

pytestmark = pytest.mark.django_db

LANGUAGES = ["en", "he", "ar"]
HOUR = timedelta(hours=1)
FROM = "noa@customer.example"


@pytest.fixture
def desk(dana):
    return at_the_desk(dana)


@pytest.fixture
def speaks(case):
    """The case, in the language asked for."""

    def in_language(language: str) -> Case:
        Case.objects.filter(pk=case.pk).update(language=language)
        case.refresh_from_db()
        return case

    return in_language


def answer(text, *, at, sender=FROM, name="Noa Levi", answers=None, **more):
    """Answer our last mail to the customer."""
    last = Outgoing.objects.filter(case__isnull=False).order_by("created_at", "id").last()
    ids = answers if answers is not None else [last.message_id]
    return take_in(letter(sender, text, at=at, name=name, answers=ids, **more), at=at)


def ring_all(*, at):
    while ring(at=at):
        pass


def kinds(case):
    return [entry.kind for entry in read(case.key, side="company")]


def last(case, kind):
    return next(entry for entry in reversed(read(case.key, side="company")) if entry.kind == kind)


def state(case):
    case.refresh_from_db()
    return case.state


def waiting(case, at):
    return [one for found in suggested(case, at=at).values() for one in found]


def promised(case, desk, now, action="A call", hours=2):
    return make(case, [Draft(action, now + hours * HOUR, owner=desk.agent)], by=desk, at=now)[0]


def last_mail():
    return words_of(bytes(Outgoing.objects.filter(what="notice").order_by("created_at", "id").last().mime))


def all_is_well(at):
    assert list(verify()) == [] and list(recount(at=at)) == []


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
def test_agreeing_by_mail_closes_the_case_as_on_the_page(speaks, desk, noa, now, language):
    case = speaks(language)
    closing.propose(case, terms=["The router works"], by=desk, at=now + HOUR)
    with translation.override(language):
        assert answering.words_of(["agree"], language)[0] in last_mail()
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
    assert ruth.name in last_mail()
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
    assert "A part is missing." in last_mail()
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
    assert "/record/" in last_mail()
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


@pytest.mark.parametrize("language", LANGUAGES)
def test_letting_us_off_a_promise_by_mail(speaks, desk, noa, now, language):
    case = speaks(language)
    call = promised(case, desk, now, hours=4)
    reply(case, Reply("We are on it."), by=desk, at=now + HOUR)
    with translation.override(language):
        assert answering.words_of(["release"], language)[0] in words_of(bytes(Outgoing.objects.get(what="reply").mime))
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
        assert answering.words_of(["version"], language)[0] in words_of(bytes(Outgoing.objects.get(what="reply").mime))
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
    assert "no longer need" not in words_of(bytes(Outgoing.objects.get(what="reply").mime))
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
    sent = last_mail()
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
    from amana.handling.releasing import release

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


# ── what they are told ───────────────────────────────────────────────────────


def test_they_are_told_how_their_mail_was_read_and_how_to_take_it_back(case, desk, now):
    closing.propose(case, terms=[], by=desk, at=now + HOUR)
    answer("agreed", at=now + 2 * HOUR)
    body = last_mail()
    assert '"I agree"' in body and "The case is closed, in agreement with you." in body and "If that is wrong" in body
    answer("No, that was a mistake. The router is dead.", at=now + 3 * HOUR)
    assert (state(case), case.next_reason) == ("open", "answer")


def test_every_mail_names_the_words_of_the_moment_in_at_most_three_lines(case, desk, ruth, now):
    reply(case, Reply("We are on it."), by=desk, at=now)
    assert '"next person please" or "send me the record"' in words_of(bytes(Outgoing.objects.get(what="reply").mime))
    old = promised(case, desk, now)
    offer_time(old, due_at=now + 30 * HOUR, why="", by=desk, at=now + HOUR)
    body = last_mail()
    assert '"the new time is fine" or "no, keep to the old time"' in body
    ring_all(at=now + 2 * HOUR + timedelta(minutes=1))
    late = last_mail()
    assert '"not kept"' in late and '"the new time is fine"' in late


# ── decided at the desk ──────────────────────────────────────────────────────


@pytest.fixture
def loose(case, desk, now):
    closing.propose(case, terms=[], by=desk, at=now + HOUR)
    answer("I agree. When does the refund come?", at=now + 2 * HOUR)
    return waiting(case, now + 2 * HOUR)[0]


def test_an_agent_records_what_a_message_says_once(case, desk, loose, now):
    record(loose.row, of=loose.meanings[0].key, by=desk, at=now + 3 * HOUR)
    said = last(case, "closing.agreed")
    assert (said.by.kind, said["shown_by"]) == ("agent", str(loose.row.entry))
    before = kinds(case)
    with pytest.raises(Refused):
        record(loose.row, of=loose.meanings[0].key, by=desk, at=now + 3 * HOUR)
    assert kinds(case) == before


def test_a_suggestion_put_aside_is_gone(case, loose, now):
    dismiss(loose.row, at=now + 3 * HOUR)
    assert waiting(case, now + 3 * HOUR) == [] and state(case) == "open"


def test_a_suggestion_is_no_answer_to_what_was_asked_later(case, desk, loose, now):
    row = Closing.objects.get()
    closing.withdraw_proposal(row, why="too early", by=desk, at=now + 3 * HOUR)
    assert waiting(case, now + 3 * HOUR) == []
    reply(case, Reply("The refund is on its way."), by=desk, at=now + 4 * HOUR)
    closing.propose(case, terms=[], by=desk, at=now + 4 * HOUR)
    assert waiting(case, now + 4 * HOUR) == []
    with pytest.raises(Refused):
        record(loose.row, of=str(Closing.objects.get(ended_at=None).pk), by=desk, at=now + 5 * HOUR)


def test_a_message_withdrawn_from_us_suggests_nothing(case, loose, noa, now):
    from amana.record.withdrawing import withdraw

    withdraw(loose.row.entry, from_side="company", why="a password", by=by_link(noa, case.key).actor, at=now + 3 * HOUR)
    assert waiting(case, now + 3 * HOUR) == []


@pytest.mark.parametrize(
    ("text", "act"),
    [("It is not solved, the light is red", "not_solved"), ("Can I speak to your manager?", "climb")],
)
def test_other_answers_are_recorded_with_the_message_too(case, desk, ruth, now, text, act):
    closing.propose(case, terms=[], by=desk, at=now + HOUR)
    answer(text, at=now + 2 * HOUR)
    (one,) = [one for one in waiting(case, now + 2 * HOUR) if one.row.act == act]
    record(one.row, of=one.meanings[0].key, by=desk, at=now + 3 * HOUR)
    kind = {"not_solved": "closing.refused", "climb": "rung.asked"}[act]
    assert last(case, kind)["shown_by"] == str(one.row.entry)
    all_is_well(now + 3 * HOUR)


def test_nobody_writes_down_a_dispute_or_a_consent_without_their_words(case, desk, now):
    from amana.commitments.keeping import dispute
    from amana.commitments.offering import agree_time, refuse_time

    late = promised(case, desk, now)
    offer = offer_time(late, due_at=now + 30 * HOUR, why="", by=desk, at=now + HOUR)
    row_of_ours = last(case, "promise.made").id
    for key in (None, row_of_ours):
        for verb in (agree_time, refuse_time):
            with pytest.raises(Refused):
                verb(offer, by=desk, at=now + 3 * HOUR, shown_by=key)
        with pytest.raises(Refused):
            dispute(late, by=desk, at=now + 3 * HOUR, shown_by=key)
    keep(late, by=desk, at=now + 4 * HOUR, note="called")


def test_a_stranger_s_address_added_to_a_person_is_not_a_participant(case, desk, now):
    closing.propose(case, terms=[], by=desk, at=now + HOUR)
    recognise("brother@else.example", name="Gil", language="en", at=now)
    row = answer("I agree", at=now + 2 * HOUR, sender="brother@else.example")
    assert row.state == HELD and state(case) == "open"
