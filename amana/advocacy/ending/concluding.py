"""Ending an own case on its keeper's terms: which of them are met, and what is looked at afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from amana.cases.models import Case
from amana.handling.ending.closing import close_own
from amana.handling.facts.stipulating import meet_term, terms_of
from amana.team.viewing import Viewer


@transaction.atomic
def conclude(case: Case, *, met: Mapping[UUID, str], by: Viewer, at: datetime) -> Case:
    """End a case; `met` says of terms, by their keys, what shows that they are met ("" is its keeper's word).

    A term that is not met stays written, and the entry that ends the case names what was met. Raises Refused as
    `close_own` does.
    """
    standing = terms_of(case)
    named = [row.text for row in standing if row.is_met or row.pk in met]
    for row in standing:
        if row.pk in met and not row.is_met:
            meet_term(row, met[row.pk].strip() or _("I looked, and it is so."), by=by, at=at)
    return close_own(case, terms=named, by=by, at=at)
