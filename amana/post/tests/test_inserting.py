from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from amana.kit.codes import new_id
from amana.post.accepting import Came, accept_all
from amana.post.inserting import Row, insert_messages, messages_with
from amana.post.models import Arrival, MessageKey, RawMessage

pytestmark = pytest.mark.django_db


def test_a_row_is_what_the_model_would_have_written(now):
    came = Came(
        b"bytes", "digest", "imap", "one@x.example", 3, 7, "a@x.example", "b@y.example", now, now + timedelta(1)
    )
    [key] = accept_all([came], at=now).stored

    row = RawMessage.objects.get()
    given = {"digest": "digest", "size": 5, "message_id": "one@x.example", "envelope_from": "a@x.example"}
    given |= {"envelope_to": "b@y.example", "received_at": now, "history_until": now, "not_before": now + timedelta(1)}
    wanted = RawMessage(id=key, body=b"bytes", sha256=row.sha256, **given)
    for field in RawMessage._meta.concrete_fields:
        found = getattr(row, field.attname)
        assert (bytes(found) if field.name == "body" else found) == getattr(wanted, field.attname), field.name
    [arrival] = Arrival.objects.values("raw", "door", "uidvalidity", "uid", "at")
    assert arrival == {"raw": key, "door": "imap", "uidvalidity": 3, "uid": 7, "at": now}
    assert MessageKey.objects.values().get() == {"value": "one@x.example", "case": None, "entry": None, "raw_id": key}


def row(digest, now):
    return Row(new_id(), digest, "", 0, b"", "", "", "", "", now, None, now)


def test_those_that_are_there_are_passed_over_and_not_counted(now):
    rows = [row(digest, now) for digest in "abc"]
    assert insert_messages(rows[:2]) == 2
    assert insert_messages([row("b", now), *rows[2:]]) == 1
    assert insert_messages([]) == 0
    assert messages_with(["a", "b", "c", "d"]) == {one.digest: one.id for one in rows}


def test_the_key_that_comes_back_is_a_key(now):
    insert_messages([row("a", now)])
    assert isinstance(messages_with({"a"})["a"], UUID) and messages_with([]) == {}
