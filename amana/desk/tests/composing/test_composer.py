from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from amana.cases.models import Closing
from amana.commitments.making import Draft, make
from amana.commitments.models import Commitment
from amana.handling.talking.hearing import hear
from amana.kit.codes import new_id
from amana.post.models import Outgoing
from amana.record.reading import read
from amana.team.viewing import at_the_desk, by_link

VAGUE = "Noa, thank you for waiting; I will call you back soon."
SURE = "Noa, I will send the router by Tuesday 18:00."


def check(desk, case, **said):
    answer = desk.post(f"/desk/cases/{case.number}/replies/check/", said)
    assert answer.status_code == 200
    return answer.content.decode()


def seen(html: str) -> dict[str, str]:
    """What the form beside the text posts when nobody touches it."""
    fields = dict(re.findall(r'<input type="hidden" name="(promise-[^"]+)" value="([^"]+)"', html))
    return fields | dict(re.findall(r'<input type="radio" name="(promise-[^"]+)" value="([^"]+)" checked', html))


def send(desk, case, text, **more):
    return desk.post(f"/desk/cases/{case.number}/replies/", {"text": text, "key": str(new_id()), "act": "send"} | more)


def test_a_promise_in_the_draft_is_shown_with_its_time(desk, case):
    html = check(desk, case, text=SURE)

    assert "send the router" in html
    # The day before, and on the day itself, it is said as people say it.
    assert re.search("Tuesday|tomorrow|today", html) and "18:00" in html


def test_a_promise_without_a_time_asks_for_one_and_proposes_the_usual(desk, case):
    html = check(desk, case, text=VAGUE)

    assert "has no time: by when?" in html
    assert len(seen(html)) == 1


@pytest.mark.parametrize(("text", "language"), [("אחזור אליך בהקדם.", "he"), ("سأعود إليك في أقرب وقت.", "ar")])
def test_it_is_asked_in_every_language(desk, case, dana, text, language):
    case.language = dana.account.language = language
    case.save()
    dana.account.save()

    html = check(desk, case, text=text)

    assert 'value="pick"' in html


def test_sending_a_vague_promise_that_was_not_given_a_time_keeps_the_form(desk, case):
    answer = send(desk, case, VAGUE)

    html = answer.content.decode()
    assert answer.status_code == 422
    assert "has no time" in html and "I will call you back soon." in html
    assert not Outgoing.objects.filter(what="reply").exists()


def test_the_usual_time_is_taken_when_it_was_shown(desk, case, dana):
    answer = send(desk, case, VAGUE, **seen(check(desk, case, text=VAGUE)))

    assert answer.status_code == 302
    promise = Commitment.objects.get(origin=Commitment.READ, state=Commitment.OPEN)
    assert promise.owner_agent == dana
    assert promise.due_at > timezone.now()
    assert promise.said_in == Outgoing.objects.get(what="reply").entry


def test_another_time_can_be_picked(desk, case):
    fields = seen(check(desk, case, text=VAGUE))
    name = next(iter(fields))
    picked = timezone.localtime(timezone.now() + timedelta(days=9)).replace(second=0, microsecond=0)

    send(desk, case, VAGUE, **{name: "pick", name.replace("-due", "-picked"): picked.strftime("%Y-%m-%dT%H:%M")})

    assert Commitment.objects.get(origin=Commitment.READ, state=Commitment.OPEN).due_at == picked


def test_what_is_no_promise_is_left_out(desk, case):
    fields = seen(check(desk, case, text=SURE))
    key = next(iter(fields)).split("-")[1]

    send(desk, case, SURE, **fields, **{f"promise-{key}-not": "1"})

    assert Outgoing.objects.filter(what="reply").count() == 1
    assert not Commitment.objects.filter(origin=Commitment.READ).exists()


def test_a_promise_is_put_right_before_it_enters_the_ledger(desk, case):
    fields = seen(check(desk, case, text=SURE))
    key = next(iter(fields)).split("-")[1]

    send(desk, case, SURE, **fields, **{f"promise-{key}-what": "The new router, by courier"})

    assert Commitment.objects.get(origin=Commitment.READ).action == "The new router, by courier"


def test_a_promise_that_was_never_shown_is_shown_before_anything_is_sent(desk, case):
    answer = send(desk, case, SURE)

    assert answer.status_code == 422
    assert "Look at what will enter the ledger" in answer.content.decode()


def test_the_same_form_sent_twice_sends_once(desk, case):
    key = str(new_id())

    for _time in range(2):
        assert send(desk, case, "It was sent on Monday.", key=key).status_code == 302

    assert Outgoing.objects.filter(what="reply").count() == 1


def test_a_reply_can_be_taken_back_while_it_has_not_left(desk, case):
    sent = send(desk, case, "It was sent on Monday.")
    html = desk.get(sent.url).content.decode()
    url = re.search(r'action="([^"]+/recall/)"', html)[1]

    desk.post(url)

    assert Outgoing.objects.get(what="reply").state == Outgoing.HELD
    assert "/recall/" not in desk.get(sent.url).content.decode()


def test_files_and_copies_go_with_it(desk, case):
    file = SimpleUploadedFile("bill.txt", b"149.90", content_type="text/plain")

    send(desk, case, "Here is the bill.", files=file, cc="avi@levi.example")

    mail = Outgoing.objects.get(what="reply")
    assert {one.address for one in mail.recipients.all()} == {"noa@levi.example", "avi@levi.example"}
    said = next(one for one in read(case.key, side="customer") if one.kind == "message.sent")
    assert said["files"][0]["name"] == "bill.txt"


@pytest.mark.parametrize("cc", ["not an address", "a@", "a@levi.example\r\nBcc: x@levi.example"])
def test_a_copy_to_what_is_no_address_is_refused_and_the_words_stay(desk, case, cc):
    answer = send(desk, case, "My words.", cc=cc)

    assert answer.status_code == 422
    assert "My words." in answer.content.decode()
    assert not Outgoing.objects.filter(what="reply").exists()


def test_a_reply_ends_the_promise_it_says_it_keeps(desk, case, dana, now):
    promise = make(case, [Draft("Send the bill", now + timedelta(hours=3), owner=dana)], by=at_the_desk(dana), at=now)[
        0
    ]

    send(desk, case, "Here it is.", keeps=str(promise.pk))

    assert Commitment.objects.get(pk=promise.pk).state == Commitment.KEPT


def test_closing_is_proposed_with_the_reply_or_neither_is_done(desk, case, dana, now):
    make(case, [Draft("Send the bill", now + timedelta(hours=3), owner=dana)], by=at_the_desk(dana), at=now)

    refused = send(desk, case, "All is well.", act="close")
    assert refused.status_code == 422
    assert not Outgoing.objects.filter(what="reply").exists()

    Commitment.objects.filter(action="Send the bill").update(state="released", ended_at=now)
    assert send(desk, case, "All is well.", act="close").status_code == 302
    assert Closing.objects.get().ended_at is None
    assert b"May we close this case?" in bytes(Outgoing.objects.get(what="reply").mime)


def test_a_question_left_open_is_named(desk, case, noa, now):
    hear(case, "When will it work? Who is responsible?", by=by_link(noa, case.key), at=now)

    assert "Left open:" in check(desk, case, text="Thank you for writing.")


@pytest.mark.parametrize("text", ["", "   ", "\u202e\x00", "x" * 200_000])
def test_any_text_can_be_checked(desk, case, text):
    check(desk, case, text=text)


def test_without_script_the_button_shows_the_ledger_and_keeps_the_words(desk, case):
    answer = send(desk, case, SURE, act="check")

    html = answer.content.decode()
    assert answer.status_code == 200
    assert "I will send the router" in html and "promise-" in html
