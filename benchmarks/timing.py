"""Where the time of intake goes: each part's own seconds, and how long each transaction stays open."""

from __future__ import annotations

import sys
import time
from collections import defaultdict
from collections.abc import Callable
from functools import wraps
from types import TracebackType
from typing import Any

from django.db import transaction

# Function → the name of its part. What one part calls of another is counted as the other's.
PARTS = {
    "amana.post.leasing.claim": "claim",
    "amana.handling.intake.receiving.receive_batch": "gather rows",
    "amana.channels.email.parsing.parse": "parse",
    "amana.channels.email.reading_apart.read_apart": "parse",
    "amana.language.reading.read": "read",
    "amana.handling.intake.gathering.gather": "look up",
    "amana.handling.intake.sorting.place": "place",
    "amana.people.recognising.recognise_all": "recognise",
    "amana.post.storing.keep": "files",
    "amana.record.appending.append_many": "seal",
    "amana.record.reacting.react": "settle",
    "amana.handling.intake.receipts.receipts_for": "receipts",
    "amana.handling.mails.mailing.text_lines": "receipts",
    "amana.handling.mails.mailing.post_all": "receipts",
    "amana.channels.email.composing.compose": "compose",
}


class Timing:
    """Wraps the functions of PARTS and Django's outermost transactions for as long as it is entered."""

    def __init__(self) -> None:
        self.seconds: defaultdict[str, float] = defaultdict(float)
        self.transactions: list[float] = []
        self._stack: list[list[Any]] = []  # [part, seconds of the parts it called]
        for dotted, part in PARTS.items():
            module, _, name = dotted.rpartition(".")
            __import__(module)
            function = getattr(sys.modules[module], name)
            _put_in_place_of(function, self._timed(function, part))

    def __enter__(self) -> Timing:
        self._enter, self._exit = transaction.Atomic.__enter__, transaction.Atomic.__exit__
        opened: list[float] = []
        timing = self

        def enter(atomic: transaction.Atomic) -> None:
            timing._enter(atomic)
            opened.append(time.perf_counter())

        def leave(
            atomic: transaction.Atomic,
            kind: type[BaseException] | None,
            error: BaseException | None,
            trace: TracebackType | None,
        ) -> None:
            began = time.perf_counter()
            timing._exit(atomic, kind, error, trace)
            since = opened.pop()
            if not opened:
                ended = time.perf_counter()
                timing.transactions.append(ended - since)
                timing._count("commit", ended - began)

        transaction.Atomic.__enter__, transaction.Atomic.__exit__ = enter, leave  # type: ignore[method-assign]  # timed
        return self

    def __exit__(self, *_error: object) -> None:
        transaction.Atomic.__enter__, transaction.Atomic.__exit__ = self._enter, self._exit  # type: ignore[method-assign]  # timed

    def _timed(self, function: Callable[..., Any], part: str) -> Callable[..., Any]:
        @wraps(function)
        def timed(*args: Any, **named: Any) -> Any:
            began = time.perf_counter()
            self._stack.append([part, 0.0])
            try:
                return function(*args, **named)
            finally:
                took = time.perf_counter() - began
                self.seconds[part] += took - self._stack.pop()[1]
                if self._stack:
                    self._stack[-1][1] += took

        return timed

    def _count(self, part: str, seconds: float) -> None:
        self.seconds[part] += seconds
        if self._stack:
            self._stack[-1][1] += seconds


def _put_in_place_of(function: Callable[..., Any], other: Callable[..., Any]) -> None:
    """Callers hold functions by name in their own modules: replace it in each."""
    for name, module in list(sys.modules.items()):
        if name.startswith("amana"):
            for key, value in list(vars(module).items()):
                if value is function:
                    setattr(module, key, other)
