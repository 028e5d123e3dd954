"""Noting an incident: the customer's own words are chosen from the record, and what is a right is not taken."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from amana.cases.errors import Refused
from amana.cases.models import Case
from amana.desk.acting import Act, act, posted
from amana.desk.administering.placing import FORM
from amana.desk.conduct.forms import IncidentForm
from amana.desk.entering import Seat, case_of, seated
from amana.kit.codes import key_in
from amana.record.reading import read
from amana.review.conduct.hindering import is_taken_on
from amana.review.conduct.noting import SAID_IN, Noted, note_incident
from amana.review.conduct.pointing import hurting_in

LATEST = 200
MOST_OFFERED = 30
SHOWN = 90


@seated
@FORM
def conduct_incident(request: HttpRequest, seat: Seat, number: str) -> HttpResponse:
    """Note an incident; `?entry=` names the entry the words stand in."""
    case = case_of(seat, number)
    chosen = key_in(request.GET.get("entry", ""))
    form = IncidentForm(
        posted(request),
        said=_said(case),
        may_be_toward_others=not is_taken_on(case),
        initial={"entry": str(chosen) if chosen else ""},
    )
    pointed = "; ".join(_("“%(quote)s”") % {"quote": quote} for quote in hurting_in(case, at=seat.at))
    sentence = _("The readings point at these words; you decide: %(words)s") % {"words": pointed} if pointed else ""
    what = Act(
        _("Note an incident"), _("Note it, and tell the customer"), reverse("desk:conduct", args=[case.number]),
        sentence, _("It is noted, and the customer was told. They can answer."), case.subject,
        template="desk/conduct/incident.html",
    )  # fmt: skip

    def do(said: dict[str, Any]) -> None:
        if form.key is None:
            raise Refused(_("Choose the message or the call the words stand in."))
        noted = Noted(said["kind"], said["quote"], form.key, said.get("is_toward_others", False), said["is_undisputed"])
        note_incident(case, noted, by=seat.viewer, at=seat.at)

    return act(request, seat, form, do, what)


def _said(case: Case) -> list[tuple[str, str]]:
    """Return where the customer's words stand, the latest first."""
    entries = read(case.key, side="company", audiences=["shared"], most=LATEST)
    found = [one for one in reversed(entries) if one.kind in SAID_IN and one["text"]][:MOST_OFFERED]
    return [(str(one.id), f"{one.number} · {Truncator(str(one['text'])).chars(SHOWN)}") for one in found]
