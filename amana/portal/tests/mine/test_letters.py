"""Letters of an own case: chosen, written from the file, changed, sent after a yes, and written into the record."""

from __future__ import annotations

import socket
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from django.utils import timezone

from amana.advocacy.defining import define, person_of
from amana.advocacy.letters.connecting import Servers, connect
from amana.advocacy.letters.models import LetterDraft, OwnMailbox, SentLetter
from amana.advocacy.letters.wording import KINDS
from amana.cases.errors import Refused
from amana.cases.models import Case
from amana.channels.email.keeping_secrets import lock
from amana.channels.email.routing import routes_for
from amana.channels.models import Mailbox
from amana.commitments.models import Commitment
from amana.people.models import Person
from amana.post.models import Outgoing
from amana.record.reading import read

FLOOR = "a hundred and thirty-seven would do"


@pytest.fixture
def own(keeper) -> Case:
    at = timezone.now() - timedelta(days=3)
    return define(person_of(keeper), company="Kav Telecom", happened="Charged twice.", wanted="A refund of 200",
                  settle_for=FLOOR, at=at)  # fmt: skip


def url(case: Case, screen: str = "") -> str:
    return f"/mine/{case.number}/{screen}"


def begin(client, own: Case, **more: str) -> LetterDraft:
    answer = client.post(url(own, "letters/"), {"kind": "complaint", "language": "en"} | more)
    assert answer.status_code == 302, answer.content.decode()[:500]
    return LetterDraft.objects.get(pk=answer.url.rstrip("/").rpartition("/")[2])


def entries(case: Case, kind: str) -> list:
    return [entry for entry in read(case.key, side="customer") if entry.kind == kind]


def page_of(draft: LetterDraft, screen: str = "") -> str:
    return url(draft.case, f"letters/drafts/{draft.pk}/{screen}")


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "broken_promise"])
def test_every_kind_is_written_from_the_file_and_the_floor_is_in_none(own, client, kind):
    draft = begin(client, own, kind=kind, reader="Dana")
    page = client.get(page_of(draft)).content.decode()

    assert "A refund of 200" in draft.text and "Gil" in draft.text and FLOOR not in page
    for screen in ("sending/", "paper/"):
        assert FLOOR not in client.get(page_of(draft, screen)).content.decode()


def test_a_letter_about_a_broken_promise_quotes_it_and_never_the_floor(own, client):
    promise = broken(own)
    draft = LetterDraft.objects.get(case=own, about=promise.pk)

    assert draft.made_by_itself and "A refund of 200" in draft.text and FLOOR not in draft.text
    again = begin(client, own, kind="broken_promise", about=str(promise.pk))
    assert "A call back" in again.text


def broken(own: Case, action: str = "A call back") -> Commitment:
    from amana.advocacy.calling import Call, log_call
    from amana.commitments.keeping import admit_broken
    from amana.team.viewing import owner

    at = own.opened_at + timedelta(hours=1)
    by = owner(own.customer)
    said = log_call(own, Call("Avi", "He said so.", at, promised=action, due_at=at + timedelta(days=1)), by=by, at=at)
    row = Commitment.objects.get(case=own, said_in=said.id)
    return admit_broken(row, by=by, at=at + timedelta(days=2), why="Nothing came.")


def test_the_day_a_promise_breaks_the_letter_is_drafted_once(own, client):
    promise = broken(own)
    client.get(url(own))
    assert LetterDraft.objects.filter(case=own, about=promise.pk, made_by_itself=True).count() == 1
    page = client.get(url(own, "letters/")).content.decode()
    assert "drafted for you" in page


@pytest.mark.parametrize("wrong", [{"kind": ""}, {"kind": "../frame"}, {"kind": "broken_promise", "about": "x"},
                                   {"kind": "broken_promise"}])  # fmt: skip
def test_what_is_no_letter_is_asked_again(own, client, wrong):
    answer = client.post(url(own, "letters/"), {"kind": "complaint", "language": "en"} | wrong)

    assert answer.status_code == 422 and not LetterDraft.objects.exists()


def test_the_language_of_a_letter_is_chosen_apart_from_the_page(own, client):
    draft = begin(client, own, language="ar")
    assert "مع الشكر" in draft.text
    client.post(page_of(draft), {"act": "again", "language": "he", "text": "x"})
    draft.refresh_from_db()
    assert draft.language == "he" and "בתודה" in draft.text


def test_a_letter_is_saved_as_it_is_typed_and_answers_with_three_things_at_most(own, client):
    draft = begin(client, own)
    answer = client.post(page_of(draft, "saved/"), {"text": "You idiots!!! Pay!!! " * 20, "subject": "S", "to": ""})

    draft.refresh_from_db()
    assert draft.text.startswith("You idiots") and answer.content.decode().count("<li>") <= 3
    assert entries(own, "letter.drafted") == []


def test_a_version_that_is_kept_lies_in_the_writers_own_chain(own, client):
    draft = begin(client, own)
    client.post(page_of(draft), {"act": "keep", "text": "Mine", "subject": "S", "to": ""})

    assert [(one.audience, one["text"]) for one in entries(own, "letter.drafted")] == [("customer", "Mine")]
    assert "Mine" not in str([one.content for one in read(own.key, side="company")])


def test_an_address_that_is_none_is_asked_again_and_the_words_stay(own, client):
    draft = begin(client, own)
    answer = client.post(page_of(draft), {"act": "keep", "text": "My words", "subject": "S", "to": "nobody"})
    assert answer.status_code == 422 and "My words" in answer.content.decode()


@pytest.mark.parametrize(("how", "to"), [("mailto", "service@kav.example"), ("print", ""), ("copy", "")])
def test_what_left_by_ones_own_hand_is_in_the_shared_record_with_a_day_to_look(own, client, how, to):
    draft = begin(client, own)
    client.post(page_of(draft), {"act": "send", "text": draft.text, "subject": draft.subject, "to": to})
    answer = client.post(page_of(draft, "sending/"), {"how": how})

    sent = SentLetter.objects.get()
    said = entries(own, "letter.sent")[0]
    assert answer.url == url(own, f"letters/sent/{sent.pk}/")
    assert (said.audience, said["how"], said["to"]) == ("shared", how, [to] if to else [])
    assert sent.answer_by and Commitment.objects.get(pk=sent.promise).promiser == "customer"
    page = client.get(answer.url).content.decode()
    assert "A refund of 200" in page
    assert client.post(page_of(draft, "sending/"), {"how": how}).status_code == 404  # it left once
    assert "Charged twice." in client.get(url(own)).content.decode()


@pytest.mark.parametrize(("how", "to"), [("", "a@kav.example"), ("pigeon", "a@kav.example"), ("mailto", ""),
                                         ("mailbox", "a@kav.example"), ("eml", "nobody")])  # fmt: skip
def test_what_cannot_be_sent_says_why_and_nothing_is_recorded(own, client, how, to):
    draft = begin(client, own)
    LetterDraft.objects.update(to=to)
    answer = client.post(page_of(draft, "sending/"), {"how": how})

    assert answer.status_code == 422 and 'role="alert"' in answer.content.decode()
    assert entries(own, "letter.sent") == [] and not SentLetter.objects.exists() and not Outgoing.objects.exists()


@pytest.fixture
def mailbox(own) -> OwnMailbox:
    return OwnMailbox.objects.create(
        person=own.customer, address="gil@bayit.example", secret=lock({"password": "x"}), smtp_host="smtp.bayit.example",
        user="gil@bayit.example", connected_at=timezone.now(),
    )  # fmt: skip


def test_by_ones_own_mailbox_it_goes_through_the_outbox(own, client, mailbox):
    draft = begin(client, own, language="he")
    LetterDraft.objects.update(to="service@kav.example", subject="A\tB")
    client.post(page_of(draft, "sending/"), {"how": "mailbox"})

    mail = Outgoing.objects.get()
    message = message_from_bytes(bytes(mail.mime), policy=policy.default)
    assert mail.what == "own_letter" and mail.mail_from == "gil@bayit.example" and mail.case == own.key
    assert message["To"] == "service@kav.example" and "בתודה" in message.get_body(("plain",)).get_content()
    assert "on its way" in client.get(url(own, f"letters/sent/{SentLetter.objects.get().pk}/")).content.decode()


def test_a_letter_on_its_way_never_goes_through_another_server(own, client, mailbox):
    draft = begin(client, own)
    LetterDraft.objects.update(to="service@kav.example")
    client.post(page_of(draft, "sending/"), {"how": "mailbox"})
    client.post("/mine/mailbox/removal/")

    assert Outgoing.objects.get().state == Outgoing.HELD and not OwnMailbox.objects.exists()


def test_the_message_file_is_a_draft_and_writes_nothing_down(own, client):
    draft = begin(client, own)
    LetterDraft.objects.update(to="service@kav.example")
    mail = message_from_bytes(client.get(page_of(draft, "file/")).content, policy=policy.default)

    assert mail["X-Unsent"] == "1" and mail["To"] == "service@kav.example" and entries(own, "letter.sent") == []


@pytest.mark.parametrize("language", ["en", "he", "ar"])
def test_a_letter_is_printed_as_a_pdf(own, client, language):
    draft = begin(client, own, language=language)
    answer = client.get(page_of(draft, "pdf/"))
    assert answer.content.startswith(b"%PDF-") and answer.headers["Content-Type"] == "application/pdf"


def test_another_case_finds_no_letter_of_this_one(own, client):
    draft = begin(client, own)
    other = define(own.owner, company="Other", happened="x", wanted="y", at=timezone.now())
    for screen in ("", "sending/", "file/", "paper/", "pdf/"):
        assert client.get(f"/mine/{other.number}/letters/drafts/{draft.pk}/{screen}").status_code == 404


@pytest.mark.parametrize("wrong", [{"address": "nobody"}, {"smtp_host": ""}, {"smtp_port": "99999"}, {"smtp_port": "x"},
                                   {"password": ""}, {"smtp_security": "rot13"}])  # fmt: skip
def test_a_mailbox_that_cannot_be_is_asked_again(own, client, wrong):
    typed = {"address": "gil@bayit.example", "password": "p", "smtp_host": "smtp.bayit.example", "smtp_port": "465",
             "smtp_security": "tls"}  # fmt: skip
    answer = client.post("/mine/mailbox/", typed | wrong)

    assert answer.status_code == 422 and not OwnMailbox.objects.exists()
    assert b'value="p"' not in answer.content


SERVERS = Servers("gil@bayit.example", "secret", "smtp.bayit.example", imap_host="imap.bayit.example")


@pytest.mark.parametrize(
    ("host", "number"), [("127.0.0.1", "127.0.0.1"), ("nas.local", "192.168.1.9"), ("x.example", "169.254.169.254")]
)
def test_on_a_shared_server_nothing_inside_the_house_is_reached(own, settings, host, number):
    settings.OPEN_MINE = False
    with pytest.raises(Refused):
        connect(
            own.customer, replace(SERVERS, smtp_host=host), at=timezone.now(), resolver=lambda _host, _port: [number]
        )
    with pytest.raises(Refused):
        connect(
            own.customer, replace(SERVERS, smtp_port=5432), at=timezone.now(), resolver=lambda _host, _port: ["8.8.8.8"]
        )
    assert (
        connect(own.customer, SERVERS, at=timezone.now(), resolver=lambda _host, _port: ["8.8.8.8"]).secret != "secret"
    )


def test_mail_of_ones_own_address_goes_through_ones_own_mailbox_alone(own, mailbox):
    routes = routes_for(["gil@bayit.example", "other@bayit.example"])
    route = routes["gil@bayit.example"]
    assert route.mailbox.smtp_host == "smtp.bayit.example" and not Mailbox.objects.exists()
    assert routes["other@bayit.example"] is None or routes["other@bayit.example"].mailbox is None
    route.mailbox.note_state("out", "needs_login", at=timezone.now(), reason="535 no")
    mailbox.refresh_from_db()
    assert (mailbox.out_state, mailbox.out_reason) == ("needs_login", "535 no")


def test_a_mailbox_of_a_team_and_of_somebody_else_is_not_taken(own, brand, settings):
    settings.OPEN_MINE = True
    Mailbox.objects.create(brand=brand, address="team@bayit.example")
    with pytest.raises(Refused, match="team"):
        connect(own.customer, replace(SERVERS, address="team@bayit.example"), at=timezone.now())
    connect(own.customer, SERVERS, at=timezone.now())
    other = Person.objects.create(name="Other")
    with pytest.raises(Refused, match="Somebody else"):
        connect(other, SERVERS, at=timezone.now())


def test_a_confirmation_of_a_call_goes_out_like_every_letter(own, client):
    from amana.advocacy.calling import Call, log_call
    from amana.team.viewing import owner

    said = log_call(own, Call("Avi", "He saw it.", timezone.now()), by=owner(own.customer), at=timezone.now())
    page = url(own, f"letters/{said.id}/")
    answer = client.post(page, {"to": "service@kav.example", "subject": "S", "text": "What was said", "act": "send"})
    client.post(answer.url, {"how": "mailto"})

    assert (
        entries(own, "letter.sent")[0]["kind"] == "confirmation"
        and "Confirmation of a call" in client.get(url(own, "letters/")).content.decode()
    )


def test_a_letter_whose_fate_nobody_knows_says_so(own, client, mailbox):
    draft = begin(client, own)
    LetterDraft.objects.update(to="service@kav.example")
    client.post(page_of(draft, "sending/"), {"how": "mailbox"})
    page = url(own, f"letters/sent/{SentLetter.objects.get().pk}/")

    Outgoing.objects.update(was_doubtful=True, state=Outgoing.DOUBTFUL)
    assert "Nobody knows yet whether it arrived" in client.get(page).content.decode()
    Outgoing.objects.update(state=Outgoing.SENT)
    assert "it may have come twice" in client.get(page).content.decode()
    client.post(page)
    assert SentLetter.objects.get().answered_at


@pytest.mark.parametrize(
    ("became", "sentence"),
    [
        ({"state": Outgoing.SENT}, "Your mail server took it."),
        ({"state": Outgoing.FAILED, "last_error": "550 no such user"}, "It was not delivered: 550 no such user"),
        ({"state": Outgoing.HELD, "last_error": "The vault is closed"}, "It is held: The vault is closed"),
        ({"last_error": "451 later"}, "It waits and is tried again: 451 later"),
    ],
)
def test_what_became_of_a_letter_is_said_in_a_sentence(own, client, mailbox, became, sentence):
    draft = begin(client, own)
    LetterDraft.objects.update(to="service@kav.example")
    client.post(page_of(draft, "sending/"), {"how": "mailbox"})
    Outgoing.objects.update(**became)
    assert sentence in client.get(url(own, f"letters/sent/{SentLetter.objects.get().pk}/")).content.decode()


def test_a_mailbox_is_tried_at_once_and_what_did_not_answer_is_said_step_by_step(own, client, settings):
    settings.OPEN_MINE = True
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        port = nobody.getsockname()[1]
    typed = {"address": "gil@bayit.example", "password": "p", "smtp_host": "127.0.0.1", "smtp_port": str(port),
             "smtp_security": "tls"}  # fmt: skip
    answer = client.post("/mine/mailbox/", typed)
    assert answer.status_code == 200 and answer.context["steps"] and OwnMailbox.objects.exists()
