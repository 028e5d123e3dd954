"""Keeping the leaks of each case current: asked for by an entry, or by the clock, and looked at in the background."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from time import monotonic
from typing import Any
from uuid import UUID

from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import F, Q

from amana.cases.locking import take
from amana.cases.models import Case
from amana.record.appending import Appended
from amana.record.storing import insert_rows
from amana.review.draining import drain
from amana.review.leaks.gathering import gather
from amana.review.leaks.judging import judge, next_look
from amana.review.leaks.picture import Found, Picture
from amana.review.models import Leak, Look

log = logging.getLogger(__name__)

# What is said is read first; then the case is looked at.
SETTLES = timedelta(seconds=30)
# Taken in one go. While cases wait, the next are taken, for so many seconds: others wait for the clock too.
FEW, SECONDS = 40, 3.0
# A worker that dies gives a case back after this; a case that cannot be judged is left alone for a day after three tries.
LEASE, TRIES, LEFT_ALONE = timedelta(minutes=5), 3, timedelta(days=1)
# Values of a leak that are words of the record, and no numbers.
TOLD = {"action"}
# Told of nothing that a leak is judged by.
SILENT = {"reminder.sent", "record.exported", "entry.unmasked", "message.sealed", "message.automatic", "receipt.sent"}


def ask(entries: Sequence[Appended]) -> None:
    """Reaction: these cases are to be looked at; one statement for any number of entries. Imported history asks for nothing."""
    asked: dict[UUID, datetime] = {}
    for one in entries:
        is_history = one.content.get("imported") and not one.content.get("brought_in_by")
        if one.kind not in SILENT and not is_history:
            asked.setdefault(one.book, one.at)
    # In the order of their keys, as cases are held: two appends do not wait for each other.
    insert_rows(Look, ("case_id", "asked_at"), sorted(asked.items()), filling=("asked_at",))


def forget(entries: Sequence[Appended]) -> None:
    """Reaction: what is erased, or withdrawn from whoever keeps the case, shows no leak and lends none its words.

    A leak that stands is judged anew by what is left; one that is gone would keep them for ever.
    """
    about = {str(one.content["about"]): one for one in entries if one.kind in {"entry.erased", "entry.withdrawn"}}
    rows = Leak.objects.filter(case__in={one.book for one in about.values()}).select_related("case")
    for row in rows:
        hidden = {key for key in row.entries if key in about and _is_hidden(about[key], row.case)}
        if hidden:
            left = [key for key in row.entries if key not in hidden]
            values = {name: value for name, value in (row.words.get("values") or {}).items() if name not in TOLD}
            Leak.objects.filter(pk=row.pk).update(entries=left, words={**row.words, "values": values})


def _is_hidden(said: Appended, case: Case) -> bool:
    return said.kind == "entry.erased" or said.content["from_side"] == case.kept_by


def look_around(at: datetime) -> int:
    """Recurring: look at the cases that wait longest; return how many. Whatever fails is tried again, and stops no other."""
    done, until = 0, monotonic() + SECONDS
    while taken := claim(at=at, most=FEW):
        for key in taken:
            _look_safely(key, at=at)
        done += len(taken)
        if len(taken) < FEW or monotonic() >= until:
            break
    return done


def _look_safely(key: UUID, *, at: datetime) -> None:
    try:
        look_at(key, at=at)
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:  # the worker's edge: one bad case stops no other
        log.warning("case %s was not looked at: %s", key, type(error).__name__, exc_info=error)


@transaction.atomic
def claim(*, at: datetime, most: int = FEW) -> list[UUID]:
    """Return cases that are this worker's until the lease runs out: those an entry asks for first, then the clock's."""
    is_free = Q(tries=0) | Q(look_at__lte=at)
    asked = _first(Q(asked_at__lte=at - SETTLES) & is_free, "asked_at", most)
    due = _first(Q(look_at__lte=at), "look_at", most - len(asked)) if len(asked) < most else []
    keys = list(dict.fromkeys([*asked, *due]))
    rows = Look.objects.filter(pk__in=keys)
    rows.filter(tries__lt=TRIES).update(asked_at=None, look_at=at + LEASE, tries=F("tries") + 1)
    given_up = rows.filter(tries__gte=TRIES, look_at__lte=at)
    for key in given_up.values_list("pk", flat=True):
        log.error("case %s cannot be looked at for leaks; it is left alone for a day", key)
    given_up.update(asked_at=None, look_at=at + LEFT_ALONE, tries=0)
    return list(Look.objects.filter(pk__in=keys, look_at=at + LEASE).order_by("pk").values_list("pk", flat=True))


def _first(which: Q, by: str, most: int) -> list[UUID]:
    rows = Look.objects.filter(which)
    if connection.vendor == "postgresql":
        rows = rows.select_for_update(skip_locked=True)
    return list(rows.order_by(by).values_list("pk", flat=True)[:most])


def look_at(key: UUID, *, at: datetime) -> list[Leak]:
    """Judge one case as it is at a moment and write what has changed; return what stands. Twice changes nothing.

    It is judged before anything is held: a long record takes seconds. What is said meanwhile asks for another look.
    """
    case = Case.objects.select_related("brand__week", "team").filter(pk=key).first()
    if case is None:
        return []
    picture = gather(case, at=at)
    judged = {kind: _values(case, picture, one) for kind, one in judge(picture, at=at).items()}
    soon = at + timedelta(minutes=1) if picture.is_unread else None
    ahead = min((one for one in (soon, next_look(picture, at=at)) if one is not None), default=None)
    with transaction.atomic():
        standing = _write(case, judged, at=at)
        Look.objects.filter(pk=key).update(look_at=ahead, tries=0)
    return standing


def _write(case: Case, judged: Mapping[str, Mapping[str, Any]], *, at: datetime) -> list[Leak]:
    rows = {row.kind: row for row in Leak.objects.filter(case=case)}
    changed = {kind: one for kind, one in judged.items() if kind not in rows or _differs(rows[kind], one)}
    gone = [row.pk for kind, row in rows.items() if kind not in judged and row.gone_at is None]
    if changed or gone:
        take(case.key)  # before its leaks, as whoever calls one not so does
    for kind, values in changed.items():
        if kind in rows:
            Leak.objects.filter(pk=rows[kind].pk).update(**values, gone_at=None)
        else:
            Leak.objects.create(case=case, kind=kind, found_at=at, **values)
    if gone:
        Leak.objects.filter(pk__in=gone).update(gone_at=at)
    standing = list(Leak.objects.filter(case=case, gone_at=None))
    drain(case, standing, at=at)
    return standing


def _differs(row: Leak, values: Mapping[str, Any]) -> bool:
    return row.gone_at is not None or any(getattr(row, name) != value for name, value in values.items())


def _values(case: Case, picture: Picture, one: Found) -> dict[str, Any]:
    """Return the attributes of a row, without what people said of it. Any: each has its own type."""
    told = {entry.key: entry for entry in picture.entries}
    shown = [told[key] for key in one.entries if key in told]
    channel = "phone" if shown and shown[0].kind == "call.noted" else shown[0].said.get("channel") if shown else ""
    rung = sum(1 for entry in picture.of("rung.asked", "rung.climbed") if entry.at <= one.at)
    return {
        "brand_id": case.brand_id, "team_id": case.team_id, "strength": one.strength, "entries": list(one.entries),
        "words": {"reason": one.reason, "values": dict(one.values)}, "at": one.at, "rung": min(rung, 20),
        "channel": str(channel or case.channel)[:12],
    }  # fmt: skip
