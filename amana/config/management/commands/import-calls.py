"""Bring in the list of calls that a telephone exchange keeps."""  # noqa: N999  # the word people type

from __future__ import annotations

import json
from argparse import ArgumentParser
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from amana.channels.phone.details import KINDS, Listed, Place, read_list
from amana.channels.phone.told import CannotRead
from amana.handling.calls.knowing import country_of
from amana.handling.calls.placing import Taken, take_calls
from amana.team.models import Brand

SHOWN = 5


class Command(BaseCommand):
    help = "Bring in the list of calls an exchange keeps: amana import-calls asterisk|freeswitch|ari FILE"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("kind", choices=KINDS, help="Master.csv, mod_cdr_csv, or events of ARI one a line")
        parser.add_argument("path", type=Path, metavar="FILE")
        parser.add_argument(
            "--brand", default="", metavar="NAME", help="whose calls they are; needed where there are several"
        )
        parser.add_argument(
            "--zone", default="", metavar="ZONE", help="of times without one, as Asia/Jerusalem; the brand's"
        )
        parser.add_argument(
            "--country", default="", metavar="XX", help="where numbers without one are dialled; the brand's"
        )
        parser.add_argument("--json", action="store_true", help="print one object with the counts")

    def handle(self, *, kind: str, path: Path, **options: Any) -> None:
        brand = self._brand(options["brand"])
        place = Place(self._zone(options["zone"] or brand.zone), options["country"] or country_of(brand))
        try:
            listed = read_list(path, kind, place)
        except CannotRead as error:
            raise CommandError(str(error)) from error
        taken = take_calls(brand, listed.calls, at=timezone.now())
        if options["json"]:
            said = {"calls": len(listed.calls), "inside": listed.inside, "unreadable": len(listed.unreadable)}
            self.stdout.write(json.dumps(said | vars(taken)))
        else:
            self._tell(listed, taken)

    def _brand(self, name: str) -> Brand:
        brands = list(Brand.objects.select_related("week").order_by("created_at", "pk"))
        found = [one for one in brands if one.name == name] if name else brands
        if len(found) != 1:
            known = ", ".join(one.name for one in brands) or "none yet"
            raise CommandError(f"Say whose calls they are: --brand NAME. There are: {known}.")
        return found[0]

    def _zone(self, name: str) -> ZoneInfo:
        try:
            zone = ZoneInfo(name)
            datetime.now(zone)
        except (KeyError, ValueError, OSError) as error:
            raise CommandError(f"{name!r} is no time zone; one is Asia/Jerusalem.") from error
        return zone

    def _tell(self, listed: Listed, taken: Taken) -> None:
        self.stdout.write(
            f"{len(listed.calls)} calls with the outside: {taken.placed} placed in their cases, {taken.to_place} wait to be "
            f"placed at the desk, {taken.known} known already. {listed.inside} lines within the house are left out."
        )
        if listed.unreadable:
            shown = ", ".join(str(one) for one in listed.unreadable[:SHOWN])
            self.stdout.write(f"{len(listed.unreadable)} lines say no call that can be told, among them: {shown}.")
