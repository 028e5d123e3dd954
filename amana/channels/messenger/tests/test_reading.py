from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from amana.channels.messaging.words import Line, Unreadable
from amana.channels.messenger.reading import read as read_push
from amana.channels.messenger.reading import ref_of
from tests.facebook import NOA, PAGE, delivered, echo, event, file, pushed, read_up_to, text

LINE = Line(PAGE, "https://graph.invalid", {}, {})
AT = datetime(2026, 11, 12, 8, 0, 0, 478000, tzinfo=UTC)
URL = "https://scontent.xx.fbcdn.net/v/t39/light.jpg?oh=1&oe=2"


def read(*events):
    return read_push(pushed(*events), LINE)


def one(what):
    (heard,) = read(what).heard
    return heard


def with_(*attachments, **said):
    return event({"message": {"mid": "m_1", "attachments": list(attachments)} | said}, at=AT)


def test_words_are_read_with_who_when_and_what_they_answer():
    plain = one(text(" שלום ", "m_1", at=AT, reply_to={"mid": "m_0", "is_self_reply": False}))
    assert (plain.text, plain.ref, plain.answers, plain.at) == ("שלום", "m_1", "m_0", AT)
    assert (plain.identity, plain.address, plain.name, plain.unshown) == (NOA, f"ID {NOA}", "", "")
    assert one(text("Sunday", "m_1", at=AT, quick_reply={"payload": "SUNDAY"})).text == "Sunday"


def test_a_button_a_reaction_and_an_edit_are_words():
    pressed = one(event({"postback": {"title": "Where is my order?", "payload": "ORDER", "mid": "m_p"}}, at=AT))
    assert (pressed.text, pressed.ref) == ("Where is my order?", "m_p")
    older = {"postback": {"title": "Get started", "payload": "GET_STARTED"}}
    assert one(event(older, at=AT)).ref == one(event(older, at=AT)).ref != one(event(older, at=AT + timedelta(1))).ref
    liked = {"reaction": {"reaction": "love", "emoji": "❤️", "action": "react", "mid": "m_ours"}}
    assert (one(event(liked, at=AT)).text, one(event(liked, at=AT)).answers) == ("❤️", "m_ours")
    liked["reaction"]["action"] = "unreact"
    assert read(event(liked, at=AT)).ignored
    edits = [one(event({"message_edit": {"mid": "m_1", "text": "Sunday", "num_edit": n}}, at=AT)) for n in (1, 2)]
    assert edits[0].text == "Sunday" and len({"m_1", *(edit.ref for edit in edits)}) == 3


def test_files_are_named_by_their_address_and_a_sticker_is_one():
    for kind in ("image", "audio", "video", "file", "sticker"):
        (media,) = one(file(kind, URL)).media
        assert (media.ref, one(file(kind, URL)).unshown) == (URL, "")
    thumb = {"url": URL, "sticker_id": 369239263222822}
    twice = one(with_({"type": "sticker", "payload": thumb}, {"type": "image", "payload": thumb | {"url": URL + "&x"}}))
    assert len(twice.media) == 1 and not twice.unshown
    assert one(file("image", "x" * 5000)).unshown == "image" and one(file("image", "a\0b")).unshown == "image"


def test_a_place_and_what_was_shared_are_told_and_what_cannot_be_shown_is_said():
    place = {"type": "location", "payload": {"coordinates": {"lat": 32.1, "long": 34.8}}}
    assert one(with_(place)).text == "32.1, 34.8"
    shared = {"type": "fallback", "title": "The router", "url": "https://shop.example/r", "payload": None}
    assert one(with_(shared, text="Look")).text == "Look\nThe router\nhttps://shop.example/r"
    assert one(with_(shared, text="Look: https://shop.example/r")).text.count("https") == 1
    booking = {"type": "appointment_booking", "payload": {}}
    assert (one(with_(booking)).unshown, one(with_(booking, text="Please")).unshown) == ("appointment_booking",) * 2
    assert one(event({"message": {"mid": "m_1", "is_unsupported": True}}, at=AT)).unshown == "message"


def test_what_our_own_page_sent_is_no_message_but_tells_that_ours_left():
    (fate,) = read(echo("m_9", at=AT, metadata="our key")).fates
    assert (fate.ref, fate.state, fate.key, fate.to) == ("m_9", "sent", "our key", "")
    for said in (echo("m_9", at=AT), event({"message": {"mid": "m", "is_deleted": True}}, at=AT)):
        assert read(said) == read(event({"optin": {}}, at=AT)) and read(said).ignored


def test_states_are_told_of_one_and_of_all_up_to_a_moment():
    fates = read(delivered("m_1", "m_2", at=AT)).fates
    assert [(one.ref, one.state, one.until) for one in fates] == [
        ("m_1", "delivered", None), ("m_2", "delivered", None), ("", "delivered", AT)]  # fmt: skip
    (seen,) = read(read_up_to(AT)).fates
    assert (seen.state, seen.to, seen.until, seen.at) == ("read", NOA, AT, AT)


def test_a_name_that_is_too_long_to_be_kept_is_always_the_same_shorter_one():
    assert ref_of("m" * 190) == "m" * 190
    assert ref_of("m" * 191) == ref_of("m" * 191) != ref_of("m" * 192) and len(ref_of("m" * 500)) == 64


@pytest.mark.parametrize(
    "body",
    [
        b"", b"\xff\xfe", b"[]", b"null", b"1", b"{}", b'{"object": "instagram"}', b"[" * 100_000,
        pushed({"message": {"mid": "m", "text": "nobody"}}),
        pushed(event({"message": {"mid": "m", "text": "x"}}, sender={"id": "9" * 40})),
        pushed(event({"message": {"text": "no name"}}, at=AT)),
        pushed(event({"message": {"mid": "a\0b", "text": "x"}}, at=AT)),
        pushed(event({"message": {"mid": "m", "text": "x"}}, sender={"id": "../me"})),
    ],
)  # fmt: skip
def test_rubbish_is_unreadable_and_nothing_else(body):
    with pytest.raises(Unreadable):
        read_push(body, LINE)


def test_odd_shapes_of_every_part_raise_nothing_else():
    odd = [None, 0, "", "x", [], [1], {}, {"id": {}}, True, 1e400, -1, 2**70, "9" * 30, [[]], {"url": []}]
    kinds = {
        "message": {"mid": "m", "text": "x", "attachments": [{"type": "image", "payload": {"url": URL}}]},
        "message_edit": {"mid": "m", "text": "x", "num_edit": 1},
        "postback": {"mid": "m", "title": "x"},
        "reaction": {"mid": "m", "emoji": "x", "action": "react"},
        "delivery": {"mids": ["m"], "watermark": 1},
        "read": {"watermark": 1},
    }
    names = ["mid", "text", "attachments", "reply_to", "title", "emoji", "num_edit", "mids", "watermark", "is_echo",
             "metadata", "quick_reply"]  # fmt: skip
    for kind, said in kinds.items():
        for value in odd:
            pushes = [event({kind: said | {name: value}}, at=AT) for name in names]
            pushes += [
                event({kind: said}, timestamp=value),
                event({kind: value}, at=AT),
                event({kind: said}, sender=value),
            ]
            pushes += [
                event({kind: said | {"attachments": [{"type": value, "payload": value, "title": value}]}}, at=AT)
            ]
            for push in pushes:
                try:
                    read_push(pushed(push), LINE)
                except Unreadable:
                    continue
    whole = json.loads(pushed(text("x", "m", at=AT)))
    for value in odd:
        whole["entry"] = value
        assert not read_push(json.dumps(whole).encode(), LINE).heard
