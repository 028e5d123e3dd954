"""Take all settings out as one file, and bring such a file in."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Count
from django.utils import timezone

from amana.cases.errors import Refused
from amana.desk.carrying.exporting import write_settings
from amana.desk.carrying.importing import BroughtIn, bring_in, read_file
from amana.team.models import Agent


class Command(BaseCommand):
    help = "Take all settings out as one file, or bring one in: amana settings export FILE."

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True, metavar="export|import")
        out = verbs.add_parser("export", help="write all settings into a file; no secret is in it")
        out.add_argument("file", metavar="FILE", help="- for standard output")
        bring = verbs.add_parser("import", help="put the settings of a file into force, all or nothing")
        bring.add_argument("file", metavar="FILE", type=Path)
        bring.add_argument("--dry-run", action="store_true", help="say what would change, and change nothing")

    def handle(self, *, verb: str, file: str | Path, **options: Any) -> None:
        try:
            if verb == "export":
                self._export(str(file))
            else:
                self._import(Path(file), is_trial=bool(options["dry_run"]))
        except Refused as refused:
            raise CommandError(str(refused.sentence)) from refused
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}") from error

    def _export(self, file: str) -> None:
        text = write_settings()
        if file == "-":
            sys.stdout.write(text)
            return
        Path(file).write_text(text, encoding="utf-8")
        self.stdout.write(f"The settings are in {file}. No password, key or other secret is in it.")

    def _import(self, file: Path, *, is_trial: bool) -> None:
        found = bring_in(read_file(file), by=_who_signs(), at=timezone.now(), is_trial=is_trial)
        for line in _lines(found):
            self.stdout.write(line)
        self.stdout.write(f"{'It would change' if is_trial else 'Changed'}: {len(found.changes)}")


def _who_signs() -> Agent:
    """Return who stands for what needs a name: the administrator or manager of the most brands, the longest here."""
    rows = Agent.objects.active().filter(role__in=Agent.ABOVE_ALL).select_related("account")
    found = rows.annotate(number=Count("brands")).order_by("-number", "joined_at").first()
    if found is None:
        raise CommandError(
            "Nobody is an administrator or manager yet. Add one first: amana user add EMAIL --role admin"
        )
    return found


def _lines(found: BroughtIn) -> list[str]:
    marks = {(True, False): "new", (False, True): "gone", (False, False): "changed"}
    said = [f"{marks[(row.before is None, row.after is None)]:8} {row.part}: {row.about}" for row in found.changes]
    return [*said, *found.left_out]
