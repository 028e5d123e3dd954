"""Recognising the same mail when it comes in twice, by two mailboxes or two folders."""

from __future__ import annotations

import hashlib

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
    try:
        fields, body, _ = fields_and_body(raw if b"\n" in raw else raw.replace(b"\r", b"\n"))
    except Unparseable:
        return hashlib.sha256(raw).digest()
    kept = [(name, value) for name, value in fields if name not in _TRACE and not name.startswith("x-")]
    kept.sort(key=lambda field: field[0])
    head = [b"%d:%s:%d:%s" % (len(name), name.encode(), len(value), b" ".join(value.split())) for name, value in kept]
    digest = hashlib.sha256(b"".join([*head, b"\n\n"]))
    digest.update(body.replace(b"\r\n", b"\n").rstrip(b"\r\n"))
    return digest.digest()
