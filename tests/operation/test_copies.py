"""A copy is made while Amana runs, and brought back where there is nothing."""

from __future__ import annotations

import re

import pytest

from amana.channels.email.tests.peers import ImapPeer

MAIL = (
    b"From: noa <noa@example.com>\r\nTo: us@ours.example\r\nDate: Sun, 22 Nov 2026 10:00:00 +0200\r\nSubject: A matter\r\n"
    b"Message-ID: <%d@example.com>\r\n\r\nWhen will you come?\r\n"
)

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


def new_pieces(said: str) -> int:
    found = re.search(r"(\d+) pieces are new", said)
    assert found, said
    return int(found[1])


def test_f45_a_copy_comes_back_on_an_empty_machine_and_the_gap_is_fetched(installation, empty_machine, copied, copies):
    first = copied[1]
    assert "recovery key" in first and installation.key not in first
    after = installation.do("write", "standing")["standing"]
    assert 0 < new_pieces(installation.amana("backup", str(copies))) < new_pieces(first)

    said = empty_machine.amana("restore", str(copies), "--key-stdin", given=installation.key.replace("-", " ").lower())
    assert "Every chain of the record holds." in said and "3 mails that waited to be sent are held." in said
    with ImapPeer() as imap:
        for number in range(2):
            imap.add(MAIL % number)
        found = empty_machine.do("standing", "step_out", "fetch", "outbox", imap=imap.port)
    now = found["standing"]
    assert {name: now[name] for name in ("cases", "entries", "contents", "files", "opens", "mail_key", "faults", "parts")} == {
        name: after[name] for name in ("cases", "entries", "contents", "files", "opens", "mail_key", "faults", "parts")
    }  # fmt: skip
    assert (now["cases"], len(now["files"])) == (35, 3)
    assert (now["outbox"], now["sessions"], now["withheld"]) == (["held"] * 3, 0, "restored")
    assert found["fetch"] == 2
    assert [line.partition("\n")[0] for line in found["outbox"][1:]] == [
        "3 mails wait to be sent now.",
        "Mail goes out again.",
    ]
    assert "Held since the copy was brought back: 3" in found["outbox"][0]
    assert empty_machine.key == installation.key


@pytest.mark.sqlite  # the same rows on either database, and one restore less
def test_a_copy_for_trying_things_can_send_nothing(filled, empty_machine, copies):
    empty_machine.amana("restore", str(copies), "--staging", "--key-stdin", given=filled.key)

    now = empty_machine.do("standing")["standing"]
    assert (now["staging"], now["withheld"]) == (True, "staging")
    assert (now["servers"], now["opens"], now["system"]) == (["", ""], None, [False, False])
    assert not (empty_machine.folder / "secrets" / "recovery").exists()
