"""What grouping the questions of many cases costs: all of them from scratch, and one more behind all of them.

Run: python benchmarks/insight.py [--sizes 10000,100000,1000000] [--processes 2] [--quick] [--json]

The texts are real ones of three languages, drawn from ../shared/eval and varied: words dropped and doubled, a greeting
before and an order number behind. From scratch is everything from the text to the group, in the functions that `amana
insight rebuild` calls; behind them is what a worker does with one new case, with SQLite. Elapsed times hang on what else
the machine does; processor time hardly. The last line of --json is one object. All of the command,
through the database: benchmarks/rebuild.py.
"""

from __future__ import annotations

import argparse
import json
import pickle
import resource
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
from drawing_texts import IN_A_PART, TEXTS, drawn, processor, read_texts
from measuring import Server, asked_inside, installation, machine, prepared, servers, spread, table

from amana.insight.recurring.likeness.framing import LANGUAGES, Frame, frame_from, places_of
from amana.insight.recurring.likeness.gathering import AT_ONCE, Bundles, gather, join, pieces, together
from amana.insight.recurring.likeness.hearing import question_of
from amana.insight.recurring.likeness.matching import matched
from amana.insight.recurring.likeness.parting import SAMPLE, plant
from amana.insight.recurring.likeness.picturing import Pictures, pictures_of
from amana.kit.codes import new_id
from amana.language.vectors import DIMENSIONS

LOOK_EVERY = 0.2
SIZES, QUICK = (10_000, 100_000, 1_000_000), (2_000, 10_000)
NEW, SMALL, NEWEST_SMALL = 200, 3, 20_000
Figures = dict[str, Any]


def main() -> int:
    """Measure and print; 2 when the texts are not there."""
    options = _options()
    if options.inside:
        print(json.dumps(inside(Path(options.inside))))
        return 0
    if not TEXTS.is_file():
        print("skipped: the texts are not beside this checkout", file=sys.stderr)
        return 2
    sizes = QUICK if options.quick else tuple(int(one) for one in options.sizes.split(","))
    result: Figures = {"machine": machine(), "processes": options.processes, "from_scratch": {}}
    with tempfile.TemporaryDirectory(prefix="amana-insight-") as folder:
        for size in sizes:
            result["from_scratch"][str(size)] = from_scratch(size, options.processes, Path(folder))
            print(size, result["from_scratch"][str(size)], file=sys.stderr, flush=True)
        result["one_more"] = one_more(Path(folder))
    show(result)
    if options.json:
        print(json.dumps(result))
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default=",".join(map(str, SIZES)), help="how many texts, the smallest first")
    parser.add_argument("--processes", type=int, default=2, help="default: 2")
    parser.add_argument("--quick", action="store_true", help="2,000 and 10,000 texts")
    parser.add_argument("--json", action="store_true", help="print one object on the last line")
    parser.add_argument("--inside", default="", help=argparse.SUPPRESS)
    return parser.parse_args()


# ── from scratch ─────────────────────────────────────────────────────────────


def from_scratch(size: int, processes: int, folder: Path) -> Figures:
    """Group so many texts in so many processes; return the seconds of each step, and what came of it."""
    parts = [(start, min(start + IN_A_PART, size), folder) for start in range(0, size, IN_A_PART)]
    steps: Figures = {}
    cpu = processor()
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn"), initializer=read_texts) as pool:
        list(pool.map(time.sleep, [0.2] * processes))  # they are there before the clock runs
        began = time.monotonic()
        frame = Frame()
        for kept in pool.map(_picture, parts):
            own = frame_from(kept)
            frame.counts, frame.sums, frame.used = (
                frame.counts + own.counts,
                frame.sums + own.sums,
                frame.used + own.used,
            )
        _lay_out(parts, folder)
        steps["read"] = _lap(began)
        _write(folder, "frame", frame)
        tree = plant(_sample(frame, parts), most=AT_ONCE, of=size)
        _write(folder, "tree", tree)
        cells = np.concatenate(list(pool.map(_cells, parts)))
        steps["part"] = _lap(began) - sum(steps.values())
        chunks = pieces(cells, AT_ONCE)
        found = list(pool.map(_gather, [(chunk, folder) for chunk in chunks]))
        steps["gather"] = _lap(began) - sum(steps.values())
    bundles = together([own for _labels, own in found])
    groups = matched(bundles, join(bundles))
    steps["join"] = _lap(began) - sum(steps.values())
    _write(folder, "groups", (bundles, groups, frame))
    return _figures(size, steps, processor() - cpu) | _found(bundles, groups)


def _figures(size: int, steps: Figures, cpu: float) -> Figures:
    memory = {
        "parent": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "largest_process": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024,
    }
    return {
        "seconds": round(sum(steps.values()), 1),
        "steps": {name: round(value, 1) for name, value in steps.items()},
        "cpu_seconds": round(cpu, 1),
        "per_second": round(size / sum(steps.values())),
        "memory_mb": memory,
    }


def _found(bundles: Bundles, groups: Any) -> Figures:
    sizes = np.bincount(groups, weights=bundles.counts)
    return {
        "bundles": len(bundles),
        "groups": int((sizes >= 2).sum()),
        "of_three_or_more": int((sizes >= SMALL).sum()),
        "in_those": int(sizes[sizes >= SMALL].sum()),
    }


def _lap(began: float) -> float:
    return time.monotonic() - began


def _picture(part: tuple[int, int, Path]) -> bytes:
    """Read the texts of a part, keep their pictures in a file, and return what they have in common."""
    start, end, folder = part
    heard = [question_of(text) for text in drawn(start, end)]
    pictures = pictures_of([question for question, _language in heard])
    languages = places_of(language for _question, language in heard)
    lengths = np.array([len(one) for one in pictures.words], np.int32)
    np.savez(
        folder / f"{start}.npz", meanings=pictures.meanings, languages=languages, lengths=lengths,
        words=np.concatenate([*pictures.words, np.zeros(0, np.uint16)]),
    )  # fmt: skip
    frame = Frame()
    frame.add(pictures, languages)
    return frame.to_bytes()


def _lay_out(parts: list[tuple[int, int, Path]], folder: Path) -> None:
    """Put the pictures of all parts one after the other, as the rows of a table, so that any of them can be read."""
    ends: list[Any] = [np.zeros(1, np.int64)]
    names = ("meanings", "words", "languages")
    with ExitStack() as opened:
        meanings, words, languages = (opened.enter_context((folder / name).open("wb")) for name in names)
        for start, _end, _folder in parts:
            with np.load(folder / f"{start}.npz") as kept:
                meanings.write(kept["meanings"].tobytes())
                languages.write(kept["languages"].tobytes())
                words.write(kept["words"].tobytes())
                ends.append(ends[-1][-1] + np.cumsum(kept["lengths"], dtype=np.int64))
            (folder / f"{start}.npz").unlink()
    np.concatenate(ends).tofile(folder / "ends")


def _kept(folder: Path, chosen: Any) -> tuple[Pictures, Any]:
    meanings = np.memmap(folder / "meanings", np.int8, "r").reshape(-1, DIMENSIONS)
    words, ends = np.memmap(folder / "words", np.uint16, "r"), np.memmap(folder / "ends", np.int64, "r")
    languages = np.memmap(folder / "languages", np.int8, "r")
    own = [np.array(words[ends[one] : ends[one + 1]]) for one in chosen]
    return Pictures(np.array(meanings[chosen]), own), np.array(languages[chosen])


def _sample(frame: Frame, parts: list[tuple[int, int, Path]]) -> Any:
    size, folder = parts[-1][1], parts[0][2]
    pictures, languages = _kept(folder, np.arange(0, size, max(1, size // SAMPLE)))
    return frame.points(pictures, languages)


def _cells(part: tuple[int, int, Path]) -> Any:
    start, end, folder = part
    frame, tree = _read(folder, "frame"), _read(folder, "tree")
    return tree.cells(frame.points(*_kept(folder, np.arange(start, end))))


def _gather(asked: tuple[Any, Path]) -> tuple[Any, Bundles]:
    chunk, folder = asked
    frame = _read(folder, "frame")
    pictures, languages = _kept(folder, chunk)
    return gather(frame.points(pictures, languages), languages)


def _write(folder: Path, name: str, what: object) -> None:
    (folder / name).write_bytes(pickle.dumps(what))


def _read(folder: Path, name: str) -> Any:
    return pickle.loads((folder / name).read_bytes())  # written by this run


# ── one more ─────────────────────────────────────────────────────────────────


def one_more(folder: Path) -> Figures:
    """Return what grouping one new case takes with the groups of the last size in a database of their own."""
    with servers("", only="sqlite") as found:
        for server in found:
            return _measured(server, folder)
    return {}


def _measured(server: Server, folder: Path) -> Figures:
    with installation(server) as environment:
        return asked_inside(__file__, environment, "--inside", str(folder))


def inside(folder: Path) -> Figures:
    """Write the groups, then group new cases one by one; return the milliseconds of each and how many groups there were."""
    prepared()
    from django.utils import timezone

    from amana.insight.models import Asked, Centre, Group
    from amana.insight.models import Frame as FrameRow
    from amana.insight.recurring.likeness.picturing import model
    from amana.insight.recurring.taking import group_some
    from amana.team.models import Brand
    from tests.filling import desk, fill

    at = timezone.now()
    desk(at=at)
    fill(NEW // 5, at=at)
    Asked.objects.all().delete()
    brand = Brand.objects.order_by("created_at").first()
    assert brand is not None
    bundles, groups, frame = _read(folder, "groups")
    FrameRow.objects.update_or_create(
        brand=brand,
        defaults={"words": frame.to_bytes(), "model": model(), "made_from": 10**6, "made_at": at, "change": 1},
    )
    sizes = np.bincount(groups, weights=bundles.counts).astype(np.int64)
    small = np.flatnonzero(sizes < SMALL)[:NEWEST_SMALL]
    chosen = np.union1d(np.flatnonzero(sizes >= SMALL), small)
    keys = {int(one): new_id() for one in chosen}
    Group.objects.bulk_create(
        (
            Group(id=key, brand=brand, size=int(sizes[one]), made_at=at, last_at=at, change=1)
            for one, key in keys.items()
        ),
        batch_size=2_000,
    )
    centres = _centres(bundles, groups, keys)
    Centre.objects.bulk_create(
        (
            Centre(
                group_id=key,
                language=language,
                model=model(),
                count=count,
                vector=np.asarray(total, "<f4").tobytes(),
            )
            for (key, language), (count, total) in centres.items()
        ),
        batch_size=500,
    )
    return {"groups": len(keys), "centres": len(centres)} | _one_by_one(group_some, at)


def _centres(bundles: Bundles, groups: Any, keys: dict[int, Any]) -> dict[tuple[Any, str], list[Any]]:
    found: dict[tuple[Any, str], list[Any]] = {}
    for place in np.flatnonzero(np.isin(groups, sorted(keys))):
        row = found.setdefault((keys[int(groups[place])], LANGUAGES[bundles.languages[place]]), [0, 0])
        row[0] += int(bundles.counts[place])
        row[1] = row[1] + bundles.sums[place]
    return found


def _one_by_one(group_some: Any, at: Any) -> Figures:
    from amana.handling.opening import open_case
    from amana.people.recognising import recognise
    from amana.team.models import Agent
    from amana.team.viewing import at_the_desk

    read_texts()
    agent = Agent.objects.order_by("pk").first()
    assert agent is not None
    brand = agent.brands.get()
    seconds: list[float] = []
    worked: list[float] = []
    for number, text in enumerate(drawn(10**7, 10**7 + NEW)):
        person = recognise(f"n{number}@customer.example", name=f"N {number}", language="en", at=at)
        open_case(person, brand, subject="", text=text, by=at_the_desk(agent), at=at)
        began, before = time.perf_counter(), time.process_time()
        group_some(worker="w", at=at)
        seconds.append(time.perf_counter() - began)
        worked.append(time.process_time() - before)
    # The first reads the centres of all groups, as a worker does when it starts.
    return {"first_ms": round(seconds[0] * 1000, 1), "processor": spread(worked[1:])} | spread(seconds[1:])


def show(result: Figures) -> None:
    """Print both tables."""
    rows = [
        (size, one["seconds"], one["cpu_seconds"], one["per_second"], one["groups"], one["memory_mb"]["parent"])
        for size, one in result["from_scratch"].items()
    ]
    print(table(("texts", "s", "processor s", "a second", "groups", "MB"), rows))
    print(table(("one more", ""), [(name, value) for name, value in result["one_more"].items()]))


if __name__ == "__main__":
    sys.exit(main())
