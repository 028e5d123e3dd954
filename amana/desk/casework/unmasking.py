"""Looking at a covered number: one entry at a time, for five minutes, and written down."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from amana.desk.entering import Seat, case_of, seated
from amana.handling.facts.unmasking import unmask
from amana.language.masking import masked
from amana.record.reading import Read

SHOWN_FOR = timedelta(minutes=5)


@seated
@require_POST
def entry_unmask(request: HttpRequest, seat: Seat, number: str, key: UUID) -> HttpResponse:
    """Show the numbers of one entry to whoever asks, and keep in our own chain that they asked."""
    case = case_of(seat, number)
    found = unmask(case, key, by=seat.viewer, at=seat.at)
    if found is None:
        raise Http404
    messages.success(request, _("Shown for five minutes, and written down."))
    return redirect(f"{reverse('desk:case', args=[case.number])}#entry-{found.number}")


def covered(entries: Sequence[Read], seat: Seat, number: str) -> dict[UUID, dict[str, str]]:
    """Return, for each entry that holds such numbers, its text with them covered, and where they can be looked at."""
    mine = {
        str(one["about"])
        for one in entries
        if one.kind == "entry.unmasked" and one.at > seat.at - SHOWN_FOR and one.by.key == str(seat.agent.pk)
    }
    found = {}
    for one in entries:
        text = str(one["text"] or "") if one.content is not None else ""
        if text and str(one.id) not in mine and (hidden := masked(text)) != text:
            url = reverse("desk:entry_unmask", args=[number, one.id])
            found[one.id] = {"text": hidden, "unmask_url": url}
    return found
