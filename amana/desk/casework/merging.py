"""Pages that tie cases together: one goes on in another, is taken out again, or is linked."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from amana.cases.errors import Refused
from amana.cases.models import Case, Tie
from amana.cases.tracing import onward
from amana.desk.acting import Act, act, posted
from amana.desk.entering import Seat, case_of, seated
from amana.desk.forms.tying import ApartForm, MergeForm, OtherCaseForm
from amana.desk.framing import page
from amana.handling.tying.linking import MOST_LINKS, link, linked, unlink
from amana.handling.tying.merging import Readers, may_be_one, merge, readers, unmerge
from amana.record import seldom
from amana.wording.isolating import isolated

MOST_OTHERS = 10
MOST_TIES = 20 + MOST_LINKS


@seated
@require_http_methods(["GET", "HEAD", "POST"])
def merging(request: HttpRequest, seat: Seat, number: str) -> HttpResponse:
    """Let a case go on in another; where somebody would read more, it is said who before it is done."""
    case = case_of(seat, number)
    form = MergeForm(posted(request), others=_others(case, seat, is_open=True))
    asks: Readers | None = None
    into: Case | None = None
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            into = _named(said["chosen"], seat)
            may_be_one(case, into, seat.viewer)
            found = readers(case, into)
            if found.is_anybody and not said["knowing"]:
                asks = found
            else:
                merge(case, into=into, why=said["why"], knowing=said["knowing"], by=seat.viewer, at=seat.at)
                messages.success(request, _("It goes on here from now. What they answer to the other case lands here."))
                return redirect("desk:case", number=into.number)
        except Refused as refused:
            form.add_error(None, str(refused.sentence))
    context = {"form": form, "case": case, "asks": asks, "into": into,
               "back_url": reverse("desk:case", args=[case.number])}  # fmt: skip
    status = 422 if form.is_bound and form.errors else 200
    return page(request, seat, "desk/casework/merging.html", context, name="queue", status=status)


def _others(case: Case, seat: Seat, *, is_open: bool) -> list[tuple[str, str]]:
    rows = Case.objects.visible_to(seat.viewer).filter(customer=case.customer_id, brand=case.brand_id)
    rows = (rows.open() if is_open else rows).exclude(pk=case.pk).order_by("-opened_at")[:MOST_OTHERS]
    return [(one.number, f"{one.number} · {isolated(one.subject)}") for one in rows]


def _named(number: str, seat: Seat) -> Case:
    found = Case.objects.visible_to(seat.viewer).filter(number__in=[number, f"AM-{number}"]).first()
    if found is None:
        raise Refused(_("There is no case with the number %(number)s.") % {"number": number})
    return found


@seated
@require_http_methods(["GET", "HEAD", "POST"])
def unmerging(request: HttpRequest, seat: Seat, number: str) -> HttpResponse:
    """Take a case out of the one it goes on in."""
    case = case_of(seat, number)
    sentence = _(
        "From then on what they answer to it lands here again. What was said meanwhile stays where it is, and both records say so."
    )
    back = reverse("desk:case", args=[case.number])
    what = Act(_("Take it out again"), _("Take it out"), back, sentence, about=case.subject)
    return act(
        request, seat, ApartForm(posted(request)),
        lambda said: unmerge(case, why=said["why"], by=seat.viewer, at=seat.at), what,
    )  # fmt: skip


@seated
@require_http_methods(["GET", "HEAD", "POST"])
def links(request: HttpRequest, seat: Seat, number: str) -> HttpResponse:
    """Link a case with another one; nothing follows from it but that each shows the other."""
    case = case_of(seat, number)
    form = OtherCaseForm(posted(request), others=_others(case, seat, is_open=False))
    sentence = _("Each of the two shows the other, to colleagues alone. Nothing else follows from it.")
    what = Act(
        _("Link another case"), _("Link it"), reverse("desk:case", args=[case.number]), sentence, about=case.subject
    )
    return act(
        request, seat, form, lambda said: link(case, _named(said["chosen"], seat), by=seat.viewer, at=seat.at), what
    )


@seated
@require_POST
def link_removal(_request: HttpRequest, seat: Seat, number: str, key: UUID) -> HttpResponse:
    """Take a link away."""
    case = case_of(seat, number)
    unlink(get_object_or_404(linked(case), pk=key), by=seat.viewer, at=seat.at)
    return redirect("desk:case", number=case.number)


def merged_of(case: Case, seat: Seat) -> dict[str, Any] | None:
    """Return what the page says of a case that goes on elsewhere."""
    end = onward([case.key]).get(case.key)
    other = Case.objects.visible_to(seat.viewer).filter(pk=end).first() if end else None
    if other is None:
        return None
    return {
        "number": other.number,
        "subject": other.subject,
        "url": reverse("desk:case", args=[other.number]),
        "apart_url": reverse("desk:unmerging", args=[case.number]),
    }


def ties_urls(case: Case) -> dict[str, str]:
    """Return where cases are tied together and a part is split off; what is done with open cases only is empty for others."""
    names = {"link": "links", "merge": "merging", "split": "splitting", "show": "disclosing"}
    urls = {name: reverse(f"desk:{page}", args=[case.number]) for name, page in names.items()}
    return urls if case.is_open else urls | {"merge": "", "show": ""}


def ties_of(case: Case, seat: Seat) -> list[dict[str, Any]]:
    """Return the cases tied to this one, the merged ones first, with what ties them; bounded."""
    tied = Tie.objects.filter(Q(case=case) | Q(other=case), ended_at=None).select_related("case", "other")
    rows = seldom.found(tied.order_by("-kind", "made_at"), most=MOST_TIES)
    rows.sort(key=lambda row: (row.kind == Tie.LINKED, row.made_at))
    seen = [(row, row.other if row.case_id == case.pk else row.case) for row in rows]
    return [_tie(row, other, case) for row, other in seen if other.brand_id in seat.brands]


def _tie(row: Tie, other: Case, case: Case) -> dict[str, Any]:
    is_from_here = row.case_id == case.pk
    what = {
        (Tie.MERGED, True): _("goes on there"),
        (Tie.MERGED, False): _("goes on here"),
        (Tie.SPLIT, True): _("split off from this one"),
        (Tie.SPLIT, False): _("this one was split off from it"),
    }
    return {
        "what": what.get((row.kind, is_from_here), ""),
        "subject": other.subject or other.number,
        "number": other.number,
        "url": reverse("desk:case", args=[other.number]),
        "drop_url": reverse("desk:link_removal", args=[case.number, row.pk]) if row.kind == Tie.LINKED else "",
    }
