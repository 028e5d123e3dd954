# ruff: noqa: E501  # bodies as services send them
"""With the bodies the services publish in their documents, shortened, and put together by hand."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.test import Client
from django.utils import timezone

from amana.channels.mail_providers.knowing import SERVICES, listener
from amana.channels.mail_providers.setting_up import connect, disconnect, secrets_of
from amana.channels.mail_providers.tests.amazon import CERTIFICATE_URL, TOPIC, certificate, signed_by_amazon
from amana.channels.models import Complaint, MailTold
from amana.handling.mails.notices import tell, tell_late
from amana.handling.providers.noting import note_told
from amana.handling.talking.replying import Reply, reply
from amana.post.bodies import raw_bytes
from amana.post.models import Outgoing, RawMessage, Recipient
from amana.record.reading import read
from amana.team.viewing import at_the_desk

pytestmark = pytest.mark.django_db
NOA = "noa@customer.example"
RAW = (
    "Received: by mx.service.example; Sun, 22 Nov 2026 10:00:00 +0000\r\nFrom: Noa Levi <noa@customer.example>\r\n"
    "To: support@example.com\r\nSubject: =?utf-8?B?16nXnNeV150=?=\r\nMessage-ID: <one@customer.example>\r\n"
    "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nWhen will it work?\r\n"
)
SIGNING = "key-0123456789abcdef"
PRIVATE = ec.generate_private_key(ec.SECP256R1())
PUBLIC = base64.b64encode(
    PRIVATE.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
).decode()
KEYS = {"mailgun": SIGNING, "sendgrid": PUBLIC}


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def sent(case, dana, now):
    reply(case, Reply("It works."), by=at_the_desk(dana), at=now)
    return Outgoing.objects.get(what="reply")


def connected(name, brand, dana, now):
    row = connect(brand, name, signing_key=KEYS.get(name, ""), by=dana, at=now)[0]
    if name == "amazon_ses":
        row.certificates = {CERTIFICATE_URL: certificate(now)}
        row.save()
    return row


def push(row, way, body, *, content_type="application/json", password=None, **headers):
    given = f"amana:{password or secrets_of(row).get('password', '')}"
    headers["Authorization"] = f"Basic {base64.b64encode(given.encode()).decode()}"
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Client(headers=headers).generic("POST", f"/in/mail/{row.key}/{way}/", raw, content_type=content_type)


def gun(at, token="t" * 50, key=SIGNING):
    stamp = str(int(at.timestamp()))
    signed = hmac.new(key.encode(), f"{stamp}{token}".encode(), hashlib.sha256).hexdigest()
    return {"timestamp": stamp, "token": token, "signature": signed}


def form(fields, boundary="xYzZY"):
    parts = "".join(
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    )
    return f"{parts}--{boundary}--\r\n".encode(), f"multipart/form-data; boundary={boundary}"


def sns(message, kind="Notification", message_id="22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324"):
    body = {"Type": kind, "MessageId": message_id, "TopicArn": TOPIC, "Message": json.dumps(message),
            "Timestamp": "2026-11-22T10:00:00.000Z"}  # fmt: skip
    return signed_by_amazon(body), {"x-amz-sns-message-type": kind, "x-amz-sns-message-id": message_id}


def mails_of(at, raw=RAW):
    """One mail as each service hands it over: its body, its type, its headers."""
    fields = {"recipient": "support@example.com", "sender": NOA, "body-mime": raw, **gun(at)}
    gun_body, gun_type = form(fields)
    grid_body, grid_type = form(
        {"email": raw, "envelope": json.dumps({"to": ["support@example.com"], "from": NOA}), "spam_score": "0"}
    )
    ses_body, ses_head = sns({
        "notificationType": "Received", "content": base64.b64encode(raw.encode()).decode(),
        "receipt": {"recipients": ["support@example.com"], "action": {"type": "SNS", "encoding": "BASE64"},
                    "spamVerdict": {"status": "PASS"}},
        "mail": {"source": NOA, "messageId": "d6iitobk75ur44p8kdnnp7g2n800", "timestamp": "2026-11-22T10:00:00.000Z"},
    })  # fmt: skip
    return {
        "postmark": ({"FromFull": {"Email": NOA, "Name": "Noa Levi"}, "From": NOA, "OriginalRecipient": "support@example.com",
                      "MessageID": "22c74902-a0c1-4511-804f2-341342852c90", "Date": "Sun, 22 Nov 2026 10:00:00 +0000",
                      "TextBody": "When will it work?", "Headers": [{"Name": "Return-Path", "Value": f"<{NOA}>"}],
                      "Attachments": [], "RawEmail": raw}, "application/json", {}),
        "mailgun": (gun_body, gun_type, {}),
        "sendgrid": (grid_body, grid_type, {}),
        "amazon_ses": (ses_body, "text/plain; charset=UTF-8", ses_head),
    }  # fmt: skip


def told_by(name, what, sent, at, address=NOA, number=1):
    """One event as each service tells it."""
    body, head = _event(name, what, sent.message_id, address, at, number)
    if name == "sendgrid":
        stamp = str(int(at.timestamp()))
        raw = json.dumps(body).encode()
        signature = base64.b64encode(PRIVATE.sign(stamp.encode() + raw, ec.ECDSA(hashes.SHA256()))).decode()
        head = {"X-Twilio-Email-Event-Webhook-Signature": signature, "X-Twilio-Email-Event-Webhook-Timestamp": stamp}
    return body, head


def _event(name, what, message_id, address, at, number):
    if name == "postmark":
        kinds = {"delivered": {"RecordType": "Delivery", "DeliveredAt": "2026-11-22T10:00:01Z", "Details": "ok", "Recipient": address},
                 "bounced": {"RecordType": "Bounce", "Type": "HardBounce", "ID": number, "Email": address,
                             "Description": "The server was unable to deliver your message", "BouncedAt": "2026-11-22T10:00:01Z"},
                 "complained": {"RecordType": "SpamComplaint", "Type": "SpamComplaint", "ID": number, "Email": address,
                                "BouncedAt": "2026-11-22T10:00:01Z"}}  # fmt: skip
        return kinds[what] | {"MessageID": message_id, "ServerID": 23, "MessageStream": "outbound"}, {}
    if name == "mailgun":
        said = {"delivered": "delivered", "bounced": "failed", "complained": "complained"}[what]
        data = {"event": said, "severity": "permanent", "recipient": address, "timestamp": at.timestamp(), "id": f"id-{number}",
                "message": {"headers": {"message-id": message_id, "to": address}},
                "delivery-status": {"code": 550, "message": "5.1.1 no such user", "description": ""}}  # fmt: skip
        return {"signature": gun(at, token=f"{number:050d}"), "event-data": data}, {}
    if name == "sendgrid":
        said = {"delivered": "delivered", "bounced": "bounce", "complained": "spamreport"}[what]
        return [{"email": address, "timestamp": int(at.timestamp()), "smtp-id": f"<{message_id}>", "event": said,
                 "sg_event_id": f"e-{number}", "sg_message_id": "14c5d75ce93.dfd.64b469", "reason": "550 5.1.1 no such user"}], {}  # fmt: skip
    detail = {"delivered": {"delivery": {"recipients": [address], "smtpResponse": "250 ok"}},
              "bounced": {"bounce": {"bounceType": "Permanent", "bounceSubType": "General", "bouncedRecipients": [
                  {"emailAddress": address, "diagnosticCode": "smtp; 550 5.1.1 no such user"}]}},
              "complained": {"complaint": {"complainedRecipients": [{"emailAddress": address}], "complaintFeedbackType": "abuse"}}}  # fmt: skip
    said = {"delivered": "Delivery", "bounced": "Bounce", "complained": "Complaint"}[what]
    mail = {
        "messageId": "0102-aws",
        "destination": [address],
        "headers": [{"name": "Message-ID", "value": f"<{message_id}>"}],
    }
    return sns({"notificationType": said, "mail": mail, **detail[what]}, message_id=f"sns-{number}")


def test_mail_comes_in_byte_for_byte_and_the_same_mail_once(brand, dana, now):
    for name, (body, content_type, headers) in mails_of(now).items():
        row = connected(name, brand, dana, now)
        for _time in range(2):
            assert push(row, "mime", body, content_type=content_type, **headers).status_code == 200, name
        came = RawMessage.objects.get()  # by four roads and twice each: one message
        assert raw_bytes(came) == RAW.encode()
        assert (came.envelope_from, came.envelope_to, came.message_id) == (
            NOA,
            "support@example.com",
            "one@customer.example",
        )
        assert came.state == "waiting"
    assert came.arrivals.count() == 8


def test_a_long_mail_is_taken_in_and_one_beyond_the_bound_is_refused(brand, dana, now, settings):
    long = RAW + "x" * 76 + ("\r\n" + "y" * 76) * 36_000
    for name, (body, content_type, headers) in mails_of(now, long).items():
        row = connected(name, brand, dana, now)
        assert push(row, "mime", body, content_type=content_type, **headers).status_code == 200, name
    assert RawMessage.objects.get().size == len(long)
    settings.MAIL_LARGEST = 65_536
    body, content_type, headers = mails_of(now, long)["mailgun"]
    assert push(connected("mailgun", brand, dana, now), "mime", body, content_type=content_type).status_code == 413
    assert RawMessage.objects.filter(state="waiting").count() == 1


def test_what_became_of_a_mail_stands_on_its_recipient(brand, dana, case, sent, now):
    for number, name in enumerate(mails_of(now)):
        Recipient.objects.update(state=Recipient.SENT, status="", at=None)
        row = connected(name, brand, dana, now)
        body, headers = told_by(name, "delivered", sent, now, number=number)
        assert push(row, "told", body, **headers).status_code == 200, name
        assert note_told(now) == 1 and note_told(now) == 0
        assert sent.recipients.get().status.startswith("delivered"), name
        body, headers = told_by(name, "bounced", sent, now, number=number + 10)
        assert push(row, "told", body, **headers).status_code == 200, name
        note_told(now)
        assert sent.recipients.get().state == Recipient.BOUNCED, name
    said = [one for one in read(case.key, side="customer") if one.kind == "message.bounced"]
    assert len(said) == 4 and "no such user" in said[1]["why"]


def test_who_complains_gets_nothing_automatic_any_more(brand, dana, case, sent, now):
    for number, name in enumerate(mails_of(now)):
        Complaint.objects.all().delete()
        body, headers = told_by(name, "complained", sent, now, address=NOA.upper(), number=number)
        assert push(connected(name, brand, dana, now), "told", body, **headers).status_code == 200, name
        note_told(now)
        assert Complaint.objects.get().address == NOA, name
    before = Outgoing.objects.count()
    promise = case.commitments.first()
    assert tell(case, "Something.", at=now) is None
    assert tell_late(promise, case, next_word_at=now, not_before=now, at=now) is None
    assert Outgoing.objects.count() == before
    # What a person writes still goes: the customer may be waiting for it.
    assert reply(case, Reply("An answer."), by=at_the_desk(dana), at=now) is not None


def test_a66_forged_replayed_and_old_events_say_nothing(brand, dana, sent, now):
    for name in mails_of(now):
        row = connected(name, brand, dana, now)
        body, headers = told_by(name, "bounced", sent, now)
        assert push(row, "told", body, password="wrong", **headers).status_code == 403, name
        assert Client().post(f"/in/mail/{row.key}/told/", body, content_type="application/json").status_code == 401, (
            name
        )
    gun_row, grid_row = connected("mailgun", brand, dana, now), connected("sendgrid", brand, dana, now)
    body, _head = told_by("mailgun", "bounced", sent, now)
    for forged in (body | {"signature": gun(now, key="another")}, body | {"signature": gun(now - timedelta(minutes=6))},
                   body | {"signature": {}}, {"event-data": body["event-data"]}):  # fmt: skip
        assert push(gun_row, "told", forged).status_code == 403
    body, headers = told_by("sendgrid", "bounced", sent, now)
    old_body, old_headers = told_by("sendgrid", "bounced", sent, now - timedelta(minutes=6))
    assert push(grid_row, "told", [*body, *body], **headers).status_code == 403
    assert push(grid_row, "told", body).status_code == 403
    assert push(grid_row, "told", old_body, **old_headers).status_code == 403
    assert not MailTold.objects.exists() and sent.recipients.get().state == Recipient.WAITING
    for _time in range(3):
        assert push(grid_row, "told", body, **headers).status_code == 200
    assert MailTold.objects.count() == 1


def test_rubbish_is_refused_and_touches_nothing(brand, dana, sent, now):
    before = RawMessage.objects.count()
    kinds = ["application/json", "multipart/form-data; boundary=b", "application/x-www-form-urlencoded"]
    for name in SERVICES:
        row = connected(name, brand, dana, now)
        for way in ("told", "mime"):
            for body in (
                b"",
                b"{",
                b"[]",
                b"null",
                b"\xff\xfe",
                b"[" * 3000,
                b'{"Type": 1}',
                b"[{}]",
                b'"x"',
                b"x=1&y=2",
            ):
                kind = kinds[len(body) % 3]
                assert push(row, way, body, content_type=kind).status_code in {200, 403}, (name, way, body)
        assert (MailTold.objects.count(), RawMessage.objects.count()) == (0, before), name
    assert Client().post("/in/mail/None/mime/", b"x", content_type="x/y").status_code == 404
    # An event on what we did not sign, or of nobody we wrote to, marks nobody.
    row = connected("postmark", brand, dana, now)
    for message_id, address in (("a." + "b" * 77 + "@example.com", NOA), (sent.message_id, "victim@else.example")):
        body, _headers = _event("postmark", "bounced", message_id, address, now, 1)
        assert push(row, "told", body).status_code == 200
    note_told(now)
    assert set(Recipient.objects.values_list("state", flat=True)) == {Recipient.WAITING}


def test_every_service_has_its_classes_and_a_new_password_ends_the_old(brand, dana, now):
    for name, service in SERVICES.items():
        secrets_ = {"password": "p"} | {key: KEYS.get(name, "k") for key in service.proves}
        for takes_mail in {False, service.takes_mail}:
            assert listener(name, secrets_, takes_mail=takes_mail).basic_auth == ["amana:p"]
    row = connected("postmark", brand, dana, now)
    old = secrets_of(row)["password"]
    again = connected("postmark", brand, dana, now)
    assert again.pk == row.pk and push(again, "told", {}, password=old).status_code == 403
    disconnect(brand, "postmark")
    assert push(row, "told", {}).status_code == 404


def test_a44_a_mail_in_the_letters_of_windows_is_kept_byte_for_byte(brand, dana, now):
    hebrew = "מתי זה יעבוד?".encode("cp1255")
    fields = {"recipient": "support@example.com", "sender": NOA, **gun(now)}
    for name, is_line in (("mailgun", False), ("sendgrid", False), ("sparkpost", False), ("mailgun", True)):
        raw = RAW.replace("utf-8\r\n", "windows-1255\r\n").replace("<one@", f"<{name}{is_line}@")
        if name == "sparkpost":
            whole = raw.encode().replace(b"When will it work?", hebrew)
            content = {"email_rfc822": base64.b64encode(whole).decode(), "email_rfc822_is_base64": True}
            relay = {"content": content, "protocol": "smtp", "msg_from": NOA, "rcpt_to": "support@example.com"}
            body, kind, head = json.dumps([{"msys": {"relay_message": relay}}]).encode(), "application/json", {}
        elif is_line:
            whole = raw.encode().replace(b"When will it work?", hebrew)
            body, kind, head = (
                urlencode(fields | {"body-mime": whole}).encode(),
                "application/x-www-form-urlencoded",
                {},
            )
        else:
            body, kind, head = mails_of(now, raw)[name]
            body = body.replace(b"When will it work?", hebrew)
        answer = push(connected(name, brand, dana, now), "mime", body, content_type=kind, **head)
        assert answer.status_code == 200, name
        row = RawMessage.objects.get(message_id__contains=f"{name}{is_line}@")
        assert hebrew in raw_bytes(row) and row.envelope_from == NOA, name


def test_a45_a_mail_that_is_too_long_is_held_and_said(brand, dana, now, settings):
    settings.MAIL_LARGEST = 2_000
    row = connected("mailgun", brand, dana, now)
    fields = {"recipient": "support@example.com", "sender": NOA, **gun(now)}
    body, kind = form(fields | {"body-mime": RAW + "x" * 3_000})
    before = RawMessage.objects.count()
    assert push(row, "mime", body, content_type=kind).status_code == 200
    assert push(row, "mime", body, content_type=kind).status_code == 200
    held = RawMessage.objects.get(state="held")
    assert RawMessage.objects.count() == before + 1 and held.message_id == "one@customer.example"
    assert "at most 2.0" in held.reason and "Mailgun" in held.reason and b"xxx" not in raw_bytes(held)
    # So long that nothing of it is read: whoever knows the password is believed that there was a mail.
    endless, kind = form(fields | {"body-mime": RAW + "x" * 1_100_000})
    assert push(row, "mime", endless, content_type=kind, password="wrong").status_code == 413
    assert RawMessage.objects.count() == before + 1
    assert push(row, "mime", endless, content_type=kind).status_code == 413
    assert RawMessage.objects.filter(state="held").count() == 2 and RawMessage.objects.count() == before + 2


def test_one_bad_mail_of_several_holds_up_no_other(brand, dana, now):
    def relayed(number, content=None):
        whole = {"email_rfc822": RAW.replace("<one@", f"<{number}@"), "email_rfc822_is_base64": False}
        said = {"content": content or whole, "protocol": "smtp", "msg_from": NOA, "rcpt_to": "support@example.com"}
        return {"msys": {"relay_message": said}}

    row, before = connected("sparkpost", brand, dana, now), RawMessage.objects.count()
    broken = [relayed(2, {"email_rfc822": "!", "email_rfc822_is_base64": True}), {"msys": {"relay_message": 1}}]
    assert push(row, "mime", [relayed(1), *broken, relayed(3)]).status_code == 200
    assert list(RawMessage.objects.filter(state="waiting").order_by("message_id").values_list("message_id", flat=True)) == [
        "1@customer.example", "3@customer.example"]  # fmt: skip
    assert {one.reason for one in RawMessage.objects.filter(state="held")} == {
        "The mail service sent it among others, and it could not be understood."
    }
    assert RawMessage.objects.count() == before + 4
    assert push(row, "mime", [relayed(1), *broken, relayed(3)]).status_code == 200
    assert RawMessage.objects.count() == before + 4
