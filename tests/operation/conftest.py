"""An installation in a folder of its own, and on PostgreSQL in a database of its own; each command is a process of it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pytest
from django.db import connection

ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Place:
    """Where an installation is or will be: a data folder, and the address of its database when that is PostgreSQL."""

    folder: Path
    database: str = ""

    def run(self, *command: str, given: str = "", **more: str) -> subprocess.CompletedProcess[str]:
        ours = {name: value for name, value in os.environ.items() if not name.startswith("AMANA_")}
        ours |= {"DJANGO_SETTINGS_MODULE": "amana.config.settings", "AMANA_DATA": str(self.folder), "AMANA_MAIL_IN": ""}
        ours |= {"AMANA_DATABASE_URL": self.database} if self.database else {}
        return subprocess.run(
            [sys.executable, "-m", *command], cwd=ROOT, env=ours | more, input=given, capture_output=True, text=True,
            check=False, timeout=200,
        )  # fmt: skip

    def amana(self, *words: str, status: int = 0, given: str = "", **more: str) -> str:
        """Run a command, which must end with this status; return all it said."""
        done = self.run("amana", *words, given=given, **more)
        assert done.returncode == status, done.stdout + done.stderr
        return done.stdout + done.stderr

    def do(self, *steps: str, **told: object) -> dict:
        done = self.run("tests.operation.steps", json.dumps({"do": steps, **told}), AMANA_SMTP_URL="smtp://127.0.0.1:1")
        assert done.returncode == 0, done.stderr[-4000:]
        return json.loads(done.stdout.splitlines()[-1])

    @property
    def key(self) -> str:
        return (self.folder / "secrets" / "recovery").read_text("ascii")


@pytest.fixture(scope="session")
def new_database(django_db_setup, django_db_blocker):
    """Make a database beside that of the tests, as a copy of another or empty; all are gone at the end. SQLite: nothing."""
    made: list[str] = []

    def administer(statement: str) -> None:
        import psycopg

        known = {name: connection.settings_dict[name] or None for name in ("HOST", "PORT", "USER", "PASSWORD")}
        with (
            django_db_blocker.unblock(),
            psycopg.connect(host=known["HOST"], port=known["PORT"], user=known["USER"], password=known["PASSWORD"],
                            dbname="postgres", autocommit=True) as own,
        ):  # fmt: skip
            own.execute(statement)

    def make(like: str = "") -> str:
        if connection.vendor != "postgresql":
            return ""
        name = f"operation_{os.getpid()}_{len(made)}"
        administer(f'CREATE DATABASE "{name}" TEMPLATE "{like.rpartition("/")[2].partition("?")[0] or "template0"}"')
        made.append(name)
        known = connection.settings_dict
        user = f"{quote(known['USER'])}:{quote(known['PASSWORD'])}@" if known["USER"] else ""
        return f"postgresql://{user}/{name}?host={known['HOST'] or ''}&port={known['PORT'] or ''}"

    yield make
    for name in made:
        administer(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture(scope="session")
def filled(tmp_path_factory, new_database: Callable[..., str]) -> Place:
    place = Place(tmp_path_factory.mktemp("filled") / "data", new_database())
    place.do("prepare")
    return place


@pytest.fixture(scope="session")
def copied(filled, tmp_path_factory) -> tuple[Path, str]:
    """The folder of the first copy of the filled installation, and what was said when it was made."""
    folder = tmp_path_factory.mktemp("copied") / "copies"
    return folder, filled.amana("backup", str(folder))


@pytest.fixture
def copies(copied, tmp_path) -> Path:
    return Path(shutil.copytree(copied[0], tmp_path / "copies"))


@pytest.fixture
def installation(filled, copied, tmp_path, new_database) -> Place:
    shutil.copytree(filled.folder, tmp_path / "data")
    return Place(tmp_path / "data", new_database(filled.database))


@pytest.fixture
def empty_machine(tmp_path, new_database) -> Place:
    """No folder yet, and on PostgreSQL a database without a table."""
    return Place(tmp_path / "elsewhere", new_database())
