"""A file is sent ahead by a program and goes out with a message: of whom, to whom, once, and within bounds."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.utils import timezone

from amana.api.models import Upload
from amana.api.tests.conftest import program
from amana.api.uploading import KEPT, MOST_WAITING, forget_uploads
from amana.kit.codes import new_id
from amana.post.models import File, Outgoing
from amana.post.storing import Damaged, fetch
from amana.record.appending import SYSTEM
from amana.record.withdrawing import erase
from tests.letters import deliver

pytestmark = pytest.mark.django_db

BYTES = "application/octet-stream"
BILL = b"%PDF-1.4 \x00\xff the bill"


def upload(caller, case, content=BILL, *, query="?name=bill.pdf&type=application/pdf", **headers):
    return caller.post(f"cases/{case.number}/uploads{query}", content, kind=BYTES, **headers)


def send(caller, case, *files, text="Here is the bill."):
    tag = caller.get(f"cases/{case.number}")["ETag"]
    return caller.post(f"cases/{case.number}/messages", {"text": text, "files": list(files)}, If_Match=tag)


def test_a_file_sent_ahead_goes_out_with_the_message_and_waits_no_longer(
    danas, case, django_capture_on_commit_callbacks
):
    waits = upload(danas, case)
    assert waits.status_code == 201 and waits.json() | {"id": "", "ends_at": "", "sha256": ""} == {
        "id": "", "ends_at": "", "sha256": "", "name": "bill.pdf", "type": "application/pdf", "size": len(BILL),
    }  # fmt: skip
    kept = Upload.objects.get().file_key
    with django_capture_on_commit_callbacks(execute=True):
        answer = send(danas, case, waits.json()["id"])
    assert answer.status_code == 201
    (named,) = answer.json()["content"]["files"]
    assert (named["name"], named["size"], named["sha256"]) == ("bill.pdf", len(BILL), waits.json()["sha256"])
    assert danas.get(f"cases/{case.number}/files/{named['id']}").content == BILL
    assert b"bill.pdf" in bytes(Outgoing.objects.get(entry=answer.json()["entry"]).mime)
    assert not Upload.objects.exists()
    with pytest.raises(Damaged):
        fetch(kept, sha256=waits.json()["sha256"])

    again = send(danas, case, waits.json()["id"])
    assert (again.status_code, again.json()["errors"][0]["field"]) == (422, "body.files.0")


def test_a_message_that_is_refused_leaves_its_files_waiting(danas, case):
    waits = upload(danas, case).json()["id"]
    stale = danas.post(f"cases/{case.number}/messages", {"text": "Here.", "files": [waits]}, If_Match='"old"')
    assert stale.status_code == 412
    assert Upload.objects.filter(pk=waits).exists() and not File.objects.exists()


def test_a48_a_file_goes_out_by_whom_it_was_sent_ahead_and_to_that_customer_alone(danas, dana, omar, now, case):
    waits = upload(danas, case).json()["id"]
    other = deliver("gal@tavor.example", "Another matter.", name="Gal Tavor", subject="Other", at=now)
    for caller, to in ((program(dana), case), (danas, other)):
        assert send(caller, to, waits).status_code == 422
    assert upload(program(omar), case).status_code == 404
    assert send(danas, case, str(new_id())).status_code == 422
    assert Upload.objects.filter(pk=waits).exists()


@pytest.mark.parametrize(
    ("content", "query", "status"),
    [
        (b"x", "", 422),
        (b"x", "?name=", 422),
        (b"x", "?name=a.txt&type=text/html;x=y", 422),
        (b"x", "?name=a.txt&type=no-type", 422),
        (b"x", "?name=a.txt&kind=text/plain", 422),
        (b"x", "?name=a%00b", 422),
    ],
)
def test_rubbish_is_refused_in_words_and_nothing_waits(danas, case, content, query, status):
    answer = upload(danas, case, content, query=query)
    assert answer.status_code == status and answer.json()["detail"]
    assert not Upload.objects.exists()


def test_a_file_is_of_one_type_and_no_larger_than_a_message_takes(danas, case, monkeypatch):
    path = f"cases/{case.number}/uploads?name=a.txt"
    assert danas.post(path, {"file": "a"}).status_code == 415
    told = danas.client.post(
        f"/api/v1/{path}", b"x", content_type=BYTES, headers=danas._headers({}), CONTENT_LENGTH=str(20 * 2**20 + 1)
    )
    assert told.status_code == 413
    empty = danas.client.post(
        f"/api/v1/{path}", b"", content_type=BYTES, headers=danas._headers({}), CONTENT_TYPE=BYTES
    )
    assert (empty.status_code, empty.json()["errors"][0]["code"]) == (422, "empty")
    monkeypatch.setattr("amana.handling.filing.MOST_TOGETHER", 10)
    keys = [upload(danas, case, b"123456").json()["id"] for _time in range(2)]
    refused = send(danas, case, *keys)
    assert refused.status_code == 409 and "20 MB" in refused.json()["detail"]
    assert Upload.objects.count() == 2


@pytest.mark.parametrize(
    ("name", "kept"),
    [("../../etc/passwd", "passwd"), ("C:%5Cx%5Cbill.pdf", "bill.pdf"), ("a%E2%80%AEfdp.exe", "a[U+202E]fdp.exe")],
)
def test_a17_a_name_says_no_folder_and_hides_nothing(danas, case, name, kept):
    assert upload(danas, case, query=f"?name={name}").json()["name"] == kept


def test_asked_twice_with_one_key_it_waits_once_and_another_file_is_no_repetition(danas, case):
    first = upload(danas, case, Idempotency_Key="k1")
    assert upload(danas, case, Idempotency_Key="k1").json() == first.json()
    assert upload(danas, case, b"another", Idempotency_Key="k1").status_code == 422
    assert Upload.objects.count() == 1


def test_nobody_keeps_their_files_here(danas, case, django_capture_on_commit_callbacks):
    for _time in range(MOST_WAITING):
        assert upload(danas, case).status_code == 201
    assert upload(danas, case).status_code == 409
    Upload.objects.update(at=timezone.now() - KEPT)
    keys = list(Upload.objects.values_list("file_key", "sha256"))
    waits = Upload.objects.first()
    assert send(danas, case, str(waits.pk)).status_code == 422  # a day old
    with django_capture_on_commit_callbacks(execute=True):
        assert forget_uploads(timezone.now()) == MOST_WAITING
    for key, sha256 in keys:
        with pytest.raises(Damaged):
            fetch(key, sha256=sha256)
    assert upload(danas, case).status_code == 201


def test_a_file_that_names_another_customer_is_asked_about_before_it_leaves(danas, case, now):
    deliver("gal@tavor.example", "Another matter.", name="Gal Tavor", subject="Other", at=now)
    waits = upload(danas, case, b"For Gal Tavor, gal@tavor.example", query="?name=letter.txt&type=text/plain").json()[
        "id"
    ]
    checked = danas.post(f"cases/{case.number}/messages/check", {"text": "Here.", "files": [waits]}).json()
    assert [one["where"] for one in checked["others"]] == ["letter.txt"]
    assert send(danas, case, waits).status_code == 409


def test_what_waits_with_a_case_goes_when_its_words_are_erased(danas, case, now):
    upload(danas, case)
    entry = danas.post(f"cases/{case.number}/notes", {"text": "Their secret illness."}).json()["entry"]
    erase(UUID(entry), why="the law", by=SYSTEM, at=now)
    assert not Upload.objects.exists()
