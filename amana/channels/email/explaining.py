"""Saying in words why a server could not be used: the common causes by name, what the machine says of it behind."""

from __future__ import annotations

import errno
import re
import socket
import ssl
from collections.abc import Iterator

from django.utils.translation import gettext as _

from amana.wording.isolating import isolated

# A cause lies in a cause lies in a cause: libraries wrap what the system said.
DEEPEST = 20
NO_WAY = {errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN, errno.EADDRNOTAVAIL}
LONGEST = 120


def explained(error: BaseException) -> str:
    """Return a sentence for whoever set the server up, with the technical words in brackets."""
    return _("%(words)s (%(why)s)") % {"words": _in_words(list(_causes(error))), "why": isolated(_technical(error))}


def _technical(error: BaseException) -> str:
    said = re.sub(r"\s+", " ", str(error)).strip()[:LONGEST]
    return said or type(error).__name__


def _in_words(causes: list[BaseException]) -> str:
    if any(isinstance(one, ssl.SSLCertVerificationError) for one in causes):
        return _("The server's certificate cannot be trusted.")
    if any(isinstance(one, socket.gaierror) for one in causes):
        return _("There is no server of this name. Look for a slip in it.")
    if any(isinstance(one, ConnectionRefusedError) for one in causes):
        return _("Nobody answers there: the name or the port is wrong, or the server is switched off.")
    if any(isinstance(one, TimeoutError) for one in causes):
        return _("The server did not answer in time. The port may be wrong, or something in between may block it.")
    if any(isinstance(one, OSError) and one.errno in NO_WAY for one in causes):
        return _("There is no way to the server from this machine. Is it connected to the network?")
    if any(isinstance(one, ConnectionError | EOFError) for one in causes):
        return _("The server broke the connection off.")
    return _("The server does not answer as it should.")


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Yield an error and what lies behind it, each once."""
    seen: list[BaseException] = []
    waiting: list[object] = [error]
    while waiting and len(seen) < DEEPEST:
        one = waiting.pop(0)
        if not isinstance(one, BaseException) or one in seen:
            continue
        seen.append(one)
        yield one
        waiting += [one.__cause__, one.__context__, getattr(one, "reason", None), *one.args]
