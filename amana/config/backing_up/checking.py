"""Looking a copy over: is every piece of it there, and does every one open."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from amana.config.backing_up.restoring import chosen
from amana.config.backing_up.retaining import pieces_of
from amana.config.backing_up.storing import Store


def check(folder: Path, key: bytes, *, told: Callable[[int], None] = lambda _done: None) -> int:
    """Open every piece of the newest copy and return how many there are. Raises Broken, WrongKey or NotPossible."""
    store = Store(folder, key)
    pieces = sorted(pieces_of(chosen(store).listed))
    for number, piece in enumerate(pieces, 1):
        store.get(piece)
        told(number)
    return len(pieces)
