"""Recordings of calls by the API: kept with consent, heard, shared, deleted."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.utils import timezone

from amana.api.scopes import CASES_READ
from amana.api.tests.conftest import program
from amana.handling.facts.noting import note_call
from amana.kit.codes import new_id
from amana.record.reading import heads, read
from amana.recordings.keeping import set_rule
from amana.recordings.models import Recording
from amana.team.viewing import at_the_desk
from tests.sounds import sound

pytestmark = pytest.mark.django_db
BYTES = "application/octet-stream"


@pytest.fixture
def on(brand, ruth, now):
    set_rule(brand, is_on=True, asks="", by=at_the_desk(ruth), at=now)


@pytest.fixture
def path(case, desk, now) -> str:
    """Where the recording of a call is."""
    return f"cases/{case.number}/calls/{note_call(case, 'She called.', who='Noa', by=desk, at=now).id}/recording"


def keep(caller, path: str, content: bytes | None = None, *, kind: str = BYTES, **changes):
    said = {"who": "Noa Levi", "how": "spoken", "when": (timezone.now() - timedelta(hours=1)).isoformat()} | changes
    return caller.post(f"{path}?{urlencode(said)}", sound() if content is None else content, kind=kind)


def test_it_is_kept_heard_shared_and_deleted_once_each(danas, case, on, path):
    kept = keep(danas, path)
    assert kept.status_code == 201, kept.content
    assert (kept.json()["consent_by"], kept.json()["consent_how"]) == ("Noa Levi", "spoken")
    assert danas.get(path).json() == kept.json() and kept.json()["size"] == len(sound())
    heard = danas.get(f"{path}/sound")
    assert heard.content == sound() and heard.headers["Content-Type"] == BYTES
    assert keep(danas, path).status_code == 409
    assert not any(one.kind.startswith("recording") for one in read(case.key, side="customer"))
    for _twice in range(2):
        assert danas.post(f"{path}/sharing").json()["shared_at"]
    for _twice in range(2):
        gone = danas.post(f"{path}/removal", {"why": "She asked us to."}).json()
    assert gone["deleted_at"] and (gone["size"], gone["name"]) == (0, "")
    assert danas.get(f"{path}/sound").status_code == 404
    kinds = [one.kind for one in read(case.key, side="customer") if one.kind.startswith("recording")]
    assert kinds == ["recording.shared", "recording.deleted"]
    assert keep(danas, path).status_code == 201


@pytest.mark.parametrize(
    ("content", "changes", "status"),
    [
        (b"no sound", {}, 409),
        (None, {"who": ""}, 422),
        (None, {"who": "  "}, 409),
        (None, {"how": "guessed"}, 422),
        (None, {"when": "yesterday"}, 422),
        (None, {"when": "2199-01-01T00:00:00Z"}, 409),
        (None, {"kind": "audio/wav"}, 415),
    ],
)
def test_a63_without_sound_or_consent_nothing_is_kept(danas, case, on, path, content, changes, status):
    before = heads(case.key)
    answer = keep(danas, path, content, **changes)
    assert answer.status_code == status and answer.json()["detail"]
    assert heads(case.key) == before and not Recording.objects.exists()


def test_where_a_brand_records_no_calls_nothing_is_kept(danas, path):
    assert keep(danas, path).status_code == 409 and not Recording.objects.exists()


def test_a48_only_of_a_call_one_sees_and_only_whoever_kept_it_or_leads_deletes(
    danas, dana, omar, yossi, case, on, path
):
    said = danas.post(f"cases/{case.number}/notes", {"text": "Look at it."}).json()["entry"]
    for key in (said, new_id()):
        assert keep(danas, f"cases/{case.number}/calls/{key}/recording").status_code in {404, 409}
        assert danas.get(f"cases/{case.number}/calls/{key}/recording").status_code == 404
    assert not Recording.objects.exists()
    assert danas.get(path).status_code == 404
    keep(program(yossi), path)
    stranger = program(omar)
    asked = [stranger.get(path), stranger.get(f"{path}/sound"), stranger.post(f"{path}/sharing"), keep(stranger, path),
             stranger.post(f"{path}/removal", {"why": "x"})]  # fmt: skip
    assert {one.status_code for one in asked} == {404}
    assert program(dana, scopes=[CASES_READ]).post(f"{path}/sharing").json()["code"] == "forbidden"
    assert danas.post(f"{path}/removal", {"why": "Mine?"}).status_code == 409
    assert danas.post(f"{path}/removal", {"why": " "}).status_code in {409, 422}
    assert Recording.objects.get().deleted_at is None and Recording.objects.get().shared_at is None
