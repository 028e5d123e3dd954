"""The world around a soak: mail servers that misbehave when told to, somebody who writes, and the processes of the product."""

from __future__ import annotations

import contextlib
import os
import resource
import signal
import smtplib
import sqlite3
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from private_postgres import free_port
from soak_plan import Fault

MAIL = (
    "From: {name} <{name}@example.com>\r\nTo: us@ours.example\r\nMessage-ID: <{number}@soak.example>\r\n"
    "Date: Sun, 22 Nov 2026 10:00:00 +0200\r\nSubject: Matter {subject}\r\n{more}"
    "Content-Type: text/plain; charset=utf-8\r\n\r\n{words}\r\n"
)
LARGE = "A long description of what is wrong.\r\n" * 4_000
SMTP = {
    "smtp hangs up after the mail": {"END": "hang up"},
    "smtp takes it and hangs up": {"END": "take and hang up"},
    "smtp says later": {"RCPT": "451 4.7.1 greylisted"},
    "smtp refuses some": {"MAIL": "552 5.3.4 too large"},
    "smtp is away": {"HELLO": "hang up"},
}
IMAP = {
    "imap says bye": {"FETCH": "BYE going down"},
    "imap has no sign-in for now": {"LOGIN": "NO [UNAVAILABLE] later"},
}


def mail(number: int) -> bytes:
    """Every seventh answers an earlier one, every eleventh is large enough to lie in a file."""
    more = f"In-Reply-To: <{number - 3}@soak.example>\r\n" if number % 7 == 6 and number > 3 else ""
    writer = number - 3 if more else number
    words = LARGE if number % 11 == 10 else f"Where is order {number}? When will it come?"
    return MAIL.format(name=f"writer{writer}", number=number, subject=number, more=more, words=words).encode()


class Door:
    """Somebody's mail server: hands mail in at our door, again and again until each is taken."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.waiting: list[bytes] = []
        self.taken: list[bytes] = []
        self.refused = 0

    def hand_in(self) -> None:
        """Hand in what waits; whatever goes wrong, a mail without a yes waits on."""
        if not self.waiting:
            return
        with (
            contextlib.suppress(OSError, smtplib.SMTPException),
            smtplib.LMTP("127.0.0.1", self.port, timeout=10) as client,
        ):
            while self.waiting:
                try:
                    client.sendmail("writer@example.com", ["us@ours.example"], self.waiting[0])
                except (OSError, smtplib.SMTPException):
                    self.refused += 1
                    raise
                self.taken.append(self.waiting.pop(0))


class Product:
    """`amana up` on a folder of its own, and its parts by name."""

    def __init__(self, folder: Path, *, smtp: int) -> None:
        self.folder, self.port, self.door = folder, free_port(), free_port()
        environment = {name: value for name, value in os.environ.items() if not name.startswith("AMANA_")}
        environment |= {
            "AMANA_DATA": str(folder), "AMANA_SMTP_URL": f"smtp://127.0.0.1:{smtp}", "AMANA_LOG": "ERROR",
            "AMANA_MAIL_IN": f"127.0.0.1:{self.door}", "DJANGO_SETTINGS_MODULE": "amana.config.settings",
        }  # fmt: skip
        self.log = (folder.parent / "up.log").open("wb")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "amana", "up", "--port", str(self.port)], env=environment, stdout=self.log, stderr=self.log,
            stdin=subprocess.DEVNULL,
        )  # fmt: skip

    def parts(self) -> dict[str, int]:
        """Return the process of each part that runs, by name: only those that this `amana up` started."""
        found = {}
        for task in Path(f"/proc/{self.process.pid}/task").glob("*/children"):
            for pid in map(int, task.read_text().split()):
                with contextlib.suppress(OSError, ValueError):
                    words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
                    found[words[words.index(b"part") + 1].decode()] = pid
        return found

    def signal(self, part: str, which: signal.Signals) -> int | None:
        pid = self.parts().get(part)
        if pid is not None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, which)
        return pid

    def limit(self, length: int) -> None:
        """Let no file of any part grow beyond so many bytes, as when the disk is full there; -1 ends that."""
        for pid in self.parts().values():
            with contextlib.suppress(ProcessLookupError, PermissionError):
                resource.prlimit(pid, resource.RLIMIT_FSIZE, (length, resource.RLIM_INFINITY))

    def ask(self) -> str:
        """Ask for a page; return its status, or that nobody answered."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/setup/", timeout=5) as answer:  # our own
                return str(answer.status)
        except urllib.error.HTTPError as error:
            return str(error.code)
        except OSError:
            return "nobody"

    def end(self) -> None:
        for part in self.parts():
            self.signal(part, signal.SIGCONT)
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.log.close()


@dataclass
class World:
    """Everything outside of the product, and the faults that are under way."""

    imap: Any  # the suite's scripted servers
    smtp: Any
    product: Product
    tried: int = 0
    under_way: list[tuple[Fault, int | None]] = field(default_factory=list)
    pages: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.door = Door(self.product.door)

    def write(self, count: int = 1) -> None:
        """Mails, in turn into the mailbox and at the door; every fifth by both ways."""
        for _ in range(count):
            content = mail(self.tried)
            if self.tried % 2 == 0 or self.tried % 5 == 0:
                self.imap.add(content)
            if self.tried % 2:
                self.door.waiting.append(content)
            self.tried += 1

    def begin(self, fault: Fault) -> None:
        what, _, part = fault.kind.partition(" ")
        pid = None
        if what in {"kill", "stop"}:
            pid = self.product.signal(part, signal.SIGKILL if what == "kill" else signal.SIGSTOP)
        elif fault.kind == "full disk":
            self.product.limit([0, 4_096, 70_000, 1_000_000][fault.number % 4])
        elif fault.kind == "locked database":
            threading.Thread(target=self._lock, args=[fault.ends - fault.begins], daemon=True).start()
        elif fault.kind == "imap cuts":
            self.imap.cut_after = fault.number % 3_000 + 20
        elif fault.kind == "imap lies about lengths":
            self.imap.lie_by = fault.number % 9 + 1
        elif fault.kind == "imap numbers anew":
            self.imap.number_anew()
        elif fault.kind == "burst":
            self.write(20 + fault.number % 40)
        self.smtp.says |= SMTP.get(fault.kind, {})
        self.imap.says |= IMAP.get(fault.kind, {})
        self.under_way.append((fault, pid))

    def end_those_before(self, moment: float) -> None:
        for fault, pid in [one for one in self.under_way if one[0].ends <= moment]:
            self.under_way.remove((fault, pid))
            if fault.kind.startswith("stop") and pid is not None:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGCONT)
            elif fault.kind == "full disk":
                self.product.limit(resource.RLIM_INFINITY)
            elif fault.kind == "imap cuts":
                self.imap.cut_after = None
            elif fault.kind == "imap lies about lengths":
                self.imap.lie_by = 0
            for name in SMTP.get(fault.kind, {}):
                self.smtp.says.pop(name, None)
            for name in IMAP.get(fault.kind, {}):
                self.imap.says.pop(name, None)

    def _lock(self, seconds: float) -> None:
        with contextlib.suppress(sqlite3.Error):
            other = sqlite3.connect(self.product.folder / "amana.sqlite3", timeout=20, isolation_level=None)
            other.execute("BEGIN IMMEDIATE")
            time.sleep(seconds)
            other.rollback()
            other.close()
