"""Whether a caller has the newest of a thing: ETags, and changes that are made only to what was read (RFC 9110, 13)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja.renderers import JSONRenderer
from pydantic import BaseModel

from amana.api.erring import Problem
from amana.cases.locking import take
from amana.cases.models import Case
from amana.record.reading import chains_for, heads
from amana.team.viewing import Viewer


def etag_of_case(case: Case, viewer: Viewer) -> str:
    """Return the tag of a case as this side sees it: it changes with every entry of the chains they read, and its standing."""
    stand = heads(case.key)
    said = [f"{name} {stand.get(name, (0, ''))}" for name in chains_for(viewer.side)]
    said += [str(value) for value in (case.state, case.holder_id, case.queue_at, case.next_due_at, case.waiting_for)]
    return quoted("\n".join(said))


def quoted(said: str) -> str:
    """Return the tag that stands for some words."""
    return f'"{hashlib.sha256(said.encode()).hexdigest()[:32]}"'


def tagged(request: HttpRequest, response: HttpResponse, thing: Any, *, etag: str = "") -> Any:
    """Put the tag of a thing on its answer; what the caller has already is answered with 304 and nothing else.

    Without `etag` it is that of the thing as it is written out.
    """
    if not etag:
        plain = thing.model_dump(mode="json") if isinstance(thing, BaseModel) else thing
        etag = quoted(str(JSONRenderer().render(request, plain, response_status=200)))
    if matches(request.headers.get("If-None-Match", ""), etag, weakly=True):
        answer = HttpResponse(status=304)
        answer["ETag"] = etag
        answer["Cache-Control"] = "private, no-cache"
        return answer
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    return thing


def matches(header: str, etag: str, *, weakly: bool = False) -> bool:
    """Whether one of the tags in a header is this one; `*` is any."""
    tags = [part.strip() for part in header.split(",")[:20]]
    if weakly:
        tags = [tag.removeprefix("W/") for tag in tags]
    return "*" in tags or etag in tags


@contextmanager
def unchanged(request: HttpRequest, case: Case, viewer: Viewer, *, must_say: bool = False) -> Iterator[None]:
    """Hold a case while it is changed, where the caller named what they read of it (If-Match).

    Raises Problem with 412 when it is another by now, and with 428 when they `must_say` and did not.
    """
    header = request.headers.get("If-Match", "")
    if not header:
        if must_say:
            said = _("Read the case first, and send its ETag as If-Match, so that nothing new is passed over.")
            raise Problem(428, "precondition_required", said)
        yield
        return
    with transaction.atomic():
        now = take(case.key)
        etag = etag_of_case(now, viewer)
        if not matches(header, etag):
            said = _("The case has gone on since you read it. Read it again, then decide.")
            raise Problem(412, "precondition_failed", said, headers={"ETag": etag})
        yield
