"""Bringing the database to the shape this version needs, once, and refusing one that a newer version has shaped."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

import django
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from amana.config.holding import Held, hold, wait_for
from amana.record.guarding import check_guards

State = Literal["ready", "missing", "behind"]
# Longer than a migration of a large database takes on a slow disk.
WAIT = 600.0
# An upgrade under way, and the database as it was before it.
UPGRADE, COPIES = "upgrade.json", "upgrade"
_LOCK_NUMBER = 0x616D616E61
# How a command ends that would end in the same way again until somebody does something (EX_CONFIG of sysexits.h).
NEEDS_A_PERSON = 78


class NotReady(Exception):
    """The database cannot be used as it is; the sentence says what to do."""

    exit_status = NEEDS_A_PERSON


class NothingYet(NotReady):
    """There is no database here, and whoever asks does not make one."""

    exit_status = 1

    def __init__(self) -> None:
        super().__init__(f"There is nothing in {settings.DATA} yet. Begin with: amana up, amana import or amana demo.")


def begin() -> None:
    """Load the settings and the rooms; every command that needs the database does this first."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "amana.config.settings")
    django.setup()


def state() -> State:
    """Return whether the tables are there and up to date. Raises NotReady when a newer version made them."""
    executor = MigrationExecutor(connection)
    applied, known = set(executor.loader.applied_migrations), set(executor.loader.disk_migrations)
    unknown = sorted(applied - known)
    if unknown:
        app, name = unknown[0]
        raise NotReady(
            f"This database was made by a newer Amana (it has {app}.{name}). Start that version, or restore a backup."
        )
    if not applied:
        return "missing"
    is_behind = bool(executor.migration_plan(executor.loader.graph.leaf_nodes())) or not _has_cache()
    return "behind" if is_behind else "ready"


def prepare(say: Callable[[str], None] = lambda _text: None) -> None:
    """Make or renew the tables if need be, then make sure that the record is guarded.

    Of several processes one does it and the others wait. Twice changes nothing. Raises NotReady, also where an upgrade broke
    off, which only an upgrade may end; or Unguarded.
    """
    with alone(say):
        _require_no_broken_upgrade()
        renew_tables(say)


def renew_tables(say: Callable[[str], None]) -> None:
    """As `prepare`, for whoever is alone already. Raises NotReady or Unguarded."""
    found = state()
    if found != "ready":
        say("Making the database …" if found == "missing" else "Renewing the database …")
        call_command("migrate", verbosity=0, interactive=False, skip_checks=True)
        call_command("createcachetable", verbosity=0)
    check_guards()


def has_broken_off() -> bool:
    """Whether an upgrade was begun here and neither ended nor went back; one look at the disk."""
    return (settings.DATA / UPGRADE).exists()


def _require_no_broken_upgrade() -> None:
    if has_broken_off():
        raise NotReady("An upgrade broke off here. Run: amana upgrade")


def forget_upgrade(folder: Path) -> None:
    """Nothing leads back any more to the database as it was before the last upgrade."""
    (folder / UPGRADE).unlink(missing_ok=True)
    shutil.rmtree(folder / COPIES, ignore_errors=True)


def require_ready(say: Callable[[str], None] = lambda _text: None) -> None:
    """Raise NotReady unless the tables are as this version needs them; while another process changes them, wait for it."""
    found = state()
    if found != "ready" or has_broken_off():
        with alone(say):
            _require_no_broken_upgrade()
            found = state()
    if found == "missing":
        raise NothingYet
    if found == "behind":
        raise NotReady("The database is older than this version. Run: amana migrate")


def _has_cache() -> bool:
    return settings.CACHES["default"]["LOCATION"] in connection.introspection.table_names()


@contextmanager
def alone(say: Callable[[str], None]) -> Iterator[None]:
    """Run the block while no other process changes the tables, waiting for one that does. Raises NotReady."""

    def waiting() -> None:
        say("Another process is changing the database. Waiting for it, ten minutes at most …")

    try:
        with hold(settings.DATA / "migrate.lock", wait=WAIT, waiting=waiting), _alone_on_the_server(waiting):
            yield
    except Held as error:
        raise NotReady("Another process has been changing the database for ten minutes. Look what it does.") from error


@contextmanager
def _alone_on_the_server(waiting: Callable[[], None]) -> Iterator[None]:
    """Several hosts may share one server of PostgreSQL: a lock file of this host is not enough there."""
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:

        def is_had() -> bool:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [_LOCK_NUMBER])
            return bool(cursor.fetchone()[0])

        wait_for(is_had, wait=WAIT, waiting=waiting)
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK_NUMBER])


def migrate_command(argv: Sequence[str]) -> int:
    """Make or renew the tables; with --check only say whether that is needed. Returns 0, or 1 when it is."""
    parser = argparse.ArgumentParser(prog="amana migrate", description="Make or renew the tables of the database.")
    parser.add_argument("--check", action="store_true", help="change nothing; exit with 1 when something would be")
    options = parser.parse_args(list(argv))
    begin()
    if options.check:
        found = state()
        sys.stdout.write(f"{found}\n")
        return 0 if found == "ready" else 1
    prepare(lambda text: print(text, file=sys.stderr, flush=True))
    sys.stdout.write("The database is ready and the record is guarded.\n")
    return 0
