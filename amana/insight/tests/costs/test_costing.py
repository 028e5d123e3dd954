from __future__ import annotations

import ast
from datetime import timedelta
from decimal import Decimal

import pytest

from amana.cases.errors import Refused
from amana.cases.models import Case
from amana.commitments.keeping import admit_broken, keep
from amana.commitments.making import Draft, make
from amana.commitments.models import Commitment
from amana.insight.costs.assuming import Assumed, assume, assumed_in
from amana.insight.costs.costing import priced
from amana.insight.costs.earning import LEAKS, PROMISES, compared, count_brand, count_earnings
from amana.insight.costs.leaking import count_leaks, leak_costs
from amana.insight.models import LeakCost, Outcome, OutcomeImport
from amana.kit.codes import new_id
from amana.review.models import Leak
from amana.team.viewing import at_the_desk
from tests.architecture.sources import ROOT
from tests.letters import deliver

DAY = timedelta(days=1)
SOME = Assumed("EUR", Decimal("4.00"), Decimal("0.50"), Decimal("10.0"))


# ── what is assumed ──────────────────────────────────────────────────────────


def test_until_somebody_says_otherwise_what_is_usual_is_assumed_and_said_to_be_so(brand, ruth, now):
    assert assumed_in(brand).is_usual
    assume(brand, SOME, by=at_the_desk(ruth), at=now)
    found = assumed_in(brand)
    assert (found.is_usual, found.currency, found.per_minute, found.changed_by) == (
        False,
        "EUR",
        Decimal("0.50"),
        "Ruth Amit",
    )


@pytest.mark.parametrize(
    "said",
    [
        Assumed("EU", Decimal(1), Decimal(1), Decimal(1)),
        Assumed("€€€", Decimal(1), Decimal(1), Decimal(1)),
        Assumed("EUR", Decimal(-1), Decimal(1), Decimal(1)),
        Assumed("EUR", Decimal(1), Decimal("NaN"), Decimal(1)),
        Assumed("EUR", Decimal(1), Decimal(1), Decimal("1e9")),
    ],
)
def test_what_is_no_amount_is_refused(said, brand, ruth, now):
    with pytest.raises(Refused):
        assume(brand, said, by=at_the_desk(ruth), at=now)


def test_who_leads_nobody_assumes_nothing(brand, dana, now):
    with pytest.raises(Refused):
        assume(brand, SOME, by=at_the_desk(dana), at=now)


def test_a_price_is_what_was_counted_times_what_is_assumed():
    assert priced(10, 60, SOME).all == Decimal("70.00")
    # Where nobody wrote minutes down, each contact takes as many as is assumed.
    found = priced(10, 0, SOME)
    assert (found.contacts, found.minutes) == (Decimal("40.00"), Decimal("50.00"))


# ── leaks ────────────────────────────────────────────────────────────────────


def leak(case, now, **more) -> Leak:
    return Leak.objects.create(
        case=case, brand=case.brand, kind=Leak.OPACITY, strength=1, at=now - DAY, found_at=now, **more
    )


@pytest.fixture
def many(brand, now) -> list[Case]:
    """Twelve customers with a case each, opened a hundred days ago."""
    at = now - 100 * DAY
    return [deliver(f"p{n}@customer.example", "Hello", at=at, name=f"P {n}", subject=f"S {n}") for n in range(12)]


def test_of_fewer_than_five_customers_nothing_is_said(brand, many, now):
    for case in many[:4]:
        leak(case, now)
    assert count_leaks(now) == len(Leak.KINDS) and count_leaks(now + timedelta(hours=2)) == 0
    assert leak_costs(brand) == []
    leak(many[4], now)
    count_leaks(now + DAY)
    (row,) = leak_costs(brand)
    assert (row.kind, row.cases, row.people, row.contacts) == (Leak.OPACITY, 5, 5, 5)


def test_a_leak_that_was_called_not_so_or_is_gone_or_old_costs_nothing(brand, many, ruth, now):
    for case in many[:5]:
        leak(case, now)
    leak(many[5], now, gone_at=now)
    leak(many[6], now, disputed_at=now, disputed_by=ruth, disputed_why="Not so")
    old = leak(many[7], now)
    Leak.objects.filter(pk=old.pk).update(at=now - 91 * DAY)
    count_leaks(now)
    assert LeakCost.objects.get(kind=Leak.OPACITY).cases == 5


# ── what kept promises go together with ──────────────────────────────────────


def promised(case, now, agent, *, is_kept: bool) -> None:
    at = now - 90 * DAY
    (one,) = make(case, [Draft("A call", at + DAY, owner=agent)], by=at_the_desk(agent), at=at)
    if is_kept:
        keep(one, by=at_the_desk(agent), at=at + timedelta(hours=1), note="Called")
    else:
        admit_broken(one, by=at_the_desk(agent), at=at + 2 * DAY, why="Nobody was there")


def brought(brand, ruth, kinds: dict, now) -> OutcomeImport:
    row = OutcomeImport.objects.create(id=new_id(), brand=brand, by=ruth, read_at=now, taken_at=now, lines=len(kinds))
    for person, kind in kinds.items():
        Outcome.objects.create(brought=row, person=person, kind=kind, on=(now - DAY).date())
    return row


def answered(case, now) -> None:
    """Keep what was promised by itself, so that only what was promised in words makes a difference."""
    kept = {"state": Commitment.KEPT, "ended_at": now - 100 * DAY, "ended_in": new_id(), "alarm_at": None}
    Commitment.objects.filter(case=case).exclude(origin=Commitment.HAND).update(**kept)


@pytest.fixture
def lived(brand, many, dana, now):
    for n, case in enumerate(many):
        promised(case, now, dana, is_kept=n < 7)
        answered(case, now)
    return many


def test_those_whose_promises_were_kept_are_compared_with_the_others(brand, lived, ruth, now):
    kinds = {case.customer: Outcome.STAYED if n < 6 else Outcome.LEFT for n, case in enumerate(lived)}
    kinds[lived[0].customer] = Outcome.MORE
    brought(brand, ruth, kinds, now)
    count_brand(brand, at=now)
    (found,) = compared(brand)
    assert (found.what, found.good, found.bad) == (PROMISES, 7, 5)
    assert (round(found.good_share.value, 2), found.bad_share.value) == (0.86, 0)
    assert round(found.good_bought.value, 2) == 0.14
    assert found.is_sure and 0.2 < found.more.low < found.more.value < found.more.high <= 1


def test_below_five_people_on_either_side_nothing_is_said(brand, lived, ruth, now):
    brought(brand, ruth, {case.customer: Outcome.STAYED for case in lived[:11]}, now)
    count_brand(brand, at=now)
    assert compared(brand) == []


def test_mended_leaks_are_compared_with_those_that_never_were(brand, many, ruth, now):
    for n, case in enumerate(many):
        leak(case, now, gone_at=now if n < 6 else None)
    brought(brand, ruth, {case.customer: Outcome.STAYED for case in many}, now)
    count_brand(brand, at=now)
    found = {one.what: one for one in compared(brand)}
    assert (found[LEAKS].good, found[LEAKS].bad, found[LEAKS].is_sure) == (6, 6, False)


def test_it_is_counted_anew_when_a_file_came_or_went_and_once_a_day(brand, lived, ruth, now):
    assert count_earnings(now) == 0
    row = brought(brand, ruth, {case.customer: Outcome.STAYED for case in lived}, now)
    assert count_earnings(now) == 1 and count_earnings(now + timedelta(hours=1)) == 0
    OutcomeImport.objects.filter(pk=row.pk).update(undone_at=now + timedelta(hours=2), undone_by=ruth)
    assert count_earnings(now + timedelta(hours=3)) == 1 and compared(brand) == []
    assert count_earnings(now + timedelta(hours=28)) == 1


# ── what a customer pays orders nothing ──────────────────────────────────────

BLIND = ["amana/commitments", "amana/cases", "amana/handling", "amana/escalation", "amana/review", "amana/team", "amana/portal",
         "amana/desk/queueing", "amana/desk/casework", "amana/desk/promising", "amana/desk/finding", "amana/desk/composing",
         "amana/search", "amana/advocacy"]  # fmt: skip
PAYING = {"Outcome", "OutcomeImport", "Earning", "Assumption", "LeakCost"}


def imported(path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {one.name for one in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{one.name}" for one in node.names}
    return found


def test_nothing_that_orders_or_promises_knows_who_stayed_or_what_anything_costs():
    seeing = [
        f"{path.relative_to(ROOT)}: {name}"
        for folder in BLIND
        for path in (ROOT / folder).rglob("*.py")
        if "tests" not in path.parts
        for name in imported(path)
        if "insight.costs" in name or (name.startswith("amana.insight.models") and name.rpartition(".")[2] in PAYING)
    ]
    assert seeing == []
