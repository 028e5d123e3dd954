"""The record of both sides, read and written by the keeper of an own case: the same bytes as on the company's desk."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from amana.advocacy.linking.joining import link_of, linking_of, served_case, viewer_in
from amana.advocacy.linking.showing import unshown_since
from amana.advocacy.linkings import Linking
from amana.cases.errors import Refused
from amana.cases.links import token_of
from amana.cases.models import Case
from amana.handling.handing_out.exporting import export
from amana.handling.mails.correspondence import address_of
from amana.handling.talking.hearing import LONGEST_TEXT, hear
from amana.portal.answering import answers
from amana.portal.keeping import as_download, file_answer
from amana.portal.mine.owning import Kept, by_owner, not_yours
from amana.portal.promising import open_offers, promises_of, show
from amana.portal.recognising import device_of, remember
from amana.portal.telling import tell, told_context
from amana.portal.understanding import typed_text
from amana.portal.writing import files_of
from amana.record.reading import head


def record_page(
    request: HttpRequest, kept: Kept, linking: Linking, *, typed: str = "", error: str = ""
) -> HttpResponse:
    """Answer the record of both with what comes next in it; `?before=` shows the part before some entry."""
    served = served_case(linking)
    frame = kept.frame | {"company_name": linking.served.company.name, "end_url": kept.url("own_linking_end")}
    if served is None:
        return render(request, "mine/linking/gone.html", frame)
    before = request.GET.get("before", "")
    story = tell(
        served, audiences=["shared"], before=before, url=kept.url("own_linking"), at=kept.at,
        file=lambda key: kept.url("own_linking_file", key), answer=lambda _entry: None,
    )  # fmt: skip
    if before:
        return render(
            request, "portal/earlier.html", frame | {"back_url": kept.url("own_linking")} | told_context(story)
        )
    viewer, zone = viewer_in(linking, served), timezone.get_current_timezone()
    promises = promises_of(served, viewer)
    offers = open_offers(promises)
    address = address_of(served.customer) or ""
    page = {
        "number": served.number,
        "since": linking.linked_at,
        "is_open": served.is_open,
        "next_step": answers(served, promises, story.entries, zone=zone, at=kept.at, address=address) if served.is_open else None,
        "promises": [show(one, offer=offers.get(one.pk), at=kept.at, url=None) for one in promises],
        "seal": _seal(served),
        "unshown": unshown_since(kept.case, served, linking.linked_at) if linking.linked_at and served.is_open else 0,
        "typed": typed,
        "error": error,
        **_urls(kept),
        **told_context(story),
    }  # fmt: skip
    return render(request, "mine/linking/record.html", frame | page, status=422 if error else 200)


def _seal(served: Case) -> dict[str, Any]:
    length, sealed = head(served.key)
    return {"length": length, "parts": [sealed[start : start + 8] for start in range(0, len(sealed), 8)]}


def _urls(kept: Kept) -> dict[str, str]:
    return {
        "message_url": kept.url("own_linking_message"),
        "showing_url": kept.url("own_showing"),
        "page_url": kept.url("own_linking_page"),
        "export_url": kept.url("own_linking_export"),
        "case_url": kept.url(),
    }


def _linked(kept: Kept) -> tuple[Linking, Case] | None:
    """Return the linking and the case in which both go on; None for an own case that has none."""
    linking = linking_of(kept.case)
    served = served_case(linking) if linking is not None and linking.linked_at is not None else None
    return (linking, served) if linking is not None and served is not None else None


@require_POST
@by_owner
def message(request: HttpRequest, kept: Kept) -> HttpResponse:
    """POST puts words (`text`) and files into the record of both, as from the page the company's mails lead to."""
    found = _linked(kept)
    if found is None:
        return not_yours(request, kept.keeper)
    linking, served = found
    text = typed_text(request, "text", most=LONGEST_TEXT)
    try:
        hear(served, text, by=viewer_in(linking, served), at=kept.at, files=files_of(request))
    except Refused as refused:
        return record_page(request, kept, linking, typed=text, error=str(refused.sentence))
    messages.success(request, _("Your message is in the record of both."))
    return redirect(kept.url("own_linking"))


@require_safe
@by_owner
def file(request: HttpRequest, kept: Kept, key: UUID) -> HttpResponse:
    """Answer a file of the record of both."""
    found = _linked(kept)
    return file_answer(request, found[1].key, key) if found else not_yours(request, kept.keeper)


@require_POST
@by_owner
def exported(request: HttpRequest, kept: Kept) -> HttpResponse:
    """POST answers the record of both as a zip that proves itself."""
    found = _linked(kept)
    if found is None:
        return not_yours(request, kept.keeper)
    linking, served = found
    content = export(served.key, side="customer", at=kept.at, purpose="own case", by=viewer_in(linking, served))
    return as_download(content, f"{served.number}.zip", "application/zip")


@require_POST
@by_owner
def page(request: HttpRequest, kept: Kept) -> HttpResponse:
    """POST opens the page the company's mails lead to; this browser is known there from now on, as after a code."""
    found = _linked(kept)
    if found is None:
        return not_yours(request, kept.keeper)
    linking = found[0]
    response = redirect("portal:case", token_of(link_of(linking, at=kept.at).pk))
    if device_of(request, linking.person, at=kept.at) is None:
        remember(request, response, linking.person, at=kept.at)
    return response
