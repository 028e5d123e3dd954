"""Making the file of an own case: who reads it decides what stands in it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from amana.advocacy.filing.choosing import READERS, Choice
from amana.advocacy.filing.composing import file_pdf
from amana.advocacy.filing.exhibits import papers_of
from amana.advocacy.filing.making import KEPT_FOR, ask, bytes_of, is_large, latest
from amana.advocacy.models import Making
from amana.kit.codes import key_in
from amana.portal.keeping import as_download
from amana.portal.mine.owning import Kept, by_owner, not_yours
from amana.post.storing import Damaged


@require_http_methods(["GET", "HEAD", "POST"])
@by_owner
def filing(request: HttpRequest, kept: Kept) -> HttpResponse:
    """POST answers the file as a PDF: `to` (company, office, court), `language`, `with` (costs, claims, exhibits), `paper`.

    A large one is made beside the pages; the page says how far it is.
    """
    if request.method == "POST":
        choice = _chosen(request, kept)
        if is_large(kept.case, choice):
            ask(kept.case, choice, at=kept.at)
            return redirect(kept.url("own_filing"))
        made = file_pdf(kept.case, choice, by=kept.viewer, at=kept.at)
        return as_download(made.content, f"{kept.case.number}.pdf", "application/pdf")
    return render(request, "mine/filing/making.html", kept.frame | _page(kept))


@require_safe
@by_owner
def progress(request: HttpRequest, kept: Kept) -> HttpResponse:
    """Answer how far the file is, as a fragment."""
    return render(request, "mine/filing/_progress.html", kept.frame | _made(kept))


@require_safe
@by_owner
def made_file(request: HttpRequest, kept: Kept, key: UUID) -> HttpResponse:
    """Answer a file that was made beside the pages."""
    row = Making.objects.filter(pk=key, case=kept.case).exclude(file_key="").first()
    if row is None:
        return not_yours(request, kept.keeper)
    try:
        content = bytes_of(row)
    except Damaged:
        return not_yours(request, kept.keeper)
    return as_download(content, f"{kept.case.number}.pdf", "application/pdf")


def _made(kept: Kept) -> dict[str, Any]:
    """Return what mine/filing/_progress.html needs."""
    row = latest(kept.case)
    if row is None:
        return {"making": None}
    return {
        "making": {
            "row": row, "is_ready": bool(row.file_key), "is_under_way": row.ended_at is None,
            "percent": min(99, 100 * row.done // row.steps) if row.steps else 0, "until": (row.ended_at or row.asked_at) + KEPT_FOR,
            "url": kept.url("own_filing_file", row.pk), "progress_url": kept.url("own_filing_progress"),
            "page_url": kept.url("own_filing"),
        }
    }  # fmt: skip


def _chosen(request: HttpRequest, kept: Kept) -> Choice:
    """Return what was chosen; what nobody offers counts as not chosen."""
    language, wanted = request.POST.get("language", ""), set(request.POST.getlist("with"))
    papers = {key for typed in request.POST.getlist("paper")[:500] if (key := key_in(typed))}
    return Choice(
        language=language if language in dict(settings.LANGUAGES) else kept.case.language,
        reader=next((one for one in READERS if one == request.POST.get("to")), "company"),
        with_costs="costs" in wanted,
        with_claims="claims" in wanted,
        with_exhibits="exhibits" in wanted,
        papers=frozenset(papers),
    )


def _page(kept: Kept) -> dict[str, Any]:
    """Return what mine/filing/making.html needs."""
    return _made(kept) | {
        "action": kept.url("own_filing"),
        "record_url": kept.url("own_record"),
        "readers": [
            {
                "value": "company",
                "label": _("The company: people who answered are named by their first name or initials"),
            },
            {"value": "office", "label": _("A regulator or an ombudsman: with whole names")},
            {"value": "court", "label": _("A court: with whole names")},
        ],
        "languages": [
            {"value": code, "label": name, "is_chosen": code == kept.case.language} for code, name in settings.LANGUAGES
        ],
        "papers": [{"value": str(row.pk), "label": paper.name or row.name} for paper, row in papers_of(kept.case)],
    }
