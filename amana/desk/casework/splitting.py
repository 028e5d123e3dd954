"""Splitting a case: choosing which words go on as a matter of their own."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from amana.cases.errors import Refused
from amana.cases.models import Case
from amana.desk.acting import Act, posted
from amana.desk.entering import Seat, case_of, seated
from amana.desk.forms.tying import SplitForm
from amana.desk.framing import page
from amana.handling.tying.splitting import quotable, split
from amana.record.reading import read
from amana.wording.isolating import isolated
from amana.wording.times import short_moment

# The newest entries are offered; what is older is rarely news of another matter.
MOST_OFFERED = 200
SHOWN = 120


@seated
@require_http_methods(["GET", "HEAD", "POST"])
def splitting(request: HttpRequest, seat: Seat, number: str) -> HttpResponse:
    """Open a case of its own from some of the words of this one."""
    case = case_of(seat, number)
    form = SplitForm(posted(request), entries=_offered(case, seat))
    back = reverse("desk:case", args=[case.number])
    sentence = _("The customer reads in both records that a part of this goes on by itself, and what it begins with.")
    what = Act(_("Split off a case of its own"), _("Open the new case"), back, sentence, about=case.subject)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            keys = [UUID(key) for key in said["entries"]]
            fresh = split(case, keys, subject=said["subject"], by=seat.viewer, at=seat.at)
        except Refused as refused:
            form.add_error(None, str(refused.sentence))
        else:
            messages.success(request, _("This is the new case. The words it began with are quoted in it."))
            return redirect("desk:case", number=fresh.number)
    status = 422 if form.is_bound and form.errors else 200
    return page(request, seat, "desk/act.html", {"form": form, "act": what}, name="queue", status=status)


def _offered(case: Case, seat: Seat) -> list[tuple[str, str]]:
    zone = timezone.get_current_timezone()
    said = quotable(read(case.key, side="company", most=MOST_OFFERED))
    return [
        (str(one.id), f"{short_moment(one.at, zone=zone, now=seat.at)} · "
                      f"{isolated(Truncator(' '.join(str(one['text']).split())).chars(SHOWN))}")
        for one in reversed(said)
    ]  # fmt: skip
