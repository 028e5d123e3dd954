"""`amana move-database`: everything into a database of the other kind, proven there; the old one stays as it is."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from amana.config import env
from amana.config.holding import Held, hold
from amana.config.moving.noting import NotMoved
from amana.config.progress import Progress

URL = "AMANA_DATABASE_URL"


def move_command(argv: Sequence[str]) -> int:
    """Move everything from the database in force to another. Returns 0; raises NotMoved, NotProven, Unfit, NotReady while parts work."""
    parser = argparse.ArgumentParser(
        prog="amana move-database", description="Move everything into another database. Stop Amana first."
    )
    parser.add_argument("--to", required=True, metavar="URL", help="postgresql://…, sqlite:///path, or: sqlite")
    parser.add_argument("--afresh", action="store_true", help="forget how far an earlier attempt came")
    options = parser.parse_args(list(argv))
    folder = Path(os.environ.get("AMANA_DATA", "").strip() or "var").resolve()
    source, target = env.text(URL), "" if options.to == "sqlite" else options.to
    if env.described(source, folder, name=URL)["NAME"] == env.described(target, folder, name="--to")["NAME"] and (
        shown(source) == shown(target)
    ):
        raise NotMoved("That is the database in force already.")
    # Whatever is done from here on is done in the target: its tables, its guards, the proof.
    os.environ[URL] = target
    with ExitStack() as stack:
        try:
            stack.enter_context(hold(folder / "up.lock"))
        except Held:
            raise NotMoved("Amana is running. Stop it first: what is written meanwhile would stay behind.") from None
        return _moved(folder, source, target, afresh=options.afresh)


def shown(url: str) -> str:
    """Return an address without the name and the password in it."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2])) if url else "sqlite"


def _moved(folder: Path, source: str, target: str, *, afresh: bool) -> int:
    from amana.config import preparing

    preparing.begin()
    from django.utils import timezone

    from amana.config.moving import noting, taking_along
    from amana.config.watching.beating import require_rest

    require_rest(at=timezone.now())
    began = time.monotonic()
    taking_along.connect_source(env.described(source, folder, name=URL))
    if afresh:
        noting.forget(folder)
    with Progress() as progress:
        moved = taking_along.take_along(folder, source=shown(source), target=shown(target), told=progress)
    _say(moved, began, target)
    return 0


def _say(moved: Any, began: float, target: str) -> None:
    for table in moved.left_behind:
        sys.stdout.write(f"The table {table} is none of Amana's and stays behind.\n")
    sys.stdout.write(
        f"{moved.rows} rows in {moved.tables} tables are there, every one counted, and every chain of the record holds."
        f" {time.monotonic() - began:.0f} s.\n"
        f"From now on: {URL}={shown(target) if target else '(unset: SQLite in the data folder)'}\n"
        "The index of words is made anew by amana up. The old database is as it was; keep it until you are sure.\n"
    )
