"""Which tables are carried over, and what of the target must stand as in a database that was made for this version."""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import apps
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

# The index of words has another shape on each database; it is made anew by the worker.
REBUILT = "search_"
# Made by the migrations of the target, or not worth carrying.
OWN = frozenset({"django_migrations", "cache", "sqlite_sequence", "sqlite_stat1", "sqlite_stat4"})


def carried() -> list[type[models.Model]]:
    """Return the models whose rows are carried over, one for each table, in the order of their rooms."""
    found: dict[str, type[models.Model]] = {}
    for model in apps.get_models(include_auto_created=True):
        table = model._meta.db_table
        if model._meta.managed and not model._meta.proxy and not table.startswith(REBUILT):
            found.setdefault(table, model)
    # A tombstone stands after the content it is about: on PostgreSQL content under a tombstone is refused.
    return sorted(found.values(), key=lambda model: model._meta.db_table == "record_tombstone")


def unknown_tables(connection: BaseDatabaseWrapper) -> list[str]:
    """Return the tables that are nobody's: what somebody made beside ours stays behind, and they are told so."""
    ours = {model._meta.db_table for model in apps.get_models(include_auto_created=True)} | OWN
    return sorted(
        name for name in connection.introspection.table_names() if name not in ours and not name.startswith(REBUILT)
    )


def missing_parts(connection: BaseDatabaseWrapper) -> Iterator[str]:
    """Yield each index and constraint of our models by name that the database does not have."""
    with connection.cursor() as cursor:
        for model in carried():
            table = model._meta.db_table
            there = connection.introspection.get_constraints(cursor, table)
            wanted = {one.name for one in (*model._meta.indexes, *model._meta.constraints) if one.name}
            yield from (f"{table}.{name}" for name in sorted(wanted - set(there)))
