"""Holding a file so that no second process does the same work; it is free again when the holder ends, however it ends."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

AGAIN_AFTER = 0.1


class Held(Exception):
    """Another process holds it."""


@contextmanager
def hold(path: Path, *, wait: float = 0.0, waiting: Callable[[], None] = lambda: None) -> Iterator[None]:
    """Hold the file while the block runs, waiting up to `wait` seconds for it. Raises Held.

    `waiting` is called once, when another has it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+b") as file:
        wait_for(lambda: _taken(file), wait=wait, waiting=waiting)
        try:
            yield
        finally:
            _give_back(file)


def wait_for(is_had: Callable[[], bool], *, wait: float, waiting: Callable[[], None]) -> None:
    """Ask until it is had, at most `wait` seconds; `waiting` is called once, when it is not had at once. Raises Held."""
    until, is_told = time.monotonic() + wait, False
    while not is_had():
        if time.monotonic() >= until:
            raise Held("Another process holds it.")
        if not is_told:
            is_told = True
            waiting()
        time.sleep(AGAIN_AFTER)


if os.name == "nt":
    import msvcrt

    def _taken(file: IO[bytes]) -> bool:
        file.seek(0)
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]  # Windows alone has it
        except OSError:
            return False
        return True

    def _give_back(file: IO[bytes]) -> None:
        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)  # type: ignore[attr-defined,unused-ignore]  # Windows alone has it

else:
    import fcntl

    def _taken(file: IO[bytes]) -> bool:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _give_back(file: IO[bytes]) -> None:
        fcntl.flock(file, fcntl.LOCK_UN)
