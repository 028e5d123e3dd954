"""Showing a customer, in one case, what both sides read in another case of theirs: chosen, looked at, then shown."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from amana.advocacy.linking.packing import plain
from amana.advocacy.linking.showing import AT_A_TIME, to_choose
from amana.cases.errors import Refused
from amana.cases.models import Case, Participant
from amana.desk.acting import Act, act, posted
from amana.desk.entering import Seat, case_of, seated
from amana.desk.forms.saying import ReasonForm
from amana.desk.framing import page
from amana.handling.tying.disclosing import MOST_AT_ONCE, Kept, content_of, kept_of, not_so, show_from, shown_in
from amana.kit.codes import key_in
from amana.look.disclosing import as_it_will_stand, title_of
from amana.look.telling import Links, Teller, story
from amana.record.reading import entry

MOST_CASES = 20
SHOWN = 160


@seated
@require_http_methods(["GET", "HEAD", "POST"])
def disclosing(request: HttpRequest, seat: Seat, number: str) -> HttpResponse:
    """`?from=` another case of this customer; POST with `step`: "look" shows what the customer will read, "show" shows it."""
    case = case_of(seat, number)
    other = _other(case, seat, request.GET.get("from", ""))
    if other is None:
        return _show(request, seat, case, {"others": _others(case, seat)})
    keys = [key for one in request.POST.getlist("entry")[: MOST_AT_ONCE + 1] if (key := key_in(one))]
    try:
        if request.method != "POST":
            return _show(request, seat, case, _choices(case, other))
        if request.POST.get("step") == "show":
            said = show_from(case, other, keys, by=seat.viewer, at=seat.at)
            messages.success(request, _said_so(len(said)))
            return redirect("desk:case", number=case.number)
        return _show(request, seat, case, _preview(case, other, kept_of(other, keys, with_files=False), seat))
    except Refused as refused:
        page_of = _choices(case, other, chosen=set(keys)) | {"error": refused.sentence}
        return _show(request, seat, case, page_of, status=422)


def _said_so(count: int) -> str:
    if not count:
        return _("It stood in this record already; nothing was doubled.")
    return ngettext("One entry stands in this record now.", "%(count)s entries stand in this record now.", count) % {
        "count": count
    }


def _show(request: HttpRequest, seat: Seat, case: Case, more: dict[str, Any], *, status: int = 200) -> HttpResponse:
    context = {"case": case, "back_url": reverse("desk:case", args=[case.number]), **more}
    return page(request, seat, "desk/casework/disclosing.html", context, name="queue", status=status)


def _others(case: Case, seat: Seat) -> list[dict[str, Any]]:
    rows = Case.objects.visible_to(seat.viewer).filter(customer=case.customer_id).exclude(pk=case.pk)
    here = reverse("desk:disclosing", args=[case.number])
    return [
        {
            "number": one.number,
            "subject": one.subject or one.number,
            "at": one.opened_at,
            "url": f"{here}?from={one.number}",
        }
        for one in rows.order_by("-opened_at")[:MOST_CASES]
    ]


def _other(case: Case, seat: Seat, number: str) -> Case | None:
    """Return the case entries are chosen from; None while none was named. Raises Http404 for one that is not theirs to show."""
    if not number:
        return None
    found = case_of(seat, number[:20])
    if found.customer_id != case.customer_id or found.pk == case.pk:
        raise Http404
    return found


def _choices(case: Case, other: Case, *, chosen: set[UUID] | None = None) -> dict[str, Any]:
    found = to_choose(other)
    known = shown_in(case.key, [one.hash for one in found.entries])
    rows = [
        {"key": one.id, "title": title_of(one.kind), "at": one.at, "number": one.number, "is_there": one.hash in known,
         "words": Truncator(" ".join(str(one["text"] or one["action"] or one["subject"] or "").split())).chars(SHOWN),
         "is_chosen": one.id in (chosen or set())}
        for one in reversed(found.entries)
    ]  # fmt: skip
    return {"rows": rows, "other": other, "most": MOST_AT_ONCE, "newest": AT_A_TIME if found.page.earlier else 0}


def _preview(case: Case, other: Case, kept: list[Kept], seat: Seat) -> dict[str, Any]:
    house = case.brand.name if case.brand else case.company.name
    reads = [
        as_it_will_stand(
            content_of(one, by=seat.viewer, files=one.named_files),
            number=place,
            by=seat.viewer.actor,
            at=seat.at,
            book=case.key,
        )
        for place, one in enumerate(kept, 1)
    ]
    told = [
        one
        for day in story(reads, Teller("customer", Links(lambda _key: ""), seat.at, house))
        for one in day["entries"]
    ]
    readers = Participant.objects.filter(case=case).select_related("person").order_by("added_at", "pk")[:MOST_CASES]
    return {
        "preview": [{"entry": one, "key": kept_one.copy["entry"], "sealed": plain(kept_one.copy)}
                    for one, kept_one in zip(told, kept, strict=True)],
        "other": other,
        "readers": [str(row.person) for row in readers],
    }  # fmt: skip


@seated
@require_http_methods(["GET", "HEAD", "POST"])
def entry_not_so(request: HttpRequest, seat: Seat, number: str, key: UUID) -> HttpResponse:
    """Put our version beside what a customer showed from a record of their own; a promise in it is answered by that."""
    case = case_of(seat, number)
    shown = entry(key, side="company")
    if shown is None or shown.book != case.key or shown.kind != "entry.disclosed" or shown.by.kind != "person":
        raise Http404
    sentence = _(
        "The customer reads it beside what they showed. If they said that we promised something there, this answers it."
    )
    what = Act(_("We remember it differently"), _("Add our version"), reverse("desk:case", args=[case.number]), sentence,
               about=str(shown["text"] or ""))  # fmt: skip
    form = ReasonForm(posted(request))
    form.fields["why"].label = _("How it was, as far as our record shows")
    return act(request, seat, form, lambda said: not_so(case, key, said["why"], by=seat.viewer, at=seat.at), what)
