"""From an export to the record: everything on the shelf first, then ticket by ticket; a dry run does all but write."""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext as _

from amana.config.moving_in.opening import CannotRead, Dump
from amana.config.moving_in.records import Broken, legible
from amana.config.moving_in.reporting import Report
from amana.config.moving_in.shelving import Shelf
from amana.config.moving_in.taking_apart import READERS, records_in
from amana.config.moving_in.understanding import CannotTake, Desk, Source
from amana.handling.moved import LeftOut, MovedIn, Origin
from amana.handling.moving_in.knowing import agents_of
from amana.handling.moving_in.matters import Matter
from amana.handling.moving_in.writing import Taken, take_in
from amana.handling.opening import full
from amana.kit.codes import new_id
from amana.kit.crashing import point
from amana.readings.queueing import put
from amana.record.storing import insert_rows
from amana.team.choosing import roster
from amana.team.models import Brand

SYSTEMS = ("zendesk", "freshdesk", "zammad", "freescout", "csv")
# What one commit takes in: so many matters, or so many letters.
BATCH, BATCH_LETTERS = 100, 4_000_000
LONGEST_RAW = 1_000_000

Progress = Callable[[str, int], None]


class Asked(NamedTuple):
    """What is to be moved in: whose export lies where, for which brand, and how its dates without a zone are meant."""

    system: str
    path: Path
    brand: Brand
    zone: ZoneInfo
    installation: str = ""
    is_dry: bool = False
    reads_promises: bool = False
    formats: tuple[str, ...] = ()
    closed: tuple[str, ...] = ()


def source_named(system: str) -> Source:
    """Return the module that reads the exports of a helpdesk."""
    found: Source = import_module(f"amana.config.moving_in.{'tables' if system == 'csv' else system}")
    return found


def move_in(asked: Asked, *, at: datetime, on_progress: Progress = lambda _what, _count: None) -> Report:
    """Take an export in, and return what came of it. Ended at any moment, the same call goes on; twice changes nothing.

    Nobody is told of anything. Raises CannotRead when there is nothing to take in.
    """
    report = Report(asked.system, str(asked.path), asked.is_dry)
    source = source_named(asked.system)
    place = Path(settings.DATA)
    with Dump(asked.path) as dump, tempfile.TemporaryDirectory(prefix="moving-in-", dir=place) as folder:
        shelf = Shelf(Path(folder) / "shelf")
        try:
            _shelve(source, dump, shelf, report, on_progress)
            desk = Desk(shelf, dump, report, asked.zone, settings.COUNTRY, at, asked.formats, asked.closed)
            host = asked.installation or source.installation(shelf)
            if asked.is_dry:
                _count(desk, source, asked, host, on_progress)
            else:
                _write(desk, source, asked, host, on_progress)
        finally:
            shelf.close()
    return report


def _shelve(source: Source, dump: Dump, shelf: Shelf, report: Report, on_progress: Progress) -> None:
    read = 0
    for part in dump.parts:
        if part.ending not in READERS:
            continue
        try:
            for found in records_in(dump, part):
                if isinstance(found, Broken):
                    report.leaves_out(found.why, found.place, found.raw)
                    continue
                is_of_use = False
                for thing in source.things(found, part.stem):
                    shelf.put(thing)
                    is_of_use = True
                report.counts["records of no use here"] += not is_of_use
                read += 1
                on_progress(_("read"), read)
        except CannotRead as error:
            report.leaves_out(str(error), part.name, "")
    shelf.done()
    if not shelf.count(source.TICKET):
        why = next(iter(report.left_out), "")
        raise CannotRead(" ".join([_("There are no tickets in %(path)s.") % {"path": report.path}, why]).strip())


def matters_of(desk: Desk, source: Source) -> Iterator[Matter]:
    """Yield every ticket that can be taken in; what cannot is left out, with what belongs to it."""
    for number, ticket in desk.shelf.all(source.TICKET):
        try:
            yield source.matter(number, ticket, desk)
        except CannotTake as error:
            desk.report.leaves_out(str(error), f"ticket {number}", _raw(ticket))
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            why = _("It is not written as it should be (%(why)s).") % {"why": f"{type(error).__name__}: {error}"[:120]}
            desk.report.leaves_out(why, f"ticket {number}", _raw(ticket))
    for kind in source.CHILDREN:
        for number, parent, body in desk.shelf.orphans(kind, source.TICKET):
            desk.report.leaves_out(
                _("What it belongs to is not in the export."), f"{kind} {number} of {parent or '?'}", body
            )


def _raw(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False)


def _count(desk: Desk, source: Source, asked: Asked, host: str, on_progress: Progress) -> None:
    origin = Origin.objects.filter(system=asked.system, installation=host).first()
    taken, agents = Taken(), agents_of(asked.brand)
    for group in _in_groups(matters_of(desk, source)):
        there = set[str]()
        if origin is not None:
            rows = MovedIn.objects.filter(origin=origin, what=MovedIn.CASE, foreign__in=[one.foreign for one in group])
            there = set(rows.values_list("foreign", flat=True))
        for one in group:
            taken.known += one.foreign in there
            if one.foreign not in there:
                _add_up(taken, one)
        _name_agents(desk.report, group, agents)
        on_progress(_("looked at"), taken.cases + taken.known)
    _tell(desk.report, taken, desk.shelf, source)


def _add_up(taken: Taken, one: Matter) -> None:
    taken.cases += 1
    taken.woken += one.closed_at is None
    for said in one.said:
        taken.notes += said.is_note
        taken.messages += not said.is_note
        taken.files += sum(file.open is not None for file in said.files)
        taken.files_missing += sum(file.open is None for file in said.files)


def _name_agents(report: Report, group: Sequence[Matter], agents: dict[str, Any]) -> None:
    """Say who served there and does not here: what they wrote stands under their name, and nobody can sign in by it."""
    for one in group:
        for who in (one.holder, *(said.writer for said in one.said)):
            label = who.mail or who.name or who.foreign
            if who.is_ours and label and who.mail not in agents:
                sentence = _("Served there and not here; what they wrote stands under their name alone: %(who)s") % {
                    "who": label
                }
                if sentence not in report.odd or len(report.odd[sentence].places) < 1:
                    report.is_odd(sentence, f"ticket {one.foreign}")


def _write(desk: Desk, source: Source, asked: Asked, host: str, on_progress: Progress) -> None:
    origin, _made = Origin.objects.get_or_create(
        system=asked.system, installation=host[:200], defaults={"began_at": desk.at}
    )
    agents, line = agents_of(asked.brand), roster(at=desk.at, full=full())
    taken = Taken()
    for group in _in_groups(matters_of(desk, source)):
        _keep_left_out(desk.report, origin.pk, desk.at)
        batch = take_in(group, origin, asked.brand, agents=agents, line=line, at=desk.at)
        if asked.reads_promises:
            put(batch.entries)
        point("V2")
        _name_agents(desk.report, group, agents)
        for name, count in vars(batch).items():
            if name != "entries":
                setattr(taken, name, getattr(taken, name) + count)
        on_progress(_("taken in"), taken.cases + taken.known)
    _keep_left_out(desk.report, origin.pk, desk.at)
    _tell(desk.report, taken, desk.shelf, source)


def _in_groups(matters: Iterator[Matter]) -> Iterator[list[Matter]]:
    group: list[Matter] = []
    letters = 0
    for one in matters:
        group.append(one)
        letters += one.size
        if len(group) >= BATCH or letters > BATCH_LETTERS:
            yield group
            group, letters = [], 0
    if group:
        yield group


def _keep_left_out(report: Report, origin: UUID, at: datetime) -> None:
    """Keep what could not be taken in as it stood; the same piece once, however often it is tried."""
    rows = [
        (
            new_id(),
            origin,
            hashlib.sha256(f"{why}\n{raw}".encode("utf-8", "replace")).hexdigest(),
            legible(place[:300]),
            why[:300],
            legible(raw[:LONGEST_RAW]),
            at,
        )
        for place, why, raw in report.pieces
    ]
    insert_rows(LeftOut, ("id", "origin_id", "digest", "place", "why", "raw", "at"), rows, unless_there=True)
    report.pieces.clear()


def _tell(report: Report, taken: Taken, shelf: Shelf, source: Source) -> None:
    will = "would come in" if report.is_dry else "came in"
    counts = {
        "tickets in the export": shelf.count(source.TICKET),
        f"cases {will}": taken.cases,
        "of them open, with a next step from now": taken.woken,
        "cases that are here already": taken.known,
        f"messages {will}": taken.messages,
        f"notes {will}": taken.notes,
        f"files {will}": taken.files,
        "files named but not in the export": taken.files_missing,
        "people in the export": sum(map(shelf.count, source.PEOPLE)),
        "companies in the export": sum(map(shelf.count, source.FIRMS)),
    }
    rest = {name: count for name, count in report.counts.items() if count and name not in counts}
    report.counts.clear()
    report.counts.update(counts | rest)
