"""Write a sealed copy of this installation into one file."""

from __future__ import annotations

import getpass
import os
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from amana.advocacy.home.backing_up import NotPossible, back_up


class Command(BaseCommand):
    help = "Write everything, sealed with a passphrase, into one file, while Amana goes on running."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="where to write it; it must not be there yet")
        parser.add_argument("--passphrase-stdin", action="store_true", help="read the passphrase from standard input")

    def handle(self, *, file: Path, passphrase_stdin: bool, **options: Any) -> None:
        if file.exists():
            raise CommandError(f"{file} is there already.")
        passphrase = typed(passphrase_stdin, is_new=True)
        draft = file.with_name(f"{file.name}.part")
        try:
            with draft.open("xb") as target:
                back_up(target, passphrase)
                target.flush()
                os.fsync(target.fileno())
            draft.replace(file)
        except ValueError:
            raise CommandError("Choose a passphrase of ten characters or more.") from None
        except NotPossible as error:
            raise CommandError(str(error)) from None
        finally:
            draft.unlink(missing_ok=True)
        self.stdout.write(f"{file}  {file.stat().st_size} bytes. To bring it back: amana restore {file} --to FOLDER")


def typed(from_stdin: bool, *, is_new: bool) -> str:
    """Return a passphrase from standard input, or asked for at the terminal, twice where it is a new one."""
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    first = getpass.getpass("Passphrase: ")
    if is_new and getpass.getpass("Once more: ") != first:
        raise CommandError("The two passphrases differ.")
    return first
