from __future__ import annotations

from datetime import timedelta

import pytest

from amana.cases.models import Case, Field, Follow, Mention, Tag, TimeSpent, Value
from amana.commitments.recounting import recount
from amana.desk.models import BulkAct
from amana.desk.tests.conftest import signed_in
from amana.handling.facts.describing import define, describe
from amana.handling.facts.noting import note
from amana.handling.facts.tagging import tag, tags_of
from amana.handling.holding.following import follow
from amana.handling.opening import open_case
from amana.team.viewing import at_the_desk


@pytest.fixture
def others(noa, brand, dana, now):
    at = now - timedelta(hours=1)
    return [open_case(noa, brand, subject=f"Matter {n}", text="?", by=at_the_desk(dana), at=at) for n in range(2)]


@pytest.fixture
def serial(brand, ruth):
    return define(brand, name="Serial number", kind="text", team=None, choices=(), position=0, by=at_the_desk(ruth))


def url(case, *path):
    return "/".join(["/desk/cases", case.number, *path]) + "/"


def page(client, case):
    return client.get(url(case)).content.decode()


def listed_in(client, asked):
    """Return everybody's cases with a filter, under all tabs."""
    tabs = ("now", "today", "next", "waiting")
    return "".join(client.get(f"/desk/?view=all&tab={tab}&{asked}").content.decode() for tab in tabs)


def names(case):
    return [one.name for one in tags_of(case)]


# ── tags ─────────────────────────────────────────────────────────────────────


def test_a_tag_is_put_on_beside_the_title_and_taken_off(desk, case, others, dana, now):
    tag(others[0], "billing", by=at_the_desk(dana), at=now)
    assert '<option value="billing">' in page(desk, case)
    desk.post(url(case, "tags"), {"name": "Router"})
    html = page(desk, case)
    row = Tag.objects.get(name="Router")
    assert "/desk/find/?q=tag%3A%22Router%22" in html and 'data-key="t"' in html
    listed = listed_in(desk, f"tag={row.pk}")
    assert "Router dead" in listed and "Matter 0" not in listed
    assert "Router dead" in desk.get("/desk/find/", {"q": 'tag:"Router"'}).content.decode()
    desk.post(url(case, "tags", str(row.pk), "removal"))
    assert names(case) == []


def test_an_empty_tag_is_refused_in_words(desk, case):
    answer = desk.post(
        url(case, "tags"), {"name": " "}, follow=True, headers={"Referer": f"http://testserver{url(case)}"}
    )
    assert "Write the tag first." in answer.content.decode()


def test_many_cases_are_tagged_at_once_and_it_is_undone(desk, case, others, dana, now):
    tag(case, "router", by=at_the_desk(dana), at=now)
    keys = [str(one.pk) for one in [case, *others]]
    html = desk.post("/desk/queue/acts/", {"case": keys, "act": "tag", "tag": "Router"}, follow=True).content.decode()
    assert "3 cases have the tag." in html
    assert [names(one) for one in [case, *others]] == [["router"]] * 3
    desk.post(f"/desk/queue/acts/{BulkAct.objects.get().pk}/undo/")
    # It was on the first one before.
    assert [names(one) for one in [case, *others]] == [["router"], [], []]
    assert list(recount(at=now)) == []


def test_a_bulk_tag_needs_a_name(desk, case):
    answer = desk.post("/desk/queue/acts/", {"case": [str(case.pk)], "act": "tag"}, follow=True)
    assert "Write the tag first." in answer.content.decode()
    assert not BulkAct.objects.exists()


def test_a_lead_retires_a_tag_and_an_agent_does_not(desk, case, ruth, dana, brand, now):
    row, _new = tag(case, "router", by=at_the_desk(dana), at=now)
    path = f"/desk/settings/tags/{row.pk}/retirement/"
    assert desk.post(path).status_code == 404
    lead = signed_in(ruth)
    lead.post(path)
    assert "no longer used" in lead.get(f"/desk/settings/brands/{brand.pk}/labels/").content.decode()
    row.refresh_from_db()
    assert row.retired_at is not None
    lead.post(path)
    row.refresh_from_db()
    assert row.retired_at is None


# ── fields ───────────────────────────────────────────────────────────────────


def test_a_lead_asks_something_new_changes_it_and_asks_it_no_longer(ruth, brand, case, dana, now):
    lead, labels = signed_in(ruth), f"/desk/settings/brands/{brand.pk}/labels/"
    assert lead.post(f"{labels}fields/", {"name": "Colour", "kind": "choice", "choices": "red"}).status_code == 422
    lead.post(f"{labels}fields/", {"name": "Colour", "kind": "choice", "choices": "red\nblue", "position": "3"})
    row = Field.objects.get()
    assert (row.choices, row.position) == (["red", "blue"], 3)
    describe(case, {row.pk: "red"}, by=at_the_desk(dana), at=now)
    lead.post(f"/desk/settings/fields/{row.pk}/", {"name": "Color", "choices": "red\ngreen", "position": "1"})
    lead.post(f"/desk/settings/fields/{row.pk}/retirement/")
    row.refresh_from_db()
    assert (row.name, row.kind, row.position) == ("Color", "choice", 1) and row.retired_at is not None
    assert "no longer asked" in lead.get(labels).content.decode()
    assert Value.objects.get().text == "red" and "Color" in page(lead, case)


def test_a49_no_lead_of_another_brand_sees_or_changes_a_field(omar, brand, serial):
    client = signed_in(omar)
    for path in (f"/desk/settings/brands/{brand.pk}/labels/", f"/desk/settings/fields/{serial.pk}/"):
        assert client.get(path).status_code == 404
    assert client.post(f"/desk/settings/fields/{serial.pk}/retirement/").status_code == 404


def test_what_is_known_is_written_down_shown_and_found(desk, case, others, serial):
    desk.post(url(case, "fields"), {str(serial.pk): "SN-4711"})
    assert "SN-4711" in page(desk, case)
    listed = listed_in(desk, f"field={serial.pk}&value=sn-4711")
    assert "Router dead" in listed and "Matter 0" not in listed
    assert "where" in listed and "Serial number" in listed


@pytest.mark.parametrize(
    ("kind", "typed", "found"),
    [("number", "149.9", True), ("number", "150", False), ("number", "many", False), ("date", "2026-11-30", True)],
)
def test_numbers_and_days_are_found_by_what_they_are(desk, case, brand, ruth, *, dana, now, kind, typed, found):
    row = define(brand, name="Sum", kind=kind, team=None, choices=(), position=0, by=at_the_desk(ruth))
    describe(case, {row.pk: "149.90" if kind == "number" else "2026-11-30"}, by=at_the_desk(dana), at=now)
    html = listed_in(desk, f"field={row.pk}&value={typed}")
    assert ("Router dead" in html) is found


def test_a_filter_by_nothing_of_a_field_asks_nothing(desk, case, serial):
    assert "Router dead" in desk.get(f"/desk/?view=all&field={serial.pk}").content.decode()


def test_what_is_no_answer_is_said_at_its_field(desk, case, brand, ruth):
    row = define(brand, name="Sum", kind="number", team=None, choices=(), position=0, by=at_the_desk(ruth))
    answer = desk.post(url(case, "fields"), {str(row.pk): "much"})
    assert answer.status_code == 422 and "write a number" in answer.content.decode()
    assert not Value.objects.exists()


# ── following, being named, time ─────────────────────────────────────────────


def test_a_followed_case_stands_in_a_list_of_its_own(case, omer, others):
    client = signed_in(omer)
    client.post(url(case, "following"))
    listed = client.get("/desk/?view=followed").content.decode()
    assert "Router dead" in listed and "Matter 0" not in listed
    assert "Stop following" in page(client, case)
    client.post(url(case, "following"), {"stop": "yes"})
    assert not Follow.objects.exists()


def test_whoever_is_named_finds_the_question_on_top_until_they_open_the_case(desk, case, omer):
    asked = signed_in(omer)
    assert 'data-mentions="[' in desk.get(url(case, "notes")).content.decode()
    desk.post(url(case, "notes"), {"text": "@Omer Shaked, is the line cut there?"})
    html = asked.get("/desk/").content.decode()
    assert "asks you" in html and "is the line cut there?" in html
    assert "asks you" not in desk.get("/desk/").content.decode()
    page(desk, case)
    assert Mention.objects.get().seen_at is None
    page(asked, case)
    assert "asks you" not in asked.get("/desk/").content.decode()


def test_a_question_is_gone_for_whoever_serves_the_brand_no_more(case, omer, brand, dana, now):
    note(case, "@Omer?", by=at_the_desk(dana), at=now)
    omer.brands.remove(brand)
    assert "asks you" not in signed_in(omer).get("/desk/").content.decode()


def test_the_queue_asks_the_same_however_many_questions_wait(case, others, omer, dana, now, django_assert_max_num_queries):  # fmt: skip
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = signed_in(omer)
    note(case, "@Omer?", by=at_the_desk(dana), at=now)
    client.get("/desk/")
    with CaptureQueriesContext(connection) as one:
        client.get("/desk/")
    for other in others * 2:
        note(other, "@Omer?", by=at_the_desk(dana), at=now)
    with django_assert_max_num_queries(len(one)):
        client.get("/desk/")


def test_time_is_written_down_and_only_ones_own_lines_are_shown(desk, case, omer, dana):
    desk.post(url(case, "time"), {"minutes": "95", "what": "on the line"})
    signed_in(omer).post(url(case, "time"), {"minutes": "٢٠", "what": "read it all"})
    html = page(desk, case)
    assert "1 hour" in html and "55 minutes" in html  # 115 in all
    assert "on the line" in html and "read it all" not in html
    row = TimeSpent.objects.get(agent=dana)
    assert signed_in(omer).post(url(case, "time", str(row.pk), "removal")).status_code == 302
    assert TimeSpent.objects.filter(pk=row.pk).exists()
    desk.post(url(case, "time", str(row.pk), "removal"))
    assert not TimeSpent.objects.filter(pk=row.pk).exists()


@pytest.mark.parametrize("minutes", ["", "0", "-5", "abc", "1441", "99999999"])
def test_what_is_no_time_is_refused_in_words(desk, case, minutes):
    answer = desk.post(url(case, "time"), {"minutes": minutes}, follow=True)
    assert "Write how many minutes" in answer.content.decode()
    assert not TimeSpent.objects.exists()


def test_following_many_reads_only_what_is_followed(omer, case, brand, now):
    from amana.desk.entering import Seat
    from amana.desk.lists import FOLLOWED, cases_in

    follow(case, by=at_the_desk(omer), at=now)
    seat = Seat(omer, at_the_desk(omer), now)
    assert list(cases_in(FOLLOWED, seat)) == [Case.objects.get(pk=case.pk)]
