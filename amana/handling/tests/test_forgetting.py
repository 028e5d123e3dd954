"""What is erased from the record is not left beside it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from amana.channels.email.composing import Attached
from amana.channels.models import Call
from amana.commitments.models import Commitment
from amana.handling.models import Question
from amana.handling.outside.asking import Asking, ask_outside
from amana.handling.talking.hearing import hear
from amana.handling.talking.replying import Reply, reply
from amana.post.models import File, Outgoing, RawMessage
from amana.post.storing import Damaged, fetch
from amana.record.reading import read
from amana.record.verifying import verify
from amana.record.withdrawing import erase, withdraw
from amana.team.viewing import at_the_desk, by_link
from tests.letters import deliver, take_in

pytestmark = pytest.mark.django_db
WORDS = "My secret illness began in May. I will send you the papers by 20 November 2026."
FROM_NOA = "noa@levi.example"


@pytest.fixture
def case(brand, dana, now):
    return deliver(FROM_NOA, WORDS, name="Noa Levi", at=now)


def gone(entry, dana, now):
    erase(entry, why="the law", by=at_the_desk(dana).actor, at=now + timedelta(hours=1))


def said(case, kind):
    return next(one for one in read(case.key, side="company") if one.kind == kind)


def test_the_mail_as_it_came_goes_with_its_words_and_is_not_taken_in_again(case, dana, now):
    raw = RawMessage.objects.get(case=case.key)
    content = bytes(raw.body)
    assert b"illness" in content
    gone(said(case, "message.received").id, dana, now)
    raw.refresh_from_db()
    assert bytes(raw.body) == b"" and (raw.subject, raw.sender, raw.envelope_from) == ("", "", "")
    again = take_in(content, at=now + timedelta(hours=2))
    assert again.pk == raw.pk and RawMessage.objects.count() == 1
    verify(case.key)


def test_a_promise_that_was_only_noticed_goes_and_one_that_stands_keeps_no_quote(case, dana, now):
    message = said(case, "message.received").id
    noticed = Commitment.objects.get(case=case, said_in=message, state=Commitment.NOTICED)
    owed = Commitment.objects.outstanding().get(case=case)
    Commitment.objects.filter(pk=owed.pk).update(said_in=message, quote="My secret illness")
    gone(message, dana, now)
    assert not Commitment.objects.filter(pk=noticed.pk).exists()
    assert Commitment.objects.get(pk=owed.pk).quote == ""


@pytest.mark.django_db(transaction=True)
def test_files_go_with_their_bytes(case, dana, now):
    file = Attached("illness.txt", "text/plain", b"in May")
    heard = hear(case, "See the file.", by=by_link(case.customer, case.key), at=now, files=[file])
    row = File.objects.get(entry=heard.id)
    gone(heard.id, dana, now)
    assert not File.objects.filter(pk=row.pk).exists()
    with pytest.raises(Damaged):
        fetch(row.key, sha256=row.sha256)


def test_a_mail_that_went_out_goes_and_one_that_has_still_to_leave_is_left_to_a_person(case, dana, now):
    reply(case, Reply("About your illness."), by=at_the_desk(dana), at=now)
    mail = Outgoing.objects.get(what="reply")
    gone(mail.entry, dana, now)
    assert bytes(Outgoing.objects.get(pk=mail.pk).mime)
    other = reply(case, Reply("Again of your illness."), by=at_the_desk(dana), at=now + timedelta(minutes=1))
    Outgoing.objects.filter(what="reply").update(state=Outgoing.SENT)
    entry = Outgoing.objects.filter(what="reply").latest("created_at").entry
    gone(entry, dana, now)
    assert other is not None and bytes(Outgoing.objects.get(entry=entry).mime) == b""


def test_whom_we_asked_is_forgotten_once_all_we_asked_them_is(case, dana, now):
    asking = Asking("Do you know her?", to="doctor@clinic.example", name="Dr. Gal", subject="Noa's illness")
    thread = ask_outside(case, asking, by=at_the_desk(dana), at=now)
    more = Asking("And now?")
    ask_outside(case, more, by=at_the_desk(dana), at=now + timedelta(minutes=1), thread=thread)
    gone(asking.key, dana, now)
    assert Question.objects.get().address == "doctor@clinic.example"
    gone(more.key, dana, now)
    row = Question.objects.get()
    assert (row.address, row.name, row.subject) == ("", "", "")


def test_what_others_said_stays(case, dana, now):
    other = deliver("sami@haddad.example", "Another matter.", name="Sami Haddad", at=now)
    gone(said(case, "message.received").id, dana, now)
    assert b"Another matter" in bytes(RawMessage.objects.get(case=other.key).body)


@pytest.mark.parametrize("way", ["erased", "withdrawn from the company", "withdrawn from the customer"])
def test_who_called_goes_with_the_words_about_the_call_and_its_recording_is_not_waited_for(brand, case, dana, now, way):
    about = {
        "brand": brand,
        "direction": "in",
        "began_at": now,
        "state": Call.PLACED,
        "case": case.key,
        "number": "+972501234567",
    }
    url, other = "https://pbx.example/1.wav", said(case, "case.opened").id
    call = Call.objects.create(**about, ref="1", recording_url=url, entry=said(case, "message.received").id)
    stays = Call.objects.create(**about, ref="2", recording_url=url, entry=other)
    if way == "erased":
        gone(call.entry, dana, now)
    else:
        withdraw(call.entry, from_side=way.rpartition(" ")[2], why="a password", by=at_the_desk(dana).actor, at=now)
    call.refresh_from_db()
    stays.refresh_from_db()
    assert (call.number, call.recording_url, call.ref) == ("", "", "1") and call.case == case.key
    assert (stays.number, stays.recording_url) == ("+972501234567", url)
