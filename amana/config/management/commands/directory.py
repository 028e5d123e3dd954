"""Bring companies into the directory, take that back, and find one."""

from __future__ import annotations

import json
import sys
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from amana.config.progress import Progress
from amana.directory.errors import Refused
from amana.directory.finding import find
from amana.directory.importing.bringing_in import bring_in
from amana.directory.importing.matching import Plan, plan
from amana.directory.importing.opening import read
from amana.directory.importing.records import MOST_BYTES, CannotRead
from amana.directory.importing.seeding import seed
from amana.directory.importing.sources import SOURCES
from amana.directory.importing.taking_back import take_back
from amana.directory.models import Run
from amana.kit.codes import key_in

SHOWN = 10


class Command(BaseCommand):
    help = "Bring companies and how to reach them into the directory, take that back, and find one."

    def add_arguments(self, parser: ArgumentParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
        bring = acts.add_parser("import", help="companies of a collection, a table (CSV) or cards (vCard)")
        bring.add_argument("path", type=Path, metavar="FILE")
        bring.add_argument("--yes", action="store_true", help="write it without asking")
        undo = acts.add_parser("undo", help="take back what a file brought in")
        undo.add_argument("run", metavar="RUN", help="its number, or the first letters of it; `amana directory runs`")
        look = acts.add_parser("find", help="companies by part of a name in any script, by domain or telephone")
        look.add_argument("words", nargs="+", metavar="WORDS")
        runs = acts.add_parser("runs", help="list what was brought in, the newest first")
        own = acts.add_parser("seed", help="enter Amana's own list; twice changes nothing")
        for one in (bring, undo, look, runs, own):
            one.add_argument("--json", action="store_true", help="print one object")

    def handle(self, *, act: str, **options: Any) -> None:
        acts = {"import": self._import, "undo": self._undo, "find": self._find, "runs": self._runs, "seed": self._seed}
        try:
            acts[act](options)
        except (CannotRead, Refused) as error:
            raise CommandError(str(error)) from error

    def _import(self, options: dict[str, Any]) -> None:
        began, as_json = time.monotonic(), options["json"]
        content = _content(options["path"])
        with Progress(quiet=as_json) as progress:
            made = plan(read(content, told=progress), told=progress)
        if not as_json:
            self._preview(made)
        run = None
        is_agreed = options["yes"] or (not as_json and self._is_agreed(made))
        if is_agreed:
            total = made.counts["new"] + made.counts["added_to"]
            with Progress(total=total, quiet=as_json) as progress:
                run = bring_in(made, file=options["path"].name, by=None, at=timezone.now(), told=progress)
        if as_json:
            said = {
                "source": made.read.source,
                **made.counts,
                "run": str(run.pk) if run else None,
                "written": is_agreed,
            }
            self._json(said | {"problems": made.read.problems, "seconds": round(time.monotonic() - began, 3)})
        elif run is not None:
            self.stdout.write(f"Written. To take it back: amana directory undo {run.pk}")

    def _preview(self, made: Plan) -> None:
        source, counts = SOURCES[made.read.source], made.counts
        licence = f", {source.licence}" if source.licence else ""
        self.stdout.write(f"{counts['companies']} companies from {source.title}{licence}:")
        self.stdout.write(
            f"  {counts['new']} new, {counts['added_to']} known here and added to, {counts['unchanged']} as they are"
        )
        for problem in made.read.problems[:SHOWN]:
            self.stdout.write(f"  {problem}")
        for one in made.new[:SHOWN]:
            self.stdout.write(f"  new: {one.name}  {', '.join(point.value for point in one.points[:2])}")

    def _is_agreed(self, made: Plan) -> bool:
        if not made.new and not made.known:
            self.stdout.write("Nothing of it is new.")
            return False
        if not sys.stdin.isatty():
            self.stdout.write("Run the same command with --yes to write it.")
            return False
        return input("Write this into the directory? [y/N] ").strip().lower() in {"y", "yes"}

    def _undo(self, options: dict[str, Any]) -> None:
        run = _run(options["run"])
        with Progress(quiet=options["json"]) as progress:
            counts = take_back(run, by=None, at=timezone.now(), told=progress)
        if options["json"]:
            self._json({"run": str(run.pk), **counts})
        else:
            self.stdout.write(
                f"{counts['companies']} companies are gone again; {counts['kept']} stay, as something hangs on them."
            )

    def _find(self, options: dict[str, Any]) -> None:
        began = time.perf_counter()
        found = find(" ".join(options["words"]))
        milliseconds = round((time.perf_counter() - began) * 1000, 1)
        if options["json"]:
            rows = [
                {
                    "name": one.name,
                    "found_by": one.by_name,
                    "kind": one.kind,
                    "country": one.country,
                    "sector": one.sector,
                }
                for one in found
            ]
            self._json({"found": rows, "milliseconds": milliseconds})
            return
        for one in found:
            also = f"  ({one.also})" if one.also else ""
            self.stdout.write("  ".join(filter(None, (one.name + also, one.sector, one.country))))
        if not found:
            self.stdout.write("No company here is called so.")

    def _runs(self, options: dict[str, Any]) -> None:
        rows = list(Run.objects.order_by("-at")[:50])
        if options["json"]:
            self._json([{"run": str(row.pk), "source": row.source, "file": row.file, "counts": row.counts,
                         "at": row.at.isoformat(), "is_undone": row.undone_at is not None} for row in rows])  # fmt: skip
            return
        for row in rows:
            state = "taken back" if row.undone_at else f"{row.counts.get('new', 0)} new"
            self.stdout.write(f"{row.pk}  {row.at:%Y-%m-%d %H:%M} UTC  {row.source}  {row.file}  {state}")

    def _seed(self, options: dict[str, Any]) -> None:
        counts = seed(at=timezone.now(), is_asked=True)
        if options["json"]:
            self._json(counts)
        else:
            self.stdout.write(f"{counts['new']} companies entered, {counts['added_to']} added to.")

    def _json(self, said: object) -> None:
        self.stdout.write(json.dumps(said, ensure_ascii=False))


def _content(path: Path) -> bytes:
    """Read a file no further than is read of it anyhow. Raises CommandError when it cannot be."""
    try:
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except OSError as error:
        raise CommandError(f"{error.strerror}: {path}") from error


def _run(text: str) -> Run:
    key = key_in(text)
    rows = Run.objects.filter(pk=key) if key else Run.objects.none()
    found = list(rows) or [
        row for row in Run.objects.order_by("-at")[:200] if len(text) > 3 and str(row.pk).startswith(text)
    ]
    if len(found) != 1:
        raise CommandError(f"there is no run {text!r}; `amana directory runs` lists them")
    return found[0]
