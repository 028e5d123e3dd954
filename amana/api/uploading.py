"""Files that a program sends ahead: each waits for the message that will carry it, for a day at most."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from amana.api.calling import Caller
from amana.api.erring import Problem, not_understood
from amana.api.models import Upload
from amana.cases.errors import Refused
from amana.cases.models import Case
from amana.channels.email.composing import Attached
from amana.channels.email.naming import display_name
from amana.handling.filing import must_fit
from amana.post.storing import Damaged, discard, fetch, keep

KEPT = timedelta(hours=24)
# Of one token at a time, so that nobody keeps their files here.
MOST_WAITING = 20
MOST_FORGOTTEN = 100


def take(content: bytes, *, name: str, media_type: str, case: Case, caller: Caller) -> Upload:
    """Keep a file until a message of this caller's to this case's customer takes it along.

    Raises Problem for one that is empty, Refused for one that is too large or one too many.
    """
    if not content:
        raise not_understood([{"field": "body", "code": "empty", "detail": _("The file is empty.")}])
    must_fit([len(content)])
    if Upload.objects.filter(token=caller.token, at__gt=caller.at - KEPT).count() >= MOST_WAITING:
        said = _("%(number)s files are waiting for a message already. Send them, or wait until they are a day old.")
        raise Refused(said % {"number": MOST_WAITING})
    return Upload.objects.create(
        token=caller.token, case=case.key, file_key=keep(content), sha256=hashlib.sha256(content).hexdigest(),
        name=display_name(name, media_type=media_type), type=media_type, size=len(content), at=caller.at,
    )  # fmt: skip


def waiting(keys: Sequence[UUID], case: Case, caller: Caller) -> list[Upload]:
    """Return the files that wait under these keys, in their order. Raises Problem for a key under which nothing waits."""
    rows = Upload.objects.filter(token=caller.token, case=case.key, at__gt=caller.at - KEPT, pk__in=keys)
    found = {one.pk: one for one in rows}
    if any(key not in found for key in keys):
        raise _not_waiting([number for number, key in enumerate(keys) if key not in found])
    must_fit([one.size for one in found.values()])
    return [found[key] for key in dict.fromkeys(keys)]


def attached(uploads: Sequence[Upload]) -> list[Attached]:
    """Return the files as a message carries them. Raises Problem where one is not on disk as it came."""
    try:
        return [Attached(one.name, one.type, fetch(one.file_key, sha256=one.sha256)) for one in uploads]
    except Damaged:
        raise _not_waiting(range(len(uploads))) from None


def sent(uploads: Sequence[Upload]) -> None:
    """Let go of files that a message has taken along; in its transaction. Raises Problem when another one took them first."""
    if _drop(Upload.objects.filter(pk__in=[one.pk for one in uploads])) < len(uploads):
        raise _not_waiting(range(len(uploads)))


def drop_of(cases: set[UUID]) -> None:
    """Let go of all that waits with these cases."""
    _drop(Upload.objects.filter(case__in=cases))


def forget_uploads(at: datetime) -> int:
    """Recurring: delete files no message took along within a day; return how many, at most so many at a time."""
    old = Upload.objects.filter(at__lte=at - KEPT).order_by("at").values_list("pk", flat=True)[:MOST_FORGOTTEN]
    with transaction.atomic():
        return _drop(Upload.objects.filter(pk__in=list(old)))


def _drop(rows: QuerySet[Upload]) -> int:
    keys = list(rows.values_list("file_key", flat=True))
    # What a crash between the two leaves on disk, nobody names: it is swept away.
    for key in keys:
        transaction.on_commit(partial(discard, key))
    return rows.delete()[0]


def _not_waiting(places: Sequence[int]) -> Problem:
    said = _("No such file waits for a message to this customer. Upload it again.")
    return not_understood([{"field": f"body.files.{place}", "code": "unknown", "detail": said} for place in places])
