from __future__ import annotations

import threading
import time

import pytest
from django.db import transaction

from amana.people.models import Address, Person
from amana.people.recognising import recognise, recognise_all
from tests.together import in_a_thread

pytestmark = pytest.mark.django_db


def test_an_address_is_one_person_however_it_is_typed(now):
    assert recognise("Noa@Customer.example ", name="Noa", at=now) == recognise("noa@customer.example", at=now)
    assert Person.objects.get().name == "Noa"


def test_a_name_said_later_does_not_rename_who_we_know(noa, now):
    assert recognise("noa@customer.example", name="Somebody else", at=now).name == "נועה לוי"


def test_queries_do_not_grow_with_the_senders(now, django_assert_num_queries):
    for count in (1, 40):
        senders = {f"{number}@{count}.example": ("", "") for number in range(count)}
        with django_assert_num_queries(6):  # a savepoint and its end, two looks, two inserts
            assert len(recognise_all(senders, at=now)) == count


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_workers_who_meet_the_same_new_senders_make_each_person_once(now):
    written, met = threading.Event(), {}

    def first():
        with transaction.atomic():
            met["first"] = recognise_all({"a@new.example": ("A", ""), "b@new.example": ("B", "")}, at=now)
            written.set()
            time.sleep(0.3)

    def second():
        written.wait(30)
        with transaction.atomic():
            met["second"] = recognise_all({"b@new.example": ("B", ""), "a@new.example": ("A", "")}, at=now)

    for thread in [in_a_thread(first), in_a_thread(second)]:
        thread.result(60)
    assert met["first"] == met["second"]
    assert (Person.objects.count(), Address.objects.count()) == (2, 2)


def test_the_new_are_written_in_one_order_for_all_so_that_no_two_workers_wait_for_each_other(now):
    recognise_all(dict.fromkeys(["c@new.example", "A@new.example", "b@new.example"], ("", "")), at=now)
    written = Address.objects.order_by("pk").values_list("value", flat=True)
    assert list(written) == ["a@new.example", "b@new.example", "c@new.example"]
