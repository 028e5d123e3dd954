"""Requests that are forged through us: every way in which the product asks another server, times every forbidden address (A62)."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import urlsplit

import pytest
import requests

from amana.cases.errors import Refused
from amana.channels import asking as forms
from amana.channels import vouching
from amana.channels.email.keeping_secrets import lock
from amana.channels.language_models import talking
from amana.channels.models import System
from amana.channels.systems import asking as systems
from amana.channels.systems.reaching import Unreached, address_to_ask, get
from amana.channels.systems.setting_up import set_up
from amana.channels.web_hooks import posting
from amana.channels.web_hooks.posting import Letter, post
from amana.channels.web_push import reaching as push
from amana.kit.codes import new_id

# As a host in an address; the machine's own resolver says what they stand for, without asking anybody.
INSIDE = (
    "127.0.0.1", "localhost", "2130706433", "0x7f000001", "0177.0.0.1", "127.1", "[::1]", "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]", "[0:0:0:0:0:ffff:7f00:0001]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "10.1.2.3", "192.168.0.1",
    "172.16.0.1", "[fd00::1]", "user@127.0.0.1", "shop.example@127.0.0.1",
)  # fmt: skip
NEVER = (
    "0", "0.0.0.0", "169.254.169.254", "[::ffff:169.254.169.254]", "2852039166", "0xa9fea9fe", "[fe80::1]", "[::]",
    "100.64.0.1", "224.0.0.1", "255.255.255.255", "240.0.0.1", "[fec0::1]", "[ff02::1]",
)  # fmt: skip
PORTS = (21, 22, 23, 25, 53, 110, 143, 389, 445, 993, 3306, 5432, 6379, 9200, 11211)


def refuses(action) -> bool:
    """Whether something was refused before a connection was so much as tried."""
    try:
        action()
    except (
        Unreached,
        push.Unreached,
        requests.RequestException,
        forms.NoAnswer,
        Refused,
        systems.SystemTrouble,
        talking.ModelTrouble,
    ):
        return True
    return False


@pytest.fixture
def _nobody_is_called(monkeypatch):
    """A connection that is tried ends the test."""

    def called(address, *_more, **_options):
        raise AssertionError(f"a connection to {address} was tried")

    monkeypatch.setattr("socket.create_connection", called)


@pytest.mark.usefixtures("_nobody_is_called")
def test_a62_no_spelling_of_an_address_of_the_house_is_asked():
    asked = {}
    for host in (*INSIDE, *NEVER):
        url = f"https://{host}/"
        asked[host] = [
            refuses(lambda url=url: vouching.Vouching(allows_private=False).get(url)),
            refuses(lambda url=url: push.public_door(urlsplit(url))),
            post(Letter(url, False, {}, b"{}")).status is None,
            refuses(lambda host=host: address_to_ask(urlsplit(f"https://{host}/").hostname, 443, allows_private=False)),
        ]
    for host in NEVER:  # not even where somebody allowed the house itself
        url = f"https://{host}/v1"
        asked[host] += [
            refuses(lambda url=url: talking._post(url, {}, key="", seconds=1)),
            refuses(lambda url=url: vouching.Vouching(allows_private=True).get(url)),
            post(Letter(url, True, {}, b"{}")).status is None,
        ]
    assert {host: answers for host, answers in asked.items() if not all(answers)} == {}


@pytest.mark.usefixtures("_nobody_is_called")
def test_a62_only_pages_are_asked_and_no_other_service_of_a_machine():
    public = lambda host, port: ["93.184.216.34"]  # noqa: E731  # two lines would say no more
    opened = [
        port
        for port in PORTS
        if not refuses(lambda port=port: address_to_ask("shop.example", port, allows_private=True, resolver=public))
    ]
    assert opened == []
    assert address_to_ask("shop.example", 443, allows_private=False, resolver=public) == "93.184.216.34"
    schemes = (
        "gopher://shop.example/",
        "file:///etc/passwd",
        "ftp://shop.example/",
        "http://shop.example/",
        "dict://127.0.0.1:11211/",
        "//x",
        "",
    )
    assert [url for url in schemes if not refuses(lambda url=url: forms.check_url(url))] == []


@pytest.mark.usefixtures("_nobody_is_called")
def test_a62_an_address_with_other_digits_or_dots_is_not_asked():
    """Full-width digits and dots are taken for others by some resolvers (IDNA): what is asked is the address that was found."""
    for host in ("１２７.０.０.１", "127。0。0。1", "①②⑦.⓪.⓪.①", "shop.example\\@127.0.0.1", "127.0.0.1#@shop.example"):
        assert refuses(lambda host=host: vouching.Vouching(allows_private=False).get(f"https://{host}/")), host


class Elsewhere(BaseHTTPRequestHandler):
    """Sends whoever asks to a second address of its own."""

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        self.send_response(self.server.status)
        self.send_header("Location", f"http://127.0.0.1:{self.server.server_port}/inside")
        self.send_header("Content-Type", "application/json")
        self.end_headers()

    do_POST = do_GET  # noqa: N815  # as the server looks for it

    def log_message(self, *_args: object) -> None:
        pass


@contextmanager
def sending_elsewhere(status: int) -> Iterator[HTTPServer]:
    server = HTTPServer(("127.0.0.1", 0), Elsewhere)
    server.status, server.asked = status, []
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a62_no_redirect_is_followed_by_anybody(status):
    with sending_elsewhere(status) as server:
        url = f"http://127.0.0.1:{server.server_port}/first"
        refuses(lambda: vouching.Vouching(allows_private=True).get(url))
        refuses(lambda: forms.post_form(url, {"a": "b"}))
        refuses(lambda: talking._post(url, {}, key="", seconds=5))
        system = System(id=new_id(), url=url, secret=lock({"secret": "x"}), allows_private=True)
        refuses(lambda: systems.ask(system, systems.About("AM-7K3Q2D"), at=datetime.now(UTC), is_fresh=True))
        assert post(Letter(url, True, {}, b"{}")).status == status
        assert len(server.asked) == 5 and not [path for path in server.asked if "inside" in path]


def test_a62_a_name_that_means_another_machine_a_moment_later_is_asked_once():
    """The name is looked up once, and the connection goes to the very address that was looked at."""
    answers = iter([["93.184.216.34"], ["127.0.0.1"]])
    found = address_to_ask("rebinding.example", 443, allows_private=False, resolver=lambda *_: next(answers))
    assert found == "93.184.216.34"
    with sending_elsewhere(404) as server:
        # Of this name nobody knows an address: it is never looked up again.
        status, _kind, _body = get(
            f"http://rebinding.invalid:{server.server_port}/", {}, address="127.0.0.1", seconds=5, largest=100
        )
        assert status == 404 and len(server.asked) == 1


def test_a62_every_answer_has_an_end_in_time_and_in_length():
    for place in (posting.WHOLE, vouching.SECONDS, systems.WHOLE, forms.SECONDS[1], push.WHOLE, talking.WHOLE):
        assert place <= 30
    for length in (posting.MOST, vouching.LARGEST, systems.LARGEST, forms.LARGEST, talking.LARGEST):
        assert length <= 1024 * 1024


@pytest.mark.django_db
@pytest.mark.usefixtures("_nobody_is_called")
def test_a62_a_system_is_not_set_up_at_an_address_that_is_no_page(brand, yossi, now):
    for url in (
        "gopher://shop.example/",
        "file:///etc/passwd",
        "https://user:pass@shop.example/",
        "javascript:alert(1)",
        "https://",
    ):
        assert refuses(lambda url=url: set_up(brand, url=url, is_on=True, allows_private=True, by=yossi, at=now)), url
