"""The ladder of an own case: which rung is open, by what in the file, and what is still missing for the next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from amana.cases.models import COMPANY, Case
from amana.commitments.models import Commitment
from amana.escalation.own.models import EXECUTIVE, FRONT, HEAD, SUPERVISOR, OwnRung
from amana.people.models import Company
from amana.record.reading import Read, read

# Working days that each rung has to answer.
DAYS = {FRONT: 5, SUPERVISOR: 3, HEAD: 5, EXECUTIVE: 7}
# What is written to each: the kinds of advocacy.letters.
LETTERS = {FRONT: "complaint", SUPERVISOR: "supervisor", HEAD: "head_of_service", EXECUTIVE: "executive"}
ORDER = (FRONT, SUPERVISOR, HEAD, EXECUTIVE)
CONTACTS = {"call.noted", "letter.sent", "message.received", "message.sent"}
MOST_ENTRIES = 400
MOST_ASKED = 60


@dataclass(frozen=True)
class File:
    """What the file of a case holds about one company, as far as its ladder depends on it."""

    contacts: int
    broken: Sequence[Commitment]
    has_promise_to_come: bool
    asked: Sequence[OwnRung] = field(default_factory=list)


@dataclass(frozen=True)
class Step:
    """One rung as it stands now. `why` says what opened it or what is missing; `asked` are those who were asked on it."""

    rung: str
    is_open: bool
    why: str
    days: int
    letter: str
    asked: Sequence[OwnRung]

    @property
    def waits_until(self) -> datetime | None:
        """The latest time somebody asked here still has; None when nobody is waited for."""
        return max((row.answer_by for row in self.asked if row.ended_at is None), default=None)


def ladder(case: Case, company: Company, *, at: datetime) -> list[Step]:
    """Return the four rungs inside a company, the lowest first, as the file of this case opens them now.

    Four queries, however long the record is: of its entries the latest are looked at.
    """
    file = file_of(case, company, at=at)
    steps = []
    for rung in ORDER:
        is_open, why = _OPENING[rung](file, at)
        asked = [row for row in file.asked if row.rung == rung]
        steps.append(Step(rung, is_open, why, DAYS[rung], LETTERS[rung], asked))
    return steps


def file_of(case: Case, company: Company, *, at: datetime) -> File:
    """Return what the file holds about one company of a case."""
    entries = read(case.key, side="customer", audiences=["shared"], most=MOST_ENTRIES)
    theirs = Commitment.objects.filter(case=case, promiser=COMPANY, promiser_company=company)
    theirs = theirs.exclude(state__in=Commitment.UNCONFIRMED).select_related("owner_person")
    rows = list(theirs.order_by("-made_at")[:MOST_ENTRIES])
    broken = [row for row in rows if row.state in {Commitment.BROKEN, Commitment.DISPUTED} or row.is_late(at)]
    asked = list(OwnRung.objects.filter(case=case, company=company.pk).order_by("asked_at")[:MOST_ASKED])
    return File(
        contacts=sum(_is_contact(one, company, case) for one in entries),
        broken=broken,
        has_promise_to_come=any(row.state == Commitment.OPEN and not row.is_late(at) for row in rows),
        asked=asked,
    )


def _is_contact(one: Read, company: Company, case: Case) -> bool:
    if one.kind not in CONTACTS or one.content is None:
        return False
    named = str(one["company"] or "")
    return named in {company.name, str(company.pk)} or (not named and company.pk == case.company_id)


def was_tried(file: File, rung: str, at: datetime) -> bool:
    """Say whether somebody on a rung was asked and it brought no end: they answered, or their time is over."""
    rows = [row for row in file.asked if row.rung == rung]
    if rung == FRONT:
        waiting = [row for row in rows if row.ended_at is None and row.answer_by >= at]
        has_had_its_chance = file.contacts > len(waiting) and not file.has_promise_to_come
        return bool(file.broken) or has_had_its_chance or len(waiting) < len(rows)
    return any(row.ended_at is not None or row.answer_by < at for row in rows) or bool(_broken_by(file, rung))


def has_lower_rungs(steps: Sequence[Step], rung: str) -> bool:
    """Say whether the file holds what a letter on this rung needs below it."""
    return any(step.rung == rung and step.is_open for step in steps)


def _broken_by(file: File, rung: str) -> list[Commitment]:
    names = {row.name.casefold() for row in file.asked if row.rung == rung and row.name}
    return [row for row in file.broken if row.owner_name.casefold() in names]


def _front(_file: File, _at: datetime) -> tuple[bool, str]:
    return True, _("Open from the start: call or write to customer service, and write it down here.")


def _supervisor(file: File, at: datetime) -> tuple[bool, str]:
    if file.broken:
        return True, _("Open: a promise was not kept (%(what)s).") % {"what": file.broken[0].action}
    if was_tried(file, FRONT, at):
        said = ngettext(
            "Open: %(count)s contact is in the file, and it is not settled.",
            "Open: %(count)s contacts are in the file, and it is not settled.",
            file.contacts,
        )
        return True, said % {"count": file.contacts}
    if file.contacts:
        return False, _("Opens when what they promised is not kept, or a letter is not answered in time.")
    return False, _("Opens after one call or letter to customer service is in the file without a result.")


def _head(file: File, at: datetime) -> tuple[bool, str]:
    if not was_tried(file, FRONT, at):
        return False, _("Opens when customer service and a supervisor have had their chance.")
    if _broken_by(file, SUPERVISOR):
        return True, _("Open: a supervisor promised something, and it was not kept.")
    if was_tried(file, SUPERVISOR, at):
        return True, _("Open: customer service and a supervisor were asked, and it is not settled.")
    if any(row.rung == SUPERVISOR for row in file.asked):
        return False, _("Opens when the time a supervisor has to answer is over, or their answer did not settle it.")
    return False, _("Opens when a supervisor was asked and it is still not settled.")


def _executive(file: File, at: datetime) -> tuple[bool, str]:
    missing = [rung for rung in (FRONT, SUPERVISOR, HEAD) if not was_tried(file, rung, at)]
    if not missing:
        return True, _("Open: all three rungs below are in the file, and it is not settled.")
    if any(row.rung == HEAD for row in file.asked):
        return False, _("Opens when the head of service has had time to answer, or their answer did not settle it.")
    return False, _("Opens only when customer service, a supervisor and the head of service are in the file.")


_OPENING = {FRONT: _front, SUPERVISOR: _supervisor, HEAD: _head, EXECUTIVE: _executive}
