"""What happens once before the parts start: tables, guards, and a code when nobody can sign in yet."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence

from amana.config import preparing


def start() -> dict[str, str]:
    """Make the database ready and return what the one at the terminal is told. Raises NotReady or Unguarded."""
    preparing.begin()
    preparing.prepare(lambda text: print(text, file=sys.stderr, flush=True))
    from django.conf import settings
    from django.utils import timezone

    from amana.config import setting_up
    from amana.directory.importing.seeding import seed

    seed(at=timezone.now())

    code = setting_up.new_code() if setting_up.is_needed() else ""
    return {"base_url": settings.BASE_URL, "code": code, "set_up_at": setting_up.ADDRESS}


def begin_command(_argv: Sequence[str]) -> int:
    """As `start`, printed as JSON for the process that starts the parts."""
    sys.stdout.write(json.dumps(start()))
    return 0
