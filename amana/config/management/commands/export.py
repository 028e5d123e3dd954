"""Write the shared record of a case into one file."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from amana.cases.models import Case
from amana.handling.handing_out.exporting import export_to


class Command(BaseCommand):
    help = "Write the shared record of a case into one zip file that proves by itself that nothing was changed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("case", help="its number, such as AM-4F7K2Q")
        parser.add_argument("--out", type=Path, required=True, metavar="FILE.zip", help="where to write it")
        parser.add_argument(
            "--side", choices=["company", "customer"], default="company", help="who reads it (default: company)"
        )
        parser.add_argument("--purpose", default="asked for at the terminal", help="why, for the company's own record")

    def handle(self, *, case: str, out: Path, side: Any, purpose: str, **options: Any) -> None:
        found = Case.objects.filter(number=case.strip().upper()).first()
        if found is None or (found.is_own and not settings.OPEN_MINE):
            # On a shared server an own case is its keeper's alone: see `amana own-case`.
            raise CommandError(f"There is no case {case}.")
        digest = export_to(out, found.key, side=side, at=timezone.now(), purpose=purpose)
        self.stdout.write(f"{out}  SHA-256 {digest}\nTo check it: amana verify {out}")
