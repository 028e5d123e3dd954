"""Asking for the next person, who is named before anybody asks."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from amana.escalation.climbing import ask, next_rung
from amana.portal.acting import act
from amana.portal.entering import Guest, by_known_device
from amana.portal.telling import apart
from amana.portal.understanding import typed_text


@require_http_methods(["GET", "HEAD", "POST"])
@by_known_device
def next_person(request: HttpRequest, guest: Guest) -> HttpResponse:
    """POST asks the next person on the ladder, who owes an answer from then on and has the whole record."""
    rung = next_rung(guest.case) if guest.case.is_open else None
    if rung is None:
        sentence = _("There is nobody above. What you write goes to the person who has the case.")
    else:
        sentence = _("The next person is %(name)s, who gets the whole record, so that nothing has to be told again.")
        sentence %= {"name": apart(rung.name)}
    page = guest.frame | {
        "title": _("Ask for the next person"),
        "sentence": sentence,
        "asks_text": rung is not None,
        "text_label": _("What should this person know?"),
        "is_optional": True,
        "send_label": _("Ask %(name)s") % {"name": apart(rung.name)} if rung else "",
    }

    def do() -> str:
        asked = ask(guest.case, text=typed_text(request, "text", most=20_000), by=guest.viewer, at=guest.at)
        return _("%(name)s has your case before them now and owes you an answer.") % {"name": apart(asked.name)}

    return act(request, page, do)
