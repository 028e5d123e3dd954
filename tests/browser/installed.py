"""The sample world in a folder of its own, served by a process of its own: for browser journeys and for pictures."""

from __future__ import annotations

import os
import re
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes, policy
from pathlib import Path

PASSWORD = "coffee and 14 small promises"
FILL = """
import os, django
os.environ["DJANGO_SETTINGS_MODULE"] = "amana.config.settings"
django.setup()
from datetime import datetime
from amana.config.preparing import prepare
from amana.config.replaying import replay
prepare()
replay(now=datetime.fromisoformat(os.environ["SAMPLE_NOW"]), password=os.environ["SAMPLE_PASSWORD"])
"""


@dataclass(frozen=True)
class Installed:
    """A served sample: its address, and its data folder."""

    url: str
    folder: Path

    def rows(self, query: str, *values: object) -> list[tuple[object, ...]]:
        """Ask the database, as a test may look behind the curtain."""
        with sqlite3.connect(self.folder / "amana.sqlite3") as database:
            return database.execute(query, values).fetchall()

    def newest_mail(self, what: str) -> str:
        """Return the text of the newest outgoing mail of a kind."""
        return self._mail("what = ?", what)

    def mail_of_case(self, key: str) -> str:
        """Return the text of the newest mail that went to the customer of a case; `key` as the database writes it."""
        return self._mail('"case" = ?', key)

    def _mail(self, condition: str, value: str) -> str:
        query = f"SELECT mime FROM post_outgoing WHERE {condition} ORDER BY created_at DESC, id DESC LIMIT 1"
        mail = message_from_bytes(bytes(self.rows(query, value)[0][0]), policy=policy.default)  # type: ignore[call-overload]  # EmailMessage
        body = mail.get_body(preferencelist=("plain",))
        assert body is not None
        return str(body.get_content())

    def link_in_newest_mail(self, what: str = "reply") -> str:
        """Return the customer's link from the newest mail, on this installation's address."""
        found = re.search(r"/c/([a-z2-7]{32})/", self.newest_mail(what))
        assert found is not None
        return f"{self.url}/c/{found[1]}/"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def installed(folder: Path, *, now: str, fill: str = FILL, **environment: str) -> Iterator[Installed]:
    """Fill a folder with the sample as it stands at `now` (ISO 8601 with offset) and serve it until the end."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    environment |= {
        **{name: value for name, value in os.environ.items() if not name.startswith(("AMANA_", "DJANGO_"))},
        "AMANA_DATA": str(folder),
        "AMANA_BASE_URL": url,
        "AMANA_AUTHSERV_ID": "mx.tahuna.example",
        # A run may take longer than a proof of who one is lasts.
        "AMANA_PROOF_MINUTES": "240",
        "SAMPLE_NOW": now,
        "SAMPLE_PASSWORD": PASSWORD,
    }
    subprocess.run([sys.executable, "-c", fill], env=environment, check=True, timeout=300)
    serving = subprocess.Popen([sys.executable, "-m", "amana", "part", "web", "--port", str(port)], env=environment)
    try:
        _wait_for(url)
        yield Installed(url, folder)
    finally:
        serving.terminate()
        serving.wait(timeout=60)


def _wait_for(url: str) -> None:
    for _ in range(600):
        try:
            urllib.request.urlopen(url, timeout=2).close()
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError(f"nothing answers at {url}")
