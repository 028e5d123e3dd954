"""A message of a customer in the language of whoever reads it, as the page shows it: marked as a machine's."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from amana.cases.models import Case
from amana.channels.language_models.agreeing import agreed
from amana.desk.entering import Seat
from amana.readings.models import Reading, Translation
from amana.readings.proposing import may_be_asked_about
from amana.readings.translating import NAMES
from amana.team.choosing import spoken_by
from amana.wording.isolating import isolated


def language_of(seat: Seat) -> str:
    """Return the language a reader has messages translated into: that of their pages."""
    code = seat.agent.account.language[:2]
    return code if code in NAMES else "en"


def translation_of(case: Case, row: Reading, seat: Seat) -> dict[str, Any]:
    """Return what desk/reading/_translation.html needs; empty for a message in a language of the reader's own."""
    if not may_be_asked_about(row, seat.viewer) or row.language[:2] in {*spoken_by(seat.agent), language_of(seat)}:
        return {}
    rows = Translation.objects.filter(entry=row.entry, language=language_of(seat)).select_related("inquiry")
    made = rows.first()
    consent = agreed(case.brand_id) if made is None else None
    if made is None and consent is None:
        return {}
    return {
        "text": made.text if made else "",
        "language": language_of(seat),
        "source": _source(made) if made else "",
        "url": reverse("desk:entry_translation", args=[case.number, row.entry]),
        "into": get_language_info(language_of(seat))["name_local"],
        "model": consent.language_model if consent else None,
    }


def _source(made: Translation) -> str:
    said = {"model": isolated(made.inquiry.model), "host": isolated(made.inquiry.host)}
    return _("Translated by a machine: %(model)s at %(host)s. The original is what counts.") % said
