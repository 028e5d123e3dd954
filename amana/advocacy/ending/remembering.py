"""Whoever at a company helped: kept with the case, asked first when it comes back, thanked."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from amana.advocacy.models import Ally
from amana.cases.errors import Refused
from amana.cases.locking import take
from amana.cases.models import Case
from amana.escalation.own.models import OwnRung
from amana.people.models import Person
from amana.record.appending import Line, append
from amana.team.viewing import Viewer

MOST = 20


def allies_of(case: Case) -> list[Ally]:
    """Return who helped, the last first."""
    return list(Ally.objects.filter(case=case).order_by("-at", "pk")[:MOST])


@transaction.atomic
def keep_ally(case: Case, name: str, *, reach: str = "", did: str = "", by: Viewer, at: datetime) -> Ally:
    """Keep somebody who helped, with how to reach them at work. The same name twice is one person, as last said.

    Raises Refused without a name, and when there are too many.
    """
    case = take(case.key)
    name = " ".join(name.split())[:200]
    if not name:
        raise Refused(_("Write the name of whoever helped."))
    row = Ally.objects.filter(case=case, name__iexact=name).first() or Ally(case=case, name=name)
    if row._state.adding and Ally.objects.filter(case=case).count() >= MOST:
        raise Refused(_("More names than this nobody can keep in mind."))
    row.reach, row.did, row.at = " ".join(reach.split())[:200] or row.reach, " ".join(did.split())[:300] or row.did, at
    row.person = Person.objects.filter(company=case.company, account=None, name__iexact=name,
                                       promises__case__owner=case.owner).first()  # fmt: skip
    row.save()
    append(Line(case.key, "ally.kept", by.actor, at, {"name": row.name, "reach": row.reach, "did": row.did}))
    return row


def thank(case: Case, name: str, *, at: datetime) -> None:
    """Note that somebody who helped was thanked. Twice changes nothing."""
    Ally.objects.filter(case=case, name__iexact=name.strip(), thanked_at=None).update(thanked_at=at)


def last_answer(case: Case) -> OwnRung | None:
    """Return who answered last on a rung of this case; whoever settled it comes before whoever did not."""
    rows = OwnRung.objects.filter(case=case, ending__in=[OwnRung.SETTLED, OwnRung.NOT_SETTLED]).exclude(name="")
    return max(rows[:60], key=lambda row: (row.ending == OwnRung.SETTLED, row.ended_at or row.asked_at), default=None)


def first_to_ask(case: Case) -> tuple[str, str]:
    """Return the name of whoever is asked first when it comes back, and how they are reached; "" for what is not known.

    Whoever helped last, else whoever answered on a rung.
    """
    ally = next(iter(allies_of(case)), None)
    if ally is not None:
        return ally.name, ally.reach
    row = last_answer(case)
    return (row.name, row.address) if row is not None else ("", "")
