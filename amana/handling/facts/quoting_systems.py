"""Quoting what one of our systems says: sealed in our own chain, with its source and the moment it was asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from amana.cases.errors import Refused
from amana.cases.locking import take
from amana.cases.models import Case
from amana.record.appending import Appended, Line, append
from amana.record.sealing import instant
from amana.team.viewing import Viewer


@dataclass(frozen=True)
class Quoted:
    """What a system said under one label, as it was shown: which server, and when it was asked."""

    label: str
    value: str
    source: str
    asked_at: datetime


@transaction.atomic
def quote_system(case: Case, said: Quoted, *, by: Viewer, at: datetime) -> Appended:
    """Seal it in the company's chain; the customer reads it only in words somebody writes to them. Raises Refused."""
    if by.agent is None or not said.label or not said.value:
        raise Refused(_("There is nothing to quote."))
    case = take(case.key)
    says = {
        "label": said.label,
        "value": said.value,
        "source": said.source,
        "asked_at": instant(said.asked_at),
        "by": by.name,
    }
    return append(Line(case.key, "system.quoted", by.actor, at, says))
