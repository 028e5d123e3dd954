"""How well a technique is attested, in the reader's words."""

from __future__ import annotations

from django.utils.translation import gettext as _


def strength(code: str) -> str:
    """Return what `strength` of the taxonomy means; "" for a word it does not have."""
    said = {
        "strong": _("well attested: in research, leaked guidelines or court files"),
        "medium": _("attested in some research or guidance"),
        "weak": _("little evidence: treat it as a hint"),
    }
    return said.get(code, "")
