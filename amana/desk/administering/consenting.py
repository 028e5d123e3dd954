"""Signing in to a mailbox at its provider: there by a link, and back with an answer that must be ours."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_POST, require_safe

from amana.cases.errors import Refused
from amana.channels.email.errors import MailTrouble
from amana.channels.email.signing_in import Begun, begin, finish
from amana.desk.administering.mailboxes import mailbox_of, tried
from amana.desk.carrying.noting import noted
from amana.desk.entering import Seat, seated
from amana.desk.framing import page
from amana.handling.intake.connecting_mail import keep_consent
from amana.handling.intake.pausing_mail import is_paused

# Where a sign-in under way is remembered, in the session of whoever began it.
UNDER_WAY = "signing in to a mailbox"


@seated
@require_POST
def mailbox_sign_in(request: HttpRequest, seat: Seat, key: UUID) -> HttpResponse:
    """Begin to sign in at the provider; the page leads there by a link, as forms of ours end at our own door."""
    row = mailbox_of(seat, key)
    try:
        begun = begin(row.sign_in, redirect_uri=_return_url(), address=row.address)
    except MailTrouble as trouble:
        raise Refused(str(trouble)) from trouble
    request.session[UNDER_WAY] = {"mailbox": str(row.pk), "state": begun.state, "verifier": begun.verifier}
    context = {"mailbox": row, "sign_in_url": begun.url}
    return page(request, seat, "desk/administering/mailbox.html", context, name="settings")


@sensitive_variables("begun", "code", "tokens")
@seated
@require_safe
def mailbox_return(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Where the provider sends back whoever signed in; an answer to nothing that was begun here is nothing."""
    under_way = request.session.get(UNDER_WAY)
    if not under_way or not {"code", "error"} & set(request.GET):
        raise Http404
    row = mailbox_of(seat, UUID(under_way["mailbox"]))
    del request.session[UNDER_WAY]
    begun = Begun("", under_way["state"], under_way["verifier"])
    code, state = request.GET.get("code", ""), request.GET.get("state", "")
    # What is not ASCII cannot be compared in constant time, and is not ours.
    state = state if state.isascii() else ""
    if not code:
        messages.error(request, _("The provider did not let us in. Sign in again and agree to what it asks."))
        return redirect("desk:mailbox", key=row.pk)
    try:
        tokens = finish(row.sign_in, begun, code=code, state=state, redirect_uri=_return_url(), at=seat.at)
    except MailTrouble as trouble:
        messages.error(request, str(trouble))
        return redirect("desk:mailbox", key=row.pk)
    was_paused = is_paused(row)
    with noted("mailboxes", by=seat.agent, at=seat.at, pk=row.pk):
        keep_consent(row, tokens, at=seat.at)
    return tried(request, seat, row, was_paused=was_paused)


def _return_url() -> str:
    return f"{settings.BASE_URL}{reverse('desk:mailbox_return')}"
