"""Whether a case is over: the customer agrees, or says which term is not met."""

from __future__ import annotations

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from amana.cases.errors import Refused
from amana.cases.models import Case, Closing
from amana.escalation.climbing import ask, next_rung
from amana.handling.closing import agree, refuse
from amana.portal.acting import act, chosen
from amana.portal.entering import Guest, by_known_device, nothing_here
from amana.portal.telling import apart
from amana.portal.understanding import typed_text


def _proposal(case: Case) -> Closing | None:
    return Closing.objects.filter(case=case, ended_at=None).first()


@require_http_methods(["GET", "HEAD", "POST"])
@by_known_device
def closing_agreed(request: HttpRequest, guest: Guest) -> HttpResponse:
    """POST agrees that the case is over."""
    row = _proposal(guest.case)
    if row is None:
        return nothing_here(request)
    page = guest.frame | {
        "title": _("Is it settled?"),
        "words": _terms(row),
        "sentence": _("If something comes up later, a word from you opens the case again."),
        "send_label": _("Yes, close the case"),
    }

    def do() -> str:
        agree(row, by=guest.viewer, at=guest.at)
        return _("The case is closed, in agreement with you.")

    return act(request, page, do)


def _terms(row: Closing) -> str:
    return "\n".join(f"– {term}" for term in row.terms)


@require_http_methods(["GET", "HEAD", "POST"])
@by_known_device
def closing_refused(request: HttpRequest, guest: Guest) -> HttpResponse:
    """POST says which term is not met; the case goes back to its holder or to the next person, as the customer chooses."""
    row = _proposal(guest.case)
    if row is None:
        return nothing_here(request)
    rung, holder = next_rung(guest.case), guest.case.holder
    ways = [{"value": "holder", "label": holder.name if holder else guest.case.company.name, "is_chosen": True}]
    if rung is not None:
        ways.append({"value": "rung", "label": _("%(name)s, the next person") % {"name": apart(rung.name)}})
    page = guest.frame | {
        "title": _("What is missing?"),
        "choices_label": _("Which term is not met?"),
        "choices_name": "term",
        "choices": [{"value": str(number), "label": term} for number, term in enumerate(row.terms)],
        "asks_text": True,
        "text_label": _("What is missing, in your words"),
        "ways_label": _("Who should take it up?"),
        "ways": ways if len(ways) > 1 else [],
        "send_label": _("It is not settled"),
    }

    def do() -> str:
        to_rung = rung is not None and request.POST.get("to") == "rung"
        _refuse(row, _term(request, row), to_rung=to_rung, guest=guest)
        return _("It is written down. The case stays open.")

    return act(request, page, do)


def _term(request: HttpRequest, row: Closing) -> str:
    words = typed_text(request, "text")
    if row.terms:
        among = {str(number): term for number, term in enumerate(row.terms)}
        term = str(chosen(request, "term", among, _("Choose the term that is not met.")))
        return f"{term} – {words}" if words else term
    if not words:
        raise Refused(_("Write what is missing."))
    return words


@transaction.atomic
def _refuse(row: Closing, term: str, *, to_rung: bool, guest: Guest) -> None:
    case = refuse(row, term=term, to_next_rung=to_rung, by=guest.viewer, at=guest.at)
    if to_rung:
        ask(case, text=term, by=guest.viewer, at=guest.at)
