"""What happens once before the parts start: tables, guards, and a code when nobody can sign in yet."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from functools import partial

from amana.config import preparing


def start() -> dict[str, str]:
    """Make the database ready and return what the one at the terminal is told. Raises NotReady, Unguarded or NotUpgraded."""
    preparing.begin()
    say = partial(print, file=sys.stderr, flush=True)
    # What broke off is looked at, or goes back, before anything is written; its way back stays until then.
    if preparing.has_broken_off() or (preparing.state() == "behind" and _has_way_back()):
        from amana.config.renewing import renew

        renew(say)
    preparing.prepare(say)
    from django.conf import settings
    from django.utils import timezone

    from amana.config import setting_up
    from amana.directory.importing.seeding import seed

    seed(at=timezone.now())

    code = setting_up.new_code() if setting_up.is_needed() else ""
    return {"base_url": settings.BASE_URL, "code": code, "set_up_at": setting_up.ADDRESS}


def _has_way_back() -> bool:
    from django.conf import settings
    from django.db import connection

    return connection.vendor == "sqlite" or bool(settings.BACKUP_TO)


def begin_command(_argv: Sequence[str]) -> int:
    """As `start`, printed as JSON for the process that starts the parts."""
    sys.stdout.write(json.dumps(start()))
    return 0
