"""Saying that something of the customer's stands still over a case: their business, their home, their health."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from amana.cases.errors import Refused
from amana.cases.locking import take
from amana.cases.models import Case
from amana.record.appending import Line, append
from amana.team.viewing import Viewer


@transaction.atomic
def note_standstill(case: Case, *, stands_still: bool, text: str, by: Viewer, at: datetime) -> None:
    """Write down that the customer's matters stand still, or go on again; it moves the case in the queue.

    Either side can say so, and both read it. `text` says what stands still. Raises Refused when the case is closed or
    nothing is said. Saying what is already known changes nothing.
    """
    case = take(case.key)
    if not case.is_open:
        raise Refused(_("This case is closed. Reopen it first."))
    if case.is_standstill == stands_still:
        return
    if stands_still and not text.strip():
        raise Refused(_("Say what stands still: the shop, the line, the treatment."))
    says = {"stands_still": stands_still, "text": text.strip()[:500], "by": by.name}
    append(Line(case.key, "case.standstill", by.actor, at, says))
