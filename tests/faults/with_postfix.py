"""A real mail server between us and the world: it keeps what we did not answer for, and says what could not be delivered.

Not part of the suite, as Postfix is started by root alone: `apt-get install postfix`, then `pytest tests/faults/with_postfix.py`.
"""

from __future__ import annotations

import json
import os
import smtplib
import time
from collections.abc import Callable

import pytest

from amana.channels.email.tests.peers import ImapPeer, SmtpPeer
from conftest import program
from tests.faults.outside import outside
from tests.faults.test_killing import mails
from tests.mail.postfix_server import free_port, running_postfix

LATER = "5256000"  # minutes: the doors of real processes go by the clock of the machine


@pytest.fixture(scope="module")
def world():
    """The customer's server, which knows nobody called sami."""
    with SmtpPeer(offers=["SIZE 1000000"], says={"RCPT sami@example.com": "550 5.1.1 nobody of that name"}) as peer:
        yield peer


@pytest.fixture(scope="module")
def postfix(world):
    if os.geteuid() != 0:
        pytest.skip("Postfix is started by root alone")
    door = free_port()
    with running_postfix(program("postfix"), door=door, outside=world.port) as running:
        running.door = door
        yield running


def open_door(installation, postfix, crash_at: str = ""):
    process = installation.start(crash_at)
    process.stdin.write(json.dumps({"do": ["door"], "port": postfix.door}) + "\n")
    process.stdin.flush()
    assert int(process.stdout.readline()) == postfix.door
    return process


def wait_until(is_so: Callable[[], bool], postfix) -> None:
    end = time.monotonic() + 60
    while not is_so():
        assert time.monotonic() < end, postfix.log
        time.sleep(0.1)


def test_f04_f05_a_real_server_hands_in_again_what_we_did_not_answer_for(installation, postfix):
    """Killed once before the commit and once after it, between them nobody at the door: at the end each is there once."""
    with smtplib.SMTP("127.0.0.1", postfix.port, timeout=20) as client:
        for content in (mails()[0], mails()[3]):
            client.sendmail("noa@example.com", ["us@ours.example"], content)
    for step in ("I4", "I5"):
        with open_door(installation, postfix, step) as process:
            try:
                assert process.wait(60) == -9
            finally:
                process.kill()
    with open_door(installation, postfix) as process:
        wait_until(lambda: postfix.waiting() == 0, postfix)
        process.kill()
    said = installation.run("sweep", f"receive@{LATER}", f"check@{LATER}", "arrivals", "counts", outside=outside)
    assert (said["counts"]["raw"], said["counts"]["cases"], said["arrivals"]["lmtp"] >= 3) == (2, 2, True)
    assert [one for one in said[f"check@{LATER}"] if not one.startswith("V5")] == []


def test_f24_a_real_server_that_cannot_deliver_says_so_and_the_case_shows_it(installation, postfix, world):
    """We are told 250; later a report comes to our door: the recipient is marked, and no case is opened."""
    with ImapPeer() as imap:
        for content in mails():
            imap.add(content)
        installation.run("fetch", "receive", "send", imap=imap.port, smtp=postfix.port)
    with open_door(installation, postfix) as process:
        wait_until(lambda: postfix.waiting() == 0, postfix)
        process.kill()
    assert len(world.taken) == 2
    said = installation.run("sweep", f"receive@{LATER}", "counts")["counts"]
    assert (said["sent"], said["bounced"], said["cases"], said["raw"]) == (3, 1, 3, 6)
