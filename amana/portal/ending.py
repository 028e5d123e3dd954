"""How a case ends for the customer: what they need for it, whether it is still solved, and whether they felt taken care of."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from amana.cases.models import CUSTOMER, Case, Closing
from amana.commitments.models import Commitment
from amana.handling.ending.caring import answer_care, may_be_asked
from amana.handling.ending.closing import asked_enough
from amana.handling.ending.confirming import answer_follow_up
from amana.handling.ending.following_up import open_question
from amana.handling.ending.lapsing import silence_cannot_end
from amana.handling.facts.stipulating import as_lines, drop_term, points_of, terms_of, write_term
from amana.handling.models import Care, Term
from amana.portal.acting import act, instead
from amana.portal.closing import how_it_stands
from amana.portal.entering import Guest, by_known_device, nothing_here
from amana.portal.understanding import typed_text

FORM = require_http_methods(["GET", "HEAD", "POST"])


@FORM
@by_known_device
def term(request: HttpRequest, guest: Guest) -> HttpResponse:
    """POST writes down what the customer needs for it to be over."""
    label = _("What has to be true for this to be over, in one line")
    field = {"name": "term", "label": label, "help": _("For example: the refund of 149.90 is on my card.")}
    page = guest.frame | {
        "title": _("What I need for this to be over"),
        "sentence": _("It stands in the record. Whoever asks you to close the case has to say what was done for it."),
        "fields": [field],
        "send_label": _("Write it down"),
    }

    def do() -> str:
        write_term(guest.case, request.POST.get("term", ""), by=guest.viewer, at=guest.at)
        return _("It is written down, and stands on this page.")

    return act(request, page, do)


@FORM
@by_known_device
def term_dropping(request: HttpRequest, guest: Guest, key: UUID) -> HttpResponse:
    """POST takes back a term of the customer's own."""
    row = Term.objects.filter(pk=key, case=guest.case, written_by=CUSTOMER, dropped_at=None, met_at=None).first()
    if row is None:
        return nothing_here(request)
    page = guest.frame | {
        "title": _("I no longer need this"),
        "words": row.text,
        "asks_text": True,
        "text_rows": 3,
        "text_label": _("Why"),
        "send_label": _("I no longer need this"),
    }

    def do() -> str:
        drop_term(row, why=typed_text(request, "text"), by=guest.viewer, at=guest.at)
        return _("It no longer stands in the way of an ending.")

    return act(request, page, do)


@FORM
@by_known_device
def still_solved(request: HttpRequest, guest: Guest) -> HttpResponse:
    """POST says that it is still solved."""
    row = open_question(guest.case)
    if row is None:
        return _over(request, guest)
    page = guest.frame | {"title": _("Is it still solved?"), "send_label": _("Yes, still solved")}

    def do() -> str:
        answer_follow_up(row, is_solved=True, by=guest.viewer, at=guest.at)
        return _("Thank you for telling us.")

    return act(request, page, do)


@FORM
@by_known_device
def not_solved(request: HttpRequest, guest: Guest) -> HttpResponse:
    """POST says that it is not solved any more: the case is open again, with the same person."""
    row = open_question(guest.case)
    if row is None:
        return _over(request, guest)
    page = guest.frame | {
        "title": _("It is not solved"),
        "sentence": _("The case is opened again, with the same person, who has the whole record."),
        "asks_text": True,
        "is_optional": True,
        "text_rows": 4,
        "text_label": _("What is the matter now"),
        "send_label": _("Open it again"),
    }

    def do() -> str:
        answer_follow_up(row, is_solved=False, text=typed_text(request, "text"), by=guest.viewer, at=guest.at)
        return _("It is open again. This page says who has it and by when you will hear.")

    return act(request, page, do)


def _over(request: HttpRequest, guest: Guest) -> HttpResponse:
    """Lead back to the case when the question was answered already, as on another device."""
    sentence = (
        _("That question has been answered already.") if guest.case.is_open else how_it_stands(guest.case, at=guest.at)
    )
    return instead(request, guest.url(), sentence)


@FORM
@by_known_device
def care(request: HttpRequest, guest: Guest) -> HttpResponse:
    """POST answers, once, whether the customer felt taken care of."""
    page = guest.frame | {
        "title": _("Did you feel taken care of?"),
        "choices_label": _("Your answer"),
        "choices_name": "answer",
        "choices": [{"value": value, "label": label} for value, label in Care.ANSWERS],
        "asks_text": True,
        "is_optional": True,
        "text_rows": 3,
        "text_label": _("A word about it"),
        "send_label": _("Send"),
    }

    def do() -> str:
        answer_care(
            guest.case, request.POST.get("answer", ""), text=typed_text(request, "text"), by=guest.viewer, at=guest.at
        )
        return _("Thank you. It stands in the record, and those who had your case read it.")

    return act(request, page, do)


# ── on the page of the case ──────────────────────────────────────────────────


def proposed_on(case: Case, guest: Guest) -> dict[str, Any] | None:
    """Return what the page says of a proposal to close: its terms, how often it was asked, and what silence does."""
    row = Closing.objects.filter(case=case, ended_at=None).first()
    if row is None:
        return None
    found: dict[str, Any] = {"terms": as_lines(points_of(row)), "asked": row.reminders}
    if row.reminders:
        found["is_grave"] = bool(silence_cannot_end(case, row, at=guest.at))
        again = Commitment.objects.outstanding().filter(case=case, origin=Commitment.CLOSING).order_by("due_at").first()
        found["next_at"] = again.due_at if again is not None else None
        found["ends_next"] = asked_enough(case, row)
    return found


def ending_of(case: Case, guest: Guest) -> dict[str, Any]:
    """Return what portal/_ending.html and portal/_terms.html need."""
    terms = [
        {
            "text": row.text,
            "done": row.done,
            "is_met": row.is_met,
            "drop_url": guest.url("term_dropping", row.pk)
            if case.is_open and row.written_by == CUSTOMER and not row.is_met
            else "",
        }
        for row in terms_of(case)
    ]
    asks_again = open_question(case) is not None
    return {
        "terms": terms,
        "add_url": guest.url("term") if case.is_open else "",
        "solved_url": guest.url("still_solved") if asks_again else "",
        "not_solved_url": guest.url("not_solved") if asks_again else "",
        "care_url": guest.url("care") if may_be_asked(case) else "",
        "care_answers": Care.ANSWERS,
    }
