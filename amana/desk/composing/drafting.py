"""Drafts: what stands in the composer is kept while it is written, for each agent and case, until it is sent or dropped."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from amana.cases.models import Case
from amana.desk.entering import Seat, case_of, seated
from amana.desk.models import Draft

Posted: TypeAlias = QueryDict

# What is kept of the form, besides what is said of each promise.
KEPT = {"text", "cc", "key", "keeps", "later", "saved", "sale_asked", "others_known", "way"}
LONGEST = 60_000
MOST_FIELDS = 200
# What stands in the form of a call is kept in the same row, each field under its name with this before it.
CALL = "call "
KEPT_OF_CALL = {"text", "who", "direction", "number", "called_at", "minutes", "waited"}


@dataclass(frozen=True)
class Kept:
    """A draft as it was left."""

    posted: Posted
    saved_at: datetime


def fields_of(posted: Posted, *, part: str = "") -> dict[str, list[str]]:
    """Return what is kept of a form: bounded, and nothing that is not the composer's, or the call's with `part` CALL."""
    known = KEPT_OF_CALL if part else KEPT
    names = [name for name in posted if name in known or name.startswith("promise-")][:MOST_FIELDS]
    return {part + name: [_kept(value) for value in posted.getlist(name)[:MOST_FIELDS]] for name in names}


def _kept(value: str) -> str:
    """Return words that every database keeps: without NUL and lone surrogates, and not without end."""
    return value.replace("\0", "").encode("utf-8", "replace").decode()[:LONGEST]


def as_posted(fields: object) -> Posted:
    """Return a form as it was kept; whatever is not one is an empty form."""
    posted = QueryDict(mutable=True)
    if isinstance(fields, dict):
        for name, values in fields.items():
            if isinstance(values, list):
                posted.setlist(str(name), [str(value) for value in values])
    return posted


def keep_draft(posted: Posted, case: Case, seat: Seat, *, part: str = "") -> datetime | None:
    """Keep what stands in the form; an empty one is no draft. Returns when it was kept."""
    if not posted.get("text", "").strip():
        drop_draft(case, seat, part=part)
        return None
    row = Draft.objects.filter(case=case, agent=seat.agent).first()
    kept: dict[str, object] = {"fields": _but(row, part) | fields_of(posted, part=part)}
    if row is None or not part:
        kept["saved_at"] = seat.at
    Draft.objects.update_or_create(case=case, agent=seat.agent, defaults=kept)
    return seat.at


def kept_draft(case: Case, seat: Seat, *, part: str = "") -> Kept | None:
    """Return this agent's draft on a case, if there is one."""
    row = Draft.objects.filter(case=case, agent=seat.agent).first()
    if row is None or not isinstance(row.fields, dict):
        return None
    fields = {name.removeprefix(part): value for name, value in row.fields.items() if _is_of(name, part)}
    return Kept(as_posted(fields), row.saved_at) if fields else None


def drop_draft(case: Case, seat: Seat, *, part: str = "") -> None:
    """Forget what was kept of one form; what was kept of the other stays."""
    row = Draft.objects.filter(case=case, agent=seat.agent).first()
    if row is None:
        return
    row.fields = _but(row, part)
    if row.fields:
        row.save(update_fields=["fields"])
    else:
        row.delete()


def _is_of(name: str, part: str) -> bool:
    return name.startswith(CALL) == bool(part)


def _but(row: Draft | None, part: str) -> dict[str, object]:
    if row is None or not isinstance(row.fields, dict):
        return {}
    return {name: value for name, value in row.fields.items() if not _is_of(name, part)}


@seated
@require_POST
def draft_removal(request: HttpRequest, seat: Seat, number: str) -> HttpResponse:
    """Throw the draft away."""
    case = case_of(seat, number)
    drop_draft(case, seat)
    messages.success(request, _("The draft is gone."))
    # As after sending: what this browser kept is of no more use either.
    return redirect(f"{reverse('desk:case', args=[case.number])}?sent=")
