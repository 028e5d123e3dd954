"""The disk: power that goes, no room left, files that are damaged."""

from __future__ import annotations

import errno
import shutil
import smtplib
from dataclasses import replace
from datetime import timedelta

import pytest

from amana.channels.email.tests.peers import ImapPeer, SmtpPeer
from amana.post import storing
from amana.post.models import DONE, HELD, File, RawMessage
from tests.faults.conftest import Installation
from tests.faults.invariants import broken
from tests.faults.outside import Outside, outside
from tests.faults.power import fill
from tests.faults.test_killing import deliver, mails
from tests.letters import accept, letter, take_in

SIZES = [100, 70_000, 100, 100, 70_000, 100]  # of which the large ones lie in files


def after_power_loss(installation: Installation, synchronous: str) -> list[str]:
    """Accept mails, lose the power after each answer, and return what is wrong with what is left."""
    left = installation.folder.parent / "left"
    answered = installation.run("lose_power", synchronous=synchronous, sizes=SIZES, left=str(left))["lose_power"]
    wrong = []
    for number in range(len(SIZES)):
        fill(installation.folder, left / str(number))
        again = replace(installation, folder=left / str(number))
        said = again.run("sweep", "digests", "check", outside=dict)
        missing = set(answered[: number + 1]) - set(said["digests"])
        wrong += [f"{len(missing)} missing of {number + 1}"] if missing else []
        wrong += said["check"]
    return wrong


@pytest.mark.sqlite
def test_f19_what_was_answered_for_is_there_after_the_power_went(installation):
    assert after_power_loss(installation, "FULL") == []


@pytest.mark.sqlite
def test_f19_without_syncing_each_commit_it_would_not_be_and_this_test_would_see_it(installation):
    assert any("missing" in one for one in after_power_loss(installation, "NORMAL"))


@pytest.mark.sqlite
def test_f19_the_end_of_the_log_may_be_torn_anywhere(installation):
    """Bytes that were on their way when the power went: what was answered for before stays, and nothing is damaged."""
    left = installation.folder.parent / "left"
    answered = installation.run("lose_power", synchronous="FULL", sizes=SIZES[:3], left=str(left))["lose_power"]
    before, after = ((left / str(n) / "amana.sqlite3-wal").read_bytes() for n in (1, 2))
    before += b"\0" * (len(after) - len(before))
    changed = [place for place in range(0, len(after), 8) if before[place : place + 8] != after[place : place + 8]]
    for cut in (changed[0] + 1, changed[0] + 30, changed[len(changed) // 2], changed[-1]):
        torn = installation.folder.parent / f"torn{cut}"
        shutil.copytree(left / "2", torn)
        fill(installation.folder, torn)
        (torn / "amana.sqlite3-wal").write_bytes(after[:cut] + before[cut:])
        said = replace(installation, folder=torn).run("digests", "check", outside=dict)
        assert (set(said["digests"]) >= set(answered[:2]), said["check"]) == (True, [])


def test_f19_the_name_of_a_file_and_of_its_folder_are_synced_before_its_key_is_given_out(
    tmp_path, settings, monkeypatch
):
    settings.FILES = tmp_path / "data" / "files"
    synced, own = [], storing.os.fsync

    def fsync(handle):
        own(handle)
        synced.append(storing.Path(f"/proc/self/fd/{handle}").readlink())

    monkeypatch.setattr(storing.os, "fsync", fsync)
    folder = settings.FILES / storing.keep(b"bytes")[:2]
    assert synced[:3] == [tmp_path, tmp_path / "data", settings.FILES] and synced[-1] == folder
    synced.clear()
    storing.keep(b"more")
    assert len(synced) >= 2


LIMITS = [0, 3_000, 40_000, 66_000, 100_000, 300_000]


def test_f37_on_a_full_disk_the_mail_stays_on_the_server_and_comes_in_once_there_is_room(installation):
    """The disk is full at another place of the work each time; the same process goes on when there is room."""
    with ImapPeer() as imap, SmtpPeer(offers=["SIZE 1000000"]) as smtp:
        servers = {"imap": imap.port, "smtp": smtp.port}
        failed = []
        for round_, limit in enumerate(LIMITS):
            for content in mails():
                imap.add(content.replace(b"@example.com>", b"@%d.example.com>" % round_))
            at = round_ * 60
            said = installation.run(
                "fill_disk", f"stubborn@{at}", "make_room", "sweep", f"check@{at + 1}", f"stubborn@{at + 20}",
                f"send@{at + 40}", "sweep", f"check@{at + 50}", "counts",
                bytes=limit, outside=lambda: outside(imap, smtp), **servers,
            )  # fmt: skip
            failed += said[f"stubborn@{at}"]
            assert (said[f"check@{at + 1}"], said[f"check@{at + 50}"]) == ([], []), limit
            assert said["counts"]["raw"] == 5 * (round_ + 1)
    assert failed


def test_f37_the_door_says_later_while_there_is_no_room_and_keeps_nothing_half(installation):
    with installation.start() as process:
        with pytest.raises(smtplib.SMTPDataError) as refused:
            deliver(process, mails()[3], first=["fill_disk"], bytes=20_000)
        process.kill()
    assert refused.value.smtp_code == 451
    said = installation.run("sweep", "check@5256000", "counts", outside=dict)
    assert (said["counts"]["raw"], said["check@5256000"]) == (0, [])
    assert not [path for path in installation.folder.glob("files/*/*") if path.is_file()]


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS, errno.EDQUOT])
def test_f37_what_could_not_be_written_whole_is_not_left_behind(tmp_path, settings, monkeypatch, number):
    settings.FILES = tmp_path

    def full(_handle):
        raise OSError(number, "no")

    monkeypatch.setattr(storing.os, "fsync", full)
    with pytest.raises(OSError, match="no"):
        storing.keep(b"x" * 100_000)
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_f37_pages_say_that_nothing_can_be_saved_at_the_moment(installation):
    said = installation.run("fail_at_statement", "look_at_pages", statement=1, words="database or disk is full",
                            paths=["/setup/?1", "/setup/?2"])["look_at_pages"]  # fmt: skip
    assert said == {"/setup/?1": 503, "/setup/?2": 200}


@pytest.mark.django_db
def test_f38_one_damaged_message_is_held_with_the_reason_and_the_others_go_on(brand, dana, now, settings, tmp_path):
    from amana.handling.intake.receiving import receive

    settings.FILES = tmp_path
    large = letter("noa@customer.example", "Where is it? " * 10_000, at=now)
    accept(large, letter("sami@customer.example", "And mine?", at=now), at=now)
    [path] = [path for path in tmp_path.rglob("*") if path.is_file()]
    good = path.read_bytes()
    path.write_bytes(good.replace(b"Where", b"There", 1))
    receive(worker="test", at=now)
    states = dict(RawMessage.objects.values_list("file_key", "state"))
    assert sorted(states.values()) == [DONE, HELD]
    assert "backup" in RawMessage.objects.get(state=HELD).reason
    assert {one[:2] for one in broken(Outside(), at=now)} == {"V8"}

    # Brought back from a backup, it is taken up again.
    from amana.handling.intake.receiving import retry

    path.write_bytes(good)
    retry(RawMessage.objects.get(state=HELD), at=now)
    receive(worker="test", at=now)
    assert (set(RawMessage.objects.values_list("state", flat=True)), list(broken(Outside(), at=now))) == ({DONE}, [])


@pytest.mark.django_db
def test_f38_a_damaged_file_is_not_served_and_others_are(brand, dana, now, settings, tmp_path):
    from email.message import EmailMessage

    settings.FILES = tmp_path
    for number in range(2):
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Message-ID"] = (
            f"n{number}@customer.example",
            "support@example.com",
            f"<{number}@x.example>",
        )
        mail.set_content("See the picture.")
        mail.add_attachment(b"picture" * (number + 1), maintype="image", subtype="png", filename="a.png")
        take_in(mail.as_bytes(), at=now)
    first, second = File.objects.order_by("size")
    path = tmp_path / first.key[:2] / first.key[2:]
    path.write_bytes(b"x" * first.size)
    with pytest.raises(storing.Damaged):
        storing.fetch(first.key, sha256=first.sha256)
    assert storing.fetch(second.key, sha256=second.sha256) == b"picture" * 2
    assert [one[:2] for one in broken(Outside(), at=now)] == ["V8"]


@pytest.mark.django_db
def test_f37_a_full_disk_uses_up_no_try_of_a_message(brand, dana, now, settings, tmp_path, monkeypatch):
    """Its files could not be stored for an hour; it is not held for a person, and comes in once there is room."""
    from email.message import EmailMessage

    from amana.handling.intake.receiving import TRIES, receive

    settings.FILES = tmp_path
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Message-ID"] = "n@customer.example", "support@example.com", "<1@x.example>"
    mail.set_content("See the picture.")
    mail.add_attachment(b"picture", maintype="image", subtype="png", filename="a.png")
    accept(mail.as_bytes(), at=now)

    def full(_handle):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(storing.os, "fsync", full)
        for minutes in range(0, 60, 5):
            receive(worker="test", at=now + timedelta(minutes=minutes))
    row = RawMessage.objects.get()
    assert (row.state, row.attempts < TRIES) == ("waiting", True)
    receive(worker="test", at=now + timedelta(hours=2))
    assert (RawMessage.objects.get().state, list(broken(Outside(), at=now))) == (DONE, [])
