"""Two people at the same case, and what lies beside the database: the cache and the log."""

from __future__ import annotations

import io
import logging
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from amana.kit.codes import new_id
from amana.post.models import Outgoing
from amana.record.reading import read
from tests.faults.invariants import broken
from tests.faults.outside import Outside
from tests.letters import deliver, letter, take_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path):
    settings.FILES = tmp_path


@pytest.fixture
def case(brand, dana):
    return deliver("noa@customer.example", "The router is dead. When will it work?", at=timezone.now(), name="Noa Levi")


def at_desk(agent) -> Client:
    client = Client()
    client.force_login(agent.account)
    return client


def form_of(html: str) -> dict[str, str]:
    found = dict(re.findall(r'<input type="hidden" name="(key|seen)" value="([^"]+)"', html))
    assert set(found) == {"key", "seen"}
    return found


def send(client, case, **said):
    return client.post(f"/desk/cases/{case.number}/replies/", {"act": "send", "text": "It works again."} | said)


def replies(case):
    return [one for one in read(case.key, side="company") if one.kind == "message.sent" and one.by.kind == "agent"]


def test_f47_what_the_customer_wrote_meanwhile_is_shown_before_the_reply_goes_out(case, dana):
    desk = at_desk(dana)
    before = form_of(desk.get(f"/desk/cases/{case.number}/").content.decode())
    answers = [Outgoing.objects.get().message_id]
    take_in(
        letter("noa@customer.example", "It is the cable, not the router!", at=timezone.now(), answers=answers),
        at=timezone.now(),
    )
    refused = send(desk, case, **before)
    html = refused.content.decode()
    assert (refused.status_code, replies(case)) == (422, [])
    assert "While you were writing" in html and "It is the cable" in html and "It works again." in html
    assert send(desk, case, **form_of(html)).status_code == 302
    assert len(replies(case)) == 1
    assert {one[:2] for one in broken(Outside(), at=timezone.now() + timedelta(hours=1))} == set()


def test_f47_two_agents_who_answer_at_once_the_second_reads_the_first(case, dana, omer):
    first, second = at_desk(dana), at_desk(omer)
    forms = [form_of(one.get(f"/desk/cases/{case.number}/").content.decode()) for one in (first, second)]
    assert send(first, case, **forms[0]).status_code == 302
    refused = send(second, case, **forms[1])
    assert refused.status_code == 422 and "Dana" in refused.content.decode()
    assert len(replies(case)) == 1
    # Nothing of the first is overwritten; the second says what is still to be said.
    again = form_of(refused.content.decode())
    assert send(second, case, **again, text="And the cable is on its way.").status_code == 302
    assert [one["text"].split(".")[0] for one in replies(case)] == ["It works again", "And the cable is on its way"]


def test_f47_rubbish_where_the_page_says_what_was_seen_is_passed_over(case, dana):
    desk = at_desk(dana)
    for seen in ("", "-1", "one", "9" * 40, "\u0663", "\x00"):
        assert send(desk, case, key=str(new_id()), seen=seen).status_code == 302


def test_f46_the_same_form_sent_five_times_sends_one_mail(case, dana):
    desk = at_desk(dana)
    form = form_of(desk.get(f"/desk/cases/{case.number}/").content.decode())
    for _ in range(5):
        assert send(desk, case, **form).status_code == 302
    assert (len(replies(case)), Outgoing.objects.filter(what="reply").count()) == (1, 1)


def test_f48_with_the_log_gone_pages_are_answered_and_mail_comes_in(case, dana, monkeypatch):
    class Gone(io.StringIO):
        def write(self, _text):
            raise OSError("no space left on device")

    handler = logging.StreamHandler(Gone())
    monkeypatch.setattr(logging, "raiseExceptions", True)
    monkeypatch.setattr("sys.stderr", Gone())
    logging.getLogger().addHandler(handler)
    try:
        logging.getLogger("amana").error("nobody reads this")
        assert at_desk(dana).get(f"/desk/cases/{case.number}/").status_code == 200
        row = take_in(letter("sami@customer.example", "And mine?", at=timezone.now()), at=timezone.now())
    finally:
        logging.getLogger().removeHandler(handler)
    assert row.state == "done"


def test_f48_with_the_cache_gone_reading_goes_on(case, dana):
    desk = at_desk(dana)
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE cache")
    for path in ("/desk/", f"/desk/cases/{case.number}/", "/health/"):
        assert desk.get(path).status_code in {200, 302}, path
    assert send(desk, case, key=str(new_id())).status_code == 302
