"""A PostgreSQL server that a test may stop, start again, fill and replace by its standby."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import private_postgres as private
import psycopg

PASSWORD = "a password for loopback alone"


class Server:
    """One server in a folder of its own, with so many connections at most."""

    def __init__(self, home: Path, *, connections: int = 12) -> None:
        self.home, self.port, self.connections = home, private.free_port(), connections
        self.programs, self.account = private.folder_of_programs(), private.owner()
        (home / "password").write_text(PASSWORD, "utf-8")
        if self.account is not None:
            for path in (home, home / "password"):
                shutil.chown(path, self.account, pwd.getpwnam(self.account).pw_gid)
        self.process: subprocess.Popen[bytes] | None = None

    def url(self, database: str = "postgres") -> str:
        return f"postgresql://amana:{PASSWORD.replace(' ', '%20')}@127.0.0.1:{self.port}/{database}"

    def make(self) -> None:
        private._make(self.programs, self.home, self.account)

    def copy_of(self, other: Server) -> None:
        """Take a copy of a running server, to follow it."""
        command = [self.programs / "pg_basebackup", "-h", "127.0.0.1", "-p", str(other.port), "-U", "amana",
                   "-D", self.home / "data", "-R", "-X", "stream", "-c", "fast", "--no-sync"]  # fmt: skip
        subprocess.run(command, check=True, user=self.account, cwd="/", env=os.environ | {"PGPASSWORD": PASSWORD},
                       capture_output=True)  # fmt: skip

    def start(self) -> None:
        settings = dict(private.SETTINGS, max_connections=str(self.connections), shared_buffers="16MB")
        command = [self.programs / "postgres", "-D", self.home / "data", "-p", str(self.port), "-k", self.home]
        command += [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        with (self.home / "log").open("ab") as log:
            self.process = subprocess.Popen(
                command, cwd="/", user=self.account, stdout=log, stderr=log, start_new_session=True
            )
        private._wait(self.programs, self.port, self.process, self.home)

    def stop(self, how: signal.Signals = signal.SIGQUIT) -> None:
        """SIGQUIT is an immediate stop, SIGINT a fast one."""
        if self.process is not None:
            self.process.send_signal(how)
            self.process.wait(30)
            self.process = None

    def ask(self, statement: str) -> list[tuple]:
        with psycopg.connect(self.url(), autocommit=True) as connection:
            cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else []


@contextmanager
def server_in_a_folder(**more: int) -> Iterator[Server]:
    home = Path(tempfile.mkdtemp(prefix="amana-postgres-"))
    server = Server(home, **more)
    try:
        yield server
    finally:
        server.stop()
        shutil.rmtree(home, ignore_errors=True)
