"""What a messenger's refusals, silences and odd answers mean: asked over HTTP on this machine, message by message."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from amana.channels.messaging.words import (
    File,
    Going,
    Later,
    Line,
    Media,
    NeedsLogin,
    NotTold,
    Refusal,
    Template,
    Trouble,
    WindowClosed,
)
from amana.channels.sms import sending as sms
from amana.channels.sms.shaping import LARGEST_IN
from amana.channels.telegram import sending as telegram
from amana.channels.whatsapp import sending as whatsapp
from tests.messengers import BOT, HANG_UP, JPEG, NUMBER, SID, Peer, serving
from tests.messengers import telegram as telegram_api
from tests.messengers import twilio as twilio_api
from tests.messengers import whatsapp as whatsapp_api

GOING = Going("key", "+972521234567", "The part is here.")
HTML = (502, b"<h1>Bad gateway</h1>", {"Content-Type": "text/html"})


@pytest.fixture(scope="module")
def twilio() -> Iterator[Peer]:
    with serving(twilio_api) as peer:
        yield peer


@pytest.fixture(scope="module")
def meta() -> Iterator[Peer]:
    with serving(whatsapp_api) as peer:
        yield peer


@pytest.fixture(scope="module")
def bots() -> Iterator[Peer]:
    with serving(telegram_api) as peer:
        yield peer


@pytest.fixture
def number(twilio: Peer) -> Line:
    twilio.next.clear()
    said = {"account_sid": SID}
    return Line("+972501234567", twilio.url, said, {"auth_token": "auth token"}, allows_private=True)


@pytest.fixture
def phone(meta: Peer) -> Line:
    meta.next.clear()
    return Line(NUMBER, meta.url, {}, {"token": "EAAtoken"}, allows_private=True)


@pytest.fixture
def bot(bots: Peer) -> Line:
    bots.next.clear()
    return Line("110201543", bots.url, {}, {"token": BOT}, allows_private=True)


def refused(code: int, status: int = 400) -> tuple[int, dict[str, object], dict[str, str]]:
    return status, {"code": code, "message": "Said why.\nOn two lines."}, {"Retry-After": "90"}


# ── SMS ──────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("said", "trouble", "why"),
    [
        (refused(21211), Refusal, "21211 Said why. On two lines."),
        (refused(20003, 401), NeedsLogin, "20003 Said why. On two lines."),
        (refused(21610, 401), NeedsLogin, "21610 Said why. On two lines."),
        (refused(14107), Later, "14107 Said why. On two lines."),
        (refused(99999, 503), Later, "99999 Said why. On two lines."),
        ((429, {}, {"Retry-After": "90"}), Later, "too many requests"),
        ((403, {}), NeedsLogin, "status 403"),
        (HTML, NotTold, "status 502"),
        ((200, {"status": "queued"}), NotTold, "the answer names no message"),
        ((200, {"sid": "S" * 65}), NotTold, "the answer names no message"),
        ((200, b"[]"), NotTold, "the answer names no message"),
        ((200, b"[" * 100_000), NotTold, "the answer names no message"),
        (HANG_UP, NotTold, "127.0.0.1"),
    ],
)
def test_what_twilio_answers_says_whether_it_is_tried_again(twilio: Peer, number: Line, said, trouble, why) -> None:
    twilio.next.append(said)
    with pytest.raises(Trouble) as told:
        sms.send(GOING, number)

    assert type(told.value) is trouble and told.value.why.startswith(why)
    assert getattr(told.value, "seconds", 90) in {90, 0} and "auth token" not in told.value.why


def test_a_file_of_an_sms_is_fetched_where_twilio_points_and_without_our_token(twilio: Peer, number: Line) -> None:
    file = sms.fetch(Media(f"/2010-04-01/Accounts/{SID}/Messages/MM1/Media/ME1", "image/jpeg"), number)

    assert (file.name, file.type, file.content) == ("ME1.jpg", "image/jpeg", JPEG)
    assert "authorization" not in twilio.asked[-1].headers


@pytest.mark.parametrize(
    ("said", "trouble"),
    [
        ((404, {}), Refusal), ((503, {}), Later), ((429, {}, {"Retry-After": "5"}), Later), (HANG_UP, Later),
        ((307, b"", {"Location": ""}), Later), ((307, b"", {"Location": "http://[::1"}), Refusal),
        ((307, b"", {"Location": "ftp://127.0.0.1/x"}), Later), ((200, b"x" * (LARGEST_IN + 1)), Refusal),
    ],
)  # fmt: skip
def test_a_file_that_does_not_come_is_asked_for_again_or_given_up(twilio: Peer, number: Line, said, trouble) -> None:
    twilio.next.append(said)
    with pytest.raises(Trouble) as told:
        sms.fetch(Media("/x/Media/ME1"), number)

    assert type(told.value) is trouble


# ── WhatsApp ─────────────────────────────────────────────────────────────────


def error(code: object, status: int = 400, **more: object) -> tuple[int, dict[str, object]]:
    return status, {"error": {"code": code, "message": "EAAtoken is at fault", **more}}


@pytest.mark.parametrize(
    ("said", "trouble"),
    [
        (error(131047), WindowClosed), (error(131056), Later), (error(100, 429), Later), (error(100, 500), Later),
        (error(190, 500), NeedsLogin), (error("x", 403), NeedsLogin), (error(131026), Refusal),
        (error(131026, 200, error_data={"details": "EAAtoken"}), Refusal), (error(131026, 400, error_data="x"), Refusal),
        (HTML, NotTold), ((200, {"messages": []}), NotTold), ((200, {"messages": [{"id": ""}]}), NotTold),
        ((200, {"messages": ["x"]}), NotTold), (HANG_UP, NotTold),
    ],
)  # fmt: skip
def test_what_whatsapp_answers_says_whether_it_is_tried_again(meta: Peer, phone: Line, said, trouble) -> None:
    meta.next.append(said)
    with pytest.raises(Trouble) as told:
        whatsapp.send(GOING, phone)

    assert type(told.value) is trouble and "EAAtoken" not in told.value.why


def test_words_a_quote_a_picture_a_paper_and_a_template_leave_as_the_interface_has_them(
    meta: Peer, phone: Line
) -> None:
    picture, paper = File("a.jpg", "image/jpeg", JPEG), File("b.pdf", "application/pdf", b"%PDF-1.4")
    whatsapp.send(Going("k1", "1", "Hello", answers="wamid.x"), phone)
    assert (meta.asked[-1].json["text"]["body"], meta.asked[-1].json["context"]) == ("Hello", {"message_id": "wamid.x"})
    whatsapp.send(Going("k2", "1", file=picture), phone)
    assert meta.asked[-1].json["image"] == {"id": "4490709327384033"}
    whatsapp.send(Going("k3", "1", file=paper), phone)
    assert meta.asked[-1].json["document"] == {"id": "4490709327384033", "filename": "b.pdf"}
    whatsapp.send(Going("k4", "1", template=Template("we_have_news", "he", ["נועה"])), phone)
    assert meta.asked[-1].json["template"]["components"][0]["parameters"] == [{"type": "text", "text": "נועה"}]
    whatsapp.send(Going("k5", "1", template=Template("plain", "en")), phone)
    assert "components" not in meta.asked[-1].json["template"]


@pytest.mark.parametrize("said", [HANG_UP, (200, {}), HTML, error(2)])
def test_a_file_that_was_not_taken_may_be_handed_over_again(meta: Peer, phone: Line, said) -> None:
    meta.next.append(said)
    with pytest.raises(Later):
        whatsapp.send(Going("k", "1", file=File("a.jpg", "image/jpeg", JPEG)), phone)


@pytest.mark.parametrize(
    ("said", "trouble"),
    [
        ([(200, {"url": "https://files.example/x"})], Refusal), ([(200, {"url": "http://[::1"})], Refusal),
        ([(200, {})], Refusal), ([HANG_UP], Later), ([HTML], Later), ([error(190)], NeedsLogin),
    ],
)  # fmt: skip
def test_a25_a_file_that_lies_elsewhere_is_not_fetched_and_is_shown_no_token(
    meta: Peer, phone: Line, said, trouble
) -> None:
    meta.next += said
    with pytest.raises(trouble):
        whatsapp.fetch(Media("1003383421387256", "image/jpeg"), phone)


@pytest.mark.parametrize(("status", "trouble"), [(500, Later), (429, Later), (404, Refusal)])
def test_a_picture_that_is_gone_is_given_up(meta: Peer, phone: Line, status, trouble) -> None:
    meta.next += [(200, {"url": f"{meta.url}/lookaside/1"}), (status, {})]
    with pytest.raises(trouble):
        whatsapp.fetch(Media("1003383421387256", "image/jpeg"), phone)


# ── Telegram ─────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("said", "trouble"),
    [
        ([(200, {"ok": True, "result": {"file_path": "../../etc/passwd"}})], Refusal),
        ([(200, {"ok": True, "result": {}})], Refusal), ([HANG_UP], Later),
        ([(200, {"ok": True, "result": {"file_path": "photos/1.jpg"}}), (503, {})], Later),
        ([(200, {"ok": True, "result": {"file_path": "photos/1.jpg"}}), (404, {})], Refusal),
    ],
)  # fmt: skip
def test_a_file_of_telegram_without_an_address_is_given_up(bots: Peer, bot: Line, said, trouble) -> None:
    bots.next += said
    with pytest.raises(trouble):
        telegram.fetch(Media("AgAC"), bot)


def test_a_message_telegram_does_not_name_may_have_been_sent(bots: Peer, bot: Line) -> None:
    bots.next.append((200, {"ok": True, "result": {"message_id": "x"}}))
    with pytest.raises(NotTold):
        telegram.send(Going("k", "42", "Hello"), bot)
