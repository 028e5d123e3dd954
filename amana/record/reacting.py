"""Calls, inside the transaction of an append, whatever the table of reactions lists for its kinds."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextvars import ContextVar
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from amana.record.appending import Appended

Reaction = Callable[[Sequence["Appended"]], None]

# A reaction may append, and so cause another; a circle would never end, so it is cut with an error.
DEEPEST = 4

_table: dict[str, list[Reaction]] = {}
# What follows on entries that tell of long ago: nothing of it reaches anybody.
_of_history: dict[str, list[Reaction]] = {}
_depth: ContextVar[int] = ContextVar("depth of reactions", default=0)


def resolve(dotted: str) -> Reaction:
    """Return the function a dotted name stands for. Raises ImportError or AttributeError when there is none."""
    module, _, name = dotted.rpartition(".")
    found: Reaction = getattr(import_module(module), name)
    return found


def install(table: Mapping[str, Sequence[str]], history: Mapping[str, Sequence[str]] | None = None) -> None:
    """Put a table of reactions in force: kind, or beginning of a kind ending in `.*`, to dotted names.

    `history` is the table for entries that are appended as history.
    """
    for kept, given in ((_table, table), (_of_history, history or {})):
        kept.clear()
        for kind, names in given.items():
            kept[kind] = [resolve(name) for name in names]


def reactions_to(kind: str, *, as_history: bool = False) -> list[Reaction]:
    """Return the functions for a kind, those of its family first, in the order written."""
    family = kind.partition(".")[0] + ".*"
    table = _of_history if as_history else _table
    return [*table.get(family, []), *table.get(kind, [])]


def react(entries: Sequence[Appended], *, as_history: bool = False) -> None:
    """Call each reaction once, with all the entries of this append that it is listed for, in order."""
    wanted: dict[Reaction, list[Appended]] = {}
    for entry in entries:
        for reaction in reactions_to(entry.kind, as_history=as_history):
            wanted.setdefault(reaction, []).append(entry)
    if not wanted:
        return
    depth = _depth.get()
    if depth >= DEEPEST:
        raise RuntimeError(f"reactions go round in a circle at {entries[0].kind}")
    mark = _depth.set(depth + 1)
    try:
        for reaction, theirs in wanted.items():
            reaction(theirs)
    finally:
        _depth.reset(mark)
