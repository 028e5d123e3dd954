"""Who sees which mail, what is due, and what is emptied once it has done its work."""

from __future__ import annotations

import os
from datetime import timedelta

import pytest

from amana.kit.codes import new_id
from amana.post import accepting, storing
from amana.post.accepting import LARGEST_IN_ROW, Came, accept_all
from amana.post.emptying import KEPT, empty_old
from amana.post.leasing import LeaseLost, claim, finish, finish_each, me
from amana.post.models import ASIDE, HELD, Arrival, File, MessageKey, Outgoing, RawMessage, Recipient
from amana.team.models import Brand
from amana.team.viewing import at_the_desk, the_system
from tests.cast import agent

pytestmark = pytest.mark.django_db


def outgoing(now, **more):
    what = {"what": "reply", "message_id": f"{new_id()}@x.example", "mail_from": "us@x.example", "subject": "s",
            "mime": b"bytes", "created_at": now, "not_before": now}  # fmt: skip
    return Outgoing.objects.create(**what | more)


def test_held_and_set_aside_mails_are_seen_by_those_of_their_brand_and_nobodys_by_whoever_leads(
    brand, dana, yossi, now
):
    other = Brand.objects.create(name="Other", company=brand.company, week=brand.week, language="en", created_at=now)
    accept_all([Came(f"{n}".encode(), f"digest {n}", "a") for n in range(4)], at=now)
    for digest, state, whose in (("0", HELD, brand), ("1", ASIDE, other), ("2", HELD, None)):
        RawMessage.objects.filter(digest=f"digest {digest}").update(state=state, reason="why", brand=whose)
    assert (RawMessage.objects.held().count(), RawMessage.objects.set_aside().count()) == (2, 1)
    assert RawMessage.objects.waiting(now).count() == 1

    def seen(viewer):
        rows = RawMessage.objects.visible_to(viewer).exclude(reason="")
        return sorted(rows.values_list("digest", flat=True))

    assert seen(at_the_desk(dana)) == ["digest 0"]
    assert seen(at_the_desk(yossi)) == ["digest 0", "digest 2"]
    assert seen(at_the_desk(agent("Ola Other", other))) == ["digest 1"]
    assert seen(the_system()) == []


def test_mails_and_what_goes_by_messengers_are_due_apart(now):
    mail, chat = outgoing(now), outgoing(now, channel="whatsapp")
    outgoing(now, state=Outgoing.SENT)
    outgoing(now + timedelta(hours=1), not_before=now + timedelta(hours=1))
    assert set(Outgoing.objects.under_way(now)) == {mail, chat}
    assert [*Outgoing.objects.ready(now)] == [mail]
    assert [*Outgoing.objects.chats_ready(now, channels=["whatsapp"])] == [chat]
    assert not Outgoing.objects.chats_ready(now, channels=[]).exists()


def test_every_row_has_a_name_for_whoever_looks_into_the_database(now):
    mail = outgoing(now)
    rows = [RawMessage(subject="Where is it?"), RawMessage(message_id="one@x"), RawMessage(), Arrival(door="imap", uid=7),
            MessageKey(value="one@x.example"), File(name="router.png"), mail, Recipient(address="noa@x.example")]  # fmt: skip
    told = [str(row) for row in rows]
    assert all(told) and told[3] == "imap 7" and told[6] == f"reply {mail.message_id}"


def test_a_mail_of_no_case_is_emptied_thirty_days_after_it_left_and_others_stay(now):
    old, later = outgoing(now, state=Outgoing.SENT), now + KEPT + timedelta(seconds=1)
    stay = [outgoing(now, state=Outgoing.SENT, case=new_id()), outgoing(now), outgoing(later, state=Outgoing.SENT)]
    for row in (old, *stay):
        Recipient.objects.create(outgoing=row, address="noa@x.example", at=now)
    assert empty_old(now + KEPT) == 0
    assert empty_old(later) == 1
    old.refresh_from_db()
    assert (bytes(old.mime), old.subject, old.recipients.count()) == (b"", "", 0)
    assert Recipient.objects.count() == 3 and empty_old(later) == 0


def test_nothing_in_hand_is_finished_without_a_question(django_assert_num_queries):
    with django_assert_num_queries(0):
        finish([], state="done")
        finish_each([])


def test_each_process_has_a_name_of_its_own():
    assert me().endswith(f":{os.getpid()}") and len(me()) <= 60


def test_what_was_taken_over_is_not_marked_as_in_the_record(now):
    accept_all([Came(b"one", "digest", "a")], at=now)
    mine = claim(RawMessage.objects.waiting(now), most=1, at=now, worker="a")
    RawMessage.objects.update(fence=9)
    with pytest.raises(LeaseLost, match="1 of 1"):
        finish_each([(mine[0], None, None)])


def test_f28_a_file_that_another_worker_stored_in_the_meantime_is_not_kept_twice(now, settings, tmp_path, monkeypatch):
    """Both looked before either stored; the second one finds the row of the first, and takes its own file away."""
    settings.FILES = tmp_path
    came = Came(b"x" * (LARGEST_IN_ROW + 1), "digest", "a")
    accept_all([came], at=now)
    monkeypatch.setattr(accepting, "_fresh", lambda messages: {one.digest: one for one in messages})
    assert (accept_all([came], at=now).stored, RawMessage.objects.count()) == ([], 1)
    assert len([one for one in tmp_path.rglob("*") if one.is_file()]) == 1


def test_f37_what_could_not_be_written_whole_leaves_nothing_and_names_what_is_wrong(settings, tmp_path, monkeypatch):
    settings.FILES = tmp_path
    keys = iter(["ab" + f"{number:030}" for number in range(9)])
    monkeypatch.setattr(storing.secrets, "token_hex", lambda _count: next(keys))
    kept = storing.keep(b"before")  # the folder is there, and what fails is the file

    def full(_handle):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(storing.os, "fsync", full)
        with pytest.raises(OSError, match="No space"):
            storing.keep(b"x")
        assert storing.why_nothing_is_kept() == "No space left on device"
    assert storing.why_nothing_is_kept() == ""
    assert [one.name for one in tmp_path.rglob("*") if one.is_file()] == [kept[2:]]


def test_where_folders_cannot_be_synced_their_file_system_sees_to_it(tmp_path, monkeypatch):
    missing, opened = tmp_path / "which is not there", []
    with pytest.raises(FileNotFoundError):
        storing._sync_folder(missing)
    with monkeypatch.context() as patched:
        patched.setattr(storing.os, "name", "nt")
        patched.setattr(storing.os, "open", lambda *asked: opened.append(asked))
        storing._sync_folder(missing)
    assert opened == []
