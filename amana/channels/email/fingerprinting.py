"""Recognising the same mail when it comes in twice, by two mailboxes or two folders."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from operator import itemgetter

from amana.channels.email.mail import Unparseable
from amana.channels.email.splitting import fields_and_body

# What the servers on the way and at the end write, by the documents that define it.
_TRACE = frozenset(
    """
    received return-path resent-date resent-from resent-sender resent-to resent-cc resent-bcc resent-message-id
    delivered-to envelope-to delivery-date original-recipient apparently-to
    received-spf authentication-results arc-seal arc-message-signature arc-authentication-results
    dkim-signature domainkey-signature dkim-filter bimi-indicator bimi-location autocrypt-draft-state
    status lines content-length old-return-path errors-to
    """.split()
)


def trace_free_digest(raw: bytes) -> bytes:
    """Return the SHA-256 of the message without what servers added on the way.

    Left out: the `From ` line of a mail file, the trace fields of RFC 5321 and RFC 5322, results and signatures of SPF,
    DKIM, DMARC and ARC, mail-file fields (Status, Lines), and every field whose name begins with `X-`. The fields that
    remain are sorted by name, because some servers put them in another order, and unfolded; line ends are made equal;
    empty lines at the end do not count. Two messages with the same Message-ID and different words stay different.
    """
    return digest_and_fields(raw)[0]


def digest_and_fields(raw: bytes) -> tuple[bytes, list[tuple[str, bytes]]]:
    """Return the same, and the header fields it was made from; none of a header beyond the limits."""
    try:
        fields, body, _ = fields_and_body(raw if b"\n" in raw else raw.replace(b"\r", b"\n"))
    except Unparseable:
        return hashlib.sha256(raw).digest(), []
    head = [
        b"%b%d:%b" % (mark, len(value), b" ".join(value.split()))
        for name, value in sorted(fields, key=itemgetter(0))
        if (mark := _mark(name))
    ]
    digest = hashlib.sha256(b"".join([*head, b"\n\n"]))
    # One character is looked for much faster than two, and files have none of them.
    digest.update((body.replace(b"\r\n", b"\n") if b"\r" in body else body).rstrip(b"\r\n"))
    return digest.digest(), fields


@lru_cache(maxsize=256)
def _mark(name: str) -> bytes:
    """What stands before the value of a field; nothing when the field is left out."""
    if name in _TRACE or name.startswith("x-"):
        return b""
    return b"%d:%b:" % (len(name), name.encode())
