from __future__ import annotations

import smtplib
import socket
import threading
import time
from contextlib import contextmanager

import pytest
from django.db import OperationalError, connection, connections

from amana.channels.email import committing, door
from amana.channels.email.signing import reply_address
from amana.kit.codes import new_id
from amana.post.bodies import raw_bytes
from amana.post.models import HELD, Arrival, RawMessage

pytestmark = pytest.mark.django_db

MAIL = (
    b"From: noa@example.com\r\nTo: us@ours.example\r\nMessage-ID: <%d@example.com>\r\nSubject: Hi\r\n\r\nHello %d\r\n"
)


def mail(number: int = 1) -> bytes:
    return MAIL % (number, number)


@contextmanager
def open_door():
    """The door, writing through the connection of the test, so that its transaction is rolled back at the end."""
    mine, stop, opened, port = connection._connections["default"], threading.Event(), threading.Event(), []
    mine.inc_thread_sharing()

    def share() -> None:
        connections["default"] = mine

    def on_open(number: int) -> None:
        port.append(number)
        opened.set()

    thread = threading.Thread(
        target=door.run, args=["127.0.0.1", 0, stop], kwargs={"prepare": share, "on_open": on_open}
    )
    thread.start()
    try:
        assert opened.wait(30)
        yield port[0]
    finally:
        stop.set()
        thread.join(20)
        mine.dec_thread_sharing()
    assert not thread.is_alive()


@pytest.fixture
def port(db):
    with open_door() as number:
        yield number


def talk(port: int, *said: bytes) -> list[bytes]:
    """Say all of it and goodbye, and return the answers."""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as line:
        line.sendall(b"".join(said) + b"QUIT\r\n")
        return all_from(line).split(b"\r\n")


def all_from(line: socket.socket) -> bytes:
    answers = b""
    while more := line.recv(65536):
        answers += more
    return answers


def hear(line: socket.socket, awaited: bytes) -> bytes:
    """Return what is answered up to and with what is awaited."""
    answers = b""
    while awaited not in answers:
        more = line.recv(65536)
        assert more, answers
        answers += more
    return answers


HELLO = b"LHLO peer\r\n"
OFFER = b"MAIL FROM:<noa@example.com>\r\nRCPT TO:<us@ours.example>\r\n"


def test_a_message_by_lmtp_is_stored_as_it_came(port):
    with smtplib.LMTP("127.0.0.1", port, timeout=30) as client:
        client.sendmail("noa@example.com", ["us@ours.example"], mail())
    [row] = RawMessage.objects.all()
    assert raw_bytes(row) == mail()
    assert (row.message_id, row.envelope_from, row.envelope_to) == (
        "1@example.com",
        "noa@example.com",
        "us@ours.example",
    )
    assert Arrival.objects.get().door == "lmtp"


def test_a_message_by_smtp_is_stored_as_it_came(port):
    with smtplib.SMTP("127.0.0.1", port, timeout=30) as client:
        client.sendmail("noa@example.com", ["us@ours.example"], mail() + b".\r\n..\r\n.dotted\r\n")
    [row] = RawMessage.objects.all()
    assert raw_bytes(row) == mail() + b".\r\n..\r\n.dotted\r\n"
    assert Arrival.objects.get().door == "smtp"


def test_each_lmtp_recipient_has_an_answer(port):
    said = HELLO + OFFER + b"RCPT TO:<sales@ours.example>\r\nRCPT TO:<x@ours.example>\r\nDATA\r\n"
    answers = talk(port, said, mail() + b".\r\n", b"NOOP\r\n")
    assert answers.count(door.TAKEN.encode()) == 3
    assert RawMessage.objects.count() == 1


def test_the_recipient_that_leads_to_a_case_is_remembered(port, settings):
    ours = reply_address(settings.MAIL_KEY.encode(), new_id(), new_id(), "us@ours.example")
    said = HELLO + OFFER + f"RCPT TO:<{ours}>\r\nDATA\r\n".encode()
    talk(port, said, mail() + b".\r\n")
    assert RawMessage.objects.get().envelope_to == ours


def test_a_bounce_with_its_null_sender_comes_in(port):
    with smtplib.LMTP("127.0.0.1", port, timeout=30) as client:
        client.sendmail("", ["us@ours.example"], mail())
    assert RawMessage.objects.get().envelope_from == ""


def test_the_same_message_twice_is_kept_once(port):
    with smtplib.LMTP("127.0.0.1", port, timeout=30) as client:
        for _ in range(2):
            client.sendmail("noa@example.com", ["us@ours.example"], mail())
    assert (RawMessage.objects.count(), Arrival.objects.count()) == (1, 2)


def test_letters_of_other_alphabets_in_the_envelope_are_taken(port):
    said = HELLO + "MAIL FROM:<נועה@example.com> SMTPUTF8\r\nRCPT TO:<עזרה@ours.example>\r\nDATA\r\n".encode()
    assert door.TAKEN.encode() in talk(port, said, mail() + b".\r\n")
    assert RawMessage.objects.get().envelope_to == "עזרה@ours.example"


def test_bytes_in_the_envelope_that_are_no_text_are_taken(port):
    said = HELLO + b"MAIL FROM:<no\xffa@example.com>\r\nRCPT TO:<us@ours.example>\r\nDATA\r\n"
    assert door.TAKEN.encode() in talk(port, said, mail() + b".\r\n")


@pytest.mark.parametrize("error", [OperationalError("database is locked"), OSError("disk full"), ValueError("odd")])
def test_what_cannot_be_stored_stays_with_the_other_server(port, monkeypatch, error):
    real = committing.accept_all

    def fails(*_arguments, **_more):
        raise error

    monkeypatch.setattr(committing, "accept_all", fails)
    with smtplib.LMTP("127.0.0.1", port, timeout=30) as client:
        with pytest.raises(smtplib.SMTPDataError) as refused:
            client.sendmail("noa@example.com", ["us@ours.example"], mail())
        assert (refused.value.smtp_code, b"locked" in refused.value.smtp_error) == (451, False)
        monkeypatch.setattr(committing, "accept_all", real)
        client.sendmail("noa@example.com", ["us@ours.example"], mail())
    assert RawMessage.objects.count() == 1


def test_one_that_cannot_be_stored_sends_no_other_away(port, monkeypatch):
    real = committing.accept_all

    def fails_for_one(messages, *, at):
        if any(b"Hello 3" in one.raw for one in messages):
            raise ValueError("this one")
        time.sleep(0.05)
        return real(messages, at=at)

    monkeypatch.setattr(committing, "accept_all", fails_for_one)
    outcomes = deliver_at_once(port, 8)
    assert outcomes == {n: n != 3 for n in range(8)}
    assert RawMessage.objects.count() == 7


def deliver_at_once(port: int, count: int) -> dict[int, bool]:
    outcomes = {}

    def deliver(number: int) -> None:
        with smtplib.LMTP("127.0.0.1", port, timeout=20) as client:
            try:
                client.sendmail("noa@example.com", ["us@ours.example"], mail(number))
                outcomes[number] = True
            except smtplib.SMTPDataError:
                outcomes[number] = False

    threads = [threading.Thread(target=deliver, args=[number]) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def test_messages_that_come_together_are_committed_together(port, monkeypatch):
    real, groups = committing.accept_all, []

    def slowly(messages, *, at):
        groups.append(len(messages))
        time.sleep(0.5)
        return real(messages, at=at)

    monkeypatch.setattr(committing, "accept_all", slowly)
    assert all(deliver_at_once(port, 20).values())
    assert sum(groups) == 20
    assert len(groups) < 10


# ── A45: size ────────────────────────────────────────────────────────────────


def test_a45_the_largest_size_is_announced(port, settings):
    with smtplib.LMTP("127.0.0.1", port, timeout=30) as client:
        client.ehlo()
        assert client.esmtp_features["size"] == str(settings.MAIL_LARGEST)


def test_a45_a_message_declared_too_large_is_refused_at_once(port, settings):
    [*_, answer, _bye, _end] = talk(
        port, HELLO, b"MAIL FROM:<noa@example.com> SIZE=%d\r\n" % (settings.MAIL_LARGEST + 1)
    )
    assert answer.startswith(b"552")


def test_a45_one_too_large_is_refused_and_leaves_a_trace_and_the_next_is_taken(settings, db):
    settings.MAIL_LARGEST = 200_000
    with open_door() as port:
        large = mail() + b"x" * 70 + b"\r\n" + b"some words in a line of mail\r\n" * 8_000
        answers = talk(port, HELLO + OFFER + b"DATA\r\n", large + b".\r\n", OFFER + b"DATA\r\n", mail(2) + b".\r\n")
    assert door.TOO_LARGE.encode() in answers
    assert door.TAKEN.encode() in answers
    trace, small = RawMessage.objects.order_by("received_at")
    assert (trace.state, small.state) == (HELD, "waiting")
    assert raw_bytes(trace) == mail().partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
    assert "head" in trace.reason


def test_a45_memory_is_bounded_for_all_conversations_together(settings, db, monkeypatch):
    monkeypatch.setattr(door, "IN_MEMORY", 1)
    settings.MAIL_LARGEST = 100_000
    half, is_there, count = mail() + b"words\r\n" * 10_000, threading.Event(), door.Gathering._count

    def counted(gathering: door.Gathering, size: int) -> None:
        count(gathering, size)
        if gathering._room.in_memory == len(half):
            is_there.set()

    monkeypatch.setattr(door.Gathering, "_count", counted)
    with open_door() as port:
        with socket.create_connection(("127.0.0.1", port), timeout=30) as first:
            first.sendall(HELLO + OFFER + b"DATA\r\n" + half)
            assert is_there.wait(30)
            answers = talk(port, HELLO + OFFER + b"DATA\r\n" + half + b".\r\n")
            assert door.FULL.encode() in answers
            first.sendall(b".\r\n")
            hear(first, door.TAKEN.encode())
        assert RawMessage.objects.count() == 1
        assert door.TAKEN.encode() in talk(port, HELLO + OFFER + b"DATA\r\n" + half + b"2\r\n.\r\n")


# ── A46: smuggling ───────────────────────────────────────────────────────────


@pytest.mark.parametrize("mark", [b"\n.\n", b"\n.\r\n", b"\r.\r", b"\r\n.\n", b"\r\n.\r", b"\r.\r\n", b"\n.\r"])
def test_a46_only_the_true_end_mark_ends_a_message(port, mark):
    smuggled = b"MAIL FROM:<admin@ours.example>\r\nRCPT TO:<us@ours.example>\r\nDATA\r\nSubject: evil\r\n\r\nx"
    content = mail().rstrip() + mark + smuggled
    answers = talk(port, HELLO + OFFER + b"DATA\r\n" + content + b"\r\n.\r\n")
    assert answers.count(door.TAKEN.encode()) == 1
    [row] = RawMessage.objects.all()
    assert b"Subject: evil" in raw_bytes(row)
    assert row.envelope_from == "noa@example.com"


def test_a46_smuggling_samples_are_one_message_each(port, shared):
    for name in ("smuggle-dot", "bare-lf"):
        sample = (shared / "mail" / "_synthetic" / f"{name}.eml").read_bytes()
        before = RawMessage.objects.count()
        wire = b"".join(b"." + one if one.startswith(b".") else one for one in sample.splitlines(keepends=True)
                        ) if b"\r\n" in sample else sample  # fmt: skip
        talk(port, HELLO + OFFER + b"DATA\r\n" + wire + b"\r\n.\r\n")
        assert RawMessage.objects.count() - before == 1


def test_a_line_of_two_megabytes_comes_in_whole(port):
    content = mail() + b"x" * 2_000_000 + b"\r\n"
    with smtplib.LMTP("127.0.0.1", port, timeout=10) as client:
        client.sendmail("noa@example.com", ["us@ours.example"], content)
    assert raw_bytes(RawMessage.objects.get()) == content


# ── a rude peer ──────────────────────────────────────────────────────────────


def test_a_connection_lost_in_the_middle_leaves_nothing(port):
    with socket.create_connection(("127.0.0.1", port), timeout=30) as line:
        line.sendall(HELLO + OFFER + b"DATA\r\n" + mail())
    time.sleep(0.1)
    assert not RawMessage.objects.exists()


def test_too_many_recipients_and_connections_are_put_off(port, monkeypatch):
    monkeypatch.setattr(door, "RECIPIENTS", 2)
    monkeypatch.setattr(door, "AT_ONCE", 1)
    with socket.create_connection(("127.0.0.1", port), timeout=30) as first:
        first.recv(100)
        with socket.create_connection(("127.0.0.1", port), timeout=30) as second:
            assert all_from(second).startswith(b"421")
        first.sendall(HELLO + OFFER + b"RCPT TO:<a@b.example>\r\nRCPT TO:<c@b.example>\r\n")
        hear(first, b"452 4.5.3")


def test_a_quiet_connection_is_ended(monkeypatch, db):
    monkeypatch.setattr(door, "IDLE", 0.2)
    with open_door() as port, socket.create_connection(("127.0.0.1", port), timeout=30) as quiet:
        assert quiet.recv(100).startswith(b"220")
        assert quiet.recv(100) == b""


def test_an_error_inside_is_not_told(port, monkeypatch):
    def breaks(*_arguments):
        raise RuntimeError("the inside")

    monkeypatch.setattr(door.Conversation, "_came", breaks)
    answers = b"\n".join(talk(port, HELLO + OFFER + b"DATA\r\n" + mail() + b".\r\n"))
    assert door.LATER.encode() in answers
    assert b"inside" not in answers


def test_commands_out_of_order_are_refused(port):
    answers = talk(port, b"DATA\r\n", HELLO, b"DATA\r\n", b"DATA now\r\n", b"\xff\r\n", b"x" * 5000 + b"\r\n")
    assert [one[:3] for one in answers if one[:1] == b"5"] == [b"503", b"503", b"501", b"500", b"500"]
    assert not RawMessage.objects.exists()
