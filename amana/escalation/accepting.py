"""Hand-overs that nobody answers: by when an answer is expected, and reminding both of them once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from amana.cases.models import HandOver
from amana.escalation.models import Acceptance
from amana.kit.working_time import after_working_hours
from amana.notices.kinds import OFFERED
from amana.notices.telling import Word, tell_written
from amana.record.appending import Appended
from amana.team.models import Agent
from amana.team.policies import policy_of
from amana.wording.isolating import isolated

BATCH = 100


def await_acceptance(entries: Sequence[Appended]) -> None:
    """Reaction: note by when these offers are to be answered, in the working hours the brand set; 0 notes nothing."""
    rows = HandOver.objects.filter(case__in={entry.book for entry in entries}, ended_at=None)
    noted = []
    for row in rows.select_related("case__brand__week").order_by("pk"):
        brand = row.case.brand
        hours = policy_of(brand).hand_over
        if brand is not None and hours:
            due = after_working_hours(row.offered_at, hours, brand.week.working)
            noted.append(Acceptance(hand_over=row, due_at=due))
    if noted:
        Acceptance.objects.bulk_create(noted, ignore_conflicts=True)


def remind_takers(at: datetime) -> int:
    """Recurring: remind whoever has not answered an offer in time, and tell the giver; return how many offers. Once each."""
    due = Acceptance.objects.filter(told_at=None, due_at__lte=at).order_by("due_at").values_list("pk", flat=True)
    return sum(_remind(UUID(str(key)), at=at) for key in list(due[:BATCH]))


@transaction.atomic
def _remind(key: UUID, *, at: datetime) -> bool:
    # The UPDATE is the claim: of two clocks that arrive together, one goes on.
    if not Acceptance.objects.filter(pk=key, told_at=None).update(told_at=at):
        return False
    related = HandOver.objects.select_related("case__brand", "case__customer", "giver__account", "taker__account")
    row = related.get(pk=key)
    if row.ended_at is not None:
        return False
    for agent in (row.taker, row.giver):
        if agent.account.is_active:
            _write(agent, row, at=at)
    return True


def _write(to: Agent, row: HandOver, *, at: datetime) -> None:
    with translation.override(to.account.language):
        words = {"giver": isolated(row.giver.name), "taker": isolated(row.taker.name), "number": row.case.number,
                 "subject": isolated(row.case.subject)}  # fmt: skip
        if to.pk == row.taker_id:
            said = _("%(giver)s offers you the case %(number)s and waits for your answer: %(subject)s")
        else:
            said = _("%(taker)s has not answered your hand-over of %(number)s yet: %(subject)s")
        still = _("Until it is accepted, %(giver)s answers for it.") % words
    url = f"{settings.BASE_URL}/desk/cases/{row.case.number}/"
    subject = said % words
    tell_written(Word(to, OFFERED, at, row.case, about=row.pk), subject[:120], f"{subject}\n{still}\n\n{url}\n",
                 brand=row.case.brand, path=f"/desk/cases/{row.case.number}/")  # fmt: skip
