"""Killing the process at every step of intake and sending, starting it again, and looking whether all still holds."""

from __future__ import annotations

import json
import smtplib
import subprocess
from collections.abc import Sequence

import pytest

from tests.faults.outside import outside

INTAKE = [pytest.param(f"I{step}", id=f"f{step:02}-I{step}") for step in range(1, 10)]
INTAKE += [pytest.param("I7:2", id="f07-I7:2"), pytest.param("I8:2", id="f08-I8:2")]
SENDING = [pytest.param(f"S{step}", id=f"f{step + 9}-S{step}") for step in range(1, 10)]
SENDING += [pytest.param(f"S{step}:{nth}", id=f"f{step + 9}-S{step}:{nth}") for step, nth in [(5, 2), (6, 3), (8, 2)]]


def mails() -> list[bytes]:
    """Two matters, an answer to the first, one message large enough to lie in a file, and a newsletter."""
    head = "From: {name} <{name}@example.com>\r\nTo: us@ours.example\r\nDate: Sun, 22 Nov 2026 10:00:00 +0200\r\n"
    made = []
    for number, (name, more, words) in enumerate(
        [
            ("noa", "", "My washing machine is broken. When will you come?"),
            ("sami", "", "I was charged twice. Please give the money back."),
            ("noa", "In-Reply-To: <0@example.com>\r\nReferences: <0@example.com>\r\n", "It is still broken."),
            ("omar", "", "The picture follows. " * 4_000),
            ("shop", "List-Unsubscribe: <mailto:out@example.com>\r\nPrecedence: bulk\r\n", "New offers!"),
        ]
    ):
        fields = head.format(name=name) + f"Message-ID: <{number}@example.com>\r\nSubject: A matter\r\n{more}"
        text = "\r\n".join(words[at : at + 70] for at in range(0, len(words), 70))
        made.append(f"{fields}Content-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n".encode())
    return made


@pytest.fixture
def imap(imap):
    for content in mails():
        imap.add(content)
    return imap


@pytest.mark.parametrize("step", INTAKE)
def test_f01_to_f09_killed_in_intake_nothing_is_lost_and_nothing_doubled(installation, imap, step):
    batch = 2 if ":" in step else 50
    installation.run("fetch", "receive", crash_at=step, imap=imap.port, batch=batch)

    said = installation.run(
        "sweep", "check@1", "fetch@5", "receive@5", "check@6", "counts",
        imap=imap.port, batch=batch, outside=lambda: outside(imap),
    )  # fmt: skip

    assert (said["check@1"], said["check@6"]) == ([], [])
    assert said["counts"]["raw"] == 5
    assert said["counts"]["cases"] == 3
    assert said["counts"]["place"] == [1, 5]


@pytest.mark.parametrize("step", SENDING)
def test_f10_to_f18_killed_in_sending_nothing_is_lost_and_doubles_are_marked(installation, smtp, step):
    installation.run("post", "send", crash_at=step, smtp=smtp.port)

    # A lease runs out before anybody takes the rest up again.
    said = installation.run(
        "send@1", "send@15", "check@16", "counts", smtp=smtp.port, outside=lambda: outside(smtp=smtp)
    )

    assert said["check@16"] == []
    # Before its transaction ended, nothing was to be sent, and nobody had been told that it would be.
    written = 0 if step == "S1" else 3
    assert (said["counts"]["sent"], said["counts"]["outgoing"]) == (written, written)
    taken = outside(smtp=smtp)["taken"]
    assert {one for one in taken if taken.count(one) > 1} <= set(said["counts"]["doubtful"])
    in_the_dark = step.partition(":")[0] in {"S6", "S7", "S8"}
    assert len(said["counts"]["doubtful"]) == (1 if in_the_dark else 0)


def test_f05_killed_at_the_door_after_the_commit_the_second_delivery_is_a_duplicate(installation):
    content = mails()[0]
    with installation.start("I5") as process, pytest.raises((smtplib.SMTPServerDisconnected, ConnectionError)):
        deliver(process, content)
    assert process.returncode == -9

    with installation.start() as process:
        assert deliver(process, content) == {}
        process.kill()

    said = installation.run("receive@5256000", "check@5256000", "counts", outside=outside)
    assert (said["counts"]["raw"], said["counts"]["cases"], said["check@5256000"]) == (1, 1, [])


def test_f04_killed_at_the_door_before_the_commit_the_other_server_keeps_the_message(installation):
    with installation.start("I4") as process, pytest.raises((smtplib.SMTPServerDisconnected, ConnectionError)):
        deliver(process, mails()[3])
    assert process.returncode == -9
    assert installation.run("counts")["counts"]["raw"] == 0


def deliver(process: subprocess.Popen[str], content: bytes, first: Sequence[str] = (), **told: object) -> dict:
    """Have the process open its door, after what it does first, and hand a mail in."""
    assert process.stdin
    assert process.stdout
    process.stdin.write(json.dumps({"do": [*first, "door"], **told}) + "\n")
    process.stdin.flush()
    client = smtplib.LMTP("127.0.0.1", int(process.stdout.readline()), timeout=20)
    try:
        return client.sendmail("noa@example.com", ["us@ours.example"], content)
    finally:
        client.close()
