"""Making the tables, killed in the middle and begun again; a database that a newer version has shaped; a copy made while all goes on."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from amana.channels.email.tests.peers import ImapPeer, SmtpPeer
from tests.faults.conftest import Installation
from tests.faults.outside import outside
from tests.faults.test_killing import mails


def empty(template: Installation, folder: Path, database: str) -> Installation:
    """A folder, and on PostgreSQL a database, in which nothing is yet."""
    folder.mkdir()
    return Installation(folder, database, template.many)


@pytest.mark.slow
def test_f44_killed_while_the_tables_are_made_nothing_is_there_and_the_next_start_makes_them(
    template, tmp_path, new_database
):
    whole = empty(template, tmp_path / "whole", new_database("template0"))
    total = whole.run("kill_at_statement", "make_tables", "statements", statement=0)["statements"]
    begun = empty(template, tmp_path / "begun", new_database("template0"))
    for part in (0.3, 0.97):
        _, ended, errors = begun.attempt("kill_at_statement", "make_tables", statement=int(total * part))
        assert ended == -9, errors
        assert begun.run("state") == {"state": "missing"}
    said = begun.run("make_tables", "state")
    assert said["state"] == "ready"


def test_f44_a_database_that_a_newer_version_has_shaped_is_not_touched(installation):
    said = installation.run("come_from_the_future", "state")
    assert "newer Amana" in said["state"]
    _, ended, errors = installation.attempt("make_tables")
    assert ended == 1 and "NotReady" in errors


@pytest.mark.sqlite
def test_f45_a_copy_made_while_mail_comes_in_holds_together_and_what_came_since_is_fetched_again(
    installation, tmp_path
):
    """Nothing that went out before or after the copy goes out again by itself: what waited in it is held."""
    with ImapPeer() as imap, SmtpPeer(offers=["SIZE 1000000"]) as smtp:
        for round_ in range(4):
            for content in mails():
                imap.add(content.replace(b"@example.com>", b"@%d.example.com>" % round_))
        servers = {"imap": imap.port, "smtp": smtp.port, "outside": lambda: outside(imap, smtp)}
        said = installation.run("copy_while_working", "counts", to=str(tmp_path / "copy"), **servers)
        assert said["counts"]["raw"] == 20
        again = replace(installation, folder=tmp_path / "copy")
        said = again.run("settle", "check@1", "counts", **servers)
        copied, taken = said["counts"], len(smtp.taken)
        assert [one for one in said["check@1"] if not one.startswith("V5")] == []
        said = again.run("stubborn@90", "receive@95", "sweep", "counts", "check@100", **servers)
    assert (said["counts"]["raw"], said["counts"]["cases"]) == (20, 12)
    # What is told about mails of after the copy is written, and goes nowhere before a person has looked.
    assert (said["counts"]["sent"], len(smtp.taken)) == (copied["sent"], taken)
    assert [one for one in said["check@100"] if not one.startswith("V5")] == []
