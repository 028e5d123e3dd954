"""Emptying a served case: its words, mails and files are destroyed on both sides, and its seals stay and verify."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from amana.cases.errors import Refused
from amana.cases.helping import Helper
from amana.cases.locking import take
from amana.cases.models import CLOSED, COMPANY, Case, CaseLink
from amana.handling.emptying import empty_beside, empty_ledger, empty_record
from amana.privacy.models import Emptied
from amana.record.appending import Actor
from amana.review.conduct.models import ConductIncident, ConductStep
from amana.review.models import Amends


@transaction.atomic
def empty_case(case: Case, *, why: str, by: Actor, at: datetime) -> Emptied:
    """Destroy what a closed case says, for both sides; when it was opened, promised and closed stays, in no words.

    `why` is one of Emptied.REASONS. Twice changes nothing. Raises Refused for a case that is open or an own case, and
    when the record would not verify afterwards.
    """
    case = take(case.key)
    done = Emptied.objects.filter(case=case).first()
    if done is not None:
        return done
    if case.kept_by != COMPANY:
        raise Refused(_("An own case is its keeper's to delete."))
    if case.state != CLOSED:
        raise Refused(_("Case %(number)s is open. Close it first.") % {"number": case.number})
    erased = empty_record(case, side="company", why=why, by=by, at=at)
    empty_ledger(case, at=at)
    empty_beside(case)
    _empty_above(case)
    CaseLink.objects.filter(case=case, revoked_at=None).update(revoked_at=at)
    Helper.objects.filter(case=case).update(relation="", revoked_at=at)
    Case.objects.filter(pk=case.pk).update(subject="")
    return Emptied.objects.create(case=case, why=why, entries=erased, at=at)


def _empty_above(case: Case) -> None:
    """Take the words out of what rooms above the record keep of a case."""
    ConductStep.objects.filter(case=case).delete()
    ConductIncident.objects.filter(case=case).delete()
    Amends.objects.filter(case=case).update(what="–", why="–", decided_why="")
