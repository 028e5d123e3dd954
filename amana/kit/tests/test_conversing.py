from __future__ import annotations

import os
import signal
import socket
import struct
import time
from pathlib import Path

import pytest

import amana
from amana.kit.confining import Limits
from amana.kit.conversing import Apart, Ended, NotStarted, TooLate, receive, send

pytestmark = pytest.mark.skipif(os.name != "posix", reason="Windows passes no sockets on")
LIMITS = Limits(memory=512 * 2**20, processor=20, files=32)
BEGINNING = f"""
import os, resource, socket, sys, time
sys.path.insert(0, {str(Path(amana.__file__).parents[1])!r})
from amana.kit.conversing import READY, receive, send
asked = socket.socket(fileno=0)
send(asked, [READY])
"""
ECHO = """
while True:
    send(asked, receive(asked, most=10**9))
"""


@pytest.fixture
def started(tmp_path):
    """Start a program that says it is ready and then does what it is told; ends it in the end."""
    running = []

    def start(text: str, *, beginning: str = BEGINNING, **more) -> Apart:
        path = tmp_path / "program.py"
        path.write_text(beginning + text)
        running.append(Apart(path, "a", limits=LIMITS, **more))
        return running[-1]

    yield start
    for one in running:
        one.end()


def ask(one: Apart, *frames: bytes, seconds: float = 10.0, most: int = 10**9) -> list[bytes]:
    return one.ask(frames, seconds=seconds, most=most)


@pytest.mark.parametrize("frames", [[], [b""], [b"a", b"", b"b" * 70_000], [b"x" * 20_000_000], [b"y"] * 600])
def test_what_is_said_comes_back_whole_and_it_can_be_asked_again(started, frames):
    one = started(ECHO)
    assert [ask(one, *frames) for _ in range(3)] == [frames] * 3


def test_it_has_nothing_of_ours_but_the_socket_and_its_limits(started, monkeypatch, tmp_path):
    monkeypatch.setenv("AMANA_SECRET", "x")
    text = """
receive(asked, most=9)
held = [os.readlink(f"/proc/self/fd/{n}") for n in os.listdir("/proc/self/fd") if os.path.exists(f"/proc/self/fd/{n}")]
bounds = [resource.getrlimit(getattr(resource, "RLIMIT_" + name))[0] for name in ("AS", "CPU", "NOFILE", "CORE")]
said = [sorted(os.environ), sys.argv[1:], os.getcwd(), os.getsid(0) == os.getpid(), bounds, held]
send(asked, [repr(one).encode() for one in said])
"""
    with (tmp_path / "ours").open("w") as ours:
        os.set_inheritable(ours.fileno(), True)
        seen, arguments, folder, is_alone, bounds, held = map(eval, map(bytes.decode, ask(started(text), b"now")))
    assert set(seen) <= {"PATH", "LANG", "LC_CTYPE"}
    assert (arguments, folder, is_alone, bounds) == (["a"], "/", True, [512 * 2**20, 20, 32, 0])
    assert sorted(set(held) - {"/dev/null"}) == [one for one in set(held) if one.startswith("socket:")]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "os.kill(os.getpid(), 9)",
        "receive(asked, most=9); raise SystemExit(1)",
        "receive(asked, most=9); os.write(0, b'rubbish that is no message at all')",
        "receive(asked, most=9); os.write(0, b'\\0\\0\\0\\1' + b'\\xff' * 8); time.sleep(60)",
        "receive(asked, most=9); os.write(0, b'\\0\\0\\0\\1' + b'\\0' * 7 + b'\\5' + b'four')",
        "receive(asked, most=9); os.write(0, b'\\0\\0\\0\\0' + b'more'); time.sleep(60)",
        "receive(asked, most=9); send(asked, [b'x' * 1001])",
        "receive(asked, most=9); send(asked, [b''] * 3000)",
    ],
)
def test_one_that_ends_or_says_what_is_out_of_order_is_ended(started, text):
    one = started(text)
    with pytest.raises(Ended):
        ask(one, b"now", most=1000)
    with pytest.raises(ProcessLookupError):
        os.kill(one.pid, 0)


@pytest.mark.parametrize(
    "text",
    [
        "time.sleep(60)",
        "receive(asked, most=9)\nwhile True: pass",
        "receive(asked, most=9); os.kill(os.getpid(), 19)",
        "receive(asked, most=9); os.write(0, b'\\0\\0\\0\\1' + b'\\0' * 7 + b'd')\nwhile True: os.write(0, b'x'); time.sleep(0.05)",
    ],
)
def test_one_that_does_not_answer_in_time_is_ended_by_our_clock(started, text):
    one = started(text)
    began = time.monotonic()
    with pytest.raises(TooLate):
        ask(one, b"now", seconds=0.4)
    assert time.monotonic() - began < 5 and not one.is_there


def test_one_that_does_not_listen_holds_up_nobody_who_has_much_to_say(started):
    one = started("time.sleep(60)")
    with pytest.raises(TooLate):
        ask(one, b"x" * 20_000_000, seconds=0.4)


def test_an_interrupted_question_is_not_answered_to_the_next_one(started, monkeypatch):
    one = started(ECHO)
    signal.signal(signal.SIGALRM, lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    try:
        os.kill(one.pid, signal.SIGSTOP)
        signal.setitimer(signal.ITIMER_REAL, 0.2)
        with pytest.raises(KeyboardInterrupt):
            ask(one, b"first")
    finally:
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
    assert not one.is_there


@pytest.mark.parametrize(
    ("text", "beginning"),
    [("raise SystemExit(1)", ""), ("x = b'x' * 2**30", ""), ("send(asked, [b'no'])", BEGINNING.replace("READY]", "b'what']"))],
)  # fmt: skip
def test_one_that_is_not_ready_was_not_started(started, text, beginning):
    with pytest.raises(NotStarted):
        started(text, beginning=beginning)


def test_one_that_takes_too_long_to_start_was_not_started(started):
    with pytest.raises(NotStarted, match="TooLate"):
        started("", beginning="import time; time.sleep(60)", start=0.3)


def test_nothing_is_started_where_no_process_or_socket_can_be_had(started, monkeypatch):
    def refuses(*_args, **_named):
        raise BlockingIOError("Resource temporarily unavailable")

    with monkeypatch.context() as patched:
        patched.setattr("subprocess.Popen", refuses)
        with pytest.raises(NotStarted, match="unavailable"):
            started(ECHO)
    with monkeypatch.context() as patched:
        patched.setattr("socket.socketpair", refuses)
        with pytest.raises(NotStarted, match="unavailable"):
            started(ECHO)


def test_a_message_of_too_many_frames_or_bytes_is_refused_before_it_is_read():
    one, other = socket.socketpair()
    with one, other:
        one.sendall(struct.pack("!I", 2**31))
        with pytest.raises(Ended):
            receive(other, most=100)
        one.sendall(struct.pack("!IQ", 1, 101))
        with pytest.raises(Ended):
            receive(other, most=100)
        other.close()
        with pytest.raises(Ended):
            send(one, [b"x" * 1000])
