"""Two agents at the counter in the same moment."""

from __future__ import annotations

from threading import Barrier

import pytest

from amana.counter.models import Turn
from amana.counter.taking import take_next
from tests.letters import deliver
from tests.together import in_a_thread


@pytest.mark.postgres  # SQLite has one writer at a time
@pytest.mark.django_db(transaction=True)
def test_of_many_who_ask_at_once_each_gets_another_case(brand, dana, ruth, yossi, now):
    for number in range(2):
        deliver(f"a{number}@one.example", "Hello", at=now)
    agents, gate = [dana, ruth, yossi], Barrier(3)

    def ask(agent):
        gate.wait(30)
        found = take_next(agent, [brand.pk], at=now)
        return found.pk if found else None

    got = [one.result(60) for one in [in_a_thread(lambda agent=agent: ask(agent)) for agent in agents]]

    assert sorted(str(key) for key in got if key) == sorted(str(row.pk) for row in Turn.objects.all())
    assert got.count(None) == 1
