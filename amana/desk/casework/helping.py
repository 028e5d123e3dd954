"""Who acts for the customer of a case: the card beside the story, and writing down that somebody says they do."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from amana.cases.models import Case, Helper
from amana.desk.acting import Act, act, posted
from amana.desk.administering.placing import FORM
from amana.desk.entering import Seat, case_of, seated
from amana.desk.forms.helping import ClaimedHelperForm
from amana.handling.helping import Who, claim, helpers_of, revoke
from amana.handling.speaking import called_of


@seated
@FORM
def helpers(request: HttpRequest, seat: Seat, number: str) -> HttpResponse:
    """Write down that somebody says they act for the customer, who is told and decides."""
    case = case_of(seat, number)
    what = Act(
        _("Somebody says they act for the customer"), _("Write it down"), reverse("desk:case", args=[case.number]),
        _("They see nothing, and are told nothing, until the customer confirms it. The customer gets a mail about it now."),
        _("It is written down, and the customer is asked."), about=case.subject,
    )  # fmt: skip

    def do(said: dict[str, Any]) -> object:
        who = Who(said["name"], said["mail"], said["relation"])
        return claim(case, who, text=said["text"], scope=said["scope"], until=said["until"], by=seat.viewer, at=seat.at)

    return act(request, seat, ClaimedHelperForm(posted(request)), do, what)


@seated
@require_POST
def helper_removal(request: HttpRequest, seat: Seat, number: str, key: UUID) -> HttpResponse:
    """Take back a claim that the customer has not confirmed."""
    case = case_of(seat, number)
    revoke(get_object_or_404(Helper, pk=key, case=case), case, by=seat.viewer, at=seat.at)
    messages.success(request, _("It is taken back."))
    return redirect("desk:case", number=case.number)


def helpers_card(case: Case, seat: Seat) -> dict[str, Any]:
    """Return what desk/casework/_helpers.html needs; those whom the customer has not confirmed come first."""
    rows = helpers_of(case, at=seat.at)
    names = called_of(rows)
    return {
        "url": reverse("desk:helpers", args=[case.number]),
        "rows": [
            {
                "name": names[row.pk],
                "relation": row.relation,
                "may": row.get_scope_display(),
                "until": row.until,
                "is_for_all": row.case_id is None,
                "is_waiting": row.confirmed_at is None,
                "drop_url": reverse("desk:helper_removal", args=[case.number, row.pk])
                if row.confirmed_at is None and row.case_id == case.key
                else "",
            }
            for row in rows
        ],
    }
