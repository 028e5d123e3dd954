"""Clocks, rules and rungs outside a company, as the keeper of an own case sees them and nobody else."""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from amana.deadlines.models import Clock, Matter, Office, Rule
from amana.deadlines.seeding import seed
from amana.kit.codes import new_id
from amana.portal.tests.mine.stage import LANGUAGES, entries, in_language, shared, somebody_else, url

MATTER = {"country": "IL", "region": "", "sector": "bank", "topic": ["complaint", "cancel_purchase"]}


@pytest.fixture
def bank(own, client) -> Rule:
    """A case with a bank, and a rule that was checked a month ago."""
    seed()
    client.post(url(own, "clocks/matter/"), MATTER)
    Rule.objects.filter(key="il-bank-45d").update(checked_on=timezone.now().date() - timedelta(days=30))
    return Rule.objects.get(key="il-bank-45d")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_asks_where_the_case_belongs_and_then_shows_the_rules(own, client, language):
    in_language(own, language)
    assert 'name="country"' in client.get(url(own, "clocks/")).content.decode()
    client.post(url(own, "clocks/matter/"), MATTER)
    page = client.get(url(own, "clocks/")).content.decode()

    assert Matter.objects.get().sector == "bank" and "kolzchut.org.il" in page and "Bank of Israel" in page
    assert "Israel Consumer Council" in page and url(own, "clocks/") in client.get(url(own)).content.decode()


def test_a_sure_rule_starts_a_clock_and_the_case_shows_it(own, client, bank):
    began = (timezone.now() - timedelta(days=3)).date()
    client.post(url(own, f"rules/{bank.pk}/clock/"), {"began_on": began.isoformat()})

    clock = Clock.objects.get()
    assert clock.last_on == began + timedelta(days=45)
    assert "45 days" in client.get(url(own)).content.decode() and "clock.started" not in shared(own)
    assert len(entries(own, "clock.started")) == 1


def test_today_counts_as_a_day_that_has_been(own, client, bank):
    today = timezone.now().astimezone(ZoneInfo("Asia/Jerusalem")).date()
    answer = client.post(url(own, f"rules/{bank.pk}/clock/"), {"began_on": today.isoformat()})

    assert answer.status_code == 302 and Clock.objects.exists()


@pytest.mark.parametrize("typed", ["", "soon", "2031-01-01", "0001-01-01", "2026-02-31", "9" * 50, "\x00"])
def test_a_day_that_makes_no_sense_is_asked_again(own, client, bank, typed):
    answer = client.post(url(own, f"rules/{bank.pk}/clock/"), {"began_on": typed})

    assert answer.status_code == 422 and 'role="alert"' in answer.content.decode() and not Clock.objects.exists()


def test_a_rule_that_is_not_sure_offers_to_be_checked_and_then_starts(own, client, bank):
    Rule.objects.filter(pk=bank.pk).update(checked_on=date(2020, 1, 1))
    assert client.post(url(own, f"rules/{bank.pk}/clock/"), {"began_on": "2026-11-01"}).status_code == 422
    assert url(own, f"rules/{bank.pk}/check/") in client.get(url(own, "clocks/")).content.decode()
    assert client.post(url(own, f"rules/{bank.pk}/check/"), {"where": ""}).status_code == 422

    client.post(url(own, f"rules/{bank.pk}/check/"), {"where": "boi.org.il, page 3", "amount": ""})
    client.post(url(own, f"rules/{bank.pk}/clock/"), {"began_on": "2026-11-01"})
    assert Clock.objects.get().source == "boi.org.il, page 3"


@pytest.mark.parametrize(
    "typed", [{}, {"country": "IL"}, {"country": "\x00", "sector": "x" * 9999, "topic": ["y"] * 60}]
)
def test_a_matter_nobody_offers_is_asked_again(own, client, typed):
    assert client.post(url(own, "clocks/matter/"), typed).status_code == 422 and not Matter.objects.exists()


def test_of_a_rule_without_a_time_nobody_is_asked_for_a_number(own, client, bank):
    note = Rule.objects.create(
        key="il-good-to-know", kind=Rule.NOTE, countries=["IL"], title="They have to answer in writing"
    )
    page = client.get(url(own, f"rules/{note.pk}/check/")).content.decode()
    assert 'name="where"' in page and 'name="amount"' not in page
    assert 'name="amount"' in client.get(url(own, f"rules/{bank.pk}/check/")).content.decode()


def test_on_the_last_day_it_says_so_and_on_the_day_after_that_it_has_passed(own, client, bank):
    today = timezone.now().astimezone(ZoneInfo("Asia/Jerusalem")).date()
    began = today - timedelta(days=int(bank.amount))
    client.post(url(own, f"rules/{bank.pk}/clock/"), {"began_on": began.isoformat()})
    assert Clock.objects.get().last_on == today
    assert "today is the last day" in client.get(url(own)).content.decode()
    Clock.objects.update(last_on=today - timedelta(days=1), ends_at=timezone.now())
    assert "today is the last day" not in client.get(url(own)).content.decode()


def test_a_clock_is_ended_and_stays_in_the_list(own, client, bank):
    client.post(url(own, f"rules/{bank.pk}/clock/"), {"began_on": "2026-11-01"})
    clock = Clock.objects.get()
    assert client.get(url(own, f"clocks/{clock.pk}/end/")).status_code == 200
    assert client.post(url(own, f"clocks/{clock.pk}/end/"), {"to": "moon"}).status_code == 422
    client.post(url(own, f"clocks/{clock.pk}/end/"), {"to": "done"})

    clock.refresh_from_db()
    assert clock.ending == "done" and "clock--over" in client.get(url(own, "clocks/")).content.decode()


def test_turning_to_an_office_is_a_rung_in_the_record(own, client, bank):
    council = Office.objects.get(key="il-cpa-office")
    page = client.get(url(own, f"outside/{council.pk}/")).content.decode()
    assert "073-3717777" in page and url(own, "filing/") in page
    assert client.post(url(own, f"outside/{council.pk}/"), {"text": " "}).status_code == 422

    client.post(url(own, f"outside/{council.pk}/"), {"text": "Sent by fax."})
    assert entries(own, "rung.asked")[0]["to"] == council.name


def test_a_rung_that_is_not_open_is_refused(own, client, bank):
    boi = Office.objects.get(key="il-boi")
    answer = client.post(url(own, f"outside/{boi.pk}/"), {"text": "Sent."})

    assert answer.status_code == 422 and entries(own, "rung.asked") == []


def test_other_peoples_cases_and_keys_are_not_found(own, client, bank):
    client.post(url(own, f"rules/{bank.pk}/clock/"), {"began_on": "2026-11-01"})
    clock, other = Clock.objects.get(), somebody_else()
    for screen in (
        "clocks/",
        f"clocks/{clock.pk}/end/",
        f"rules/{bank.pk}/check/",
        f"outside/{Office.objects.first().pk}/",
    ):
        assert other.get(url(own, screen)).status_code == 404
    for screen in ("clocks/matter/", f"rules/{bank.pk}/clock/"):
        assert other.post(url(own, screen), MATTER).status_code == 404
    for screen in (f"clocks/{new_id()}/end/", f"rules/{new_id()}/check/", f"outside/{new_id()}/"):
        assert client.get(url(own, screen)).status_code == 404


def test_rules_are_put_right_on_ones_own_machine_alone(own, client, bank, settings):
    settings.OPEN_MINE = False
    assert client.get("/mine/rules/").status_code == 200
    assert client.get(f"/mine/rules/{bank.pk}/").status_code == 404
    assert client.post(f"/mine/rules/{bank.pk}/", {"amount": "1"}).status_code == 404

    settings.OPEN_MINE = True
    assert client.get(f"/mine/rules/{bank.pk}/").status_code == 200
    assert client.post(f"/mine/rules/{bank.pk}/", {"amount": "x"}).status_code == 422
    client.post(f"/mine/rules/{bank.pk}/", {"amount": "50", "source": "boi.org.il"})
    bank.refresh_from_db()
    assert bank.amount == 50 and bank.changed_at
    client.post(f"/mine/rules/{bank.pk}/", {"act": "remove"})
    assert not Rule.objects.filter(pk=bank.pk).exists()
