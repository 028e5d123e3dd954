"""Connecting a mailbox: its address, signing in, trying both ways, and from which day to bring mail in."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from amana.cases.errors import Refused
from amana.channels.email.connecting import check
from amana.channels.email.errors import MailTrouble
from amana.channels.email.signing_in import Begun, begin, finish, provider
from amana.channels.models import Mailbox
from amana.desk.acting import posted
from amana.desk.entering import Seat, leads_only, seated
from amana.desk.forms.mailboxes import AddressForm, MailboxForm
from amana.desk.framing import page
from amana.handling.connecting_mail import change_mailbox, connect_mailbox, keep_consent
from amana.team.models import Brand

FORM = require_http_methods(["GET", "HEAD", "POST"])
# Where a sign-in under way is remembered, in the session of whoever began it.
UNDER_WAY = "signing in to a mailbox"


@seated
@FORM
def mailboxes(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Connect another mailbox; `?address=` goes on to the servers, with what is known of its provider filled in."""
    leads_only(seat)
    asked = AddressForm(request.GET or None)
    if request.method != "POST" and not asked.is_valid():
        return _page(request, seat, {"asked": asked})
    address = asked.cleaned_data["address"] if asked.is_valid() else ""
    form = MailboxForm(posted(request), brands=Brand.objects.filter(pk__in=seat.brands), address=address)
    if request.method != "POST" or not form.is_valid():
        return _page(request, seat, {"form": form}, status=422 if form.is_bound else 200)
    said = form.cleaned_data
    try:
        made = connect_mailbox(said["brand"], said["address"], form.said, password=said["password"], at=seat.at)
    except Refused as refused:
        form.add_error(None, str(refused.sentence))
        return _page(request, seat, {"form": form}, status=422)
    return _tried(request, seat, made)


@seated
@FORM
def mailbox(request: HttpRequest, seat: Seat, key: UUID) -> HttpResponse:
    """One mailbox: how it goes, and what can be changed about it."""
    row = _found(seat, key)
    form = MailboxForm(posted(request), brands=Brand.objects.none(), mailbox=row)
    if request.method == "POST" and form.is_valid():
        change_mailbox(row, form.said, password=form.cleaned_data["password"], at=seat.at)
        return _tried(request, seat, row)
    return _page(request, seat, {"form": form, "mailbox": row}, status=422 if form.is_bound else 200)


@seated
@require_POST
def mailbox_trial(request: HttpRequest, seat: Seat, key: UUID) -> HttpResponse:
    """Try to read and to send, and say what came of it."""
    return _tried(request, seat, _found(seat, key))


@seated
@require_POST
def mailbox_sign_in(request: HttpRequest, seat: Seat, key: UUID) -> HttpResponse:
    """Begin to sign in at the provider; the page leads there by a link, as forms of ours end at our own door."""
    row = _found(seat, key)
    begun = _begun(row)
    request.session[UNDER_WAY] = {"mailbox": str(row.pk), "state": begun.state, "verifier": begun.verifier}
    return _page(request, seat, {"mailbox": row, "sign_in_url": begun.url})


def _begun(row: Mailbox) -> Begun:
    try:
        return begin(row.sign_in, redirect_uri=_return_url(), address=row.address)
    except MailTrouble as trouble:
        raise Refused(str(trouble)) from trouble


@seated
@require_safe
def mailbox_return(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Where the provider sends back whoever signed in; without a sign-in that was begun here there is nothing."""
    under_way = request.session.pop(UNDER_WAY, None)
    if not under_way or "code" not in request.GET:
        raise Http404
    row = _found(seat, UUID(under_way["mailbox"]))
    begun = Begun("", under_way["state"], under_way["verifier"])
    state, code = request.GET.get("state", ""), request.GET["code"]
    try:
        tokens = finish(row.sign_in, begun, code=code, state=state, redirect_uri=_return_url(), at=seat.at)
    except MailTrouble as trouble:
        messages.error(request, str(trouble))
        return redirect("desk:mailbox", key=row.pk)
    keep_consent(row, tokens, at=seat.at)
    return _tried(request, seat, row)


def _return_url() -> str:
    return f"{settings.BASE_URL}{reverse('desk:mailbox_return')}"


def _tried(request: HttpRequest, seat: Seat, row: Mailbox) -> HttpResponse:
    if row.is_oauth and not row.secret:
        messages.info(request, _("Now sign in at the provider."))
    else:
        for step in check(row, at=seat.at):
            (messages.success if step.is_ok else messages.error)(request, step.sentence)
    return redirect("desk:mailbox", key=row.pk)


def _found(seat: Seat, key: UUID) -> Mailbox:
    leads_only(seat)
    return get_object_or_404(Mailbox, pk=key, brand__in=seat.brands)


def _page(request: HttpRequest, seat: Seat, context: dict[str, object], *, status: int = 200) -> HttpResponse:
    row = context.get("mailbox")
    context["can_sign_in"] = isinstance(row, Mailbox) and row.is_oauth and provider(row.sign_in) is not None
    return page(request, seat, "desk/mailbox.html", context, name="settings", status=status)
