"""Mail that harms whoever reads it, and readers that do not do their part: nothing is lost, the next mail goes on (A41 to A43, F32)."""

from __future__ import annotations

import base64
import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest

from amana.channels.email import reading_apart
from amana.channels.email.mail import Unparseable
from amana.channels.email.parsing import parse
from amana.channels.email.reading_apart import Broke, NoReader, TakesTooMuch, end_all, read_apart, read_opened
from amana.config.examining import mail_in
from amana.handling.intake import letters
from amana.handling.intake.receiving import TRIES, receive
from amana.kit.confining import Limits
from amana.post.models import DONE, HELD, WAITING, RawMessage
from tests.letters import accept, letter
from tests.readers import mail_read_by, no_reader_of_mail

pytestmark = pytest.mark.skipif(os.name != "posix", reason="a reader is handed a socket, which Windows does not do")
MISTAKEN = Path(__file__).with_name("mail_reader.py")
ANSWER_WRONGLY = ["RUBBISH", "NOTHING", "NUMBERS", "OBJECTS", "DEEPER", "ENORMOUS", "MANY FILES", "TOO MUCH SAID"]


@pytest.fixture
def mistaken(monkeypatch):
    """A reader with mistakes in it, in tight limits; yields nothing."""
    monkeypatch.setattr(reading_apart, "LIMITS", Limits(memory=512 * 2**20, processor=60, files=64))
    with mail_read_by(MISTAKEN):
        yield


def said(read, raw):
    """Return all that a mail says, or why it cannot be read."""
    try:
        return repr(read(raw, authserv_id="desk.example", ours=frozenset({"support@example.com"})))
    except Unparseable as error:
        return error.reason


def mails(folder: Path) -> list[bytes]:
    found = [path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file() and path.suffix == ".eml"]
    assert len(found) > 300
    return found


def reader() -> int:
    """Return the process that reads next."""
    return reading_apart._readers.idle[-1].pid


def is_there(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def goes(pid: int, *, seconds: float = 10.0) -> bool:
    ends = time.monotonic() + seconds
    while is_there(pid) and time.monotonic() < ends:
        time.sleep(0.02)
    return not is_there(pid)


def test_every_collected_mail_says_the_same_whether_read_here_or_apart(shared):
    for raw in mails(shared / "mail"):
        assert said(read_apart, raw) == said(parse, raw)


def multipart(depth: int) -> bytes:
    opened = b"".join(b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (n, n) for n in range(depth))
    return b"From: a@b.example\r\n" + opened + b"\r\nwords\r\n"


HOSTILE = {
    "parts within parts, 100,000 deep": multipart(100_000),
    "a million parts": b'From: a@b.example\r\nContent-Type: multipart/mixed; boundary="b"\r\n\r\n'
    + b"--b\r\n\r\n\r\n" * 1_000_000,
    "a header of 30 MB": b"From: a@b.example\r\nSubject: " + b"x" * 30_000_000 + b"\r\n\r\nwords",
    "a million header fields": b"From: a@b.example\r\n" + b"X-A: b\r\n" * 1_000_000 + b"\r\nwords",
    "comments within comments": b"From: " + b"(" * 500_000 + b"a@b.example\r\n\r\nwords",
    "ids that never end": b"From: a@b.example\r\nReferences: " + b"<" * 60_000 + b"\r\n\r\nwords",
    "quotes within quotes": b"From: a@b.example\r\n\r\n" + (b">" * 5_000 + b"\r\n") * 2_000,
    "what looks like a quoting line": b"From: a@b.example\r\n\r\nOn " + b"a " * 1_000_000 + b"wrote",
    "tags that are never closed": b"From: a@b.example\r\nContent-Type: text/html\r\n\r\n" + b"<div " * 2_000_000,
    "blocks within blocks": b"From: a@b.example\r\nContent-Type: text/html\r\n\r\n" + b"<blockquote>" * 1_000_000,
    "signs without end": b"From: a@b.example\r\nContent-Type: text/html\r\n\r\n" + b"&" * 3_000_000,
    "20 MB of letters in base64": b"From: a@b.example\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    + base64.encodebytes(b"\x00" * 15_000_000),
    "encoded words without end": b"From: a@b.example\r\nSubject: " + b"=?utf-8?b?" * 6_000 + b"\r\n\r\nwords",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a41_a42_a43_what_is_made_to_harm_a_reader_says_the_same_apart_and_ends_in_time(name):
    began = time.monotonic()
    assert said(read_apart, HOSTILE[name]) == said(parse, HOSTILE[name])
    assert time.monotonic() - began < 12
    assert read_apart(b"From: a@b.example\r\n\r\nnext").text == "next"


@pytest.mark.django_db
@pytest.mark.parametrize("word", ["KILLS", "GROWS", *ANSWER_WRONGLY])
def test_a41_a43_f32_a_mail_that_ends_its_reader_is_held_and_the_others_go_on(brand, dana, now, mistaken, word):
    accept(*[letter(f"n{n}@customer.example", word if n == 2 else "Where is it?", at=now) for n in range(4)], at=now)
    receive(worker="test", at=now)
    assert RawMessage.objects.filter(state=DONE).count() == 3
    held = RawMessage.objects.get(state=HELD)
    assert (held.reason, held.attempts) == ("Reading it takes more time or memory than a message may take.", 1)
    accept(letter("noa@customer.example", "And mine?", at=now), at=now)
    receive(worker="test", at=now)
    assert RawMessage.objects.filter(state=DONE).count() == 4


@pytest.mark.django_db
@pytest.mark.parametrize("word", ["SLEEPS", "WORKS"])
def test_a43_f32_a_mail_whose_reading_never_ends_is_held_and_the_others_go_on(
    brand, dana, now, mistaken, monkeypatch, word
):
    monkeypatch.setattr(letters, "SECONDS", 1.0)
    monkeypatch.setattr(letters, "LONGEST_TOGETHER", 2.0)
    accept(*[letter(f"n{n}@customer.example", word if n == 2 else "Where is it?", at=now) for n in range(4)], at=now)
    began = time.monotonic()
    receive(worker="test", at=now)
    assert 2 < time.monotonic() - began < 20
    assert RawMessage.objects.filter(state=DONE).count() == 3
    assert "more time or memory" in RawMessage.objects.get(state=HELD).reason


@pytest.mark.django_db
def test_f32_a_mistake_of_ours_in_reading_a_mail_is_named_and_tells_nothing_of_the_mail(
    brand, dana, now, mistaken, caplog
):
    accept(*[letter(f"n{n}@customer.example", "BREAKS" if n else "Where is it?", at=now) for n in range(2)], at=now)
    for turn in range(TRIES + 1):
        receive(worker="test", at=now + timedelta(minutes=5 * turn))
    assert RawMessage.objects.filter(state=DONE).count() == 1
    assert RawMessage.objects.get(state=HELD).reason == "It could not be put into the record (ZeroDivisionError)."
    assert "ZeroDivisionError at mail_reader.py:" in caplog.text and "is not told" not in caplog.text


def test_f32_a_reader_that_somebody_else_ended_is_replaced_and_the_mail_is_read():
    raw = b"From: a@b.example\r\n\r\nwords"
    read_apart(raw)
    first = reader()
    os.kill(first, signal.SIGSTOP)  # it stands still until the mail lies before it
    ended = threading.Timer(0.3, os.kill, (first, signal.SIGKILL))
    ended.start()
    assert read_apart(raw).text == "words" and reader() != first and goes(first)


def test_f32_nobody_else_reads_a_mail_that_ended_its_reader_where_no_other_can_be_started(mistaken, monkeypatch):
    read_apart(b"From: a@b.example\r\n\r\nwords")
    monkeypatch.setattr(reading_apart, "READER", Path("/there/is/no/such/program"))
    with pytest.raises(TakesTooMuch):
        read_apart(b"From: a@b.example\r\n\r\nKILLS")
    with pytest.raises(NoReader):
        read_apart(b"From: a@b.example\r\n\r\nwords")


def test_a_reader_is_replaced_after_so_many_mails(mistaken):
    seen = set()
    for _ in range(20):
        assert read_apart(b"From: a@b.example\r\n\r\nwords").text == "words"
        seen |= {one.pid for one in reading_apart._readers.idle}
    assert len(seen) == 3 and all(goes(pid) for pid in seen - {reader()})


def test_a_reader_that_grew_is_replaced_and_one_that_read_something_large_is_not(mistaken):
    read_apart(b"From: a@b.example\r\n\r\nKEEPS")
    first = reader()
    assert read_apart(b"From: a@b.example\r\n\r\n" + b"words\r\n" * 300_000).text and reader() == first
    assert read_apart(b"From: a@b.example\r\n\r\nKEEPS").text == "KEEPS" and goes(first)
    assert read_apart(b"From: a@b.example\r\n\r\nwords").text == "words"


def test_many_threads_read_at_once_each_its_own_and_few_readers_are_kept():
    def read(number: int) -> bool:
        return read_apart(b"From: a@b.example\r\n\r\nwords %d" % number).text == f"words {number}"

    end_all()
    with ThreadPoolExecutor(5) as pool:
        assert all(pool.map(read, range(200)))
    assert 1 <= len(reading_apart._readers.idle) <= reading_apart.MOST_KEPT
    end_all()


def test_a_process_that_was_forked_off_has_readers_of_its_own_and_keeps_none_of_its_parent_alive():
    read_apart(b"From: a@b.example\r\n\r\nwords")
    ours = reader()
    theirs, told = os.pipe()
    stays, go = os.pipe()
    forked = os.fork()
    if not forked:
        try:
            os.close(go)
            is_well = read_apart(b"From: a@b.example\r\n\r\nforked").text == "forked" and reader() != ours
            os.write(told, b"%d" % reader() if is_well else b"0")
            os.read(stays, 1)
        finally:
            os._exit(0)
    os.close(told)
    forked_reader = int(os.read(theirs, 20) or 0)
    assert forked_reader and read_apart(b"From: a@b.example\r\n\r\nstill").text == "still" and reader() == ours
    # The socket of the parent's reader is held by nobody else: closed here, it ends though the other process is there.
    kept = reading_apart._readers.idle.pop()
    kept._socket.close()
    assert kept._process.wait(timeout=10) == 0 and is_there(forked)
    os.close(go)
    os.waitpid(forked, 0)
    assert goes(forked_reader)
    for one in (theirs, stays):
        os.close(one)


PARENT = """
import os, sys, threading, time
from pathlib import Path
from amana.channels.email import reading_apart
reading_apart.READER = Path(sys.argv[1])
reading_apart.SECONDS = 0.5
reading_apart.read_apart(b"From: a@b.example\\r\\n\\r\\nwords")
print(reading_apart._readers.idle[-1].pid, flush=True)
if sys.argv[2]:
    reading_apart.read_apart(b"From: a@b.example\\r\\n\\r\\n" + sys.argv[2].encode(), seconds=600)
time.sleep(600)
"""


@pytest.mark.parametrize("word", ["", "WORKS", "SLEEPS"])
def test_a_reader_ends_with_its_parent_also_in_the_middle_of_a_mail(word):
    command = [sys.executable, "-c", PARENT, str(MISTAKEN), word]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=MISTAKEN.parents[2], text=True) as parent:
        pid = int(parent.stdout.readline())
        time.sleep(0.3 if word else 0)
        assert is_there(pid)
        parent.kill()
    assert goes(pid)


@pytest.mark.django_db
def test_where_no_reader_can_be_started_mail_is_read_as_before_the_log_says_so_once_and_the_doctor_too(
    brand, dana, now, caplog
):
    with no_reader_of_mail():
        accept(*[letter(f"n{n}@customer.example", "Where is it?", at=now) for n in range(5)], at=now)
        receive(worker="test", at=now)
        assert set(RawMessage.objects.values_list("state", flat=True)) == {DONE}
        assert caplog.text.count("mail is read without a process of its own") == 1
    with no_reader_of_mail():
        found = [one for one in mail_in(now) if "process" in one.says]
        assert [one.state for one in found] == ["advice"] and found[0].do
    assert [one for one in mail_in(now) if "process" in one.says] == []


@pytest.mark.django_db
def test_f32_a_worker_that_was_told_to_stop_reads_to_the_end_what_it_has_in_hand(brand, dana, now):
    read_apart(b"From: a@b.example\r\n\r\nwords")
    os.kill(reader(), signal.SIGTERM)  # as a service that is stopped tells every process of it
    before = reader()
    accept(letter("noa@customer.example", "Where is it?", at=now), at=now)
    receive(worker="test", at=now)
    assert RawMessage.objects.get().state == DONE and reader() == before
    assert not RawMessage.objects.filter(state=WAITING).exists()


def test_a_mistake_in_reading_is_raised_by_its_name(mistaken):
    with pytest.raises(Broke) as raised:
        read_apart(b"From: a@b.example\r\n\r\nBREAKS")
    assert raised.value.name == "ZeroDivisionError"


@pytest.mark.parametrize("word", ["KILLS", "GROWS", "SLEEPS", "BREAKS", "RUBBISH"])
def test_a43_a_mail_that_somebody_opens_harms_its_reader_and_not_the_page(mistaken, monkeypatch, word):
    monkeypatch.setattr(reading_apart, "SECONDS_OF_A_PAGE", 1.0)
    with pytest.raises(Unparseable, match="more time or memory"):
        read_opened(b"From: a@b.example\r\n\r\n" + word.encode())
    assert read_opened(b"From: a@b.example\r\n\r\nwords").text == "words"


def test_a_mail_is_opened_also_where_no_reader_can_be_started():
    with no_reader_of_mail():
        assert read_opened(b"From: a@b.example\r\n\r\nwords").text == "words"


def test_a43_nobody_who_serves_pages_takes_a_mail_apart_itself():
    """Only the two programs that read it, and what stands in for them where no program can be started."""
    root = Path(__file__).resolve().parents[2] / "amana"
    found = {
        path.relative_to(root).as_posix()
        for path in root.rglob("*.py")
        if "tests" not in path.parts and "from amana.channels.email.parsing import" in path.read_text("utf-8")
    }
    readers = {"kept_reader.py", "trial_reader.py", "reading_apart.py"}
    assert found == {f"channels/email/{one}" for one in readers} | {"handling/intake/letters.py"}
