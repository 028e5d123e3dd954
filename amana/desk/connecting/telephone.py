"""Telephones at the desk: connecting an exchange, who is calling, calling with a click, and calls that wait for their case."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from amana.cases.errors import Refused
from amana.cases.models import Case
from amana.channels.models import Call, PhoneSystem
from amana.channels.phone.reaching import ExchangeTrouble, dial
from amana.channels.phone.setting_up import hook_url, renew_secret, set_up
from amana.channels.phone.told import as_number
from amana.desk.acting import accepted, posted
from amana.desk.connecting.telephone_forms import TelephoneForm
from amana.desk.entering import Seat, brand_of, case_of, seated
from amana.desk.framing import page
from amana.desk.paging import cursor_in, page_of, pages
from amana.handling.calls.knowing import country_of, open_cases
from amana.handling.calls.placing import place, set_aside
from amana.handling.calls.ringing import Ringing, ringing_for
from amana.record.literals import literals


@seated
@require_http_methods(["GET", "HEAD", "POST"])
def brand_telephone(request: HttpRequest, seat: Seat, key: UUID) -> HttpResponse:
    """How the exchange of a brand is connected; a new secret is shown in the answer and never again."""
    brand = brand_of(seat, key)
    row, secret = PhoneSystem.objects.filter(brand=brand).first(), ""
    if request.method == "POST" and request.POST.get("act") == "secret":
        secret = renew_secret(brand, by=seat.agent, at=seat.at)
        form = TelephoneForm(row=row, brand=brand)
    else:
        form = TelephoneForm(posted(request), row=row, brand=brand)

        def do(_said: dict[str, Any]) -> None:
            nonlocal row, secret
            row, secret = set_up(brand, form.wanted(), by=seat.agent, at=seat.at)

        if request.method == "POST" and accepted(form, do) and not secret:
            messages.success(request, _("Saved."))
            return redirect("desk:brand_telephone", key=key)
    context = {"brand": brand, "row": row, "form": form, "secret": secret, "hook_url": hook_url(row) if row else ""}
    status = 422 if form.is_bound and form.errors else 200
    return page(request, seat, "desk/connecting/telephone.html", context, name="settings", status=status)


# ── who is calling ───────────────────────────────────────────────────────────


@seated
@require_safe
def ringing(request: HttpRequest, seat: Seat) -> HttpResponse:
    """The cards of the calls that ring for this agent, for a page that asks every few seconds; nothing while none does."""
    if not PhoneSystem.objects.filter(brand__in=seat.viewer.brands).exists():
        answer = HttpResponse()
        answer["Amana-Telephone"] = "none"
        return answer
    calls = [_card(one) for one in ringing_for(seat.viewer, at=seat.at)]
    answer = render(request, "desk/connecting/_ringing.html", {"calls": calls, "now": seat.at})
    answer["Cache-Control"] = "private, no-store"
    return answer


def _card(one: Ringing) -> dict[str, Any]:
    return {
        "key": str(one.call.pk),
        "number": one.call.number,
        "person": one.person,
        "person_url": reverse("desk:person", args=[one.person.pk]) if one.person is not None else "",
        "cases": [_case(case) for case in one.cases],
        "find_url": f"{reverse('desk:find')}?q={one.call.number.lstrip('+')}" if one.call.number else "",
    }


def _case(case: Case) -> dict[str, Any]:
    owed = case.commitments.outstanding().order_by("due_at", "pk")
    return {
        "number": case.number,
        "subject": case.subject,
        "url": reverse("desk:case", args=[case.number]),
        "log_url": reverse("desk:calls", args=[case.number]),
        "holder": case.holder,
        "promises": [
            {"what": row.begun, "due_at": row.due_at, "is_next": row.pk == case.next_commitment} for row in owed[:3]
        ],
    }


# ── calling with a click ─────────────────────────────────────────────────────


def dial_url_of(case: Case, seat: Seat) -> str:
    """Return where a click asks the exchange to call for this agent; "" where it cannot."""
    row = PhoneSystem.objects.filter(brand=case.brand_id).exclude(dial_url="").first()
    if row is None or not row.extensions.filter(agent=seat.agent).exists():
        return ""
    return reverse("desk:case_dialling", args=[case.number])


@seated
@require_POST
def case_dialling(request: HttpRequest, seat: Seat, number: str) -> HttpResponse:
    """Ask the exchange to ring this agent, and connect them with a telephone of the case's customer; no other number."""
    case = case_of(seat, number)
    system = PhoneSystem.objects.filter(brand=case.brand_id).exclude(dial_url="").first()
    extension = system.extensions.filter(agent=seat.agent).order_by("number").first() if system is not None else None
    if system is None or extension is None or case.brand is None:
        raise Http404
    wanted, country = request.POST.get("number", ""), country_of(case.brand)
    known = {
        as_number(one, country)
        for one in case.customer.addresses.filter(kind="phone").values_list("value", flat=True)[:20]
    }
    dialled = as_number(wanted, country)
    if not dialled or dialled not in known:
        raise Refused(_("This is no telephone of this customer."))
    try:
        dial(system, number=dialled, extension=extension.number)
    except ExchangeTrouble as trouble:
        raise Refused(str(trouble)) from trouble
    messages.success(request, _("Your telephone rings; take it, and the customer is called."))
    return redirect("desk:case", number=case.number)


# ── calls that wait for their case ───────────────────────────────────────────


@seated
@require_safe
def unplaced_calls(request: HttpRequest, seat: Seat) -> HttpResponse:
    """The calls an exchange told of that belong to no case yet, the latest first."""
    rows = Call.objects.filter(brand__in=seat.viewer.brands, state__in=literals(Call.TO_PLACE))
    related = rows.select_related("brand", "person", "agent__account")
    found, following = page_of(related, by="began_at", after=cursor_in(request), newest_first=True)
    context = {"calls": [_unplaced(row) for row in found], "pages": pages(request, following)}
    return page(request, seat, "desk/connecting/unplaced_calls.html", context, name="held")


def _unplaced(row: Call) -> dict[str, Any]:
    return {
        "call": row,
        "is_missed": row.direction == Call.IN and row.answered_at is None,
        "cases": open_cases(row.person, row.brand) if row.person is not None else [],
        "place_url": reverse("desk:call_placing", args=[row.pk]),
    }


@seated
@require_POST
def call_placing(request: HttpRequest, seat: Seat, key: UUID) -> HttpResponse:
    """Put a call into the case that is named, or set it aside where none is meant."""
    row = get_object_or_404(Call, pk=key, brand__in=seat.viewer.brands)
    if request.POST.get("act") == "aside":
        set_aside(row, by=seat.viewer)
        messages.success(request, _("Set aside."))
        return redirect("desk:unplaced_calls")
    number = request.POST.get("case", "").strip().upper().replace("\x00", "")[:20]
    case = Case.objects.visible_to(seat.viewer).filter(number=number).first()
    if case is None:
        raise Refused(_("There is no such case."))
    place(row, case, by=seat.viewer, at=seat.at)
    messages.success(request, _("The call stands in case %(number)s now.") % {"number": case.number})
    return redirect("desk:unplaced_calls")
