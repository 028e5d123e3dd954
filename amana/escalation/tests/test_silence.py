"""When nobody answers a proposal to close: two reminders, by day, and never an ending over money or somebody cut off."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from amana.cases.models import Closing
from amana.commitments.making import Draft, make
from amana.commitments.models import Commitment
from amana.commitments.recounting import recount
from amana.escalation.ringing import next_alarm, ring
from amana.handling.ending.closing import propose
from amana.handling.ending.lapsing import is_grave
from amana.handling.facts.stipulating import write_term
from amana.handling.talking.replying import Reply, reply
from amana.post.models import Outgoing
from amana.record.appending import SYSTEM, Line, append
from amana.record.reading import read
from amana.record.verifying import verify
from amana.team.viewing import at_the_desk

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def go(until):
    """Let the clock run as it does: from alarm to alarm."""
    while (at := next_alarm()) is not None and at <= until:
        ring(at=at)


def said(case, kind):
    return [entry for entry in read(case.key, side="customer") if entry.kind == kind]


@pytest.fixture
def proposed(case, dana, now):
    def with_terms(*terms):
        reply(case, Reply("Done. May we close this case?"), by=at_the_desk(dana), at=now)
        return propose(case, terms=terms, by=at_the_desk(dana), at=now)

    return with_terms


@pytest.mark.parametrize(
    "text",
    [
        "The refund is on the card", "149.90 ILS are back", "The line is not disconnected", "ההחזר נכנס לכרטיס",
        "הזיכוי מופיע בחשבון", "הקו לא ינותק", "ביטול הניתוק", "وصول المبلغ إلى البطاقة", "استرداد ثمن الجهاز",
        "عدم قطع الخدمة", "إعادة توصيل الكهرباء", "₪ 75",
    ],
)  # fmt: skip
def test_money_and_being_cut_off_are_recognised_in_three_languages(text, now):
    assert is_grave(text, at=now)


@pytest.mark.parametrize(
    "text", ["The router works", "הנתב עובד", "الجهاز يعمل", "The technician came on 3 November", "המסך הוחלף"]
)
def test_what_is_neither_may_end_by_silence(text, now):
    assert not is_grave(text, at=now)


def test_reminders_come_by_day_and_say_by_which_ways(case, proposed, now):
    proposed()
    go(now + 30 * DAY)
    asked = [entry for entry in said(case, "notice.sent") if entry["reminder"]]
    assert [(entry["reminder"], entry["channels"]) for entry in asked] == [
        (1, ["email", "portal"]),
        (2, ["email", "portal"]),
    ]
    for one in [*asked, *said(case, "closing.lapsed")]:
        local = one.at.astimezone(ZoneInfo("Asia/Jerusalem"))
        assert local.weekday() not in (4, 5) and 8 <= local.hour < 21, one.kind


@pytest.mark.parametrize("hour", [3, 19, 22])
def test_whenever_it_was_proposed_nothing_happens_at_night_or_on_a_day_of_rest(case, dana, hour):
    at = datetime(2026, 11, 11, hour, tzinfo=UTC)
    Commitment.objects.filter(case=case).update(alarm_at=None)
    reply(case, Reply("Done."), by=at_the_desk(dana), at=at)
    propose(case, terms=[], by=at_the_desk(dana), at=at)
    go(at + 30 * DAY)
    for one in [*said(case, "notice.sent"), *said(case, "closing.lapsed")]:
        local = one.at.astimezone(ZoneInfo("Asia/Jerusalem"))
        assert local.weekday() not in (4, 5) and 8 <= local.hour < 21
    assert Closing.objects.get().ending == "lapsed"


def test_silence_ends_no_case_over_open_money_and_a_lead_gets_it(case, proposed, ruth, dana, now):
    row = proposed("The refund of 149.90 is on the card")
    go(now + 13 * DAY)
    row.refresh_from_db()
    case.refresh_from_db()
    assert (row.ending, case.state, row.reminders) == ("", "open", 2)
    climbed = said(case, "rung.climbed")[-1]
    assert (climbed["to"], climbed["why"], climbed["because"]) == (
        ruth.name,
        "The refund of 149.90 is on the card",
        "silence",
    )
    owed = Commitment.objects.outstanding().get(case=case)
    assert (owed.origin, owed.owner_agent) == (Commitment.RUNG, ruth)
    assert list(verify()) == [] and list(recount(at=now + 13 * DAY)) == []


def test_silence_ends_no_case_over_a_term_written_down_or_an_open_promise(case, proposed, dana, ruth, now):
    row = proposed("It works")
    write_term(case, "אי ניתוק של הקו", by=at_the_desk(dana), at=now)
    go(now + 30 * DAY)
    row.refresh_from_db()
    assert row.ending == "" and said(case, "rung.climbed")


def test_a_promise_made_since_counts_too(case, proposed, dana, noa, now):
    row = proposed()
    make(case, [Draft("The IBAN for the refund", now + 25 * DAY, "customer", noa)], by=at_the_desk(dana), at=now)
    go(now + 13 * DAY)
    row.refresh_from_db()
    assert row.ending == "" and said(case, "rung.climbed")


def test_a_question_that_came_back_was_never_asked(case, proposed, now):
    row = proposed()
    go(now + 8 * DAY)
    mail = Outgoing.objects.filter(case=case.key, what="notice").latest("created_at")
    append(Line(case.key, "message.bounced", SYSTEM, now + 8 * DAY,
                {"message": str(mail.entry), "to": "noa@customer.example", "why": "5.1.1"}))  # fmt: skip
    go(now + 40 * DAY)
    row.refresh_from_db()
    assert row.ending == ""
    told = [entry for entry in read(case.key, side="company") if entry.kind == "reminder.sent"]
    assert told[-1]["to"] == "Dana Katz" and told[-1]["is_late"]


def test_a_clock_that_wakes_at_night_asks_nobody_and_ends_nothing(case, proposed, now):
    row = proposed()
    friday_night = datetime(2026, 11, 20, 22, tzinfo=UTC)
    Commitment.objects.filter(case=case, origin="closing").update(alarm_stage=2, alarm_at=friday_night)
    Closing.objects.filter(pk=row.pk).update(reminders=2)
    ring(at=friday_night)
    row.refresh_from_db()
    assert row.ending == "" and next_alarm() == datetime(2026, 11, 22, 6, tzinfo=UTC)
    ring(at=next_alarm())
    row.refresh_from_db()
    assert row.ending == "lapsed"
