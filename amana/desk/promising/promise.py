"""One promise: what was said, how it stands, and what can be done about it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from amana.cases.errors import Refused
from amana.cases.models import COMPANY, Case
from amana.commitments import claiming, keeping, noticing, offering
from amana.commitments.models import Commitment, Offer
from amana.desk.acting import accepted
from amana.desk.composing.undertaking import usual_times
from amana.desk.entering import Seat, seated
from amana.desk.forms import promises as wanted
from amana.desk.framing import page
from amana.handling.mails.correspondence import address_of
from amana.handling.mails.reminding_employees import employee_of
from amana.look.telling import standing_of
from amana.record.reading import entry, read
from amana.recordings.hearing.queueing import heard_in
from amana.team.models import Agent
from amana.wording.isolating import isolated

THING = require_http_methods(["POST", "PUT"])
MOST_ENTRIES = 50


@seated
@require_safe
def promise(request: HttpRequest, seat: Seat, key: UUID) -> HttpResponse:
    """A promise, with a form for each thing that can become of it."""
    return _show(request, seat, _found(seat, key))


def _found(seat: Seat, key: UUID) -> Commitment:
    rows = Commitment.objects.filter(case__in=Case.objects.visible_to(seat.viewer))
    related = rows.select_related(
        "case__brand__week", "case__customer", "case__company", "case__holder__account",
        "owner_agent__account", "owner_person", "owner_company",
    )  # fmt: skip
    return get_object_or_404(related, pk=key)


def _show(request: HttpRequest, seat: Seat, row: Commitment, **sent: forms.Form) -> HttpResponse:
    """Answer the page; `sent` are forms that were refused, kept as they were filled in."""
    offer = Offer.objects.filter(commitment=row, ended_at=None).first()
    said = _where(row, seat)
    context: dict[str, Any] = {
        "promise": row,
        "case": row.case,
        "case_url": reverse("desk:case", args=[row.case.number]),
        "state": "noticed" if row.state == Commitment.NOTICED else standing_of(row, seat.at),
        "due_at": row.due_at,
        "who_name": row.owner_name,
        "employee": _employee(row),
        "said": said,
        "is_heard": row.state == Commitment.NOTICED and row.said_in in heard_in([row.said_in]),
        "offer": offer,
        "forms": _forms(seat, row) | sent,
    }
    for name, form in context["forms"].items():
        form.auto_id = f"{name}-%s"
    status = 422 if sent else 200
    return page(request, seat, "desk/promising/promise.html", context, name="promises", status=status)


def _employee(row: Commitment) -> str:
    """Return who promised this without an account, and who answers for it; "" for every other promise."""
    person = employee_of(row)
    if person is None:
        return ""
    words = {
        "address": isolated(address_of(person) or ""),
        "name": isolated(row.case.holder.name if row.case.holder else ""),
    }
    if row.case.holder is None:
        return _("Promised by mail from %(address)s, without an account here.") % words
    return _("Promised by mail from %(address)s, without an account here. The holder answers for it: %(name)s.") % words


def _forms(seat: Seat, row: Commitment) -> dict[str, forms.Form]:
    """Return the empty forms of what this agent may do with the promise as it stands."""
    usual = timezone.localtime(usual_times(row.case.brand.week.working if row.case.brand else None, seat.at)[0])
    if row.state == Commitment.NOTICED:
        due_at = row.due_at if row.due_at and row.due_at > seat.at else usual
        found: dict[str, forms.Form] = {
            "confirmation": wanted.ConfirmationForm(
                initial={"action": row.action, "due_at": timezone.localtime(due_at)}
            )
        }
        if row.origin == Commitment.CLAIMED:
            found["answer"] = wanted.AnswerForm(entries=_entries_of(row))
        return found
    if not row.is_outstanding:
        return {}
    found = {}
    if keeping.may_end(seat.viewer, row):
        found["fulfilment"] = wanted.FulfilmentForm()
        found["offer"] = wanted.OfferForm(initial={"due_at": usual})
        found["breach"] = wanted.BreachForm()
        found["owner"] = wanted.OwnerForm(commitment=row)
    if row.state == Commitment.DISPUTED:
        found["settlement"] = wanted.SettlementForm()
    return found


def _where(row: Commitment, seat: Seat) -> dict[str, Any] | None:
    """Return the entry a promise was said in, as a link into the story."""
    seen = entry(row.said_in, side=seat.viewer.side) if row.said_in else None
    if seen is None or seen.content is None:
        return None
    anchor = f"#entry-{seen.number}" if seen.audience == "shared" else ""
    return {"at": seen.at, "url": reverse("desk:case", args=[row.case.number]) + anchor}


def _entries_of(row: Commitment) -> list[tuple[str, str]]:
    """Return what was said in the shared record, the latest first, for choosing one."""
    entries = read(row.case.key, side="company", audiences=["shared"], most=MOST_ENTRIES)
    said = [one for one in reversed(entries) if one["text"] and one.kind != "promise.claimed"]
    return [(str(one.id), f"{one.number}. {Truncator(one['text']).chars(90)}") for one in said]


def _answer(
    request: HttpRequest,
    seat: Seat,
    row: Commitment,
    name: str,
    form: forms.Form,
    do: Callable[[dict[str, Any]], object],
    done: str,
) -> HttpResponse:
    """Call the verb with what the form says, or show the page again with the form as it was sent, and the reason."""
    if accepted(form, do):
        messages.success(request, done)
        return redirect("desk:case", number=row.case.number)
    return _show(request, seat, row, **{name: form})


def _sent(request: HttpRequest) -> QueryDict:
    """Return the fields of a form, sent by POST or, from script, by PUT."""
    return request.POST if request.method == "POST" else QueryDict(request.body)


@seated
@THING
def fulfilment(request: HttpRequest, seat: Seat, key: UUID) -> HttpResponse:
    """Say that a promise was kept, with what was done."""
    row = _found(seat, key)
    return _answer(request, seat, row, "fulfilment", wanted.FulfilmentForm(_sent(request)),
                   lambda said: keeping.keep(row, by=seat.viewer, at=seat.at, note=said["note"]),
                   _("The promise is kept."))  # fmt: skip


@seated
@THING
def breach(request: HttpRequest, seat: Seat, key: UUID) -> HttpResponse:
    """Say that a promise was not kept and will not be, with the reason."""
    row = _found(seat, key)
    return _answer(request, seat, row, "breach", wanted.BreachForm(_sent(request)),
                   lambda said: keeping.admit_broken(row, by=seat.viewer, at=seat.at, why=said["why"]),
                   _("It is written down that this was not kept, and why."))  # fmt: skip


@seated
@require_POST
def offers(request: HttpRequest, seat: Seat, key: UUID) -> HttpResponse:
    """Offer another time; the promise stays as it was until the other side agrees."""
    row = _found(seat, key)
    done = _("The new time was offered. Until the customer agrees, the promise stays as it was.")
    return _answer(request, seat, row, "offer", wanted.OfferForm(_sent(request)),
                   lambda said: offering.offer_time(row, due_at=said["due_at"], why=said["why"], by=seat.viewer,
                                                    at=seat.at), done)  # fmt: skip


@seated
@THING
def owner(request: HttpRequest, seat: Seat, key: UUID) -> HttpResponse:
    """Give a promise of ours another owner."""
    row = _found(seat, key)
    return _answer(request, seat, row, "owner", wanted.OwnerForm(_sent(request), commitment=row),
                   lambda said: _pass_on(row, said["to"], said["why"], seat), _("It has another owner now."))  # fmt: skip


def _pass_on(row: Commitment, to: Agent, why: str, seat: Seat) -> None:
    if row.promiser != COMPANY or not row.is_outstanding:
        raise Refused(_("This promise has already ended."))
    keeping.pass_on([row], to=to, why=why, by=seat.viewer, at=seat.at)


@seated
@THING
def settlement(request: HttpRequest, seat: Seat, key: UUID) -> HttpResponse:
    """End a dispute."""
    row = _found(seat, key)
    return _answer(request, seat, row, "settlement", wanted.SettlementForm(_sent(request)),
                   lambda said: keeping.settle_dispute(row, by=seat.viewer, at=seat.at,
                                                       was_kept=said["was_kept"] == "yes", why=said["why"]),
                   _("The dispute is settled, and both sides read how."))  # fmt: skip


@seated
@THING
def release(request: HttpRequest, seat: Seat, key: UUID) -> HttpResponse:
    """Let the customer off a promise made to us."""
    row = _found(seat, key)
    keeping.release(row, by=seat.viewer, at=seat.at, why=request.POST.get("why", ""))
    messages.success(request, _("The promise was released."))
    return redirect("desk:case", number=row.case.number)


@seated
@THING
def confirmation(request: HttpRequest, seat: Seat, key: UUID) -> HttpResponse:
    """Enter into the ledger what was noticed, or what the customer remembers."""
    row = _found(seat, key)

    def confirm(said: dict[str, Any]) -> None:
        if row.origin == Commitment.CLAIMED:
            claiming.accept(row, due_at=said["due_at"], by=seat.viewer, at=seat.at)
        else:
            noticing.confirm(row, due_at=said["due_at"], action=said["action"], by=seat.viewer, at=seat.at)

    form = wanted.ConfirmationForm(_sent(request))
    return _answer(request, seat, row, "confirmation", form, confirm, _("It is in the ledger now."))


@seated
@THING
def dismissal(_request: HttpRequest, seat: Seat, key: UUID) -> HttpResponse:
    """Say that what was noticed is no promise."""
    row = _found(seat, key)
    if row.origin == Commitment.CLAIMED:
        raise Http404
    noticing.dismiss(row, at=seat.at)
    return redirect("desk:case", number=row.case.number)


@seated
@require_POST
def answer(request: HttpRequest, seat: Seat, key: UUID) -> HttpResponse:
    """Answer what the customer remembers with the entry that tells what was said."""
    row = _found(seat, key)
    form = wanted.AnswerForm(_sent(request), entries=_entries_of(row))
    return _answer(request, seat, row, "answer", form,
                   lambda said: claiming.show(row, key=UUID(said["entry"]), text=said["text"], by=seat.viewer,
                                              at=seat.at), _("The customer reads which entry tells it."))  # fmt: skip
