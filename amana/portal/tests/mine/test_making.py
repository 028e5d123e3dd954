"""A large file is made beside the pages, with its progress, and taken home from a link by its keeper alone."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pypdf
import pytest
from django.utils import timezone

from amana.advocacy.filing import making
from amana.advocacy.filing.choosing import Choice
from amana.advocacy.models import Making
from amana.config.working import READING_PAUSE, file_once
from amana.portal.tests.mine.stage import LANGUAGES, entries, in_language, somebody_else, url
from amana.post.models import File
from amana.post.storing import Damaged, fetch, keep
from amana.record.withdrawing import erase
from amana.team.viewing import owner

COURT = {"to": "court", "language": "he", "with": ["exhibits", "costs"]}


@pytest.fixture
def large(own):
    """A case with more papers than somebody waits for."""
    for number in range(making.MANY_FILES + 1):
        content = f"Paper {number}".encode()
        File.objects.create(key=keep(content), sha256="0" * 64, size=len(content), name=f"{number}.txt", type="text/plain",
                            case=own.key, at=timezone.now())  # fmt: skip
    return own


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_large_file_is_made_beside_the_pages_and_a_small_one_at_once(large, client, language):
    in_language(large, language)
    assert client.post(url(large, "filing/"), COURT).url == url(large, "filing/")
    page = client.get(url(large, "filing/")).content.decode()
    assert "<progress" in page and url(large, "filing/progress/") in page
    assert file_once() == 0.0 and file_once() == READING_PAUSE
    row = Making.objects.get()
    fragment = client.get(url(large, "filing/progress/")).content.decode()
    assert url(large, f"filing/{row.pk}/") in fragment and "<progress" not in fragment
    answer = client.get(url(large, f"filing/{row.pk}/"))
    assert answer["Content-Type"] == "application/pdf"
    assert pypdf.PdfReader(BytesIO(answer.content)).trailer["/Root"]["/Lang"] == "he"
    assert row.steps and len(entries(large, "record.exported")) == 1
    assert client.post(url(large, "filing/"), {"to": "court"}).content.startswith(b"%PDF")


def test_asked_twice_one_is_made(large, client):
    for _again in range(3):
        client.post(url(large, "filing/"), COURT)
    assert Making.objects.count() == 1


def test_what_was_chosen_is_what_is_made(large):
    choice = Choice("ar", "office", with_costs=True, with_claims=False, papers=frozenset({large.pk}))
    assert making.choice_of(making.ask(large, choice, at=timezone.now())) == choice


def test_a_worker_that_dies_gives_it_back_and_what_cannot_be_made_ends(large, client, monkeypatch):
    now = timezone.now()
    row = making.ask(large, Choice("en"), at=now)
    Making.objects.update(taken_until=now + making.LEASE, tries=1)
    assert not making.make_one(at=now + timedelta(minutes=1))

    def broken(*_args: object, **_more: object) -> None:
        raise ValueError("a page that breaks")

    monkeypatch.setattr(making, "file_pdf", broken)
    assert making.make_one(at=now + making.LEASE + timedelta(minutes=1))
    row.refresh_from_db()
    assert row.ended_at is not None and not row.file_key
    assert 'role="status"' in client.get(url(large, "filing/")).content.decode()
    assert client.get(url(large, f"filing/{row.pk}/")).status_code == 404


def made(case) -> Making:
    row = making.ask(case, Choice("en", with_exhibits=False), at=timezone.now())
    assert making.make_one(at=timezone.now())
    row.refresh_from_db()
    assert row.file_key
    return row


def test_after_a_day_it_is_gone_with_its_bytes(own, django_capture_on_commit_callbacks):
    row = made(own)
    with django_capture_on_commit_callbacks(execute=True):
        assert making.forget(timezone.now() + timedelta(hours=23)) == 0
        assert making.forget(timezone.now() + timedelta(hours=25)) == 1
    with pytest.raises(Damaged):
        fetch(row.file_key, sha256=row.sha256)


def test_what_is_erased_or_deleted_stands_in_no_file_that_waits(own, client, django_capture_on_commit_callbacks):
    row = made(own)
    with django_capture_on_commit_callbacks(execute=True):
        erase(entries(own, "goal.set")[0].id, why="mine", by=owner(own.customer).actor, at=timezone.now())
    assert not Making.objects.exists()
    with pytest.raises(Damaged):
        fetch(row.file_key, sha256=row.sha256)
    row = made(own)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(url(own, "deleting/"), {"number": own.number})
    with pytest.raises(Damaged):
        fetch(row.file_key, sha256=row.sha256)


def test_nobody_else_sees_or_takes_it(own):
    row, other = made(own), somebody_else()
    for screen in ("filing/progress/", f"filing/{row.pk}/"):
        assert other.get(url(own, screen)).status_code == 404
