"""Bring in mail that was kept elsewhere."""

from __future__ import annotations

import json
import sys
import time
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from amana.channels.email.importing import CannotRead, count_in
from amana.config.progress import Progress
from amana.handling.intake.importing import Imported, alive, bring_in, ensure_brand, go_on, undecided
from amana.wording.times import moment

SHOWN = 10


class Command(BaseCommand):
    help = "Bring in a mailbox kept elsewhere: amana import mbox FILE|FOLDER --ours ADDRESS…"

    def add_arguments(self, parser: ArgumentParser) -> None:
        kinds = parser.add_subparsers(dest="kind", required=True, metavar="mbox")
        mbox = kinds.add_parser("mbox", help="an mbox file, a Maildir, a folder of .eml files, or one .eml")
        mbox.add_argument("path", type=Path, metavar="FILE|FOLDER")
        mbox.add_argument(
            "--ours", nargs="+", required=True, metavar="ADDRESS", help="the mail addresses that are yours"
        )
        mbox.add_argument("--yes", action="store_true", help="give what is alive its next step without asking")
        mbox.add_argument("--json", action="store_true", help="print one object with the counts")

    def handle(self, *, path: Path, ours: list[str], yes: bool, **options: Any) -> None:
        as_json = options["json"]
        bad = [address for address in ours if "@" not in address]
        if bad:
            raise CommandError(f"{bad[0]!r} is not a mail address.")
        began, at = time.monotonic(), timezone.now()
        try:
            total = count_in(path)
            ensure_brand(ours, at=at)
            with Progress(total=total, quiet=as_json) as progress:
                done = bring_in(path, at=at, on_progress=progress)
        except CannotRead as error:
            raise CommandError(error.reason) from error
        if not as_json:
            self._tell(done, at)
        if yes or as_json or self._is_agreed():
            with Progress(quiet=as_json) as progress:
                woken, rested = go_on(at=at, on_progress=progress)
            done.entries += woken * 2 + rested
            if not as_json:
                self.stdout.write(f"{woken} go on with a next step from now; {rested} are closed as history.")
        if as_json:
            seconds = round(time.monotonic() - began, 3)
            self.stdout.write(json.dumps({**asdict(done), "seconds": seconds}))

    def _tell(self, done: Imported, at: Any) -> None:
        self.stdout.write(
            f"{done.messages} messages: {done.stored} new, {done.duplicates} known already. "
            f"{done.cases} cases, {done.held} held for a person, {done.set_aside} set aside."
        )
        rows = alive(at=at).select_related("customer").order_by("-last_word_at")
        zone = timezone.get_default_timezone()
        for case in rows[:SHOWN]:
            when = moment(case.last_word_at, zone=zone, now=at)
            self.stdout.write(f"  goes on: {case.number}  {case.customer}  {case.subject}  (last word {when})")
        more = rows.count() - SHOWN
        if more > 0:
            self.stdout.write(f"  and {more} more")
        resting = undecided().count() - rows.count()
        self.stdout.write(f"  closed as history, without a word for 14 days: {resting}")

    def _is_agreed(self) -> bool:
        """Ask before anything is promised; without a terminal the answer is no, and the same command goes on later."""
        if not sys.stdin.isatty():
            self.stdout.write("Run the same command with --yes to give them a next step.")
            return False
        return input("Give these a next step from now? Nobody is written to. [y/N] ").strip().lower() in {"y", "yes"}
