"""A data folder (and on PostgreSQL a database) for each test, cloned from one that was made once."""

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

from amana.channels.email.tests.peers import ImapPeer, SmtpPeer
from amana.kit.codes import new_token

ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Installation:
    """An installation in a folder of its own; each `run` is a process of it."""

    folder: Path
    database: str = ""
    many: Many | None = None

    def environment(self, crash_at: str = "", **more: str) -> dict[str, str]:
        ours = {name: value for name, value in os.environ.items() if not name.startswith("AMANA_")}
        ours |= {
            "DJANGO_SETTINGS_MODULE": "amana.config.settings",
            "AMANA_DATA": str(self.folder),
            "AMANA_LOG": "ERROR",
        }
        ours |= {"AMANA_DATABASE_URL": self.database} if self.database else {}
        return ours | ({"AMANA_CRASH_AT": crash_at} if crash_at else {}) | more

    def start(self, crash_at: str = "", **more: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "tests.faults.child"], cwd=ROOT, env=self.environment(crash_at, **more), text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip

    def run(self, *do: str, crash_at: str = "", **told: object) -> dict:
        """Do the steps and return what each said; with `crash_at` the process must be killed there."""
        said, ended, errors = self.attempt(*do, crash_at=crash_at, **told)
        print(errors)  # shown when the test fails
        if crash_at:
            assert ended == -9, f"was not killed at {crash_at}: {errors[-2000:]}"
            return {}
        assert ended == 0, errors[-4000:]
        return said

    def attempt(
        self,
        *do: str,
        crash_at: str = "",
        smtp: int = 0,
        outside: Callable[[], dict] = dict,
        trouble: Callable[[], object] = dict,
        **told: object,
    ) -> tuple[dict, int, str]:
        """The same, whether it is killed or not: what was said, how the process ended, and its errors.

        `outside` is asked for what the other servers saw, whenever a check wants to know; `trouble` is made where a step
        asks for it.
        """
        told |= {"do": do, "crash_at": crash_at, "folder": str(self.folder), "database": self.database}
        if smtp:
            told["smtp_url"] = f"smtp://127.0.0.1:{smtp}"
        assert self.many
        return self.many.attempt(told, outside, trouble)


class Many:
    """One process in which all is loaded; each run is a fork of it, and may be killed."""

    def __init__(self, made: Installation, errors: Path) -> None:
        self._errors = errors
        with errors.open("w") as file:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tests.faults.child", "--many"], cwd=ROOT, env=made.environment(), text=True,
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=file,
            )  # fmt: skip

    def attempt(self, told: dict, outside: Callable[[], dict], trouble: Callable[[], object]) -> tuple[dict, int, str]:
        said: dict = {}
        before = self._errors.stat().st_size
        self.tell(told)
        while "ended" not in (line := self.hear()):
            if line == "outside?":
                self.tell(outside())
            elif line == "trouble?":
                trouble()
                self.tell({})
            else:
                said = line
        return said, line["ended"], self._errors.read_bytes()[before:].decode("utf-8", "replace")

    def tell(self, what: dict) -> None:
        assert self.process.stdin
        self.process.stdin.write(json.dumps(what) + "\n")
        self.process.stdin.flush()

    def hear(self) -> dict | str:
        assert self.process.stdout
        line = self.process.stdout.readline()
        assert line, self._errors.read_text("utf-8", "replace")[-4000:]
        return line.strip() if line.endswith("?\n") else json.loads(line)

    def end(self) -> None:
        self.process.kill()
        self.process.communicate()


@pytest.fixture(scope="session")
def template(tmp_path_factory, django_db_setup, django_db_blocker):
    """An installation with its tables, a brand and a mailbox, and nothing else."""
    folder = tmp_path_factory.mktemp("template")
    made = Installation(folder, _new_database(django_db_blocker, folder.name, "template0"))
    made.many = Many(made, tmp_path_factory.mktemp("many") / "errors")
    try:
        made.run("prepare")
        yield made
    finally:
        made.many.end()
        _drop(django_db_blocker, made)


@pytest.fixture
def installation(template, tmp_path, django_db_blocker):
    made = _clone(template, tmp_path / "data", django_db_blocker)
    yield made
    _drop(django_db_blocker, made)


@pytest.fixture
def another(template, tmp_path, django_db_blocker):
    """A second installation, that knows nothing of the first."""
    made = _clone(template, tmp_path / "another", django_db_blocker)
    yield made
    _drop(django_db_blocker, made)


@pytest.fixture
def new_database(django_db_blocker):
    """Make databases beside that of the tests, and drop them at the end; on SQLite an address is not needed."""
    made = []

    def make(template: str) -> str:
        made.append(Installation(Path(), _new_database(django_db_blocker, f"fault_{new_token()[:8]}", template)))
        return made[-1].database

    yield make
    for one in made:
        _drop(django_db_blocker, one)


def _clone(template: Installation, folder: Path, blocker) -> Installation:
    shutil.copytree(template.folder, folder)
    database = _new_database(blocker, f"fault_{new_token()[:8]}", _name_in(template.database))
    return Installation(folder, database, template.many)


def _new_database(blocker, name: str, template: str) -> str:
    """Return the address of a new database beside that of the tests; on SQLite the folder holds it."""
    if connection.vendor != "postgresql":
        return ""
    name = f"amana_{name.replace('-', '_')}_{os.getpid()}"
    _administer(blocker, f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    known = connection.settings_dict
    user = f"{quote(known['USER'])}:{quote(known['PASSWORD'])}@" if known["USER"] else ""
    return f"postgresql://{user}/{name}?host={known['HOST'] or ''}&port={known['PORT'] or ''}"


def _drop(blocker, made: Installation) -> None:
    if made.database:
        _administer(blocker, f'DROP DATABASE "{_name_in(made.database)}" WITH (FORCE)')


def _name_in(address: str) -> str:
    return address.rpartition("/")[2].partition("?")[0]


def _administer(blocker, statement: str) -> None:
    import psycopg

    known = connection.settings_dict
    parts = {"host": known["HOST"], "port": known["PORT"], "user": known["USER"], "password": known["PASSWORD"]}
    with psycopg.connect(dbname="postgres", autocommit=True, **{k: v for k, v in parts.items() if v}) as server:
        server.execute(statement)


@pytest.fixture
def imap():
    """A mailbox in which nothing lies yet."""
    with ImapPeer() as peer:
        yield peer


@pytest.fixture
def smtp():
    """A server that takes every mail."""
    with SmtpPeer(offers=["SIZE 1000000"]) as peer:
        yield peer
