"""Postfix as a mail server of one's own: in a temporary folder, on loopback. Its master runs as root, as it insists, the rest does not."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

MAIN = """
compatibility_level = 3.6
queue_directory = {home}/spool
data_directory = {home}/data
maillog_file = {home}/log
maillog_file_prefixes = {home}
myhostname = relay.example
mydestination =
local_recipient_maps =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
relay_domains = ours.example
smtpd_relay_restrictions = permit_mynetworks, reject
transport_maps = inline:{{ ours.example=lmtp:inet:[127.0.0.1]:{door}, example.com=smtp:[127.0.0.1]:{outside} }}
alias_maps =
alias_database =
smtp_dns_support_level = disabled
smtp_host_lookup = native
queue_run_delay = 1s
minimal_backoff_time = 1s
maximal_backoff_time = 1s
default_destination_concurrency_failed_cohort_limit = 0
bounce_notice_recipient = postmaster@relay.example
"""
MASTER = """
127.0.0.1:{port} inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
lmtp unix - - n - - lmtp
retry unix - - n - - error
error unix - - n - - error
discard unix - - n - - discard
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
tlsmgr unix - - n 1000? 1 tlsmgr
postlog unix-dgram n - n - 1 postlogd
"""


@dataclass
class Postfix:
    """A running server: mail for ours.example goes to our door, mail for example.com to a server of the test."""

    home: Path
    port: int

    @property
    def log(self) -> str:
        path = self.home / "log"
        return path.read_text("utf-8") if path.exists() else ""

    def waiting(self) -> int:
        """How many mails are in its queue."""
        return sum(
            path.is_file()
            for name in ("incoming", "active", "deferred")
            for path in (self.home / "spool" / name).rglob("*")
        )


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def running_postfix(program: Path, *, door: int, outside: int) -> Iterator[Postfix]:
    """Start the server and stop it at the end; `door` and `outside` are the ports it hands mail on to."""
    home, port = Path(tempfile.mkdtemp(prefix="amana-postfix-")), free_port()
    home.chmod(0o755)
    for name, text in {"main.cf": MAIN, "master.cf": MASTER}.items():
        (home / name).write_text(text.format(home=home, port=port, door=door, outside=outside), "utf-8")
    (home / "data").mkdir()
    (home / "spool").mkdir()
    shutil.chown(home / "data", "postfix")
    environment = os.environ | {"LC_ALL": "C"}
    server = subprocess.Popen(
        [program, "-c", home, "start-fg"], env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, text=True, start_new_session=True,
    )  # fmt: skip
    running = Postfix(home, port)
    try:
        _wait_for(running, server)
        yield running
    finally:
        subprocess.run([program, "-c", home, "stop"], env=environment, check=False, capture_output=True)
        server.communicate(timeout=20)
        shutil.rmtree(home, ignore_errors=True)


def _wait_for(running: Postfix, server: subprocess.Popen[str]) -> None:
    for _ in range(800):
        assert server.poll() is None, f"{server.stdout.read()}\n{running.log}"
        try:
            socket.create_connection(("127.0.0.1", running.port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.05)
    raise AssertionError(running.log)
