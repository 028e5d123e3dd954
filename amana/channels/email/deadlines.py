"""Ending a conversation that takes too long, however slowly and steadily the other side talks."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator
from typing import Protocol


class Talking(Protocol):
    """A client whose socket may be exchanged for an encrypted one on the way."""

    sock: socket.socket | None


@contextlib.contextmanager
def within(seconds: float, client: Talking) -> Iterator[None]:
    """Cut the client's connection when the block takes longer; whoever reads then meets its end.

    A socket's own time-out begins anew with every byte, so that one byte a second holds it for ever.
    """
    alarm = threading.Timer(seconds, cut, [client])
    alarm.daemon = True
    alarm.start()
    try:
        yield
    finally:
        alarm.cancel()


def cut(client: Talking) -> None:
    """End the client's connection from another thread."""
    connection = getattr(client, "sock", None)
    if connection is not None:
        with contextlib.suppress(OSError):
            # Not the method of an SSL socket: that one takes the encryption away under the reader's hands.
            socket.socket.shutdown(connection, socket.SHUT_RDWR)
