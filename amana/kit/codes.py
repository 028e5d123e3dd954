"""Makes keys, numbers and tokens that nobody can guess."""

from __future__ import annotations

import base64
import secrets
import threading
import time
import uuid

# No vowels and none of 0 O 1 I L: no words arise, and nobody misreads one over the telephone.
CASE_LETTERS = "23456789BCDFGHJKMNPQRSTVWXYZ"


_lock = threading.Lock()
_latest = 0


def new_id() -> uuid.UUID:
    """Return a UUID of version 7 (RFC 9562) that sorts after every earlier one of this process.

    The first 48 bits are the time in milliseconds; the 12 after the version count within one
    (method 1 of section 6.2), so rows made together keep their order when sorted by key.
    """
    global _latest  # noqa: PLW0603  # the one counter of this process, under its lock
    with _lock:
        _latest = max(_latest + 1, time.time_ns() // 1_000_000 << 12)
        stamp, count = _latest >> 12, _latest & 0xFFF
    return uuid.UUID(int=stamp << 80 | 0x7 << 76 | count << 64 | 0b10 << 62 | secrets.randbits(62))


def new_case_number() -> str:
    """Return a number such as AM-4F7K2Q; about 480 million are possible, so the caller retries when one is taken."""
    return "AM-" + "".join(secrets.choice(CASE_LETTERS) for _ in range(6))


def new_token() -> str:
    """Return 160 random bits as 32 lower-case letters and digits, safe in an address that mail programs fold to lower case."""
    return base64.b32encode(secrets.token_bytes(20)).decode("ascii").lower()


def new_code() -> str:
    """Return eight digits for a person to type once."""
    return f"{secrets.randbelow(10**8):08d}"


def key_in(text: object) -> uuid.UUID | None:
    """Return the key that stands in a text from outside, None for anything that is none."""
    try:
        return uuid.UUID(str(text))
    except ValueError:
        return None
