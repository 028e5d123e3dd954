"""Named points at which a test may kill or stop the process, to show that nothing is lost there."""

from __future__ import annotations

import os
import signal

ANY = "*"
_wanted, _nth, _signal, _passes = "", 1, "KILL", 0


def arm(wanted: str) -> None:
    """Say where to end: "I5" at the first pass of I5, "I5:3" at the third, "*:17" at the seventeenth pass of any point.

    A third part names another signal than KILL: with "S4::STOP" the process stands still until somebody lets it go on.
    Empty, as in any real installation, nothing ends anywhere.
    """
    global _wanted, _nth, _signal, _passes  # the one plan of this process
    name, nth, by = (*wanted.split(":"), "", "")[:3]
    _wanted, _nth, _signal, _passes = name, int(nth or 1), by or "KILL", 0


def point(name: str) -> None:
    """End the process at once, as a power failure would, when it was armed for this point."""
    global _passes  # noqa: PLW0603  # as above
    if not _wanted or _wanted not in {name, ANY}:
        return
    _passes += 1
    if _passes == _nth:
        os.kill(os.getpid(), getattr(signal, f"SIG{_signal}", signal.SIGTERM))


arm(os.environ.get("AMANA_CRASH_AT", ""))
