"""What is told of an answer to an invitation that a calendar sent."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from amana.wording.isolating import isolated


def answered(words: Mapping[str, Any]) -> str:
    """Return the sentence of an answer; its places are filled by the caller."""
    said = {
        "accepted": _("%(address)s accepted in the calendar: %(action)s"),
        "declined": _("%(address)s declined in the calendar, and needs another time: %(action)s"),
        "tentative": _("%(address)s answered in the calendar with perhaps: %(action)s"),
        "counter": _("%(address)s asks in the calendar for another time: %(action)s"),
    }
    sentence = said.get(str(words.get("answer")), "")
    when = _when(str(words.get("proposed") or ""))
    # The time stands in the sentence already when its places are filled.
    return f"{sentence} ({isolated(when).replace('%', '%%')})" if when else sentence


def _when(sealed: str) -> str:
    try:
        at = datetime.fromisoformat(sealed)
    except ValueError:
        return ""
    return date_format(timezone.localtime(at), pgettext("moment with year", "l j F Y, H:i")) if at.tzinfo else ""
