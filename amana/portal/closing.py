"""Whether a case is over: the customer agrees, or says which term is not met."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from amana.cases.errors import Refused
from amana.cases.models import Case, Closing
from amana.escalation.climbing import ask, next_rung
from amana.handling.ending.closing import agree, refuse
from amana.handling.facts.stipulating import as_lines, points_of, term_texts
from amana.portal.acting import act, instead
from amana.portal.entering import Guest, by_known_device
from amana.portal.telling import apart
from amana.portal.understanding import typed_text
from amana.wording.times import moment


def _proposal(case: Case) -> Closing | None:
    return Closing.objects.filter(case=case, ended_at=None).first()


def how_it_stands(case: Case, *, at: datetime) -> str:
    """Say what became of the last question whether it is over, to whoever comes to answer it and is not asked any more."""
    row = Closing.objects.filter(case=case).order_by("-proposed_at", "-pk").first()
    if row is None or row.ended_at is None or row.ending == Closing.HISTORY:
        return _("Nobody asks whether this is over.")
    said = {"when": moment(row.ended_at, zone=timezone.get_current_timezone(), now=at)}
    if case.is_open and row.ending in {Closing.AGREED, Closing.LAPSED}:
        return _("It was closed %(when)s, and has been opened again since.") % said
    sentences = {
        Closing.AGREED: _(
            "It is settled already: it was closed in agreement with you %(when)s. A word from you opens it again."
        ),
        Closing.LAPSED: _("It was closed %(when)s because no answer came. A word from you opens it again."),
        Closing.REFUSED: _(
            "It was answered already: %(when)s you said that something is missing. The case stays open."
        ),
        Closing.WITHDRAWN: _("The question whether it is over was taken back %(when)s. The case goes on."),
        Closing.MERGED: _("This case goes on in another one since %(when)s."),
    }
    return str(sentences[row.ending] % said)


@require_http_methods(["GET", "HEAD", "POST"])
@by_known_device
def closing_agreed(request: HttpRequest, guest: Guest) -> HttpResponse:
    """POST agrees that the case is over."""
    row = _proposal(guest.case)
    if row is None:
        return instead(request, guest.url(), how_it_stands(guest.case, at=guest.at))
    page = guest.frame | {
        "title": _("Is it settled?"),
        "words": as_lines(points_of(row)),
        "sentence": _("If something comes up later, a word from you opens the case again."),
        "send_label": _("Yes, close the case"),
    }

    def do() -> str:
        agree(row, by=guest.viewer, at=guest.at)
        return _("The case is closed, in agreement with you.")

    return act(request, page, do)


@require_http_methods(["GET", "HEAD", "POST"])
@by_known_device
def closing_refused(request: HttpRequest, guest: Guest) -> HttpResponse:
    """POST says which terms are not met; the case goes back to its holder or to the next person, as they choose."""
    row = _proposal(guest.case)
    if row is None:
        return instead(request, guest.url(), how_it_stands(guest.case, at=guest.at))
    rung, holder = next_rung(guest.case), guest.case.holder
    ways = [{"value": "holder", "label": holder.name if holder else guest.case.company.name, "is_chosen": True}]
    if rung is not None:
        ways.append({"value": "rung", "label": _("%(name)s, the next person") % {"name": apart(rung.name)}})
    page = guest.frame | {
        "title": _("What is missing?"),
        "choices_label": _("What is not met?"),
        "choices_name": "term",
        "are_many": True,
        "choices": [{"value": str(point.place), "label": point.text} for point in points_of(row)],
        "asks_text": True,
        "text_label": _("What is missing, in your words"),
        "ways_label": _("Who should take it up?"),
        "ways": ways if len(ways) > 1 else [],
        "send_label": _("It is not settled"),
    }

    def do() -> str:
        to_rung = rung is not None and request.POST.get("to") == "rung"
        _refuse(row, *_unmet(request, row), to_rung=to_rung, guest=guest)
        return _("It is written down. The case stays open.")

    return act(request, page, do)


def _unmet(request: HttpRequest, row: Closing) -> tuple[list[int], str]:
    """Return the places of the terms that were ticked, and the words beside them."""
    words = typed_text(request, "text")
    places = {str(point.place): point.place for point in points_of(row)}
    ticked = [places[value] for value in request.POST.getlist("term") if value in places]
    if places and not ticked:
        raise Refused(_("Tick what is not met."))
    if not ticked and not words:
        raise Refused(_("Write what is missing."))
    return ticked, words


@transaction.atomic
def _refuse(row: Closing, unmet: list[int], words: str, *, to_rung: bool, guest: Guest) -> None:
    case = refuse(row, term=words, unmet=unmet, to_next_rung=to_rung, by=guest.viewer, at=guest.at)
    if to_rung:
        named = [*term_texts(row, unmet), *([words] if words else [])]
        ask(case, text="\n".join(named), by=guest.viewer, at=guest.at)
