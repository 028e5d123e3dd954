"""What a customer's message seems to answer: shown beside it, recorded with one click, or put aside."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from amana.cases.models import Case
from amana.commitments.models import Commitment, Offer
from amana.counter.asking import CHOOSE, record_choice, said_to_choose
from amana.desk.entering import Seat, case_of, seated
from amana.escalation.answering import Suggested, record, suggested
from amana.handling.intake.answering import Meaning, dismiss
from amana.handling.models import Suggestion


def answers_of(case: Case, seat: Seat) -> dict[UUID, list[dict[str, Any]]]:
    """Return what is shown beside each message of a case that seems to answer something; by its entry."""
    shown = {key: [_shown(case, one) for one in found] for key, found in suggested(case, at=seat.at).items()}
    for key, one in said_to_choose(case).items():
        button = _("Record it: they chose – %(choice)s") % {"choice": one.choice}
        shown.setdefault(key, []).append(_card(case, one.row, one.quote, [{"key": "", "label": button}]))
    return shown


def _shown(case: Case, one: Suggested) -> dict[str, Any]:
    return _card(case, one.row, one.quote, [{"key": it.key, "label": label(it)} for it in one.meanings])


def _card(case: Case, row: Suggestion, quote: str, meanings: list[dict[str, str]]) -> dict[str, Any]:
    place = [case.number, row.pk]
    return {
        "quote": quote,
        "record_url": reverse("desk:answer_record", args=place),
        "dismiss_url": reverse("desk:answer_dismissal", args=place),
        "meanings": meanings,
    }


def label(meaning: Meaning) -> str:
    """Return what the button says that records this."""
    about = meaning.thing.commitment if isinstance(meaning.thing, Offer) else meaning.thing
    words = {"action": about.action if isinstance(about, Commitment) else ""}
    said = {
        "agree": _("Record it: they agree, the case is closed"),
        "not_solved": _("Record it: not solved, the case stays open"),
        "accept_time": _("Record it: they agree to the new time – %(action)s"),
        "refuse_time": _("Record it: they keep to the old time – %(action)s"),
        "not_kept": _("Record it: they say this was not kept – %(action)s"),
        "release": _("Record it: they no longer need this – %(action)s"),
        "climb": _("Record it: they ask for the next person"),
        "promised_me": _("Record it: they say it was promised to them"),
        "send_record": _("Send them the way to the record"),
    }
    return said[meaning.act] % words


def _found(seat: Seat, number: str, key: UUID) -> Suggestion:
    return get_object_or_404(Suggestion, case=case_of(seat, number), pk=key)


@seated
@require_POST
def answer_record(request: HttpRequest, seat: Seat, number: str, key: UUID) -> HttpResponse:
    """Write down what a message says, shown by that message; `of` names the meaning that was chosen."""
    row = _found(seat, number, key)
    if row.act == CHOOSE:
        record_choice(row, by=seat.viewer, at=seat.at)
    else:
        record(row, of=request.POST.get("of", ""), by=seat.viewer, at=seat.at)
    return redirect("desk:case", number=number)


@seated
@require_POST
def answer_dismissal(_request: HttpRequest, seat: Seat, number: str, key: UUID) -> HttpResponse:
    """Say that a message does not mean this."""
    dismiss(_found(seat, number, key), at=seat.at)
    return redirect("desk:case", number=number)
