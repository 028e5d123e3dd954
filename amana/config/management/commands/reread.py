"""Read history again with the present reader, and show how far that is."""

from __future__ import annotations

import json
import time
from argparse import ArgumentParser
from datetime import date, datetime, timedelta
from datetime import time as time_of_day
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from amana.config.progress import Progress
from amana.post.leasing import me
from amana.post.models import RawMessage
from amana.readings.models import Reading
from amana.readings.rereading import ask_again, progress
from amana.readings.taking import FEW, read_some

# Seconds for which mail that waits goes first, before the next few texts are read all the same.
MAIL_FIRST = 2.0
# Seconds to wait for texts that another worker has in hand.
OTHERS = 0.5


class Command(BaseCommand):
    help = "Read what was said once more, as the reader has become better. What people decided is never changed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--since", type=date.fromisoformat, metavar="DATE", help="only what was said from that day on"
        )
        parser.add_argument("--queue", action="store_true", help="leave the reading to amana up, and return at once")
        parser.add_argument("--json", action="store_true", help="one object when it is done")

    def handle(self, *, since: date | None, queue: bool, **options: Any) -> None:
        start = datetime.combine(since, time_of_day.min, timezone.get_default_timezone()) if since else None
        if start is not None and start > timezone.now():
            raise CommandError("that day is still to come")
        began = time.monotonic()
        with Progress(quiet=options["json"]) as shown:
            count = ask_again(since=start, said=lambda so_far: shown("queued", so_far))
        if not queue:
            self._read(quiet=options["json"])
        now = progress()
        seconds = round(time.monotonic() - began, 1)
        if options["json"]:
            failed = Reading.objects.failed().count()
            says = {"queued": count, "read": now.read, "of": now.of, "failed": failed, "seconds": seconds}
            self.stdout.write(json.dumps(says))
        else:
            self.stdout.write(f"{count} to be read again; readings: {now}.")

    def _read(self, *, quiet: bool) -> None:
        """Read along with whatever workers there are, until nothing is left unread."""
        left = Reading.objects.unread().count()
        with Progress(total=left, quiet=quiet) as shown:
            while Reading.objects.unread().exists():
                _let_mail_go_first()
                if not read_some(worker=me(), at=timezone.now(), most=2 * FEW):
                    time.sleep(OTHERS)
                if shown.shows:
                    shown("read", max(left - Reading.objects.unread().count(), 0))


def _let_mail_go_first() -> None:
    until = timezone.now() + timedelta(seconds=MAIL_FIRST)
    while timezone.now() < until and RawMessage.objects.waiting(timezone.now()).exists():
        time.sleep(OTHERS)
