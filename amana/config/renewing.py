"""Renewing the tables of a database: a copy before, a look at what came of it after, and the way back when that is not well."""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from django.conf import settings
from django.db import connection, connections
from django.test import Client
from django.utils import timezone

from amana import __version__
from amana.config import preparing
from amana.config.backing_up import loading, snapshotting
from amana.config.backing_up.keying import WrongKey, kept_key
from amana.config.backing_up.restoring import NotPossible, chosen
from amana.config.backing_up.retaining import pieces_of_database
from amana.config.backing_up.saving import save
from amana.config.backing_up.storing import Broken, Store
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

    exit_status = preparing.NEEDS_A_PERSON


@dataclass(frozen=True)
class Way:
    """Where the database as it was lies, how much of the record it held, which version renews it, and whether it goes back."""

    copy: str
    sealed: dict[str, int]
    version: str = __version__
    is_going_back: bool = False

    def keep(self) -> None:
        path = settings.DATA / preparing.UPGRADE
        draft = path.with_name(f"{path.name}.part")
        with draft.open("w", encoding="utf-8") as file:
            json.dump(asdict(self), file)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)


def renew(say: Say, *, with_copy: bool = True, look: Callable[[Way], Iterator[str]] | None = None) -> None:
    """Renew the tables. Raises NotUpgraded after the database was put back as it was.

    What broke off goes on: the copy that was made then is what a failure leads back to, and going back that broke off is
    ended first. Amana must not be running. Raises NotReady where there is no database.
    """
    with preparing.alone(say):
        noted = _noted()
        if noted and noted.is_going_back:
            _go_back(noted, say)
            raise NotUpgraded("Going back had broken off and is done now. " + _stands(noted))
        found = preparing.state()
        if found == "missing":
            raise _gone() if noted else preparing.NothingYet
        way = noted if noted and _still_leads_back(noted) else _begin(say, with_copy=with_copy and found == "behind")
        point("U1")
        wrong = _renewed(way, say, look or looked_over)
        if wrong:
            why = f"The new tables are not well: {'; '.join(wrong[:5])} "
            _go_back(way, say, why=why)
            raise NotUpgraded(why + _stands(way))
    preparing.forget_upgrade(settings.DATA)


def _gone() -> preparing.NotReady:
    return preparing.NotReady(
        f"The database of an upgrade that broke off is gone. Put it back, or delete {settings.DATA / preparing.UPGRADE}."
    )


def _renewed(way: Way, say: Say, look: Callable[[Way], Iterator[str]]) -> list[str]:
    """Renew the tables and return what is not well with them, a sentence each."""
    try:
        preparing.renew_tables(say)
        point("U2")
        return list(look(way))
    except Exception as error:  # whatever it was, the database goes back to what it was
        log.exception("the tables were not renewed")
        return [f"{type(error).__name__}: {error}"]


def _stands(way: Way) -> str:
    stands = "The database is as it was" if way.copy else "There was no copy to go back to"
    return f"{stands}; start the version before, or mend what it says."


def _noted() -> Way | None:
    """Return the upgrade that broke off, if one did."""
    try:
        return Way(**json.loads((settings.DATA / preparing.UPGRADE).read_text("utf-8")))
    except (FileNotFoundError, ValueError, TypeError):
        return None


def _still_leads_back(way: Way) -> bool:
    """Whether the copy of an upgrade that broke off is of the database as it is now: nobody has written with it since."""
    return bool(way.copy) and way.version == __version__ and _is_there(way.copy) and _sealed() == way.sealed


def _is_there(copy: str) -> bool:
    if connection.vendor == "postgresql":
        return bool(settings.BACKUP_TO) and (Path(settings.BACKUP_TO) / "copies" / f"{copy}.copy").exists()
    return Path(copy).exists()


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


def _go_back(way: Way, say: Say, *, why: str = "") -> None:
    """Put the copy in place of the database. Ended at any moment, it begins again; raises NotUpgraded when it cannot be read."""
    if way.copy:
        say("Going back to the database as it was …")
        if connection.vendor == "postgresql":
            _load(way, why)
        else:
            _put_in_place(way)
    preparing.forget_upgrade(settings.DATA)


def _load(way: Way, why: str) -> None:
    try:
        store = Store(Path(settings.BACKUP_TO), kept_key(settings.DATA))
        copy = chosen(store, way.copy)
        for piece in sorted(pieces_of_database(copy.listed["database"])):
            store.get(piece)
    except (Broken, WrongKey, NotPossible, OSError) as error:
        raise NotUpgraded(f"{why}The copy cannot be read, and nothing was taken away: {error}") from None
    replace(way, is_going_back=True).keep()
    loading.empty()
    point("U3")
    loading.load(store, copy)


def _put_in_place(way: Way) -> None:
    replace(way, is_going_back=True).keep()
    connections.close_all()
    # Taken away, the copy is in its place already.
    if Path(way.copy).exists():
        name = Path(str(connection.settings_dict["NAME"]))
        for ending in ("-wal", "-shm"):
            name.with_name(name.name + ending).unlink(missing_ok=True)
        point("U3")
        Path(way.copy).replace(name)
