"""One question and one answer by HTTP, which ends in time and is of bounded length whatever the other side does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPResponse
from time import monotonic

from amana.channels.email.deadlines import within


class TooLong(ValueError):
    """More was answered than is read."""


@dataclass(frozen=True)
class Question:
    """What is sent: the method, what is asked for (path with query), headers, and the body where there is one."""

    method: str
    target: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None


def exchange(
    client: HTTPConnection, question: Question, *, ends: float, most: int, reads_all: bool = False, cut: bool = False
) -> tuple[HTTPResponse, bytes]:
    """Ask, and return the answer with its body, which is read only with status 200, with `reads_all` always.

    The client is closed afterwards. With `cut` the beginning of any answer is read; that there is more is no failure.

    `ends` is a moment of time.monotonic(), `most` the bytes read at most. Raises TooLong, TimeoutError when the moment
    passes, and OSError, HTTPException or ValueError as the connection fails.
    """
    left = max(ends - monotonic(), 0.001)
    try:
        with within(left, client):
            is_new = client.sock is None
            if is_new:
                client.connect()
                client.sock.settimeout(left)
            client.request(question.method, question.target, question.body, dict(question.headers))
            answer = client.getresponse()
            if cut:
                return answer, _beginning(answer, ends, most)
            return answer, _read(answer, ends, most) if reads_all or answer.status == 200 else b""
    except (OSError, HTTPException, ValueError) as error:
        if monotonic() >= ends:
            raise TimeoutError("too slow") from error
        raise
    finally:
        client.close()


def _beginning(answer: HTTPResponse, ends: float, most: int) -> bytes:
    """Return what is there of an answer; that the rest is late or missing changes nothing of what its status said."""
    body = bytearray()
    try:
        while len(body) < most and monotonic() < ends and (chunk := answer.read1(most - len(body))):
            body += chunk
    except (OSError, HTTPException, ValueError):
        return bytes(body)
    return bytes(body)


def _read(answer: HTTPResponse, ends: float, most: int) -> bytes:
    """Read what comes while it is neither too much nor too late: each byte begins a socket's time-out anew."""
    body = bytearray()
    while chunk := answer.read1(16_384):
        body += chunk
        if len(body) > most:
            raise TooLong
        if monotonic() >= ends:
            raise TimeoutError("too slow")
    return bytes(body)
