"""Connecting a mailbox: its address, signing in, trying both ways, and from which day to bring mail in."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from amana.cases.errors import Refused
from amana.channels.email.connecting import REACH_IN, READ, SIGN_IN_IN, SIGN_IN_OUT, Step, check
from amana.channels.email.signing_in import provider
from amana.channels.models import FAILING, IN, NEEDS_LOGIN, OUT, Mailbox
from amana.desk.acting import Act, act, posted
from amana.desk.administering.advising import Tried, told
from amana.desk.carrying.noting import noted, noting
from amana.desk.entering import Seat, leads_only, seated
from amana.desk.forms.mailboxes import AddressForm, MailboxForm
from amana.desk.framing import page
from amana.handling.intake.connecting_mail import change_mailbox, connect_mailbox
from amana.handling.intake.pausing_mail import disconnect_mailbox, is_paused, pause_mailbox, resume_mailbox
from amana.team.models import Brand

FORM = require_http_methods(["GET", "HEAD", "POST"])
# What came of trying a mailbox waits here, in the session, for the page that tells it.
TRIED = "what came of trying a mailbox"


@sensitive_post_parameters("password")
@seated
@FORM
def mailboxes(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Our mailboxes, and connecting another; `?address=` goes on to its servers, as far as they can be guessed."""
    leads_only(seat)
    asked = AddressForm(request.GET or None)
    if request.method != "POST" and not asked.is_valid():
        rows = Mailbox.objects.filter(brand__in=seat.brands).select_related("brand")
        return _page(request, seat, {"asked": asked, "rows": [_as_row(one) for one in rows]})
    address = asked.cleaned_data["address"] if asked.is_valid() else ""
    form = MailboxForm(posted(request), brands=Brand.objects.filter(pk__in=seat.brands), address=address)
    if request.method != "POST" or not form.is_valid():
        return _page(request, seat, {"form": form}, status=422 if form.is_bound else 200)
    said = form.cleaned_data
    try:
        with (
            noted("mailboxes", by=seat.agent, at=seat.at, address__iexact=said["address"].strip()),
            noted("brands", by=seat.agent, at=seat.at, pk=said["brand"].pk),
        ):
            made = connect_mailbox(said["brand"], said["address"], form.said, password=said["password"], at=seat.at)
    except Refused as refused:
        form.add_error(None, str(refused.sentence))
        return _page(request, seat, {"form": form}, status=422)
    return tried(request, seat, made)


@sensitive_post_parameters("password")
@seated
@FORM
def mailbox(request: HttpRequest, seat: Seat, key: UUID) -> HttpResponse:
    """One mailbox: how it goes, and what can be changed about it."""
    row = mailbox_of(seat, key)
    was_paused = is_paused(row)
    form = MailboxForm(posted(request), brands=Brand.objects.none(), mailbox=row)
    if request.method == "POST" and form.is_valid():
        with noted("mailboxes", by=seat.agent, at=seat.at, pk=row.pk):
            change_mailbox(row, form.said, password=form.cleaned_data["password"], at=seat.at)
        return tried(request, seat, row, was_paused=was_paused)
    return _page(request, seat, {"form": form, "mailbox": row}, status=422 if form.is_bound else 200)


@seated
@require_POST
def mailbox_trial(request: HttpRequest, seat: Seat, key: UUID) -> HttpResponse:
    """Try to read and to send, and say what came of it."""
    row = mailbox_of(seat, key)
    return tried(request, seat, row, was_paused=is_paused(row))


@seated
@require_POST
def mailbox_pause(request: HttpRequest, seat: Seat, key: UUID) -> HttpResponse:
    """Fetch nothing for now."""
    row = mailbox_of(seat, key)
    with noted("mailboxes", by=seat.agent, at=seat.at, pk=row.pk):
        pause_mailbox(row)
    messages.success(request, _("Nothing is fetched from it until you go on. Sending goes on."))
    return redirect("desk:mailbox", key=key)


@seated
@require_POST
def mailbox_resumption(request: HttpRequest, seat: Seat, key: UUID) -> HttpResponse:
    """Fetch again."""
    row = mailbox_of(seat, key)
    with noted("mailboxes", by=seat.agent, at=seat.at, pk=row.pk):
        resume_mailbox(row, at=seat.at)
    messages.success(request, _("It is fetched again, what arrived meanwhile too."))
    return redirect("desk:mailbox", key=key)


@seated
@FORM
def mailbox_disconnection(request: HttpRequest, seat: Seat, key: UUID) -> HttpResponse:
    """Ask, then forget the mailbox and its secret."""
    row = mailbox_of(seat, key)
    what = Act(
        title=_("Disconnect %(address)s") % {"address": row.address},
        label=_("Disconnect it"),
        back_url=reverse("desk:mailbox", args=[key]) if request.method != "POST" else reverse("desk:mailboxes"),
        about=row.address,
        sentence=_(
            "Its password or consent is forgotten, and nothing is fetched or sent through it any more. "
            "Mail that came in stays."
        ),
        done=_("%(address)s is disconnected.") % {"address": row.address},
        name="settings",
    )
    do = noting(lambda _said: disconnect_mailbox(row), seat, "mailboxes", pk=row.pk)
    return act(request, seat, forms.Form(posted(request)), do, what)


def tried(request: HttpRequest, seat: Seat, row: Mailbox, *, was_paused: bool = False) -> HttpResponse:
    """Try a mailbox and go to its page, which tells what came of it; one that rested goes on resting."""
    if row.is_oauth and not row.secret:
        messages.info(request, _("Now sign in at the provider."))
    else:
        steps = check(row, at=seat.at)
        _note_failures(row, steps, at=seat.at)
        told_later = [[step.name, step.is_ok, step.sentence] for step in steps]
        request.session[TRIED] = {"mailbox": str(row.pk), "steps": told_later}
    if was_paused:
        pause_mailbox(row)
    return redirect("desk:mailbox", key=row.pk)


def _note_failures(row: Mailbox, steps: list[Step], *, at: datetime) -> None:
    """What did not work now is not shown as working; a refused sign-in waits for a person, the rest is tried again."""
    for step in steps:
        if not step.is_ok:
            state = NEEDS_LOGIN if step.name in {SIGN_IN_IN, SIGN_IN_OUT} else FAILING
            way = IN if step.name in {REACH_IN, SIGN_IN_IN, READ} else OUT
            row.note_state(way, state, at=at, reason=step.sentence)


def mailbox_of(seat: Seat, key: UUID) -> Mailbox:
    """Return a mailbox of a brand of this lead. Raises Http404, also for whoever leads nobody."""
    leads_only(seat)
    return get_object_or_404(Mailbox.objects.select_related("brand"), pk=key, brand__in=seat.brands)


def _as_row(row: Mailbox) -> dict[str, object]:
    return {"mailbox": row, "is_paused": is_paused(row), "is_unused": row.is_oauth and not row.secret}


def _steps(request: HttpRequest, row: Mailbox) -> list[Tried]:
    waiting = request.session.get(TRIED)
    if request.method == "POST" or not waiting or waiting["mailbox"] != str(row.pk):
        return []
    del request.session[TRIED]
    return told(row, [(name, is_ok, sentence) for name, is_ok, sentence in waiting["steps"]])


def _page(request: HttpRequest, seat: Seat, context: dict[str, object], *, status: int = 200) -> HttpResponse:
    row = context.get("mailbox")
    if isinstance(row, Mailbox):
        can_sign_in = row.is_oauth and provider(row.sign_in) is not None
        context |= _as_row(row) | {"can_sign_in": can_sign_in, "steps": _steps(request, row)}
    return page(request, seat, "desk/administering/mailbox.html", context, name="settings", status=status)
