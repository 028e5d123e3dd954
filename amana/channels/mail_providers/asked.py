"""What a service sent us over HTTP, read once and within bounds, in the form in which anymail looks at it."""

from __future__ import annotations

from email.parser import BytesParser
from email.policy import HTTP
from urllib.parse import parse_qsl

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest, QueryDict
from django.utils.datastructures import MultiValueDict

from amana.channels.email.peeking import HEAD

# A mail is a third longer in base64, and has a frame of JSON or form fields around it.
FRAME = 1024 * 1024
MOST_FIELDS = 400


class TooLong(ValueError):
    """More was sent than a mail may be long; `beginning` is what it begins with, as it was sent."""

    beginning = b""


def read_whole(request: HttpRequest) -> bytes:
    """Read the body, and lay it where Django and anymail look for it. Raises TooLong, UnreadablePostError.

    Django's own bound for bodies is meant for forms that people fill in; mail is longer, and has a bound of its own.
    """
    most = settings.MAIL_LARGEST * 3 // 2 + FRAME
    body = request.read(most + 1)
    if len(body) > most:
        found = TooLong()
        found.beginning = body[:HEAD]
        raise found
    request._body = body  # where HttpRequest.body keeps it
    if request.content_type == "multipart/form-data":
        _lay_out(request, body)
    elif request.content_type == "application/x-www-form-urlencoded":
        _lay_out_line(request, body)
    return body


def _lay_out_line(request: HttpRequest, body: bytes) -> None:
    """Take a form of one line apart; Django would put a question mark for each letter of a mail that is no UTF-8."""
    line, fields = body.decode("ascii", "surrogateescape"), QueryDict(mutable=True)
    try:
        told = parse_qsl(line, keep_blank_values=True, errors="surrogateescape", max_num_fields=MOST_FIELDS)
    except ValueError as error:
        raise TooLong from error
    for name, value in told:
        fields.appendlist(name, value)
    request._post, request._files = fields, MultiValueDict()  # type: ignore[attr-defined]  # where HttpRequest keeps them


def _lay_out(request: HttpRequest, body: bytes) -> None:
    """Take a form in several parts apart; the parser of Django would refuse a long mail in a field."""
    head = f"Content-Type: {request.META.get('CONTENT_TYPE', '')[:500]}\r\n\r\n".encode("ascii", "replace")
    fields, files = QueryDict(mutable=True), MultiValueDict[str, SimpleUploadedFile]()
    message = BytesParser(policy=HTTP).parsebytes(head + body)
    for part in list(message.iter_parts())[:MOST_FIELDS] if message.is_multipart() else []:
        name = str(part.get_param("name", "", header="content-disposition") or "")
        content = part.get_payload(decode=True)
        if not name or not isinstance(content, bytes):
            continue
        if part.get_filename() is None:
            fields.appendlist(name, content.decode("utf-8", "surrogateescape"))
        else:
            files.appendlist(name, SimpleUploadedFile(str(part.get_filename()), content, part.get_content_type()))
    request._post, request._files = fields, files  # type: ignore[attr-defined]  # where HttpRequest keeps them
