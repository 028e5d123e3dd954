"""Ways are offered in the order they are best tried, with the reason."""

from __future__ import annotations

from datetime import timedelta

from amana.directory.choosing import by_purpose, open_said, people_at, wait_said, ways
from amana.directory.editing import add
from amana.directory.models import Executive, Point
from amana.directory.permissions import OPERATOR


def keep(kav, at, kind, value, **more):
    add(kav, "point", {"kind": kind, "value": value} | more, by=OPERATOR, at=at)


def test_what_is_for_it_comes_before_what_serves_it_and_writing_before_speaking(kav, at):
    keep(kav, at, "phone", "*2700")
    keep(kav, at, "mail", "service@kav.example")
    keep(kav, at, "phone", "*2701", purpose="complaints")
    keep(kav, at, "social", "https://x.com/kav")
    keep(kav, at, "mail", "dpo@kav.example", purpose="privacy")
    found = ways(kav, purpose="complaints", at=at)
    assert [one.point.value for one in found] == ["*2701", "service@kav.example", "*2700", "https://x.com/kav"]
    assert "there for this" in found[0].reason and "Nothing is known for this alone" in found[1].reason
    assert ways(kav, purpose="privacy", at=at)[0].point.value == "dpo@kav.example"
    assert [one for one, _own in by_purpose(kav, at=at)] == ["service", "complaints", "privacy"]
    assert ways(kav, purpose="no such purpose", at=at)


def test_the_readers_language_and_the_surer_fact_come_first(kav, at):
    keep(kav, at, "mail", "a@kav.example", language="ru")
    keep(kav, at, "mail", "b@kav.example", language="he", confidence="low")
    keep(kav, at, "mail", "c@kav.example", language="he", confidence="high")
    assert [one.point.value[0] for one in ways(kav, at=at, language="he")] == ["c", "b", "a"]


def test_it_says_whether_somebody_answers_now(kav, at):
    keep(kav, at, "phone", "*2700", hours="Sun-Thu 08:00-20:00")
    now = ways(kav, at=at)[0]
    assert now.is_open and open_said(now) == "Open now." and now.link == "tel:*2700"
    friday = ways(kav, at=at + timedelta(days=1, hours=10))[0]
    assert friday.is_open is False and "opens Sunday at" in open_said(friday)


def test_damaged_hours_are_not_known_hours(kav, at):
    Point.objects.create(company=kav, kind="phone", value="1", same="1", hours={"zone": "Mars"})
    assert ways(kav, at=at)[0].is_open is None and open_said(ways(kav, at=at)[0]) == ""


def test_a_link_is_never_a_script(kav, at):
    Point.objects.create(company=kav, kind="form", value="javascript:alert(1)", same="x")
    assert ways(kav, at=at)[0].link == ""


def test_a_company_without_ways_has_none_and_people_come_by_level(kav, at):
    assert ways(kav, at=at) == [] and wait_said(None) == ""
    Executive.objects.create(company=kav, name="B", level="service")
    Executive.objects.create(company=kav, name="A", level="executive")
    assert [one.name for one in people_at(kav)] == ["A", "B"]
    assert [one.name for one in people_at(kav, level="service")] == ["B"]
