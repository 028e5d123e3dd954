"""What of an own case is shown: chosen, looked at, once, with its files and promises, and nothing private by any way."""

from __future__ import annotations

import zipfile
from datetime import timedelta
from io import BytesIO

import pytest
from django.test import Client
from django.utils import timezone

from amana.advocacy.adding.dropping import drop
from amana.advocacy.adding.taking import take_exhibit
from amana.advocacy.filing.choosing import Choice
from amana.advocacy.filing.composing import file_pdf
from amana.advocacy.home.taking_home import take_home
from amana.cases.models import Case
from amana.commitments.claiming import accept
from amana.commitments.keeping import keep
from amana.commitments.making import Draft, make
from amana.commitments.models import Commitment
from amana.handling.facts.noting import note_call
from amana.handling.handing_out.exporting import export
from amana.handling.talking.replying import Reply, reply
from amana.people.models import Person
from amana.portal.tests.mine.linking.stage import called, shown
from amana.portal.tests.mine.stage import entries, url
from amana.record import verify
from amana.record.appending import SYSTEM, Line, append
from amana.record.kinds import KINDS
from amana.record.reading import read
from amana.record.withdrawing import withdraw
from amana.team.viewing import at_the_desk, owner


def test_the_goal_plan_and_costs_of_the_keeper_are_nowhere_in_the_companys_record(own, linked, client):
    client.post(url(own, "plan/"), {"goal": "Ask for Ruth first", "opening": "Hello"})
    client.post(url(own, "showing/"), {"entry": [str(called(own).id)], "step": "show"})
    theirs = str([one.content for one in read(linked.served.key, side="company")])
    assert "He saw the receipt." in theirs
    assert "150 would do" not in theirs and "Ask for Ruth first" not in theirs


def test_no_private_kind_is_offered_previewed_shown_or_saved(own, linked, client):
    call = str(called(own).id)
    for kind in (kind for kind in KINDS.values() if kind.audience == "customer"):
        by = owner(own.customer).actor if "person" in kind.who else SYSTEM
        secret = append(Line(own.key, kind.name, by, timezone.now(), dict.fromkeys(kind.says, "SECRET")))
        for step in ("look", "show", "file"):
            for chosen in ([str(secret.id)], [str(secret.id), call]):
                answer = client.post(url(own, "showing/"), {"entry": chosen, "step": step})
                assert answer.status_code == 422 and "SECRET" not in answer.content.decode(), kind
    assert "SECRET" not in client.get(url(own, "showing/")).content.decode() and shown(linked.served) == []


def test_the_preview_is_what_is_shown_and_looking_shows_nothing(own, linked, client):
    call = called(own)
    preview = client.post(url(own, "showing/"), {"entry": str(call.id), "step": "look"}).content.decode()
    assert "He saw the receipt." in preview and call.hash in preview and call.salt in preview
    assert shown(linked.served) == []
    client.post(url(own, "showing/"), {"entry": str(call.id), "step": "show"})
    [one] = shown(linked.served)
    assert one["original"]["content"] == call.content and one["noted_by"] == "Gil" and one["fingerprint"] == call.hash
    assert "they read it already" in client.get(url(own, "showing/")).content.decode()


def test_the_same_entry_twice_is_once_and_an_answer_is_owed(own, linked, client, dana):
    served = linked.served
    reply(served, Reply("Done."), by=at_the_desk(dana), at=timezone.now())
    for _twice in range(2):
        answer = client.post(url(own, "showing/"), {"entry": str(called(own).id), "step": "show"}, follow=True)
    assert "nothing was doubled" in answer.content.decode() and len(shown(served)) == 1
    served.refresh_from_db()
    assert served.waiting_for == "company" and served.last_word_by == "customer"


def test_what_was_withdrawn_meanwhile_is_neither_previewed_nor_shown(own, linked, client):
    call = called(own)
    assert client.post(url(own, "showing/"), {"entry": str(call.id), "step": "look"}).status_code == 200
    withdraw(call.id, from_side="company", why="a card number", by=owner(own.customer).actor, at=timezone.now())
    for step in ("look", "show", "file"):
        answer = client.post(url(own, "showing/"), {"entry": str(call.id), "step": step})
        assert answer.status_code == 422 and "withdrawn" in answer.content.decode()
    assert shown(linked.served) == [] and str(call.id) not in client.get(url(own, "showing/")).content.decode()


RUBBISH = [{}, {"entry": "no key"}, {"entry": "00000000-0000-0000-0000-000000000000"}, {"entry": "\0"}]


@pytest.mark.parametrize("typed", RUBBISH, ids=str)
@pytest.mark.parametrize("step", ["look", "show", "file", "no such"])
def test_rubbish_shows_nothing(own, linked, client, typed, step):
    assert client.post(url(own, "showing/"), typed | {"step": step}).status_code == 422
    assert shown(linked.served) == []


def test_entries_of_another_case_and_too_many_are_refused(own, linked, client):
    theirs = next(one for one in read(linked.served.key, side="customer") if one.kind == "message.received")
    assert client.post(url(own, "showing/"), {"entry": str(theirs.id), "step": "show"}).status_code == 422
    many = [str(Person.objects.create(name="x").pk) for _ in range(51)]
    answer = client.post(url(own, "showing/"), {"entry": many, "step": "look"})
    assert answer.status_code == 422 and "at most 50" in answer.content.decode()


def test_a_call_noted_after_that_day_is_pointed_out_until_it_is_shown(own, linked, client):
    assert "added to your own case" not in client.get(url(own, "linking/")).content.decode()
    note_call(own, "She promised nothing.", who="Rina", by=owner(own.customer), at=timezone.now(), minutes=3, waited=1)
    assert "1 entry was added to your own case" in client.get(url(own, "linking/")).content.decode()
    client.post(url(own, "showing/"), {"entry": str(entries(own, "call.noted")[-1].id), "step": "show"})
    page = client.get(url(own, "linking/")).content.decode()
    assert "added to your own case" not in page and "She promised nothing." in page


def promised(own: Case) -> Commitment:
    by = owner(own.customer)
    draft = Draft("A refund of 200", timezone.now() + timedelta(days=2), "company")
    return make(own, [draft], by=by, at=timezone.now())[0]


def test_a_promise_is_moved_by_nobody_shown_by_its_keeper_and_confirmed_by_the_company(own, linked, client, dana):
    served, promise = linked.served, promised(own)
    assert not Commitment.objects.filter(case=served, action="A refund of 200").exists()
    said = next(one for one in entries(own, "promise.made") if one["promise"] == str(promise.pk))
    client.post(url(own, "showing/"), {"entry": str(said.id), "step": "show"})
    claimed = Commitment.objects.get(case=served, origin=Commitment.CLAIMED)
    assert claimed.state == Commitment.NOTICED and claimed.action == "A refund of 200"
    accept(claimed, due_at=timezone.now() + timedelta(days=3), by=at_the_desk(dana), at=timezone.now())
    promise.refresh_from_db()
    assert promise.is_outstanding  # the own case keeps what it says, until its keeper says what happened


def test_a_promise_that_is_over_or_that_nobody_there_made_is_only_shown(own, linked, client):
    promise = promised(own)
    keep(promise, by=owner(own.customer), at=timezone.now(), note="It came.")
    made = [str(one.id) for one in entries(own, "promise.made")]
    client.post(url(own, "showing/"), {"entry": made, "step": "show"})
    assert len(shown(linked.served)) == len(made)
    assert not Commitment.objects.filter(case=linked.served, origin=Commitment.CLAIMED).exists()


def test_a_closed_case_is_opened_by_a_message_before_anything_is_shown(own, linked, client):
    Case.objects.filter(pk=linked.served_id).update(state="closed", closed_at=timezone.now())
    answer = client.post(url(own, "showing/"), {"entry": str(called(own).id), "step": "show"})
    assert answer.status_code == 422 and "closed" in answer.content.decode()
    client.post(url(own, "linking/message/"), {"text": "It is not over."})
    assert Case.objects.get(pk=linked.served_id).is_open


def file_of(own: Case, client: Client) -> bytes:
    return client.post(url(own, "showing/"), {"entry": str(called(own).id), "step": "file"}).getvalue()


def test_a_file_is_saved_without_any_linking_and_holds_only_what_was_chosen(own, client):
    content = file_of(own, client)
    with zipfile.ZipFile(BytesIO(content)) as packed:
        everything = b"".join(packed.read(name) for name in packed.namelist() if name != "verify.py")
    assert (
        b"He saw the receipt." in everything and b"150 would do" not in everything and b"Charged for" not in everything
    )


BROKEN = [
    ("nothing", lambda _good: b""),
    ("no zip", lambda _good: b"hello"),
    ("cut off", lambda good: good[: len(good) // 2]),
    ("a byte", lambda good: good.replace(b'"content"', b'"CONTENT"', 1)),
]


@pytest.mark.parametrize(("what", "breaks"), BROKEN, ids=[what for what, _ in BROKEN])
def test_a_record_that_is_not_in_order_is_no_evidence(own, client, router, what, breaks):
    good = export(router.key, side="customer", at=timezone.now(), purpose="test")
    file = BytesIO(breaks(good))
    file.name = "record.zip"
    answer = client.post(url(own, "their-record/"), {"file": file})
    assert answer.status_code == 422 and not entries(own, "exhibit.added")


def test_their_record_is_kept_once_and_single_entries_are_not_a_record(own, client, router):
    def added(content: bytes):
        file = BytesIO(content)
        file.name = "record.zip"
        return client.post(url(own, "their-record/"), {"file": file})

    good = export(router.key, side="customer", at=timezone.now(), purpose="test")
    assert added(good).status_code == 302 and added(good).status_code == 302
    assert len(entries(own, "exhibit.added")) == 1 and router.number in entries(own, "exhibit.added")[0]["what"]
    assert added(file_of(own, client)).status_code == 422
    itself = export(own.key, side="customer", at=timezone.now(), purpose="test")
    assert added(itself).status_code == 422
    dropped = BytesIO(good)
    dropped.name = "record.zip"
    looked = client.post(url(own, "adding/"), {"file": dropped}, follow=True)
    assert "whole record" in looked.content.decode()


def test_the_file_on_paper_and_all_my_data_are_made_with_a_record_as_evidence(own, linked, client, router):
    file = BytesIO(export(router.key, side="customer", at=timezone.now(), purpose="test"))
    file.name = "record.zip"
    client.post(url(own, "their-record/"), {"file": file})
    assert file_pdf(own, Choice("en", "court"), by=owner(own.customer), at=timezone.now()).content.startswith(b"%PDF")
    out = BytesIO()
    assert take_home(own.customer, out, at=timezone.now()) == 1
    with zipfile.ZipFile(out) as packed:
        assert str(linked.pk) in packed.read(f"{own.number}/beside.json").decode()


def test_a_file_goes_along_with_its_entry_and_is_the_same_byte_for_byte(own, linked, client, tmp_path):
    picture = b"\x89PNG\r\n\x1a\n the receipt"
    dropped = drop(own, picture, name="receipt.png", media_type="image/png", at=timezone.now())
    exhibit = take_exhibit(own, dropped, what="Receipt", text="200 paid", shown_at=timezone.now() - timedelta(days=9),
                           by=owner(own.customer), at=timezone.now())  # fmt: skip
    client.post(url(own, "showing/"), {"entry": str(exhibit.id), "step": "show"})
    [one] = shown(linked.served)
    [file] = one["files"]
    assert file["sha256"] == exhibit.content["files"][0]["sha256"] and file["id"] != exhibit.content["files"][0]["id"]
    assert client.get(url(own, f"linking/files/{file['id']}/")).content == picture
    assert client.get(url(own, f"linking/files/{exhibit.content['files'][0]['id']}/")).status_code == 404
    for name, content in {
        "shown.zip": client.post(url(own, "showing/"), {"entry": str(exhibit.id), "step": "file"}).content,
        "record.zip": export(linked.served.key, side="company", at=timezone.now(), purpose="test"),
    }.items():
        (tmp_path / name).write_bytes(content)
        assert verify.check(tmp_path / name).files >= 1
