"""A write with a key of its caller's is done once: asked again, it is answered as it was the first time."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from http import HTTPStatus

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from amana.api.calling import Caller
from amana.api.erring import Problem, not_understood
from amana.api.models import Answered

KEPT = timedelta(hours=24)
# A call that has not been answered for so long was broken off, and nothing of it was done.
BROKEN_OFF = timedelta(minutes=2)
LONGEST_KEY = 255
MOST_FORGOTTEN = 500
OURS = ("ETag", "Location", "Content-Type", "Content-Language")


def once(request: HttpRequest, caller: Caller, do: Callable[[], HttpResponse], *, told_once: str = "") -> HttpResponse:
    """Answer a write; with an Idempotency-Key what was answered well within a day is answered again, and not done again.

    The answer is kept in the transaction of what it tells, with the field that is `told_once` empty. Raises Problem for the
    key of another call (422), while the first one is under way, and when what it told was erased since (409).
    """
    key = request.headers.get("Idempotency-Key", "")
    if not key:
        return do()
    if len(key) > LONGEST_KEY or not key.isprintable() or not key.isascii():
        said = _("An Idempotency-Key has 1 to 255 plain letters.")
        raise not_understood([{"field": "header.Idempotency-Key", "code": "key", "detail": said}], said)
    asked = digest_of(request)
    row = _claimed(caller, key, asked)
    if row is None:
        return _known(caller, key, asked)
    try:
        with transaction.atomic():
            response = do()
            if response.status_code < 300 and not response.streaming:
                _keep(row, response, told_once=told_once)
                return response
            transaction.set_rollback(True)
    except BaseException:
        Answered.objects.filter(pk=row.pk).delete()
        raise
    Answered.objects.filter(pk=row.pk).delete()
    return response


def digest_of(request: HttpRequest) -> str:
    """Return what tells one call from another: its method, its address and its body."""
    said = f"{request.method} {request.get_full_path()}\n".encode()
    body: bytes = request.sent if hasattr(request, "sent") else request.body
    return hashlib.sha256(said + body).hexdigest()


def _claimed(caller: Caller, key: str, asked: str) -> Answered | None:
    """Write down that this call is being answered; None when another one with this key is, or was within a day."""
    rows = Answered.objects.filter(token=caller.token, key=key)
    rows.filter(at__lte=caller.at - KEPT).delete()
    rows.filter(at__lte=caller.at - BROKEN_OFF, status=None).delete()
    try:
        with transaction.atomic():
            return Answered.objects.create(token=caller.token, key=key, asked=asked, at=caller.at)
    except IntegrityError:
        return None


def _keep(row: Answered, response: HttpResponse, *, told_once: str) -> None:
    """Keep an answer with what it tells. Raises Problem where this call took so long that another has taken its place."""
    headers = {name: response[name] for name in OURS if name in response}
    mine = Answered.objects.filter(pk=row.pk)
    body = bytes(response.content)
    if told_once:
        body = json.dumps(json.loads(body) | {told_once: ""}).encode()
    if not mine.update(status=response.status_code, headers=headers, body=body):
        raise _under_way()


def _known(caller: Caller, key: str, asked: str) -> HttpResponse:
    row = Answered.objects.filter(token=caller.token, key=key).first()
    if row is not None and row.asked != asked:
        said = _("This Idempotency-Key belongs to another call. Use a new one.")
        raise not_understood([{"field": "header.Idempotency-Key", "code": "reused", "detail": said}], said)
    if row is None or row.status is None:
        raise _under_way()
    if not row.body and row.status != HTTPStatus.NO_CONTENT:
        raise Problem(409, "erased", _("The words of this entry were erased. A later entry says who did so, and why."))
    response = HttpResponse(bytes(row.body), status=row.status)
    for name, value in row.headers.items():
        response[name] = value
    response["Idempotency-Replayed"] = "true"
    return response


def _under_way() -> Problem:
    said = _("The first call with this Idempotency-Key is under way.")
    return Problem(409, "under_way", said, headers={"Retry-After": "1"})


def forget_answers(at: datetime) -> int:
    """Recurring: delete answers kept for more than a day; return how many, at most so many at a time."""
    old = list(Answered.objects.filter(at__lte=at - KEPT).order_by("at").values_list("pk", flat=True)[:MOST_FORGOTTEN])
    return Answered.objects.filter(pk__in=old).delete()[0]
