"""The signed list of checkpoints: open to everybody, about nobody, and a cache may keep it."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from amana.cases.models import Case
from amana.record import proofs
from amana.record.appending import Actor, Line, append
from amana.record.fixing.checkpointing import make
from amana.record.fixing.proving import SHOWN

pytestmark = pytest.mark.django_db
PAGE, LIST = reverse("portal:checkpoints"), reverse("portal:checkpoints_list")


def made(case: Case, at, *, days: int):
    """One checkpoint a day, the case going on in between."""
    for day in range(days):
        says = {"who": "Dana", "text": "a call", "minutes": 1, "waited": 0}
        append(Line(case.key, "call.noted", Actor("agent", "x"), at, says))
        yield make(at=at + timedelta(days=day))


def test_before_the_first_one_the_page_says_so():
    answer = Client().get(PAGE, headers={"accept-language": "en"})
    assert answer.status_code == 200 and "None has been signed yet" in answer.content.decode()
    assert Client().get(LIST).content == b""


def test_anybody_reads_the_list_and_nothing_personal(case, at):
    first, second = made(case, at, days=2)
    said = Client().get(PAGE, headers={"accept-language": "he"})
    words = said.content.decode()
    assert first.fingerprint in words and second.fingerprint in words and second.key in words
    assert 'dir="rtl"' in words
    lines = Client().get(LIST).content.decode().splitlines()
    for one in [words, *lines]:
        assert str(case.key) not in one and case.number not in one and case.customer.name not in one
    assert list(proofs.check_list(lines)[0]) == [first.fingerprint, second.fingerprint]


def test_a_cache_may_keep_both_and_nothing_of_the_visitor_is_in_them(case, at):
    list(made(case, at, days=1))
    for url in (PAGE, LIST):
        answer = Client().get(url)
        assert "public" in answer["Cache-Control"] and "max-age=300" in answer["Cache-Control"]
        assert not answer.cookies
        assert Client().post(url).status_code == 405
    # A token of whoever came first would be everybody's.
    assert 'X-CSRFToken": ""' in Client().get(PAGE).content.decode()


def test_a_page_reads_no_more_rows_than_it_shows(case, at, django_assert_max_num_queries):
    everything = list(made(case, at, days=SHOWN + 5))
    with django_assert_max_num_queries(2):
        answer = Client().get(PAGE)
    assert answer.content.decode().count('class="checkpoint"') == SHOWN
    older = Client().get(PAGE, {"before": everything[5].number}).content.decode()
    assert older.count('class="checkpoint"') == 5 and everything[0].fingerprint in older
    lines = Client().get(LIST, {"before": everything[5].number}).content.decode().splitlines()
    assert [json.loads(line)["body"]["number"] for line in lines] == [1, 2, 3, 4, 5]


def test_rubbish_is_no_page(case, at):
    list(made(case, at, days=1))
    for rubbish in ("x", "-1", "1.5", "9" * 30, "٣", "²", "", "\x00", "0"):
        for url in (PAGE, LIST):
            assert Client().get(url, {"before": rubbish}).status_code == 200
