"""Whether our own border server found the sender's domain to be true (DMARC)."""

from __future__ import annotations

import re

from authres import AuthenticationResultsHeader
from authres.core import AuthResError

from amana.channels.email.mail import Address, Authenticity
from amana.channels.email.splitting import Part

_MAX_RESULT_BYTES = 8_192
_HAS_DMARC = re.compile(rb"\bdmarc\s{0,9}=", re.IGNORECASE)


def authenticity(message: Part, *, sender: Address | None, authserv_id: str | None) -> Authenticity:
    """Return what DMARC said of the sender, `none` when there is any doubt about who says it of whom.

    Only the topmost Authentication-Results field with our own border's name counts (RFC 8601, section 5), only in a
    message that came through a server at all (it has a Received field), and only when the domain it speaks of is that
    of the one sender. What ARC or a foreign server says is not considered.
    """
    if not authserv_id or sender is None or message.first("received") is None:
        return "none"
    for value in message.every("authentication-results"):
        name = re.split(rb"[;\s]", value.strip(), maxsplit=1)[0].decode("ascii", "replace")
        if name.lower() == authserv_id.lower():
            return _dmarc(value, sender.domain)
    return "none"


def _dmarc(value: bytes, domain: str) -> Authenticity:
    if len(value) > _MAX_RESULT_BYTES or not _HAS_DMARC.search(value):
        return "none"
    try:
        header = AuthenticationResultsHeader.parse("Authentication-Results: " + value.decode("ascii", "replace"))
    except (AuthResError, ValueError, RecursionError):
        return "none"
    results = [result for result in header.results if result.method == "dmarc"]
    if len(results) != 1:
        return "none"
    of = {
        prop.value.lower().rstrip(".")
        for prop in results[0].properties
        if prop.type == "header" and prop.name == "from"
    }
    if of and of != {domain}:
        return "none"
    outcome = results[0].result.lower()
    return "pass" if outcome == "pass" else "fail" if outcome == "fail" else "none"
