"""The triggers by which the database itself refuses to change what is sealed."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection, transaction

SEALED = (
    "record_book",
    "record_entry",
    "record_tombstone",
    "record_leaf",
    "record_node",
    "record_checkpoint",
    "record_stamp",
)
# Kept beside the record, in rooms above it, and as little changed: what was changed about the settings.
KEPT = ("team_settingchange",)
REFUSAL = "the record is append-only"
PREFIX = "sealed_"


class Unguarded(Exception):
    """A trigger that keeps the record is missing, changed or switched off; the message names it."""


# ── SQLite ───────────────────────────────────────────────────────────────────
# INSERT OR REPLACE deletes without firing DELETE triggers (recursive_triggers is off), so an
# insert over an existing key is refused by hand; the price is one look-up by key.


# A head moves to an entry that is there, and nowhere else.
_IS_SEALED = "EXISTS (SELECT 1 FROM record_entry WHERE chain_id = NEW.id AND number = NEW.length AND hash = NEW.head)"
# Only that the log of heads has it may be noted of a head that stays, and only once.
_IS_NOTED = "NEW.length = OLD.length AND NEW.head = OLD.head AND OLD.is_fresh AND NOT NEW.is_fresh"

# Of the log of heads: by which values a row that is there already is found.
_ONCE = {
    "record_leaf": "place = NEW.place OR (chain_id = NEW.chain_id AND length = NEW.length)",
    "record_node": "id = NEW.id",
    "record_checkpoint": "number = NEW.number OR fingerprint = NEW.fingerprint",
    "record_stamp": "checkpoint_id = NEW.checkpoint_id",
}


def _sqlite_triggers() -> Iterator[tuple[str, str]]:
    def trigger(table: str, event: str, condition: str = "") -> tuple[str, str]:
        name = f"{PREFIX}{table}_{event.lower()}"
        when = f" WHEN {condition}" if condition else ""
        return name, (
            f"CREATE TRIGGER {name} BEFORE {event} ON {table}{when} "
            f"BEGIN SELECT RAISE(ABORT, '{REFUSAL} ({table})'); END"
        )

    for table in (*SEALED, *KEPT):
        yield trigger(table, "UPDATE")
        yield trigger(table, "DELETE")
    yield trigger(
        "team_settingchange",
        "INSERT",
        "EXISTS (SELECT 1 FROM team_settingchange WHERE id = NEW.id OR rowid = NEW.rowid)",
    )
    yield trigger("record_book", "INSERT", "EXISTS (SELECT 1 FROM record_book WHERE id = NEW.id OR rowid = NEW.rowid)")
    yield trigger(
        "record_entry",
        "INSERT",
        "EXISTS (SELECT 1 FROM record_entry WHERE id = NEW.id OR rowid = NEW.rowid"
        " OR (chain_id = NEW.chain_id AND number = NEW.number))",
    )
    yield trigger(
        "record_tombstone",
        "INSERT",
        "EXISTS (SELECT 1 FROM record_tombstone WHERE id = NEW.id OR rowid = NEW.rowid"
        " OR (entry_id = NEW.entry_id AND hidden_from = NEW.hidden_from))",
    )
    for table, taken in _ONCE.items():
        yield trigger(table, "INSERT", f"EXISTS (SELECT 1 FROM {table} WHERE {taken} OR rowid = NEW.rowid)")  # noqa: S608  # names of ours
    yield trigger("record_content", "UPDATE")
    yield trigger(
        "record_content",
        "DELETE",
        "NOT EXISTS (SELECT 1 FROM record_tombstone WHERE entry_id = OLD.entry_id AND hidden_from = 'both')",
    )
    yield trigger(
        "record_content",
        "INSERT",
        "EXISTS (SELECT 1 FROM record_content WHERE entry_id = NEW.entry_id OR rowid = NEW.rowid)"
        " OR EXISTS (SELECT 1 FROM record_tombstone WHERE entry_id = NEW.entry_id AND hidden_from = 'both')",
    )
    yield trigger("record_chain", "DELETE")
    yield trigger(
        "record_chain",
        "UPDATE",
        "NEW.id <> OLD.id OR NEW.book_id <> OLD.book_id OR NEW.audience <> OLD.audience OR NOT"
        # Who moves a head and does not say that the log has yet to note it is code of an earlier version.
        f" CASE WHEN NEW.length > OLD.length THEN NEW.is_fresh AND {_IS_SEALED} ELSE {_IS_NOTED} END",
    )
    yield trigger(
        "record_chain",
        "INSERT",
        "EXISTS (SELECT 1 FROM record_chain WHERE id = NEW.id OR rowid = NEW.rowid"
        " OR (book_id = NEW.book_id AND audience = NEW.audience))",
    )


# ── PostgreSQL ───────────────────────────────────────────────────────────────

_FUNCTIONS = (
    f"""
    CREATE OR REPLACE FUNCTION {PREFIX}refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION '{REFUSAL} (%)', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END $$
    """,
    # No value from outside is in it: the names are this file's own.
    f"""
    CREATE OR REPLACE FUNCTION {PREFIX}content() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF TG_OP = 'DELETE' AND EXISTS (
        SELECT 1 FROM record_tombstone WHERE entry_id = OLD.entry_id AND hidden_from = 'both') THEN RETURN OLD;
      END IF;
      IF TG_OP = 'INSERT' AND NOT EXISTS (
        SELECT 1 FROM record_tombstone WHERE entry_id = NEW.entry_id AND hidden_from = 'both') THEN RETURN NEW;
      END IF;
      RAISE EXCEPTION '{REFUSAL} (%)', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
    END $$
    """,  # noqa: S608  # names of our own tables
    f"""
    CREATE OR REPLACE FUNCTION {PREFIX}chain() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF NEW.id = OLD.id AND NEW.book_id = OLD.book_id AND NEW.audience = OLD.audience THEN
        IF NEW.length > OLD.length AND {_IS_SEALED} THEN
          -- A worker of an earlier version, which goes on beside the new one for a while, does not say so.
          NEW.is_fresh := TRUE;
          RETURN NEW;
        END IF;
        IF {_IS_NOTED} THEN RETURN NEW; END IF;
      END IF;
      RAISE EXCEPTION '{REFUSAL} (%)', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
    END $$
    """,
)


def _postgres_triggers() -> Iterator[tuple[str, str]]:
    def trigger(table: str, events: str, each: str, function: str) -> tuple[str, str]:
        name = f"{PREFIX}{table}_{events.split(maxsplit=1)[0].lower()}"
        return name, (
            f"CREATE TRIGGER {name} BEFORE {events} ON {table} FOR EACH {each} EXECUTE FUNCTION {PREFIX}{function}()"
        )

    for table in (*SEALED, *KEPT):
        yield trigger(table, "UPDATE OR DELETE", "ROW", "refuse")
    for table in (*SEALED, *KEPT, "record_content", "record_chain"):
        yield trigger(table, "TRUNCATE", "STATEMENT", "refuse")
    yield trigger("record_content", "UPDATE", "ROW", "refuse")
    yield trigger("record_content", "DELETE OR INSERT", "ROW", "content")
    yield trigger("record_chain", "DELETE", "ROW", "refuse")
    yield trigger("record_chain", "UPDATE", "ROW", "chain")


def _table_of(name: str) -> str:
    return name.removeprefix(PREFIX).rpartition("_")[0]


@transaction.atomic
def guard() -> None:
    """Put every trigger in place, replacing what is there."""
    unguard()
    with connection.cursor() as cursor:
        # A table may come with a later migration.
        existing = connection.introspection.table_names(cursor)
        if connection.vendor == "postgresql":
            for function in _FUNCTIONS:
                cursor.execute(function)
            for name, statement in _postgres_triggers():
                if _table_of(name) in existing:
                    cursor.execute(statement)
                    # ALWAYS: a session that pretends to be a replica is refused as well.
                    cursor.execute(f"ALTER TABLE {_table_of(name)} ENABLE ALWAYS TRIGGER {name}")
        else:
            for name, statement in _sqlite_triggers():
                if _table_of(name) in existing:
                    cursor.execute(statement)


@transaction.atomic
def unguard() -> None:
    """Take the triggers away: for migrations, which remake tables, and for the tests' cleaning up."""
    with connection.cursor() as cursor:
        existing = connection.introspection.table_names(cursor)
        if connection.vendor == "postgresql":
            # A table with foreign keys still to be checked cannot be altered: check them now.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            for name, _ in _postgres_triggers():
                if _table_of(name) in existing:
                    cursor.execute(f"DROP TRIGGER IF EXISTS {name} ON {_table_of(name)}")
        else:
            for name, _ in _sqlite_triggers():
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")


def check_guards() -> None:
    """Raise Unguarded unless every trigger is there, as written, and switched on."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT tgname, tgenabled FROM pg_trigger WHERE NOT tgisinternal")
            enabled = dict(cursor.fetchall())
            wanted = [name for name, _ in _postgres_triggers()]
            missing = [name for name in wanted if enabled.get(name) not in ("A", b"A")]
            cursor.execute("SELECT prosrc FROM pg_proc WHERE proname LIKE %s", [f"{PREFIX}%"])
            bodies = {body for (body,) in cursor.fetchall()}
            missing += [function.split()[4] for function in _FUNCTIONS if function.split("$$")[1] not in bodies]
        else:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            found = dict(cursor.fetchall())
            missing = [name for name, statement in _sqlite_triggers() if found.get(name) != statement]
    if missing:
        raise Unguarded(f"The record is not guarded: {', '.join(missing)}. Run: amana migrate")
