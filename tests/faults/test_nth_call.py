"""Ending the process, or one call of the database, at the nth statement of intake and sending, whichever that is."""

from __future__ import annotations

from amana.channels.email.tests.peers import ImapPeer
from tests.faults.outside import outside
from tests.faults.test_killing import mails

ROUNDS = 8


def more_mail(imap: ImapPeer, round_: int) -> None:
    """Five mails that are those of no other round."""
    for content in mails():
        imap.add(
            content.replace(b"@example.com>", b"@%d.example.com>" % round_).replace(b"From: ", b"From: r%d" % round_)
        )


def test_f01_to_f18_killed_before_the_nth_statement_all_holds_afterwards(installation, imap, smtp):
    more_mail(imap, 0)
    servers = {"imap": imap.port, "smtp": smtp.port}
    said = installation.run("kill_at_statement", "stubborn", "statements", statement=0, **servers)
    total = said["statements"]
    assert total > 50
    for round_ in range(1, ROUNDS + 1):
        more_mail(imap, round_)
        # Spread over all of them, and not at the same place of each group.
        nth, at = max(1, total * round_ // (ROUNDS + 1) + round_ % 3), round_ * 60
        said, ended, errors = installation.attempt("kill_at_statement", f"stubborn@{at}", statement=nth, **servers)
        assert ended == -9, errors
        said = installation.run(
            "sweep", f"stubborn@{at + 20}", f"send@{at + 40}", f"check@{at + 50}", "counts",
            outside=lambda: outside(imap, smtp), **servers,
        )  # fmt: skip
        assert said[f"check@{at + 50}"] == [], f"after statement {nth}"
        assert (said["counts"]["raw"], said["counts"]["cases"]) == (5 * (round_ + 1), 3 * (round_ + 1))
        assert said["counts"]["sent"] == said["counts"]["outgoing"]


# As SQLite and PostgreSQL say it when the disk is full, another writer is in the way, or the server goes away.
WORDS = [
    "database or disk is full", "database is locked", "disk I/O error", "deadlock detected",
    "could not serialize access due to concurrent update", "server closed the connection unexpectedly",
]  # fmt: skip


def test_f35_f36_f37_a_statement_that_fails_leaves_nothing_half_and_is_done_again(installation, imap, smtp):
    more_mail(imap, 0)
    servers = {"imap": imap.port, "smtp": smtp.port}
    total = installation.run("fail_at_statement", "stubborn", "statements", statement=0, words="", **servers)[
        "statements"
    ]
    for round_ in range(1, ROUNDS + 1):
        more_mail(imap, round_)
        nth, at, words = max(1, total * round_ // (ROUNDS + 1) + round_ % 3), round_ * 60, WORDS[round_ % len(WORDS)]
        said = installation.run(
            "fail_at_statement", f"stubborn@{at}", "statements", f"stubborn@{at + 20}", f"send@{at + 40}", "sweep",
            f"check@{at + 50}", "counts", statement=nth, words=words, outside=lambda: outside(imap, smtp), **servers,
        )  # fmt: skip
        assert said[f"check@{at + 50}"] == [], f"after statement {nth} failed: {words}"
        assert said["counts"]["raw"] == said["counts"]["done"] + round_ + 1  # a newsletter of each round is set aside
        assert said["counts"]["sent"] == said["counts"]["outgoing"]
