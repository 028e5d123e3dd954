"""Compare what each case says of its next step with what the ledger says, and counted weeks with counting them again."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from amana.commitments.recounting import recount
from amana.insight.counting import recounted


class Command(BaseCommand):
    help = "Compare each case's next step with its open promises. Exits with 1 if any differ."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--weeks", type=int, default=0, metavar="N", help="count the last N weeks of the reports again"
        )

    def handle(self, *, weeks: int, **options: Any) -> None:
        found = 0
        # A week that differs may do so rightly: what was opened again or settled otherwise since is counted as it is now.
        for line in recounted(weeks):
            self.stdout.write(line)
        for difference in recount(at=timezone.now()):
            self.stdout.write(str(difference))
            found += 1
        if found:
            raise SystemExit(1)
        self.stdout.write("Every case says what the ledger says.")
