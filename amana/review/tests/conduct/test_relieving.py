from __future__ import annotations

from datetime import timedelta

import pytest

from amana.cases.errors import Refused
from amana.cases.models import Case
from amana.commitments.models import Commitment
from amana.commitments.recounting import recount
from amana.handling.holding.handing_over import offer
from amana.record.reading import read
from amana.review.conduct.lapsing import lapse
from amana.review.conduct.models import ConductIncident, ConductStep, Relief
from amana.review.conduct.relieving import relieve
from amana.review.models import Change
from amana.team.models import Absence
from amana.team.viewing import at_the_desk
from tests.letters import deliver

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def test_an_agent_is_relieved_at_once_of_all_their_cases_of_this_customer(case, desk, dana, ruth, omer, now):
    other = deliver("noa@customer.example", "And the bill is wrong", at=now, subject="Bill")
    Case.objects.filter(pk=other.pk).update(holder=dana)
    offer(case, taker=omer, why="x", by=desk, at=now)
    assert relieve(case, by=desk, at=now) == ruth
    assert set(Case.objects.filter(customer=case.customer).values_list("holder", flat=True)) == {ruth.pk}
    assert not Commitment.objects.outstanding().filter(case=case, owner_agent=dana).exists()
    assert Change.objects.filter(agent=dana, reason="abuse").count() == 1
    shared = str([dict(one.content or {}) for one in read(case.key, side="customer")])
    assert "badly" not in shared and "relieved" not in shared
    assert "conduct.relieved" in {one.kind for one in read(case.key, side="company")}
    assert list(recount(at=now)) == []


def test_a_new_case_of_that_customer_goes_to_whoever_is_above(case, desk, dana, ruth, now):
    relieve(case, by=desk, at=now)
    fresh = deliver("noa@customer.example", "Something else entirely", at=now + DAY, subject="A new matter")
    assert fresh.pk != case.pk and fresh.holder_id != dana.pk
    assert list(recount(at=now + DAY)) == []


def test_only_the_holder_or_a_lead_asks_and_twice_changes_nothing(case, desk, omer, ruth, omar, now):
    for by in (omer, omar):
        with pytest.raises(Refused):
            relieve(case, by=at_the_desk(by), at=now)
    assert relieve(case, by=desk, at=now) == relieve(case, by=desk, at=now) == ruth
    assert [one.kind for one in read(case.key, side="company")].count("conduct.relieved") == 1


def test_when_the_lead_is_away_it_goes_further_up(case, desk, ruth, yossi, now):
    Absence.objects.create(agent=ruth, since=now - DAY)
    assert relieve(case, by=desk, at=now) == yossi


def test_when_nobody_else_is_there_it_says_so(case, desk, dana, now):
    from amana.people.models import Account

    Account.objects.exclude(pk=dana.account_id).update(is_active=False)
    with pytest.raises(Refused, match="Nobody else"):
        relieve(case, by=desk, at=now)


def test_after_twelve_months_rows_are_gone_and_the_record_keeps_what_was_said(served, noted, desk, now):
    relieve(served, by=desk, at=now + DAY)
    year = timedelta(days=365)
    assert lapse(now + DAY + year - timedelta(hours=1)) == 0 and ConductStep.objects.count() == 1
    assert lapse(now + DAY + year) == 1 and lapse(now + DAY + year) == 0
    assert not (ConductIncident.objects.exists() or ConductStep.objects.exists() or Relief.objects.exists())
    shared = [one.kind for one in read(served.key, side="customer")]
    assert shared.count("conduct.said") == shared.count("conduct.lapsed") == 1
