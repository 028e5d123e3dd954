"""Read history again with the present reader, in as many processes as there are, and show how far that is."""

from __future__ import annotations

import json
import time
from argparse import ArgumentParser
from datetime import date, datetime
from datetime import time as time_of_day
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from amana.config.progress import Progress
from amana.config.spreading import is_spread, spread
from amana.post.leasing import me
from amana.readings.going_on import go_on, read_until_done, stop, stopped
from amana.readings.models import Reading
from amana.readings.rereading import ask_again, progress

LOOK_EVERY = 0.5
WORK = "amana.readings.going_on.read_until_done"


class Command(BaseCommand):
    help = "Read what was said once more, as the reader has become better. What people decided is never changed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--since", type=date.fromisoformat, metavar="DATE", help="only what was said from that day on"
        )
        parser.add_argument("--processes", type=int, default=1, metavar="N", help="do it in so many processes (1)")
        ways = parser.add_mutually_exclusive_group()
        ways.add_argument("--queue", action="store_true", help="leave the reading to amana up, and return at once")
        ways.add_argument("--stop", action="store_true", help="stop what is under way; --go-on goes on there")
        ways.add_argument("--go-on", action="store_true", help="ask for nothing anew: read what is left")
        parser.add_argument("--json", action="store_true", help="one object when it is done")

    def handle(self, *, since: date | None, queue: bool, processes: int, **options: Any) -> None:
        start = datetime.combine(since, time_of_day.min, timezone.get_default_timezone()) if since else None
        if start is not None and start > timezone.now():
            raise CommandError("that day is still to come")
        if processes < 1:
            raise CommandError("--processes takes a number from 1 on")
        began, quiet = time.monotonic(), options["json"]
        if options["stop"]:
            self._say(stop(), "stopped; amana reread --go-on goes on there", began, quiet=quiet)
            return
        count = go_on() if options["go_on"] else self._ask(start, quiet=quiet)
        if not queue:
            self._read(processes, quiet=quiet)
        self._say(count, "to be read again", began, quiet=quiet)

    def _ask(self, start: datetime | None, *, quiet: bool) -> int:
        with Progress(quiet=quiet) as shown:
            return ask_again(since=start, said=lambda so_far: shown("queued", so_far))

    def _read(self, processes: int, *, quiet: bool) -> None:
        """Read along with whatever workers there are, until nothing is left unread or the rest was stopped."""
        left = Reading.objects.unread().count()
        with Progress(total=left, quiet=quiet) as shown:

            def tell() -> None:
                if shown.shows:
                    shown("read", max(left - Reading.objects.unread().count(), 0))

            if not is_spread(processes):
                read_until_done(worker=me(), said=tell)
                return
            working = spread(WORK, processes=processes)
            while working.is_alive():
                tell()
                time.sleep(LOOK_EVERY)
            working.join()

    def _say(self, count: int, of_what: str, began: float, *, quiet: bool) -> None:
        now, rest = progress(), stopped()
        seconds = round(time.monotonic() - began, 1)
        if quiet:
            failed = Reading.objects.failed().count()
            says = {
                "queued": count, "read": now.read - rest, "of": now.of, "failed": failed, "stopped": rest,
                "seconds": seconds,
            }  # fmt: skip
            self.stdout.write(json.dumps(says))
        else:
            self.stdout.write(f"{count} {of_what}; readings: {now.read - rest} of {now.of}.")
