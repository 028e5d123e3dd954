"""Letting a doubtful message into the shared record, once a person has decided that it is really from them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from amana.cases.errors import Refused
from amana.cases.locking import take
from amana.cases.models import Case
from amana.commitments.models import Commitment
from amana.kit.codes import new_id
from amana.post.models import File, MessageKey
from amana.record.appending import SYSTEM, Appended, Line, append
from amana.record.reading import entry, read
from amana.team.viewing import Viewer


@transaction.atomic
def release(case: Case, key: UUID, *, by: Viewer, at: datetime) -> Appended | None:
    """Append the doubtful message to the shared record, with who let it in; the doubtful entry stays as it is.

    Twice changes nothing and returns None. Raises Refused when this case has no such message.
    """
    case = take(case.key)
    doubtful = entry(key, side="company")
    if doubtful is None or doubtful.book != case.key or doubtful.kind != "message.doubtful":
        raise Refused(_("There is no such message waiting in this case."))
    if doubtful.content is None:
        raise Refused(_("This message was withdrawn."))
    if _is_released(case, key):
        return None
    fresh = new_id()
    says = {**doubtful.content, "verified": "released", "released_from": str(key), "released_by": by.name}
    # What hangs on the message goes with it, so that both sides find it under the entry both read.
    File.objects.filter(case=case.key, entry=key).update(entry=fresh)
    MessageKey.objects.filter(case=case.key, entry=key).update(entry=fresh)
    Commitment.objects.filter(case=case, said_in=key, state=Commitment.NOTICED).update(said_in=fresh)
    return append(Line(case.key, "message.received", SYSTEM, at, says, id=fresh))


def _is_released(case: Case, key: UUID) -> bool:
    shared = read(case.key, side="company", audiences=["shared"])
    return any(seen["released_from"] == str(key) for seen in shared)
