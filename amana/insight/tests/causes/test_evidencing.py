from __future__ import annotations

from datetime import timedelta

import pytest

from amana.escalation.climbing import ask
from amana.escalation.reporting import report
from amana.handling.facts.noting import note_call
from amana.insight.causes.evidencing import asked_lately, reports_on, tried_on
from amana.insight.causes.gathering import add_case, add_group
from amana.insight.models import Member
from amana.readings.models import Reading
from amana.record.withdrawing import erase
from amana.team.viewing import at_the_desk, by_link

HOUR = timedelta(hours=1)


@pytest.fixture
def climbed(case, noa, ruth, now):
    """Noa's case came up to Ruth, who wrote how it came that far."""
    ask(case, text="Somebody else", by=by_link(noa, case.key), at=now)
    note_call(case, "We spoke.", who="Noa", by=at_the_desk(ruth), at=now + HOUR)
    report(case, "Two mails about the code were never read.", by=at_the_desk(ruth), at=now + 2 * HOUR)
    return case


def test_reports_of_the_upper_rungs_show_a_cause(cause, climbed, dana, now):
    add_case(cause, climbed, by=at_the_desk(dana), at=now)
    (one,) = reports_on(asked_lately(cause, []))
    assert (one.text, one.by, one.case) == ("Two mails about the code were never read.", "Ruth Amit", climbed)


def test_what_was_erased_shows_nothing(cause, climbed, dana, ruth, now):
    add_case(cause, climbed, by=at_the_desk(dana), at=now)
    from amana.escalation.models import Report

    erase(Report.objects.get().entry, why="asked for", by=at_the_desk(ruth).actor, at=now + 3 * HOUR)
    assert reports_on(asked_lately(cause, [])) == []


def tried(case, quote: str, now) -> None:
    entry = Member.objects.get(case=case).entry
    found = [{"kind": "tried", "id": "customer", "quote": quote, "more": {"action": quote.lower()}},
             {"kind": "question", "id": "", "quote": "Why?", "more": {}}]  # fmt: skip
    Reading.objects.update_or_create(
        entry=entry, defaults={"case": case, "side": "customer", "at": now, "found": found}
    )


def test_what_customers_had_tried_shows_a_cause_what_most_say_first(cause, group, cases, ruth, now):
    add_group(cause, group, by=at_the_desk(ruth), at=now)
    for case in cases[:3]:
        tried(case, "I restarted the router", now)
    tried(cases[3], "I called you", now)
    found = tried_on(asked_lately(cause, [group]))
    assert [(one.quote, one.times) for one in found] == [("I restarted the router", 3), ("I called you", 1)]
