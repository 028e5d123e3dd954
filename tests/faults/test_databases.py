"""The database: busy, slow, full, stopped in the middle, replaced by its standby, or silent about what it committed."""

from __future__ import annotations

import json
import signal
import threading
from contextlib import ExitStack
from dataclasses import replace

import psycopg
import pytest

from amana.channels.email.tests.peers import ImapPeer
from amana.kit.codes import new_token
from tests.faults.conftest import Installation
from tests.faults.outside import outside
from tests.faults.postgres_server import server_in_a_folder
from tests.faults.test_killing import mails


def more_mail(imap: ImapPeer, round_: int) -> None:
    for content in mails():
        imap.add(content.replace(b"@example.com>", b"@%d.example.com>" % round_))


def beside(installation: Installation, *do: str, **told: object):
    """Begin something in another process, and wait until it says that it holds what it holds."""
    process = installation.start()
    process.stdin.write(json.dumps({"do": do, **told}) + "\n")
    process.stdin.flush()
    assert process.stdout.readline() == "held\n", process.stderr.read()
    return process


@pytest.mark.sqlite
def test_f35_a_writer_that_takes_seconds_is_waited_for_and_nobody_reads_that_it_is_locked(installation, imap, smtp):
    more_mail(imap, 0)
    with beside(installation, "hold_writer", seconds=2) as process:
        said = installation.run("stubborn", "look_at_pages", "check@9", "counts", paths=["/setup/"], imap=imap.port,
                                smtp=smtp.port, outside=lambda: outside(imap, smtp))  # fmt: skip
        _, errors = process.communicate(timeout=30)
    assert (process.returncode, said["stubborn"], said["look_at_pages"]) == (0, [], {"/setup/": 200}), errors
    assert (said["check@9"], said["counts"]["cases"]) == ([], 3)


@pytest.mark.sqlite
@pytest.mark.slow
def test_f35_a_long_reader_stops_nobody_and_the_log_shrinks_after_it(installation):
    """While somebody reads one state for long, the log cannot begin anew; afterwards it is cut to its limit of 64 MiB."""
    with beside(installation, "hold_reader") as process:
        grown = installation.run("write_much", groups=24)["write_much"]
        _, errors = process.communicate("go on\n", timeout=30)
    assert process.returncode == 0, errors
    assert grown > 64 * 2**20
    said = installation.run("write_much@1", "write_much@2", "check@3", groups=1, outside=dict)
    assert said["write_much@2"] <= 64 * 2**20
    assert said["check@3"] == []


@pytest.mark.sqlite
def test_f35_without_long_readers_the_log_stays_small_however_much_is_written(installation):
    assert installation.run("write_much", groups=8)["write_much"] < 16 * 2**20


def test_f36_a_commit_whose_answer_is_lost_is_neither_lost_nor_done_twice(installation, imap, smtp):
    servers = {"imap": imap.port, "smtp": smtp.port}
    for round_, commit in enumerate([1, 2, 3, 4, 5, 7, 9, 11], start=1):
        more_mail(imap, round_)
        at = round_ * 60
        said = installation.run(
            "lose_commit_answer", f"stubborn@{at}", f"stubborn@{at + 20}", f"stubborn@{at + 40}", "sweep",
            f"check@{at + 50}", "counts", commit=commit, outside=lambda: outside(imap, smtp), **servers,
        )  # fmt: skip
        assert said[f"check@{at + 50}"] == [], f"commit {commit}"
        assert (said["counts"]["raw"], said["counts"]["cases"]) == (5 * round_, 3 * round_)
        assert said["counts"]["sent"] == said["counts"]["outgoing"]


@pytest.fixture(scope="module")
def server(template, tmp_path_factory):
    """A server of its own, with the tables made once."""
    with server_in_a_folder() as made:
        made.make()
        made.start()
        made.ask("CREATE DATABASE made_once")
        folder = tmp_path_factory.mktemp("made_once")
        Installation(folder, made.url("made_once"), template.many).run("prepare")
        yield made


@pytest.fixture
def served(server, template, tmp_path):
    """An installation on a server of its own."""
    (tmp_path / "data").mkdir()
    name = f"of_{new_token()[:8].lower()}"
    server.ask(f'CREATE DATABASE "{name}" TEMPLATE made_once')
    return Installation(tmp_path / "data", server.url(name), template.many)


@pytest.mark.postgres
@pytest.mark.parametrize(
    ("how", "places"), [(signal.SIGQUIT, [3, 12, 24]), (signal.SIGINT, [18])], ids=["immediate", "fast"]
)
def test_f36_a_server_that_is_stopped_in_the_middle_and_started_again(served, server, imap, smtp, how, places):
    more_mail(imap, 0)
    stops = []

    def stop_and_start() -> None:
        stops.append(how)
        server.stop(how)
        server.start()

    for round_, statement in enumerate(places, start=1):
        more_mail(imap, round_)
        began = round_ * 1000
        said = served.run(
            "trouble_before", f"keep_working@{began}", "sweep", f"check@{began + 900}", "counts", words="post_",
            statement=statement, until=5 * (round_ + 1), imap=imap.port, smtp=smtp.port, trouble=stop_and_start,
            outside=lambda: outside(imap, smtp),
        )  # fmt: skip
        assert said[f"check@{began + 900}"] == []
        assert (said["counts"]["raw"], len(stops)) == (5 * (round_ + 1), round_)


def take_all_connections(database: str, stack: ExitStack) -> None:
    while True:
        stack.enter_context(psycopg.connect(database))


@pytest.mark.postgres
def test_f36_no_connection_left_is_waited_for_and_pages_say_so(served, server, imap, smtp):
    more_mail(imap, 0)
    with ExitStack() as stack:
        with pytest.raises(psycopg.OperationalError, match="too many clients"):
            take_all_connections(served.database, stack)
        said = served.run("look_at_pages", paths=["/setup/"])
        assert said["look_at_pages"] == {"/setup/": 503}
        _, ended, errors = served.attempt("fetch", imap=imap.port)
        assert ended == 1 and "too many clients" in errors
    said = served.run("look_at_pages", "keep_working", "check@900", until=5, paths=["/setup/"], imap=imap.port,
                      smtp=smtp.port, outside=lambda: outside(imap, smtp))  # fmt: skip
    assert (said["look_at_pages"], said["check@900"]) == ({"/setup/": 200}, [])


@pytest.mark.postgres
def test_f36_a_deadlock_is_lost_by_us_and_the_work_is_done_again(served, server, imap, smtp):
    """Somebody else holds a message of ours and waits for the case that we hold, while we wait for the message."""
    more_mail(imap, 0)
    servers = {"imap": imap.port, "smtp": smtp.port}
    served.run("stubborn", **servers)
    imap.add(mails()[2].replace(b"@example.com>", b"@0.example.com>").replace(b"<2@", b"<9@"))
    other = psycopg.connect(served.database)
    waiting = []

    def wait_and_let_go() -> None:
        other.execute("SELECT 1 FROM cases_case FOR UPDATE")
        other.rollback()

    def hold_and_wait() -> None:
        other.execute("SET deadlock_timeout = '30s'")
        other.execute("SELECT 1 FROM post_rawmessage WHERE state = 'waiting' FOR UPDATE")
        waiting.append(threading.Thread(target=wait_and_let_go))
        waiting[0].start()

    said = served.run("fetch@10", "trouble_before", "stubborn@10", "stubborn@20", "check@30", "counts",
                      words='INSERT INTO "record_entry"', trouble=hold_and_wait,
                      outside=lambda: outside(imap, smtp), **servers)  # fmt: skip
    for one in waiting:
        one.join()
    other.close()
    log = (server.home / "log").read_text("utf-8")
    assert waiting and "deadlock detected" in log
    assert (said["check@30"], said["counts"]["raw"], said["counts"]["cases"]) == ([], 6, 3)


@pytest.mark.postgres
@pytest.mark.slow
def test_f36_what_was_answered_for_is_on_the_standby_that_takes_over(served, server, imap, smtp):
    more_mail(imap, 0)
    with server_in_a_folder() as standby:
        standby.copy_of(server)
        standby.start()
        server.ask("ALTER SYSTEM SET synchronous_standby_names = '*'")
        server.ask("SELECT pg_reload_conf()")
        served.run("fetch", "receive", imap=imap.port)
        server.stop(signal.SIGQUIT)
        standby.ask("SELECT pg_promote()")
        taken_over = replace(served, database=standby.url(served.database.rpartition("/")[2]))
        said = taken_over.run("keep_working", "check@900", "counts", until=5, imap=imap.port, smtp=smtp.port,
                              outside=lambda: outside(imap, smtp))  # fmt: skip
    assert (said["check@900"], said["counts"]["raw"], said["counts"]["cases"]) == ([], 5, 3)
