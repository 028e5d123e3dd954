"""A case page that stays true: who else is here and who is writing, and whether something was added since."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from amana.cases.models import Case
from amana.desk.entering import Seat, case_of, seated
from amana.desk.models import Presence
from amana.record.reading import chains_for, heads

# A page asks this often; who has not asked for three times as long is gone.
ASKS_EVERY = timedelta(seconds=15)
GONE_AFTER = 3 * ASKS_EVERY
# A sign of life is written down again after this, so that a page on which nothing happens writes little.
WRITTEN_AGAIN_AFTER = ASKS_EVERY + timedelta(seconds=5)
MOST_SHOWN = 8


@seated
@require_POST
def case_live(request: HttpRequest, seat: Seat, number: str) -> HttpResponse:
    """Say who is here besides the reader, and where the record stands; 304 when it is as the page knows it."""
    case = case_of(seat, number)
    be_here(case, seat, is_typing=request.POST.get("typing") == "1")
    said = {"readers": others_here(case, seat), "stands": stands(case)}
    tag = f'"{hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:20]}"'
    if request.headers.get("If-None-Match") == tag:
        return HttpResponse(status=304, headers={"ETag": tag})
    body = json.dumps(said, ensure_ascii=False)
    return HttpResponse(
        body, content_type="application/json", headers={"ETag": tag, "Cache-Control": "private, no-cache"}
    )


def stands(case: Case) -> str:
    """Return where the chains stand that the desk reads: another value means that something was added."""
    known = heads(case.key)
    return ".".join(str(known.get(name, 0)) for name in chains_for("company"))


def be_here(case: Case, seat: Seat, *, is_typing: bool) -> None:
    """Write down that this agent has the case before them, unless that was said a moment ago."""
    known = Presence.objects.filter(case=case, agent=seat.agent).first()
    if known is not None and known.is_typing == is_typing and known.seen_at > seat.at - WRITTEN_AGAIN_AFTER:
        return
    Presence.objects.update_or_create(
        case=case, agent=seat.agent, defaults={"is_typing": is_typing, "seen_at": seat.at}
    )


def others_here(case: Case, seat: Seat) -> list[dict[str, object]]:
    """Return who else has the case before them, and whether they are writing; by name."""
    rows = Presence.objects.filter(case=case, seen_at__gt=seat.at - GONE_AFTER).exclude(agent=seat.agent)
    found = rows.select_related("agent__account").order_by("agent__account__name")[:MOST_SHOWN]
    return [{"name": row.agent.name, "typing": row.is_typing} for row in found]


def leave(at: datetime) -> int:
    """Recurring: forget who is gone; return how many rows."""
    gone = Presence.objects.filter(seen_at__lt=at - GONE_AFTER).order_by("seen_at").values_list("pk", flat=True)[:1000]
    return Presence.objects.filter(pk__in=list(gone)).delete()[0]
