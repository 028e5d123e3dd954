"""A database made in one step is the one that its migrations make step by step."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

ROOT = Path(__file__).resolve().parents[2]
_TABLE = re.compile(r'CREATE TABLE "(\w+)" \((.*)\)\s*', re.DOTALL)
# Carried out in a process and a folder of its own: every table is made anew, by all steps or by one.
MADE = """
import gc, django; django.setup()
gc.freeze(); gc.set_threshold(200_000, 20, 100)  # the steps make classes by the ten thousand
from django.core.management import call_command
from django.core.management.commands.migrate import Command
from django.db import connection
assert not connection.introspection.table_names()
call_command({command}, verbosity=0, interactive=False, skip_checks=True)
"""


@pytest.mark.sqlite
@pytest.mark.timeout(300)
def test_one_step_makes_what_all_steps_make(tmp_path: Path) -> None:
    by_steps, at_once = (made(tmp_path / name, command) for name, command in (("a", "Command()"), ("b", "'migrate'")))

    assert at_once == by_steps
    assert {"record_entry", "search_word", "cases_case"} & {name for _kind, name in at_once}


def made(folder: Path, command: str) -> dict[tuple[str, str], object]:
    folder.mkdir()
    environment = os.environ | {"AMANA_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "amana.config.settings"}
    environment.pop("AMANA_DATABASE_URL", None)
    subprocess.run([sys.executable, "-c", MADE.format(command=command)], cwd=ROOT, env=environment, check=True)
    import sqlite3

    with sqlite3.connect(folder / "amana.sqlite3") as database:
        rows = database.execute("SELECT type, name, sql FROM sqlite_master").fetchall()
        shape: dict[tuple[str, str], object] = {(kind, name): parted(sql) for kind, name, sql in rows}
        for table in ("django_migrations", "django_content_type", "auth_permission"):
            shape["rows", table] = database.execute(f'SELECT COUNT(*) FROM "{table}"').fetchone()  # ours
    return shape


def parted(sql: str | None) -> object:
    """A table as the set of its columns and constraints: in which order they came matters to nobody."""
    table = _TABLE.fullmatch(sql or "")
    if table is None:
        return sql
    depth, parts, part = 0, [], ""
    for letter in table[2]:
        depth += {"(": 1, ")": -1}.get(letter, 0)
        if letter == "," and depth == 0:
            parts.append(part.strip())
            part = ""
        else:
            part += letter
    return sorted([*parts, part.strip()])


@pytest.mark.postgres
@pytest.mark.django_db
@pytest.mark.timeout(300)
def test_one_step_makes_what_all_steps_make_on_postgresql() -> None:
    from django.core.management import call_command
    from django.core.management.commands.migrate import Command

    shapes = []
    for command in ("migrate", Command()):
        with connection.cursor() as cursor:
            cursor.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
        call_command(command, verbosity=0, interactive=False, skip_checks=True)
        shapes.append(shape_on_postgresql())
    assert shapes[0] == shapes[1]
    assert len(shapes[0]) > 500


def shape_on_postgresql() -> set[tuple[object, ...]]:
    asked = (
        "SELECT table_name, column_name, data_type, is_nullable, column_default, character_maximum_length "
        "FROM information_schema.columns WHERE table_schema = 'public'",
        "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
        "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint "
        "WHERE connamespace = 'public'::regnamespace",
        "SELECT tgrelid::regclass::text, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
        "SELECT proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace",
    )
    found: set[tuple[object, ...]] = set()
    with connection.cursor() as cursor:
        for sql in asked:
            cursor.execute(sql)
            found |= set(cursor.fetchall())
    return found
