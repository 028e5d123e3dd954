"""Reading the lists of calls that exchanges keep: Asterisk's Master.csv, FreeSWITCH's mod_cdr_csv, and events of ARI."""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import Any

from amana.channels.phone.told import IN, CannotRead, Told, as_number, extension_of, is_inside, way_of

LONGEST_LINE = 20_000
LARGEST = 512 * 1024 * 1024
ASTERISK_COLUMNS, FREESWITCH_COLUMNS = 16, 11


@dataclass
class Listed:
    """What a list holds: the calls with the outside, how many were within the house, and lines that say no call."""

    calls: list[Told] = field(default_factory=list)
    inside: int = 0
    unreadable: list[int] = field(default_factory=list)  # their numbers in the file, from 1


@dataclass(frozen=True)
class Place:
    """Where an exchange stands: its zone, for times without one, and its country, for numbers without one."""

    zone: tzinfo
    country: str


def read_list(path: Path, kind: str, place: Place) -> Listed:
    """Return the calls of a file of this kind (asterisk, freeswitch, ari), the earliest first. Raises CannotRead."""
    try:
        if path.stat().st_size > LARGEST:
            raise CannotRead("The file is larger than 512 MB; divide it.")
        with path.open(encoding="utf-8", errors="replace", newline="") as lines:
            listed = _READERS[kind](lines, place)
    except OSError as error:
        raise CannotRead(f"{path}: {error.strerror}") from error
    if listed.unreadable and not listed.calls and not listed.inside:
        raise CannotRead(f"{path}: no line of it is a call as {kind} writes one.")
    return listed


def _rows(lines: Iterable[str]) -> Iterator[tuple[int, list[str]]]:
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            yield number, next(csv.reader([line[:LONGEST_LINE].replace("\0", "")], strict=True))
        except (csv.Error, StopIteration):
            yield number, []


def _gather(rows: Iterable[tuple[int, Told | str | None]]) -> Listed:
    """Join lines of one call: it began with the first, was answered when any was, and ended with the last."""
    listed, calls = Listed(), dict[str, Told]()
    for number, told in rows:
        if told is None:
            listed.inside += 1
        elif isinstance(told, str):
            listed.unreadable.append(number)
        else:
            calls[told.ref] = _joined(calls[told.ref], told) if told.ref in calls else told
    listed.calls = sorted(calls.values(), key=lambda one: (one.began_at, one.ref))
    return listed


def _joined(one: Told, other: Told) -> Told:
    answered = min(filter(None, [one.answered_at, other.answered_at]), default=None)
    ended = max(filter(None, [one.ended_at, other.ended_at]), default=None)
    taken_by = other if other.answered_at and not one.answered_at else one
    return replace(
        one, began_at=min(one.began_at, other.began_at), answered_at=answered, ended_at=ended,
        extension=taken_by.extension or one.extension, number=one.number or other.number,
    )  # fmt: skip


# ── Asterisk ─────────────────────────────────────────────────────────────────


def _asterisk(lines: Iterable[str], place: Place) -> Listed:
    """accountcode, src, dst, dcontext, clid, channel, dstchannel, lastapp, lastdata, start, answer, end, duration,
    billsec, disposition, amaflags, and where it is switched on uniqueid and userfield (cdr.conf, cdr_csv)."""
    return _gather((number, _of_asterisk(row, place)) for number, row in _rows(lines))


def _of_asterisk(row: list[str], place: Place) -> Told | str | None:
    if len(row) < ASTERISK_COLUMNS:
        return "too short"
    _account, source, dialled, context, _clid, channel, to_channel = row[:7]
    began, answered, ended = (_stamp(one, place.zone) for one in row[9:12])
    if began is None or ended is None:
        return "no time"
    way = way_of(source, dialled, context)
    if way is None:
        return None if is_inside(source) and is_inside(dialled) else "no direction"
    number = as_number(source if way == IN else dialled, place.country)
    extension = extension_of(to_channel if way == IN else channel)
    if row[14].strip().upper() != "ANSWERED":
        answered = None
    return Told(
        _ref(row[16] if len(row) > ASTERISK_COLUMNS else "", row), way, number, extension, began, answered, ended
    )


# ── FreeSWITCH ───────────────────────────────────────────────────────────────


def _freeswitch(lines: Iterable[str], place: Place) -> Listed:
    """caller_id_name, caller_id_number, destination_number, context, start, answer, end, duration, billsec,
    hangup_cause, uuid, bleg_uuid, … (the template of cdr_csv.conf.xml)."""
    return _gather((number, _of_freeswitch(row, place)) for number, row in _rows(lines))


def _of_freeswitch(row: list[str], place: Place) -> Told | str | None:
    if len(row) < FREESWITCH_COLUMNS:
        return "too short"
    _name, source, dialled, context, *stamps = row[:7]
    began, answered, ended = (_stamp(one, place.zone) for one in stamps)
    if began is None or ended is None:
        return "no time"
    way = way_of(source, dialled, context)
    if way is None:
        return None if is_inside(source) and is_inside(dialled) else "no direction"
    number = as_number(source if way == IN else dialled, place.country)
    extension = dialled if way == IN and is_inside(dialled) else source if is_inside(source) else ""
    return Told(_ref(row[10], row), way, number, extension, began, answered, ended)


# ── events of ARI ────────────────────────────────────────────────────────────


def _ari(lines: Iterable[str], place: Place) -> Listed:
    """One event a line: ChannelCreated, ChannelStateChange and ChannelDestroyed say of a channel all that is looked at."""
    found = (
        (number, told) for number, line in enumerate(lines, 1) if line.strip() and (told := _of_ari(line, place)) != ""
    )
    return _gather(found)


def _of_ari(line: str, place: Place) -> Told | str | None:
    """Return what an event says of a call, None within the house, "" for an event that says nothing of one."""
    try:
        event = json.loads(line) if len(line) <= LONGEST_LINE else None
    except (ValueError, RecursionError):
        event = None
    channel = event.get("channel") if isinstance(event, dict) else None
    if not isinstance(event, dict) or not isinstance(event.get("type"), str):
        return "no event"
    if event["type"] not in {"ChannelCreated", "ChannelStateChange", "ChannelDestroyed"} or not isinstance(
        channel, dict
    ):
        return ""
    return _of_channel(event, channel, place)


def _of_channel(event: dict[str, Any], channel: dict[str, Any], place: Place) -> Told | str | None:
    at, began = _stamp(event.get("timestamp"), place.zone), _stamp(channel.get("creationtime"), place.zone)
    plan = _object(channel.get("dialplan"))
    if at is None or began is None or not channel.get("id"):
        return "no time"
    if str(plan.get("app_name", "")).lower() == "appdial" or not plan.get("exten"):
        return ""  # the other leg of a call that has a channel of its own
    source, dialled = str(_object(channel.get("caller")).get("number") or ""), str(plan["exten"])
    way = way_of(source, dialled, str(plan.get("context") or ""))
    if way is None:
        return None if is_inside(source) and is_inside(dialled) else "no direction"
    number = as_number(source if way == IN else dialled, place.country)
    is_up = event["type"] == "ChannelStateChange" and channel.get("state") == "Up"
    is_over = event["type"] == "ChannelDestroyed"
    extension = extension_of(str(channel.get("name", ""))) or (dialled if way == IN and is_inside(dialled) else "")
    return Told(str(channel["id"])[:150], way, number, extension, began, at if is_up else None, at if is_over else None)


def _object(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


# ── times and names ──────────────────────────────────────────────────────────


def _stamp(text: object, zone: tzinfo) -> datetime | None:
    """Return a moment; one without a zone is in that of the exchange (of an hour that comes twice, the first)."""
    try:
        at = datetime.fromisoformat(str(text or "").strip())
    except ValueError:
        return None
    if not 1990 <= at.year <= 2100:
        return None
    return (at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(UTC)


def _ref(said: str, row: list[str]) -> str:
    """Return the exchange's name for a call; of a list without names, one made of the line."""
    if said.strip():
        return said.strip()[:150]
    return "line-" + hashlib.sha256("\x1f".join(row).encode("utf-8", "replace")).hexdigest()[:40]


_READERS: dict[str, Callable[[Iterable[str], Place], Listed]] = {
    "asterisk": _asterisk, "freeswitch": _freeswitch, "ari": _ari,
}  # fmt: skip
KINDS = tuple(_READERS)
