"""What is known of a cause in words: how often, whether that is less than before, and how sure that is."""

from __future__ import annotations

import math

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from amana.insight.causes.measuring import LEAST_DAYS, compared, per_thousand
from amana.insight.estimating import Interval
from amana.insight.models import Cause, Group, Notable, Recurrence

_SMALL = 10


def name_of(group: Group) -> str:
    """Return what a group of questions is called."""
    return group.name or _("a question without a name")


def number(value: float) -> str:
    """Return a number as its reader writes it: small ones with one digit behind the point."""
    return number_format(round(value, 1) if value < _SMALL else round(value), use_l10n=True, force_grouping=True)


def frequency(one: Notable) -> str:
    """Return how often something that stands out was asked, and what the weeks before let expect."""
    here = ngettext("%(number)s case in seven days", "%(number)s cases in seven days", one.recent) % {
        "number": one.recent
    }
    if not one.base:
        return _("%(cases)s, none in the eight weeks before") % {"cases": here}
    expected = one.base * one.recent_of / one.base_of
    return _("%(cases)s, where the eight weeks before let expect %(expected)s") % {
        "cases": here, "expected": number(expected)}  # fmt: skip


def in_a_thousand(cases: int, of: int, *, size: float = 1.0) -> str:
    """Return a rate with its interval, "" of nothing; cases come in bursts of `size`."""
    found = per_thousand(cases, of, size=size)
    if found is None:
        return ""
    return _("%(rate)s of 1,000 new cases (%(low)s to %(high)s)") % {
        "rate": number(found.value), "low": number(found.low), "high": number(found.high)}  # fmt: skip


def outcome(cause: Cause, figures: Recurrence) -> str:
    """Return what became of it since it was mended, in a sentence that says how sure it is."""
    if cause.mended_at is None:
        return ""
    found = compared(figures)
    if found is None:
        return _("Since it was mended nothing has been counted yet that could be compared.")
    if found.high < 1:
        said = _("It comes less often: %(part)s of what it was before (%(low)s to %(high)s).")
    elif found.low > 1:
        said = _("It comes more often than before: %(part)s of what it was (%(low)s to %(high)s).")
    else:
        said = _(
            "Whether it comes less often cannot be said yet: %(part)s of what it was, and anything from %(low)s to %(high)s is possible."
        )
    words = said % {"part": percent(found.value), "low": percent(found.low), "high": percent(found.high)}
    if figures.after_days < LEAST_DAYS:
        left = LEAST_DAYS - figures.after_days
        early = ngettext("It is judged in %(number)s day.", "It is judged in %(number)s days.", left) % {"number": left}
        return f"{words} {early}"
    return words


def percent(share: float) -> str:
    """Return a share as a percentage; what has no bound is said so."""
    return _("no bound") if math.isinf(share) else f"{number_format(round(100 * share), use_l10n=True)}%"


def bounds(found: Interval) -> dict[str, str]:
    """Return a share with its bounds as percentages, for a sentence."""
    return {"share": percent(found.value), "low": percent(found.low), "high": percent(found.high)}
