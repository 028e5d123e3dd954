"""A program of its own: reads a mail from standard input as the product does, and keeps nothing of it; status 0 says that it can."""

from __future__ import annotations

import sys
from pathlib import Path


def main() -> int:
    # Started apart from everything, it knows no folders but the system's: the readers themselves are to be tried.
    sys.path.insert(0, str(Path(__file__).resolve().parents[3]))
    from amana.channels.email.mail import Unparseable
    from amana.channels.email.parsing import parse
    from amana.channels.email.sanitising import sanitise

    try:
        sanitise(parse(sys.stdin.buffer.read()).html or "")
    except Unparseable:
        return 0  # which is said in words where it is read in earnest
    return 0


if __name__ == "__main__":
    sys.exit(main())
