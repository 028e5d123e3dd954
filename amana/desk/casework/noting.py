"""Writing down on a case what only colleagues read."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from amana.desk.acting import Act, act, posted
from amana.desk.entering import Seat, case_of, seated
from amana.desk.forms.saying import NoteForm
from amana.handling.facts.noting import note
from amana.handling.holding.mentioning import nameable


@seated
@require_http_methods(["GET", "HEAD", "POST"])
def notes(request: HttpRequest, seat: Seat, number: str) -> HttpResponse:
    """A note for colleagues."""
    case = case_of(seat, number)
    what = Act(_("A note only we read"), _("Keep the note"), reverse("desk:case", args=[case.number]),
               _("Write @ and a name to ask a colleague: it stands at the top of their queue until they open the case."),
               about=case.subject, template="desk/casework/note.html")  # fmt: skip
    return act(
        request,
        seat,
        NoteForm(posted(request), names=[one.name for one in nameable(case)]),
        lambda said: note(case, said["text"], by=seat.viewer, at=seat.at),
        what,
    )
