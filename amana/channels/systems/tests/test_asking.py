from __future__ import annotations

import json
import re
import threading
import time
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from amana.channels.email.keeping_secrets import lock
from amana.channels.models import System
from amana.channels.systems.asking import LARGEST, About, SystemTrouble, ask, signature, url_for
from amana.channels.systems.reaching import Unreached, address_to_ask, may_be_asked
from amana.kit.codes import new_id

GUIDE = Path(__file__).resolve().parents[4] / "docs" / "guides" / "systems.md"
ABOUT = About("AM-7K3Q2D", mails=["noa@levi.example"])


def answering(status=200, body=b'{"items": []}', *, media_type="application/json", more=(), wait=0.0):
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            self.server.asked.append((self.path, dict(self.headers)))
            self.send_response(status)
            self.send_header("Content-Type", media_type)
            for name, value in more:
                self.send_header(name, value)
            self.end_headers()
            for start in range(0, len(body), 4096) if wait == 0 else range(len(body)):
                try:
                    self.wfile.write(body[start : start + (4096 if wait == 0 else 1)])
                    self.wfile.flush()
                except OSError:
                    return
                time.sleep(wait)

        def log_message(self, *args):
            pass

    return Handler


@contextmanager
def serving(handler):
    server = HTTPServer(("127.0.0.1", 0), handler)
    server.asked = []
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


def system_at(server, *, allows_private=True, path="/amana") -> System:
    url = f"http://127.0.0.1:{server.server_port}{path}"
    return System(id=new_id(), url=url, secret=lock({"secret": "open sesame"}), allows_private=allows_private)


def asked(server, **more):
    return ask(system_at(server), ABOUT, at=datetime.now(UTC), is_fresh=True, **more)


def test_the_server_of_the_guide_answers_what_it_knows():
    code = re.search(r"```python\n(.*?)```", GUIDE.read_text(), re.DOTALL)
    assert code is not None
    said: dict[str, object] = {"__name__": "guide"}
    exec(compile(code[1], "guide", "exec"), said)  # the guide's own words
    said["Answer"].log_message = lambda *args: None
    with serving(said["Answer"]) as server:
        known = asked(server)
        assert [(item.label, item.kind) for item in known.card.items] == [("Order 88213", "status")]
        stranger = system_at(server)
        stranger.secret = lock({"secret": "guessed"})
        with pytest.raises(SystemTrouble, match="signature"):
            ask(stranger, ABOUT, at=datetime.now(UTC), is_fresh=True)
        with pytest.raises(SystemTrouble, match="signature"):
            ask(system_at(server), ABOUT, at=datetime(2020, 1, 1, tzinfo=UTC), is_fresh=True)


def test_the_signature_is_the_one_of_the_guide():
    target = "/amana?case=AM-7K3Q2D&mail=noa%40levi.example"
    assert url_for("https://shop.example/amana", ABOUT) == f"https://shop.example{target}"
    signed = signature("open sesame", method="GET", target=target, timestamp=1763800000, number="AM-7K3Q2D")
    assert f"`v1={signed}`" in GUIDE.read_text()


def test_the_example_answer_of_the_guide_is_shown_whole():
    example = re.search(r"```json\n(.*?)```", GUIDE.read_text(), re.DOTALL)
    assert example is not None
    with serving(answering(body=example[1].encode())) as server:
        card = asked(server).card
    assert [item.kind for item in card.items] == ["status", "amount", "date", "link"] and card.left_out == 0
    assert card.at is not None and card.title == "Noa Levi, customer since 2019"


def test_a_query_of_the_address_itself_stays():
    assert url_for("https://shop.example/a?shop=2", About("AM-1")) == "https://shop.example/a?shop=2&case=AM-1"


def test_within_a_minute_it_is_asked_once():
    with serving(answering()) as server:
        system, at = system_at(server), datetime.now(UTC)
        first, second = ask(system, ABOUT, at=at), ask(system, ABOUT, at=at)
        ask(system, About("AM-OTHER"), at=at)
        assert first == second and len(server.asked) == 2
        ask(system, ABOUT, at=at, is_fresh=True)
        assert len(server.asked) == 3


@pytest.mark.parametrize(
    ("handler", "words"),
    [
        (answering(302, more=[("Location", "http://127.0.0.1:1/")]), "do not follow"),
        (answering(404), "knows nothing"),
        (answering(403), "signature"),
        (answering(500), "in trouble itself"),
        (answering(418), "refuses the question"),
        (answering(media_type="text/html", body=b"<script>"), "not JSON"),
        (answering(body=b"x" * (LARGEST + 1)), "too long"),
        (answering(body=b"[" * 5000), "shape"),
        (answering(body=b"\xff\xfe\x00"), "shape"),
        (answering(body=b'{"items": NaN}'), "shape"),
        (answering(body=b"[]"), "shape"),
        (answering(body=b""), "shape"),
    ],
)
def test_what_is_no_answer_is_said_in_words(handler, words):
    with serving(handler) as server, pytest.raises(SystemTrouble, match=words):
        asked(server)


def test_a_server_that_drips_is_left_in_time(monkeypatch):
    monkeypatch.setattr("amana.channels.systems.asking.WHOLE", 0.6)
    began = time.monotonic()
    dripping = answering(body=json.dumps({"items": []}).encode() * 20, wait=0.05)
    with serving(dripping) as server, pytest.raises(SystemTrouble, match="too long"):
        asked(server)
    assert time.monotonic() - began < 5


def test_nobody_there_is_said_in_words():
    with serving(answering()) as server:
        system = system_at(server)
    with pytest.raises(SystemTrouble, match="No connection"):
        ask(system, ABOUT, at=datetime.now(UTC), is_fresh=True)


def test_a_private_address_is_asked_only_where_somebody_said_so():
    with serving(answering()) as server, pytest.raises(SystemTrouble, match="private network"):
        ask(system_at(server, allows_private=False), ABOUT, at=datetime.now(UTC), is_fresh=True)
    assert server.asked == []


def test_plain_http_is_for_the_house_alone():
    system = System(id=new_id(), url="http://shop.example/", secret=lock({"secret": "x"}), allows_private=True)
    with pytest.raises(SystemTrouble, match="https alone"):
        ask(system, ABOUT, at=datetime.now(UTC), is_fresh=True, resolver=lambda host, port: ["93.184.216.34"])


@pytest.mark.parametrize("address", ["169.254.169.254", "fe80::1", "224.0.0.1", "0.0.0.0", "::", "ff02::1", "100.100.100.200",
                                     "::ffff:169.254.169.254", "64:ff9b::a9fe:a9fe", "240.0.0.1", "rubbish", "", "::7f00:1",
                                     "::ffff:0:7f00:1", "64:ff9b:1::7f00:1", "fec0::1", "5f00::1", "0.0.0.1"])  # fmt: skip
def test_a62_some_addresses_are_never_asked(address):
    assert not may_be_asked(address, allows_private=True)


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "10.1.2.3", "192.168.1.1", "172.16.0.1", "fd00::1",
                                     "::ffff:127.0.0.1", "64:ff9b::7f00:1"])  # fmt: skip
def test_private_addresses_are_asked_when_allowed(address):
    assert may_be_asked(address, allows_private=True) and not may_be_asked(address, allows_private=False)


def test_one_private_address_among_several_is_enough_to_refuse():
    with pytest.raises(Unreached, match="private"):
        address_to_ask("shop.example", 443, allows_private=False, resolver=lambda *_: ["93.184.216.34", "10.0.0.1"])
