"""What a search costs among many entries: the page as it is asked for, each way of finding alone, and indexing itself.

Run: python benchmarks/search.py [--entries 100000] [--quick] [--json] [--database URL] [--only NAME]

The entries are notes of words drawn as people draw them, a few again and again and most of them hardly ever, in three
languages. Pages are asked for through Django's test client. The last line of --json is one object.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Callable
from itertools import accumulate, chain, count
from typing import Any

from measuring import Server, asked_inside, installation, machine, prepared, servers, spread, table

ENTRIES, QUICK = 100_000, 5_000
PER_CASE, WORDS_IN_ONE, AT_ONCE = 10, 40, 500
TIMES, SEED = 40, 7
AT_A_DRAW = 100_000
Figures = dict[str, Any]


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--entries", type=int, default=ENTRIES, help=f"default: {ENTRIES:,}")
    parser.add_argument("--quick", action="store_true", help=f"{QUICK:,} entries")
    parser.add_argument("--database", default="", metavar="URL", help="a PostgreSQL server")
    parser.add_argument("--only", default="", choices=["sqlite", "postgresql"], help="one kind of database")
    parser.add_argument("--json", action="store_true", help="print one object on the last line")
    parser.add_argument("--inside", type=int, default=0, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.inside:
        print(json.dumps(inside(options.inside)))
        return 0
    result: Figures = {"machine": machine()}
    with servers(options.database, only=options.only) as found:
        for server in found:
            result[server.name] = measured(server, QUICK if options.quick else options.entries)
            show(server, result[server.name])
    if options.json:
        print(json.dumps(result))
    return 0


def measured(server: Server, entries: int) -> Figures:
    """Return the figures of one database, from a process inside an installation of its own."""
    with installation(server) as environment:
        return asked_inside(__file__, environment, "--inside", entries)


# ── inside an installation ───────────────────────────────────────────────────


def inside(entries: int) -> Figures:
    """Write the entries, take them in, and ask."""
    prepared()
    from django.utils import timezone

    from amana.search.models import Indexed, Meaning, Slip, Word
    from tests.filling import desk, fill

    at = timezone.now()
    agent = desk(at=at)[1][0]
    fill(entries // PER_CASE, at=at)
    indexing = written(entries, agent, at)
    taking = taken_in()
    found = {name: cost(act) for name, act in acts(agent).items()}
    rows = {model.__name__: model.objects.count() for model in (Indexed, Meaning, Word, Slip)}
    return {"index_ms_per_entry": indexing, "take_in_per_second": taking, "rows": rows, "queries": found}


def written(entries: int, agent: Any, at: Any) -> float:
    """Append the notes and return the processor's milliseconds that indexing one of them took."""
    from amana.cases.models import Case
    from amana.record.appending import Line, append_many
    from amana.search import indexing
    from amana.team.viewing import at_the_desk

    spent, plain = [0.0], indexing.put

    def timed(said: Any) -> int:
        began = time.process_time()
        try:
            return plain(said)
        finally:
            spent[0] += time.process_time() - began

    indexing.put = timed
    draw, cases = drawing(), list(Case.objects.values_list("pk", flat=True))
    actor = at_the_desk(agent).actor
    for start in range(0, entries, AT_ONCE):
        lines = [Line(cases[number % len(cases)], "note.written", actor, at, {"text": draw()})
                 for number in range(start, min(start + AT_ONCE, entries))]  # fmt: skip
        append_many(lines)
    indexing.put = plain
    return round(spent[0] * 1000 / entries, 3)


def drawing() -> Callable[[], str]:
    """Return what writes a text: words of three languages, the one of rank n once for n times the first."""
    from amana.language.vectors import _table

    chance = random.Random(SEED)
    words = sorted(_table().numbers)
    chance.shuffle(words)
    words[:6] = ["kettle", "מטחנה", "فاتورة", "refund", "broken", "delivery"]
    ranks = list(accumulate(1 / rank for rank in range(1, len(words) + 1)))
    drawn = chain.from_iterable(chance.choices(words, cum_weights=ranks, k=AT_A_DRAW) for _ in count())

    def draw() -> str:
        said = " ".join(next(drawn) for _ in range(WORDS_IN_ONE))
        return f"{said}. Order AB-{chance.randrange(10_000):04}/{chance.randrange(9)}."

    return draw


def taken_in(*, most: int | None = None) -> float:
    """Do what the worker does until nothing waits, or so many are there; return how many a second."""
    from django.utils import timezone

    from amana.search.models import Meaning
    from amana.search.taking_in import take_in_some

    began, done, left = time.perf_counter(), 0, most - Meaning.objects.count() if most is not None else None
    while (left is None or done < left) and (
        count := take_in_some(worker="benchmark", at=timezone.now(), most=AT_ONCE)
    ):
        done += count
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return round(done / (time.perf_counter() - began), 0)


def acts(agent: Any) -> dict[str, Callable[[], object]]:
    """Return what is measured, each with its name."""
    from django.test import Client

    from amana.search.asking import understand
    from amana.search.finding import Search, alike, count_all, put_right
    from amana.search.narrowing import narrow
    from amana.team.viewing import at_the_desk

    client, viewer = Client(), at_the_desk(agent)
    client.force_login(agent.account)

    def page(query: str) -> Callable[[], object]:
        return lambda: client.get("/desk/find/", {"q": query})

    def search(query: str) -> Search:
        asked = understand(query)
        return Search(asked, narrow(asked, viewer), viewer)

    return {
        "page: the most frequent word": page("kettle"),
        "page: two frequent words": page("kettle refund"),
        "page: three words, all in few": page("kettle refund delivery"),
        "page: a part number": page("AB-1234/7"),
        "page: a word nobody wrote": page("qqzzxx"),
        "page: a slip": page("kettel refnud"),
        "page: a phrase": page('"kettle refund"'),
        "page: a filter of the case": page("kettle holder:me state:open"),
        "page: a filter few pass": page("kettle holder:nobody"),
        "page: Hebrew": page("המטחנה"),
        "alone: slips put right": lambda: put_right(search("kettel refnud")),
        "alone: by meaning": lambda: alike(search("my money back please"), but_not=[]),
        "alone: counting all": lambda: count_all(search("kettle")),
    }


def cost(act: Callable[[], object]) -> Figures:
    for _ in range(3):
        act()
    seconds = []
    for _ in range(TIMES):
        began = time.perf_counter()
        act()
        seconds.append(time.perf_counter() - began)
    return spread(seconds)


# ── showing ──────────────────────────────────────────────────────────────────


def show(server: Server, found: Figures) -> None:
    """Print the figures of one database."""
    rows = [[name, one["p50_ms"], one["p95_ms"]] for name, one in found["queries"].items()]
    print(f"\n{server.name}: {found['rows']}")
    print(
        f"indexing {found['index_ms_per_entry']} ms of processor an entry; {found['take_in_per_second']:.0f} a second taken in"
    )
    print(table(["", "p50 ms", "p95 ms"], rows))


if __name__ == "__main__":
    raise SystemExit(main())
