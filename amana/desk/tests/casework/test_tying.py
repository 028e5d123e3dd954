from __future__ import annotations

from datetime import timedelta

import pytest

from amana.cases.models import Case, Participant, Tie
from amana.desk.tests.conftest import signed_in
from amana.handling.opening import open_case
from amana.handling.tying.merging import merge
from amana.people.models import Address, Person
from amana.record.reading import read
from amana.team.viewing import at_the_desk


@pytest.fixture
def twin(noa, brand, dana, now):
    at = now - timedelta(hours=2)
    return open_case(noa, brand, subject="Router again", text="It is still dead.", by=at_the_desk(dana), at=at)


@pytest.fixture
def samis(brand, dana, now):
    sami = Person.objects.create(name="Sami Haddad", language="ar", zone="Asia/Jerusalem", created_at=now)
    Address.objects.create(kind=Address.MAIL, value="sami@haddad.example", person=sami, added_at=now)
    return open_case(sami, brand, subject="Lost part", text="Where is it?", by=at_the_desk(dana), at=now)


def url(case, *path):
    return "/".join(["/desk/cases", case.number, *path]) + "/"


def page(client, case):
    return client.get(url(case)).content.decode()


def test_two_cases_of_one_customer_are_put_together_and_taken_apart(desk, case, twin):
    form = desk.get(url(twin, "merging")).content.decode()
    assert case.number in form
    answer = desk.post(url(twin, "merging"), {"into": case.number, "why": "the same router"}, follow=True)
    assert answer.redirect_chain[-1][0] == url(case)
    twin.refresh_from_db()
    assert not twin.is_open
    html = page(desk, twin)
    assert f'href="{url(case)}"' in html and url(twin, "merging", "end") in html
    assert url(twin, "reopening") not in html
    assert "put this case together with" in html and "it goes on here" in page(desk, case)
    desk.post(url(twin, "merging", "end"), {"why": "another one"})
    twin.refresh_from_db()
    assert twin.is_open and "took this case out" in page(desk, twin)


def test_whoever_would_read_more_is_named_before_anything_is_done(desk, case, samis, noa, now):
    Participant.objects.create(case=samis, person=noa, added_at=now)
    asked = desk.post(url(samis, "merging"), {"number": case.number.lower(), "why": "one matter"}).content.decode()
    assert "Somebody would read more than before" in asked and "Sami Haddad" in asked
    assert not Tie.objects.exists()
    desk.post(url(samis, "merging"), {"number": case.number, "why": "one matter", "knowing": "yes"})
    assert Tie.objects.get().other == case


def test_a49_cases_of_two_customers_are_refused_in_words(desk, case, samis):
    answer = desk.post(url(samis, "merging"), {"number": case.number, "knowing": "yes"})
    assert answer.status_code == 422 and "different customers" in answer.content.decode()


@pytest.mark.parametrize("number", ["", "XXXXXX"])
def test_a_case_that_is_not_there_is_said_in_words(desk, case, number):
    assert desk.post(url(case, "merging"), {"number": number}).status_code == 422


def test_a49_another_brands_case_is_not_there(desk, case, omar, noa, now):
    theirs = open_case(noa, omar.brands.get(), subject="Elsewhere", text="?", by=at_the_desk(omar), at=now)
    for path in ("merging", "links"):
        html = desk.get(url(case, path)).content.decode()
        assert theirs.number not in html
        answer = desk.post(url(case, path), {"number": theirs.number, "into": "other"})
        assert answer.status_code == 422 and "There is no case with the number" in answer.content.decode()


def test_a_link_is_shown_on_both_and_taken_away(desk, case, samis):
    desk.post(url(case, "links"), {"number": samis.number, "into": "other"})
    assert "Lost part" in page(desk, case) and "Router dead" in page(desk, samis)
    tie = Tie.objects.get()
    desk.post(url(samis, "links", str(tie.pk), "removal"))
    assert "Lost part" not in page(desk, case).partition('id="side"')[2].partition("<h2>Record")[0]


def test_words_are_split_off_into_a_case_of_their_own(desk, case):
    said = next(e for e in read(case.key, side="company") if e.kind == "call.noted")
    assert "The router is dead." in desk.get(url(case, "splitting")).content.decode()
    desk.post(url(case, "splitting"), {"subject": "The bill", "entries": [str(said.id)]})
    fresh = Case.objects.get(subject="The bill")
    html = page(desk, fresh)
    assert "This began as a part of case" in html and "The router is dead." in html and "split off" in html
    assert "goes on as a case of its own" in page(desk, case)


def test_nothing_chosen_is_said_in_words(desk, case):
    assert desk.post(url(case, "splitting"), {"subject": "x"}).status_code == 422


def test_something_stands_still_and_goes_on_again(desk, case):
    assert "Something stands still" in page(desk, case)
    assert desk.post(url(case, "standstill"), {"text": " "}).status_code == 422
    desk.post(url(case, "standstill"), {"text": "The shop is closed."})
    case.refresh_from_db()
    assert case.is_standstill and "It goes on again" in page(desk, case)
    assert "Something stands still over this." in desk.get("/desk/?view=all").content.decode()
    desk.post(url(case, "standstill"), {"text": ""})
    case.refresh_from_db()
    assert not case.is_standstill


def test_the_page_of_a_case_with_many_ties_asks_no_more_than_one_with_few(
    desk, case, twin, *, dana, noa, brand, now, django_assert_max_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    merge(twin, into=case, by=at_the_desk(dana), at=now)
    page(desk, case)
    with CaptureQueriesContext(connection) as few:
        page(desk, case)
    for number in range(4):
        other = open_case(noa, brand, subject=f"M{number}", text="?", by=at_the_desk(dana), at=now)
        merge(other, into=case, by=at_the_desk(dana), at=now)
    with django_assert_max_num_queries(len(few)):
        page(desk, case)


def test_a_stranger_finds_no_page_of_these(omar, case):
    client = signed_in(omar)
    for path in ("merging", "merging/end", "links", "splitting", "fields", "standstill"):
        assert client.get(url(case, path)).status_code == 404
