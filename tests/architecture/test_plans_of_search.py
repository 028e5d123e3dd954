"""A search looks at no more rows, and does no more queries, because there is more to look through."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import lru_cache

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from amana.kit.codes import new_token
from amana.search import finding, likening, spelling
from amana.search.asking import understand
from amana.search.finding import Search, alike, count, hits, put_right, widened
from amana.search.models import Indexed, Walk
from amana.search.naming import people
from amana.search.narrowing import narrow
from amana.search.taking_in import claim, take_in_some
from amana.search.walking import walk_some
from amana.team.models import Agent
from amana.team.viewing import at_the_desk
from tests.filling import desk, fill
from tests.plans import Plan, plans_of

FEW, MANY = 600, 1_800
LOOKED_AT, SLACK = 100, 200
# The index of words itself is no table that could be read from end to end; each case has two entries that are found.
WORDS = "search_words"
LETTERS = str.maketrans("234567", "aeiouy")

pytestmark = pytest.mark.django_db


def made(count: int, *, at: datetime, begin: int = 0) -> None:
    fill(count, at=at, begin=begin)
    Walk.objects.update(before=None, ended_at=None)
    while walk_some(worker="test", at=at, most=200):
        pass
    while take_in_some(worker="test", at=at, most=500):
        pass
    # As many words as people write who all write something else.
    spelling.count([{f"{new_token()[:8].translate(LETTERS)}" for _ in range(count)}])
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # What was written last waits beside the index until the next vacuum, and makes it look dear.
            cursor.execute("SELECT gin_clean_pending_list('search_words_terms')")
        cursor.execute("ANALYZE")


@pytest.fixture(autouse=True)
def solid_state(db: None) -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL random_page_cost = 1.1")
            # A few thousand rows are rightly read from end to end; what is asked here is what happens to many.
            cursor.execute("SET LOCAL enable_seqscan = off")


def asked(query: str, agent: Agent) -> Search:
    what, viewer = understand(query), at_the_desk(agent)
    return Search(what, narrow(what, viewer), viewer)


ACTS: dict[str, Callable[[Agent], object]] = {
    "a word that stands everywhere": lambda agent: hits(asked("kettle", agent)),
    "the second page": lambda agent: hits(asked("kettle", agent), after=_middle()),
    "a word that stands nowhere": lambda agent: hits(asked("zebra kettle", agent)),
    "a phrase": lambda agent: hits(asked('"leaks since monday"', agent)),
    "a filter few cases pass": lambda agent: hits(asked("kettle holder:nobody", agent)),
    "days long past": lambda agent: hits(asked("kettle before:2001-01-01", agent)),
    "one case": lambda agent: hits(asked(f"kettle case:{_number()}", agent)),
    "filters alone": lambda agent: hits(asked("state:open holder:me", agent)),
    "counting": lambda agent: count(asked("kettle", agent)),
    "a slip": lambda agent: put_right(asked("ketlte", agent)),
    "a beginning": lambda agent: widened(asked("kett", agent)),
    "by meaning": lambda agent: alike(asked("water runs out of the machine", agent), but_not=[]),
    "people by name": lambda agent: people(understand("customer 17"), at_the_desk(agent)),
    "people by address": lambda agent: people(understand("c17@filled.example"), at_the_desk(agent)),
    "what waits": lambda agent: list(Indexed.objects.waiting(timezone.now()).order_by("-id")[:10]),
    "what is claimed": lambda agent: claim(worker="test", at=timezone.now()),
}  # fmt: skip


@lru_cache(maxsize=1)
def _middle() -> int:
    return int(Indexed.objects.order_by("pk").values_list("pk", flat=True)[FEW])


@lru_cache(maxsize=1)
def _number() -> str:
    return str(Indexed.objects.select_related("case").order_by("pk")[100].case.number)


def test_no_search_looks_at_more_because_there_is_more(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    # A thousand of a few thousand rows are rightly read from end to end; a hundred are looked up.
    monkeypatch.setattr(finding, "LOOKED_AT", LOOKED_AT)
    agent = desk(at=now)[1][0]
    made(FEW, at=now)
    among_few = {name: plans(act, agent) for name, act in ACTS.items()}
    made(MANY - FEW, at=now, begin=FEW)
    found = []
    for name, act in ACTS.items():
        few, many = among_few[name], plans(act, agent)
        found += [
            f"{name}: reads all of {one.scans}\n{one.sql}\n{one.text}" for one in many if set(one.scans) - {WORDS}
        ]
        if len(many) != len(few):
            found.append(f"{name}: {len(few)} queries became {len(many)}")
        # PostgreSQL says how many: those of a list that is not full among few, and a query's own hits with their cases.
        if looked_at(many) > max(looked_at(few), 4 * LOOKED_AT) + SLACK:
            most = max(many, key=lambda one: one.rows or 0)
            found.append(f"{name}: {looked_at(few)} rows became {looked_at(many)}, most by\n{most.sql}\n{most.text}")
    assert not found, "\n\n".join(found)


def plans(act: Callable[[Agent], object], agent: Agent) -> list[Plan]:
    act(agent)
    return plans_of(lambda: act(agent))


def looked_at(plans: list[Plan]) -> int:
    return sum(plan.rows or 0 for plan in plans)


def test_the_page_asks_as_much_whatever_is_found(client: Client, now: datetime) -> None:
    agent = desk(at=now)[1][0]
    made(300, at=now)
    client.force_login(agent.account)

    asked_for = {query: len(plans_of(lambda query=query: client.get("/desk/find/", {"q": query}))) for query in
                 ("kettle", "zebra", "ketlte leeks mondey", "state:open", "customer 17")}  # fmt: skip

    assert max(asked_for.values()) <= 45, asked_for
    assert len(likening._cells()) == 256
