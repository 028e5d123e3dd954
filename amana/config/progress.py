"""Showing how far long work has come, on a terminal that somebody watches."""

from __future__ import annotations

import sys
import time
from types import TracebackType

WIDTH = 30
EVERY = 0.1


class Progress:
    """A line on standard error that moves; silent when nobody watches."""

    def __init__(self, *, total: int | None = None, quiet: bool = False) -> None:
        self.total = total
        self.shows = sys.stderr.isatty() and not quiet
        self._said = 0.0

    def __call__(self, what: str, done: int) -> None:
        now = time.monotonic()
        if not self.shows or (now - self._said < EVERY and done != self.total):
            return
        self._said = now
        bar = ""
        if self.total:
            filled = min(WIDTH, WIDTH * done // self.total)
            bar = f"[{'#' * filled}{'.' * (WIDTH - filled)}] "
        of = f" of {self.total}" if self.total else ""
        sys.stderr.write(f"\r{bar}{what} {done}{of}   ")
        sys.stderr.flush()

    def __enter__(self) -> Progress:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.shows and self._said:
            sys.stderr.write("\n")
