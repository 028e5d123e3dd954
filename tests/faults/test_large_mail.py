"""The largest mail there may be, and one that is larger, through the door of a real process."""

from __future__ import annotations

import json
import smtplib
import sys
from pathlib import Path

import pytest

LARGEST = 52_428_800
HEAD = b"From: noa@example.com\r\nTo: us@ours.example\r\nMessage-ID: <%d@example.com>\r\nSubject: Pictures\r\n\r\n"
LINE = b"a line of a large mail as it comes, of ordinary length and of no meaning whatever\r\n"


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="the memory of a process is read from /proc")
def test_a45_fifty_megabytes_come_in_within_bounded_memory_and_more_is_refused(installation):
    with installation.start() as process:
        process.stdin.write(json.dumps({"do": ["door"]}) + "\n")
        process.stdin.flush()
        port = int(process.stdout.readline())
        before = peak(process.pid)
        with smtplib.LMTP("127.0.0.1", port, timeout=60) as client:
            largest = (HEAD % 1 + LINE * (LARGEST // len(LINE) - 2))[:LARGEST]
            client.sendmail("noa@example.com", ["us@ours.example"], largest)
            with pytest.raises(smtplib.SMTPSenderRefused) as refused:
                client.sendmail("noa@example.com", ["us@ours.example"], HEAD % 2 + LINE * (LARGEST // len(LINE) + 1))
            assert refused.value.smtp_code == 552
        grown = peak(process.pid) - before
        process.kill()
    assert installation.run("counts")["counts"]["raw"] == 1
    assert grown < 6 * LARGEST


def peak(pid: int) -> int:
    """Return the most memory the process has had, in bytes."""
    status = Path(f"/proc/{pid}/status").read_text("ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) * 1024
