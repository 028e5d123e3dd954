"""Asking a time-stamp authority: the way there and back, over a scripted one on this machine.

The format itself is read by rfc3161-client where it is installed; here a stand-in reads it.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from amana.handling.handing_out.stamping import LARGEST, NoStamp, stamp, stamp_latest
from amana.record.fixing.checkpointing import make
from amana.record.fixing.dating import undated
from amana.record.fixing.proving import proof_of
from amana.record.verify import digest_of

pytestmark = pytest.mark.django_db
READER = "amana.handling.tests.handing_out.scripted_stamps"


@pytest.fixture
def authority() -> Iterator[HTTPServer]:
    """Answers with what `says` makes of a request: status and bytes."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = self.rfile.read(int(self.headers["Content-Length"]))
            server.asked.append((self.headers["Content-Type"], asked))
            status, said = server.says(asked)
            self.send_response(status)
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    server.asked, server.says = [], lambda asked: (200, b"\x00" + asked[1:])
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    thread.join(5)
    server.server_close()


@pytest.fixture
def ask(authority, case, now, settings, tmp_path):
    settings.DATA, settings.TIME_STAMP_URL = tmp_path, "https://stamps.example/tsr"
    make(at=now)

    def door(_parts):
        return HTTPConnection("127.0.0.1", authority.server_port, timeout=5)

    return lambda: stamp(at=now, door=door, library=READER)


def test_the_latest_checkpoint_is_stamped_once_and_the_export_holds_both_parts(ask, authority, case):
    signed = undated().signed
    assert ask() and not ask()
    [(kind, asked)] = authority.asked
    assert kind == "application/timestamp-query" and asked[1:].hex() == digest_of(signed)
    proof = proof_of(case.key, length=99)
    assert proof.says["checkpoints"][-1]["stamp"]["authority"] == "https://stamps.example/tsr"
    assert proof.files == {"stamps/1.tsq": asked, "stamps/1.tsr": b"\x00" + asked[1:]}


def test_what_is_no_stamp_of_it_is_not_kept(ask, authority):
    answers = {
        "answered with 500": lambda asked: (500, b""),
        "answered with 302": lambda asked: (302, b""),
        "no time stamp": lambda asked: (200, b"rubbish"),
        "refused, with status 2": lambda asked: (200, b"\x02" + asked[1:]),
        "stamped something else": lambda asked: (200, b"\x00" + b"x" * 32),
        "TooLong": lambda asked: (200, b"x" * (LARGEST + 1)),
    }
    for said, answer in answers.items():
        authority.says = answer
        with pytest.raises(NoStamp, match=said):
            ask()
        assert undated() is not None


def test_nobody_is_asked_unless_an_authority_is_named(case, now, settings, tmp_path, django_assert_num_queries):
    settings.DATA, settings.TIME_STAMP_URL = tmp_path, ""
    make(at=now)
    with django_assert_num_queries(0):
        assert not stamp_latest(now)


def test_only_the_public_internet_is_asked_and_only_by_https(case, now, settings, tmp_path):
    settings.DATA = tmp_path
    make(at=now)
    for url in (
        "http://stamps.example/",
        "https://127.0.0.1/",
        "https://10.0.0.7/",
        "https://[::1]/",
        "file:///etc/passwd",
        "x",
    ):
        settings.TIME_STAMP_URL = url
        with pytest.raises(NoStamp):
            stamp(at=now, library=READER)


def test_without_what_reads_the_format_a_sentence_says_what_to_install(case, now, settings, tmp_path, caplog):
    settings.DATA, settings.TIME_STAMP_URL = tmp_path, "https://stamps.example/tsr"
    make(at=now)
    with pytest.raises(NoStamp, match="install amana with the extra `stamps`"):
        stamp(at=now, library="no_such_module")
