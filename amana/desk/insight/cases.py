"""The very cases behind a figure, the latest first; no page looks through more than a few hundred rows."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from amana.commitments.models import Commitment
from amana.desk.entering import Seat, leads_only, seated
from amana.desk.framing import page
from amana.desk.insight.viewing import lens_of, or_404, others
from amana.desk.insight.words import CHANNELS, ENDINGS, KINDS, ORIGINS, REASONS, STRENGTHS, language_said, rung_said
from amana.desk.paging import Cursor, beginning, cursor_in, page_of, pages
from amana.insight.behind import OF, Asked, Behind, behind
from amana.insight.measures.parts.dividing import (
    CHANNEL,
    CLIMBS,
    LANGUAGE,
    LAST,
    LEAKS,
    PROMISES,
    RUNG,
    STRENGTH,
    WAITING,
)
from amana.insight.summing import up_to
from amana.review.models import Leak

# What one page looks through at most; the next one goes on from there.
MOST_LOOKED_THROUGH = 500
# Days no zone can move out of the calendar.
EARLIEST, LATEST = date(2000, 1, 1), date(9000, 1, 1)
PAGE_OF = {PROMISES: "insight_promises", WAITING: "insight_waiting", CLIMBS: "insight_ladder", LEAKS: "insight_leaks"}


@seated
@require_safe
def cases(request: HttpRequest, seat: Seat) -> HttpResponse:
    """A page of the cases that a figure counted, as its address says."""
    leads_only(seat)
    lens, asked = or_404(lens_of(request, seat)), _asked(request)
    found = behind(lens, asked)
    rows, following = _page(found, after=cursor_in(request))
    context = {
        "heading": _heading(asked),
        "lens": lens,
        "week_on": asked.week_on,
        "rows": [_row(row, found) for row in rows],
        "pages": pages(request, following),
        "goes_on": following is not None,
        "back_url": reverse(f"desk:{PAGE_OF[asked.of]}"),
        "others": others(seat, PAGE_OF[asked.of]),
    }
    return page(request, seat, "desk/insight/cases.html", context, name="insight")


def _asked(request: HttpRequest) -> Asked:
    """Return what was asked. Raises Http404 for what no figure is of; a day or a number that is none is left away."""
    said = {
        name: request.GET.get(name, "").replace("\x00", "")[:80]
        for name in ("of", "by", "kind", "value", "bucket", "week")
    }
    if said["of"] not in OF:
        raise Http404
    try:
        week = date.fromisoformat(said["week"]) if said["week"] else None
    except ValueError:
        raise Http404 from None
    if week is not None and not EARLIEST <= week <= LATEST:
        raise Http404
    bucket = int(said["bucket"]) if said["bucket"].isascii() and said["bucket"].isdigit() else None
    return Asked(
        said["of"], said["by"], said["kind"], said["value"], min(bucket, LAST) if bucket is not None else None, week
    )


def _page(found: Behind, *, after: Cursor | None) -> tuple[list[Any], Cursor | None]:
    """Return what counted among the next few hundred rows, and where the following page begins."""
    ordered = beginning(found.rows, by=found.by, after=after, newest_first=True)
    looked = list(ordered.values_list(found.by, "pk")[: MOST_LOOKED_THROUGH + 1])
    keys = [key for _at, key in looked[:MOST_LOOKED_THROUGH]]
    rows = found.rows.filter(found.counted, pk__in=keys).select_related("case__customer")
    shown, following = page_of(rows, by=found.by, after=None, newest_first=True)
    if following is None and len(looked) > MOST_LOOKED_THROUGH:
        following = Cursor(*looked[MOST_LOOKED_THROUGH - 1])
    return shown, following


def _row(row: Any, found: Behind) -> dict[str, Any]:
    what = KINDS.get(row.kind, row.kind) if isinstance(row, Leak) else row.begun
    return {
        "at": getattr(row, found.by),
        "what": what,
        "is_typed": isinstance(row, Commitment),
        "person_name": row.case.customer,
        "subject": row.case.subject or row.case.number,
        "url": reverse("desk:case", args=[row.case.number]),
    }


def _heading(asked: Asked) -> str:
    """Say what the cases have in common, in a few words."""
    titles = {PROMISES: _("Promises"), WAITING: _("Answers"), CLIMBS: _("Climbs"), LEAKS: _("Leaks")}
    kinds = {PROMISES: ORIGINS, WAITING: {}, CLIMBS: REASONS, LEAKS: KINDS}[asked.of]
    sides = {STRENGTH: STRENGTHS, CHANNEL: CHANNELS, PROMISES: ENDINGS}
    parts = [titles[asked.of], str(kinds.get(asked.kind, ""))]
    if asked.value:
        said = {RUNG: rung_said, LANGUAGE: language_said}.get(asked.by)
        words = sides.get(PROMISES if asked.of == PROMISES else asked.by, {})
        parts.append(said(asked.value) if said else str(words.get(asked.value, "")))
    if asked.bucket is not None:
        parts.append(up_to(asked.bucket))
    return " · ".join(part for part in parts if part)
