from __future__ import annotations

import pytest

from amana.cases.errors import Refused
from amana.cases.models import Tag, Tagged
from amana.handling.facts.tagging import bring_back, folded, retire, suggested, tag, tags_of, untag
from amana.record.reading import read
from amana.team.viewing import at_the_desk, by_link

pytestmark = pytest.mark.django_db


def names(case):
    return [one.name for one in tags_of(case)]


@pytest.mark.parametrize(
    ("first", "again"),
    [("Router", " rOUTER "), ("נתב", "נָתָב"), ("إنترنت", "انترنت"), ("no  line", "No line"), ("bill", "#bill")],
)
def test_a_tag_is_one_however_it_is_typed(case, desk, now, first, again):
    one, is_new = tag(case, first, by=desk, at=now)
    same, is_new_too = tag(case, again, by=desk, at=now)
    assert (one, is_new, is_new_too) == (same, True, False)
    assert Tag.objects.count() == 1
    assert [e.kind for e in read(case.key, side="company")].count("case.tagged") == 1


def test_the_customer_reads_nothing_of_a_tag(case, desk, now):
    row, _new = tag(case, "difficult", by=desk, at=now)
    untag(case, row, by=desk, at=now)
    assert not {e.kind for e in read(case.key, side="customer")} & {"case.tagged", "case.untagged"}
    assert names(case) == []


def test_taking_off_what_is_not_there_changes_nothing(case, desk, now):
    row, _new = tag(case, "router", by=desk, at=now)
    assert untag(case, row, by=desk, at=now) and not untag(case, row, by=desk, at=now)
    assert [e.kind for e in read(case.key, side="company")].count("case.untagged") == 1


def test_a_retired_tag_stays_where_it_is_and_goes_on_no_other_case(case, desk, ruth, now):
    row, _new = tag(case, "router", by=desk, at=now)
    retire(row, by=at_the_desk(ruth), at=now)
    assert names(case) == ["router"]
    untag(case, row, by=desk, at=now)
    with pytest.raises(Refused, match="no longer used"):
        tag(case, "Router", by=desk, at=now)
    assert suggested(case) == []
    bring_back(row, by=at_the_desk(ruth))
    assert suggested(case) == ["router"]


def test_only_a_lead_retires_a_tag(case, desk, now):
    row, _new = tag(case, "router", by=desk, at=now)
    for deed in (lambda: retire(row, by=desk, at=now), lambda: bring_back(row, by=desk)):
        with pytest.raises(Refused, match="lead"):
            deed()


@pytest.mark.parametrize("name", ["", "  ", "#", "x" * 41, "\u200f"])
def test_what_is_no_tag_is_refused(case, desk, now, name):
    with pytest.raises(Refused):
        tag(case, name, by=desk, at=now)
    assert not Tag.objects.exists()


def test_there_are_not_more_tags_than_a_head_can_show(case, desk, now):
    for number in range(20):
        tag(case, f"tag {number}", by=desk, at=now)
    with pytest.raises(Refused, match="at most 20"):
        tag(case, "one more", by=desk, at=now)
    assert Tagged.objects.filter(case=case).count() == 20


def test_a49_neither_a_stranger_nor_the_customer_tags_a_case(case, omar, noa, desk, now):
    row, _new = tag(case, "router", by=desk, at=now)
    for viewer in (at_the_desk(omar), by_link(noa, case.key)):
        with pytest.raises(Refused):
            tag(case, "x", by=viewer, at=now)
        with pytest.raises(Refused):
            untag(case, row, by=viewer, at=now)
    assert names(case) == ["router"]


def test_folding_leaves_no_doubled_spaces():
    assert folded("  A   B ") == "a b"
