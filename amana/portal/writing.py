"""Writing to the one who holds the case, with files, and putting one's own version beside a call that was noted."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from amana.cases.errors import Refused
from amana.channels.email.composing import Attached
from amana.channels.email.naming import display_name
from amana.handling.facts.noting import add_version
from amana.handling.talking.hearing import LONGEST_TEXT, hear
from amana.portal.acting import act
from amana.portal.entering import Guest, by_known_device, nothing_here
from amana.portal.telling import apart
from amana.portal.understanding import typed_text
from amana.record.reading import entry

MOST_FILES = 10
# All files of one message together, bytes.
LARGEST_FILES = 25 * 1024 * 1024


@require_http_methods(["GET", "HEAD", "POST"])
@by_known_device
def message(request: HttpRequest, guest: Guest) -> HttpResponse:
    """POST puts the words and files into the record; a closed case opens again."""
    name = guest.case.holder.name if guest.case.holder else guest.case.company.name
    page = guest.frame | {
        "title": _("Write to %(name)s") % {"name": apart(name)},
        "asks_text": True,
        "text_label": _("Your message"),
        "asks_files": True,
        "files_help": _("At most ten files, 25 MB together."),
        "send_label": _("Send"),
    }

    def do() -> str:
        heard = hear(
            guest.case,
            typed_text(request, "text", most=LONGEST_TEXT),
            by=guest.viewer,
            at=guest.at,
            files=files_of(request),
        )
        if heard.book != guest.case.key:
            return _("Your message is in the record of the case in which this one goes on.")
        return _("Your message is in the record.")

    return act(request, page, do)


def files_of(request: HttpRequest) -> list[Attached]:
    """Return the files that came with a form, their names made safe. Raises Refused when they are too many or too large."""
    files = [file for file in request.FILES.getlist("files") if file.size or file.name]
    if len(files) > MOST_FILES:
        raise Refused(_("Send at most ten files at a time."))
    if sum(file.size or 0 for file in files) > LARGEST_FILES:
        raise Refused(_("These files are larger than 25 MB together. Send them in several messages."))
    return [
        Attached(display_name(file.name or ""), file.content_type or "application/octet-stream", file.read())
        for file in files
    ]


@require_http_methods(["GET", "HEAD", "POST"])
@by_known_device
def version(request: HttpRequest, guest: Guest, key: UUID) -> HttpResponse:
    """POST adds the customer's version to a call that one of us noted alone."""
    noted = entry(key, side="customer")
    if noted is None or noted.book != guest.case.key or noted.by.kind != "agent":
        return nothing_here(request)
    if noted.kind not in {"call.noted", "entry.disclosed"}:
        return nothing_here(request)
    page = guest.frame | {
        "title": _("I remember it otherwise"),
        "words": noted["text"] or "",
        "asks_text": True,
        "text_label": _("How it was, in your words"),
        "send_label": _("Add my version"),
    }

    def do() -> str:
        add_version(guest.case, key, typed_text(request, "text", most=20_000), by=guest.viewer, at=guest.at)
        return _("Your version stands in the record now, beside ours.")

    return act(request, page, do)
