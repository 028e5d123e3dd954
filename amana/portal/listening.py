"""The recording of a call: heard and kept by the caller once it is shared, asked for before."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from amana.look.sounding import sound_answer
from amana.portal.acting import act
from amana.portal.entering import Guest, by_known_device, nothing_here
from amana.record.reading import Read, entry
from amana.recordings.keeping import ask_for_a_copy, recordings_of
from amana.recordings.models import Recording

MOST = 50


def recordings_beside(guest: Guest) -> Callable[[Read], dict[str, Any]]:
    """Return what the story shows with each call that has a recording; one query for all of them."""
    rows = Recording.objects.filter(case=guest.case, deleted_at=None).order_by("-at")[:MOST]
    known = {row.call: row for row in rows}

    def beside(entry: Read) -> dict[str, Any]:
        row = known.get(entry.id)
        if row is None or entry.content is None:
            return {}
        found = {"recording_url": guest.url("recording", row.call)}
        return found | ({"sound_url": guest.url("recording_sound", row.call)} if row.shared_at is not None else {})

    return beside


@require_http_methods(["GET", "HEAD", "POST"])
@by_known_device
def recording(request: HttpRequest, guest: Guest, key: UUID) -> HttpResponse:
    """POST asks for a copy; one that is shared is there to be saved."""
    row = _recording(guest, key)
    if row is None:
        return nothing_here(request)
    is_shared = row.shared_at is not None
    page = guest.frame | {
        "title": _("The recording of our call"),
        "sentence": _sentence(row),
        "send_label": "" if is_shared or row.asked_at is not None else _("Ask for a copy"),
        "copy_url": f"{guest.url('recording_sound', key)}?copy=1" if is_shared else "",
    }

    def do() -> str:
        ask_for_a_copy(row, by=guest.viewer, at=guest.at)
        return _("It is in the record that you ask for it. A person answers.")

    return act(request, page, do)


@require_safe
@by_known_device
def recording_sound(request: HttpRequest, guest: Guest, key: UUID) -> HttpResponse:
    """The sound itself, once it is shared."""
    row = _recording(guest, key)
    if row is None or row.shared_at is None or row.file is None:
        return nothing_here(request)
    return sound_answer(request, row.file)


def _recording(guest: Guest, key: UUID) -> Recording | None:
    """Return the recording of a call of this case that this side may read about."""
    call = entry(key, side="customer")
    if call is None or call.book != guest.case.key or call.kind != "call.noted" or call.content is None:
        return None
    row = recordings_of([key]).get(key)
    return row if row is not None and row.can_be_played and row.case_id == guest.case.key else None


def _sentence(row: Recording) -> str:
    words = {"name": row.consent_by, "how": row.get_consent_how_display()}
    consent = _("It was kept with the consent of: %(name)s (%(how)s).") % words
    if row.shared_at is None and row.asked_at is not None:
        return f"{consent} {_('You have asked for a copy.')}"
    return consent
