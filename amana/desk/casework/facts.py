"""What the customer told us already, on one card, so that nobody asks twice or proposes again what they have tried."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from amana.cases.models import Case
from amana.language.masking import masked
from amana.readings.knowing import known_of
from amana.record.reading import Read

MOST_FACTS = 12


def facts_of(case: Case, entries: Sequence[Read]) -> list[dict[str, Any]]:
    """Return the latest facts with the entry each stands in, where that is on the page; what was tried comes last."""
    numbers = {entry.id: entry.number for entry in entries if entry.audience == "shared"}
    names = {
        "order": _("Order"), "account": _("Account"), "case": _("Reference"), "phone": _("Telephone"), "mail": _("Mail"),
        "amount": _("Amount"), "date": _("Date"), "wanted": _("Wants"), "tried": _("Tried already"),
    }  # fmt: skip
    facts = [one for one in known_of(case).facts if one.kind in names][-MOST_FACTS:]
    facts.sort(key=lambda one: list(names).index(one.kind))
    return [
        {"name": names[one.kind], "text": masked(one.words),
         "url": f"#entry-{numbers[one.entry]}" if one.entry in numbers else ""}
        for one in facts
    ]  # fmt: skip
