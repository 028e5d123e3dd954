"""Adding the record a company gave out as evidence: checked from its first entry to its last, and kept whole."""

from __future__ import annotations

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from amana.advocacy.adding.dropping import LARGEST_MAIL
from amana.advocacy.linking.receiving import take_their_record
from amana.cases.errors import Refused
from amana.channels.email.naming import display_name
from amana.portal.mine.owning import Kept, by_owner


@require_http_methods(["GET", "HEAD", "POST"])
@by_owner
def their_record(request: HttpRequest, kept: Kept) -> HttpResponse:
    """POST takes a company's exported record (`file`) into the own case, when nothing in it was changed."""
    page = kept.frame | {"company_name": kept.case.company.name}
    if request.method != "POST":
        return render(request, "mine/linking/their_record.html", page)
    try:
        file = uploaded(request)
        said = take_their_record(
            kept.case, file.read(), name=display_name(file.name or "record.zip"), by=kept.viewer, at=kept.at
        )
    except Refused as refused:
        return render(request, "mine/linking/their_record.html", page | {"error": refused.sentence}, status=422)
    messages.success(request, _("Their record is kept as evidence.") if said else _("This record is kept already."))
    return redirect(kept.url())


def uploaded(request: HttpRequest) -> UploadedFile:
    """Return the file of a form. Raises Refused when there is none, or it is larger than a record may be."""
    file = request.FILES.get("file")
    if not isinstance(file, UploadedFile) or not file.size:
        raise Refused(_("Choose a file."))
    if file.size > LARGEST_MAIL:
        raise Refused(_("This file is too large to be taken in."))
    return file
