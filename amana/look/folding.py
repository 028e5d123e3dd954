"""Which entries of a story are told under another one, or not apart: a promise under its message, a reply taken back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from amana.record.reading import Read

# What is told with the message it belongs to, or is of interest to machines alone.
UNTOLD = {"message.sealed"}


def folded_under(entries: Sequence[Read]) -> tuple[set[UUID], dict[str, list[Read]]]:
    """Return the entries told under another one, and under which: promises made in a message and kept by it."""
    here = {str(entry.id) for entry in entries}
    offered: dict[str, str] = {}
    folded = _taken_back(entries)
    under: dict[str, list[Read]] = {}
    for entry in entries:
        if entry.kind == "handover.offered":
            offered[str(entry["taker"])] = str(entry.id)
        host = _host(entry, entries, offered)
        if host in here:
            under.setdefault(host, []).append(entry)
        if host in here or entry.kind in UNTOLD or (entry.kind, entry["why"]) == ("promise.passed", "hand-over"):
            folded.add(entry.id)
    return folded, under


def _taken_back(entries: Sequence[Read]) -> set[UUID]:
    """Return what is not told apart of a reply that was taken back: one line says it, in the place of its words."""
    here = {str(entry.id): entry for entry in entries}
    folded: set[UUID] = set()
    for entry in entries:
        if not (entry.kind == "entry.withdrawn" and entry["never_left"]):
            continue
        about = here.get(str(entry["about"]))
        if about is None or about.content is None or not about.kind.startswith("message."):
            folded.add(entry.id)
        if about is not None and about.content is None and not about.kind.startswith("message."):
            folded.add(about.id)
    return folded


def _host(entry: Read, entries: Sequence[Read], offered: Mapping[str, str]) -> str:
    """Return the entry under which this one is told; "" for one that stands for itself."""
    if entry.kind == "promise.made":
        return str(entry["said_in"] or "") or _opening(entries, entry)
    if entry.kind == "handover.accepted":
        return offered.get(str(entry["taker"]), "")
    if entry.kind == "term.met":
        return next(
            (str(one.id) for one in entries if one.kind == "closing.agreed" and str(one.id) == entry["shown_by"]), ""
        )
    return str(entry["shown_by"] or "") if entry.kind in {"promise.kept", "promise.released"} else ""


def _opening(entries: Sequence[Read], entry: Read) -> str:
    """Return what a promise was made in at the same moment, by the same hand or by itself; "" when there is nothing."""
    hosts = ("message.", "call.", "closing.", "case.opened", "case.reopened", "rung.")
    is_by_itself = entry.by.kind == "system"
    same = [one for one in entries if one.at == entry.at and one.audience == entry.audience]
    said = [one for one in same if one.kind.startswith(hosts) and one.kind not in UNTOLD]
    return next((str(one.id) for one in reversed(said) if is_by_itself or one.by == entry.by), "")
