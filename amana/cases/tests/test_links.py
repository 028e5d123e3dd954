from __future__ import annotations

import pytest

from amana.cases.links import follow, link_for, links_for, renew, token_of, url_of
from amana.cases.models import CaseLink

pytestmark = pytest.mark.django_db


@pytest.fixture
def link(case, noa, now):
    return link_for(case, noa, at=now)


def test_a_link_leads_to_one_person_in_one_case(link, case, noa):
    found = follow(token_of(link))
    assert (found.case, found.person) == (case, noa)


def test_a_person_has_one_living_link_to_a_case(link, case, noa, sami, now):
    assert link_for(case, noa, at=now) == link
    assert link_for(case, sami, at=now) != link


def test_only_the_exact_token_opens_it(link):
    token = token_of(link)
    last = "a" if token[-1] != "a" else "b"
    near = [
        token[:-1],
        token + "a",
        token[:-1] + last,
        token.upper(),
        f" {token}",
        f"{token}\n",
        "",
        "é" * 32,
        "%" * 32,
    ]
    assert not any(follow(one) for one in near)


def test_the_database_alone_opens_no_case(link, settings):
    row = CaseLink.objects.get(pk=link)
    assert token_of(link) not in {str(row.pk), row.digest}
    before = token_of(link)
    settings.SECRET_KEY = "another installation"
    assert token_of(link) != before


def test_a_revoked_link_is_dead_and_the_new_one_lives(link, now):
    fresh = renew(CaseLink.objects.get(pk=link), at=now)
    assert follow(token_of(link)) is None and follow(token_of(fresh)).pk == fresh


def test_the_address_begins_with_our_own_not_with_a_requests_host(link, settings):
    settings.BASE_URL = "https://help.example.com"
    assert url_of(link) == f"https://help.example.com/c/{token_of(link)}/"


def test_links_for_many_take_as_many_questions_as_for_one(case, noa, sami, now, django_assert_num_queries):
    with django_assert_num_queries(3):
        links_for([(case.key, noa.pk), (case.key, sami.pk), (case.key, noa.pk)], at=now)
    with django_assert_num_queries(1):
        links_for([(case.key, noa.pk), (case.key, sami.pk)], at=now)
