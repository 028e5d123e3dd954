"""Somebody asked not to be written to again; and taking that back, where it may be taken back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from amana.advocacy.letters.sparing import leave_alone, spared_in, write_again
from amana.cases.errors import Refused
from amana.directory.models import Lifted
from amana.portal.acting import act
from amana.portal.mine.owning import Kept, by_owner
from amana.portal.understanding import typed_text


@require_POST
@by_owner
def stop(request: HttpRequest, kept: Kept) -> HttpResponse:
    """POST keeps that an address asked not to be written to again: nobody of this installation writes to it any more."""
    try:
        leave_alone(
            kept.case, typed_text(request, "address", most=254), by=kept.viewer, account=kept.keeper.account, at=kept.at
        )
    except Refused as refused:
        messages.error(request, str(refused.sentence))
    else:
        messages.success(request, _("Kept. Nobody here writes to this address any more."))
    return redirect(kept.url("own_ladder"))


@require_http_methods(["GET", "HEAD", "POST"])
@by_owner
def stop_lifting(request: HttpRequest, kept: Kept) -> HttpResponse:
    """POST takes back that `address` is left alone, with the reason in words (`text`)."""
    address = request.GET.get("address", "")[:254].replace("\0", "")
    spared = {one.address: one for one in spared_in(kept.case, account=kept.keeper.account)}
    reason = spared[address].reason if address in spared else ""
    page = kept.frame | {
        "title": _("Write to %(address)s again") % {"address": address},
        "sentence": _lead(reason),
        "asks_text": True,
        "text_label": _("Why is it taken back?"),
        "text_rows": 3,
        "send_label": _("Write there again"),
        "back_url": kept.url("own_ladder"),
        "action": request.get_full_path(),
    }  # fmt: skip

    def do() -> str:
        why = typed_text(request, "text", most=500)
        write_again(kept.case, address, why=why, by=kept.viewer, account=kept.keeper.account, at=kept.at)
        return _("Taken back. One letter and one follow-up each, as before.")

    return act(request, page, do)


def _lead(reason: str) -> str:
    if reason == Lifted.WROTE:
        return _(
            "They have written to you since they asked to be left alone. What you write here stands in your own part of the record."
        )
    return _(
        "Only if it was noted by mistake. Whoever did ask to be left alone is left alone. What you write here stands in "
        "your own part of the record."
    )


def lifting_url(number: str, address: str) -> str:
    """Return where it is taken back that an address is left alone."""
    return f"{reverse('portal:own_stop_lifting', args=[number])}?{urlencode({'address': address})}"
