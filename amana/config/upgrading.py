"""`amana upgrade`: the tables of this version, with a way back; without the rest of Amana until it is known to be stopped."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from functools import partial

from amana.config import preparing
from amana.config.holding import Held, hold
from amana.config.preparing import NotReady


def upgrade_command(argv: Sequence[str]) -> int:
    """Renew the tables. Returns 0; raises NotUpgraded after going back, NotReady while Amana runs or for a newer database."""
    parser = argparse.ArgumentParser(
        prog="amana upgrade", description="Copy the database, renew its tables, check, and go back when that fails."
    )
    parser.add_argument("--no-copy", action="store_true", help="a copy was made by other means; there is no way back")
    options = parser.parse_args(list(argv))
    preparing.begin()
    from django.conf import settings
    from django.utils import timezone

    from amana.config.renewing import renew
    from amana.config.watching.beating import require_rest

    try:
        with hold(settings.DATA / "up.lock"):
            require_rest(at=timezone.now())
            renew(partial(print, file=sys.stderr, flush=True), with_copy=not options.no_copy)
    except Held:
        raise NotReady("Amana is running. Stop it first, on every host.") from None
    sys.stdout.write("The database is that of this version; the record, the tables and the pages were looked at.\n")
    return 0
