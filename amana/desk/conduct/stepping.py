"""Warning, conditions, and the proposal to part or to decline: small forms that say what the customer will read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from amana.cases.models import Case
from amana.desk.acting import Act, act, posted
from amana.desk.administering.placing import FORM, leads_of
from amana.desk.conduct.forms import ConditionsForm, DecliningForm, PartingForm, TakingBackForm, WarningForm
from amana.desk.entering import Seat, case_of, seated
from amana.desk.forms.saying import ReasonForm
from amana.desk.framing import page
from amana.review.conduct.answering import take_back
from amana.review.conduct.models import ConductStep
from amana.review.conduct.parting import confirm, drop_proposal, earliest_day, propose_declining, propose_parting
from amana.review.conduct.pointing import distress_in
from amana.review.conduct.stepping import set_conditions, warn
from amana.review.conduct.wording import words_for

Answered = Callable[[HttpRequest, Seat, Case, str], HttpResponse]


@seated
@FORM
def conduct_step(request: HttpRequest, seat: Seat, number: str, name: str) -> HttpResponse:
    """One of the steps, by its name."""
    steps: dict[str, Answered] = {
        ConductStep.WARNING: _warning,
        ConductStep.CONDITIONS: _conditions,
        ConductStep.PARTING: _parting,
        ConductStep.DECLINING: _declining,
    }
    case = case_of(seat, number)
    if name not in steps:
        raise Http404
    return steps[name](request, seat, case, reverse("desk:conduct", args=[case.number]))


def _warning(request: HttpRequest, seat: Seat, case: Case, back: str) -> HttpResponse:
    found = distress_in(case)
    sentence = _("The customer reads it at once, with the words that were noted, and can answer.")
    if found:
        words = "; ".join(_("“%(quote)s”") % {"quote": quote} for quote in found)
        more = _("Their words speak of distress: %(words)s. Ask about it first, as you would ask a friend.")
        sentence = f"{sentence} {more % {'words': words}}"
    what = Act(_("A warning"), _("Say it to the customer"), back, sentence, _("It is said, and stands in the record."),
               case.subject)  # fmt: skip
    return act(
        request, seat, WarningForm(posted(request)), lambda said: warn(case, **said, by=seat.viewer, at=seat.at), what
    )


def _conditions(request: HttpRequest, seat: Seat, case: Case, back: str) -> HttpResponse:
    sentence = _("On what conditions it goes on. Promises we have made hold as before; the customer reads it at once.")
    what = Act(_("Conditions"), _("Say it to the customer"), back, sentence, _("It is said, and stands in the record."),
               case.subject)  # fmt: skip
    form = ConditionsForm(posted(request))
    return act(request, seat, form, lambda said: set_conditions(case, **said, by=seat.viewer, at=seat.at), what)


def _leads(seat: Seat, case: Case) -> Any:  # a queryset that mypy's plugin names by a private class
    return leads_of(seat).filter(brands=case.brand).exclude(pk=seat.agent.pk)


def _parting(request: HttpRequest, seat: Seat, case: Case, back: str) -> HttpResponse:
    sentence = _("You propose it, and a second person who leads decides. Until then the customer reads nothing of it.")
    what = Act(_("Propose parting"), _("Propose it"), back, sentence, _("It is proposed. A second person decides."),
               case.subject)  # fmt: skip
    initial = {"ends_on": earliest_day(case, at=seat.at), "asks": seat.agent.lead}
    form = PartingForm(posted(request), leads=_leads(seat, case), initial=initial)

    def do(said: dict[str, Any]) -> None:
        propose_parting(case, why=said["text"], ends_on=said["ends_on"], asks=said["asks"], by=seat.viewer, at=seat.at)

    return act(request, seat, form, do, what)


def _declining(request: HttpRequest, seat: Seat, case: Case, back: str) -> HttpResponse:
    sentence = _(
        "For a customer nobody has taken on yet. A second person who leads decides, and says where else to turn."
    )
    what = Act(_("Propose to decline"), _("Propose it"), back, sentence, _("It is proposed. A second person decides."),
               case.subject)  # fmt: skip
    form = DecliningForm(posted(request), leads=_leads(seat, case), initial={"asks": seat.agent.lead})

    def do(said: dict[str, Any]) -> None:
        propose_declining(case, why=said["text"], asks=said["asks"], by=seat.viewer, at=seat.at)

    return act(request, seat, form, do, what)


# ── deciding, and taking back ────────────────────────────────────────────────


def _found(seat: Seat, key: UUID) -> ConductStep:
    rows = ConductStep.objects.filter(case__in=Case.objects.visible_to(seat.viewer))
    related = rows.select_related(
        "case__brand__week", "case__customer", "by__account", "confirmed_by__account", "brand"
    )
    return get_object_or_404(related, pk=key)


def _back(step: ConductStep) -> str:
    return reverse("desk:conduct", args=[step.case.number])


@seated
@FORM
def conduct_confirmation(request: HttpRequest, seat: Seat, key: UUID) -> HttpResponse:
    """GET shows what the customer would read; POST decides it."""
    step = _found(seat, key)
    if request.method == "POST":
        confirm(step, by=seat.viewer, at=seat.at)
        messages.success(request, _("It is decided, and the customer was told."))
        return redirect(_back(step))
    step.confirmed_by = step.confirmed_by or seat.agent
    rests = list(step.incidents.filter(taken_back_at=None).order_by("-said_at"))
    context = {"step": step, "words": words_for(step, rests, at=seat.at), "back_url": _back(step)}
    context["drop_url"] = reverse("desk:conduct_refusal", args=[step.pk])
    return page(request, seat, "desk/conduct/confirmation.html", context, name="queue")


@seated
@FORM
def conduct_refusal(request: HttpRequest, seat: Seat, key: UUID) -> HttpResponse:
    """Do not confirm it, with a reason."""
    title, done = _("Do not confirm it"), _("It is not confirmed; the customer reads nothing.")
    return _undone(request, seat, _found(seat, key), ReasonForm, drop_proposal, (title, title, done))


@seated
@FORM
def conduct_taking_back(request: HttpRequest, seat: Seat, key: UUID) -> HttpResponse:
    """Take back what was said; the customer is told that too."""
    said = (
        _("Take this step back"),
        _("Take it back, and tell the customer"),
        _("It is taken back, and the customer was told."),
    )
    return _undone(request, seat, _found(seat, key), TakingBackForm, take_back, said)


def _undone(
    request: HttpRequest, seat: Seat, step: ConductStep, form: type[forms.Form], verb: Callable[..., object],
    words: tuple[str, str, str],
) -> HttpResponse:  # fmt: skip
    """Ask for the reason and end a step by this verb; the words are the title, the button and what is said afterwards."""
    title, label, done = words
    what = Act(title, label, _back(step), done=done, about=step.case.subject)
    return act(
        request, seat, form(posted(request)), lambda said: verb(step, why=said["why"], by=seat.viewer, at=seat.at), what
    )
