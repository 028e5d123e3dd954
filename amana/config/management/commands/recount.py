"""Compare what each case says of its next step with what the ledger says."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from amana.commitments.recounting import recount


class Command(BaseCommand):
    help = "Compare each case's next step with its open promises. Exits with 1 if any differ."

    def handle(self, **options: Any) -> None:
        found = 0
        for difference in recount(at=timezone.now()):
            self.stdout.write(str(difference))
            found += 1
        if found:
            raise SystemExit(1)
        self.stdout.write("Every case says what the ledger says.")
