"""What one person asked for about themselves: written down, answered with a copy, an erasure, or a reason why not."""

from __future__ import annotations

import tempfile
from typing import Any, cast
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from amana.cases.errors import Refused
from amana.desk.acting import Act, accepted, act, posted
from amana.desk.administering.placing import FORM
from amana.desk.entering import Seat, seated
from amana.desk.forms.fields import line, words
from amana.desk.framing import page
from amana.desk.privacy.officer import may_answer
from amana.privacy.asking import ask, cases_of, found, latest_requests, must_answer_for, refuse, wrote_beyond
from amana.privacy.erasing import preview
from amana.privacy.erasing_on import begin_erasure, is_under_way
from amana.privacy.gathering import gather
from amana.privacy.models import LONGEST_WORDS, Request

MOST_CASES = 50
# A copy larger than this goes through a file.
IN_MEMORY = 5 * 1024 * 1024


class AskedForm(forms.Form):
    """Who asked, for what, and in which words."""

    reach = line(gettext_lazy("Their mail address or telephone, or the number of a case of theirs; whole"), most=254)
    kind = forms.ChoiceField(label=gettext_lazy("What they asked for"), choices=Request.KINDS)
    words = words(gettext_lazy("In their own words"), required=False, most=LONGEST_WORDS)


class RefusalForm(forms.Form):
    """Why not."""

    why = words(gettext_lazy("Why not, as they will read it"), most=LONGEST_WORDS)


class ErasureForm(forms.Form):
    """The word that it is meant."""

    is_sure = forms.BooleanField(label=gettext_lazy("I have looked at what goes, and that it cannot be brought back."))


@seated
@FORM
def request_new(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Write down what somebody asked for, by mail or on the telephone."""
    may_answer(seat)
    form = AskedForm(posted(request))
    made: list[Request] = []

    def write(said: dict[str, Any]) -> None:
        person = found(said["reach"], brands=seat.brands)
        if person is None or not cases_of(person).filter(brand__in=seat.brands).exists():
            raise Refused(
                _("Nobody here has this address, and no case of yours this number. Look whether it is typed whole.")
            )
        must_answer_for(person, seat.viewer)
        made.append(ask(person, said["kind"], words=said["words"], by=seat.agent, at=seat.at))

    if request.method == "POST" and accepted(form, write):
        messages.success(request, _("Written down. It is to be answered within a month."))
        return redirect("desk:privacy_request", key=made[0].pk)
    what = Act(
        _("What somebody asked for"),
        _("Write it down"),
        reverse("desk:privacy"),
        about=_("People's data"),
        name="settings",
    )
    status = 422 if form.is_bound else 200
    return page(request, seat, "desk/act.html", {"form": form, "act": what}, name="settings", status=status)


@seated
@require_safe
def privacy_request(request: HttpRequest, seat: Seat, key: UUID) -> HttpResponse:
    """What somebody asked for, what is kept of them, and the ways to answer."""
    row = _row(seat, key)
    cases = cases_of(row.person)
    shown = cases.filter(brand__in=seat.brands)
    context = {
        "row": row,
        "kind": row.get_kind_display(),
        "state": row.get_state_display(),
        "is_late": row.state == Request.OPEN and row.due_on < timezone.localtime(seat.at).date(),
        "preview": preview(row.person),
        "cases": shown[:MOST_CASES],
        "sees_all": not wrote_beyond(row.person, seat.viewer),
        "may_change": not seat.agent.only_reads and row.state == Request.OPEN,
        "is_erasure": row.kind == Request.ERASE,
        "is_under_way": is_under_way(row),
        "erasure": ErasureForm(),
    }
    return page(request, seat, "desk/privacy/request.html", context, name="settings")


def _row(seat: Seat, key: UUID) -> Request:
    may_answer(seat)
    return get_object_or_404(latest_requests(seat.viewer), pk=key)


@seated
@require_POST
def privacy_copy(_request: HttpRequest, seat: Seat, key: UUID) -> HttpResponse:
    """The copy of all that is kept, as one file to hand on."""
    row = _row(seat, key)
    must_answer_for(row.person, seat.viewer)
    # Closed by the response, when it has been sent.
    out = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115
    counts = gather(row.person, out, by=seat.viewer, at=seat.at)
    if row.kind == Request.COPY:
        done = {"state": Request.DONE, "ended_at": seat.at, "ended_by": seat.agent, "counts": counts}
        Request.objects.filter(pk=row.pk, state=Request.OPEN).update(**done)
    out.seek(0)
    name = f"amana-copy-{timezone.localdate(seat.at).isoformat()}.zip"
    return cast(HttpResponse, FileResponse(out, as_attachment=True, filename=name, content_type="application/zip"))


@seated
@require_POST
def privacy_erasure(request: HttpRequest, seat: Seat, key: UUID) -> HttpResponse:
    """Begin to erase the person: every closed case of theirs, their name and their addresses; it goes on beside the pages."""
    row = _row(seat, key)
    if not ErasureForm(request.POST).is_valid():
        raise Refused(_("Say first that you have looked at what goes."))
    begin_erasure(row, by=seat.viewer, at=seat.at)
    messages.success(request, _("It has begun, and goes on by itself."))
    return redirect("desk:privacy_request", key=row.pk)


@seated
@FORM
def privacy_refusal(request: HttpRequest, seat: Seat, key: UUID) -> HttpResponse:
    """Say no, with the reason."""
    row = _row(seat, key)
    must_answer_for(row.person, seat.viewer)
    what = Act(_("Say no"), _("Say no"), reverse("desk:privacy"), _("They read the reason on the page of their case."),
               _("Said."), _("People's data"), "settings")  # fmt: skip
    return act(
        request,
        seat,
        RefusalForm(posted(request)),
        lambda said: refuse(row, why=said["why"], by=seat.viewer, at=seat.at),
        what,
    )
