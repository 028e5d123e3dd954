"""Take everything out, to leave or to keep."""  # noqa: N999  # the word people type

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from amana.config.moving_out.leaving import leave
from amana.config.moving_out.noting import CannotLeave
from amana.config.progress import Progress


class Command(BaseCommand):
    help = "Take everything out into one archive of plain files that checks itself: amana move-out FOLDER|FILE.zip"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("target", type=Path, metavar="FOLDER|FILE.zip", help="a new folder, or one zip")

    def handle(self, *, target: Path, **options: Any) -> None:
        if target.is_file():
            raise CommandError(f"{target} is there already. Name another file.")
        try:
            with Progress() as progress:
                counts = leave(target, at=timezone.now(), on_progress=progress)
        except CannotLeave as error:
            raise CommandError(str(error)) from error
        for kind, count in counts.items():
            self.stdout.write(f"{count:>9,}  {kind}")
        self.stdout.write(
            f"Everything is in {target}. README.txt in it says what each file holds; python check.py checks it."
        )
