"""Bring a sealed copy back into an empty folder."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from amana.advocacy.home.backing_up import DATABASE, NotPossible, restore
from amana.config.management.commands.backup import typed


class Command(BaseCommand):
    help = "Bring a sealed copy back into an empty folder: amana restore FILE --to FOLDER."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--to", type=Path, required=True, metavar="FOLDER", help="an empty folder, or one to be made"
        )
        parser.add_argument("--passphrase-stdin", action="store_true", help="read the passphrase from standard input")

    def handle(self, *, file: Path, to: Path, passphrase_stdin: bool, **options: Any) -> None:
        if not file.is_file():
            raise CommandError(f"There is no file {file}.")
        passphrase = typed(passphrase_stdin, is_new=False)
        try:
            with file.open("rb") as source:
                count = restore(source, to, passphrase, database=DATABASE)
        except NotPossible as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"{count} files are back in {to}. Start with: amana --data {to} up")
