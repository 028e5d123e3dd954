from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from amana.cases.models import Case
from amana.cases.standing import Standing, write
from amana.kit.codes import new_id

pytestmark = pytest.mark.django_db


def test_a_standing_is_written_as_it_was_given(case, now):
    key = new_id()
    write([Standing(case.key, "customer", now, "follow_up", key, now + timedelta(hours=1))])
    case.refresh_from_db()
    assert (case.waiting_for, case.next_due_at, case.next_reason) == ("customer", now, "follow_up")
    assert (case.next_commitment, case.queue_at) == (key, now + timedelta(hours=1))


def test_nothing_to_write_asks_nothing(db, django_assert_num_queries):
    with django_assert_num_queries(0):
        write([])


@pytest.mark.parametrize(
    "empty", [{"next_due_at": None}, {"next_commitment": None}, {"queue_at": None}, {"waiting_for": ""}]
)
def test_the_database_refuses_an_open_case_without_a_next_step(case, empty):
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(**empty)


def test_the_database_refuses_a_case_that_both_sides_keep(case, noa):
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(owner=noa)
