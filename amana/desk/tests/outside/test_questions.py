"""Asking somebody outside: what leaves, what comes back, and that neither reaches the customer."""

from __future__ import annotations

import re
from datetime import timedelta
from email import message_from_bytes
from email.policy import default

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from amana.cases.errors import Refused
from amana.cases.models import Case, Participant
from amana.commitments.models import Commitment
from amana.desk.tests.conftest import mail, signed_in
from amana.handling.intake.admitting import admit
from amana.handling.mails.correspondence import answered_ids
from amana.handling.models import Question, QuestionMail
from amana.handling.outside.asking import Asking, ask_outside
from amana.handling.tying.merging import merge
from amana.post.models import Outgoing, RawMessage
from amana.record.reading import read
from amana.team.viewing import at_the_desk

YOSSI = "Yossi <yossi@courier.example>"


@pytest.fixture
def question(case, dana, now) -> Question:
    asking = Asking("Where is the parcel?", to="Yossi@Courier.example", name="Yossi", subject="A parcel")
    return ask_outside(case, asking, by=at_the_desk(dana), at=now)


def sent(question: Question) -> Outgoing:
    return Outgoing.objects.filter(what="question").latest("created_at")


def answer(question: Question, text="It is in Haifa.", *, sender=YOSSI, more="", subject="Re: A parcel") -> RawMessage:
    return mail(text, sender=sender, subject=subject, more=f"In-Reply-To: <{sent(question).message_id}>\r\n{more}")


def kinds(case, side="company"):
    return [one.kind for one in read(case.key, side=side)]


def test_the_mail_says_what_was_written_and_nothing_else_of_the_case(question, case):
    found = message_from_bytes(bytes(sent(question).mime), policy=default)
    body = found.get_body(("plain",)).get_content()
    assert found["To"] == "Yossi <yossi@courier.example>" and found["Subject"] == "A parcel"
    assert "Where is the parcel?" in body and "replying to this mail" in body
    for secret in (case.number, "Noa", "Router", "/c/", "ingerprint"):
        assert secret not in found.as_string() and secret not in body
    assert "question.asked" not in kinds(case, "customer") and "message.sealed" not in kinds(case)[-1:]


def test_only_what_was_chosen_is_quoted(case, dana, now):
    message = mail("The router blinks red.", sender="Noa Levi <noa@levi.example>", subject="Blinking")
    blinking = Case.objects.get(pk=message.case)
    said = next(one for one in read(blinking.key, side="company") if one.kind == "message.received")
    ask_outside(blinking, Asking("Do you know this?", to="t@lab.example", subject="A fault", quotes=[said.id]),
                by=at_the_desk(dana), at=now)  # fmt: skip
    body = message_from_bytes(bytes(sent(None).mime), policy=default).get_body(("plain",)).get_content()
    assert "> The router blinks red." in body and "Noa" not in body and "levi.example" not in body


def test_the_answer_is_in_our_chain_alone_and_in_its_thread(question, case, dana, now):
    before = kinds(case, "customer"), Case.objects.get(pk=case.pk).last_word_at
    row = answer(question)
    assert row.state == "done" and row.case == case.key
    assert kinds(case)[-1] == "question.answered" and kinds(case, "customer") == before[0]
    assert Case.objects.get(pk=case.pk).last_word_at == before[1]
    assert QuestionMail.objects.filter(question=question, is_answer=True).count() == 1
    assert not Participant.objects.exclude(person=case.customer).exists()
    html = signed_in(dana).get(f"/desk/cases/{case.number}/questions/{question.pk}/").content.decode()
    assert "It is in Haifa." in html and "Where is the parcel?" in html
    assert "answered a question of ours" in signed_in(dana).get("/desk/").content.decode()


def test_our_further_question_and_their_further_answer_stay_in_the_thread(question, case, dana, now):
    answer(question)
    later = now + timedelta(minutes=5)
    ask_outside(case, Asking("When does it leave Haifa?"), by=at_the_desk(dana), at=later, thread=question)
    found = message_from_bytes(bytes(sent(question).mime), policy=default)
    assert found["Subject"] == "Re: A parcel" and "@levi.example" in found["In-Reply-To"]
    answer(question, "Tomorrow.")
    assert question.mails.count() == 4 and Question.objects.count() == 1


def test_a_mail_to_the_customer_names_nothing_of_the_thread(question, case):
    row = answer(question)
    ids = answered_ids(case)
    assert sent(question).message_id not in ids and row.message_id not in ids


@pytest.mark.parametrize(
    "sender", ["Noa Levi <noa@levi.example>", "X <other@courier.example>", "y@courier.example.evil.example"]
)
def test_an_answer_from_another_address_is_held(question, case, sender):
    row = answer(question, sender=sender)
    assert row.state == "held" and case.number in row.reason and "another address" in row.reason
    assert "question.answered" not in kinds(case)


def test_a_held_answer_that_is_let_in_stays_with_us(question, case, dana, now):
    row = answer(question, sender="X <boss@courier.example>")
    admit(row, into=case, by=at_the_desk(dana), at=now)
    assert kinds(case)[-1] == "question.answered" and "message.received" not in kinds(case, "customer")


def test_an_automatic_reply_answers_nothing(question, case):
    row = answer(question, "I am away.", more="Auto-Submitted: auto-replied\r\n")
    assert row.state == "done" and kinds(case)[-1] == "message.automatic"
    question.refresh_from_db()
    assert question.answered_at is None
    assert answer(question, "Away.", sender="z@else.example", more="Auto-Submitted: auto-replied\r\n").state == "aside"


def test_a_question_that_comes_back_is_told_to_us_alone(question, case):
    own_id = sent(question).message_id
    report = (
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nNo such user.\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n"
        "Reporting-MTA: dns; courier.example\r\n\r\nFinal-Recipient: rfc822; yossi@courier.example\r\nAction: failed\r\n"
        f"Status: 5.1.1\r\n\r\n--b\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: <{own_id}>\r\nSubject: A parcel\r\n\r\nx\r\n--b--\r\n"
    )
    mail("", sender="mailer-daemon@courier.example", subject="Undelivered", more=report)
    assert kinds(case)[-1] == "question.bounced"
    assert not [kind for kind in kinds(case, "customer") if "bounced" in kind]


def test_a_huge_answer_is_kept_and_cut_where_it_is_shown(question, case):
    answer(question, "words and more words\r\n" * 20_000)
    said = next(one for one in read(case.key, side="company") if one.kind == "question.answered")
    assert len(said["text"]) == 50_000 and said["raw"]["size"] > 400_000


@pytest.mark.parametrize("text", ["", "\x00\x01\u202e", "<script>alert(1)</script>", "> only quoted"])
def test_rubbish_answers_are_shown_as_words(question, case, dana, text):
    answer(question, text)
    html = signed_in(dana).get(f"/desk/cases/{case.number}/").content.decode()
    assert "<script>alert" not in html


def test_an_answer_to_a_closed_case_opens_nothing(question, case, dana, now):
    Case.objects.filter(pk=case.pk).update(state="closed", closed_at=now)
    answer(question)
    assert Case.objects.get(pk=case.pk).state == "closed" and kinds(case)[-1] == "question.answered"


def test_an_answer_after_a_merge_lands_where_the_case_goes_on(question, case, dana, noa, brand, now):
    other = Case.objects.get(pk=mail("Another matter of mine.", subject="Other").case)
    merge(case, into=other, why="One matter", by=at_the_desk(dana), at=now)
    row = answer(question)
    assert row.case == other.key
    assert row.message_id not in answered_ids(other) and sent(question).message_id not in answered_ids(other)
    client, thread = signed_in(dana), f"/desk/cases/{other.number}/questions/{question.pk}/"
    assert thread in client.get(f"/desk/cases/{other.number}/").content.decode()
    assert "It is in Haifa." in client.get(thread).content.decode()
    assert client.post(thread, {"text": "And when?", "key": ""}).status_code == 302
    assert sent(question).case == other.key and kinds(other)[-1] == "question.asked"


def test_asking_again_is_a_promise_of_ours_that_names_nobody(case, dana):
    client, when = signed_in(dana), timezone.localtime() + timedelta(days=2)
    said = {"to": "yossi@courier.example", "name": "Yossi", "subject": "A parcel", "language": "he", "text": "Where?",
            "again_at": f"{when:%Y-%m-%dT%H:%M}", "promise": "We look into the delivery", "key": ""}  # fmt: skip
    files = {"files": SimpleUploadedFile("label.pdf", b"%PDF-1.4", "application/pdf")}
    assert client.post(f"/desk/cases/{case.number}/questions/", said | files).status_code == 302
    promise = Commitment.objects.get(action="We look into the delivery")
    assert Question.objects.get().promise == promise.pk and promise.owner_agent == dana
    shared = " ".join(str(one.content) for one in read(case.key, side="customer"))
    assert "We look into the delivery" in shared and "ossi" not in shared and "courier" not in shared
    assert "label.pdf" in client.get(f"/desk/cases/{case.number}/").content.decode()


def test_asking_the_same_twice_asks_once(case, dana, now):
    asking = Asking("Where?", to="y@courier.example", subject="A parcel")
    assert ask_outside(case, asking, by=at_the_desk(dana), at=now) is not None
    assert ask_outside(case, asking, by=at_the_desk(dana), at=now) is None
    assert Outgoing.objects.filter(what="question").count() == 1


@pytest.mark.parametrize(("to", "why"), [
    ("noa@levi.example", "customer"), ("help@tavor.example", "our own"), ("help+x@tavor.example", "our own"),
    ("omer@tavor.example", "colleague"), ("noreply@courier.example", "cannot be"), ("", "cannot be"), ("x", "cannot be"),
    ("a@b\r\nBcc: c@d.example", "cannot be"), ("a@b.example, c@d.example", "cannot be"), ("é@b.example", "cannot be"),
])  # fmt: skip
def test_some_cannot_be_asked(case, dana, omer, now, to, why):
    with pytest.raises(Refused, match=why):
        ask_outside(case, Asking("Where?", to=to, subject="A parcel"), by=at_the_desk(dana), at=now)
    assert not Question.objects.exists()


def test_a_word_of_another_case_cannot_be_quoted(case, dana, now):
    other = Case.objects.get(pk=mail("Secret words.", sender="Eve <eve@x.example>", subject="Else").case)
    said = next(one for one in read(other.key, side="company") if one.kind == "message.received")
    with pytest.raises(Refused):
        ask_outside(case, Asking("x", to="t@lab.example", subject="x", quotes=[said.id]), by=at_the_desk(dana), at=now)


def test_a_stranger_finds_no_thread(question, case, omar):
    client = signed_in(omar)
    for path in ("questions/", f"questions/{question.pk}/", f"questions/{question.pk}/end/"):
        assert client.post(f"/desk/cases/{case.number}/{path}").status_code == 404


def test_no_answer_is_waited_for_and_one_that_comes_is_kept(question, case, dana):
    client = signed_in(dana)
    client.post(f"/desk/cases/{case.number}/questions/{question.pk}/end/")
    assert kinds(case)[-1] == "question.ended"
    answer(question)
    assert kinds(case)[-1] == "question.answered"
    html = client.get(f"/desk/cases/{case.number}/").content.decode()
    assert re.search(r"no longer waits for an answer from", html)
