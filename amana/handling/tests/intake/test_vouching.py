"""Anybody in the firm speaks for it by mail, and nobody else does."""

from __future__ import annotations

from datetime import timedelta

import pytest

from amana.cases.models import COMPANY, Case, Mention
from amana.channels.email.signing import message_id
from amana.commitments.employing import set_staff_domains
from amana.commitments.models import Commitment, Offer
from amana.commitments.noticing import confirm
from amana.escalation.ringing import ring
from amana.handling.talking.hearing_employees import word_in
from amana.people.models import Account, Person
from amana.post.models import HELD, Outgoing, RawMessage
from amana.record.reading import read
from amana.team.viewing import at_the_desk
from tests.cast import agent
from tests.letters import deliver, last_mail, letter, take_in

pytestmark = pytest.mark.django_db

BORDER = "border.example.com"
AVI, NOA, US = "avi@firm.example", "noa@customer.example", "support@example.com"
PROMISE = "Hello Noa, I will send you the spare part by 17 November 2026 at 12:00."


@pytest.fixture(autouse=True)
def proving(settings):
    settings.AUTHSERV_ID = BORDER


@pytest.fixture
def case(brand, dana, now):
    set_staff_domains(brand, ["firm.example"], at=now)
    return deliver(NOA, "My router is dead.", name="Noa Levi", at=now, message_id="m1@customer.example")


def proof(domain: str = "firm.example", result: str = "pass") -> list[tuple[str, str]]:
    return [
        ("Received", "from mx by border.example.com; Thu, 12 Nov 2026 08:00:00 +0000"),
        ("Authentication-Results", f"{BORDER}; dmarc={result} header.from={domain}"),
    ]


def written(
    text=PROMISE, *, at, sender=AVI, name="Avi Cohen", to=f"{NOA}, {US}", headers=None, answers=("m1@customer.example",)
):
    return take_in(
        letter(sender, text, name=name, to=to, answers=answers, headers=proof() if headers is None else headers, at=at),
        at=at,
    )


def in_the_record(case, side="customer"):
    return [one.kind for one in read(case.key, side=side)]


# ── the company's word ───────────────────────────────────────────────────────


def test_an_employees_promise_to_the_customer_stands_in_the_ledger_in_their_name(case, now):
    row = written(at=now + timedelta(hours=1))
    assert row.case == case.key
    promise = Commitment.objects.get(origin=Commitment.READ)
    assert (promise.state, promise.promiser) == (Commitment.OPEN, COMPANY)
    assert promise.owner_name == "Avi Cohen" and promise.owner_agent is None
    said = next(one for one in read(case.key, side="customer") if one.kind == "message.sent")
    assert said["from"] == {"name": "Avi Cohen", "address": AVI}


def test_their_word_answers_the_customer(case, now):
    written(at=now + timedelta(hours=1))
    assert not Commitment.objects.outstanding().filter(origin=Commitment.ANSWER).exists()
    case.refresh_from_db()
    assert case.last_word_by == COMPANY and case.next_commitment == Commitment.objects.get(origin=Commitment.READ).pk


def test_they_are_told_at_once_what_is_written_down(case, now):
    written(at=now + timedelta(hours=1))
    mail = last_mail("reminder")
    assert "spare part" in mail and '"done"' in mail


def test_without_the_customer_among_the_recipients_it_is_a_note_to_the_desk(case, dana, now):
    written(to=US, at=now + timedelta(hours=1))
    assert "note.received" in in_the_record(case, "company")
    assert "note.received" not in in_the_record(case) and "message.sent" not in in_the_record(case)
    promise = Commitment.objects.get(origin=Commitment.READ)
    assert promise.state == Commitment.NOTICED and promise.owner_person.name == "Avi Cohen"
    assert Mention.objects.get(agent=dana).by is None


def test_a_promise_from_a_note_is_confirmed_in_their_name_and_its_words_stay_inside(case, dana, now):
    later = now + timedelta(hours=1)
    written(to=US, at=later)
    noticed = Commitment.objects.get(origin=Commitment.READ)
    made = confirm(noticed, due_at=later + timedelta(days=1), by=at_the_desk(dana), at=later)
    assert made.owner_name == "Avi Cohen" and made.quote == ""
    assert all("Hello Noa" not in str(one.content) for one in read(case.key, side="customer"))


def test_a_vague_word_is_noticed_and_not_promised(case, now):
    written("I might send you a part sometime.", at=now + timedelta(hours=1))
    assert not Commitment.objects.outstanding().filter(origin=Commitment.READ).exists()


# ── who must not become the company ──────────────────────────────────────────


@pytest.mark.parametrize(
    "headers",
    [
        [],
        proof(result="fail"),
        proof(result="none"),
        proof("evil.example"),
        [("Authentication-Results", "evil.example; dmarc=pass header.from=firm.example"), *proof(result="none")[:1]],
    ],
    ids=["unproven", "failed", "no finding", "another domain proven", "a foreign server says so"],
)
def test_a_forged_address_of_ours_is_held(case, headers, now):
    row = written(headers=headers, at=now + timedelta(hours=1))
    assert row.state == HELD
    assert "message.sent" not in in_the_record(case, "company")
    assert not Commitment.objects.filter(origin=Commitment.READ).exists()


@pytest.mark.parametrize(
    "sender",
    [
        "avi@firm.example.evil.example",
        "avi@f1rm.example",
        "avi@mail.firm.example",
        "avi@xfirm.example",
        "avi@xn--frm-tja.example",
    ],
    ids=["longer", "look-alike", "subdomain", "ends alike", "another alphabet"],
)
def test_a_domain_that_looks_like_ours_is_not_ours(case, sender, now):
    row = written(sender=sender, headers=proof(sender.partition("@")[2]), at=now + timedelta(hours=1))
    assert "message.sent" not in in_the_record(case, "company")
    assert row.case != case.key or "note.received" not in in_the_record(case, "company")


@pytest.mark.parametrize("name", ["avi@firm.example", "Avi (avi@firm.example)"])
def test_a_name_that_shows_our_address_makes_nobody_ours(case, name, now):
    written(sender="mallory@evil.example", name=name, headers=proof("evil.example"), at=now + timedelta(hours=1))
    assert "message.sent" not in in_the_record(case, "company")


def test_a_proven_colleague_whose_name_shows_another_address_is_held(case, now):
    assert written(name="dana@firm.example", at=now + timedelta(hours=1)).state == HELD


def test_reply_to_makes_nobody_ours(case, now):
    headers = [*proof("customer.example"), ("Reply-To", AVI)]
    written(sender=NOA, name="Noa", headers=headers, to=US, at=now + timedelta(hours=1))
    assert "message.sent" not in in_the_record(case, "company")
    assert in_the_record(case).count("message.received") == 2


def test_two_senders_are_nobody(case, now):
    raw = letter(NOA, PROMISE, to=US, answers=["m1@customer.example"], headers=proof(), at=now)
    raw = raw.replace(f"From: {NOA}".encode(), f"From: {AVI}, {NOA}".encode())
    assert take_in(raw, at=now + timedelta(hours=1)).state == HELD


def test_another_brands_people_do_not_speak_for_this_one(case, brand, now):
    from amana.handling.intake.importing import new_brand

    set_staff_domains(brand, [], at=now)
    set_staff_domains(new_brand("Other", at=now, language="en"), ["firm.example"], at=now)
    written(at=now + timedelta(hours=1))
    assert "message.sent" not in in_the_record(case, "company")


def test_a_customer_who_writes_from_a_domain_of_ours_stays_the_customer(brand, dana, now):
    set_staff_domains(brand, ["firm.example"], at=now)
    own = deliver(AVI, "I bought a router myself.", name="Avi", at=now, message_id="own@firm.example")
    written("It is still dead.", to=US, answers=("own@firm.example",), at=now + timedelta(hours=1))
    assert in_the_record(own).count("message.received") == 2
    assert "message.sent" not in in_the_record(own, "company")


def test_mail_of_theirs_that_answers_no_case_opens_one_of_their_own(case, now):
    row = written("Where is my order?", to=US, answers=(), at=now + timedelta(hours=1))
    assert Case.objects.get(pk=row.case).customer.name == "Avi Cohen"


def test_an_out_of_office_is_no_word_of_ours(case, now):
    written(headers=[*proof(), ("Auto-Submitted", "auto-replied")], at=now + timedelta(hours=1))
    assert "message.sent" not in in_the_record(case, "company")


# ── reminded, done, another time ─────────────────────────────────────────────


@pytest.fixture
def promise(case, now):
    written(at=now + timedelta(hours=1))
    return Commitment.objects.get(origin=Commitment.READ)


def answer(promise, text, *, at, to=US, sender=AVI, headers=None):
    mail = Outgoing.objects.filter(what="reminder", recipients__address=AVI).order_by("-created_at").first()
    assert mail is not None
    return written(text, at=at, to=to, sender=sender, answers=(mail.message_id,), headers=headers)


def test_the_employee_and_the_holder_are_reminded(promise, dana, now):
    before = Outgoing.objects.filter(what="reminder", recipients__address=AVI).count()
    ring(at=promise.alarm_at + timedelta(seconds=1))
    assert Outgoing.objects.filter(what="reminder", recipients__address=AVI).count() == before + 1
    assert any(one["to"] == "Dana Katz" for one in read(promise.case_id, side="company") if one.kind == "reminder.sent")


@pytest.mark.parametrize("word", ["Done", "done.", "בוצע", "تم", "Done!\n\nAvi"])
def test_done_by_reply_settles_it(promise, word, now):
    answer(promise, word, at=now + timedelta(hours=3))
    promise.refresh_from_db()
    assert promise.state == Commitment.KEPT
    kept = next(one for one in read(promise.case_id, side="customer") if one.kind == "promise.kept" and one["text"])
    assert "Avi Cohen" in kept["text"]


@pytest.mark.parametrize(
    "word", ["not done", "Done? I have no idea", "לא בוצע", "لم يتم", "", "I am done with this customer"]
)
def test_anything_else_is_read_by_a_person(promise, word, dana, now):
    answer(promise, word or "\n", at=now + timedelta(hours=3))
    promise.refresh_from_db()
    assert promise.state == Commitment.OPEN
    assert Mention.objects.filter(agent=dana).exists()


def test_a_new_time_is_offered_to_the_customer(promise, now):
    answer(promise, "new time: 19 November 2026 at 10:00", at=now + timedelta(hours=3))
    offer = Offer.objects.get()
    assert offer.due_at.isoformat() == "2026-11-19T08:00:00+00:00"
    assert "We offer another time" in last_mail("notice")
    promise.refresh_from_db()
    assert promise.state == Commitment.OPEN


def test_only_whoever_promised_says_that_it_is_done(promise, now):
    answer(promise, "done", sender="eve@firm.example", at=now + timedelta(hours=3))
    promise.refresh_from_db()
    assert promise.state == Commitment.OPEN


def test_an_unproven_done_settles_nothing(promise, now):
    assert answer(promise, "done", headers=[], at=now + timedelta(hours=3)).state == HELD
    promise.refresh_from_db()
    assert promise.state == Commitment.OPEN


def test_an_id_of_ours_with_another_promise_in_it_settles_nothing_of_theirs(promise, case, settings, now):
    other = Commitment.objects.exclude(pk=promise.pk).first()
    forged = message_id(settings.MAIL_KEY.encode(), case.key, other.made_in, "example.com")
    written("done", to=US, answers=(forged,), at=now + timedelta(hours=3))
    other.refresh_from_db()
    assert other.owner_person is None or other.state != Commitment.KEPT


@pytest.mark.parametrize("text", ["", "\x00", "new time", "new time: yesterday", "מועד חדש: אתמול", "د" * 5000])
def test_rubbish_is_no_word(text, brand, now):
    assert word_in(text, sent_at=now, week=brand.week.working) is None


def test_people_of_the_firm_are_known_as_ours(case, now):
    written(name="", at=now + timedelta(hours=1))
    avi = Person.objects.get(addresses__value=AVI)
    assert avi.company.is_ours and avi.name == AVI
    assert RawMessage.objects.filter(state=HELD).count() == 0


# ── the setting ──────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "typed", ["gmail.com", "firm", "a b.example", "@", "-x.example", "http://firm.example", "x" * 300]
)
def test_what_is_no_domain_of_ours_is_refused(typed, brand, now):
    from amana.cases.errors import Refused

    with pytest.raises(Refused):
        set_staff_domains(brand, [typed], at=now)


def test_a_domain_is_kept_as_it_is_compared(brand, now):
    assert set_staff_domains(brand, [" @Firm.Example. ", "firm.example"], at=now) == ["firm.example"]


def test_a04_an_auditor_does_not_speak_for_the_company_by_mail(case, brand, now):
    reader = agent("Avi Auditor", brand, "auditor")
    Account.objects.filter(pk=reader.account_id).update(email=AVI)
    row = written(at=now + timedelta(hours=1))
    assert row.case != case.key and "message.sent" not in in_the_record(case)
