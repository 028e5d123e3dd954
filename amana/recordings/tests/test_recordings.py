from __future__ import annotations

import io
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import RequestFactory

from amana.cases.errors import Refused
from amana.commitments.models import Commitment
from amana.desk.tests.conftest import signed_in
from amana.handling.facts.noting import note_call
from amana.handling.handing_out.exporting import export
from amana.look.pieces import in_pieces
from amana.post.models import File
from amana.record.reading import read
from amana.record.withdrawing import erase
from amana.recordings.keeping import Consent, ask_for_a_copy, attach, delete, recordings_of, set_rule, share
from amana.recordings.models import Recording, Rule
from amana.recordings.sounding import kind_of
from amana.team.viewing import at_the_desk, by_link
from tests.letters import deliver
from tests.sounds import sound

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(brand, dana, now):
    return deliver("noa@levi.example", "My router is dead.", name="Noa Levi", at=now)


@pytest.fixture
def call(case, dana, now):
    return note_call(case, "She called.", who="Noa Levi", by=at_the_desk(dana), at=now).id


@pytest.fixture
def consent(now):
    return Consent("Noa Levi", Recording.SPOKEN, now)


@pytest.fixture
def on(brand, ruth, now):
    set_rule(brand, is_on=True, asks="", by=at_the_desk(ruth), at=now)


@pytest.fixture
def kept(on, case, call, consent, dana, now):
    return attach(case, call, sound(), consent, by=at_the_desk(dana), at=now)


# ── keeping ──────────────────────────────────────────────────────────────────


def test_a_brand_has_no_recordings_until_a_lead_says_so(case, call, consent, brand, dana, now):
    with pytest.raises(Refused):
        attach(case, call, sound(), consent, by=at_the_desk(dana), at=now)
    with pytest.raises(Refused):
        set_rule(brand, is_on=True, asks="", by=at_the_desk(dana), at=now)
    assert not Rule.objects.exists()


def test_only_the_company_reads_that_there_is_one(kept, case):
    assert "recording.added" in [one.kind for one in read(case.key, side="company")]
    assert not any(one.kind.startswith("recording") for one in read(case.key, side="customer"))
    added = next(one for one in read(case.key, side="company") if one.kind == "recording.added")
    assert added["consent"]["who"] == "Noa Levi"


@pytest.mark.parametrize("given", [("", "spoken", 0), ("  ", "spoken", 0), ("Noa", "guessed", 0), ("Noa", "spoken", 5)])
def test_without_consent_nothing_is_kept(given, on, case, call, dana, now):
    who, how, minutes = given
    with pytest.raises(Refused):
        attach(case, call, sound(), Consent(who, how, now + timedelta(minutes=minutes)), by=at_the_desk(dana), at=now)
    assert not File.objects.exists()


def test_a_call_has_one_recording(kept, case, call, consent, dana, now):
    with pytest.raises(Refused):
        attach(case, call, sound(), consent, by=at_the_desk(dana), at=now)


def test_only_a_call_of_this_case_has_one(on, case, consent, dana, now):
    other = read(case.key, side="company")[0].id
    with pytest.raises(Refused):
        attach(case, other, sound(), consent, by=at_the_desk(dana), at=now)


@pytest.mark.parametrize(
    "content",
    [b"", b"RIFF", b"<html><script>alert(1)</script></html>", b"\x89PNG\r\n\x1a\n" + b"\0" * 64, b"MZ" + b"\0" * 64,
     b"\xff\xff\xff\xff" * 32, b"\0\0\0\x20ftypisom" + b"\0" * 64 + b"vide" + b"\0" * 64, b"ID3\xff" + b"\0" * 64,
     b"OggS" + b"\0" * 32 + b"theora" + b"\0" * 32, b"\x00" * 5000],
)  # fmt: skip
def test_what_is_no_sound_is_refused_whatever_it_is_called(content, on, case, call, consent, dana, now):
    assert kind_of(content) is None
    with pytest.raises(Refused):
        attach(case, call, content, consent, by=at_the_desk(dana), at=now)


@pytest.mark.parametrize(
    "head, kind",
    [(b"ID3\x04\0\0", "audio/mpeg"), (b"\xff\xfb\x90\x64", "audio/mpeg"), (b"OggS\0\2", "audio/ogg"), (b"fLaC", "audio/flac"),
     (b"\0\0\0\x20ftypM4A ", "audio/mp4"), (b"\x1a\x45\xdf\xa3\x9f\x42\x82\x84webm", "audio/webm")],
)  # fmt: skip
def test_sound_is_known_by_its_first_bytes(head, kind):
    assert kind_of(head + b"\0" * 64) == kind


# ── sharing, deleting ────────────────────────────────────────────────────────


def test_shared_it_stands_in_the_record_both_sides_read(kept, case, dana, now):
    share(kept, by=at_the_desk(dana), at=now)
    share(kept, by=at_the_desk(dana), at=now)
    assert [one.kind for one in read(case.key, side="customer")].count("recording.shared") == 1


def test_deleting_takes_the_bytes_and_the_record_keeps_that_there_was_one(
    kept, case, dana, now, django_capture_on_commit_callbacks
):
    path = Path(settings.FILES) / kept.file.key[:2] / kept.file.key[2:]
    assert path.exists()
    with django_capture_on_commit_callbacks(execute=True):
        delete(kept, why="She asked for it.", by=at_the_desk(dana), at=now)
    assert not path.exists() and not File.objects.exists()
    assert Recording.objects.get().deleted_at == now
    kinds = [one.kind for one in read(case.key, side="company")]
    assert "recording.added" in kinds and "recording.deleted" in kinds


def test_who_could_hear_it_reads_that_it_is_gone(kept, case, dana, now):
    share(kept, by=at_the_desk(dana), at=now)
    delete(kept, why="x", by=at_the_desk(dana), at=now)
    assert "recording.deleted" in [one.kind for one in read(case.key, side="customer")]


def test_a_colleague_does_not_delete_what_another_kept(kept, omer, ruth, now):
    with pytest.raises(Refused):
        delete(kept, why="x", by=at_the_desk(omer), at=now)
    delete(kept, why="x", by=at_the_desk(ruth), at=now)


def test_a_stranger_neither_shares_nor_deletes(kept, omar, now):
    for act in (
        lambda: share(kept, by=at_the_desk(omar), at=now),
        lambda: delete(kept, why="x", by=at_the_desk(omar), at=now),
    ):
        with pytest.raises(Refused):
            act()


def test_with_the_words_of_a_call_its_recording_is_erased(kept, call, dana, now):
    erase(call, why="the law", by=at_the_desk(dana).actor, at=now)
    assert Recording.objects.get().file is None and not File.objects.exists()


def test_the_caller_asks_for_a_copy_and_is_owed_an_answer(kept, case, now):
    by = by_link(case.customer, case.key)
    ask_for_a_copy(kept, by=by, at=now + timedelta(hours=1))
    ask_for_a_copy(Recording.objects.get(), by=by, at=now + timedelta(hours=2))
    said = [one for one in read(case.key, side="customer") if one.kind == "message.received"]
    assert len(said) == 2 and "recording" in said[-1]["text"]
    assert Commitment.objects.outstanding().filter(case=case, origin=Commitment.ANSWER).exists()


def test_an_agent_asks_for_no_copy_in_the_customers_name(kept, dana, now):
    with pytest.raises(Refused):
        ask_for_a_copy(kept, by=at_the_desk(dana), at=now)


# ── the page ─────────────────────────────────────────────────────────────────


def url(case, call, more=""):
    return f"/desk/cases/{case.number}/entries/{call}/recording/{more}"


def test_a_recording_is_kept_by_the_page_and_played_in_it(on, case, call, dana):
    client = signed_in(dana)
    assert "Ask first" in client.get(url(case, call)).content.decode()
    said = {"sound": SimpleUploadedFile("x.exe", sound(), "application/x-evil"), "who": "Noa", "how": "spoken",
            "when": "2026-11-01T10:00"}  # fmt: skip
    html = client.post(url(case, call), said, follow=True).content.decode()
    assert "<audio" in html
    answer = client.get(url(case, call, "sound/"))
    assert (
        answer.content == sound()
        and answer["Content-Type"] == "audio/wav"
        and answer["X-Content-Type-Options"] == "nosniff"
    )
    assert "<audio" in client.get(f"/desk/cases/{case.number}/").content.decode()
    assert client.post(url(case, call, "sharing/")).status_code == 302
    assert client.post(url(case, call, "removal/"), {"why": "x"}).status_code == 302
    assert client.get(url(case, call, "sound/")).status_code == 404
    assert "There was a recording" in client.get(url(case, call)).content.decode()


def test_without_the_rule_there_is_no_such_page(case, call, dana):
    assert signed_in(dana).get(url(case, call)).status_code == 404


@pytest.mark.parametrize(
    "asked, status, begin", [("bytes=0-9", 206, 0), ("bytes=10-", 206, 10), ("bytes=-5", 206, 95), ("bytes=200-", 416, 0),
                             ("bytes=9-3", 416, 0), ("bytes=-", 200, 0), ("lines=1-2", 200, 0), ("bytes=0-1,3-4", 200, 0)],
)  # fmt: skip
def test_a_player_gets_the_piece_it_asks_for(asked, status, begin):
    content = bytes(range(100))
    answer = in_pieces(RequestFactory().get("/", headers={"Range": asked}), HttpResponse(content))
    assert answer.status_code == status
    if status == 206:
        assert answer.content == content[begin : begin + len(answer.content)]


def test_recordings_are_found_by_their_calls(kept, call):
    assert recordings_of([call]) == {call: kept}


def test_with_what_says_that_a_call_was_recorded_its_recording_is_erased(kept, case, dana, now):
    share(kept, by=at_the_desk(dana), at=now)
    shared = next(one for one in read(case.key, side="company") if one.kind == "recording.shared")
    erase(shared.id, why="the law", by=at_the_desk(dana).actor, at=now)
    row = Recording.objects.get()
    assert row.file is None and row.consent_by == "–" and not File.objects.exists()


def test_shared_it_is_in_the_file_both_sides_take_away_until_it_is_deleted(kept, case, dana, now, tmp_path):
    def names():
        packed = zipfile.ZipFile(io.BytesIO(export(case.key, side="customer", at=now, purpose="to keep")))
        packed.extractall(tmp_path)
        return [name for name in packed.namelist() if name.startswith("files/")], packed.read("manifest.json").decode()

    assert names()[0] == []
    share(kept, by=at_the_desk(dana), at=now)
    assert len(names()[0]) == 1
    delete(Recording.objects.get(), why="asked for", by=at_the_desk(dana), at=now)
    files, manifest = names()
    assert files == [] and "It was deleted" in manifest
