"""Bring in the history of another helpdesk from its export."""  # noqa: N999  # the word people type

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from amana.config.holding import Held, hold
from amana.config.moving_in.bringing import SYSTEMS, Asked, move_in
from amana.config.moving_in.opening import CannotRead
from amana.config.progress import Progress
from amana.team.models import Brand


class Command(BaseCommand):
    help = "Bring in the history of another helpdesk: amana move-in zendesk|freshdesk|zammad|freescout|csv SOURCE"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "system", choices=SYSTEMS, help="which helpdesk the export is of; csv for tables of any other"
        )
        parser.add_argument("source", type=Path, metavar="SOURCE", help="the export: a folder, a zip, or one file")
        parser.add_argument("--brand", metavar="NAME", help="whose cases these are, where there is more than one brand")
        parser.add_argument(
            "--dry-run", action="store_true", help="read all of it and say what would come in; write nothing"
        )
        parser.add_argument("--report", type=Path, metavar="FILE", help="write the whole report there, as JSON")
        parser.add_argument(
            "--zone", metavar="ZONE", help="how dates without a zone are meant (default: that of the brand)"
        )
        parser.add_argument("--installation", default="", metavar="NAME",
                            help="which installation it is of, when two of one kind are moved in and the export does not say")  # fmt: skip
        parser.add_argument("--dates", action="append", default=[], metavar="FORM",
                            help="how tables write dates, such as %%d/%%m/%%Y %%H:%%M; ISO 8601 is read anyhow")  # fmt: skip
        parser.add_argument(
            "--closed", action="append", default=[], metavar="STATE", help="a state of a table that means closed"
        )
        parser.add_argument(
            "--read-promises", action="store_true", help="have old messages read for promises by and by"
        )

    def handle(self, *, system: str, source: Path, brand: str | None, **options: Any) -> None:
        found = _brand(brand)
        asked = Asked(system, source, found, _zone(options["zone"] or found.zone), installation=options["installation"],
                      is_dry=options["dry_run"], reads_promises=options["read_promises"],
                      formats=tuple(options["dates"]), closed=tuple(one.lower() for one in options["closed"]))  # fmt: skip
        try:
            with hold(Path(settings.DATA) / "move-in.lock"), Progress() as progress:
                report = move_in(asked, at=timezone.now(), on_progress=progress)
        except Held:
            raise CommandError("Another move is under way. Let it end, or end it first.") from None
        except CannotRead as error:
            raise CommandError(str(error)) from error
        if options["report"]:
            report.write(options["report"])
        for line in report.lines():
            self.stdout.write(line)


def _brand(name: str | None) -> Brand:
    brands = list(Brand.objects.select_related("week", "company").order_by("created_at", "pk"))
    if not brands:
        raise CommandError("There is no brand yet: set Amana up first (amana up), or make one.")
    if name is None and len(brands) > 1:
        raise CommandError(f"Say whose cases these are: --brand, one of {', '.join(one.name for one in brands)}.")
    found = [one for one in brands if name is None or one.name.casefold() == name.casefold()]
    if not found:
        raise CommandError(f"There is no brand {name}. There are: {', '.join(one.name for one in brands)}.")
    return found[0]


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise CommandError(f"There is no time zone {name!r}; write one such as Asia/Jerusalem.") from None
