"""A clock starts only by a rule that fits and may be relied on, and keeps its words; it reminds at the right time, once."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from amana.cases.errors import Refused
from amana.deadlines.checking import change, check, remove
from amana.deadlines.matching import matches
from amana.deadlines.models import Check, Clock, Matter, Office, Removal, Rule
from amana.deadlines.reminding import next_reminder, remind_due
from amana.deadlines.running import clocks_for_letter, clocks_of, end, say_matter, start
from amana.deadlines.seeding import RULES, seed
from amana.deadlines.turning_outside import advisers, outside_rungs, turn_to
from amana.deadlines.waiting import waiting_rule
from amana.people.models import Account, Person
from amana.post.models import Outgoing
from amana.record.appending import Line, append
from amana.record.reading import read
from amana.team.viewing import owner


def rule(key: str) -> Rule:
    return Rule.objects.get(key=key)


def test_seeding_twice_changes_nothing_and_leaves_alone_what_a_person_changed(db, own, gil, settings, now):
    settings.OPEN_MINE = True
    assert Rule.objects.count() == len(RULES) == 45 and seed() == 0

    change(rule("il-bank-45d"), {"amount": "40", "source": "boi.org.il, page 12"}, by=gil.account, at=now)
    remove(rule("il-cpa"), by=gil.account, at=now)
    Rule.objects.filter(key="uk-fin-8w").update(title="An earlier version", seeded={"title": "An earlier version"})
    assert seed() == 1

    assert rule("il-bank-45d").amount == 40 and not Rule.objects.filter(key="il-cpa").exists()
    assert rule("uk-fin-8w").title.startswith("A bank, insurer")


@pytest.mark.parametrize(
    ("facts", "is_found"),
    [
        ({}, True),
        ({"country": "GB"}, False),
        ({"sector": "airline"}, False),
        ({"topics": ["flight"]}, False),
    ],
)
def test_a_rule_is_found_by_country_sector_and_topic(own, viewer, gil, now, facts, is_found):
    said = {"country": "IL", "region": "", "sector": "bank", "topics": ["complaint"]} | facts
    matter = say_matter(own, **said, by=viewer, at=now)

    assert ("il-bank-45d" in [one.rule.key for one in matches(matter, gil, today=now.date())]) is is_found


def test_a_rule_of_the_union_holds_in_its_members_and_one_of_a_state_only_there(own, viewer, gil, now):
    def keys(country: str, region: str = "") -> set[str]:
        matter = say_matter(
            own,
            country=country,
            region=region,
            sector="retail",
            topics=["cancel_purchase", "stop_service"],
            by=viewer,
            at=now,
        )
        return {one.rule.key for one in matches(matter, gil, today=now.date())}

    assert "eu-withdraw-14d" in keys("DE") and "eu-withdraw-14d" not in keys("GB")
    assert "us-ca-arl" in keys("US", "CA") and "us-ca-arl" not in keys("US")


def test_a_clock_starts_by_a_rule_that_is_sure_and_counts_from_the_day(own, viewer, sure, now):
    clock = start(own, sure, began_at=now - timedelta(days=2), by=viewer, at=now)

    assert clock.last_on == date(2026, 12, 25) and clock.kind == Rule.ANSWER
    entry = next(one for one in read(own.key, side="customer") if one.kind == "clock.started")
    assert entry.audience == "customer" and entry["last_on"] == "2026-12-25"
    assert "clock" not in str([one.kind for one in read(own.key, side="company")])


@pytest.mark.parametrize(
    ("changed", "began"),
    [
        ({"confidence": "medium"}, 0),
        ({"checked_on": None}, 0),
        ({"checked_on": date(2025, 11, 1)}, 0),
        ({"checked_on": date(2027, 1, 1)}, 0),
        ({"is_in_force": False}, 0),
        ({"in_force_from": date(2026, 11, 11)}, 5),
        ({"countries": ["GB"]}, 0),
        ({"sectors": ["airline"]}, 0),
        ({"topics": ["flight"]}, 0),
        ({"kind": "route"}, 0),
        ({}, -1),
    ],
    ids=["not sure", "never checked", "checked too long ago", "checked in the future", "not in force", "not in force on that day",
         "another country", "another sector", "another topic", "no clock", "a day to come"],
)  # fmt: skip
def test_no_clock_starts_by_a_rule_that_does_not_fit_or_has_to_be_checked(own, viewer, sure, now, changed, began):
    Rule.objects.filter(pk=sure.pk).update(**changed)

    with pytest.raises(Refused):
        start(own, rule("il-bank-45d"), began_at=now - timedelta(days=began), by=viewer, at=now)
    assert not Clock.objects.exists()


def test_what_somebody_checked_counts_for_their_own_cases_and_for_a_year(own, viewer, matter, gil, now):
    unsure = rule("il-refund-14d")
    Matter.objects.update(topics=["refund"])
    with pytest.raises(Refused):
        start(own, unsure, began_at=now, by=viewer, at=now)
    check(own, unsure, where="Section 14E, at nevo.co.il/law/70305", amount="15", by=viewer, at=now)
    clock = start(own, unsure, began_at=now, by=viewer, at=now)

    assert (
        clock.amount == 15 and clock.source == "Section 14E, at nevo.co.il/law/70305" and clock.checked_on == now.date()
    )
    other = Person.objects.create(name="Other")
    found = {one.rule.key: one for one in matches(Matter.objects.get(), other, today=now.date())}
    assert found["il-refund-14d"].reasons == ("unsure", "old")
    later = {one.rule.key: one for one in matches(Matter.objects.get(), gil, today=now.date() + timedelta(days=366))}
    assert not later["il-refund-14d"].is_sure


@pytest.mark.parametrize(
    ("where", "amount"), [("", ""), ("x", ""), ("a law", "-1"), ("a law", "ten"), ("a law", "1e99"), ("a law", "NaN")]
)
def test_a_check_needs_a_place_and_a_number_that_is_one(own, viewer, sure, now, where, amount):
    with pytest.raises(Refused):
        check(own, sure, where=where, amount=amount, by=viewer, at=now)
    assert not Check.objects.exists()


def test_a_clock_keeps_its_words_when_its_rule_is_changed_or_taken_out(own, viewer, sure, gil, settings, now):
    settings.OPEN_MINE = True
    clock = start(own, sure, began_at=now, by=viewer, at=now)
    change(sure, {"title": "Something else", "amount": "3"}, by=gil.account, at=now)
    remove(rule("il-bank-45d"), by=gil.account, at=now)
    clock.refresh_from_db()

    assert clock.rule is None and clock.title == sure.title and clock.amount == 45
    assert [one.pk for one in clocks_of(own)] == [clock.pk]


def test_nobody_but_the_keeper_and_whoever_runs_the_server_changes_anything(own, sure, now, dana, gil, settings):
    settings.OPEN_MINE = False
    stranger = owner(Person.objects.create(name="Other"))
    for act in (lambda: start(own, sure, began_at=now, by=stranger, at=now),
                lambda: check(own, sure, where="a law", by=stranger, at=now),
                lambda: change(sure, {"amount": "1"}, by=gil.account, at=now),
                lambda: change(sure, {"amount": "1"}, by=dana.account, at=now),
                lambda: remove(sure, by=gil.account, at=now)):  # fmt: skip
        with pytest.raises(Refused):
            act()
    assert rule("il-bank-45d").amount == 45 and not Removal.objects.exists()


@pytest.mark.parametrize("typed", [{"amount": ""}, {"amount": "x"}, {"confidence": "sure"}, {"checked_on": "soon"}, {"title": ""},
                                   {"title": "x" * 301}, {"checked_on": "2026-02-31"}])  # fmt: skip
def test_a_rule_is_not_changed_into_nonsense(own, sure, gil, settings, now, typed):
    settings.OPEN_MINE = True
    with pytest.raises(Refused):
        change(sure, typed, by=gil.account, at=now)
    assert rule("il-bank-45d").changed_at is None


def test_the_same_clock_runs_once_and_can_begin_again_after_its_end(own, viewer, sure, now):
    clock = start(own, sure, began_at=now, by=viewer, at=now)
    with pytest.raises(Refused):
        start(own, sure, began_at=now, by=viewer, at=now)
    end(clock, how="dropped", by=viewer, at=now)
    end(clock, how="done", by=viewer, at=now)

    assert Clock.objects.get().ending == "dropped"
    start(own, sure, began_at=now, by=viewer, at=now)
    assert len(clocks_for_letter(own, at=now)) == 1


@pytest.mark.parametrize(
    ("after", "due"),
    [
        ("2026-01-01T00:00", "2026-10-02T06:00"),
        ("2026-10-02T06:00", "2026-12-01T07:00"),
        ("2026-12-02T00:00", "2026-12-24T07:00"),
        ("2026-12-24T07:00", None),
    ],
)
def test_a_last_day_to_claim_is_reminded_of_90_30_and_7_days_before_at_nine_where_the_case_is(after, due):
    at = datetime.fromisoformat(after).replace(tzinfo=UTC)
    found = next_reminder("claim", date(2026, 12, 31), zone="Asia/Jerusalem", after=at)
    assert found == (datetime.fromisoformat(due).replace(tzinfo=UTC) if due else None)


def test_a_reminder_comes_once_and_the_next_one_waits(own, viewer, sure, now):
    Rule.objects.filter(pk=sure.pk).update(kind="claim", amount=Decimal(100))
    clock = start(own, rule("il-bank-45d"), began_at=now, by=viewer, at=now)
    first = clock.remind_at
    assert remind_due(first - timedelta(seconds=1)) == 0
    assert remind_due(first) == 1 and remind_due(first) == 0

    said = [one for one in read(own.key, side="customer") if one.kind == "clock.reminded"]
    assert len(said) == 1 and said[0]["of"] == "claim"
    clock.refresh_from_db()
    assert clock.remind_at == next_reminder("claim", clock.last_on, zone="Asia/Jerusalem", after=first)


@pytest.mark.parametrize(("url", "mails"), [("", 0), ("smtp://localhost:25", 1)])
def test_a_reminder_goes_by_mail_where_mail_is_sent_at_all(own, viewer, sure, now, settings, url, mails):
    settings.SMTP_URL = url
    clock = start(own, sure, began_at=now, by=viewer, at=now)
    remind_due(clock.remind_at)

    assert Outgoing.objects.filter(what="reminder", subject__contains="Kav Telecom").count() == mails


def test_a_clock_that_ended_reminds_of_nothing(own, viewer, sure, now):
    clock = start(own, sure, began_at=now, by=viewer, at=now)
    end(clock, how="done", by=viewer, at=now)

    assert remind_due(now + timedelta(days=300)) == 0


def test_last_days_to_claim_come_first(own, viewer, sure, now):
    answer = start(own, sure, began_at=now, by=viewer, at=now)
    Rule.objects.filter(key="il-distance-cancel-4mo").update(checked_on=now.date())
    claim = start(own, rule("il-distance-cancel-4mo"), began_at=now, by=viewer, at=now)

    assert [one.pk for one in clocks_of(own)] == [claim.pk, answer.pk]


# ── waiting on the telephone ─────────────────────────────────────────────────


def test_a_rule_on_waiting_is_found_for_a_sector_and_says_whether_it_is_sure(own, gil, viewer, now):
    found = waiting_rule("IL", "telecom", today=now.date())
    assert found is not None and found.minutes == 6 and not found.is_sure
    assert (
        waiting_rule("IL", "airline", today=now.date()) is None
        and waiting_rule("GB", "telecom", today=now.date()) is None
    )

    check(own, rule("il-call-6min"), where="Section 18B", by=viewer, at=now)
    assert waiting_rule("IL", "telecom", today=now.date(), person=gil).is_sure


# ── outside the company ──────────────────────────────────────────────────────


def test_a_rung_outside_opens_when_the_company_was_asked_and_its_time_has_passed(own, viewer, sure, now):
    def bank(at: datetime):
        return next(one for one in outside_rungs(own, at=at) if one.office.key == "il-boi")

    assert not bank(now).is_open and len(bank(now).missing) == 2
    append(Line(own.key, "call.noted", viewer.actor, now, {"who": "Avi", "text": "No.", "minutes": 1, "waited": 0}))
    start(own, sure, began_at=now, by=viewer, at=now)
    assert bank(now).opens_on == date(2026, 12, 27) and not bank(now).is_open
    with pytest.raises(Refused):
        turn_to(own, bank(now).office, text="Sent by their form.", by=viewer, at=now)

    later = now + timedelta(days=46)
    assert bank(later).is_open and bank(later).letter == "regulator" and bank(later).needs
    turn_to(own, bank(later).office, text="Sent by their form.", by=viewer, at=later)
    assert bank(later).asked_at == later


def test_an_office_that_does_not_take_the_matter_says_so_and_comes_last(own, viewer, now):
    say_matter(own, country="IL", region="", sector="telecom", topics=["visit"], by=viewer, at=now)
    found = outside_rungs(own, at=now)

    assert found[-1].office.key == "il-moc" and found[-1].is_unfit
    assert next(one for one in found if one.office.kind == Office.COURT).letter == "before_claim"
    assert [office.key for office in advisers(own)] == ["il-council"]


def test_an_office_of_another_country_is_none_for_this_case(own, viewer, matter, now):
    with pytest.raises(Refused):
        turn_to(own, Office.objects.get(key="uk-fos"), text="x", by=viewer, at=now)


@pytest.mark.parametrize(
    "facts", [{"country": "XX"}, {"sector": "moon"}, {"topics": []}, {"topics": ["x", "\x00"]}, {"region": "ZZ"}]
)
def test_a_matter_is_one_of_those_that_are_offered(own, viewer, now, facts):
    said = {"country": "IL", "region": "", "sector": "bank", "topics": ["complaint"]} | facts
    with pytest.raises(Refused):
        say_matter(own, **said, by=viewer, at=now)


def test_an_account_is_not_needed_to_read_rules(own):
    assert Account.objects.count() == 1 and Rule.objects.filter(source="").count() <= 1
