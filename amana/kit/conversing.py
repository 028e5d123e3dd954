"""A small program of ours kept running apart: it is asked one thing after another, with limits, over a socket that nobody else holds."""

from __future__ import annotations

import os
import socket
import struct
import subprocess
from collections.abc import Sequence
from pathlib import Path
from time import monotonic

from amana.kit.confining import Limits, confined, environment

READY = b"ready"
# Seconds a program has to start in; it imports its readers, on a machine that may be busy.
START = 30.0
MOST_FRAMES = 2_000
_TOGETHER = 65_536
_CHUNK = 1_048_576
_COUNT = struct.Struct("!I")


class NotStarted(Exception):
    """No such program could be started. The message says why, for the log."""


class Ended(Exception):
    """It ended, or said something out of order, before its answer was whole."""


class TooLate(Exception):
    """It did not answer in its time."""


class Apart:
    """One such program. After Ended or TooLate it is gone; another has to be started."""

    def __init__(self, program: Path, *arguments: str, limits: Limits, start: float = START) -> None:
        """Start it, and wait until it says that it is ready. Raises NotStarted; on Windows always.

        It has limits as `run_confined` sets them (its processor time is that of its whole life), a session of its own, so
        that a key pressed in a terminal does not reach it, and of our files and environment nothing but the socket.
        """
        if os.name != "posix":
            raise NotStarted("this system passes no sockets on")
        try:
            self._socket, theirs = socket.socketpair()
        except OSError as error:
            raise NotStarted(str(error)) from error
        with theirs:
            try:
                self._process: subprocess.Popen[bytes] = subprocess.Popen(
                    confined(program, *arguments, limits=limits), stdin=theirs.fileno(), stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL, env=environment(), cwd=os.sep,
                    start_new_session=True,
                )  # fmt: skip
            except (OSError, subprocess.SubprocessError, MemoryError) as error:
                self._socket.close()
                raise NotStarted(str(error) or type(error).__name__) from error
        self._begin(start)

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def is_there(self) -> bool:
        return self._process.poll() is None

    def _begin(self, start: float) -> None:
        try:
            said = receive(self._socket, most=len(READY), ends=monotonic() + start)
        except (Ended, TooLate) as error:
            self.end()
            raise NotStarted(f"it was not ready: {type(error).__name__}, {self._process.returncode}") from error
        if said != [READY]:
            self.end()
            raise NotStarted("it said something else than that it is ready")

    def ask(self, frames: Sequence[bytes], *, seconds: float, most: int) -> list[bytes]:
        """Return its answer: at most `most` bytes in all. Raises Ended or TooLate, and then it has been ended."""
        ends = monotonic() + seconds
        try:
            send(self._socket, frames, ends=ends)
            return receive(self._socket, most=most, ends=ends)
        except BaseException:
            # Also when we are interrupted: an answer that nobody waited for would be taken for the next one.
            self.end()
            raise

    def end(self) -> None:
        """End it at once. Twice changes nothing."""
        self._socket.close()
        self._process.kill()
        self._process.wait()

    def let_go(self) -> None:
        """In a process that was forked off: leave it to the one that started it."""
        self._socket.close()
        self._process.returncode = 0  # nothing here may wait for it, or end it


def send(to: socket.socket, frames: Sequence[bytes], *, ends: float | None = None) -> None:
    """Send some frames as one message: how many, how long each, and then the bytes. Raises Ended or TooLate."""
    head = _COUNT.pack(len(frames)) + struct.pack(f"!{len(frames)}Q", *map(len, frames))
    pieces: Sequence[bytes] = [head, *frames]
    if sum(map(len, frames)) <= _TOGETHER:
        pieces = [b"".join(pieces)]
    try:
        for piece in pieces:
            _set_time(to, ends)
            to.sendall(piece)
    except TimeoutError:
        raise TooLate from None
    except OSError as error:
        raise Ended from error


def receive(of: socket.socket, *, most: int, ends: float | None = None) -> list[bytes]:
    """Return the frames of one message. Raises Ended, also when it has more than `most` bytes, or TooLate."""
    told = bytearray()
    _more(of, told, _COUNT.size, ends)
    (count,) = _COUNT.unpack_from(told)
    if count > MOST_FRAMES:
        raise Ended
    start = _COUNT.size + 8 * count
    _more(of, told, start, ends)
    lengths = struct.unpack_from(f"!{count}Q", told, _COUNT.size)
    if sum(lengths) > most:
        raise Ended
    _more(of, told, start + sum(lengths), ends)
    if len(told) != start + sum(lengths):
        raise Ended  # it said more than it was asked
    frames = []
    with memoryview(told) as all_of_it:
        for length in lengths:
            frames.append(bytes(all_of_it[start : start + length]))
            start += length
    return frames


def _more(of: socket.socket, told: bytearray, wanted: int, ends: float | None) -> None:
    """Read on until there are so many bytes."""
    while len(told) < wanted:
        try:
            _set_time(of, ends)
            piece = of.recv(min(_CHUNK, max(_TOGETHER, wanted - len(told))))
        except TimeoutError:
            raise TooLate from None
        except OSError as error:
            raise Ended from error
        if not piece:
            raise Ended
        told += piece


def _set_time(of: socket.socket, ends: float | None) -> None:
    """Give the next step on a socket the time that is left; without an end, what was set before."""
    if ends is not None:
        left = ends - monotonic()
        if left <= 0:
            raise TimeoutError
        of.settimeout(left)
