"""Running a management command the way people call it: its own options alone, and the database ready before it starts."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from django.core.management import load_command_class
from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from amana.config import preparing

# These make what they need; others say what is missing.
PREPARES = {"demo", "directory", "import", "user"}
# This one tells what is wrong, so it must start when something is.
STARTS_ANYHOW = {"doctor"}


def run(name: str, argv: Sequence[str]) -> int:
    """Run a command of `management/commands` and return its exit status; 2 when it was called wrongly."""
    preparing.begin()
    command = load_command_class("amana.config", name)
    options = vars(_parser(command, name).parse_args(list(argv)))
    arguments = options.pop("args", ())
    try:
        if name in PREPARES:
            preparing.prepare(_say)
        elif name not in STARTS_ANYHOW:
            preparing.require_ready(_say)
        command.execute(*arguments, **(options | {"skip_checks": True}))
    except CommandError as error:
        sys.stderr.write(f"amana {name}: {error}\n")
        return error.returncode
    finally:
        connections.close_all()
    return 0


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _parser(command: BaseCommand, name: str) -> argparse.ArgumentParser:
    # Wrong arguments are answered with the usage and exit 2, as everywhere else.
    command._called_from_command_line = True  # type: ignore[attr-defined]  # Django sets it in run_from_argv
    parser = command.create_parser("amana", name)
    common = {"version", "verbosity", "settings", "pythonpath", "traceback", "no_color", "force_color", "skip_checks"}
    for action in parser._actions:
        if action.dest in common:
            action.help = argparse.SUPPRESS
    return parser
