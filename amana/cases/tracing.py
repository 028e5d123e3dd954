"""Where a case goes on that was merged into another."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from amana.cases.errors import Refused
from amana.cases.locking import take
from amana.cases.models import Case, Participant
from amana.cases.tying import Tie
from amana.people.models import Person

# A merge into a case that was itself merged is refused, so chains grow one by one; no team comes near this.
MOST_STEPS = 20
TRIES = 5


class MovedOn(Refused):
    """A case was merged, or taken out again, between looking where it goes on and holding it."""

    def __init__(self) -> None:
        super().__init__(_("This case is being merged at this moment. Try again."))


def onward(keys: Iterable[UUID]) -> dict[UUID, UUID]:
    """Return where each of these cases goes on, for those that were merged; one query for each step of the longest chain.

    Where nothing was merged that is one query in all.
    """
    keys = set(keys)
    steps: dict[UUID, UUID] = {}
    ahead = keys
    for _step in range(MOST_STEPS):
        if not ahead:
            break
        ties = Tie.objects.filter(case__in=ahead, kind=Tie.MERGED, ended_at=None)
        found = dict(ties.values_list("case_id", "other_id"))
        steps |= found
        ahead = set(found.values()) - steps.keys()
    return {key: _end(key, steps) for key in keys if key in steps}


def _end(key: UUID, steps: dict[UUID, UUID]) -> UUID:
    for _step in range(MOST_STEPS):
        if key not in steps:
            break
        key = steps[key]
    return key


def goes_on_in(key: UUID, *, person: Person | None = None) -> UUID:
    """Return the case in which this one goes on, itself when it was not merged.

    For a person that is only a case they take part in: what they say goes nowhere they may not read.
    """
    end = onward([key]).get(key, key)
    if end != key and person is not None and not Participant.objects.filter(case=end, person=person).exists():
        return key
    return end


def take_where_it_goes_on(key: UUID, *, person: Person | None = None) -> Case:
    """Hold the case in which this one goes on, as `locking.take`; for a person as `goes_on_in`.

    What was held in vain, because a merge came in between, is let go again, so that cases are always held in the
    order of their keys. Raises Refused when merges never cease.
    """
    for _try in range(TRIES):
        end = goes_on_in(key, person=person)
        try:
            with transaction.atomic():
                case = take(end)
                if goes_on_in(key, person=person) != end:
                    raise MovedOn
                return case
        except MovedOn:
            continue
    raise MovedOn


def must_not_be_merged(case: Case) -> None:
    """Raises Refused, naming the case in which it goes on, when this one was merged; the caller holds it."""
    end = onward([case.key]).get(case.key)
    if end is not None:
        number = Case.objects.values_list("number", flat=True).get(pk=end)
        raise Refused(_("This case goes on in %(number)s. Take it out of that case first.") % {"number": number})
