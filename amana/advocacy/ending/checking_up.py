"""Looking again on a day: whether what was agreed came true after the end, and that a contract runs out."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from amana.advocacy.models import CheckUp
from amana.cases.errors import Refused
from amana.cases.locking import take
from amana.cases.models import Case
from amana.handling.ending.closing import reopen
from amana.notices.kinds import LOOK
from amana.notices.models import KeeperTold
from amana.notices.reminding import remind_keeper
from amana.record.appending import Line, append
from amana.team.viewing import Viewer

MOST = 10
BATCH = 100
# What fell due longer ago is shown on the list of cases alone.
REMINDED_WITHIN = timedelta(days=2)


def check_ups_of(case: Case) -> list[CheckUp]:
    """Return what is still to be looked at, the earliest first."""
    return list(CheckUp.objects.filter(case=case, ended_at=None).order_by("due_at", "pk")[:MOST])


def due_check_ups(case: Case, *, at: datetime) -> list[CheckUp]:
    return [row for row in check_ups_of(case) if row.due_at <= at]


def due_in(cases: Iterable[UUID], *, at: datetime) -> dict[UUID, CheckUp]:
    """Return, for each of these cases, what is due to be looked at first; one query."""
    rows = CheckUp.objects.filter(case__in=list(cases), ended_at=None, due_at__lte=at).order_by("-due_at")
    return {row.case_id: row for row in rows}


def remind_due(at: datetime) -> int:
    """Remind keepers of what is to be looked at since today or yesterday; return how many. Twice changes nothing."""
    told = KeeperTold.objects.filter(about=OuterRef("pk"), kind=LOOK)
    due = CheckUp.objects.filter(ended_at=None, due_at__lte=at, due_at__gt=at - REMINDED_WITHIN).exclude(Exists(told))
    rows = list(due.select_related("case__owner__account", "case__company").order_by("due_at", "id")[:BATCH])
    return sum(remind_keeper(row.case, LOOK, about=row.pk, path=f"/mine/{row.case.number}/check-ups/{row.pk}/", at=at)
               for row in rows)  # fmt: skip


@transaction.atomic
def plan_check_up(
    case: Case, text: str, *, due_at: datetime | None, kind: str = CheckUp.AGREED, by: Viewer, at: datetime
) -> CheckUp:
    """Write down what to look at, and on which day; the case may be over. The same twice is one.

    Raises Refused without words or a day to come, and when there are too many.
    """
    case = take(case.key)
    text = " ".join(text.split())[:300]
    if not text or kind not in dict(CheckUp.KINDS):
        raise Refused(_("Write what to look at, as a question."))
    if due_at is None or due_at <= at:
        raise Refused(_("Write a day that is still to come."))
    standing = check_ups_of(case)
    same = next((row for row in standing if (row.text, row.kind) == (text, kind)), None)
    if same is not None and same.due_at == due_at:
        return same
    if len(standing) >= MOST:
        raise Refused(_("There is enough to look at already. Take something away first."))
    append(Line(case.key, "checkup.planned", by.actor, at, {"what": text, "due": due_at.isoformat(), "by": by.name}))
    return CheckUp.objects.create(case=case, kind=kind, text=text, due_at=due_at, at=at)


@transaction.atomic
def answer_check_up(row: CheckUp, answer: str, *, text: str = "", by: Viewer, at: datetime) -> CheckUp:
    """Say how it is: yes, no, or no longer needed. Twice changes nothing; "no" opens the case again.

    Raises Refused for another answer, and when it was answered otherwise already.
    """
    case = take(row.case_id)
    row = CheckUp.objects.get(pk=row.pk)
    if row.ended_at is not None and row.ending == answer:
        return row
    if answer not in dict(CheckUp.ENDINGS) or row.ended_at is not None:
        raise Refused(_("This question has already been answered."))
    row.ended_at, row.ending = at, answer
    row.save(update_fields=["ended_at", "ending"])
    says = {"what": row.text, "answer": answer, "text": text.strip()[:2000], "by": by.name}
    append(Line(case.key, "checkup.answered", by.actor, at, says))
    if answer == CheckUp.NO and not case.is_open:
        reopen(case, why=text.strip()[:500] or row.text, by=by, at=at)
    return row
