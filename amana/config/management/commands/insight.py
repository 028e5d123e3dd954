"""Group all that was ever asked anew, show how far that is, and compare what insight keeps with a recount."""

from __future__ import annotations

import json
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from amana.config.progress import Progress
from amana.config.spreading import is_spread, spread
from amana.insight.checking import figure_differences, group_differences
from amana.insight.models import Group, Regrouping
from amana.insight.recurring.regrouping.steering import begin, progress, stop, work_until_done
from amana.post.leasing import me
from amana.team.models import Brand

LOOK_EVERY = 0.5
# Those of the last two months are counted anew each day.
WEEKS = 9
WORK = "amana.insight.recurring.regrouping.steering.work_until_done"


class Command(BaseCommand):
    help = "Group the questions of all cases anew, or compare groups and figures with a recount. Exits with 1 if a group differs."

    def add_arguments(self, parser: ArgumentParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
        rebuild = acts.add_parser("rebuild", help="group what every case asked first anew; groups keep their keys")
        rebuild.add_argument("--brand", metavar="NAME", help="of this brand alone")
        rebuild.add_argument("--check", action="store_true", help="change nothing: compare what is kept with a recount")
        rebuild.add_argument(
            "--weeks",
            type=int,
            default=WEEKS,
            metavar="N",
            help=f"with --check: figures of so many weeks too ({WEEKS})",
        )
        rebuild.add_argument("--processes", type=int, default=1, metavar="N", help="do it in so many processes (1)")
        rebuild.add_argument("--queue", action="store_true", help="leave it to amana up, and return at once")
        rebuild.add_argument(
            "--stop", action="store_true", help="stop what is under way; begun again, it goes on there"
        )
        rebuild.add_argument("--json", action="store_true", help="one object when it is done")

    def handle(self, *, brand: str | None, check: bool, processes: int, queue: bool, **options: Any) -> None:
        brands = list(Brand.objects.filter(**({"name": brand} if brand else {})).order_by("created_at", "pk"))
        if not brands:
            raise CommandError("there is no such brand" if brand else "there is no brand yet")
        if processes < 1:
            raise CommandError("--processes takes a number from 1 on")
        if check:
            self._check(brands, options["weeks"], in_json=options["json"])
        elif options["stop"]:
            for run in Regrouping.objects.filter(brand__in=brands, ended_at=None):
                stop(run, at=timezone.now())
            self.stdout.write("Stopped. amana insight rebuild goes on where it was.")
        else:
            self._rebuild(brands, processes, is_queued=queue, in_json=options["json"])

    def _check(self, brands: list[Brand], weeks: int, *, in_json: bool) -> None:
        found = list(group_differences(brands))
        figures = list(figure_differences(brands, weeks=weeks))
        if in_json:
            self.stdout.write(json.dumps({"groups": _groups(brands), "differences": found, "figures": figures}))
        else:
            for line in [*found, *figures]:
                self.stdout.write(line)
        if found:
            raise SystemExit(1)
        if not in_json:
            self.stdout.write("Every group says what its cases say.")
            # A figure that differs may do so rightly: what was disputed or found since is in it when it is counted again.
            said = f"{len(figures)} figures of the last {weeks} weeks are others now; they are counted again by themselves."
            self.stdout.write(said if figures else f"Every figure of the last {weeks} weeks is what a recount finds.")

    def _rebuild(self, brands: list[Brand], processes: int, *, is_queued: bool, in_json: bool) -> None:
        began = time.monotonic()
        runs = [begin(one.pk, at=timezone.now()) for one in brands]
        if is_queued:
            self.stdout.write("It waits for amana up.")
            return
        for run in runs:
            self._work(run, processes, quiet=in_json)
        says = {"groups": _groups(brands), "seconds": round(time.monotonic() - began, 1)}
        self.stdout.write(json.dumps(says) if in_json else f"{says['groups']} groups in {says['seconds']} seconds.")

    def _work(self, run: Regrouping, processes: int, *, quiet: bool) -> None:
        with Progress(quiet=quiet) as shown:
            if not is_spread(processes):
                work_until_done(str(run.pk), worker=me())
            else:
                working = spread(WORK, str(run.pk), processes=processes)
                while working.is_alive():
                    now = progress(run)
                    shown.total = now.of
                    shown(now.stage, now.done)
                    time.sleep(LOOK_EVERY)
                working.join()
        run.refresh_from_db()
        if run.error:
            raise CommandError(f"it came to a halt ({run.error}); amana insight rebuild tries again")


def _groups(brands: list[Brand]) -> int:
    return Group.objects.shown().filter(brand__in=brands).count()
