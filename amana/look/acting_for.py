"""Telling who acts for a customer: by what right, and, in whatever they do, under both names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from amana.cases.helping import Helper
from amana.record.reading import Read
from amana.wording.isolating import isolated


def both_names(entry: Read) -> str:
    """Return the names of the helper who did it and of the customer they did it for; "" where nobody helped."""
    signed = entry["signed"]
    if not isinstance(signed, Mapping):
        return ""
    words = {"helper": isolated(signed.get("helper", "")), "customer": isolated(signed.get("customer", ""))}
    return _("%(helper)s for %(customer)s") % words


def may(words: Mapping[str, Any]) -> str:
    """Return what a helper may do in the reader's language."""
    return str(dict(Helper.SCOPES).get(str(words.get("scope") or ""), ""))


def sentences(words: Mapping[str, Any]) -> dict[str, str]:
    """Return what is said of helpers, by kind of entry."""
    return {
        "helper.named": _("%(by)s named %(helper)s to act for them in all their cases: %(may)s")
        if words.get("for_all")
        else _("%(by)s named %(helper)s to act for them: %(may)s"),
        "helper.claimed": _("%(by)s wrote down that %(helper)s says they act for the customer; not confirmed yet"),
        "helper.confirmed": _("%(by)s confirmed that %(helper)s acts for them: %(may)s"),
        "helper.changed": _("%(by)s changed what %(helper)s may do: %(may)s"),
        "helper.revoked": _("%(helper)s acts for the customer no longer, says %(by)s"),
    }
