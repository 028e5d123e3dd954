"""Make a copy of this installation into a folder of copies, or one sealed file."""

from __future__ import annotations

import getpass
import os
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from amana.advocacy.home import backing_up as sealed
from amana.config.backing_up import checking, saving, stating
from amana.config.backing_up.keying import WrongKey, kept_key, mark
from amana.config.backing_up.sheet import write_sheet
from amana.config.backing_up.storing import Broken
from amana.config.holding import Held
from amana.config.progress import Progress


class Command(BaseCommand):
    help = "Make a sealed copy of everything while Amana goes on running; only what is new is written."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, nargs="?", help="the folder of copies (default: AMANA_BACKUP_TO)")
        parser.add_argument("--keep-days", type=int, metavar="N", help="how long copies are kept (default: 35)")
        parser.add_argument("--check", action="store_true", help="make none: open every piece of the newest copy")
        parser.add_argument("--sheet", type=Path, metavar="FILE", help="only write the recovery sheet, .html or .txt")
        parser.add_argument("--one-file", type=Path, metavar="FILE", help="instead, one file sealed with a passphrase")
        parser.add_argument("--passphrase-stdin", action="store_true", help="read that passphrase from standard input")

    def handle(self, *, folder: Path | None, sheet: Path | None, one_file: Path | None, **options: Any) -> None:
        try:
            if sheet:
                self._sheet(sheet)
            elif one_file:
                self._one_file(one_file, from_stdin=options["passphrase_stdin"])
            elif options["check"]:
                self._check(_place(folder))
            else:
                self._save(_place(folder), days=options["keep_days"])
        except (Broken, WrongKey, sealed.NotPossible) as error:
            raise CommandError(str(error)) from None
        except Held:
            raise CommandError("Another copy is being made there at this moment.") from None

    def _save(self, folder: Path, *, days: int | None) -> None:
        kept = settings.BACKUP_DAYS if days is None else days
        with Progress() as progress:

            def told(what: str, done: int, of: int) -> None:
                progress.total = of
                progress(what, done)

            saved = saving.save(folder, at=timezone.now(), days=kept, told=told)
        self.stdout.write(
            f"{saved.name}: {saved.files} files; {saved.new} pieces are new ({saved.new_bytes} bytes),"
            f" {saved.known} were there. {saved.forgotten.copies} older copies were taken away."
        )
        for name in saved.forgotten.unreadable:
            self.stderr.write(
                f"The earlier copy {name} cannot be read. It goes with its term; until then no piece is taken away."
            )
        key = mark(kept_key(settings.DATA))
        if stating.noted(settings.DATA).get("sheet") != key:
            self.stdout.write(
                f"Without the recovery key marked {key} nobody can open these copies, and it is in none of them.\n"
                "Print it, and keep it elsewhere: amana backup --sheet FILE.html"
            )

    def _check(self, folder: Path) -> None:
        with Progress() as progress:
            count = checking.check(folder, kept_key(settings.DATA), told=lambda done: progress("pieces", done))
        self.stdout.write(f"All {count} pieces of the newest copy are there and open.")

    def _sheet(self, file: Path) -> None:
        key = kept_key(settings.DATA)
        write_sheet(file, key, at=timezone.now())
        stating.note(settings.DATA, sheet=mark(key))
        self.stdout.write(f"{file}: print it, keep the paper elsewhere, and delete the file.")

    def _one_file(self, file: Path, *, from_stdin: bool) -> None:
        if file.exists():
            raise CommandError(f"{file} is there already.")
        passphrase = _new_passphrase(from_stdin)
        draft = file.with_name(f"{file.name}.part")
        try:
            with draft.open("xb") as target:
                sealed.back_up(target, passphrase)
                target.flush()
                os.fsync(target.fileno())
            draft.replace(file)
        except ValueError:
            raise CommandError("Choose a passphrase of ten characters or more.") from None
        finally:
            draft.unlink(missing_ok=True)
        self.stdout.write(f"{file}  {file.stat().st_size} bytes. To bring it back: amana restore {file} --to FOLDER")


def _place(folder: Path | None) -> Path:
    """Return the folder of copies that was named, or is set."""
    if folder is None and not settings.BACKUP_TO:
        raise CommandError("Name a folder for the copies, or set AMANA_BACKUP_TO.")
    found = (folder or Path(settings.BACKUP_TO)).resolve()
    if found.is_relative_to(settings.DATA):
        raise CommandError("Keep copies outside of the data folder, best on another machine.")
    return found


def _new_passphrase(from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    first = getpass.getpass("Passphrase: ")
    if getpass.getpass("Once more: ") != first:
        raise CommandError("The two passphrases differ.")
    return first
