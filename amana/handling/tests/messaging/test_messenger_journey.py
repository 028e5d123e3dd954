from __future__ import annotations

from datetime import timedelta

import pytest

from amana.cases.models import Case
from amana.channels.email.composing import Attached
from amana.channels.messaging.connecting import check
from amana.channels.messaging.sending import SIGN_IN_AGAIN, UNTIL_TOLD
from amana.channels.messaging.words import Refusal, Trouble
from amana.channels.models import ChatPart, Correspondent, Messenger, Push
from amana.commitments.models import Commitment
from amana.handling.messaging.replying import by_chat, chats_of
from amana.handling.talking.replying import UNDO, Reply, reply
from amana.handling.tests.messaging.conftest import connected, work
from amana.people.models import Address
from amana.post.models import File, Outgoing
from amana.record.reading import read
from amana.record.verifying import verify
from tests.facebook import (
    NOA,
    PAGE,
    TOKEN,
    Page,
    delivered,
    echo,
    error,
    event,
    file,
    pushed,
    read_up_to,
    text,
)
from tests.messengers import HANG_UP, serving

pytestmark = pytest.mark.django_db

TYPED = {"page_id": PAGE, "token": TOKEN, "app_secret": "app secret", "verify_token": "a word of ours"}
SECOND = timedelta(seconds=1)


@pytest.fixture(scope="module")
def _facebook():
    with serving(Page()) as peer:
        yield peer


@pytest.fixture
def facebook(_facebook):
    _facebook.asked.clear()
    _facebook.next.clear()
    _facebook.answer = Page(names={NOA: {"first_name": "Noa", "last_name": "Levi"}})
    return _facebook


@pytest.fixture
def page(brand, dana, yossi, facebook, now):
    return connected(brand, yossi, facebook, now, channel="messenger", typed=TYPED)


@pytest.fixture
def chat(page, push, facebook, now) -> Case:
    Messenger.objects.update(gives_receipts=False)
    push(page, pushed(text("The router is dead", "m_1", at=now)))
    work(now)
    facebook.asked.clear()
    return Case.objects.get()


@pytest.fixture
def answer(chat, desk, now) -> Outgoing:
    return answered(chat, desk, now)


def answered(case, desk, at, words="A technician comes.", **more):
    said = reply(case, Reply(words, **more), by=desk, at=at, through=by_chat(Correspondent.objects.get().pk))
    return Outgoing.objects.get(entry=said.id)


def sent(facebook):
    return [one.json for one in facebook.asked if one.path == f"/{PAGE}/messages"]


def state(row):
    row.refresh_from_db()
    return row.state


def test_a_message_becomes_a_case_is_answered_and_read_up_to_a_moment(page, push, facebook, desk, now):
    assert push(page, pushed(text("הנתב מת. אשלח לכם צילום עד יום ראשון", "m_1", at=now))).status_code == 200
    work(now)
    case = Case.objects.get()
    assert (case.channel, case.brand, str(case.customer)) == ("messenger", page.brand, "Noa Levi")
    assert not Address.objects.filter(person=case.customer).exists()
    heard = next(one for one in read(case.key, side="customer") if one.kind == "message.received")
    assert heard["from"] == {"name": "Noa Levi", "address": f"ID {NOA}"} and heard["verified"] == "messenger"
    assert Commitment.objects.filter(case=case, promiser="customer", origin=Commitment.READ).exists()
    (receipt,) = sent(facebook)
    assert receipt["recipient"] == {"id": NOA} and receipt["messaging_type"] == "RESPONSE"
    assert case.number in receipt["message"]["text"] and "/c/" in receipt["message"]["text"]

    first = answered(case, desk, now, "**טכנאי** מגיע מחר.")
    work(now + UNDO)
    assert sent(facebook)[-1]["message"]["text"] == "טכנאי מגיע מחר."
    later = now + timedelta(hours=1)
    second = answered(case, desk, later, "He is on his way.")
    work(later + UNDO)
    parts = [ChatPart.objects.get(outgoing=row) for row in (first, second)]
    assert [(one.state, one.ref) for one in parts] == [("sent", "m_ours2"), ("sent", "m_ours3")]

    # Everything up to a moment before the second one was read; the second arrived, as its own name says.
    push(page, pushed(read_up_to(later)))
    push(page, pushed(delivered("m_ours3", "m_of_another_app", at=later)))
    work(later + UNDO + SECOND)
    for one in parts:
        one.refresh_from_db()
    assert [one.state for one in parts] == ["read", "delivered"] and parts[0].at == later
    # A word that comes late takes nothing back.
    push(page, pushed(delivered(at=later + timedelta(minutes=1))))
    work(later + timedelta(minutes=2))
    assert [ChatPart.objects.get(pk=one.pk).state for one in parts] == ["read", "delivered"]
    assert list(verify()) == []


def test_what_was_read_by_somebody_else_or_has_not_left_is_not_read(answer, page, push, facebook, now):
    work(now + UNDO)
    at = now + timedelta(hours=1)
    push(page, pushed(event({"read": {"watermark": int(at.timestamp() * 1000)}}, who="77")))
    work(at)
    part = ChatPart.objects.get()
    assert part.state == "sent"
    for waiting in ("waiting", "asked", "failed"):
        ChatPart.objects.update(state=waiting)
        push(page, pushed(read_up_to(at + {"waiting": SECOND, "asked": 2 * SECOND, "failed": 3 * SECOND}[waiting])))
        work(at)
        part.refresh_from_db()
        assert part.state == waiting


def test_the_next_message_goes_on_twice_is_once_and_our_own_are_not_theirs(chat, page, push, now):
    push(page, pushed(text("Still dead", "m_2", at=now)))
    push(page, pushed(text("Still dead", "m_2", at=now), text("Hello?", "m_3", at=now)))
    push(page, pushed(echo("m_ours", at=now), echo("m_inbox", at=now, metadata="of another app")))
    push(page, pushed(text("To another page", "m_4", at=now), page="999"))
    work(now)
    words = [one["text"] for one in read(chat.key, side="company") if one.kind == "message.received"]
    assert words == ["The router is dead", "Still dead", "Hello?"]
    assert Push.objects.filter(state="done").count() == 5 and Correspondent.objects.count() == 1


def test_whoever_meta_does_not_name_can_be_told_from_others(page, push, facebook, now):
    facebook.answer.names.clear()
    push(page, pushed(text("The router is dead", "m_1", at=now)))
    work(now)
    assert str(Case.objects.get().customer) == "Messenger 4821"
    # Nobody is asked for twice.
    push(page, pushed(text("Still dead", "m_2", at=now)))
    work(now)
    assert sum(one.method == "GET" for one in facebook.asked) == 1


def test_files_go_out_after_the_words_and_come_in_within_bounds(chat, facebook, push, page, desk, now):
    files = [Attached("bill.pdf", "application/pdf", b"%PDF-1.7"), Attached("port.png", "image/png", b"\x89PNG")]
    row = answered(chat, desk, now, "Here.", files=files)
    # Handing a file over sends nothing, so whatever fails there may be tried again.
    work(now + UNDO - SECOND)
    facebook.next += [(200, {"recipient_id": NOA, "message_id": "m_words"}), HANG_UP]
    work(now + UNDO)
    assert state(row) == Outgoing.WAITING and len(sent(facebook)) == 1
    work(row.not_before)
    assert state(row) == Outgoing.SENT
    kinds = [one["message"].get("attachment", {}).get("type", "text") for one in sent(facebook)]
    assert kinds == ["text", "file", "image"]

    places = ["cdn/light.jpg", "cdn/expired.png", "cdn/moved"]
    for number, place in enumerate(places):
        push(page, pushed(file("image", f"{facebook.url}/{place}", f"m_file{number}", at=now)))
    push(page, pushed(file("video", "https://169.254.169.254/x.mp4", "m_file9", at=now)))
    work(now, rounds=3)
    assert [one.name for one in File.objects.filter(type="image/jpeg")] == ["light.jpg"]
    heard = [one for one in read(chat.key, side="customer") if one.kind == "message.received"][1:]
    assert [len(one["files"] or []) for one in heard] == [1, 0, 0, 0] and heard[1]["missing_files"]
    assert not any("elsewhere" in one.headers["host"] or "169" in one.headers["host"] for one in facebook.asked)


def test_a_file_that_is_not_there_yet_is_waited_for(chat, facebook, push, page, now):
    push(page, pushed(file("image", f"{facebook.url}/cdn/busy", at=now)))
    work(now)
    assert Push.objects.filter(state="waiting").count() == 1


def test_long_words_are_divided_and_none_is_lost(chat, facebook, desk, now):
    words = " ".join(f"מילה{number}" for number in range(700))
    row = answered(chat, desk, now, words)
    work(now + UNDO)
    told = [one["message"]["text"] for one in sent(facebook)]
    assert state(row) == Outgoing.SENT and len(told) == 3 and max(map(len, told)) <= 2000
    assert " ".join(told).split()[:700] == words.split()


def test_after_a_day_only_a_person_answers_and_only_where_the_page_may(chat, page, facebook, desk, now):
    facebook.answer.late.add(NOA)
    at = now + timedelta(hours=30)
    (way,) = chats_of(chat, at=at)
    assert not way.is_open and way.open_until == now + timedelta(hours=24)
    Messenger.objects.update(said=page.said | {"human_agent": "yes"})
    (way,) = chats_of(chat, at=at)
    assert way.is_open and way.open_until == now + timedelta(days=7)
    row = answered(chat, desk, at)
    work(row.not_before)
    assert state(row) == Outgoing.SENT and sent(facebook)[-1]["tag"] == "HUMAN_AGENT"
    # What the product writes by itself is no person's answer.
    automatic = answered(chat, desk, at, "By itself.")
    Outgoing.objects.filter(pk=automatic.pk).update(is_automatic=True)
    work(automatic.not_before)
    assert state(automatic) == Outgoing.FAILED and "tag" not in sent(facebook)[-1]


def test_a_window_that_closed_meanwhile_is_final_and_says_what_to_do(chat, answer, facebook, now):
    facebook.answer.late.add(NOA)
    work(now + UNDO)
    assert state(answer) == Outgoing.FAILED and "until they write again" in answer.last_error
    bounced = next(one for one in read(chat.key, side="customer") if one.kind == "message.bounced")
    assert bounced["to"] == f"ID {NOA}" and "outside of allowed window" in bounced["why"]
    assert list(verify()) == []


@pytest.mark.parametrize(
    ("said", "becomes", "why"),
    [
        (error(551, subcode=1545041, message="This person isn't available right now."), Outgoing.FAILED, "available"),
        (error(100, subcode=2018001, message="No matching user found"), Outgoing.FAILED, "No matching user"),
        (error(10, 403, subcode=2018108, message="This person isn't receiving messages"), Outgoing.FAILED, "receiving"),
        (error(10, 403, message="Application does not have permission"), Outgoing.WAITING, "permission"),
        (error(200, 403, message="Requires pages_messaging"), Outgoing.WAITING, "pages_messaging"),
        (error(190, 401, message=f"Malformed access token {TOKEN}"), Outgoing.WAITING, "Malformed access token …"),
        (error(4, 403, message="Application request limit reached"), Outgoing.WAITING, "limit reached"),
        (error(613, message="Calls to this API have exceeded the rate limit."), Outgoing.WAITING, "rate limit"),
        (error(1200, 500, message="Temporary send message failure."), Outgoing.WAITING, "Temporary"),
        (error(1, 500, subcode=1357046, message="Received invalid JSON reply"), Outgoing.DOUBTFUL, "invalid JSON"),
        ((502, b"<html>Bad gateway</html>", {"Content-Type": "text/html"}), Outgoing.DOUBTFUL, "502"),
        ((200, {"recipient_id": NOA}), Outgoing.DOUBTFUL, "names no message"),
        (HANG_UP, Outgoing.DOUBTFUL, ""),
    ],
)
def test_each_refusal_means_what_meta_says(answer, facebook, now, said, becomes, why):
    facebook.next.append(said)
    work(now + UNDO)
    assert state(answer) == becomes and why in answer.last_error and len(sent(facebook)) == 1
    assert TOKEN not in answer.last_error and TOKEN not in Messenger.objects.get().reason
    if becomes == Outgoing.WAITING:
        work(now + UNDO + max(SIGN_IN_AGAIN, answer.not_before - now))
        assert state(answer) == Outgoing.SENT


def test_a_pause_that_was_asked_for_is_kept(answer, facebook, now):
    facebook.next.append(error(613, 429, headers={"Retry-After": "600"}))
    work(now + UNDO)
    assert state(answer) == Outgoing.WAITING and (answer.not_before - now - UNDO).total_seconds() == 600


def test_no_answer_is_never_asked_twice_and_the_echo_of_ours_tells(answer, facebook, push, page, now):
    facebook.next.append(HANG_UP)
    work(now + UNDO)
    part = ChatPart.objects.get()
    assert state(answer) == Outgoing.DOUBTFUL
    # Neither what another app sent there, nor that they read on, says that ours has left.
    push(page, pushed(delivered("m_of_another_app", at=now + UNDO), read_up_to(now + timedelta(minutes=2))))
    push(page, pushed(echo("m_inbox", at=now, metadata=str(answer.pk))))
    work(now + UNDO)
    assert state(answer) == Outgoing.DOUBTFUL
    push(page, pushed(echo("m_late", at=now + UNDO, metadata=str(part.pk))))
    work(now + UNDO)
    part.refresh_from_db()
    assert (state(answer), part.state, part.ref, len(sent(facebook))) == (Outgoing.SENT, "sent", "m_late", 1)


def test_what_nobody_tells_is_held_for_a_person(answer, facebook, now):
    facebook.next.append(HANG_UP)
    work(now + UNDO)
    work(now + UNDO + UNTIL_TOLD)
    assert state(answer) == Outgoing.HELD and len(sent(facebook)) == 1


def test_quoting_and_a_reaction_find_the_case_that_is_over(chat, answer, push, page, now):
    work(now + UNDO)
    Case.objects.update(
        state="closed", closed_at=now, waiting_for="", next_due_at=None, next_reason="", next_commitment=None
    )
    push(page, pushed(text("It is dead again", "m_2", at=now, reply_to={"mid": "m_ours1"})))
    work(now + UNDO)
    assert Case.objects.get().is_open


def test_a66_only_meta_pushes_and_rubbish_is_held(page, push, now):
    body = pushed(text("x", "m_1", at=now))
    assert push(page, body, secret="another").status_code == 403
    assert push(page, body, **{"X-Hub-Signature-256": ""}).status_code == 403
    bodies = [b"\xff", b"[]", b"{}", b'{"object": "instagram"}', b"[" * 50_000, pushed({"message": {"mid": "m"}})]
    assert [push(page, one).status_code for one in bodies] == [200] * len(bodies)
    work(now, rounds=5)
    assert Push.objects.filter(state="held").count() == len(bodies) and not Case.objects.exists()


def test_trying_it_subscribes_to_what_is_said_and_a_token_of_another_page_is_refused(page, facebook, now):
    assert check(page, at=now).name == "Tahuna"
    assert [one.path.partition("?")[0] for one in facebook.asked] == ["/me", f"/{PAGE}/subscribed_apps"]
    facebook.next.append((200, {"id": "999", "name": "Another"}))
    with pytest.raises(Refusal):
        check(page, at=now)
    facebook.next.append(error(190, 401, message=f"Malformed access token {TOKEN}"))
    with pytest.raises(Trouble) as trouble:
        check(page, at=now)
    assert TOKEN not in str(trouble.value) and page.state == "needs_login"
