from __future__ import annotations

import threading

import pytest
from django.db import transaction

from amana.cases.locking import take, take_all
from amana.cases.models import Case
from amana.kit.codes import new_id
from amana.team.models import Brand
from tests.letters import deliver
from tests.together import in_a_thread


@pytest.mark.django_db
def test_a_taken_case_is_as_it_is_now_with_all_that_belongs_to_it(case, django_assert_num_queries):
    Case.objects.filter(pk=case.pk).update(subject="Changed since")
    with django_assert_num_queries(3):  # with the savepoint around it
        with transaction.atomic():
            now = take(case.key)
        assert (now.subject, now.holder.name, now.brand.week.name, now.customer.name) is not None
    assert now.subject == "Changed since"


@pytest.mark.django_db
def test_who_has_read_the_brands_is_not_made_to_read_them_again(case, django_assert_num_queries):
    brands = list(Brand.objects.select_related("week", "company"))
    with django_assert_num_queries(3):
        with transaction.atomic():
            now = take_all([case.key], brands=brands)[case.key]
        assert now.brand is brands[0] and now.company is brands[0].company
        assert (now.brand.week.name, now.customer.name, now.holder.name) is not None
    other = take_all([case.key])[case.key]
    assert (now.brand, now.company, now.holder) == (other.brand, other.company, other.holder)


@pytest.mark.django_db
def test_what_is_no_case_is_left_out(case):
    assert set(take_all([case.key, new_id()])) == {case.key}


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_who_take_the_same_cases_take_turns(brand, dana, now):
    keys = [deliver(f"{n}@x.example", "hello?", at=now).key for n in range(2)]
    both, seen = threading.Barrier(2), []

    def deed(mine):
        def do():
            both.wait(30)
            for _ in range(10):
                with transaction.atomic():
                    taken = take_all(mine)
                    case = taken[keys[0]]
                    Case.objects.filter(pk=keys[0]).update(channel=str(int(case.channel) + 1))
                    seen.append(case.channel)

        return do

    Case.objects.update(channel="0")
    for thread in [in_a_thread(deed(keys)), in_a_thread(deed(keys[::-1]))]:
        thread.result(60)
    assert Case.objects.get(pk=keys[0]).channel == "20" and len(set(seen)) == 20
