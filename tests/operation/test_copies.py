"""A copy is made while Amana runs, and brought back where there is nothing."""

from __future__ import annotations

import re

import pytest

from amana.channels.email.tests.peers import ImapPeer
from amana.config.backing_up.keying import read
from amana.config.backing_up.restoring import chosen
from amana.config.backing_up.storing import Store
from tests.operation.conftest import Place

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


def test_f45_a_restore_killed_before_it_was_settled_sends_nothing_and_is_not_opened(filled, empty_machine, copies):
    killed = empty_machine.run("amana", "restore", str(copies), "--key-stdin", given=filled.key, AMANA_CRASH_AT="R2")
    assert killed.returncode == -9, killed.stderr
    found = empty_machine.do("standing", "step_out", "again")
    assert (found["again"]["withheld"], found["again"]["outbox"]) == ("restored", ["waiting"] * 3)
    assert "Restore once more" in empty_machine.amana("outbox", "open", status=1)


@pytest.mark.postgres
def test_what_cannot_be_loaded_leaves_an_empty_database_and_an_empty_folder(installation, empty_machine, copies):
    key = ["restore", str(copies), "--key-stdin"]
    said = Place(empty_machine.folder, installation.database).amana(*key, given=installation.key, status=1)
    assert "not empty" in said and installation.do("standing")["standing"]["cases"] == 30

    # A piece of a table is read only when that table is filled.
    opened = Store(copies, read(installation.key))
    tables = {table["name"]: table["pieces"] for table in chosen(opened).listed["database"]["tables"]}
    opened.remove([tables["record_entry"][0]])
    assert "is missing" in empty_machine.amana(*key, given=installation.key, status=1)
    assert "missing" in empty_machine.amana("migrate", "--check", status=1)
    assert not (empty_machine.folder / "files").exists()


@pytest.mark.sqlite  # where the database is a file, it is put into its place last
def test_f45_a_restore_killed_while_it_puts_things_in_place_has_no_database_that_could_send(filled, tmp_path, copies):
    for number in (1, 2):
        place = Place(tmp_path / f"killed-{number}")
        killed = place.run(
            "amana", "restore", str(copies), "--staging", "--key-stdin", given=filled.key, AMANA_CRASH_AT=f"R1:{number}"
        )
        assert killed.returncode == -9, killed.stderr
        assert (place.folder / "files" / "ways-out.json").exists() and not (place.folder / "amana.sqlite3").exists()


@pytest.mark.sqlite  # on PostgreSQL a database that holds anything is refused by itself
def test_restoring_does_not_touch_another_database_than_the_one_that_comes_back(installation, empty_machine, copies):
    live = f"sqlite:///{installation.folder}/amana.sqlite3"
    sealed = copies.parent / "one-file"
    sealed.write_bytes(b"sealed")
    for source in (copies, sealed):
        for url in (live, "postgresql://amana@127.0.0.1:1/live"):
            said = empty_machine.amana(
                "restore", str(source), "--key-stdin", given=installation.key, status=1, AMANA_DATABASE_URL=url
            )
            assert "AMANA_DATABASE_URL names another database" in said
    assert not empty_machine.folder.exists()
    assert installation.do("standing")["standing"]["outbox"] == ["waiting"] * 3


@pytest.mark.sqlite  # the same rows on either database, and one restore less
def test_a_copy_for_trying_things_can_send_nothing(filled, empty_machine, copies):
    empty_machine.amana("restore", str(copies), "--staging", "--key-stdin", given=filled.key)

    now = empty_machine.do("standing")["standing"]
    assert (now["staging"], now["withheld"]) == (True, "staging")
    assert (now["servers"], now["opens"], now["system"]) == (["", ""], None, [False, False])
    assert not (empty_machine.folder / "secrets" / "recovery").exists()
