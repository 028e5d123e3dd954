"""Read an own case on a server that others share: never without a reason, and never without its keeper reading it too."""  # noqa: N999  # the word people type

from __future__ import annotations

import getpass
import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from amana.cases.locking import take
from amana.cases.models import CUSTOMER, Case
from amana.record.appending import Line, append
from amana.record.reading import read
from amana.team.viewing import the_system

LEAST = 10


class Command(BaseCommand):
    help = "Read an own case on a shared server; its keeper reads who did, when and why: amana own-case read NUMBER --why TEXT."

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True, metavar="read")
        one = verbs.add_parser("read", help="print what both sides of it could read, one entry a line")
        one.add_argument("number", help="of the case, such as AM-4F7K2Q")
        one.add_argument("--why", required=True, help="the reason, in words its keeper reads")
        one.add_argument("--by", default="", help="who you are (default: the name you are signed in with)")

    def handle(self, *, number: str, why: str, by: str, **options: Any) -> None:
        reason, who = " ".join(why.split())[:500], " ".join((by or getpass.getuser()).split())[:120]
        if len(reason) < LEAST:
            raise CommandError("Say why, in a sentence: the keeper of the case reads it.")
        found = Case.objects.filter(number=number.strip().upper(), kept_by=CUSTOMER).first()
        if found is None:
            raise CommandError(f"There is no own case {number}.")
        with transaction.atomic():
            take(found.key)
            append(
                Line(found.key, "case.read_by_operator", the_system().actor, timezone.now(), {"by": who, "why": reason})
            )
        for entry in read(found.key, side="customer", audiences=["shared"]):
            line = {"number": entry.number, "kind": entry.kind, "at": entry.at.isoformat(), "content": entry.content}
            self.stdout.write(json.dumps(line, ensure_ascii=False))
