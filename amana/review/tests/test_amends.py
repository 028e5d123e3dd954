from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from amana.cases.errors import Refused
from amana.handling.ending.closing import propose, refuse
from amana.handling.facts.noting import note_call
from amana.handling.talking.hearing import hear
from amana.people.models import Person
from amana.post.models import Outgoing
from amana.record.reading import read
from amana.record.verifying import verify
from amana.review.amends import (
    Gift,
    admit,
    approve,
    decline,
    give,
    give_approved,
    given_by_month,
    may_decide,
    waiting_for,
)
from amana.review.enduring import COMPENSATION, Ordeal, in_words, is_ours, ordeal_of, suggestion_for
from amana.review.models import Amends, Change
from amana.review.opposing import OPPOSITES, effort_words, words_for
from amana.review.proportioning import scale_of, set_scale
from amana.team.viewing import at_the_desk, the_system
from tests.letters import last_mail

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
NOTHING = Ordeal(days=0, late=0, contacts=1, hands=0, waited=0, came_back=0)
MUCH = Ordeal(days=31, late=3, contacts=7, hands=2, waited=45, came_back=1)


def kinds(case, side="customer"):
    return [entry.kind for entry in read(case.key, side=side)]


def felt(reason):
    return list(Change.objects.filter(reason=reason).values_list("points", flat=True))


# ── what they went through ───────────────────────────────────────────────────


def test_an_ordinary_case_suggests_nothing_and_a_long_one_everything(db):
    assert (NOTHING.step, suggestion_for(NOTHING, is_ours=False).parts, in_words(NOTHING)) == (0, (), [])
    assert MUCH.step == 4 and len(in_words(MUCH)) == 6
    assert suggestion_for(MUCH, is_ours=False).parts == ("apology", "person", "news", "express")


def test_whose_mistake_it_was_changes_neither_apology_nor_effort():
    for ordeal in (NOTHING, MUCH):
        theirs, ours = (suggestion_for(ordeal, is_ours=one).parts for one in (False, True))
        assert [one for one in ours if one in theirs] == list(theirs)
        assert set(ours) - set(theirs) <= {"admission", "compensation"}
    assert COMPENSATION not in suggestion_for(NOTHING, is_ours=True).parts


def test_more_of_anything_never_weighs_less():
    for field in ("days", "late", "contacts", "hands", "waited", "came_back"):
        weights = [Ordeal(**{**vars(NOTHING), field: count}).weight for count in range(80)]
        assert weights == sorted(weights), field


def test_the_ordeal_is_read_from_the_record(case, desk, link, now):
    for day in range(1, 4):
        hear(case, "I paid 320 ILS for a taxi because of you", by=link, at=now + timedelta(days=day))
    note_call(case, "Complained", who="Noa", by=desk, at=now + timedelta(days=4), minutes=5, waited=40, promises=[])
    row = propose(case, terms=[], by=desk, at=now + timedelta(days=5))
    refuse(row, term="Still dead", by=link, at=now + timedelta(days=6))
    case.refresh_from_db()
    found = ordeal_of(case, read(case.key, side="company"), at=now + timedelta(days=12))
    assert (found.days, found.contacts, found.waited, found.came_back) == (12, 5, 40, 1)
    assert found.costs == ("320 ILS",)
    assert any("320 ILS" in words for words in in_words(found))


def test_an_amount_that_is_no_cost_of_theirs_is_not_counted(case, link, now):
    hear(case, "The plan on your page is 99 ILS a month, right?", by=link, at=now + HOUR)
    assert ordeal_of(case, read(case.key, side="company"), at=now).costs == ()


@pytest.mark.parametrize("language", ["en", "he", "ar"])
def test_the_words_speak_of_no_money_and_name_the_person(case, language, now):
    from django.utils import translation

    with translation.override(language):
        parts = suggestion_for(MUCH, is_ours=True).parts
        text = effort_words(parts, case, ordeal=in_words(MUCH), me="Dana Katz", at=now)
        acts = [words_for(one.name, case, ordeal=in_words(MUCH), me="Dana Katz", at=now) for one in OPPOSITES]
    assert "Dana Katz" in text and "ILS" not in text and len(text.splitlines()) == 5
    assert sum(1 for words in acts if words) == 6


def test_every_leak_has_its_opposite_act():
    leaks = {
        "runaround", "opacity", "no_follow_up", "no_paper", "no_admission", "no_apology", "disproportion", "no_empathy",
        "unprofessional", "indifference", "rigid_tools",
    }  # fmt: skip
    assert {one.leak for one in OPPOSITES} == leaks and len(OPPOSITES) == 11


# ── giving ───────────────────────────────────────────────────────────────────


def test_amends_within_the_limit_are_given_told_and_restore_patience(case, desk, now):
    row = give(case, Gift("A credit on your bill", "Eleven days without a line", Decimal("50")), by=desk, at=now)
    said = next(entry for entry in read(case.key, side="customer") if entry.kind == "amends.given")
    assert (row.state, said["what"], said["amount"], said["currency"]) == (Amends.GIVEN, row.what, "50.00", "ILS")
    assert "A credit on your bill (50.00 ILS)" in last_mail("notice") and felt("amends") == [8]
    assert list(verify()) == []


def test_a_gesture_restores_patience_and_nothing_hints_at_it_before(case, desk, ruth, now):
    row = give(case, Gift("A year of storage", "You were patient", Decimal("300"), is_gesture=True), by=desk, at=now)
    assert row.state == Amends.ASKED and not [one for one in kinds(case) if one.startswith(("amends", "gesture"))]
    assert not Outgoing.objects.filter(what="notice").exists() and felt("gesture") == []
    approve(row, by=at_the_desk(ruth), at=now + HOUR)
    assert not [one for one in kinds(case) if one.startswith(("amends", "gesture"))]
    give_approved(row, by=desk, at=now + 2 * HOUR)
    give_approved(row, by=desk, at=now + 2 * HOUR)
    assert kinds(case).count("gesture.given") == 1 and felt("gesture") == [8]
    assert "Nobody promised you this" in last_mail("notice")


def test_small_amends_do_not_add_up_past_the_limit(case, desk, now):
    assert give(case, Gift("A credit", "x", Decimal("50")), by=desk, at=now).state == Amends.GIVEN
    assert give(case, Gift("A credit", "x", Decimal("50")), by=desk, at=now).state == Amends.ASKED
    assert give(case, Gift("Flowers", "x"), by=desk, at=now).state == Amends.GIVEN


def test_who_asked_never_approves_and_a_lead_only_within_their_own_limit(case, desk, dana, ruth, yossi, now):
    row = give(case, Gift("A new device", "x", Decimal("900")), by=desk, at=now)
    assert [may_decide(one, row) for one in (dana, ruth, yossi)] == [False, False, True]
    for one in (dana, ruth):
        with pytest.raises(Refused):
            approve(row, by=at_the_desk(one), at=now)
    own = give(case, Gift("A new device", "x", Decimal("900")), by=at_the_desk(ruth), at=now)
    with pytest.raises(Refused):
        approve(own, by=at_the_desk(ruth), at=now)
    approve(row, by=at_the_desk(yossi), at=now)
    assert waiting_for(dana, []) == [row] and waiting_for(ruth, [case.brand_id]) == []
    assert waiting_for(yossi, [case.brand_id]) == [own] and waiting_for(yossi, []) == []
    with pytest.raises(IntegrityError), transaction.atomic():
        Amends.objects.filter(pk=own.pk).update(decided_by=ruth)


def test_declining_needs_a_reason_and_stays_in_the_company(case, desk, ruth, now):
    row = give(case, Gift("A credit", "x", Decimal("200")), by=desk, at=now)
    with pytest.raises(Refused):
        decline(row, why=" ", by=at_the_desk(ruth), at=now)
    for _twice in range(2):
        decline(row, why="Offer a visit instead", by=at_the_desk(ruth), at=now)
    with pytest.raises(Refused):
        approve(row, by=at_the_desk(ruth), at=now)
    with pytest.raises(Refused):
        give_approved(row, by=desk, at=now)
    assert kinds(case, "company").count("amends.declined") == 1 and "amends.declined" not in kinds(case)


def test_nothing_is_given_without_words_or_by_nobody(case, desk, now):
    for gift in (Gift("", "why"), Gift("what", " "), Gift("what", "why", Decimal(0)), Gift("what", "why", Decimal(-5))):
        with pytest.raises(Refused):
            give(case, gift, by=desk, at=now)
    with pytest.raises(Refused):
        give(case, Gift("what", "why"), by=the_system(), at=now)


def test_our_mistake_is_said_once_by_a_person(case, desk, link, now):
    assert not is_ours(case)
    for who in (link, the_system()):
        with pytest.raises(Refused):
            admit(case, "x", by=who, at=now)
    with pytest.raises(Refused):
        admit(case, "  ", by=desk, at=now)
    admit(case, "We billed twice", by=desk, at=now)
    admit(case, "We billed twice", by=desk, at=now)
    assert is_ours(case) and kinds(case).count("fault.admitted") == 1


# ── scale and sums ───────────────────────────────────────────────────────────


def test_a_scale_is_the_brands_own_and_grows_with_the_ordeal(brand, ruth, dana, omar, now):
    usual = scale_of(brand)
    assert (usual.currency, usual.amount_at(0), usual.amount_at(2)) == ("ILS", None, Decimal(75))
    fair = [Decimal(one) for one in (0, 50, 100, 500)]
    limits = {"agent": Decimal(60), "lead": Decimal(500)}
    set_scale(brand, currency="usd", amounts=fair, limits=limits, by=ruth, at=now)
    own = scale_of(brand)
    assert (own.currency, own.amount_at(1), own.amount_at(4)) == ("USD", None, Decimal(500))
    assert [own.limit_of(role) for role in ("agent", "lead", "manager", "auditor")] == [60, 500, None, 60]
    for by, amounts, lim in ((dana, fair, limits), (omar, fair, limits), (ruth, fair[::-1], limits), (ruth, fair[:2], limits),
                             (ruth, fair, {"agent": Decimal(90), "lead": Decimal(80)})):  # fmt: skip
        with pytest.raises(Refused):
            set_scale(brand, currency="USD", amounts=amounts, limits=lim, by=by, at=now)


def test_months_are_summed_for_a_brand_and_nobody_in_it(case, brand, desk, now):
    give(case, Gift("A credit", "x", Decimal("20")), by=desk, at=now)
    give(case, Gift("A credit", "x", Decimal("30")), by=desk, at=now)
    give(case, Gift("A book", "x", is_gesture=True), by=desk, at=now)
    rows = given_by_month([brand.pk], since=now.date().replace(day=1))
    found = {(row.currency, row.amends, row.gestures, row.amount) for row in rows}
    assert found == {("ILS", 2, 0, Decimal(50)), ("", 0, 1, Decimal(0))}
    assert not [field for field in rows[0]._meta.fields if field.related_model is Person]
