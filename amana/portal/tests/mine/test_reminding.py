"""What is due: a calendar file that every calendar reads, and a private feed that can be revoked."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone

from amana.advocacy.calling import Call, log_call
from amana.advocacy.letters.models import CalendarFeed
from amana.advocacy.reminding import LINE, calendar_of, escaped, feed_behind, fold, make_feed
from amana.cases.models import CUSTOMER, Case
from amana.commitments.making import Draft, make
from amana.commitments.models import Commitment
from amana.people.models import Account
from amana.portal.tests.mine.stage import url
from amana.team.viewing import owner

SUMMER = datetime(2030, 7, 1, 18, 0, tzinfo=ZoneInfo("Asia/Jerusalem"))


def promised(case: Case, action: str = "A call back, or a letter; soon\\now", due: datetime = SUMMER) -> Commitment:
    at = timezone.now()
    log_call(case, Call("Avi", "Yes.", at, promised=action, due_at=due), by=owner(case.customer), at=at)
    return Commitment.objects.get(case=case, action=action)


def unfolded(content: bytes) -> list[str]:
    return content.decode().replace("\r\n ", "").split("\r\n")


def test_a_promise_is_an_event_with_its_moment_and_alarms(own, client):
    promise = promised(own)
    answer = client.get(url(own, f"promises/{promise.pk}/calendar/"))
    lines = unfolded(answer.content)

    assert answer.headers["Content-Type"].startswith("text/calendar")
    assert lines[0] == "BEGIN:VCALENDAR" and lines[-2] == "END:VCALENDAR" and lines.count("BEGIN:VALARM") == 2
    assert "DTSTART:20300701T150000Z" in lines
    assert "SUMMARY:Avi: A call back\\, or a letter\\; soon\\\\now" in lines
    assert not re.search(rb"[^\r]\n", answer.content)


@pytest.mark.parametrize("due", [datetime(2030, 3, 29, 9, 0, tzinfo=ZoneInfo("Asia/Jerusalem")),
                                 datetime(2030, 10, 27, 9, 0, tzinfo=ZoneInfo("Asia/Jerusalem"))])  # fmt: skip
def test_a_change_of_clocks_moves_nothing(own, due):
    promise = promised(own, due=due)
    stamp = f"{due.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    assert f"DTSTART:{stamp}" in unfolded(calendar_of([promise], name="x", at=timezone.now()))


@pytest.mark.parametrize("text", ["החזר של 200 ש״ח עד יום ראשון " * 9, "اتّصال من سامي " * 12, "x" * 300, "🙂" * 60])
def test_lines_are_folded_between_letters(text):
    for piece in fold(f"SUMMARY:{text}").split("\r\n"):
        assert len(piece.encode()) <= LINE
    assert fold(f"SUMMARY:{text}").replace("\r\n ", "") == f"SUMMARY:{text}"


def test_what_could_begin_another_line_is_escaped():
    assert escaped("a\r\nEND:VEVENT\x00;b,c\\") == "a\\nEND:VEVENT\\;b\\,c\\\\"


def test_the_feed_holds_what_is_due_and_nothing_private(own, client):
    promised(own)
    page = client.post("/mine/calendar/", {"act": "make"}).content.decode()
    address = re.search(r"/calendar/[a-z0-9]{32}/promises\.ics", page)[0]
    answer = Client().get(address)

    said = "\n".join(unfolded(answer.content))
    assert answer.status_code == 200 and "no-store" in answer.headers["Cache-Control"]
    assert "A call back" in said and "150 would do" not in said and "Charged for a router" not in said
    assert address not in client.get("/mine/calendar/").content.decode()


def test_a_feed_that_was_revoked_or_guessed_opens_nothing(own, client):
    token = make_feed(own.owner, at=timezone.now())
    assert feed_behind(token, at=timezone.now()) is not None
    client.post("/mine/calendar/", {"act": "revoke"})

    assert Client().get(f"/calendar/{token}/promises.ics").status_code == 404
    for guess in ("x", "0" * 32, "א" * 20, "%00", token.upper()):
        assert Client().get(f"/calendar/{guess}/promises.ics").status_code == 404
    assert token not in str(list(CalendarFeed.objects.values()))


def test_a_new_feed_closes_the_old_one_and_an_inactive_account_has_none(own):
    old, new = make_feed(own.owner, at=timezone.now()), make_feed(own.owner, at=timezone.now())
    assert feed_behind(old, at=timezone.now()) is None and feed_behind(new, at=timezone.now()) is not None
    Account.objects.update(is_active=False)
    assert feed_behind(new, at=timezone.now()) is None


@pytest.mark.parametrize("language", ["he", "ar", "en"])
def test_the_ledger_holds_theirs_and_mine(own, client, language):
    Account.objects.update(language=language)
    promised(own)
    mine = Draft("Send the receipt", SUMMER, CUSTOMER, own.customer)
    make(own, [mine], by=owner(own.customer), at=timezone.now())
    page = client.get("/mine/calendar/").content.decode()

    assert "A call back" in page and "Send the receipt" in page


def test_what_fell_due_is_counted_and_shown_first_on_the_case(own, client):
    promise = promised(own, due=timezone.now() + timedelta(days=1))
    Commitment.objects.filter(pk=promise.pk).update(due_at=timezone.now() - timedelta(hours=2))

    assert "1 thing fell due" in client.get("/mine/calendar/").content.decode()
    page = client.get(url(own)).content.decode()
    assert "Fell due" in page and page.index("Fell due") < page.index("The whole story")


def test_an_open_page_asks_what_falls_due_now_and_nothing_else(own, client):
    near, far = promised(own, "Near", timezone.now() + timedelta(minutes=10)), promised(own, "Far")
    said = client.get("/mine/calendar/due/").json()["due"]

    assert [(one["key"], one["what"]) for one in said] == [(str(near.pk), "Near")] and far.pk
    assert Client().get("/mine/calendar/due/").status_code == 302
    assert "data-rings" in client.get("/mine/calendar/").content.decode()
