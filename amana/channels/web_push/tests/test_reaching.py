from __future__ import annotations

from urllib.parse import urlsplit

import pytest

from amana.channels.web_push.reaching import Unreached, public_address, public_door, send

PUSH = urlsplit("https://push.example.net/send/x")


@pytest.mark.parametrize("found", [
    ["10.0.0.5"], ["127.0.0.1"], ["93.184.216.34", "192.168.1.1"], ["::1"], ["fe80::1"], ["fd00::1"], [], ["rubbish"],
    ["169.254.169.254"], ["::ffff:127.0.0.1"], ["0.0.0.0"], ["100.64.0.1"], ["224.0.0.1"], ["2002:7f00:1::"],
])  # fmt: skip
def test_a_name_that_stands_for_any_address_of_our_own_network_is_not_asked(found):
    with pytest.raises(Unreached, match="not on the public internet"):
        public_address(PUSH, resolver=lambda _host, _port: found)


def test_the_connection_goes_to_the_address_that_was_looked_at_with_the_certificate_of_the_name(monkeypatch):
    asked = []

    def connect(address, timeout):
        asked.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr("socket.create_connection", connect)
    with pytest.raises(Unreached, match=r"push\.example\.net: ConnectionRefusedError"):
        send(PUSH.geturl(), b"x", {}, door=lambda parts: public_door(parts, resolver=lambda *_asked: ["93.184.216.34"]))
    assert asked == [("93.184.216.34", 443)]


@pytest.mark.parametrize("address", ["http://push.example.net/", "https://push.example.net:99999/", "https://a b/"])
def test_only_https_is_asked(address):
    with pytest.raises(Unreached):
        public_address(urlsplit(address), resolver=lambda _host, _port: ["93.184.216.34"])
