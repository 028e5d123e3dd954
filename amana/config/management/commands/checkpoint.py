"""Sign how far every record has come, check all earlier ones, and write the list that others may keep."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from amana.record.fixing import auditing, proving
from amana.record.fixing.checkpointing import make
from amana.record.fixing.signing import public_key
from amana.record.sealing import canonical


class Command(BaseCommand):
    help = "Sign how far every record has come, now; or check the log of all heads, or write the list of checkpoints."

    def add_arguments(self, parser: ArgumentParser) -> None:
        what = parser.add_mutually_exclusive_group()
        what.add_argument(
            "--verify", action="store_true", help="recompute the whole log; exits with 1 at the first fault"
        )
        what.add_argument("--publish", type=Path, metavar="FILE", help="write the signed list, to be kept elsewhere")
        what.add_argument("--key", action="store_true", help="print the public key that signs")

    def handle(self, *, verify: bool, publish: Path | None, key: bool, **options: Any) -> None:
        if key:
            self.stdout.write(public_key())
        elif publish is not None:
            with publish.open("w", encoding="utf-8") as file:
                count = sum(bool(file.write(f"{canonical(one)}\n")) for one in proving.every_published())
            self.stdout.write(f"{publish}: {count} checkpoints. Keep it where this installation cannot reach it.")
        elif verify:
            self._verify()
        else:
            self._make()

    def _make(self) -> None:
        made = make(at=timezone.now())
        latest = made or proving.latest()
        if latest is None:
            self.stdout.write("There is no record yet.")
            return
        if made is None:
            self.stdout.write("No record has gone on since the last checkpoint.")
        self.stdout.write(
            f"Checkpoint {latest.number}, {latest.at:%Y-%m-%d %H:%M} UTC: {latest.size} heads\n"
            f"fingerprint  {latest.fingerprint}\npublic key   {latest.key}"
        )

    def _verify(self) -> None:
        faults = 0
        for fault in auditing.audit():
            self.stdout.write(fault)
            faults += 1
        if faults:
            raise SystemExit(1)
        latest = proving.latest()
        size = f"{latest.number} checkpoints over {latest.size} heads" if latest else "no checkpoint yet"
        self.stdout.write(
            f"In order: {size}; every head in the log is the one its record had, and nothing was taken away."
        )
