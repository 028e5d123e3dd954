"""Making up for an ordeal at the desk: given within a limit, asked for above it, decided by a lead, counted for a brand."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from amana.cases.models import Case
from amana.desk.acting import Act, act, posted
from amana.desk.administering.placing import FORM
from amana.desk.carrying.noting import noting
from amana.desk.entering import Seat, case_of, leads_only, seated
from amana.desk.forms.ending import AmendsForm, ScaleForm
from amana.desk.forms.saying import ReasonForm
from amana.desk.framing import page
from amana.handling.ending.caring import FEWEST, Felt, felt_by_week
from amana.record.reading import read
from amana.review import enduring
from amana.review.amends import (
    Gift,
    approve,
    decline,
    give,
    give_approved,
    given_by_month,
    waiting_for,
)
from amana.review.models import Amends
from amana.review.proportioning import scale_of, set_scale
from amana.team.models import Brand
from amana.wording.isolating import isolated

LATEST = 200
A_YEAR = timedelta(days=365)


@seated
@FORM
def amends(request: HttpRequest, seat: Seat, number: str) -> HttpResponse:
    """Make amends on a case; what is in proportion stands there already."""
    case = case_of(seat, number)
    sentence = _(
        "It enters the record both sides read. Above your limit a lead approves it first, and until it is given the "
        "customer reads nothing of it."
    )
    return _form(request, seat, case, Act(_("Make up for it"), _("Give it"), "", sentence), is_gesture=False)


@seated
@FORM
def gestures(request: HttpRequest, seat: Seat, number: str) -> HttpResponse:
    """Do something nobody promised; the customer reads of it when it is given, never before."""
    case = case_of(seat, number)
    sentence = _("Something nobody promised, given as a surprise: never hinted at before, and nothing is asked for it.")
    return _form(request, seat, case, Act(_("A gesture"), _("Give it"), "", sentence), is_gesture=True)


def _form(request: HttpRequest, seat: Seat, case: Case, what: Act, *, is_gesture: bool) -> HttpResponse:
    scale = scale_of(case.brand) if case.brand else None
    if scale is None:
        return redirect("desk:case", number=case.number)
    limit = scale.limit_of(seat.agent.role)
    sentences = [what.sentence]
    if limit is not None:
        words = {"limit": f"{limit:.2f}", "currency": scale.currency}
        sentences.append(_("On one case you give up to %(limit)s %(currency)s without asking.") % words)
    initial = {} if is_gesture else {"amount": _in_proportion(case, seat)}
    form = AmendsForm(posted(request), currency=scale.currency, initial=initial)

    def do(said: dict[str, Any]) -> None:
        gift = Gift(said["what"], said["why"], said["amount"], is_gesture=is_gesture, tells=said["tells"])
        row = give(case, gift, by=seat.viewer, at=seat.at)
        given, asked = (
            _("It is given."),
            _("It waits for approval; the customer reads nothing of it until it is given."),
        )
        messages.success(request, given if row.state == Amends.GIVEN else asked)

    back = reverse("desk:case", args=[case.number])
    return act(request, seat, form, do, Act(what.title, what.label, back, " ".join(sentences), about=case.subject))


def _in_proportion(case: Case, seat: Seat) -> Any:
    """Return the amount that is in proportion, where the mistake is ours."""
    if case.brand is None or not enduring.is_ours(case):
        return None
    entries = read(case.key, side="company", audiences=["shared"], most=LATEST)
    return scale_of(case.brand).amount_at(enduring.ordeal_of(case, entries, at=seat.at).step)


# ── deciding ─────────────────────────────────────────────────────────────────


def _found(seat: Seat, key: UUID) -> Amends:
    rows = Amends.objects.filter(case__in=Case.objects.visible_to(seat.viewer))
    return get_object_or_404(rows.select_related("case__brand__week", "brand__week", "asked_by__account"), pk=key)


@seated
@require_POST
def amends_approval(request: HttpRequest, seat: Seat, key: UUID) -> HttpResponse:
    """Approve what is above somebody's limit; they give it."""
    row = _found(seat, key)
    approve(row, by=seat.viewer, at=seat.at)
    messages.success(request, _("Approved. %(name)s gives it.") % {"name": row.asked_by.name})
    return redirect("desk:case", number=row.case.number)


@seated
@FORM
def amends_refusal(request: HttpRequest, seat: Seat, key: UUID) -> HttpResponse:
    """Decline it, with a reason."""
    row = _found(seat, key)
    back = reverse("desk:case", args=[row.case.number])
    what = Act(_("Decline it"), _("Decline"), back, row.what, about=row.case.subject)
    return act(
        request,
        seat,
        ReasonForm(posted(request)),
        lambda said: decline(row, why=said["why"], by=seat.viewer, at=seat.at),
        what,
    )


@seated
@require_POST
def amends_giving(request: HttpRequest, seat: Seat, key: UUID) -> HttpResponse:
    """Give what was approved, and write it to the customer."""
    row = _found(seat, key)
    give_approved(row, by=seat.viewer, at=seat.at)
    messages.success(request, _("It is given."))
    return redirect("desk:case", number=row.case.number)


def waiting_rows(seat: Seat) -> list[dict[str, Any]]:
    """Return as rows at the top of the queue what waits for this agent's approval, and what of theirs was approved."""
    return [_row(row) for row in waiting_for(seat.agent, seat.brands)]


def _row(row: Amends) -> dict[str, Any]:
    amount = f"{row.amount:.2f} {row.currency}" if row.amount is not None else ""
    words = {"name": isolated(row.asked_by.name), "what": isolated(row.what), "amount": isolated(amount)}
    asks = row.state == Amends.ASKED
    reason = (
        _("%(name)s asks for approval: %(what)s, %(amount)s")
        if asks
        else _("Approved, to be given: %(what)s, %(amount)s")
    )
    approval = [
        {"label": _("Approve"), "url": reverse("desk:amends_approval", args=[row.pk])},
        {"label": _("Decline"), "url": reverse("desk:amends_refusal", args=[row.pk]), "is_link": True},
    ]
    giving = [{"label": _("Give it"), "url": reverse("desk:amends_giving", args=[row.pk])}]
    return {
        "url": reverse("desk:case", args=[row.case.number]),
        "state": "offered",
        "reason": reason % words,
        "person_name": row.case.customer,
        "subject": row.case.subject,
        "due_at": row.case.queue_at,
        "is_yours": True,
        "patience": None,
        "answers": approval if asks else giving,
    }


# ── the scale, and what it came to ───────────────────────────────────────────


@seated
@FORM
def brand_scale(request: HttpRequest, seat: Seat, key: UUID) -> HttpResponse:
    """How much is in proportion in a brand, and how much each role gives without asking."""
    leads_only(seat)
    brand = get_object_or_404(Brand.objects.select_related("week"), pk=key, agents=seat.agent)
    form = ScaleForm(posted(request), scale=scale_of(brand))
    sentence = _(
        "Suggested where somebody said that the mistake was ours. Apology, effort and pace follow the ordeal, whoever erred."
    )
    what = Act(_("Amends: %(brand)s") % {"brand": brand.name}, _("Save"), reverse("desk:settings"), sentence, _("Saved."),
               _("Settings"), "settings")  # fmt: skip
    return act(
        request,
        seat,
        form,
        noting(
            lambda said: set_scale(
                brand, currency=said["currency"], amounts=form.amounts, limits=form.limits, by=seat.agent, at=seat.at
            ),
            seat,
            "scales",
            brand=brand,
        ),
        what,
    )


@seated
@require_safe
def made_up(request: HttpRequest, seat: Seat) -> HttpResponse:
    """What was given, by brand and month, and how customers felt, by brand and week: sums, never by person."""
    leads_only(seat)
    since = timezone.localdate(seat.at - A_YEAR).replace(day=1)
    context = {
        "months": given_by_month(seat.brands, since=since),
        "weeks": [_week(one) for one in felt_by_week(seat.brands, at=seat.at)],
        "fewest": FEWEST,
    }
    return page(request, seat, "desk/promising/made_up.html", context, name="settings")


def _week(one: Felt) -> dict[str, Any]:
    return {"brand": one.brand.name, "week": one.week, "yes": one.yes, "partly": one.partly, "no": one.no,
            "is_shown": one.yes is not None}  # fmt: skip
