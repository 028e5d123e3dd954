from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction

from amana.cases.errors import Refused
from amana.commitments.keeping import admit_broken
from amana.commitments.making import Draft
from amana.commitments.models import Commitment
from amana.desk.tests.conftest import agent, signed_in
from amana.handling.opening import open_case
from amana.handling.talking.replying import Reply, reply
from amana.kit.codes import new_id
from amana.record.reading import read
from amana.review.models import Leak
from amana.review.reviewing.agreeing import Agreement, between_readers, with_the_machine
from amana.review.reviewing.drawing import OF_EACH, draw
from amana.review.reviewing.judging import judge, kinds
from amana.review.reviewing.models import Drawn, Judgement, Review
from amana.team.models import Agent
from amana.team.viewing import at_the_desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def yossi(brand):
    return agent("Yossi Shaked", brand, role=Agent.MANAGER)


@pytest.fixture
def cases(brand, dana, noa, now):
    """Eight cases with an answer each; in two of them a promise was broken."""
    made = []
    for number in range(8):
        at = now - timedelta(days=3, minutes=number)
        case = open_case(noa, brand, subject=f"Matter {number}", text="?", by=at_the_desk(dana), at=at)
        promise = Draft("A call", at + timedelta(hours=3), owner=dana)
        reply(case, Reply("We call you.", [promise]), by=at_the_desk(dana), at=at + timedelta(hours=1))
        if number < 2:
            row = Commitment.objects.get(case=case, action="A call")
            admit_broken(row, by=at_the_desk(dana), at=at + timedelta(hours=5), why="Nobody called.")
        made.append(case)
    return made


def days(now):
    return {"since": (now - timedelta(days=10)).date(), "until": now.date()}


def leak(case, kind, now):
    return Leak.objects.create(
        case=case, brand=case.brand, kind=kind, strength=2, words={"reason": "no_time", "values": {"count": 1}},
        at=now, found_at=now, channel="email",
    )  # fmt: skip


# ── drawing ──────────────────────────────────────────────────────────────────


def test_the_same_seed_draws_the_same_cases_in_the_same_order(brand, ruth, cases, now):
    one, other = (draw(brand, number=4, seed=7, by=at_the_desk(ruth), at=now, **days(now)) for _ in range(2))

    drawn = [list(row.cases.order_by("place").values_list("case", "why")) for row in (one, other)]

    assert drawn[0] == drawn[1]
    assert one.drawn_from == len(cases)
    assert sum(why == Drawn.BY_CHANCE for _case, why in drawn[0]) == 4


def test_each_case_has_the_same_chance(brand, ruth, cases, now):
    counted = dict.fromkeys([case.pk for case in cases], 0)
    for seed in range(60):
        with transaction.atomic():
            sample = draw(brand, number=2, seed=seed, by=at_the_desk(ruth), at=now, **days(now))
            for key in sample.cases.filter(why=Drawn.BY_CHANCE).values_list("case", flat=True):
                counted[key] += 1

    assert sum(counted.values()) == 120
    assert min(counted.values()) >= 5  # fifteen on average; fewer than five would come once in two thousand draws


def test_broken_promises_are_in_it_whatever_chance_says(brand, ruth, cases, now):
    sample = draw(brand, number=1, seed=3, by=at_the_desk(ruth), at=now, **days(now))

    broken = {case.pk for case in cases[:2]}
    assert broken <= set(sample.cases.values_list("case", flat=True))
    assert sample.cases.filter(why=Drawn.BROKEN).count() <= OF_EACH


@pytest.mark.parametrize(
    ("since", "until"),
    [(3, 10), (200, 100), (100, 0), (-5, -9)],
    ids=["the end before the beginning", "days without a case", "more than three months", "to come"],
)
def test_days_that_cannot_be_drawn_from_are_refused_in_words(brand, ruth, cases, now, since, until):
    day = now.date()
    with pytest.raises(Refused):
        draw(brand, since=day - timedelta(days=since), until=day - timedelta(days=until), by=at_the_desk(ruth), at=now)


def test_only_whoever_leads_the_brand_draws_and_judges(brand, dana, ruth, omar, cases, now):
    for stranger in (dana, omar):
        with pytest.raises(Refused):
            draw(brand, by=at_the_desk(stranger), at=now, **days(now))
    sample = draw(brand, by=at_the_desk(ruth), at=now, **days(now))
    for stranger in (dana, omar):
        with pytest.raises(Refused):
            judge(sample.cases.first(), seen=[], by=at_the_desk(stranger), at=now)


# ── judging ──────────────────────────────────────────────────────────────────


def test_a_reading_says_of_every_leak_whether_it_is_there_beside_what_the_machine_found(brand, ruth, cases, now):
    drawn = draw(brand, by=at_the_desk(ruth), at=now, **days(now)).cases.first()
    leak(drawn.case, Leak.OPACITY, now)

    judge(drawn, seen=[Leak.RUNAROUND], by=at_the_desk(ruth), at=now)
    judge(drawn, seen=[Leak.OPACITY], remarks="Polite.", by=at_the_desk(ruth), at=now)

    review = Review.objects.get()
    assert review.remarks == "Polite."
    told = {row.kind: (row.was_found, row.is_there) for row in Judgement.objects.all()}
    assert len(told) == len(kinds()) == 11
    assert told[Leak.OPACITY] == (True, True) and told[Leak.RUNAROUND] == (False, False)


def test_a_leak_that_is_none_is_refused_and_nothing_is_kept(brand, ruth, cases, now):
    drawn = draw(brand, by=at_the_desk(ruth), at=now, **days(now)).cases.first()
    with pytest.raises(Refused):
        judge(drawn, seen=["rudeness"], by=at_the_desk(ruth), at=now)
    assert not Review.objects.exists()


def test_praise_is_read_on_the_case_by_whoever_works_on_it_and_by_no_customer(brand, ruth, cases, now):
    drawn = draw(brand, by=at_the_desk(ruth), at=now, **days(now)).cases.first()

    for _twice in range(2):
        judge(drawn, seen=[], praise="She called before she was asked.", by=at_the_desk(ruth), at=now)

    praised = [one for one in read(drawn.case_id, side="company") if one.kind == "case.praised"]
    assert [one["text"] for one in praised] == ["She called before she was asked."]
    assert not [one for one in read(drawn.case_id, side="customer") if one.kind == "case.praised"]


# ── agreeing ─────────────────────────────────────────────────────────────────


def test_kappa_is_what_is_left_of_agreement_after_chance():
    # The example of every textbook: 20 and 15 alike, 5 and 10 not.
    assert Agreement(both=20, first=5, second=10, neither=15).kappa == pytest.approx(0.4)
    assert Agreement(both=2, first=0, second=0, neither=2).kappa is None
    assert Agreement(both=0, first=0, second=0, neither=9).kappa is None


def test_a_review_is_calibrated(brand, ruth, yossi, cases, now):
    """Two read the same cases: how far each agrees with the machine, and both with each other, is known by leak."""
    sample = draw(brand, number=8, seed=1, by=at_the_desk(ruth), at=now, **days(now))
    drawn = list(sample.cases.order_by("place"))
    for one in drawn[:4]:
        leak(one.case, Leak.NO_APOLOGY, now)

    for place, one in enumerate(drawn):
        judge(one, seen=[Leak.NO_APOLOGY] if place < 5 else [], by=at_the_desk(ruth), at=now)
        judge(one, seen=[Leak.NO_APOLOGY] if place < 3 else [], by=at_the_desk(yossi), at=now)

    told = with_the_machine(sample)[Leak.NO_APOLOGY]
    assert (told.both, told.first, told.second, told.neither) == (7, 1, 1, 7)
    assert told.kappa == pytest.approx(0.75)
    between = between_readers(sample)
    assert between is not None and between.of == 8 * 11 and between.alike == 8 * 11 - 2


# ── the pages ────────────────────────────────────────────────────────────────


def test_a_lead_draws_reads_one_after_the_other_and_sees_how_it_agrees(brand, ruth, yossi, cases, now):
    client = signed_in(ruth)
    asked = {"brand": str(brand.pk), "number": "3"} | {name: day.isoformat() for name, day in days(now).items()}
    answer = client.post("/desk/reviews/", asked)
    assert answer.status_code == 302
    listed = client.get(answer["Location"]).content.decode()
    assert "not read yet" in listed

    reading = f"{answer['Location']}1/"
    shown = client.get(reading).content.decode()
    assert "We call you." in shown and 'value="opacity"' in shown
    answer = client.post(reading, {"seen": ["opacity"], "praise": "Clear words.", "remarks": ""})

    assert answer.status_code == 302 and answer["Location"].endswith("/2/")
    listed = client.get(reading.removesuffix("1/")).content.decode()
    assert "read by you" in listed and "Clear words." in listed and "machine only" in listed
    theirs = signed_in(yossi)
    assert "Clear words." not in theirs.get(reading.removesuffix("1/")).content.decode()
    assert "Clear words." not in theirs.get(reading).content.decode().split('id="found-title"')[1]
    theirs.post(reading, {"seen": [], "praise": "", "remarks": ""})
    assert "Clear words." in theirs.get(reading).content.decode().split('id="found-title"')[1]


@pytest.mark.parametrize(
    "rubbish",
    [{}, {"since": "yesterday", "until": "9" * 400, "number": "-1"}, {"brand": "x", "number": "\x00"},
     {"since": "2026-01-01", "until": "2025-01-01", "number": "10"}],
)  # fmt: skip
def test_rubbish_draws_nothing_and_says_why(brand, ruth, cases, rubbish):
    answer = signed_in(ruth).post("/desk/reviews/", rubbish)
    assert answer.status_code == 422
    assert "error" in answer.content.decode().split("<form method", 1)[1]
    assert not Drawn.objects.exists()


def test_whoever_leads_nobody_and_strangers_find_nothing(brand, ruth, dana, omar, cases, now):
    sample = draw(brand, by=at_the_desk(ruth), at=now, **days(now))
    for who in (dana, omar):
        for path in (f"/desk/reviews/{sample.pk}/", f"/desk/reviews/{sample.pk}/1/", f"/desk/reviews/{new_id()}/1/"):
            assert signed_in(who).get(path).status_code == 404
    assert signed_in(dana).get("/desk/reviews/").status_code == 404
    assert signed_in(ruth).get(f"/desk/reviews/{sample.pk}/99/").status_code == 404


def test_a_page_reads_no_more_however_many_readers_there_are(
    brand, ruth, yossi, cases, now, django_assert_max_num_queries
):
    sample = draw(brand, number=8, by=at_the_desk(ruth), at=now, **days(now))
    for one in sample.cases.all():
        judge(one, seen=[Leak.OPACITY], by=at_the_desk(yossi), at=now)
    client = signed_in(ruth)
    with django_assert_max_num_queries(16):
        client.get(f"/desk/reviews/{sample.pk}/")
