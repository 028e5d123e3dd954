from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import transaction

from amana.post.accepting import Came, accept_all
from amana.post.leasing import LEASE, LeaseLost, claim, finish, finish_each, give_back
from amana.post.models import RawMessage
from tests.together import in_a_thread

pytestmark = pytest.mark.django_db


@pytest.fixture
def five(db, now):
    accept_all([Came(f"{n}".encode(), f"digest {n}", "a") for n in range(5)], at=now)


def take(at, worker="a", most=50):
    return claim(RawMessage.objects.waiting(at), most=most, at=at, worker=worker)


def test_what_one_worker_has_in_hand_no_other_gets(five, now):
    mine, theirs = take(now, "a", 3), take(now, "b")
    assert (len(mine), len(theirs)) == (3, 2)
    assert not {row.pk for row in mine} & {row.pk for row in theirs}
    assert not take(now, "c")


def test_the_work_of_a_worker_who_died_is_taken_up_after_the_lease(five, now):
    take(now, "a")
    assert not take(now + LEASE, "b")
    assert len(take(now + LEASE + timedelta(seconds=1), "b")) == 5


def test_a_worker_who_comes_back_too_late_writes_nothing(five, now):
    mine = take(now, "a")
    theirs = take(now + LEASE * 2, "b")
    for late in (
        lambda: finish(mine, state="done"),
        lambda: finish_each([(row, None, None) for row in mine]),
        lambda: give_back(mine[:1], not_before=now),
    ):
        with pytest.raises(LeaseLost), transaction.atomic():
            late()
    finish_each([(row, None, None) for row in theirs])
    assert RawMessage.objects.filter(state="done", lease_owner="").count() == 5


def test_the_same_worker_that_claimed_twice_knows_its_second_hold_from_the_first(five, now):
    first = take(now, "a")
    second = take(now + LEASE * 2, "a")
    with pytest.raises(LeaseLost), transaction.atomic():
        finish(first, state="done")
    finish(second, state="done")


def test_one_row_taken_over_stops_the_whole_batch(five, now):
    mine = take(now, "a")
    RawMessage.objects.filter(pk=mine[2].pk).update(fence=mine[2].fence + 1)
    with pytest.raises(LeaseLost), transaction.atomic():
        finish(mine, state="done")
    assert not RawMessage.objects.filter(state="done").exists()


def test_work_given_back_was_no_attempt_unless_it_counts(five, now):
    mine = take(now, "a")
    give_back(mine[:1], not_before=now + timedelta(minutes=1))
    give_back(mine[1:2], not_before=now, counts=True)
    rows = {row.pk: row for row in RawMessage.objects.all()}
    assert (rows[mine[0].pk].attempts, rows[mine[1].pk].attempts) == (0, 1)
    assert [row.pk for row in take(now, "b")] == [mine[1].pk]


def test_the_oldest_come_first(five, now):
    assert [row.digest for row in take(now, most=2)] == ["digest 0", "digest 1"]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_workers_that_claim_at_the_same_moment_never_share(five, now):
    both = threading.Barrier(2)

    def work(worker):
        def deed():
            with transaction.atomic():
                rows = claim(RawMessage.objects.waiting(now), most=3, at=now, worker=worker)
                both.wait(30)
            return [row.pk for row in rows]

        return deed

    first, second = in_a_thread(work("a")), in_a_thread(work("b"))
    taken = [*first.result(60), *second.result(10)]
    assert len(taken) == len(set(taken)) == 5


def test_f33_a_share_of_each_batch_is_what_came_last_spread_between_the_rest(db, now):
    for n in range(20):
        accept_all([Came(f"{n}".encode(), f"digest {n:02}", "a")], at=now + timedelta(minutes=n))
    at = now + timedelta(hours=1)
    rows = claim(RawMessage.objects.waiting(at), most=8, at=at, worker="a", latest=2)
    assert [row.digest[-2:] for row in rows] == ["00", "01", "19", "02", "03", "18", "04", "05"]
    rows = claim(RawMessage.objects.waiting(at), most=20, at=at, worker="b", latest=5)
    assert [row.digest[-2:] for row in rows] == [f"{n:02}" for n in range(6, 18)]
