"""Making the file of an own case: who reads it decides what stands in it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from amana.advocacy.filing.choosing import READERS, Choice
from amana.advocacy.filing.composing import file_pdf
from amana.advocacy.filing.exhibits import papers_of
from amana.kit.codes import key_in
from amana.portal.keeping import as_download
from amana.portal.mine.owning import Kept, by_owner


@require_http_methods(["GET", "HEAD", "POST"])
@by_owner
def filing(request: HttpRequest, kept: Kept) -> HttpResponse:
    """POST answers the file as a PDF: `to` (company, office, court), `language`, `with` (costs, claims, exhibits), `paper`."""
    if request.method == "POST":
        made = file_pdf(kept.case, _chosen(request, kept), by=kept.viewer, at=kept.at)
        return as_download(made.content, f"{kept.case.number}.pdf", "application/pdf")
    return render(request, "mine/filing/making.html", kept.frame | _page(kept))


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
    return {
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
