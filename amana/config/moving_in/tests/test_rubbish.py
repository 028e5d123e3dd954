"""What no export should be: each is answered with a sentence, nothing stops the rest, and nothing is lost."""

from __future__ import annotations

import json
import zipfile
from contextlib import suppress

import pytest

from amana.cases.models import Case
from amana.config.moving_in.opening import CannotRead
from amana.config.moving_in.tests.test_samples import moved, said
from amana.handling.models import LeftOut, MovedIn
from amana.post.models import File
from amana.record.verifying import verify

GOOD = {"id": 1, "subject": "Good", "status": "closed", "requester_id": 5, "created_at": "2020-01-01T10:00:00Z",
        "description": "Hello there"}  # fmt: skip


def lines(*rows):
    return "\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows).encode()


# What lies in tickets.json, how many cases come of it, and a word of what is said about the rest.
LINES = {
    "a broken line": (lines('{"id": 9, "subj', GOOD), 1, "no JSON"),
    "lists and numbers": (lines("[1, 2]", "7", '"words"', GOOD), 1, "no record"),
    "numbers that are objects": (lines({**GOOD, "id": {"a": 1}}, GOOD), 1, ""),
    "comments that are words": (
        lines({**GOOD, "comments": "none", "tags": "a b", "via": [], "custom_fields": 4}),
        1,
        "",
    ),
    "comments of nulls": (lines({**GOOD, "comments": [None, 1, {}, {"id": 3}]}), 1, ""),
    "no dates at all": (lines({"id": 2, "status": "open", "requester_id": 5}, GOOD), 1, "when it was opened"),
    "dates from nowhere": (
        lines({**GOOD, "created_at": "9999-12-31T23:59:59Z", "updated_at": "-5"}, GOOD | {"id": 2}),
        1,
        "opened",
    ),
    "another encoding": (
        b'{"id":1,"subject":"\xe9t\xe9","status":"closed","created_at":"2020-01-01","requester_id":5}',
        1,
        "UTF-8",
    ),
    "half letters": (
        lines(
            '{"id":1,"subject":"\\ud83d","status":"closed","created_at":"2020-01-01","requester_id":5,"description":"\\u0000x\\u202ey"}'
        ),
        1,
        "",
    ),
    "two bytes a letter": (json.dumps(GOOD).encode("utf-16"), 1, ""),
    "a mark at its beginning": (b"\xef\xbb\xbf" + lines(GOOD), 1, ""),
    "a circle of followers": (lines({**GOOD, "followup_ids": [1]}), 1, ""),
    "very deep": (b'{"id":3,"a":' + b"[" * 200_000 + lines("", GOOD), 1, "no JSON"),
    "a list cut off": (b'{"tickets": [' + lines(GOOD) + b', {"id": 2, "sub', 1, "From here on"),
    "numbers too large": (lines({**GOOD, "id": 10**30, "requester_id": 10**40}), 1, ""),
    "long names": (
        lines({**GOOD, "tags": ["t" * 500], "subject": "s" * 5000, "requester": {"id": 5, "name": "n" * 9000}}),
        1,
        "",
    ),
}


def test_rubbish_in_lines_is_told_and_kept_and_the_rest_comes_in(bring, tmp_path):
    export = tmp_path / "tickets.json"
    for what, (content, cases, sentence) in LINES.items():
        export.write_bytes(content)
        before = Case.objects.count()

        report = bring("zendesk", export, installation=what)

        assert Case.objects.count() - before == cases, what
        told, kept = " ".join(report.left_out), LeftOut.objects.filter(origin__installation=what)
        assert sentence in told and kept.exists() == bool(sentence), what
    assert list(verify()) == []


def test_a_message_of_ten_megabytes_stands_in_the_record_and_whole_beside_it(bring, tmp_path):
    words = "all of it " * 1_000_000
    (tmp_path / "tickets.json").write_bytes(lines({**GOOD, "description": words}))

    bring("zendesk", tmp_path / "tickets.json")

    assert len(said(moved("1"))[0]["text"]) == 200_000
    assert File.objects.get().size == len(words.strip())


def test_what_is_no_export_is_refused_in_a_sentence(bring, tmp_path):
    empty, wrong, bomb, entities = (tmp_path / name for name in ("empty", "x.zip", "bomb.zip", "tickets.xml"))
    empty.mkdir()
    wrong.write_bytes(b"PK no zip")
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("tickets.json", b" " * (80 * 1024 * 1024))
    entities.write_text(
        '<!DOCTYPE t [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><tickets><ticket><subject>&b;</subject></ticket></tickets>'
    )

    for path, sentence in [
        (tmp_path / "nothing", "There is no"), (empty, "no tickets"), (wrong, "no zip"), (bomb, "beyond reason"),
        (entities, "entities of its own"),
    ]:  # fmt: skip
        with pytest.raises(CannotRead, match=sentence):
            bring("zendesk", path)
    assert not Case.objects.exists()


def test_names_in_an_archive_lead_nowhere_outside_of_it(bring, tmp_path):
    outside = tmp_path / "secret.txt"
    outside.write_text("not yours")
    comment = {"id": 7, "author_id": 5, "body": "See files", "created_at": "2020-01-01T10:00:00Z", "attachments": [
        {"id": 1, "file_name": "../secret.txt"}, {"id": 2, "file_name": str(outside)}, {"id": 3, "file_name": "..\\..\\secret.txt"},
    ]}  # fmt: skip
    with zipfile.ZipFile(tmp_path / "export.zip", "w") as packed:
        packed.writestr("../../tickets.json", lines({**GOOD, "comments": [comment]}))
        packed.writestr(
            "/etc/users.json", lines({"id": 5, "name": "Eve", "email": "eve@customer.example", "role": "end-user"})
        )

    report = bring("zendesk", tmp_path / "export.zip")

    assert report.counts["files named but not in the export"] == 3 and not File.objects.exists()
    assert [path.name for path in tmp_path.iterdir() if path.is_file()].count("tickets.json") == 0
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "tickets.json").write_bytes(lines({**GOOD, "id": 2, "comments": [{**comment, "id": 8}]}))
    (folder / "secret.txt").symlink_to(outside)
    bring("zendesk", folder)
    assert not File.objects.exists() and MovedIn.objects.filter(what="case").count() == 2


def test_tables_and_pages_of_rubbish_end_in_sentences(bring, tmp_path):
    for name, system, content in [
        ("tickets.csv", "csv", b"id,subject\n" + b'\x00\xff,"open quote\n' * 50),
        ("a.csv", "csv", b""),
        ("tickets.xml", "freshdesk", b"<helpdesk-tickets><helpdesk-ticket><display-id>1"),
        ("tickets.json", "zammad", b"[[[[]]]]"),
        ("conversations.json", "freescout", b'{"_embedded": {"conversations": [1, null, {"id": 5}]}}'),
    ]:
        path = tmp_path / f"{system}-{name.partition('.')[0]}" / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
        with suppress(CannotRead):
            bring(system, path.parent)
    assert not Case.objects.exists()
