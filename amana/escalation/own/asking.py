"""Asking somebody on a rung of an own case, and writing down what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from amana.cases.errors import Refused
from amana.cases.locking import take
from amana.cases.models import Case
from amana.escalation.own.laddering import ORDER, has_lower_rungs, ladder
from amana.escalation.own.models import FRONT, OwnRung
from amana.kit.codes import new_id
from amana.people.models import Company
from amana.record.appending import Appended, Line, append
from amana.team.viewing import Viewer

LONGEST = 5000


@dataclass(frozen=True)
class Whom:
    """Somebody who is asked: on which rung, by which name and role, where, and from where that is known."""

    rung: str
    name: str = ""
    role: str = ""
    address: str = ""
    source: str = ""


@transaction.atomic
def ask(  # noqa: PLR0913  # who asks whom, where, since when and until when
    case: Case, company: Company, whom: Whom, *, answer_by: datetime, by: Viewer, at: datetime,
    entry: UUID | None = None, text: str = "",
) -> OwnRung:  # fmt: skip
    """Write down that somebody on a rung was asked, by the letter `entry` or by word of mouth as `text` says.

    Raises Refused when the rung is not open by the file, the case is closed, or nothing says how they were asked.
    """
    case = take(case.key)
    if not case.is_open:
        raise Refused(_("This case is closed. Reopen it first."))
    check_rung(case, company, whom.rung, at=at)
    if entry is None and not text.strip():
        raise Refused(_("Write how you asked, and what they said."))
    # A letter to customer service is told as a letter; only whoever is asked above it is told as asked.
    line_id = entry if entry is not None and whom.rung == FRONT else new_id()
    says = {
        "text": text.strip()[:LONGEST], "to": whom.name or whom.role or str(dict_of_rungs()[whom.rung]),
        "rung": whom.rung, "role": whom.role, "company": company.name, "by": by.name,
        "letter": str(entry) if entry else None,
    }  # fmt: skip
    row = OwnRung.objects.create(
        case=case, company=company.pk, rung=whom.rung, name=whom.name[:200], role=whom.role[:200],
        address=whom.address[:254], source=whom.source[:300], entry=line_id, asked_at=at, answer_by=answer_by,
    )  # fmt: skip
    if line_id != entry:
        append(Line(case.key, "rung.asked", by.actor, at, says, id=line_id))
    return row


def check_rung(case: Case, company: Company, rung: str, *, at: datetime) -> None:
    """Raises Refused when a rung is none, or not open by what the file holds."""
    if rung not in ORDER:
        raise Refused(_("There is no such rung."))
    steps = ladder(case, company, at=at)
    if not has_lower_rungs(steps, rung):
        raise Refused(next(step.why for step in steps if step.rung == rung))


@transaction.atomic
def answered(
    row: OwnRung, *, text: str, how_far: str = "", is_settled: bool, by: Viewer, at: datetime
) -> Appended:  # fmt: skip
    """Write down what somebody on a rung answered, and what they said of how it came this far.

    Raises Refused when nothing is said of the answer, or it was written down before.
    """
    case = take(row.case_id)
    row = OwnRung.objects.select_for_update().get(pk=row.pk)
    if not text.strip():
        raise Refused(_("Write what they answered."))
    if row.ended_at is not None and row.ending != OwnRung.SILENT:
        raise Refused(_("Their answer is in the record already."))
    says = {"who": row.name or str(dict_of_rungs()[row.rung]), "rung": row.rung, "text": text.strip()[:LONGEST],
            "how_far": how_far.strip()[:LONGEST], "by": by.name}  # fmt: skip
    said = append(Line(case.key, "rung.answered", by.actor, at, says))
    row.ended_at, row.ended_in = at, said.id
    row.ending = OwnRung.SETTLED if is_settled else OwnRung.NOT_SETTLED
    row.save(update_fields=["ended_at", "ended_in", "ending"])
    return said


def note_silence(case: Case, *, at: datetime) -> int:
    """Mark those whose time to answer is over; what was asked of them stays in the file. Twice changes nothing."""
    late = OwnRung.objects.filter(case=case, ended_at=None, answer_by__lt=at)
    return late.update(ended_at=at, ending=OwnRung.SILENT)


def waited_for(case: Case) -> list[OwnRung]:
    """Return everybody who was asked in a case and has not answered, whose time is over or not, the latest first."""
    rows = OwnRung.objects.filter(case=case).exclude(ending__in=[OwnRung.SETTLED, OwnRung.NOT_SETTLED])
    return list(rows.exclude(rung=FRONT).order_by("-asked_at")[:20])


def others_answering(row: OwnRung) -> list[OwnRung]:
    """Return who else of the same company answered in the same case without an end: each should hear of the other."""
    rows = OwnRung.objects.filter(case=row.case_id, company=row.company).exclude(pk=row.pk).exclude(rung=FRONT)
    found = rows.filter(ending=OwnRung.NOT_SETTLED).exclude(name="", address="").order_by("-asked_at")[:5]
    return [one for one in found if (one.name, one.address) != (row.name, row.address)]


def dict_of_rungs() -> dict[str, str]:
    """Return the rungs by name, as a person reads them, in the language in force."""
    field = OwnRung._meta.get_field("rung")
    return {str(name): str(label) for name, label in field.flatchoices}
