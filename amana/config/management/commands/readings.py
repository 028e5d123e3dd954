"""Hand out what was read: corrections to learn from, or all that was read of one person or case."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from amana.cases.models import Case
from amana.people.models import Address
from amana.readings.exporting import corrections, of_case, of_person


class Command(BaseCommand):
    help = "Write corrections of readings to a file, to learn from them, or what was read of a person or in a case."

    def add_arguments(self, parser: ArgumentParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
        learn = acts.add_parser(
            "export-corrections", help="what people corrected, one line each; nothing is sent anywhere"
        )
        where = learn.add_mutually_exclusive_group(required=True)
        where.add_argument("--out", type=Path, metavar="FILE.jsonl", help="all of it in one file")
        where.add_argument(
            "--folder", type=Path, help="a file for each head and language, as training takes with --extra"
        )
        hand_out = acts.add_parser("export", help="what was read, as JSON")
        about = hand_out.add_mutually_exclusive_group(required=True)
        about.add_argument("--person", metavar="ADDRESS", help="in the words of whoever has this mail address")
        about.add_argument("--case", metavar="NUMBER", help="in a case, for whoever keeps it")
        hand_out.add_argument("--out", type=Path, metavar="FILE.json", required=True)

    def handle(self, *, act: str, **options: Any) -> None:
        if act == "export":
            self._hand_out(options)
            return
        rows = list(corrections())
        if options["out"]:
            _write(options["out"], rows)
        else:
            options["folder"].mkdir(parents=True, exist_ok=True)
            for head, lang in sorted({(row["head"], row["lang"]) for row in rows}):
                part = [row for row in rows if (row["head"], row["lang"]) == (head, lang)]
                _write(options["folder"] / f"{head}_{lang}.jsonl", part)
        self.stdout.write(f"{len(rows)} corrections.")

    def _hand_out(self, options: dict[str, Any]) -> None:
        if options["person"]:
            value = str(options["person"]).lower()
            address = Address.objects.filter(kind=Address.MAIL, value=value).select_related("person").first()
            if address is None:
                raise CommandError(f"nobody here has the address {value}")
            found = of_person(address.person)
        else:
            case = Case.objects.filter(number=str(options["case"]).upper()).first()
            if case is None or (case.is_own and not settings.OPEN_MINE):
                raise CommandError(f"there is no case {options['case']}")
            found = of_case(case, side=case.kept_by)
        options["out"].write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", "utf-8")
        self.stdout.write(f"{len(found)} readings.")


def _write(path: Path, rows: Iterable[dict[str, Any]]) -> None:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
