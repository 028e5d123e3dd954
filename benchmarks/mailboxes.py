"""The mailboxes intake is measured with: realistic mails from the shared generator, or simple ones made here."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

from measuring import SHARED

BORDER = "mx.bench.example"
OURS = "support@bench.example"
_FROM = re.compile(rb"^From:[^\r\n]*(?:\r?\n[ \t][^\r\n]*)*?@([A-Za-z0-9.-]+)>", re.MULTILINE)


@dataclass(frozen=True)
class Mailbox:
    """An mbox, and what is known of it: the number of the message that opened its thread, by Message-ID."""

    path: Path
    threads: dict[str, int]
    is_simple: bool

    @property
    def messages(self) -> int:
        return len(self.threads)

    @property
    def matters(self) -> int:
        return len(set(self.threads.values()))


def mailbox_of(path: Path) -> Mailbox:
    """Return the mailbox that `make` wrote there."""
    rows = [json.loads(line) for line in path.with_name(f"{path.name}.jsonl").read_text("utf-8").splitlines()]
    return Mailbox(path, {row["mid"].strip("<>"): row["thread"] for row in rows}, rows[0].get("is_simple", False))


def make(folder: Path, count: int) -> Mailbox:
    """Write `count` mails: three in five begin a matter, two answer one; one in twenty has a file of 200 KiB."""
    path = folder / "mail.mbox"
    generator = SHARED / "bench" / "gen_mbox.py"
    if generator.is_file():
        command = [sys.executable, str(generator), "--seed", "7", "--count", str(count), "--out", str(path)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    else:
        print("The shared generator is not beside this checkout: the mails are simple ones.", file=sys.stderr)
        _make_simple(path, count)
    return mailbox_of(path)


def _make_simple(path: Path, count: int) -> None:
    begins = max(count * 3 // 5, 1)
    start = datetime(2026, 3, 2, 8, tzinfo=UTC)
    with path.open("w", encoding="utf-8") as box, path.with_name(f"{path.name}.jsonl").open("w") as manifest:
        for n in range(count):
            thread, at = n % begins, start + timedelta(seconds=37 * n)
            answers = f"In-Reply-To: <{thread}@simple.example.net>\nReferences: <{thread}@simple.example.net>\n"
            box.write(
                f"From MAILER-DAEMON {at:%a %b %d %H:%M:%S %Y}\nReceived: from mx.example.net by {BORDER};"
                f" {format_datetime(at)}\nFrom: Customer {thread % 97} <c{thread % 97}@example.net>\nTo: {OURS}\n"
                f"Subject: {'Re: ' if n >= begins else ''}Matter {thread}\nDate: {format_datetime(at)}\n"
                f"Message-ID: <{n}@simple.example.net>\n{answers if n >= begins else ''}\n"
                f"Hello,\n\nthe kettle I ordered leaks since Monday. Can you send another one? It is number {n}.\n"
                "You promised to call me back by Friday.\n\nKind regards\n\n"
            )
            row = {"n": n, "thread": thread, "mid": f"<{n}@simple.example.net>", "is_simple": True}
            manifest.write(json.dumps(row) + "\n")


def raw_messages(mailbox: Mailbox, *, is_proven: bool) -> Iterator[bytes]:
    """Yield the messages; `is_proven` puts the finding of the border's server on top, as it would be in life."""
    from amana.channels.email.importing import messages_in

    for found in messages_in(mailbox.path):
        yield proven(found.raw) if is_proven else found.raw


def proven(raw: bytes) -> bytes:
    """Return the message with a DMARC pass for the domain of its sender."""
    marked = _FROM.search(raw)
    domain = marked.group(1) if marked else b"example.net"
    return b"Authentication-Results: %s; dmarc=pass header.from=%s\n" % (BORDER.encode(), domain.lower()) + raw
