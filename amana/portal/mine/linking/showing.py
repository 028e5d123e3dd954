"""Choosing, entry by entry, what of an own case the company may read: previewed, then shown here or saved as a file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from amana.advocacy.linking.joining import linking_of, served_case, viewer_in
from amana.advocacy.linking.packing import pack, plain
from amana.advocacy.linking.showing import show_own, to_choose
from amana.cases.errors import Refused
from amana.cases.models import Case, Participant
from amana.handling.tying.disclosing import MOST_AT_ONCE, content_of, kept_of, shown_in
from amana.handling.tying.disclosing import Kept as Shown
from amana.kit.codes import key_in
from amana.look.disclosing import as_it_will_stand, title_of
from amana.look.telling import Links, Teller, story
from amana.portal.keeping import as_download
from amana.portal.mine.owning import Kept, by_owner
from amana.portal.telling import LARGEST
from amana.record.reading import Bounds, Page, Read
from amana.team.viewing import Viewer

SHOWN = 160


@require_http_methods(["GET", "HEAD", "POST"])
@by_owner
def showing(request: HttpRequest, kept: Kept) -> HttpResponse:
    """POST with `step`: "look" shows exactly what would be read, "show" shows it to them, "file" saves it for them."""
    if request.method != "POST":
        return _choose(request, kept)
    keys = [key for one in request.POST.getlist("entry")[: MOST_AT_ONCE + 1] if (key := key_in(one))]
    try:
        step = request.POST.get("step")
        if step == "show":
            said = show_own(kept.case, keys, by=kept.viewer, at=kept.at)
            messages.success(request, said_so(len(said)))
            return redirect(kept.url("own_linking"))
        if step == "file":
            content = pack(kept.case, keys, by=kept.viewer, at=kept.at)
            return as_download(content, f"{kept.case.number}-shown.zip", "application/zip")
        return _preview(request, kept, kept_of(kept.case, keys, with_files=False))
    except Refused as refused:
        return _choose(request, kept, chosen=keys, error=str(refused.sentence))


def said_so(count: int) -> str:
    """Return what is said after entries were shown; those that stood there already are not doubled."""
    if not count:
        return _("They stood in the record of both already; nothing was doubled.")
    return ngettext(
        "One entry is in the record of both now.", "%(count)s entries are in the record of both now.", count
    ) % {"count": count}


def _choose(request: HttpRequest, kept: Kept, *, chosen: Sequence[UUID] = (), error: str = "") -> HttpResponse:
    served, _viewer = together(kept)
    found = to_choose(kept.case, before=_before(request))
    known = shown_in(served.key, [one.hash for one in found.entries]) if served else set()
    rows = [choice_of(one, is_there=one.hash in known, is_chosen=one.id in chosen) for one in found.entries]
    page = kept.frame | {
        "rows": rows, "earlier_url": earlier_url(found.page, kept.url("own_showing")), "error": error, "most": MOST_AT_ONCE,
        "company_name": kept.case.company.name, "is_linked": served is not None,
        "back_url": kept.url("own_linking") if served else kept.url(),
    }  # fmt: skip
    return render(request, "mine/linking/choosing.html", page, status=422 if error else 200)


def choice_of(entry: Read, *, is_there: bool, is_chosen: bool) -> dict[str, Any]:
    """Return one entry as it is offered to be chosen."""
    words = " ".join(str(entry["text"] or entry["action"] or entry["what"] or entry["subject"] or "").split())
    return {"key": entry.id, "title": title_of(entry.kind), "at": entry.at, "number": entry.number,
            "words": Truncator(words).chars(SHOWN), "is_there": is_there, "is_chosen": is_chosen}  # fmt: skip


def _before(request: HttpRequest) -> Bounds | None:
    number = request.GET.get("before", "")
    return (
        {"shared": min(int(number), LARGEST)} if number.isascii() and number.isdecimal() and len(number) < 11 else None
    )


def earlier_url(page: Page, url: str) -> str:
    """Return where the entries before these are chosen from; "" when there are none."""
    return f"{url}?before={page.before['shared']}" if page.earlier else ""


def together(kept: Kept) -> tuple[Case | None, Viewer]:
    """Return the case in which both go on, and who the keeper is in it; None where nothing is linked."""
    linking = linking_of(kept.case)
    served = served_case(linking) if linking is not None and linking.linked_at is not None else None
    if linking is None or served is None:
        return None, kept.viewer
    return served, viewer_in(linking, served)


def _preview(request: HttpRequest, kept: Kept, chosen: Sequence[Shown]) -> HttpResponse:
    served, viewer = together(kept)
    page = (
        kept.frame
        | preview_of(chosen, by=viewer, at=kept.at)
        | {
            "company_name": kept.case.company.name,
            "is_linked": served is not None and served.is_open,
            "readers": readers_of(served, viewer) if served is not None else [],
            "back_url": kept.url("own_showing"),
        }
    )
    return render(request, "mine/linking/preview.html", page)


def readers_of(served: Case, viewer: Viewer) -> list[str]:
    """Return who else takes part in a case, and would read what is shown in it."""
    rows = Participant.objects.filter(case=served).select_related("person").order_by("added_at", "pk")[:20]
    return [str(row.person) for row in rows if viewer.person is None or row.person_id != viewer.person.pk]


def preview_of(chosen: Sequence[Shown], *, by: Viewer, at: datetime) -> dict[str, Any]:
    """Return entries told exactly as the other side will read them, each with all that goes along as it is sealed."""
    reads = [
        as_it_will_stand(
            content_of(one, by=by, files=one.named_files), number=place, by=by.actor, at=at, book=UUID(one.copy["book"])
        )
        for place, one in enumerate(chosen, 1)
    ]
    told = [
        one for day in story(reads, Teller("company", Links(lambda _key: ""), at, by.name)) for one in day["entries"]
    ]
    rows = [{"entry": entry, "key": one.copy["entry"], "fingerprint": one.hash, "sealed": plain(one.copy)}
            for entry, one in zip(told, chosen, strict=True)]  # fmt: skip
    return {"rows": rows, "count": len(rows)}
