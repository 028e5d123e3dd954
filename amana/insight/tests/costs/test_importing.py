from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from amana.cases.errors import Refused
from amana.cases.labelling import Field, Value
from amana.insight.costs.importing import forget, kinds_in, look_at_file, take_back, take_in
from amana.insight.costs.reading import KEPT, LARGEST, WHYS, read_outcomes
from amana.insight.models import Outcome, OutcomeImport
from amana.people.models import Address
from amana.team.viewing import at_the_desk
from tests.letters import deliver

DAY, TODAY = timedelta(days=1), date(2026, 11, 12)


@pytest.fixture
def people(brand, now):
    """Three customers with a case each."""
    return [
        deliver(f"p{n}@customer.example", "Hello", at=now, name=f"P {n}", subject=f"S {n}").customer for n in range(3)
    ]


def look(brand, text: str | bytes, by, now, **more) -> OutcomeImport:
    content = text.encode() if isinstance(text, str) else text
    return look_at_file(brand, content, name="stayed.csv", by=at_the_desk(by), at=now, **more)


def became() -> dict[str, str]:
    rows = Outcome.objects.select_related("person")
    return {row.person.name: row.kind for row in rows}


@pytest.mark.parametrize(
    "text",
    [
        "who,what,on\nP0@customer.example,stayed,2026-11-01\np1@customer.example,left,2026-11-02\n",
        "\ufeffלקוח;מה;תאריך\np0@customer.example;נשאר;01/11/2026\np1@customer.example;עזבה;02.11.2026\n",
        "العميل\tالحالة\tالتاريخ\np0@customer.example\tبقي\t2026-11-01\np1@customer.example\tغادر\t\n",
        "p0@customer.example,stayed\np1@customer.example,churned\n",
        "date,status,e-mail\n2026-11-01,active,p0@customer.example\n2026-11-01,cancelled,p1@customer.example\n",
    ],
    ids=["english", "hebrew", "arabic", "without a head", "other order"],
)
def test_a_file_is_read_in_any_of_our_languages(text, brand, people, ruth, now):
    row = look(brand, text, ruth, now)
    assert became() == {"P 0": Outcome.STAYED, "P 1": Outcome.LEFT}
    assert (row.lines, row.unknown, row.refused, row.taken_at) == (2, 0, 0, None)


@pytest.mark.parametrize("encoding", ["cp1255", "utf-16"])
def test_as_spreadsheets_of_the_country_write_it(encoding, brand, people, ruth, now):
    look(brand, "לקוח,מה\np0@customer.example,שילם יותר\n".encode(encoding), ruth, now)
    assert became() == {"P 0": Outcome.MORE}


def test_by_telephone_and_by_customer_number(brand, people, ruth, case, now):
    Address.telephone("+972501234567", person=people[0], at=now).save()
    field = Field.objects.create(brand=brand, name="Customer number", kind=Field.TEXT)
    Value.objects.create(case=people[1].cases.get(), field=field, text="K 77", folded="k 77", set_at=now)
    for one in (case, people[2].cases.get()):
        Value.objects.create(case=one, field=field, text="K 99", folded="k 99", set_at=now)
    text = "who,what\n+972 50-123-4567,stayed\nk 77,left\nK 99,left\n"
    row = look(brand, text, ruth, now, by_field=field)
    assert became() == {"P 0": Outcome.STAYED, "P 1": Outcome.LEFT} and row.unknown == 1


def test_rubbish_is_named_line_by_line_and_nothing_is_guessed(brand, people, ruth, now):
    lines = ["who,what,on", ",stayed,", "p0@customer.example,perhaps,", "p1@customer.example,left,32/13/2026",
             "p2@customer.example,left,2027-01-01", "p2@customer.example,left,2020-01-01", "", "stranger@else.example,left,",
             "p0@customer.example,left,2026-11-01", "p0@customer.example,stayed,2026-10-01"]  # fmt: skip
    row = look(brand, "\n".join(lines), ruth, now)
    assert [why for _line, why in row.rubbish] == ["nobody", "nothing", "no_day", "to_come", "old", "again"]
    assert {why for _line, why in row.rubbish} <= WHYS.keys()
    assert became() == {"P 0": Outcome.LEFT} and (row.unknown, row.refused) == (1, 6)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"   \n",
        b"\x00\x01\x02",
        b"one column\n",
        b"x" * (LARGEST + 1),
        b"a,b\n" * 20_003,
        b'who,what\n"' + b"x" * 200_000,
    ],
    ids=["empty", "blank", "binary", "one column", "large", "long", "one cell"],
)
def test_what_is_no_such_file_is_refused_with_a_reason(content, brand, ruth, now):
    with pytest.raises(Refused):
        look(brand, content, ruth, now)
    assert not OutcomeImport.objects.exists()


CELLS = st.sampled_from(
    ["p0@customer.example", "stayed", "עזבה", "2026-11-01", "1/1/1", "who", "what", "", " ", '"', "=1"]
)
TABLES = st.lists(st.lists(CELLS, max_size=4).map(",".join), max_size=6).map("\n".join).map(str.encode)


@given(st.binary(max_size=400) | TABLES)
@example(b"who,what\np0@customer.example,stayed\n,left\n")
def test_whatever_is_sent_each_line_says_what_can_be_used_or_why_not_or_all_is_refused(content):
    try:
        read = read_outcomes(content, today=TODAY)
    except Refused:
        return
    numbers = [one.line for one in read.said] + [line for line, _why in read.rubbish]
    assert len(numbers) == len(set(numbers)) and all(number > 0 for number in numbers)
    assert {one.kind for one in read.said} <= {Outcome.STAYED, Outcome.LEFT, Outcome.MORE}
    assert all(one.who and TODAY - KEPT <= one.on <= TODAY for one in read.said)
    assert {why for _line, why in read.rubbish} <= WHYS.keys()
    lines = content.count(b"\n") + content.count(b"\r") + 1
    assert len(numbers) <= lines, "nothing is said that no line says"


def test_somebody_of_another_brand_is_a_stranger(brand, people, omar, now):
    theirs = omar.brands.get()
    omar.role = "manager"
    omar.save()
    row = look(theirs, "who,what\np0@customer.example,left\n", omar, now)
    assert row.unknown == 1 and not Outcome.objects.exists()
    with pytest.raises(Refused, match="known here"):
        take_in(row, by=at_the_desk(omar), at=now)


def test_it_counts_when_it_is_taken_in_and_is_deleted_when_it_is_taken_back(brand, people, ruth, dana, now):
    row = look(brand, "who,what\np0@customer.example,left\np1@customer.example,more\n", ruth, now)
    assert kinds_in(row) == {"stayed": 0, "left": 1, "more": 1}
    with pytest.raises(Refused):
        take_in(row, by=at_the_desk(dana), at=now)
    take_in(row, by=at_the_desk(ruth), at=now)
    assert take_in(row, by=at_the_desk(ruth), at=now + DAY).taken_at == now
    take_back(row, by=at_the_desk(ruth), at=now + DAY)
    assert not Outcome.objects.exists()
    with pytest.raises(Refused, match="taken back"):
        take_in(row, by=at_the_desk(ruth), at=now + DAY)


def test_what_nobody_takes_in_is_gone_after_a_day_and_all_of_it_after_a_year(brand, people, ruth, now):
    look(brand, "who,what\np0@customer.example,left\n", ruth, now)
    kept = take_in(look(brand, "who,what\np1@customer.example,left\n", ruth, now), by=at_the_desk(ruth), at=now)
    assert forget(now + timedelta(hours=23)) == 0
    assert forget(now + timedelta(hours=25)) == 1
    assert list(OutcomeImport.objects.all()) == [kept]
    assert forget(now + 366 * DAY) == 1 and not Outcome.objects.exists()


def test_what_a_file_said_of_somebody_is_in_the_copy_of_all_that_is_kept_about_them(brand, people, ruth, now):
    from amana.privacy.gathering import about  # a room above this one

    take_in(look(brand, "who,what\np0@customer.example,left\n", ruth, now), by=at_the_desk(ruth), at=now)
    assert [one["kind"] for one in about(people[0])["insight.Outcome"]] == [Outcome.LEFT]
    assert "insight.Outcome" not in about(people[1])
