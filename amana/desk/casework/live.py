"""A case page that stays true: who else is here and who is writing, and whether something was added since."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from amana.cases.models import Case
from amana.desk.entering import Seat, seated
from amana.desk.models import Presence
from amana.record.reading import chains_for, heads

# A page asks this often; who has not asked for three times as long is gone.
ASKS_EVERY = timedelta(seconds=15)
GONE_AFTER = 3 * ASKS_EVERY
# A sign of life is written down again after this, so that a page on which nothing happens writes little.
WRITTEN_AGAIN_AFTER = ASKS_EVERY + timedelta(seconds=5)
MOST_SHOWN = 8


class Here(NamedTuple):
    """Somebody who has a case before them."""

    agent: UUID
    name: str
    is_typing: bool
    seen_at: datetime


@seated
@require_POST
def case_live(request: HttpRequest, seat: Seat, number: str) -> HttpResponse:
    """Say who is here besides the reader, and where the record stands; 304 when it is as the page knows it."""
    # Asked all day by every open page: a few columns of a few rows.
    case = get_object_or_404(Case.objects.visible_to(seat.viewer).only("pk"), number=number.upper())
    here = who_is_here(case, seat.at)
    be_here(case, seat, here, is_typing=request.POST.get("typing") == "1")
    said = {"readers": others_of(here, seat), "stands": stands(heads(case.key))}
    tag = f'"{hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:20]}"'
    if request.headers.get("If-None-Match") == tag:
        return HttpResponse(status=304, headers={"ETag": tag})
    body = json.dumps(said, ensure_ascii=False)
    return HttpResponse(
        body, content_type="application/json", headers={"ETag": tag, "Cache-Control": "private, no-cache"}
    )


def stands(known: Mapping[str, tuple[int, str]]) -> str:
    """Return where the chains stand that the desk reads, of all `heads`: another value means that something was added."""
    return ".".join(str(known.get(name, (0, ""))[0]) for name in chains_for("company"))


def who_is_here(case: Case, at: datetime) -> list[Here]:
    """Return who has the case before them at a moment, by name."""
    rows = Presence.objects.filter(case=case, seen_at__gt=at - GONE_AFTER).order_by("agent__account__name")
    columns = rows.values_list("agent", "agent__account__name", "is_typing", "seen_at")
    return [Here(*row) for row in columns[: MOST_SHOWN + 1]]


def be_here(case: Case, seat: Seat, here: list[Here], *, is_typing: bool) -> None:
    """Write down that this agent has the case before them, unless that was said a moment ago."""
    known = next((one for one in here if one.agent == seat.agent.pk), None)
    if known is not None and known.is_typing == is_typing and known.seen_at > seat.at - WRITTEN_AGAIN_AFTER:
        return
    Presence.objects.update_or_create(
        case=case, agent=seat.agent, defaults={"is_typing": is_typing, "seen_at": seat.at}
    )


def others_of(here: list[Here], seat: Seat) -> list[dict[str, object]]:
    """Return who else has the case before them, and whether they are writing."""
    return [{"name": one.name, "typing": one.is_typing} for one in here if one.agent != seat.agent.pk][:MOST_SHOWN]


def leave(at: datetime) -> int:
    """Recurring: forget who is gone; return how many rows."""
    gone = Presence.objects.filter(seen_at__lt=at - GONE_AFTER).order_by("seen_at").values_list("pk", flat=True)[:1000]
    return Presence.objects.filter(pk__in=list(gone)).delete()[0]
