"""Answering the piece of a file that was asked for, so that a download that broke off, or a player, need not begin anew."""

from __future__ import annotations

import re

from django.http import HttpRequest, HttpResponse

_RANGE = re.compile(r"bytes=(\d{0,12})-(\d{0,12})\Z")


def in_pieces(request: HttpRequest, answer: HttpResponse, *, sha256: str = "") -> HttpResponse:
    """Cut a whole answer down to the one range that was asked for (RFC 9110, 14.2); anything else stays whole.

    `sha256` of the bytes becomes the ETag by which a client asks for the rest of the same file (If-Range), and no other's.
    """
    answer.headers["Accept-Ranges"] = "bytes"
    tag = f'"{sha256}"' if sha256 else ""
    if tag:
        answer.headers["ETag"] = tag
    found = _RANGE.match(request.headers.get("Range", ""))
    if found is None or not (found[1] or found[2]) or request.headers.get("If-Range", tag) != tag:
        return answer
    size = len(answer.content)
    begin = int(found[1]) if found[1] else max(0, size - int(found[2]))
    last = min(int(found[2]), size - 1) if found[1] and found[2] else size - 1
    if begin >= size or begin > last:
        answer.content, answer.status_code = b"", 416
        answer.headers["Content-Range"] = f"bytes */{size}"
        return answer
    answer.content, answer.status_code = answer.content[begin : last + 1], 206
    answer.headers["Content-Range"] = f"bytes {begin}-{last}/{size}"
    return answer
