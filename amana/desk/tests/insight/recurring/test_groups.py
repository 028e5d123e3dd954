"""Questions that come again, at the desk: who sees them, how the list is turned, and what people say of the grouping."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import parse_qs

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from amana.desk.tests.conftest import agent, signed_in
from amana.insight.models import Group, Member, Ruling
from amana.insight.recurring.tests.conftest import LOGIN, ROUTER, _no_shelves, ask
from amana.kit.codes import new_id
from amana.team.models import Agent

__all__ = ["_no_shelves", "ask"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(ask):
    return ask(*LOGIN["en"], *LOGIN["he"], *ROUTER["en"])


@pytest.fixture
def lead(ruth):
    return signed_in(ruth)


@pytest.fixture
def auditor(brand):
    return signed_in(agent("Avi Auditor", brand, role=Agent.AUDITOR))


def group_of(case) -> Group:
    return Member.objects.get(case=case).group


def page(client, address, /, *keys, **query):
    return client.get(reverse(f"desk:{address}", args=keys), query)


def send(client, address, /, *keys, **data):
    return client.post(reverse(f"desk:{address}", args=keys), data)


def test_a_lead_reads_what_comes_again_in_the_words_of_those_who_ask(lead, asked):
    group = group_of(asked[0])
    listed = page(lead, "groups").content.decode()
    assert group.name in listed and group_of(asked[-1]).name in listed
    one = page(lead, "group", group.pk).content.decode()
    assert all(telling.text in one or "&#x27;" in one for telling in group.tellings.all())
    assert all(member.case.number in one for member in group.members.all())


def test_an_agent_and_a_stranger_find_nothing_and_an_auditor_reads(asked, dana, omar, auditor):
    group = group_of(asked[0])
    assert page(signed_in(dana), "groups").status_code == 404
    assert group.name not in page(signed_in(omar), "groups").content.decode()
    assert {page(signed_in(who), "group", group.pk).status_code for who in (dana, omar)} == {404}
    assert page(auditor, "group", group.pk).status_code == 200
    assert "Not about this" not in page(auditor, "group", group.pk).content.decode()
    send(auditor, "group_cases", group.pk, not_this=str(asked[0].pk))
    send(auditor, "group_name", group.pk, name="Mine")
    assert not Ruling.objects.exists()


def test_a_case_says_how_many_others_asked_and_only_a_lead_is_led_there(asked, dana, lead):
    group = group_of(asked[0])
    line = f"{group.size - 1} others asked this"
    seen = page(signed_in(dana), "case", asked[0].number).content.decode()
    assert line in seen and str(group.pk) not in seen
    assert str(group.pk) in page(lead, "case", asked[0].number).content.decode()


def test_a_lead_renames_merges_parts_and_takes_it_back(lead, asked):
    group, other = group_of(asked[0]), group_of(asked[-1])
    send(lead, "group_name", group.pk, name="Password")
    assert "Password" in page(lead, "groups").content.decode()
    send(lead, "group_merging", group.pk, into=str(other.pk))
    assert group_of(asked[0]) == other
    assert page(lead, "group", group.pk).url.endswith(f"{other.pk}/")
    send(lead, "ruling_undo", Ruling.objects.get(kind="merge").pk)
    assert group_of(asked[0]).pk == group.pk
    answer = send(lead, "group_cases", group.pk, case=[str(asked[1].pk)])
    assert group_of(asked[1]).pk != group.pk
    assert str(group_of(asked[1]).pk) in answer.url
    send(lead, "group_cases", group.pk, not_this=str(asked[2].pk))
    assert group_of(asked[2]).pk != group.pk
    assert page(lead, "group", group.pk).content.decode().count("Take this back") == 3


def test_rubbish_is_refused_in_a_sentence(lead, asked):
    group = group_of(asked[0])
    assert page(lead, "group", new_id()).status_code == 404
    assert send(lead, "group_name", group.pk, name="  ").status_code == 422
    assert send(lead, "group_merging", group.pk, into="nonsense").status_code == 422
    assert send(lead, "group_merging", group.pk, into=str(group.pk)).status_code == 422
    assert send(lead, "group_cases", group.pk, case=["nonsense", "\x00"]).status_code == 302
    assert send(lead, "group_cases", group.pk, not_this=str(new_id())).status_code == 404
    for after in ("x", "_", "9_zz", "nan_" + new_id().hex, "1e999_" + new_id().hex, "2026-13-99_" + new_id().hex):
        for order in ("rising", "largest", "newest", "nonsense"):
            assert page(lead, "groups", order=order, after=after, brand="x").status_code == 200
        assert page(lead, "group", group.pk, after=after).status_code == 200
    assert not Ruling.objects.exists()


def test_pages_of_many_groups_read_no_more_than_they_show(lead, asked, brand, now):
    Group.objects.bulk_create(
        Group(brand=brand, name=f"Question {number}", size=2 + number // 3, rise=number / 7, made_at=now,
              first_at=now + timedelta(minutes=number), last_at=now + timedelta(days=1))
        for number in range(70)
    )  # fmt: skip
    for order in ("rising", "largest", "newest"):
        names: list[str] = []
        after = ""
        for _page in range(9):
            with CaptureQueriesContext(
                connection,
            ) as queries:
                answer = page(lead, "groups", order=order, after=after)
            assert len(queries) < 30
            rows = answer.context["rows"]
            names += [row["group"].name for row in rows]
            links = answer.context["pages"] or {}
            if not links.get("after_url"):
                break
            after = parse_qs(links["after_url"][1:])["after"][0]
        assert len(names) == len(set(names)) == 72


def test_an_empty_list_says_so(lead, brand):
    assert "Nothing was asked twice yet." in page(lead, "groups").content.decode()
