"""Go through all cases for what cannot be found yet, and show how far that is."""

from __future__ import annotations

import json
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from amana.config.progress import Progress
from amana.post.leasing import me
from amana.search.models import Indexed
from amana.search.taking_in import take_in_some
from amana.search.walking import begin_again, is_walking, progress, walk_some

# Seconds to wait for what another worker has in hand.
OTHERS = 0.5


class Command(BaseCommand):
    help = (
        "Make findable what cannot be found yet. It can be stopped and goes on where it was; amana up does it as well."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--again", action="store_true", help="from the first case on, for what is missing")
        parser.add_argument("--afresh", action="store_true", help="forget first what was there, and begin from nothing")
        parser.add_argument("--queue", action="store_true", help="leave the work to amana up, and return at once")
        parser.add_argument("--json", action="store_true", help="one object when it is done")

    def handle(self, *, again: bool, afresh: bool, queue: bool, **options: Any) -> None:
        began = time.monotonic()
        if again or afresh:
            begin_again(timezone.now(), afresh=afresh)
        if not queue:
            self._walk(quiet=options["json"])
            self._take_in(quiet=options["json"])
        now = progress()
        seconds = round(time.monotonic() - began, 1)
        if options["json"]:
            unreadable = Indexed.objects.unreadable().count()
            says = {
                "cases": now.cases,
                "of": now.of,
                "waiting": now.waiting,
                "unreadable": unreadable,
                "seconds": seconds,
            }
            self.stdout.write(json.dumps(says))
        else:
            self.stdout.write(f"{now.cases} of {now.of} cases gone through; {now.waiting} texts wait to be taken in.")

    def _walk(self, *, quiet: bool) -> None:
        now = progress()
        with Progress(total=now.of, quiet=quiet) as shown:
            done = now.cases
            while is_walking(timezone.now()):
                done += walk_some(worker=me(), at=timezone.now())
                shown("cases", min(done, now.of))

    def _take_in(self, *, quiet: bool) -> None:
        left = Indexed.objects.filter(worked_at=None).count()
        done = 0
        with Progress(total=left, quiet=quiet) as shown:
            while Indexed.objects.filter(worked_at=None).exists():
                taken = take_in_some(worker=me(), at=timezone.now())
                done += taken
                shown("texts", min(done, left))
                if not taken:
                    time.sleep(OTHERS)
