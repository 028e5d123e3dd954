"""Named points at which a test may kill the process, to show that nothing is lost there."""

from __future__ import annotations

import os
import signal

# "I5" kills at the first pass of I5, "I5:3" at the third. Unset in any real installation.
_WANTED, _, _NTH = os.environ.get("AMANA_CRASH_AT", "").partition(":")
_passes = 0


def point(name: str) -> None:
    """End the process at once, as a power failure would, when AMANA_CRASH_AT names this point."""
    global _passes  # noqa: PLW0603  # the one counter of this process
    if name != _WANTED:
        return
    _passes += 1
    if _passes >= int(_NTH or 1):
        os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))
