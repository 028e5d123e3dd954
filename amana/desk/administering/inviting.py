"""Inviting a colleague: what is asked, whether it went out, and sending it again or taking it back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from allauth.core import ratelimit
from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from amana.cases.errors import Refused
from amana.desk.acting import Act, posted
from amana.desk.administering.placing import FORM, leads_of, must_not_rise_above
from amana.desk.carrying.noting import noted
from amana.desk.entering import Seat, leads_only, seated
from amana.desk.forms.settings import InvitationForm
from amana.desk.framing import page
from amana.handling.holding.inviting import Invited, invite, send_again, withdraw_invitation
from amana.post.models import Outgoing, Recipient
from amana.team.models import Agent, Brand, Invitation


@seated
@FORM
def invitations(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Invite somebody who is to serve; they choose a password of their own."""
    leads_only(seat)
    own = seat.agent
    initial = {"lead": own, "role": Agent.AGENT, "language": own.account.language, "brands": list(seat.brands)}
    brands = Brand.objects.filter(pk__in=seat.brands).order_by("name")
    form = InvitationForm(posted(request), leads=leads_of(seat), brands=brands, initial=initial)
    if form.is_valid():
        said = form.cleaned_data

        def do() -> Invited:
            must_not_rise_above(seat, said["role"])
            with noted("invitations", by=own, at=seat.at, email__iexact=said["email"].strip()):
                return invite(**said, by=own, at=seat.at)

        made = _tried(request, form, said["email"], do)
        if made is not None:
            return _handed_out(request, seat, made)
    sentence = _("They get a link with which they choose a password of their own. It works once, for three days.")
    what = Act(_("Invite a colleague"), _("Invite"), reverse("desk:settings"), sentence, about=_("Settings"))
    status = 422 if form.is_bound else 200
    return page(request, seat, what.template, {"form": form, "act": what}, name="settings", status=status)


def _tried(request: HttpRequest, form: forms.Form, email: str, do: Callable[[], Invited]) -> Invited | None:
    """Call the verb; what it refuses stays in the form."""
    try:
        _not_too_often(request, email)
        return do()
    except Refused as refused:
        form.add_error(None, str(refused.sentence))
    except ValidationError as wrong:
        form.add_error(None, wrong)
    return None


def _not_too_often(request: HttpRequest, email: str) -> None:
    if not ratelimit.consume(request, action="invitation", key=email.strip().lower()):
        raise Refused(_("Too many invitations in a short time. Wait a minute."))


def _handed_out(request: HttpRequest, seat: Seat, made: Invited) -> HttpResponse:
    """Say that the mail is on its way; where none can leave, show the link, in this one answer and nowhere else."""
    if made.link:
        context = {"invitation": made.invitation, "link": made.link}
        return page(request, seat, "desk/administering/invitation_link.html", context, name="settings")
    messages.success(request, _("The invitation goes to %(email)s.") % {"email": made.invitation.email})
    return redirect("desk:settings")


def _those_of(seat: Seat) -> QuerySet[Invitation]:
    """Return the waiting invitations into the brands of this lead."""
    leads_only(seat)
    rows = Invitation.objects.waiting().filter(brands__in=seat.brands).select_related("by__account", "lead__account")
    return rows.distinct().order_by("-invited_at")


def listed(seat: Seat) -> list[dict[str, Any]]:
    """Return what the settings show of those who were invited and have not come yet."""
    rows = list(_those_of(seat))
    failed = _failed({row.mail for row in rows if row.mail})
    return [
        {
            "key": row.pk,
            "name": row.name,
            "email": row.email,
            "role": row.get_role_display(),
            "since": row.invited_at,
            "is_over": row.expires_at <= seat.at,
            "has_failed": row.mail in failed,
        }
        for row in rows
    ]


def _failed(mails: set[UUID]) -> set[UUID]:
    stopped = Outgoing.objects.filter(pk__in=mails, state__in=[Outgoing.FAILED, Outgoing.HELD])
    lost = Recipient.objects.filter(outgoing__in=mails, state__in=[Recipient.FAILED, Recipient.BOUNCED])
    return {*stopped.values_list("pk", flat=True), *lost.values_list("outgoing", flat=True)}


@seated
@require_safe
def invitation(request: HttpRequest, seat: Seat, key: UUID) -> HttpResponse:
    """One invitation, with the two things that can be done about it."""
    row = get_object_or_404(_those_of(seat), pk=key)
    context = {
        "invitation": row,
        "is_over": row.expires_at <= seat.at,
        "has_failed": bool(row.mail and _failed({row.mail})),
    }
    return page(request, seat, "desk/administering/invitation.html", context, name="settings")


@seated
@require_POST
def invitation_renewal(request: HttpRequest, seat: Seat, key: UUID) -> HttpResponse:
    """Send it again; the old link is dead."""
    row = get_object_or_404(_those_of(seat), pk=key)
    must_not_rise_above(seat, row.role)
    _not_too_often(request, row.email)
    with noted("invitations", by=seat.agent, at=seat.at, pk=row.pk):
        made = send_again(row, by=seat.agent, at=seat.at)
    return _handed_out(request, seat, made)


@seated
@require_POST
def invitation_withdrawal(request: HttpRequest, seat: Seat, key: UUID) -> HttpResponse:
    """Take it back: the link opens nothing any more."""
    row = get_object_or_404(_those_of(seat), pk=key)
    with noted("invitations", by=seat.agent, at=seat.at, pk=row.pk):
        withdraw_invitation(row, at=seat.at)
    messages.success(request, _("The invitation of %(name)s is withdrawn.") % {"name": row.name})
    return redirect("desk:settings")
