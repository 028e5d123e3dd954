"""Two installations that write to each other, each through the door of the other."""

from __future__ import annotations

import json
import smtplib

from tests.faults.conftest import Installation
from tests.letters import letter


def open_door(installation: Installation):
    process = installation.start()
    process.stdin.write(json.dumps({"do": ["door"]}) + "\n")
    process.stdin.flush()
    return process, int(process.stdout.readline())


def test_a37_two_of_our_installations_stop_answering_each_other(installation, another, now):
    """The first letter looks like a person's; the receipt for it is the last word."""
    another.run("rename", address="us@theirs.example")
    (here, door_here), (there, door_there) = open_door(installation), open_door(another)
    with here, there:
        with smtplib.LMTP("127.0.0.1", door_here, timeout=20) as client:
            first = letter("us@theirs.example", "When will the order come?", at=now, to="us@ours.example")
            client.sendmail("us@theirs.example", ["us@ours.example"], first)
        counts = []
        for _ in range(3):
            ours = installation.run("receive@5256000", "send@5256000", "counts", smtp=door_there)["counts"]
            theirs = another.run("receive@5256000", "send@5256000", "counts", smtp=door_here)["counts"]
            counts.append((ours["raw"], ours["outgoing"], theirs["raw"], theirs["outgoing"]))
        here.kill()
        there.kill()
    assert counts[0] == (1, 1, 1, 0)
    assert counts[-1] == counts[0]
