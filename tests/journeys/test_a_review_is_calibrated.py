"""Cases are drawn and read beside what the machine found; two readers agree with it, and with each other, as far as the page says."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from amana.commitments.making import Draft
from amana.commitments.models import Commitment
from amana.desk.tests.conftest import signed_in
from amana.handling.opening import open_case
from amana.handling.talking.replying import Reply, reply
from amana.readings.taking import read_some
from amana.record.reading import read
from amana.review.leaks.keeping import look_at
from amana.review.models import Leak
from amana.review.reviewing.agreeing import between_readers, with_the_machine
from amana.review.reviewing.models import Drawn, Review, Sample
from amana.team.viewing import at_the_desk
from tests.cast import customer

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def cases(brand, dana, now):
    """Six cases in which a call was promised; in three of them nobody called in time, which the machine finds."""
    made = []
    for number in range(6):
        at, who = (
            now - 3 * DAY + timedelta(minutes=number),
            customer(f"C {number}", f"c{number}@customer.example", "en"),
        )
        case = open_case(who, brand, subject=f"Matter {number}", text="When?", by=at_the_desk(dana), at=at)
        said = Draft("A call", at + timedelta(hours=3), owner=dana)
        reply(case, Reply("I call you at noon.", [said]), by=at_the_desk(dana), at=at + timedelta(hours=1))
        kept_at = at + timedelta(hours=2) if number < 3 else at + DAY
        reply(case, Reply("As I told you on the telephone just now."), by=at_the_desk(dana), at=kept_at)
        promise = Commitment.objects.get(case=case, action="A call")
        Commitment.objects.filter(pk=promise.pk).update(
            state=Commitment.KEPT, ended_at=kept_at, alarm_at=None, ended_in=promise.pk
        )
        made.append(case)
    while read_some(worker="w", at=now):
        pass
    for case in made:
        look_at(case.key, at=now)
    return made


def test_a_sample_is_read_by_two_and_shows_where_the_machine_errs(brand, ruth, yossi, cases, now):
    late = {case.pk for case in cases[3:]}
    assert set(Leak.objects.filter(kind=Leak.NO_FOLLOW_UP, gone_at=None).values_list("case", flat=True)) == late
    first, second = signed_in(ruth), signed_in(yossi)
    asked = {
        "brand": str(brand.pk),
        "number": "6",
        "since": (now - 9 * DAY).date().isoformat(),
        "until": now.date().isoformat(),
    }
    page = first.post("/desk/reviews/", asked)["Location"]
    drawn = list(Drawn.objects.filter(sample=Sample.objects.get()).order_by("place"))
    assert {one.case_id for one in drawn} == {case.pk for case in cases}

    missed = next(one for one in drawn if one.case_id not in late)
    for one in drawn:
        reading, is_late = f"{page}{one.place}/", one.case_id in late
        shown = first.get(reading).content.decode()
        assert ('name="found" value="no_follow_up"' in shown) is is_late and "checked" not in shown
        found = {"found": re.findall(r'name="found" value="(\w+)"', shown)}
        seen = [Leak.NO_FOLLOW_UP] if is_late else []
        # Ruth sees what the machine found; Yossi, in one case more, something that it did not.
        first.post(reading, found | {"seen": seen, "praise": "" if is_late else "A clear promise."})
        more = {"seen": [Leak.NO_FOLLOW_UP], "remarks": "Nobody asked her."} if one == missed else {"seen": seen}
        second.post(reading, found | more)

    assert Review.objects.count() == 12
    counted = with_the_machine(Sample.objects.get())[Leak.NO_FOLLOW_UP]
    assert (counted.both, counted.first, counted.second, counted.neither) == (6, 0, 1, 5)
    assert counted.kappa is not None and 0.8 < counted.kappa < 1
    between = between_readers(Sample.objects.get())
    assert between is not None and between.of - between.alike == 1
    shown = " ".join(second.get(page).content.decode().split())
    assert "People and the machine" in shown and f"{between.alike} leaks in {between.of}" in shown
    praised = [one for case in cases for one in read(case.key, side="company") if one.kind == "case.praised"]
    assert len(praised) == 3 and all(one["text"] == "A clear promise." for one in praised)
    assert not any(one.kind == "case.praised" for case in cases for one in read(case.key, side="customer"))
