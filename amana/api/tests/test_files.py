"""A file of a case is read by a program through the same door as at the desk: as bytes, and only while its entry is there."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from amana.advocacy.defining import define
from amana.api.scopes import PEOPLE_READ
from amana.api.tests.conftest import program
from amana.channels.email.composing import Attached
from amana.handling.filing import file_all
from amana.handling.opening import open_case
from amana.handling.talking.hearing import hear
from amana.kit.codes import new_id
from amana.people.models import Person
from amana.post.models import File
from amana.record.withdrawing import withdraw

pytestmark = pytest.mark.django_db

PAGE = Attached("evil.html", "text/html", b"<script>alert(1)</script>")


@pytest.fixture
def said(case, link):
    """A message of the customer's with a file."""
    return hear(case, "See this.", by=link, at=timezone.now(), files=[PAGE])


def of(case, key) -> str:
    return f"cases/{case.number}/files/{key}"


def test_a_file_an_entry_names_comes_as_bytes_to_keep_whatever_it_says_of_itself(danas, case, said):
    (named,) = danas.get(f"cases/{case.number}/entries").json()["entries"][-1]["content"]["files"]
    answer = danas.get(of(case, named["id"]))
    assert (answer.status_code, answer.content) == (200, PAGE.content)
    assert answer["Content-Type"] == "application/octet-stream" and answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"] == 'attachment; filename="evil.html"'
    assert "sandbox" in answer["Content-Security-Policy"] and answer["Cache-Control"] == "private, no-cache"


def test_the_rest_of_a_file_that_broke_off_is_asked_for_and_only_of_the_same_file(danas, case, said):
    path = of(case, File.objects.get().pk)
    tag = danas.get(path)["ETag"]
    rest = danas.get(path, Range="bytes=8-", If_Range=tag)
    assert (rest.status_code, rest.content) == (206, PAGE.content[8:])
    assert rest["Content-Range"] == f"bytes 8-{len(PAGE.content) - 1}/{len(PAGE.content)}"
    assert danas.get(path, Range="bytes=8-", If_Range='"another"').content == PAGE.content
    beyond = danas.get(path, Range="bytes=900-")
    assert (beyond.status_code, beyond.content) == (416, b"")


def test_a48_a_file_is_found_by_nobody_who_may_not_read_its_case(danas, case, said, dana, omar):
    path = of(case, File.objects.get().pk)
    assert danas.get(path).status_code == 200
    gil = Person.objects.create(name="Gil", language="en", zone="Asia/Jerusalem", account=dana.account)
    for other in (program(omar), program(gil)):
        assert other.get(path).status_code == 404
    refused = program(dana, scopes=[PEOPLE_READ]).get(path)
    assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")


def test_a48_a_file_of_another_case_a_key_of_nothing_and_no_key_are_not_found(danas, case, said, noa, brand, desk):
    other = open_case(noa, brand, subject="Lamp", text="The lamp is dead.", by=desk, at=timezone.now())
    assert danas.get(of(other, File.objects.get().pk)).status_code == 404
    assert danas.get(of(case, new_id())).status_code == 404
    assert danas.get(of(case, said.id)).status_code == 404
    assert danas.get(of(case, "not-a-key")).status_code in {404, 422}


def test_a_file_goes_with_the_words_of_its_entry(danas, case, said, link):
    path = of(case, File.objects.get().pk)
    withdraw(said.id, from_side="company", why="Not meant for you.", by=link.actor, at=timezone.now())
    assert danas.get(path).status_code == 404


def test_a_file_that_no_entry_names_or_that_was_changed_on_disk_is_not_there(danas, case, said):
    row = File.objects.get()
    file_all([Attached("a.txt", "text/plain", b"a")], case=case.key, entry=new_id(), at=timezone.now())
    loose = File.objects.exclude(pk=row.pk).get()
    assert danas.get(of(case, loose.pk)).status_code == 404
    on_disk = Path(settings.FILES) / row.key[:2] / row.key[2:]
    on_disk.write_bytes(b"<script>alert(2)</script>")
    assert danas.get(of(case, row.pk)).status_code == 404


def test_whoever_keeps_an_own_case_reads_its_files_and_the_desk_does_not(danas, dana):
    at = timezone.now()
    gil = Person.objects.create(name="Gil", language="en", zone="Asia/Jerusalem", account=dana.account)
    own = define(gil, company="Kav", happened="Charged twice.", wanted="A refund.", at=at - timedelta(days=1))
    entry = program(gil).get(f"cases/{own.number}/entries").json()["entries"][0]["entry"]
    file_all([Attached("bill.txt", "text/plain", b"the bill")], case=own.key, entry=entry, at=at)
    path = of(own, File.objects.get().pk)
    assert program(gil).get(path).content == b"the bill" and danas.get(path).status_code == 404
