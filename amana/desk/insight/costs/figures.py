"""What something cost, as a page shows it: each figure with its name, and the assumptions it was made with."""

from __future__ import annotations

from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from amana.insight.costs.assuming import Assumed, assumed_in
from amana.insight.costs.costing import priced
from amana.insight.models import Cause, LeakCost, Recurrence


def cost_figures(cause: Cause, figures: Recurrence) -> dict[str, Any]:
    """Return what a cause took until it was last counted."""
    return _figures(figures, assumed_in(cause.brand))


def leak_figures(row: LeakCost, assumed: Assumed) -> dict[str, Any]:
    """Return what a leak took in ninety days."""
    return _figures(row, assumed)


def _figures(row: Recurrence | LeakCost, assumed: Assumed) -> dict[str, Any]:
    price = priced(row.contacts, row.minutes, assumed)
    minutes = number(row.minutes) if row.minutes else _("none written down")
    return {
        "rows": [
            (_("Contacts"), number(row.contacts)),
            (_("Minutes our people wrote down"), minutes),
            (_("Hours customers waited for answers"), number(row.waiting_hours)),
            (_("Days until it was over, all cases together"), number(row.elapsed_days)),
            (_("Paid to make up for it"), money(row.paid)),
        ],
        "price": f"{number(round(price.all))} {price.currency}",
        "assumed": assumed,
        "is_without_minutes": not row.minutes,
    }


def number(value: int) -> str:
    """Return a whole number as its reader writes it."""
    return number_format(value, use_l10n=True, force_grouping=True)


def money(paid: dict[str, str]) -> str:
    """Return amounts with their currencies; a dash for none."""
    return ", ".join(f"{number_format(amount, use_l10n=True)} {name}" for name, amount in paid.items()) or "–"
