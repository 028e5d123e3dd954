"""One entry of the record: the mail as it was, its files, letting it in, taking it out of sight."""

from __future__ import annotations

import base64
import re
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from amana.cases.errors import Refused
from amana.cases.models import Case
from amana.channels.email.mail import Mail, Unparseable
from amana.channels.email.reading_apart import read_opened
from amana.channels.email.sanitising import frame_document, sanitise
from amana.desk.acting import Act, act, posted
from amana.desk.entering import Seat, case_of, seated
from amana.desk.forms.saying import ReasonForm
from amana.handling.intake.releasing import release
from amana.look.pieces import in_pieces
from amana.post.bodies import raw_bytes
from amana.post.models import File, RawMessage
from amana.post.storing import Damaged, fetch
from amana.record.reading import Read, entry
from amana.record.withdrawing import withdraw

# Nothing runs, nothing is sent, nothing is loaded but the mail's own pictures.
FRAME_POLICY = (
    "default-src 'none'; img-src 'self' data:; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'; "
    "frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox"
)
# The pictures named in the mail itself, once somebody has asked for them.
OPEN_POLICY = FRAME_POLICY.replace("img-src 'self' data:", "img-src 'self' data: https:")
FILE_POLICY = "default-src 'none'; sandbox"
PICTURES = {"image/png", "image/jpeg", "image/gif", "image/webp"}
LARGEST_PICTURES = 5 * 1024 * 1024
REMOTE_PICTURE = re.compile(r"""<img\b[^>]*?\bsrc\s*=\s*["']?(https://[^"'\s>]{1,2000})""", re.IGNORECASE)
MOST_REMOTE = 200


@seated
@require_safe
def entry_original(request: HttpRequest, seat: Seat, number: str, key: UUID) -> HttpResponse:
    """The mail as it was sent, for a sandboxed frame; `?pictures=shown` lets it load pictures from elsewhere."""
    case = case_of(seat, number)
    try:
        mail = read_opened(raw_bytes(_raw_of(case, _seen(case, key))))
    except (Unparseable, Damaged) as error:
        raise Http404 from error
    wanted = request.GET.get("pictures") == "shown"
    shown = sanitise(mail.html or "", cids=_pictures_of(mail) | (_remote_in(mail.html or "") if wanted else {}))
    response = HttpResponse(frame_document(shown.html, images_from="*" if wanted else "'self'"))
    response.headers["Content-Security-Policy"] = OPEN_POLICY if wanted else FRAME_POLICY
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _pictures_of(mail: Mail) -> dict[str, str]:
    """Return the mail's own pictures as data, by content id: a sandboxed frame carries no cookie to fetch them with."""
    found, left = {}, LARGEST_PICTURES
    for file in mail.files:
        if file.content_id and file.type in PICTURES and len(file.content) <= left:
            left -= len(file.content)
            found[file.content_id] = f"data:{file.type};base64,{base64.b64encode(file.content).decode()}"
    return found


def _remote_in(html: str) -> dict[str, str]:
    """Return the addresses of pictures elsewhere, each for itself, which lets them pass."""
    return {address: address for address in REMOTE_PICTURE.findall(html)[:MOST_REMOTE]}


@seated
@require_safe
def entry_raw(_request: HttpRequest, seat: Seat, number: str, key: UUID) -> HttpResponse:
    """The mail exactly as it came, as a file."""
    case = case_of(seat, number)
    return eml(_raw_of(case, _seen(case, key)), name=f"{case.number}.eml")


def eml(raw: RawMessage, *, name: str) -> HttpResponse:
    """Answer a stored message as a file to keep; it is never shown in our pages. Raises Http404 when it is damaged."""
    try:
        content = raw_bytes(raw)
    except Damaged as damaged:
        raise Http404(str(damaged)) from damaged
    return download(content, name=name)


def download(content: bytes, *, name: str) -> HttpResponse:
    """Answer bytes somebody sent us as a file to keep, so that no browser runs or shows them in our name."""
    response = HttpResponse(content, content_type="application/octet-stream")
    disposition = content_disposition_header(True, name)
    response.headers["Content-Disposition"] = disposition or "attachment"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = FILE_POLICY
    return response


@seated
@require_safe
def file(request: HttpRequest, seat: Seat, number: str, key: UUID) -> HttpResponse:
    """A file that came with a message, to be kept; whatever it says of itself, it is only bytes here."""
    row = file_of(case_of(seat, number), key)
    return in_pieces(request, download(content_of(row), name=row.name), sha256=row.sha256)


def file_of(case: Case, key: UUID) -> File:
    """Return a file of this case whose entry we may read. Raises Http404."""
    row = get_object_or_404(File, pk=key, case=case.key)
    seen = entry(row.entry, side="company") if row.entry else None
    if seen is None or seen.content is None:
        raise Http404
    return row


def content_of(row: File) -> bytes:
    """Return the bytes of a file, as they were sealed. Raises Http404 when they are damaged."""
    try:
        return fetch(row.key, sha256=row.sha256)
    except Damaged as damaged:
        raise Http404(str(damaged)) from damaged


@seated
@require_POST
def entry_release(request: HttpRequest, seat: Seat, number: str, key: UUID) -> HttpResponse:
    """Let a message whose sender could not be verified into the shared record."""
    case = case_of(seat, number)
    release(case, key, by=seat.viewer, at=seat.at)
    messages.success(request, _("It is in the shared record now."))
    return redirect("desk:case", number=case.number)


@seated
@require_http_methods(["GET", "HEAD", "POST"])
def entry_withdrawal(request: HttpRequest, seat: Seat, number: str, key: UUID) -> HttpResponse:
    """Hide what an entry says from the customer (wrong recipient, card number, password); both see that it was done."""
    case = case_of(seat, number)
    seen = _seen(case, key)
    sentence = _(
        "The customer no longer reads entry %(number)s. Both sides see that it was withdrawn, by whom and why."
    )
    back = reverse("desk:case", args=[case.number])
    what = Act(_("Withdraw an entry"), _("Withdraw it"), back, sentence % {"number": seen.number}, about=case.subject)
    return act(request, seat, ReasonForm(posted(request)), lambda said: _withdraw(seen, said["why"], seat), what)


def _withdraw(seen: Read, why: str, seat: Seat) -> None:
    if seen.audience != "shared":
        raise Refused(_("The customer never read this entry."))
    withdraw(seen.id, from_side="customer", why=why, by=seat.viewer.actor, at=seat.at)


def _seen(case: Case, key: UUID) -> Read:
    """Return the entry of this case, unless it is hidden from us. Raises Http404."""
    seen = entry(key, side="company")
    if seen is None or seen.book != case.key or seen.content is None:
        raise Http404
    return seen


def _raw_of(case: Case, seen: Read) -> RawMessage:
    raw = seen["raw"]
    if not isinstance(raw, dict):
        raise Http404
    return get_object_or_404(RawMessage, pk=raw.get("id"), case=case.key)
