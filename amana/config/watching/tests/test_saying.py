from __future__ import annotations

import io
import json
import logging

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError
from django.test import Client
from django.utils import timezone

from amana.channels.email.sending import send_due
from amana.channels.email.tests.peers import SmtpPeer
from amana.config.watching import saying
from amana.config.watching.numbering import HEADER
from amana.handling.mails.plain_mail import post_plain
from tests.letters import deliver, take_in

# Made up, and nowhere else in the product.
NAME, ADDRESS, SUBJECT, BODY = "Zaphira", "zaphira@quonset.example", "Marmalade", "burgundy hovercraft"
PERSONAL = (NAME.lower(), "zaphira@", SUBJECT.lower(), "hovercraft")
OURS = "help@tavor.example"


@pytest.fixture
def log():
    """What a log that says everything holds, a line or an object for each record."""
    out = io.StringIO()
    handlers = [logging.StreamHandler(out), logging.StreamHandler(out)]
    for handler, form in zip(handlers, (saying.Line(), saying.Json()), strict=True):
        handler.setFormatter(form)
    root = logging.getLogger()
    level = root.level
    root.setLevel(logging.DEBUG)
    # As it is configured: it writes down what was asked of the database.
    logging.getLogger("django.db.backends").setLevel(logging.INFO)
    for handler in handlers:
        root.addHandler(handler)
    yield out
    for handler in handlers:
        root.removeHandler(handler)
    root.setLevel(level)


@pytest.mark.django_db
def test_a65_neither_requests_nor_mail_leave_anything_personal_in_the_log(log, brand, dana, settings, monkeypatch):
    client = Client(raise_request_exception=False)
    client.force_login(dana.account, backend=settings.AUTHENTICATION_BACKENDS[0])
    deliver(ADDRESS, f"My {BODY} broke. When will you come?", at=timezone.now(), name=NAME, subject=SUBJECT, to=OURS)
    take_in(b"From: " + ADDRESS.encode() + b"\r\nSubject: " + SUBJECT.encode() + b"\r\n\xff", at=timezone.now())
    client.get("/desk/search/", {"q": NAME})
    client.get(f"/c/{ADDRESS}/")
    client.post("/accounts/login/", {"login": ADDRESS, "password": BODY})
    client.post(f"/desk/{SUBJECT}", {"text": BODY})

    def fail(*_arguments, **_more):
        raise DatabaseError(f"Key (address)=({ADDRESS}) already exists: {NAME}, {SUBJECT}, {BODY}")

    monkeypatch.setattr("amana.desk.framing.render", fail)
    assert client.get("/desk/").status_code == 500
    settings.SMTP_URL = ""
    with SmtpPeer() as peer:
        settings.SMTP_URL = f"smtp://127.0.0.1:{peer.port}"
        post_plain(ADDRESS, NAME, SUBJECT, BODY, what="notice", language="en", brand=brand, at=timezone.now())
        send_due(at=timezone.now(), worker="w")

    said = log.getvalue()
    assert "GET /desk/ 500" in said and "DatabaseError" in said and "framing.py" in said
    assert [word for word in PERSONAL if word in said.lower()] == []


@pytest.mark.django_db
def test_each_request_has_a_number_in_its_answer_its_lines_and_on_the_page_of_its_error(
    log, dana, settings, monkeypatch
):
    client = Client(raise_request_exception=False)
    client.force_login(dana.account, backend=settings.AUTHENTICATION_BACKENDS[0])

    def fail(*_arguments, **_more):
        raise RuntimeError

    monkeypatch.setattr("amana.desk.framing.render", fail)
    answer = client.get("/desk/", headers={HEADER: "mine\r\nforged"})
    number = answer.headers[HEADER]
    assert len(number) == 16 and number in answer.content.decode()
    lines = [json.loads(line) for line in log.getvalue().splitlines() if line.startswith("{")]
    of_this = [line for line in lines if line.get("request") == number]
    assert any(line["level"] == "ERROR" and "builtins.RuntimeError" in line["error"] for line in of_this)
    assert "forged" not in log.getvalue()
    assert client.get("/health/live").headers[HEADER] != number


def record(message, *arguments):
    return logging.LogRecord("amana.test", logging.WARNING, __file__, 1, message, arguments, None)


@pytest.mark.parametrize("form", [saying.Line(), saying.Json()])
def test_a_record_is_one_line_without_addresses_whatever_stands_in_it(form):
    said = form.format(
        record("550 no such user <%s>, ask %s", ADDRESS, "b@c.example\r\n2026 INFO forged: \u2028 \x1b[31m")
    )
    assert "\n" not in said and "\x1b" not in said and "quonset" not in said and "c.example" not in said
    assert said.count(saying.MASKED) == 2


@pytest.mark.parametrize(("words", "form", "level"), [
    ("", "line", "WARNING"), ("info", "line", "INFO"), ("json", "json", "WARNING"), ("json,DEBUG", "json", "DEBUG"),
])  # fmt: skip
def test_the_setting_says_how_much_and_in_which_form(words, form, level):
    found = saying.configured(words)
    assert (found["handlers"]["console"]["formatter"], found["root"]["level"]) == (form, level)


@pytest.mark.parametrize("rubbish", ["loud", "json xml", "INFO DEBUG"])
def test_a_setting_that_cannot_be_meant_is_refused(rubbish):
    with pytest.raises(ImproperlyConfigured, match="AMANA_LOG"):
        saying.configured(rubbish)
