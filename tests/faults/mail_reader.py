"""The reader of mail as the product starts it, with a mistake in it: a mail with a word of MISTAKES does that to its reader.

Started by test_mail_readers.py in place of kept_reader.py. The words stand in the mails themselves.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from amana.channels.email import handing_back, kept_reader, parsing

_parse, _as_frames = parsing.parse, handing_back.as_frames
kept_reader.MOST_MAILS, kept_reader.MOST_MEMORY = 7, 200 * 2**20
_kept: list[bytearray] = []


def _kill() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _grow() -> None:
    _kept.extend(bytearray(64 * 2**20) for _ in range(99))


def _keep() -> None:
    _kept.append(bytearray(b"x" * (120 * 2**20)))


def _never() -> None:
    time.sleep(600)


def _work() -> None:
    while True:
        pass


def _break() -> None:
    raise ZeroDivisionError("what the mail says is not told")


MISTAKES = {b"KILLS": _kill, b"KEEPS": _keep, b"GROWS": _grow, b"SLEEPS": _never, b"WORKS": _work, b"BREAKS": _break}
ANSWERS = {
    b"RUBBISH": [b"\xff\xfe rubbish"],
    b"NOTHING": [],
    b"NUMBERS": [b"[1,2,3]"],
    b"OBJECTS": [b"{}"],
    b"DEEPER": [b"[" * 100_000],
    b"ENORMOUS": [b"x" * 40_000_000],
    b"MANY FILES": [b"[]"] * 1_000,
}


def parse(raw: bytes, **more: object) -> object:
    for word, mistake in MISTAKES.items():
        if word in raw:
            mistake()
    return _parse(raw, **more)


def as_frames(mail: object) -> list[bytes]:
    for word, answer in ANSWERS.items():
        if word.decode() in mail.text:
            return answer
    if "TOO MUCH SAID" in mail.text:
        os.write(0, b"\0" * 100)
    return _as_frames(mail)


parsing.parse, handing_back.as_frames = parse, as_frames

if __name__ == "__main__":
    sys.exit(kept_reader.main())
