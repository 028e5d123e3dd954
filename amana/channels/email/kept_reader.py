"""A program of its own: reads one mail after another for the process that started it, and hands back what each says."""

from __future__ import annotations

import os
import signal
import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import Any

# After so many mails, seconds of processor or bytes of memory another takes its place: nothing piles up.
MOST_MAILS = 10_000
MOST_PROCESSOR = 600.0
MOST_MEMORY = 384 * 2**20
# Seconds without a mail, after which nobody seems to need it.
IDLE = 900.0
# More than any mail; what is larger is no question of ours.
LONGEST = 2**30


def main() -> int:
    # Started apart from everything, it knows no folders but the system's.
    sys.path.insert(0, str(Path(__file__).resolve().parents[3]))
    from amana.kit.conversing import READY, Ended, TooLate, receive, send

    asked = socket.socket(fileno=0)
    asked.settimeout(IDLE)
    read = _reading()
    _shut_in()
    # It ends with its parent, who finishes what it has in hand when the service is told to stop.
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    with suppress(Ended, TooLate):
        send(asked, [READY])
        for number in count(1):
            question = receive(asked, most=LONGEST)
            # Should its parent be gone, it ends by itself; while there is one, that looks at its own clock.
            signal.setitimer(signal.ITIMER_REAL, float(sys.argv[1]))
            said, frames = read(question)
            is_last = said == "too much" or number >= MOST_MAILS or _has_grown()
            send(asked, [said.encode(), b"last" if is_last else b"", *frames])
            signal.setitimer(signal.ITIMER_REAL, 0)
            if is_last:
                break
            del question, frames
    return 0


def _reading() -> Callable[[list[bytes]], tuple[str, list[bytes]]]:
    """Return what takes a question (what is asked, the raw mail) and returns one word and the frames of the answer."""
    from amana.channels.email.handing_back import as_frames, as_json, from_json
    from amana.channels.email.mail import Unparseable
    from amana.channels.email.parsing import parse
    from amana.channels.email.sanitising import sanitise

    def read(question: list[bytes]) -> tuple[str, list[bytes]]:
        asked: dict[str, Any] = from_json(question[0])
        try:
            mail = parse(question[1], authserv_id=asked["authserv_id"], ours=frozenset(asked["ours"]))
            if asked["is_shown"]:
                sanitise(mail.html or "")
            return "read", as_frames(mail)
        except Unparseable as error:
            return "unparseable", [as_json(error.reason)]
        except MemoryError:
            return "too much", []
        except Exception as error:  # noqa: BLE001  # told to the one who asked, who raises it there
            return "broke", [as_json([type(error).__name__, _place(error)])]

    return read


def _place(error: BaseException) -> str:
    """Where it broke, without a word of the mail."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace else ""


def _shut_in() -> None:
    """All is imported: from here on it writes no file and starts no process."""
    with suppress(ImportError, OSError, ValueError):
        import resource

        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
        resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))


def _has_grown() -> bool:
    """Whether it holds more memory than a mail leaves behind, or has worked for long."""
    try:
        import resource
    except ImportError:
        return False
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime > MOST_PROCESSOR or _memory_held() > MOST_MEMORY


def _memory_held() -> int:
    """Bytes in memory now. Not the most there ever were: on Linux that begins with what its parent had when it started this."""
    try:
        return int(Path("/proc/self/statm").read_bytes().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, IndexError):
        return 0


if __name__ == "__main__":
    sys.exit(main())
