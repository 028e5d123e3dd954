"""What finding a company costs among 4,000 and among 100,000, and bringing a file of them in and back out.

Run: python benchmarks/directory.py [--companies 4000 100000] [--quick] [--json] [--database URL] [--only NAME]

Companies have two or three names of made-up words in Latin, Hebrew and Arabic letters, a domain and a telephone; a few
words stand in very many names, as `bank` does. The open collection beside the repository is brought in as well when it is
there. Finding is measured as wall time and as processor time of this process; other work on the machine lengthens the first.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Callable
from typing import Any

from measuring import SHARED, Server, asked_inside, installation, machine, prepared, servers, spread, table

SIZES, QUICK = (4_000, 100_000), (4_000,)
TIMES, SEED = 40, 11
COMMON = ("bank", "group", "telecom", "service", "בנק", "תקשורת", "بنك", "اتصالات")
LETTERS = {"latin": "bdfgklmnprstvz", "hebrew": "בגדזחטכלמנספצקרשת", "arabic": "بتجحدرزسشصطعفقكلمن"}
VOWELS = {"latin": "aeiou", "hebrew": "ויא", "arabic": "اوي"}
Figures = dict[str, Any]


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--companies", type=int, nargs="+", default=list(SIZES), help="how many there are")
    parser.add_argument("--quick", action="store_true", help="the smaller size alone")
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
            sizes = QUICK if options.quick else options.companies
            result[server.name] = {size: measured(server, size) for size in sizes}
            show(server, result[server.name])
    if options.json:
        print(json.dumps(result))
    return 0


def measured(server: Server, companies: int) -> Figures:
    """Return the figures of one database and size, from a process inside an installation of its own."""
    with installation(server) as environment:
        return asked_inside(__file__, environment, "--inside", companies)


# ── inside an installation ───────────────────────────────────────────────────


def inside(companies: int) -> Figures:
    """Bring the companies in, look for them, bring the collection in twice and take everything back."""
    prepared()
    from django.utils import timezone

    from amana.directory.importing.opening import read
    from amana.directory.models import Name, Part, Point, Profile

    at = timezone.now()
    made = bringing(read(written(companies).encode()), at)
    analyse()
    found = {name: cost(typed) for name, typed in asked().items()}
    rows = {model.__name__: model.objects.count() for model in (Profile, Name, Part, Point)}
    collection = SHARED / "data" / "datenanfragen-companies.tar.gz"
    open_one = bringing(timed(lambda: read(collection.read_bytes())), at) if collection.exists() else {}
    return {"file": made, "rows": rows, "queries": found, "collection": open_one}


def written(companies: int) -> str:
    """Return a table of made-up companies, the same at each run."""
    draw = random.Random(SEED)
    lines = ["name,aliases,domains,country,sector,phone,mail"]
    for number in range(companies):
        name = f"{word(draw, 'latin').title()} {word(draw, 'latin').title()} {draw.choice((*COMMON[:4], ''))}".strip()
        aliases = f"{word(draw, 'hebrew')} {draw.choice(COMMON[4:6])}|{word(draw, 'arabic')} {draw.choice(COMMON[6:])}"
        lines.append(f"{name},{aliases},c{number}.example,IL,telecom,+9723{number:07d},help@c{number}.example")
    return "\n".join(lines)


def word(draw: random.Random, script: str) -> str:
    """Return a made-up word of two or three syllables."""
    letters, vowels = LETTERS[script], VOWELS[script]
    return "".join(
        draw.choice(letters) + draw.choice(vowels) for _syllable in range(draw.choice((2, 3)))
    ) + draw.choice(letters)


def asked() -> dict[str, list[str]]:
    """Return what is looked for, by what kind of asking it is."""
    draw = random.Random(SEED)
    names = [line.partition(",")[0] for line in written(TIMES).splitlines()[1:]]
    return {
        "whole name": names,
        "beginning of a word": [name[:4] for name in names],
        "inside a word": [name[1:5].strip() for name in names],
        "two words": [" ".join(part[:3] for part in name.split()[:2]) for name in names],
        "a word of very many": [COMMON[number % len(COMMON)] for number in range(TIMES)],
        "two words of very many": ["bank telecom", "service group"] * (TIMES // 2),
        "Hebrew": [word(draw, "hebrew")[:3] for _number in range(TIMES)],
        "Arabic": [word(draw, "arabic")[:3] for _number in range(TIMES)],
        "one letter": [draw.choice(LETTERS["latin"]) for _number in range(TIMES)],
        "domain": [f"c{draw.randrange(4000)}.example" for _number in range(TIMES)],
        "telephone": [f"+9723{draw.randrange(4000):07d}" for _number in range(TIMES)],
        "nobody": [word(draw, "latin") + "xqx" for _number in range(TIMES)],
    }


def cost(typed: list[str]) -> Figures:
    """Return how long finding takes, in wall time and in time of this process, and how much is found."""
    from amana.directory.finding import find

    find(typed[0])
    walls, own, found = [], [], 0
    for one in typed:
        began, ticked = time.perf_counter(), time.process_time()
        found += len(find(one))
        own.append(time.process_time() - ticked)
        walls.append(time.perf_counter() - began)
    return spread(walls) | {"cpu_p95_ms": spread(own)["p95_ms"], "found": round(found / len(typed), 1)}


def bringing(read: Any, at: Any) -> Figures:
    """Return how long a file takes to be compared, written, compared again, and taken back."""
    from amana.directory.importing.bringing_in import bring_in
    from amana.directory.importing.matching import plan
    from amana.directory.importing.taking_back import take_back

    seconds: dict[str, float] = {}
    made = timed(lambda: plan(read), seconds, "compared_s")
    run = timed(lambda: bring_in(made, by=None, at=at), seconds, "written_s")
    again = timed(lambda: plan(read), seconds, "compared_again_s")
    counts = made.counts | {"unchanged_the_second_time": again.counts["unchanged"]}
    if read.source == "datenanfragen":
        timed(lambda: take_back(run, by=None, at=at), seconds, "taken_back_s")
    return counts | seconds


def timed(act: Callable[[], Any], seconds: dict[str, float] | None = None, name: str = "") -> Any:
    """Do something and note its processor time under a name."""
    began = time.process_time()
    result = act()
    if seconds is not None:
        seconds[name] = round(time.process_time() - began, 2)
    return result


def analyse() -> None:
    """Let the database count its rows, as it does by itself in time."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def show(server: Server, sizes: Figures) -> None:
    """Print the figures of one database."""
    for size, figures in sizes.items():
        print(
            f"\n{server.name}, {size:,} companies ({figures['rows']['Name']:,} names, {figures['rows']['Part']:,} parts)"
        )
        heads = ("looked for", "p50 ms", "p95 ms", "max ms", "own time p95 ms", "found")
        rows = [
            (name, one["p50_ms"], one["p95_ms"], one["max_ms"], one["cpu_p95_ms"], one["found"])
            for name, one in figures["queries"].items()
        ]
        print(table(heads, rows))
        for name in ("file", "collection"):
            if figures[name]:
                print(f"{name}: " + ", ".join(f"{key} {value}" for key, value in figures[name].items()))


if __name__ == "__main__":
    raise SystemExit(main())
