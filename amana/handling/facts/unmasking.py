"""Looking at a covered number: one entry at a time, and written down in our own chain."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from amana.cases.errors import Refused
from amana.cases.locking import take
from amana.cases.models import Case
from amana.language.masking import masked_within
from amana.record.appending import Line, append
from amana.record.reading import Read, entry
from amana.team.viewing import Viewer


@transaction.atomic
def unmask(case: Case, key: UUID, *, by: Viewer, at: datetime) -> Read | None:
    """Return an entry whose numbers are covered as it was written, and keep that somebody asked: each time.

    None where it is not of this case or nothing in it is covered. Raises Refused for whoever does not serve the case.
    """
    if by.agent is None or not Case.objects.visible_to(by).filter(pk=case.pk).exists():
        raise Refused(_("There is no such case."))
    found = entry(key, side="company")
    if found is None or found.book != case.key or not is_covered(found):
        return None
    take(case.key)
    says = {"about": str(key), "number": found.number, "by": by.agent.name}
    append(Line(case.key, "entry.unmasked", by.actor, at, says))
    return found


def is_covered(found: Read) -> bool:
    """Whether an entry holds a number that is shown by its end alone."""
    return found.content is not None and masked_within(dict(found.content)) != dict(found.content)
