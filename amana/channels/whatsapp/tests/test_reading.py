from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from amana.channels.messaging.words import Line, Unreadable
from amana.channels.whatsapp.reading import read
from tests.messengers import NUMBER, whatsapp_push

LINE = Line(NUMBER, "https://graph.invalid", {}, {})
AT = datetime(2026, 11, 12, 8, tzinfo=UTC)


def one(kind, content, **more):
    said = {"from": "972521234567", "id": "wamid.1", "timestamp": str(int(AT.timestamp())), "type": kind, kind: content}
    (heard,) = read(whatsapp_push([said | more]), LINE).heard
    return heard


def test_every_type_is_shown_as_words_or_files_or_said_not_to_be():
    plain = one("text", {"body": " שלום "}, context={"from": "972501234567", "id": "wamid.0"})
    assert (plain.text, plain.answers, plain.at, plain.name) == ("שלום", "wamid.0", AT, "Noa Levi")
    assert (plain.identity, plain.address, plain.unshown) == ("972521234567", "+972521234567", "")
    assert one("button", {"text": "Yes", "payload": "y"}).text == "Yes"
    assert one("interactive", {"type": "list_reply", "list_reply": {"id": "1", "title": "Sunday"}}).text == "Sunday"
    assert one("reaction", {"message_id": "wamid.0", "emoji": "👍"}).text == "👍"
    assert one("location", {"latitude": 32.1, "longitude": 34.8, "name": "Home"}).text == "Home\n32.1, 34.8"
    image = one("image", {"id": "123", "mime_type": "image/jpeg", "caption": "This light"})
    assert (image.text, image.media[0].ref, image.media[0].type) == ("This light", "123", "image/jpeg")
    assert (
        one("document", {"id": "9", "filename": "bill.pdf", "mime_type": "application/pdf"}).media[0].name == "bill.pdf"
    )
    for kind in ("order", "contacts", "system", "unsupported", "something_new"):
        assert one(kind, {"x": 1}).unshown == kind
    assert one("image", {"id": "../../me"}).unshown == "image"  # no name of a file of theirs
    assert one("text", {"body": ["not", "words"]}).unshown == "text"


def test_states_name_ours_and_why():
    failed = {"id": "wamid.9", "status": "failed", "timestamp": "1731398400", "biz_opaque_callback_data": "key",
              "errors": [{"code": 131047, "title": "Re-engagement message", "error_data": {"details": "More than 24 hours"}}]}  # fmt: skip
    (fate,) = read(whatsapp_push(statuses=[failed, {"id": "x", "status": "warning"}, {"status": "read"}]), LINE).fates
    assert (fate.ref, fate.state, fate.key, fate.why) == ("wamid.9", "failed", "key", "131047 More than 24 hours")


def test_what_concerns_another_number_is_left_alone():
    assert read(whatsapp_push([{"x": 1}], number="999"), LINE).ignored


@pytest.mark.parametrize(
    "body",
    [
        b"", b"\xff\xfe", b"[]", b"null", b"1", b"{}", b'{"object": "page"}', b"[" * 100_000,
        whatsapp_push([{"type": "text", "text": {"body": "nobody"}}]),
        whatsapp_push([{"from": "not a number", "id": "w", "type": "text"}]),
        whatsapp_push([{"from": "9725" * 40, "id": "w", "type": "text"}]),
        whatsapp_push([{"from": "972521234567", "id": "w" * 500, "type": "text"}]),
    ],
)  # fmt: skip
def test_rubbish_is_unreadable_and_nothing_else(body):
    with pytest.raises(Unreadable):
        read(body, LINE)


def test_odd_shapes_of_every_part_raise_nothing_else():
    said = {
        "from": "972521234567",
        "id": "wamid.1",
        "timestamp": "1731398400",
        "type": "text",
        "text": {"body": "Hello"},
    }
    odd = [None, 0, "", "x", [], [1], {}, {"body": {}}, True, 1e400, "9" * 30]
    for name in ("timestamp", "type", "text", "context", "image"):
        for value in odd:
            for kind in ("text", "image"):
                push = whatsapp_push([said | {"type": kind, name: value}])
                assert len(read(push, LINE).heard) == 1
    whole = json.loads(whatsapp_push([said]))
    for value in odd:
        for name in ("contacts", "statuses"):
            whole["entry"][0]["changes"][0]["value"][name] = value
            assert len(read(json.dumps(whole).encode(), LINE).heard) == 1
