from __future__ import annotations

import contextlib
import socket
import struct
import threading

import pytest

from amana.config.asking_names import NotAnswered, txt


class NameServer:
    """A name server on loopback that answers each question with what it was told to."""

    def __init__(self, make, stream=None):
        self.make, self.stream = make, stream

    def __enter__(self):
        # One port of both kinds: where another process has that of the second, the next is tried.
        while True:
            self.tcp = socket.create_server(("127.0.0.1", 0))
            self.address = self.tcp.getsockname()
            self.udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            try:
                self.udp.bind(self.address)
                break
            except OSError:
                self.tcp.close()
                self.udp.close()
        for serve in (self._datagrams, self._streams):
            threading.Thread(target=serve, daemon=True).start()
        return self.address

    def __exit__(self, *_error):
        for one in (self.udp, self.tcp):
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()

    def _datagrams(self):
        with contextlib.suppress(OSError):
            while True:
                asked, sender = self.udp.recvfrom(4096)
                if not asked:  # the socket was shut
                    return
                self.udp.sendto(self.make(asked), sender)

    def _streams(self):
        with contextlib.suppress(OSError):
            while True:
                own, _sender = self.tcp.accept()
                with own:
                    if self.stream is None:
                        continue
                    (length,) = struct.unpack("!H", own.recv(2))
                    answer = self.stream(own.recv(length))
                    own.sendall(struct.pack("!H", len(answer)) + answer)


def record(texts, *, kind=16):
    data = b"".join(bytes([len(part)]) + part for part in texts)
    return b"\xc0\x0c" + struct.pack("!2HIH", kind, 1, 300, len(data)) + data


def answer(asked, *records, flags=0x8180):
    end = asked.index(b"\0", 12) + 5
    return asked[:2] + struct.pack("!5H", flags, 1, len(records), 0, 0) + asked[12:end] + b"".join(records)


def test_the_lines_of_a_domain_are_read_also_in_parts_and_among_others():
    def make(asked):
        assert b"\x05tavor\x07example\x00" in asked
        return answer(asked, record([b"v=spf1 ", b"mx ~all"]), record([b"x"], kind=99), record([b"other"]))

    with NameServer(make) as server:
        assert txt("tavor.example", server=server) == ["v=spf1 mx ~all", "other"]


def test_what_does_not_fit_into_a_datagram_is_asked_for_once_more():
    long = [bytes([65 + number]) * 250 for number in range(9)]
    with NameServer(lambda asked: answer(asked, flags=0x8380), lambda asked: answer(asked, record(long))) as server:
        assert txt("tavor.example", server=server) == [b"".join(long).decode()]


def test_no_such_name_has_no_lines_and_a_refusal_is_no_answer():
    with NameServer(lambda asked: answer(asked, flags=0x8183)) as server:
        assert txt("nobody.example", server=server) == []
    with NameServer(lambda asked: answer(asked, flags=0x8185)) as server, pytest.raises(NotAnswered, match="code 5"):
        txt("tavor.example", server=server)


@pytest.mark.parametrize(
    "rubbish",
    [
        lambda asked: asked[:2] + b"\xff" * 10,
        lambda asked: asked[:2] + struct.pack("!5H", 0x8180, 1, 3, 0, 0),
        lambda asked: answer(asked, b"\xc0\x0c\x00\x10"),
        lambda asked: asked,
    ],
)
def test_rubbish_is_no_answer(rubbish):
    with NameServer(rubbish) as server, pytest.raises(NotAnswered):
        txt("tavor.example", server=server)
