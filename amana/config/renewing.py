"""Renewing the tables of a database: a copy before, a look at what came of it after, and the way back when that is not well."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection, connections
from django.test import Client
from django.utils import timezone

from amana.config import preparing
from amana.config.backing_up import loading, snapshotting
from amana.config.backing_up.keying import kept_key
from amana.config.backing_up.restoring import chosen
from amana.config.backing_up.saving import save
from amana.config.backing_up.storing import Store
from amana.config.moving import lifting
from amana.config.moving.listing import missing_parts
from amana.kit.crashing import point
from amana.record.verifying import verify

log = logging.getLogger(__name__)

# Pages that strangers reach, which need neither a person nor a case.
PAGES = ("/health/live", "/accounts/login/")
SEALED = ("record_book", "record_chain", "record_entry", "record_tombstone")

Say = Callable[[str], None]


class NotUpgraded(Exception):
    """It was not done, or was undone; the sentence says why, and how the database stands."""


@dataclass(frozen=True)
class Way:
    """Where the database as it was lies, and how much of the record it held."""

    copy: str
    sealed: dict[str, int]

    def keep(self) -> None:
        (settings.DATA / preparing.UPGRADE).write_text(json.dumps(asdict(self)), "utf-8")


def renew(say: Say, *, with_copy: bool = True, look: Callable[[Way], Iterator[str]] | None = None) -> None:
    """Renew the tables. Raises NotUpgraded after the database was put back as it was.

    What broke off goes on: the copy that was made then is what a failure leads back to. Amana must not be running.
    """
    with preparing.alone(say):
        found = preparing.state()
        if found == "missing":
            preparing.renew_tables(say)
            return
        way = _begun() or _begin(say, with_copy=with_copy and found == "behind")
        point("U1")
        wrong = _renewed(way, say, look or looked_over)
        if wrong:
            _go_back(way, say)
            raise NotUpgraded(_undone(way, "; ".join(wrong[:5])))
    preparing.forget_upgrade(settings.DATA)


def _renewed(way: Way, say: Say, look: Callable[[Way], Iterator[str]]) -> list[str]:
    """Renew the tables and return what is not well with them, a sentence each."""
    try:
        preparing.renew_tables(say)
        point("U2")
        return list(look(way))
    except Exception as error:  # whatever it was, the database goes back to what it was
        log.exception("the tables were not renewed")
        return [f"{type(error).__name__}: {error}"]


def _undone(way: Way, why: str) -> str:
    stands = "The database is as it was" if way.copy else "There was no copy to go back to"
    return f"The new tables are not well: {why} {stands}; start the version before, or mend what it says."


def _begun() -> Way | None:
    """Return the upgrade that broke off, if one did and its copy is there."""
    try:
        found = Way(**json.loads((settings.DATA / preparing.UPGRADE).read_text("utf-8")))
    except FileNotFoundError:
        return None
    is_there = not found.copy or connection.vendor == "postgresql" or Path(found.copy).exists()
    return found if is_there else None


def _begin(say: Say, *, with_copy: bool) -> Way:
    way = Way(_copy(say) if with_copy else "", _sealed())
    way.keep()
    return way


def _copy(say: Say) -> str:
    """Copy the database as it is; return the file, or on PostgreSQL the name of the copy among the others."""
    say("Copying the database …")
    if connection.vendor == "postgresql":
        if not settings.BACKUP_TO:
            raise NotUpgraded("Set AMANA_BACKUP_TO, so that there is a way back; or make a copy and say --no-copy.")
        return save(Path(settings.BACKUP_TO), at=timezone.now(), days=settings.BACKUP_DAYS).name
    folder = settings.DATA / preparing.COPIES
    folder.mkdir(exist_ok=True, mode=0o700)
    draft, copy = folder / "before.part", folder / "before.sqlite3"
    draft.unlink(missing_ok=True)
    snapshotting.copy_sqlite(connection.settings_dict["NAME"], draft)
    draft.replace(copy)
    return str(copy)


def _sealed() -> dict[str, int]:
    counts = {}
    with connection.cursor() as cursor:
        for table in SEALED:
            cursor.execute(f"SELECT count(*) FROM {table}")  # noqa: S608  # our own names
            counts[table] = int(cursor.fetchone()[0])
    return counts


def looked_over(way: Way) -> Iterator[str]:
    """Yield what is not well with the new tables, a sentence each: rows, indexes, the whole record, the first pages."""
    now = _sealed()
    yield from (
        f"{table} has {now[table]} rows of {count}." for table, count in way.sealed.items() if now[table] < count
    )
    yield from (f"{part} is missing." for part in missing_parts(connection))
    if connection.vendor == "sqlite":
        try:
            lifting.put_back(connection, [])
        except lifting.Unfit as error:
            yield str(error)
    yield from (f"The record does not hold: {fault}." for fault in verify())
    for page in PAGES:
        status = Client(raise_request_exception=False).get(page, headers={"host": "localhost"}, secure=True).status_code
        if status != 200:
            yield f"The page {page} answers {status}."


def _go_back(way: Way, say: Say) -> None:
    if not way.copy:
        return
    say("Going back to the database as it was …")
    if connection.vendor == "postgresql":
        store = Store(Path(settings.BACKUP_TO), kept_key(settings.DATA))
        loading.empty()
        loading.load(store, chosen(store, way.copy))
    else:
        connections.close_all()
        name = Path(str(connection.settings_dict["NAME"]))
        for ending in ("-wal", "-shm"):
            name.with_name(name.name + ending).unlink(missing_ok=True)
        Path(way.copy).replace(name)
    preparing.forget_upgrade(settings.DATA)
