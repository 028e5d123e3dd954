"""The tags by which pages say amounts of money and lengths of time that add up."""

from __future__ import annotations

from decimal import Decimal

from django import template
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

register = template.Library()

SIGNS = {"ILS": "₪", "USD": "$", "EUR": "€", "GBP": "£"}


@register.simple_tag
def amount(sum_: Decimal | None, currency: str = "") -> str:
    """Say an amount with its currency, never broken apart: ₪200, 149.90 JOD."""
    if sum_ is None:
        return ""
    figures = number_format(sum_, decimal_pos=0 if sum_ == sum_.to_integral_value() else 2, force_grouping=True)
    sign = SIGNS.get(currency)
    said = f"{sign}{figures}" if sign else f"{figures}\N{NO-BREAK SPACE}{currency}".strip("\N{NO-BREAK SPACE}")
    return format_html('<bdi dir="ltr">{}</bdi>', said)


@register.simple_tag
def hours(minutes: int | None) -> str:
    """Say a length of time in hours and minutes, never in days: an hour of waiting is an hour."""
    if not minutes:
        return ""
    whole, rest = divmod(minutes, 60)
    parts = [ngettext("%(count)d h", "%(count)d h", whole) % {"count": whole}] if whole else []
    if rest or not whole:
        parts.append(ngettext("%(count)d min", "%(count)d min", rest) % {"count": rest})
    return _("%(hours)s %(minutes)s") % {"hours": parts[0], "minutes": parts[1]} if len(parts) == 2 else parts[0]
