"""What a language model proposes for an entry, as the page shows it: marked, and counting for nothing until a click."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from amana.cases.models import Case
from amana.channels.language_models.agreeing import agreed
from amana.desk.entering import Seat
from amana.readings.asking import BY_COMPANY, PROMISE
from amana.readings.correcting import fingerprint
from amana.readings.finding import Kept
from amana.readings.models import Inquiry, Reading, Suggestion
from amana.readings.proposing import may_be_asked_about, taken, waiting
from amana.readings.wording import name_of
from amana.wording.isolating import isolated


@dataclass(frozen=True)
class Heard:
    """What came of asking: what went wrong, or a word on what came."""

    error: str = ""
    sentence: str = ""


NOTHING = Heard()


def suggestions_of(case: Case, row: Reading, seat: Seat, heard: Heard) -> dict[str, Any]:
    """Return what desk/reading/_suggestions.html needs: what waits for a word, and whether and where a model can be asked."""
    if not may_be_asked_about(row, seat.viewer):
        return {"heard": heard}
    consent = agreed(case.brand_id)
    return {
        "suggested": [_line(one) for one in waiting(row.entry)],
        "decide_url": reverse("desk:entry_suggestions", args=[case.number, row.entry]),
        "ask_url": reverse("desk:entry_asking", args=[case.number, row.entry]) if consent else "",
        "model": consent.language_model if consent else None,
        "asked": Inquiry.objects.filter(entry=row.entry).select_related("by__account").order_by("-asked_at").first(),
        "heard": heard,
    }


def _line(one: Suggestion) -> dict[str, Any]:
    return {"id": one.pk, "quote": one.quote, "name": _name(one), "source": source_of(one.inquiry)}


def _name(one: Suggestion) -> str:
    if one.kind != PROMISE:
        return name_of(one.kind, one.label)
    if one.label == BY_COMPANY:
        return _("a promise of ours, as the customer tells it")
    return _("a promise of the customer")


def source_of(inquiry: Inquiry) -> str:
    """Return by whom something was proposed, as the mark beside it."""
    said = {"model": isolated(inquiry.model), "host": isolated(inquiry.host)}
    return _("suggested by %(model)s at %(host)s") % said


def with_sources(found: list[Kept], row: Reading) -> list[Kept]:
    """Return the findings; those that a person took over from a model say so."""
    sources = taken(row.entry)
    if not sources:
        return found
    asked = [(one, sources.get(fingerprint(one["kind"], one["id"], one["quote"]))) for one in found]
    return [one | {"source": source_of(inquiry)} if inquiry else one for one, inquiry in asked]
