"""Looking into a file without keeping it: pictures, the browser's own PDF viewer, and plain text; nothing of it runs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from amana.channels.email.naming import content_disposition
from amana.desk.casework.entries import content_of, file_of
from amana.desk.entering import Seat, case_of, seated
from amana.desk.framing import page
from amana.post.models import File
from amana.search.extracting import form_of
from amana.search.models import FileText

Form = Literal["picture", "pdf", "text", ""]
LARGEST = 25 * 2**20
LONGEST_TEXT = 100_000
# What a file is, by how it begins; what it says of itself counts for nothing.
_BEGINNINGS: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"%PDF-", "application/pdf"),
)
PICTURE_POLICY = "default-src 'none'; sandbox; frame-ancestors 'none'"
# A viewer of the browser's own draws the pages and needs styles and pictures of its own; a sandbox would keep it out.
PDF_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data: blob:; object-src 'self'; frame-ancestors 'self'"


def may_be_looked_into(name: str, media_type: str) -> bool:
    """Whether a file, by what it is called and said to be, may have a preview; its bytes decide when it is opened."""
    kind = media_type.lower().partition(";")[0].strip()
    return kind in {"image/png", "image/jpeg", "image/gif", "image/webp"} or bool(form_of(name, media_type))


def preview_of(number: str, file: Mapping[str, Any]) -> str:
    """Return where a file of a case, as its entry names it, can be looked into; "" where it can only be kept."""
    if not may_be_looked_into(str(file.get("name") or ""), str(file.get("type") or "")):
        return ""
    return reverse("desk:file_preview", args=[number, file["id"]])


def type_of(content: bytes) -> str:
    """Return the media type a preview is shown as; "" for everything that is not a picture or a PDF."""
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    return next((kind for begins, kind in _BEGINNINGS if content.startswith(begins)), "")


@seated
@require_safe
def file_preview(request: HttpRequest, seat: Seat, number: str, key: UUID) -> HttpResponse:
    """A page around a file: the picture, the pages, or its words; or that it can only be kept."""
    case = case_of(seat, number)
    row = file_of(case, key)
    form, text = _seen_as(row)
    context: dict[str, Any] = {
        "case": case, "file": row, "form": form, "text": text,
        "shown_url": reverse("desk:file_shown", args=[number, key]), "file_url": reverse("desk:file", args=[number, key]),
    }  # fmt: skip
    return page(request, seat, "desk/casework/preview.html", context, name="queue")


@xframe_options_sameorigin
@seated
@require_safe
def file_shown(_request: HttpRequest, seat: Seat, number: str, key: UUID) -> HttpResponse:
    """The bytes of a picture or a PDF as what they are by their beginning; of anything else nothing is shown."""
    row = file_of(case_of(seat, number), key)
    content = content_of(row) if row.size <= LARGEST else b""
    media_type = type_of(content)
    if not media_type:
        raise Http404
    response = HttpResponse(content, content_type=media_type)
    response.headers["Content-Disposition"] = content_disposition(row.name, inline=True)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Content-Security-Policy"] = PDF_POLICY if media_type == "application/pdf" else PICTURE_POLICY
    return response


def _seen_as(row: File) -> tuple[Form, str]:
    if row.size > LARGEST:
        return "", ""
    content = content_of(row)
    media_type = type_of(content)
    if media_type.startswith("image/"):
        return "picture", ""
    assert row.entry is not None  # what belongs to no entry is found by nobody
    words = (
        FileText.objects.filter(indexed__entry=row.entry, indexed__file=row.pk).values_list("text", flat=True).first()
    )
    if media_type == "application/pdf":
        return "pdf", words or ""
    if form_of(row.name, row.type) == "text" and b"\0" not in content[:4096]:
        return "text", _decoded(content[: 4 * LONGEST_TEXT])
    return ("text", words) if words else ("", "")


def _decoded(content: bytes) -> str:
    """Return the words of a text: in UTF-8, else as Windows writes Hebrew; letters that cannot be are marked."""
    try:
        return content.decode("utf-8-sig", "strict" if len(content) < 4 * LONGEST_TEXT else "ignore")[:LONGEST_TEXT]
    except UnicodeDecodeError:
        return content.decode("cp1255", "replace")[:LONGEST_TEXT]
