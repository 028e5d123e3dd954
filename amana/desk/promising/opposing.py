"""What a customer went through, and the act opposite to each leak, one click away: words in the composer, or a small form."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from amana.cases.errors import Refused
from amana.cases.models import Case
from amana.commitments.making import Draft, make
from amana.desk.acting import Act, act, posted
from amana.desk.administering.placing import FORM, leads_of
from amana.desk.composing.drafting import keep_draft, kept_draft
from amana.desk.composing.undertaking import usual_times
from amana.desk.entering import Seat, case_of, seated
from amana.desk.forms.ending import FaultForm, LeadForm, WordForm, step_names
from amana.desk.hanging import ALL, Hanging
from amana.drafting.promising import promises_in
from amana.handling.facts.noting import note
from amana.handling.holding.assigning import assign
from amana.handling.mails.saying import zone_of
from amana.record import seldom
from amana.record.reading import Read, read
from amana.review import enduring, opposing
from amana.review.amends import MOST_SHOWN, admit, may_decide
from amana.review.enduring import Ordeal, in_words, ordeal_of, suggestion_for
from amana.review.models import Amends, Fault
from amana.review.opposing import ADMIT, AMENDS, CALL, LEAD, OPPOSITES, PROMISE, TAKE, WORDS, Opposite
from amana.review.proportioning import scale_of
from amana.wording.times import moment

# Entries among which contacts and waits are counted.
LATEST = 200


# ── the card ─────────────────────────────────────────────────────────────────


def ordeal_card(
    case: Case, seat: Seat, entries: Sequence[Read] | None = None, *, there: Hanging = ALL
) -> dict[str, Any] | None:
    """Return what desk/promising/_ordeal.html needs, in a fixed number of queries; None for a case without a brand.

    `entries` are the newest of the record where they are at hand.
    """
    if case.brand is None:
        return None
    ordeal = _ordeal(case, seat, entries)
    is_ours = Fault in there and enduring.is_ours(case)
    suggestion = suggestion_for(ordeal, is_ours=is_ours)
    scale = scale_of(case.brand) if is_ours else None
    amount = scale.amount_at(suggestion.step) if scale else None
    number = [case.number]
    return {
        "words": in_words(ordeal),
        "step": step_names()[suggestion.step - 1] if suggestion.step else "",
        "is_ours": is_ours,
        "parts": [part_names()[part] for part in suggestion.parts],
        "amount": f"{amount:.2f} {scale.currency}" if scale and amount else "",
        "effort_url": reverse("desk:effort", args=number) if case.is_open and suggestion.parts else "",
        "amends_url": reverse("desk:amends", args=number),
        "gesture_url": reverse("desk:gestures", args=number),
        "fault_url": reverse("desk:fault", args=number) if not is_ours else "",
        "given": [_given(row, seat) for row in (_amends(case) if Amends in there else ())],
        "acts": [opposite_act(one, case) for one in OPPOSITES] if case.is_open else [],
    }


def _amends(case: Case) -> list[Amends]:
    rows = Amends.objects.filter(case=case).select_related("brand__week", "asked_by__account", "decided_by__account")
    return seldom.found(rows.order_by("-asked_at", "-pk"), most=MOST_SHOWN)


def _ordeal(case: Case, seat: Seat, entries: Sequence[Read] | None = None) -> Ordeal:
    if entries is None:
        entries = read(case.key, side="company", audiences=["shared"], most=LATEST)
    return ordeal_of(case, entries, at=seat.at)


def part_names() -> dict[str, str]:
    """Return what the parts of a suggestion are called."""
    return {
        enduring.APOLOGY: _("an apology"),
        enduring.ADMISSION: _("saying that the mistake was ours"),
        enduring.PERSON: _("one named person until it is over"),
        enduring.NEWS: _("news every working day"),
        enduring.EXPRESS: _("the fastest way we have"),
        enduring.COMPENSATION: _("compensation"),
    }


def _given(row: Amends, seat: Seat) -> dict[str, Any]:
    is_waiting = row.state == Amends.ASKED and may_decide(seat.agent, row)
    return {
        "what": row.what,
        "amount": f"{row.amount:.2f} {row.currency}" if row.amount is not None else "",
        "is_gesture": row.is_gesture,
        "state": row.get_state_display(),
        "why": row.decided_why,
        "by_name": row.decided_by.name if row.decided_by else "",
        "approve_url": reverse("desk:amends_approval", args=[row.pk]) if is_waiting else "",
        "decline_url": reverse("desk:amends_refusal", args=[row.pk]) if is_waiting else "",
        "give_url": reverse("desk:amends_giving", args=[row.pk]) if row.state == Amends.APPROVED else "",
    }


def opposite_act(one: Opposite, case: Case) -> dict[str, Any]:
    """Return an act as a button or a link: label, url, is_post."""
    pages = {CALL: "calls", ADMIT: "fault", AMENDS: "amends", LEAD: "bending"}
    if one.how in pages:
        url = reverse(f"desk:{pages[one.how]}", args=[case.number])
    else:
        url = reverse("desk:word_new" if one.how == PROMISE else "desk:opposite", args=[case.number, one.name])
    return {"label": one.label, "url": url, "is_post": one.how in {WORDS, TAKE}}


# ── words in the composer ────────────────────────────────────────────────────


@seated
@require_POST
def opposite(request: HttpRequest, seat: Seat, number: str, name: str) -> HttpResponse:
    """Write the words of an act into the reply; to own a case that nobody holds takes it as well."""
    case = case_of(seat, number)
    one = opposing.opposite_named(name)
    if one is None or one.how not in {WORDS, TAKE}:
        raise Http404
    if one.how == TAKE and case.holder_id != seat.agent.pk:
        assign(case, to=seat.agent, why=_("taken to see it through"), by=seat.viewer, at=seat.at)
        messages.success(request, _("The case is in your hands now."))
    with translation.override(case.language):
        ordeal = in_words(_ordeal(case, seat))
        text = opposing.words_for(name, case, ordeal=ordeal, me=seat.agent.name, at=seat.at)
    return _to_the_reply(text, case, seat)


@seated
@require_POST
def effort(_request: HttpRequest, seat: Seat, number: str) -> HttpResponse:
    """Write what is in proportion into the reply, in the customer's language; money is said when it is given."""
    case = case_of(seat, number)
    found = _ordeal(case, seat)
    parts = suggestion_for(found, is_ours=enduring.is_ours(case)).parts
    with translation.override(case.language):
        text = opposing.effort_words(parts, case, ordeal=in_words(found), me=seat.agent.name, at=seat.at)
    return _to_the_reply(text, case, seat)


def _to_the_reply(text: str, case: Case, seat: Seat) -> HttpResponse:
    if not case.is_open:
        raise Refused(_("This case is closed. Reopen it first."))
    add_to_draft(text, case, seat)
    return redirect(f"{reverse('desk:case', args=[case.number])}#reply")


def add_to_draft(text: str, case: Case, seat: Seat, *, stands_already: bool = False) -> None:
    """Put words at the end of this agent's reply; where their promises stand in the ledger already they are not entered again."""
    kept = kept_draft(case, seat)
    fields = kept.posted if kept is not None else QueryDict(mutable=True)
    before = fields.get("text", "").rstrip()
    text = "\n".join(line for line in text.splitlines() if line not in before) if before else text
    whole = f"{before}\n\n{text}".strip()
    fields["text"] = whole
    if stands_already:
        known = {one.key for one in promises_in(before, case, at=seat.at)} if before else set()
        for one in promises_in(whole, case, at=seat.at):
            if one.key not in known:
                fields[f"promise-{one.key}-not"] = "on"
    keep_draft(fields, case, seat)


# ── small forms ──────────────────────────────────────────────────────────────


@seated
@FORM
def word_new(request: HttpRequest, seat: Seat, number: str, name: str) -> HttpResponse:
    """Give one's word, or with their knowledge a colleague's: a call, or an answer that one does not know oneself."""
    case = case_of(seat, number)
    one = opposing.opposite_named(name)
    if one is None or one.how != PROMISE:
        raise Http404
    is_call = name == "call_back"
    with translation.override(case.language):
        action = _("A call to %(name)s") % {"name": case.customer.name} if is_call else _("An answer to your question")
    usual = usual_times(case.brand.week.working if case.brand else None, seat.at)[0]
    initial = {"action": action, "owner": seat.agent, "due_at": usual}
    form = WordForm(posted(request), case=case, initial=initial)
    sentence = _("It enters the ledger by name, and its words are put into your reply.")
    what = Act(
        str(one.label),
        _("Promise it"),
        f"{reverse('desk:case', args=[case.number])}#reply",
        sentence,
        about=case.subject,
    )

    def do(said: dict[str, Any]) -> None:
        make(case, [Draft(said["action"], said["due_at"], owner=said["owner"])], by=seat.viewer, at=seat.at)
        words = {"name": said["owner"].name, "when": moment(said["due_at"], zone=zone_of(case), now=seat.at), **said}
        with translation.override(case.language):
            if is_call:
                text = _("%(action)s: by %(when)s, %(name)s.") % words
            else:
                text = _("I do not know this myself. %(name)s will tell you by %(when)s.") % words
        add_to_draft(text, case, seat, stands_already=True)

    return act(request, seat, form, do, what)


@seated
@FORM
def fault(request: HttpRequest, seat: Seat, number: str) -> HttpResponse:
    """Say that the mistake was ours: in the record both sides read, and in the reply."""
    case = case_of(seat, number)
    sentence = _("It stands in the record both sides read, and the words are put into your reply.")
    back = f"{reverse('desk:case', args=[case.number])}#reply"
    what = Act(_("The mistake was ours"), _("Say so"), back, sentence, about=case.subject)

    def do(said: dict[str, Any]) -> None:
        admit(case, said["text"], by=seat.viewer, at=seat.at)
        if case.is_open:
            with translation.override(case.language):
                add_to_draft(f"{_('The mistake was ours.')} {said['text'].strip()}", case, seat)

    return act(request, seat, FaultForm(posted(request)), do, what)


@seated
@FORM
def bending(request: HttpRequest, seat: Seat, number: str) -> HttpResponse:
    """Ask a lead to bend a rule: a note that names them, which they find at the top of their queue."""
    case = case_of(seat, number)
    leads = leads_of(seat).exclude(pk=seat.agent.pk).filter(brands=case.brand)
    form = LeadForm(posted(request), leads=leads, initial={"lead": seat.agent.lead})
    sentence = _("“The system does not allow it” is no answer to a customer. Somebody here may allow it.")
    what = Act(
        _("Ask a lead to bend the rule"),
        _("Ask"),
        reverse("desk:case", args=[case.number]),
        sentence,
        about=case.subject,
    )
    return act(
        request,
        seat,
        form,
        lambda said: note(case, f"@{said['lead'].name} {said['text']}", by=seat.viewer, at=seat.at),
        what,
    )
