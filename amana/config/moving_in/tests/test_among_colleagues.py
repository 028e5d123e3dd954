"""What colleagues said among themselves there reaches no customer here, however an export spells it."""

from __future__ import annotations

import json

import pytest

from amana.cases.models import Case
from amana.record.reading import read

pytestmark = pytest.mark.django_db


def shown(case):
    return [str(one["text"]) for one in read(case.key, side="customer") if one.kind.startswith("message.")]


def test_a_note_of_a_table_is_one_by_whatever_word_says_so(bring, tmp_path):
    words = ["yes", "TRUE", "x", "t", "כן", "ja", "internal note", "private"]
    rows = [f"1;n{place};2020-01-01 10:{place:02};agent;Dana;{word};secret {place}" for place, word in enumerate(words)]
    sides = [f"1;s{place};2020-01-01 11:{place:02};{side};Dana;;secret too" for place, side in
             enumerate(["note", "Private Note", "internal_note"])]  # fmt: skip
    public = [f"1;p{place};2020-01-01 12:{place:02};agent;Dana;{word};said" for place, word in
              enumerate(["", "no", "False", "0", "public"])]  # fmt: skip
    head = "ticket id;message id;at;side;from;note;text"
    (tmp_path / "csv").mkdir()
    (tmp_path / "csv" / "tickets.csv").write_text(
        "ticket id;opened;customer mail\n1;2020-01-01 09:00;a@customer.example\n"
    )
    (tmp_path / "csv" / "messages.csv").write_text("\n".join([head, *rows, *sides, *public]) + "\n")
    bring("csv", tmp_path / "csv")
    assert shown(Case.objects.get()) == ["said"] * 5


def test_words_of_a_ticket_nobody_outside_saw_stay_inside(bring, tmp_path):
    at = "2020-01-01T10:00:00Z"
    ticket = {"id": 1, "subject": "S", "status": "closed", "created_at": at, "updated_at": at, "requester_id": 5,
              "description": "secret", "is_public": False}  # fmt: skip
    other = ticket | {"id": 2, "description": "", "is_public": True, "comments": [
        {"id": 7, "author_id": 5, "body": "secret", "created_at": at, "public": None},
        {"id": 8, "author_id": 5, "body": "said", "created_at": at},
    ]}  # fmt: skip
    user = {"id": 5, "name": "Eve", "email": "eve@customer.example", "role": "end-user"}
    (tmp_path / "export").mkdir()
    (tmp_path / "export" / "tickets.json").write_text("\n".join(map(json.dumps, [ticket, other])))
    (tmp_path / "export" / "users.json").write_text(json.dumps(user))
    bring("zendesk", tmp_path / "export")
    assert sorted(text for case in Case.objects.all() for text in shown(case)) == ["said"]
