"""The cache, which may be gone: reading then finds nothing, and no lock is given out, so that limits hold."""

from __future__ import annotations

import logging
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.db import DatabaseCache
from django.db import DatabaseError, connection, connections, transaction

LOG = logging.getLogger(__name__)
# A full cache lets go of one entry in so many.
CULLED = 3


def _apart() -> AbstractContextManager[Any]:
    """Within a transaction of PostgreSQL a question that fails would take all the others with it; a savepoint keeps them."""
    is_at_risk = connection.vendor == "postgresql" and connection.in_atomic_block
    return transaction.atomic() if is_at_risk else nullcontext()


class Cache(DatabaseCache):
    """A cache in the database that says nothing worse than "not here" when it fails.

    The limits of signing in take a lock with `add`: none is given out, and nobody is let in by guessing.
    """

    _table: str
    _max_entries: int

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        try:
            with _apart():
                return super().get(key, default, version)
        except DatabaseError as error:
            LOG.error("The cache cannot be read: %s", type(error).__name__)
            return default

    def add(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        try:
            with _apart():
                return bool(super().add(key, value, timeout, version))
        except DatabaseError as error:
            LOG.error("The cache cannot be written: %s", type(error).__name__)
            return False

    def set(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        try:
            with _apart():
                super().set(key, value, timeout, version)
        except DatabaseError as error:
            LOG.error("The cache cannot be written: %s", type(error).__name__)

    def delete(self, key: Any, version: int | None = None) -> bool:
        try:
            with _apart():
                return bool(super().delete(key, version))
        except DatabaseError as error:
            LOG.error("The cache cannot be written: %s", type(error).__name__)
            return False

    def _cull(self, db: str, cursor: Any, now: Any, num: int) -> None:
        """Let go of what is over, then of what ends soonest, a third of all.

        Django takes the first third of the alphabet. So whoever makes many entries could push out the counts of guessing that
        others were given a moment ago; in the order in which they end, these go last.
        """
        table = connections[db].ops.quote_name(self._table)
        over = connections[db].ops.adapt_datetimefield_value(now)
        cursor.execute(f"DELETE FROM {table} WHERE expires < %s", [over])  # noqa: S608  # its own name alone
        left = num - cursor.rowcount
        if left > self._max_entries:
            soonest = f"SELECT cache_key FROM {table} ORDER BY expires, cache_key LIMIT %s"  # noqa: S608  # the same
            cursor.execute(f"DELETE FROM {table} WHERE cache_key IN ({soonest})", [left // CULLED])  # noqa: S608  # the same
