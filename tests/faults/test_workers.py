"""Workers that die, stand still, are away for a day, meet work that can never be done, or more than they can do at once."""

from __future__ import annotations

import json
import os
import signal
import smtplib
import subprocess
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from amana.channels.email import reading_apart
from amana.channels.email.delivering import Patience
from amana.channels.email.sending import send_due
from amana.desk.health import counts
from amana.handling.intake import letters
from amana.handling.intake.receiving import BATCH, TRIES, receive
from amana.handling.mails.plain_mail import post_plain
from amana.post.models import DONE, HELD, Outgoing, RawMessage
from tests.faults.invariants import broken
from tests.faults.outside import Outside, message_id, outside
from tests.faults.test_killing import mails
from tests.letters import accept, letter


@pytest.fixture
def imap(imap):
    for content in mails():
        imap.add(content)
    return imap


def stopped(process: subprocess.Popen[str], *do: str, **told: object) -> None:
    """Tell a process what to do, and wait until it stands still."""
    process.stdin.write(json.dumps({"do": do, **told}) + "\n")
    process.stdin.flush()
    _, status = os.waitpid(process.pid, os.WUNTRACED)
    assert os.WIFSTOPPED(status), process.stderr.read()


def gone_on(process: subprocess.Popen[str]) -> dict:
    os.kill(process.pid, signal.SIGCONT)
    said, errors = process.communicate(timeout=60)
    assert process.returncode == 0, errors
    return json.loads(said)


@pytest.mark.parametrize(("step", "copies"), [("S4", 1), ("S5", 1), ("S6", 2)])
def test_f31_a_sender_that_stood_still_past_its_lease_doubles_only_what_is_marked(installation, smtp, step, copies):
    installation.run("post", mails=2)
    with installation.start(f"{step}::STOP", AMANA_SMTP_URL=f"smtp://127.0.0.1:{smtp.port}") as process:
        stopped(process, "send")
        installation.run("send@15", "send@20", smtp=smtp.port)
        gone_on(process)
    said = installation.run("send@30", "check@40", "counts", smtp=smtp.port, outside=lambda: outside(smtp=smtp))
    assert (said["check@40"], said["counts"]["sent"]) == ([], 2)
    taken = [message_id(one.content) for one in smtp.taken]
    assert sorted(taken.count(one) for one in set(taken)) == [1, copies]
    assert said["counts"]["doubtful"] == ([] if copies == 1 else [one for one in set(taken) if taken.count(one) == 2])


def test_f31_a_receiver_that_stood_still_past_its_lease_writes_nothing_twice(installation, imap):
    installation.run("fetch", imap=imap.port)
    with installation.start("I7::STOP") as process:
        stopped(process, "receive")
        assert installation.run("receive@15")["receive@15"] == 5
        gone_on(process)
    said = installation.run("check@20", "counts", outside=lambda: outside(imap))
    assert (said["check@20"], said["counts"]["cases"]) == ([], 3)


def test_f28_two_workers_with_the_same_mails_in_hand_store_each_once_with_both_arrivals(installation, imap):
    installation.run("second_mailbox")
    with installation.start("I3::STOP") as process:
        stopped(process, "fetch", imap=imap.port)
        assert installation.run("fetch", imap=imap.port, mailbox="too@ours.example") == {"fetch": 5}
        assert gone_on(process) == {"fetch": 5}
    said = installation.run("receive", "arrivals", "sweep", "check@5", "counts", outside=lambda: outside(imap))
    assert said["arrivals"] == {"imap us@ours.example INBOX": 5, "imap too@ours.example INBOX": 5}
    assert (said["counts"]["raw"], said["counts"]["cases"], said["check@5"]) == (5, 3, [])


class Poison(MemoryError):
    """What a message does to whoever reads it."""


@pytest.mark.django_db
@pytest.mark.parametrize("error", [Poison, RecursionError, ValueError, ZeroDivisionError])
def test_f32_a_message_that_can_never_be_read_is_held_and_the_others_go_on(
    brand, dana, now, monkeypatch, settings, tmp_path, error
):
    settings.FILES = tmp_path

    def read_apart(raw, **more):
        if b"poison" in raw:
            raise error
        return reading_apart.read_apart(raw, **more)

    monkeypatch.setattr(letters, "read_apart", read_apart)
    raws = [letter(f"n{n}@customer.example", "poison" if n == 3 else "Where is it?", at=now) for n in range(8)]
    accept(*raws, at=now)
    at = now
    for _ in range(TRIES + 1):
        receive(worker="test", at=at)
        assert RawMessage.objects.filter(state=DONE).count() == 7
        at += timedelta(minutes=5)
    held = RawMessage.objects.get(state=HELD)
    assert (held.attempts, error.__name__ in held.reason) == (TRIES, True)
    assert list(broken(Outside(shown=raws), at=at)) == []


@pytest.mark.django_db
def test_f32_a_mail_that_can_never_be_sent_fails_visibly_and_the_others_go_out(now, settings, smtp, tmp_path):
    settings.SMTP_URL, settings.FILES = f"smtp://127.0.0.1:{smtp.port}", tmp_path
    rows = [plain(at=now, to=f"n{n}@customer.example") for n in range(5)]
    Outgoing.objects.filter(pk=rows[2].pk).update(mime=b"Subject: a\n\nlone line ends\n")
    send_due(at=now, worker="test")
    states = dict(Outgoing.objects.values_list("pk", "state"))
    assert [states[row.pk] for row in rows] == ["sent", "sent", "failed", "sent", "sent"]
    seen = Outside(taken=[message_id(one.content) for one in smtp.taken])
    assert list(broken(seen, at=now + timedelta(hours=1))) == []


def plain(*, at, to="noa@customer.example", what="reminder"):
    return post_plain(to, "Noa", "Words", "Hello", what=what, language="en", brand=None, at=at)


@pytest.mark.django_db
def test_f33_after_a_day_without_workers_the_outbox_drains_old_and_new_in_turn(now, settings, smtp, tmp_path):
    settings.SMTP_URL, settings.FILES = f"smtp://127.0.0.1:{smtp.port}", tmp_path
    old = [plain(at=now + timedelta(minutes=4 * n)) for n in range(240)]
    at = now + timedelta(days=1)
    assert counts(at)["unsent_for_minutes"] == 240
    assert counts(now + timedelta(minutes=3))["unsent_for_minutes"] == 0
    order, fresh = [], []
    while Outgoing.objects.exclude(state="sent").exists():
        if len(fresh) < 6:
            fresh.append(plain(at=at, what="code"))
        assert send_due(at=at, worker="test", patience=Patience(2, 2, 2, 60)) <= 20
        at += timedelta(seconds=1)
        order = [message_id(one.content) for one in smtp.taken]
    # What is new goes out with the batch of its moment; what is old in the order in which it was due.
    assert max(order.index(row.message_id) for row in fresh) < 6 * 20
    places = [order.index(row.message_id) for row in old[:180]]  # of the last, some went out as the latest of a batch
    assert sorted(places) == places and len(order) == len(set(order)) == 246
    assert list(broken(Outside(taken=order), at=at)) == []


@pytest.mark.django_db
def test_f33_after_a_day_without_workers_the_post_is_read_in_the_order_in_which_it_came(
    brand, dana, now, settings, tmp_path
):
    settings.FILES = tmp_path
    for hour in range(24):
        raws = [letter(f"n{hour}.{n}@customer.example", "Where is it?", at=now) for n in range(5)]
        accept(*raws, at=now + timedelta(hours=hour))
    at = now + timedelta(days=1)
    assert counts(at)["unread_for_minutes"] == 120
    while RawMessage.objects.waiting(at).exists():
        waiting = list(RawMessage.objects.waiting(at).values_list("received_at", flat=True))
        assert receive(worker="test", at=at) <= BATCH
        left = list(RawMessage.objects.waiting(at).values_list("received_at", flat=True))
        assert sorted(waiting)[len(waiting) - len(left) :] == sorted(left)
        at += timedelta(seconds=1)
    assert RawMessage.objects.filter(state=DONE).count() == 120
    assert (counts(at)["unread_for_minutes"], list(broken(Outside(), at=at))) == (0, [])


@pytest.mark.slow
def test_f34_a_burst_of_mail_is_all_taken_in_and_pages_are_answered_meanwhile(installation):
    """Two hundred mails over ten connections at once, through the door of one process, while another reads them and shows pages."""
    together, each = 10, 20

    def deliver_many(number: int) -> int:
        with smtplib.LMTP("127.0.0.1", port, timeout=60) as client:
            for n in range(each):
                raw = mails()[0].replace(b"<0@example.com>", b"<%d.%d@example.com>" % (number, n))
                raw = raw.replace(b"From: noa <noa@", b"From: n%d <n%d.%d@" % (number, number, n))
                assert client.sendmail("noa@example.com", ["us@ours.example"], raw) == {}
        return each

    with installation.start() as process, ThreadPoolExecutor(together) as pool:
        process.stdin.write(json.dumps({"do": ["door"]}) + "\n")
        process.stdin.flush()
        port = int(process.stdout.readline())
        sent = [pool.submit(deliver_many, number) for number in range(together)]
        said = installation.run("work_and_be_asked@5256000", until=together * each, readers=2,
                                paths=["/setup/", "/accounts/login/"])  # fmt: skip
        assert sum(one.result() for one in sent) == together * each
        process.kill()
    answers = said["work_and_be_asked@5256000"]
    assert set(answers) == {"200"} and answers["200"] >= 4
    said = installation.run("sweep", "check@5256001", "counts", outside=dict)
    assert said["check@5256001"] == [one for one in said["check@5256001"] if one.startswith("V5")]
    assert (said["counts"]["raw"], said["counts"]["done"], said["counts"]["cases"]) == (200, 200, 200)
