from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest
from django.utils import translation

from amana.cases.models import Case
from amana.commitments.models import Commitment
from amana.insight.lettering import letter, letter_of, next_letter, send_letters, set_letter
from amana.insight.models import Part, PartedWeek, Strained, WeeklyLetter
from amana.notices.models import Manner
from amana.post.models import Outgoing
from amana.team.models import Absence, Agent
from tests.cast import agent
from tests.letters import words_of
from tests.plans import explained

pytestmark = pytest.mark.django_db
SUNDAY = datetime(2026, 11, 15, 7, tzinfo=UTC)  # 9:00 in Jerusalem, when the week begins to work


def letters(to):
    return list(Outgoing.objects.filter(recipients__address=to.account.email).order_by("created_at"))


def test_a_manager_has_one_letter_a_week_on_the_first_working_morning(case, yossi, ruth, now):
    assert send_letters(now) == 0 and next_letter(yossi, after=now) == SUNDAY
    assert send_letters(SUNDAY - timedelta(minutes=1)) == 0
    assert send_letters(SUNDAY) == 1 and send_letters(SUNDAY + timedelta(hours=1)) == 0
    assert send_letters(SUNDAY + timedelta(days=6)) == 0
    assert send_letters(SUNDAY + timedelta(days=7)) == 1
    assert len(letters(yossi)) == 2 and not letters(ruth)


def test_it_names_what_needs_them_with_its_address_in_their_language(case, brand, yossi, now):
    Commitment.objects.outstanding().filter(case=case).update(due_at=now)
    Strained.objects.create(case=case, brand=brand, patience=12, since=now)
    with translation.override("en"):
        subject, text = letter(yossi, at=SUNDAY)
    assert subject == "Your week: what needs you"
    assert "1 promise is late." in text and "/desk/insight/today/" in text and case.number in text
    assert "Whether this letter comes is yours to choose" in text

    yossi.account.language = "he"
    yossi.account.save()
    send_letters(now)
    send_letters(SUNDAY)
    [mail] = letters(yossi)
    assert words_of(bytes(mail.mime))


def test_figures_of_fewer_than_five_people_are_in_no_letter(case, brand, yossi, now):
    for week, number in (("2026-11-08", 4), ("2026-11-15", 9), ("2026-11-01", 1)):
        PartedWeek.objects.create(brand=brand, week_on=week, counted_at=now)
        Part.objects.create(brand=brand, week_on=week, measure="climbs", by="", kind="asked", number=number)
    with translation.override("en"):
        assert "rung up" not in letter(yossi, at=SUNDAY)[1]
        for number in range(4):
            agent(f"Agent{number} Five", brand)
        assert "Cases that went a rung up: 4 last week, 1 the week before." in letter(yossi, at=SUNDAY)[1]


def test_it_is_switched_off_and_on_by_whoever_gets_it(yossi, ruth, now):
    assert letter_of(yossi).is_wanted and not letter_of(ruth).is_wanted
    set_letter(yossi, is_wanted=False, at=now)
    set_letter(ruth, is_wanted=True, at=now)
    set_letter(ruth, is_wanted=True, at=now)
    assert send_letters(SUNDAY) == 1 and letters(ruth) and not letters(yossi)


def test_it_waits_for_the_end_of_quiet_hours_and_for_whoever_is_away(yossi, now):
    Manner.objects.create(agent=yossi, quiet=Manner.HOURS, quiet_from=time(20), quiet_until=time(11))
    assert next_letter(yossi, after=now) == SUNDAY + timedelta(hours=2)
    send_letters(now)
    Absence.objects.create(agent=yossi, since=SUNDAY - timedelta(days=1), until=SUNDAY + timedelta(days=2))
    assert send_letters(SUNDAY + timedelta(hours=2)) == 0
    back = SUNDAY + timedelta(days=3)
    assert [send_letters(back), send_letters(back + timedelta(hours=3))] == [1, 0]


def test_whoever_leads_no_more_has_none(yossi, now):
    send_letters(now)
    Agent.objects.filter(pk=yossi.pk).update(role="agent")
    assert send_letters(SUNDAY) == 0 and WeeklyLetter.objects.get().due_at is None


def test_letters_that_are_due_are_found_in_an_index(now):
    rows = WeeklyLetter.objects.filter(due_at__lte=now, due_at__isnull=False).order_by("due_at", "agent")
    assert "weekly_letter_due" in explained(rows)


def test_a_closed_case_needs_nobody(case, brand, yossi, now):
    Strained.objects.create(case=case, brand=brand, patience=12, since=now)
    Case.objects.filter(pk=case.pk).update(state="closed", closed_at=now, waiting_for="")
    assert case.number not in letter(yossi, at=now)[1]
