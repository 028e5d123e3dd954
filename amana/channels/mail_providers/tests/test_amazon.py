"""Amazon's topics: what they sign, who confirms them, and that nothing of theirs is opened by us but a certificate."""

from __future__ import annotations

from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from django.urls import reverse
from django.utils import timezone

from amana.channels.mail_providers import proving
from amana.channels.mail_providers.confirming import HOLDS, asked_of
from amana.channels.mail_providers.proving import NotAmazons, NotFetched, fetched, is_amazons, prove
from amana.channels.mail_providers.setting_up import connect
from amana.channels.mail_providers.tests.amazon import (
    CERTIFICATE_URL,
    HOST,
    SUBSCRIBE_URL,
    TOPIC,
    certificate,
    confirmation,
    signed_by_amazon,
)
from amana.channels.mail_providers.tests.test_listening import mails_of, push
from amana.desk.tests.conftest import signed_in
from amana.post.models import RawMessage
from amana.team.models import Agent

pytestmark = pytest.mark.django_db


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def amazon(monkeypatch, now):
    """Amazon's host behind the guarded client: what it was asked for, and what it answers."""

    class Host:
        asked: list[str] = []
        pem = certificate(now)

    host = Host()
    host.asked = []

    def fetch(url):
        host.asked.append(url)
        if host.pem is None:
            raise NotFetched("slow")
        return host.pem

    monkeypatch.setattr(proving, "fetched", fetch)
    return host


@pytest.fixture
def row(brand, dana, now):
    return connect(brand, "amazon_ses", signing_key="", by=dana, at=now)[0]


@pytest.fixture
def shown(brand, dana):
    """What the page of the services shows to an administrator."""

    def show():
        Agent.objects.filter(pk=dana.pk).update(role=Agent.ADMIN)
        return signed_in(dana).get(reverse("desk:brand_providers", args=[brand.pk])).content.decode()

    return show


@pytest.mark.parametrize("way", ["mime", "told"])
def test_the_link_of_a_topic_is_shown_with_when_it_came_and_opened_by_nobody_here(row, amazon, shown, now, way):
    body, headers = confirmation()
    assert push(row, way, body, content_type="text/plain", **headers).status_code == 200
    row.refresh_from_db()
    (asked,) = asked_of(row, at=now)
    assert (asked.topic, asked.url, asked.is_over) == (TOPIC, SUBSCRIBE_URL, False)
    assert abs(asked.at - now) < timedelta(minutes=1)
    page = shown()
    assert SUBSCRIBE_URL.replace("&", "&amp;") in page and TOPIC in page and "noreferrer" in page
    assert amazon.asked == [CERTIFICATE_URL]


def test_a_link_that_is_over_is_not_shown_and_a_topic_that_speaks_asks_no_more(row, amazon, shown, now):
    body, headers = confirmation()
    push(row, "mime", body, content_type="text/plain", **headers)
    row.refresh_from_db()
    assert asked_of(row, at=now + HOLDS + timedelta(hours=1))[0].is_over
    said, content_type, headers = mails_of(now)["amazon_ses"]
    assert push(row, "mime", said, content_type=content_type, **headers).status_code == 200
    row.refresh_from_db()
    assert asked_of(row, at=now) == [] and TOPIC not in shown()


@pytest.mark.parametrize(
    "url",
    [
        "http://sns.eu-west-1.amazonaws.com/?x", "https://sns.eu-west-1.amazonaws.com.evil.example/",
        "https://evil.example/?sns.eu-west-1.amazonaws.com", "https://sns.eu-west-1.amazonaws.com@evil.example/",
        "https://s3.amazonaws.com/bucket/x.pem", "https://sns.eu-west-1.amazonaws.com:8443/", "javascript:alert(1)",
        "https://sns.a.b.amazonaws.com/", "https://[::1/", "https://sns.eu-west-1.amazonaws.com\\@evil.example/", "", None, 7,
        "https://sns.eu-west-1.amazonaws.com/" + "x" * 2000,
    ],
)  # fmt: skip
def test_an_address_that_is_not_amazons_is_neither_shown_nor_asked(row, amazon, shown, url):
    assert not is_amazons(url)
    for body, headers in (confirmation(url=url), confirmation()):
        said = body if body.get("SubscribeURL") == url else body | {"SigningCertURL": url}
        assert push(row, "mime", said, content_type="text/plain", **headers).status_code == 403
    row.refresh_from_db()
    assert row.topics_asked == {} and "Confirm the topic" not in shown()
    assert all(asked == CERTIFICATE_URL for asked in amazon.asked)


def test_amazons_own_addresses_are_known():
    for host in (HOST, "sns.us-gov-west-1.amazonaws.com", "sns.cn-north-1.amazonaws.com.cn"):
        assert is_amazons(f"https://{host}/SimpleNotificationService-1.pem")


@pytest.mark.parametrize("version", ["1", "2"])
def test_what_amazon_signed_is_believed_and_its_certificate_fetched_once(row, amazon, now, version):
    said, content_type, headers = mails_of(now)["amazon_ses"]
    for subject in (None, "Amazon SES Email Receipt Notification"):
        plain = {name: value for name, value in said.items() if not name.startswith("Sign")}
        whole = plain | ({"Subject": subject} if subject else {})
        signed = signed_by_amazon(whole, version=version)
        assert push(row, "mime", signed, content_type=content_type, **headers).status_code == 200
    assert amazon.asked == [CERTIFICATE_URL] and RawMessage.objects.count() == 1


def test_a66_what_amazon_did_not_sign_is_refused_with_the_right_password_too(row, amazon, now):
    said, content_type, headers = mails_of(now)["amazon_ses"]
    other = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    plain = {name: value for name, value in said.items() if not name.startswith("Sign")}
    for forged in (
        plain, said | {"Signature": "EXAMPLE"}, said | {"Signature": 5}, said | {"SignatureVersion": "3"},
        said | {"Timestamp": "2026-11-22T10:00:01.000Z"}, said | {"TopicArn": "arn:aws:sns:eu-west-1:1:other"},
        said | {"Subject": "added"}, said | {"Timestamp": None}, signed_by_amazon(plain, key=other),
        said | {"SigningCertURL": f"https://{HOST}/?Action=GetTopicAttributes"},
    ):  # fmt: skip
        assert push(row, "mime", forged, content_type=content_type, **headers).status_code == 403, forged
    assert not RawMessage.objects.exists()
    assert push(row, "mime", said, content_type=content_type, password="wrong", **headers).status_code == 403


def test_nobody_without_the_password_makes_us_ask_anybody(row, amazon, now):
    said, content_type, headers = mails_of(now)["amazon_ses"]
    assert push(row, "mime", said, content_type=content_type, password="wrong", **headers).status_code == 403
    assert amazon.asked == []


def test_while_the_certificate_cannot_be_had_amazon_is_to_say_it_again_and_nothing_is_lost(row, amazon, now):
    said, content_type, headers = mails_of(now)["amazon_ses"]
    pem, amazon.pem = amazon.pem, None
    assert push(row, "mime", said, content_type=content_type, **headers).status_code == 503
    amazon.pem = pem
    assert push(row, "mime", said, content_type=content_type, **headers).status_code == 200
    assert RawMessage.objects.count() == 1


def test_a_certificate_that_is_none_or_is_over_proves_nothing(row, now):
    said = mails_of(now)["amazon_ses"][0]
    for pem in ("<html>", "", certificate(now, begins=timedelta(days=1)), certificate(now, ends=timedelta(days=-1))):
        with pytest.raises(NotAmazons):
            prove(row, said, at=now, fetch=lambda _url, pem=pem: pem)
    assert prove(row, said, at=now, fetch=lambda _url: certificate(now)) is None


def test_a_certificate_is_asked_for_behind_the_guard(monkeypatch):
    for address in ("127.0.0.1", "169.254.169.254", "10.0.0.1"):
        monkeypatch.setattr("socket.getaddrinfo", lambda *_a, address=address, **_n: [(2, 1, 6, "", (address, 443))])
        with pytest.raises(NotFetched):
            fetched(CERTIFICATE_URL)


def test_what_a_topic_says_of_itself_is_heard_and_means_nothing(row, amazon, now):
    plain = {"Type": "Notification", "MessageId": "m", "TopicArn": TOPIC, "Timestamp": "2026-11-22T10:00:00.000Z",
             "Message": "Successfully validated SNS topic for Amazon SES event publishing."}  # fmt: skip
    heads = {"x-amz-sns-message-type": "Notification", "x-amz-sns-message-id": "m"}
    for way in ("mime", "told"):
        assert push(row, way, signed_by_amazon(plain), content_type="text/plain", **heads).status_code == 200
    assert not RawMessage.objects.exists()
