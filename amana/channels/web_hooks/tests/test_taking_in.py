"""What another system hands us, by the address itself and with the worker behind it."""

from __future__ import annotations

import base64
import json
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from standardwebhooks.webhooks import Webhook

from amana.cases.errors import Refused
from amana.cases.models import Case
from amana.channels.models import Inlet
from amana.channels.web_hooks.opening import close_inlet, open_inlet, rotate_inlet
from amana.channels.web_hooks.signing import new_secret
from amana.channels.web_hooks.taking_in import LARGEST, UNPROVED
from amana.handling.intake.receiving import receive
from amana.handling.mails.mailing import FORM
from amana.post.leasing import me
from amana.post.models import File, RawMessage
from amana.record.reading import read
from amana.team.models import Brand

SAID = {
    "from": "noa@levi.example",
    "name": "Noa Levi",
    "subject": "נתב",
    "text": "הנתב מת. אפשר לחזור אליי?",
    "external_id": "shop-1",
}


@pytest.fixture
def opened(brand, yossi):
    return open_inlet(brand, by=yossi, at=timezone.now())


def post(inlet, secret, said, *, message_id="m1", at=None, **changed):
    body = said if isinstance(said, bytes) else json.dumps(said).encode()
    at = at or timezone.now()
    headers = {
        "webhook-id": message_id, "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": Webhook(secret).sign(message_id, at, body.decode("utf-8", "replace")),
    } | changed  # fmt: skip
    return Client(enforce_csrf_checks=True).post(
        f"/in/hook/{inlet.key}/", body, content_type="application/json", headers=headers
    )


def in_the_record():
    receive(worker=me(), at=timezone.now())
    return [entry for case in Case.objects.order_by("opened_at") for entry in read(case.key, side="company")
            if entry.kind in {"message.received", "message.doubtful"}]  # fmt: skip


def test_what_is_handed_over_is_stored_then_read_like_a_mail(opened, brand):
    answer = post(opened.inlet, opened.secret, SAID | {
        "html": "<p>הנתב מת.</p>", "files": [{"name": "a.txt", "type": "text/plain", "content": base64.b64encode(b"words").decode()}],
    })  # fmt: skip
    assert (answer.status_code, answer.json()) == (200, {"taken": True, "new": True})
    assert RawMessage.objects.get().state == "waiting" and not Case.objects.exists()
    [entry] = in_the_record()
    assert entry["text"].startswith("הנתב מת.") and entry["subject"] == "נתב"
    assert entry["from"] == {"name": "Noa Levi", "address": "noa@levi.example"}
    assert (entry["channel"], entry["verified"]) == (FORM, "none")  # nobody has proved that address
    assert Case.objects.get().brand == brand and File.objects.get().name == "a.txt"
    assert Inlet.objects.get().heard_at is not None


def test_a66_the_same_message_twice_is_one(opened):
    for message_id, said in (("m1", SAID), ("m1", SAID), ("m2", SAID), ("m3", SAID | {"text": "Other words."})):
        assert post(opened.inlet, opened.secret, said, message_id=message_id).status_code == 200
    assert RawMessage.objects.count() == 1
    without = {"from": "noa@levi.example", "text": "Hello"}
    answers = [post(opened.inlet, opened.secret, without, message_id=one).json()["new"] for one in ("a", "a", "b")]
    assert answers == [True, False, True]


def test_a66_what_is_altered_old_or_signed_by_another_is_refused(opened, brand, yossi):
    now, inlet, secret = timezone.now(), opened.inlet, opened.secret
    old = now - timedelta(minutes=5, seconds=3)
    refused = [
        post(inlet, new_secret(), SAID),
        post(inlet, secret, SAID, at=old),
        post(inlet, secret, SAID, **{"webhook-id": "m2"}),
        post(inlet, secret, SAID, at=old, **{"webhook-timestamp": str(int(now.timestamp()))}),
        post(inlet, secret, SAID, **{"webhook-signature": ""}),
        post(inlet, secret, SAID, **{"webhook-signature": "v1,\u00e9"}),
        Client().post(f"/in/hook/{inlet.key}/", b"{}", content_type="application/json"),
    ]
    assert {answer.status_code for answer in refused} == {401}
    second = rotate_inlet(brand, by=yossi, at=now)
    assert post(inlet, secret, SAID).status_code == post(inlet, second.secret, SAID).status_code == 200
    Inlet.objects.update(earlier_until=now)
    assert post(inlet, secret, SAID).status_code == 401
    assert post(inlet, second.secret, SAID).status_code == 200
    assert RawMessage.objects.count() == 1


def test_a_door_that_is_closed_or_guessed_is_not_there(opened, brand, yossi):
    close_inlet(brand, by=yossi, at=timezone.now())
    assert post(opened.inlet, opened.secret, SAID).status_code == 404
    for key in ("x", "%00", "a" * 5000, str(opened.inlet.pk)):
        assert Client().post(f"/in/hook/{key}/").status_code == 404
    again = open_inlet(brand, by=yossi, at=timezone.now())
    assert again.secret == "" and post(again.inlet, opened.secret, SAID).status_code == 200
    assert Client().get(f"/in/hook/{again.inlet.key}/").status_code == 405
    with pytest.raises(Refused):
        open_inlet(
            Brand.objects.create(name="No address", company=brand.company, week=brand.week), by=yossi, at=timezone.now()
        )


def test_rubbish_is_refused_in_words_and_stored_nowhere(opened):
    wrong = [
        b"", b"[]", b"{", b"null", b"1", b"[" * 100_000, b'{"from": 1}', b"\xff",
        *(SAID | change for change in (
            {"from": ""}, {"from": "noa"}, {"from": "a@b\r\nBcc: x@y.example"}, {"from": None}, {"text": " "}, {"text": 1},
            {"text": "a\0b"}, {"subject": "\ud800"}, {"subject": "x" * 301}, {"files": {}}, {"files": [1]}, {"files": [{"name": "a"}]},
            {"files": [{"name": "a", "type": "x", "content": "é"}]}, {"files": [{}] * 21},
            {"is_verified": "yes"}, {"is_verified": 1}, {"bcc": "x"},
            {"external_id": "x" * 201}, {"name": ["x"]},
        )),
    ]  # fmt: skip
    for said in wrong:
        answer = post(opened.inlet, opened.secret, said)
        assert answer.status_code in {401, 422}, str(said)[-200:]
        assert answer["Content-Type"] == "application/problem+json" and answer.json()["detail"]
    assert post(opened.inlet, opened.secret, b" " * (LARGEST + 1)).status_code == 413
    assert not RawMessage.objects.exists()


def test_what_people_typed_cannot_add_fields_to_the_mail(opened):
    said = SAID | {"name": "Noa\r\nBcc: x@y.example", "subject": "A\r\nX-Other: b", "files": [
        {"name": "../../a\r\nb.txt", "type": "text/html\r\nX: y", "content": "YQ=="}]}  # fmt: skip
    assert post(opened.inlet, opened.secret, said).status_code == 200
    [entry] = in_the_record()
    assert entry["from"]["name"] == "Noa Bcc: x@y.example" and entry["subject"] == "A X-Other: b" and entry["cc"] == []


def test_who_is_proved_to_the_other_system_goes_on_with_their_case(opened):
    post(opened.inlet, opened.secret, SAID | {"is_verified": True})
    [first] = in_the_record()
    assert (first["channel"], first["verified"]) == ("hook", "pass")
    post(
        opened.inlet,
        opened.secret,
        SAID | {"external_id": "shop-2", "answers": "shop-1", "is_verified": True},
        message_id="m2",
    )
    assert [entry.kind for entry in in_the_record()] == ["message.received"] * 2 and Case.objects.count() == 1
    post(opened.inlet, opened.secret, SAID | {"external_id": "shop-3", "answers": "shop-1"}, message_id="m3")
    assert [entry.kind for entry in in_the_record()][-1] == "message.doubtful"


def test_nobody_is_believed_to_come_by_this_door_who_came_by_another(opened, brand):
    from amana.channels.email.peeking import peek
    from amana.post.accepting import Came, accept_all

    raw = b"From: noa@levi.example\r\nTo: support@example.com\r\nMessage-ID: <x@levi.example>\r\n\r\nHello"
    accept_all([Came(raw, peek(raw).digest, "smtp", "x@levi.example", envelope_from="hook")], at=timezone.now())
    [entry] = in_the_record()
    assert entry["verified"] == "none"


def test_an_unproved_address_is_treated_as_one_typed_on_our_own_page():
    assert UNPROVED == FORM
