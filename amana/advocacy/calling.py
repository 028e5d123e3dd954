"""Writing down a call with a company: who, when, how long, what was said, and what was promised."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from amana.cases.errors import Refused
from amana.cases.models import COMPANY, Case
from amana.commitments.making import Draft
from amana.commitments.models import Commitment
from amana.handling.facts.noting import note_call
from amana.kit.working_time import week_in_zone
from amana.language import read
from amana.language.findings import Promise, Side
from amana.people.models import Person
from amana.record.appending import Appended
from amana.team.viewing import Viewer

LONGEST_MINUTES = 1440
LONGEST_TEXT = 20_000


@dataclass(frozen=True)
class Promised:
    """One promise of the company as its keeper heard it; `due_at` is aware."""

    what: str
    due_at: datetime | None


@dataclass(frozen=True)
class Call:
    """A call as its keeper typed it. `spoke_at` and `due_at` are aware; `promised` is empty when nothing was.

    `more` are further promises heard in it.
    """

    who: str
    said: str
    spoke_at: datetime
    waited: int = 0
    minutes: int = 0
    promised: str = ""
    due_at: datetime | None = None
    was_read_back: bool = False
    more: tuple[Promised, ...] = ()

    @property
    def promises(self) -> list[Promised]:
        first = [Promised(self.promised.strip(), self.due_at)] if self.promised.strip() else []
        return [*first, *self.more]


def suggestion(case: Case, call: Call) -> Promise | None:
    """Return the promise of the company that the words of a call most likely hold; None when there is none.

    They are read as the caller's note ("he will call me back"), then as the company's own words ("I will
    call you back"), since people write down both.
    """
    theirs = suggestions(case, call.said, spoke_at=call.spoke_at)
    return min(theirs, key=lambda promise: (promise.due.at is None, promise.firmness == "vague")) if theirs else None


def suggestions(case: Case, said: str, *, spoke_at: datetime) -> list[Promise]:
    """Return the promises of the company that the words of a call hold, in the order they were said; as `suggestion`."""
    zone = ZoneInfo(case.zone or "UTC")
    sides: tuple[Side, Side] = ("caller_note", "company")
    for side in sides:
        reading = read(said, sent_at=spoke_at.astimezone(zone), side=side, locale=case.language,
                       week=week_in_zone(str(zone)), only=["promises"])  # fmt: skip
        if theirs := [promise for promise in reading.promises if promise.by == COMPANY]:
            return theirs
    return []


@transaction.atomic
def log_call(case: Case, call: Call, *, by: Viewer, at: datetime) -> Appended:
    """Put a call, and what was promised in it, into the record and the ledger.

    The promise is the company's, owned by whoever spoke for it when they gave a name. Raises Refused
    when nothing was said, the call lies ahead, a number makes no sense, or a promise has no time.
    """
    _check(call, at)
    speaker = _speaker(case, call.who) if call.promises else None
    promises = [_draft(one, speaker) for one in call.promises]
    text = call.said.strip()[:LONGEST_TEXT] or "\n".join(one.what for one in call.promises)
    if call.was_read_back:
        with translation.override(case.language):
            text = "\n".join([text, _("Read back during the call; they agreed that it is right.")])
    return note_call(
        case, text, who=call.who[:200], by=by, at=at, minutes=call.minutes, waited=call.waited, promises=promises,
        called_at=call.spoke_at,
    )  # fmt: skip


def _check(call: Call, at: datetime) -> None:
    if not call.said.strip() and not call.promises:
        raise Refused(_("Write what was said."))
    if call.spoke_at > at:
        raise Refused(_("A call is written down when it has been; this time is still to come."))
    if not (0 <= call.waited <= LONGEST_MINUTES and 0 <= call.minutes <= LONGEST_MINUTES):
        raise Refused(_("Write minutes as a whole number, up to a day."))
    if any(one.due_at is None for one in call.promises):
        raise Refused(_("By when? If they named no time, write the day on which you will ask again."))
    if call.due_at is not None and not call.promised.strip():
        raise Refused(_("Write what they promised for this time."))


def _draft(promised: Promised, speaker: Person | None) -> Draft:
    assert promised.due_at is not None
    return Draft(
        promised.what[:500],
        promised.due_at,
        COMPANY,
        speaker,
        Commitment.HAND,
        quote=promised.what[:5000],
        due_rule="as written down during the call",
    )


def _speaker(case: Case, name: str) -> Person | None:
    """Return the person who spoke for the company in this consumer's cases; None when they gave no name."""
    name = " ".join(name.split())[:200]
    if not name:
        return None
    known = Person.objects.filter(company=case.company, account=None, name__iexact=name)
    met = known.filter(promises__case__owner=case.owner).order_by("created_at").first()
    return met or Person.objects.create(name=name, company=case.company)
