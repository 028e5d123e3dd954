"""A process of the product that may be killed: does what it is told on standard input, then says how things stand.

With --many it does so again and again, each time in a fork of its own: what all need is loaded once.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import django


def main() -> None:
    """Do the steps of the first line in turn: "send@5" sends as if five minutes after the start."""
    django.setup()
    if "--many" not in sys.argv:
        do(json.loads(sys.stdin.readline()))
        return
    warm_up()
    while line := sys.stdin.readline():
        child = os.fork()
        if not child:
            in_a_fork(json.loads(line))
        print(json.dumps({"ended": os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])}), flush=True)


def warm_up() -> None:
    """Load what every step needs, without a thread and without a connection."""
    from amana.kit.working_time import week_for
    from amana.language import read
    from tests.faults import steps

    steps  # noqa: B018  # loaded for the forks
    read("We will call you back tomorrow.", sent_at=steps.START, side="company")
    week_for("IL").holiday_on(steps.START.date())


def in_a_fork(told: dict) -> None:
    """Be a process of the installation that was named, and end as a process does."""
    import traceback

    from django.conf import settings
    from django.db import connections

    from amana.kit import crashing

    status = 1
    try:
        settings.DATA = Path(told["folder"])
        settings.FILES = settings.DATA / "files"
        settings.SMTP_URL = told.get("smtp_url", "")
        database = {"default": database_at(told)}
        connections.settings = connections.configure_settings(database)
        settings.DATABASES = database
        del connections["default"]  # looked at before the fork, and never opened
        crashing.arm(told.get("crash_at", ""))
        do(told)
        status = 0
    except BaseException:  # noqa: BLE001  # whatever it is, the test reads it
        traceback.print_exc()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


def database_at(told: dict) -> dict:
    from amana.config import env

    os.environ["AMANA_DATABASE_URL"] = told.get("database", "")
    return env.database("AMANA_DATABASE_URL", Path(told["folder"]))


def do(told: dict) -> None:
    from tests.faults import steps

    said = {}
    for step in told["do"]:
        name, _, minutes = step.partition("@")
        said[step] = steps.named(name)(told, steps.moment(minutes))
    print(json.dumps(said), flush=True)


if __name__ == "__main__":
    main()
