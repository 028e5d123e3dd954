"""A post that everybody can read, as evidence of a contact: its address is checked for its shape, and never fetched."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.utils.encoding import iri_to_uri
from django.utils.translation import gettext as _

from amana.cases.errors import Refused

LONGEST = 500


def address_of_post(typed: str) -> str:
    """Return the address of a post as it is kept, with https:// where that was left out. Raises Refused for what is none.

    One that hides where it leads (a name before the server, letters outside ASCII in its name) is none.
    """
    address = typed.strip()
    if "://" not in address:
        address = f"https://{address}"
    kept = str(iri_to_uri(address))
    if len(kept) > LONGEST or not _is_one(address):
        raise Refused(_("Write the address of the post itself, such as https://x.com/name/status/123."))
    return kept


def _is_one(address: str) -> bool:
    if not address.isprintable() or any(one.isspace() or one in '\\<>"' for one in address):
        return False
    try:
        parts = urlsplit(address)
        _port = parts.port
    except ValueError:
        return False
    host = parts.hostname or ""
    is_server = host.isascii() and "." in host.strip(".") and parts.username is None
    return is_server and parts.scheme in {"https", "http"} and bool(parts.path.strip("/"))
