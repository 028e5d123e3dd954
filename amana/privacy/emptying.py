"""Emptying a served case: its words, mails and files are destroyed on both sides, and its seals stay and verify."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from amana.cases.errors import Refused
from amana.cases.helping import Helper
from amana.cases.locking import take
from amana.cases.models import CLOSED, COMPANY, Case, CaseLink
from amana.channels.models import Call, Invitation
from amana.handling.emptying import empty_beside, empty_ledger, empty_record, must_have_left, must_verify, words_in
from amana.privacy.models import Emptied, Hold
from amana.record.appending import Actor
from amana.record.withdrawing import erase_many
from amana.review.conduct.models import ConductIncident, ConductStep
from amana.review.models import Amends

# As many entries as one transaction erases: less than a second, in which others wait.
AT_ONCE = 500


def empty_case(case: Case, *, why: str, by: Actor, at: datetime) -> Emptied:
    """Destroy what a closed case says, for both sides; when it was opened, promised and closed stays, in no words.

    `why` is one of Emptied.REASONS. Twice changes nothing. Of a long case some hundreds of entries are erased in each
    transaction, and the rest with all that stands beside it in the last; what broke off goes on when it is called again. Raises
    Refused for a case that is open, kept for a reason or an own case, and when the record would not verify afterwards.
    """
    words, ahead = words_in(case, side="company"), 0
    if len(words) > AT_ONCE:
        must_verify(case)  # while nothing is deleted yet
    while len(words) > AT_ONCE:
        ahead += _erase_some(case, words[:AT_ONCE], why=why, by=by, at=at)
        words = words[AT_ONCE:]
    return _empty(case, why=why, by=by, at=at, ahead=ahead)


@transaction.atomic
def _erase_some(case: Case, words: Sequence[UUID], *, why: str, by: Actor, at: datetime) -> int:
    must_have_left(_taken(case))
    return erase_many(words, why=why, by=by, at=at)


def _taken(case: Case) -> Case:
    """Return the case, locked. Raises Refused for one that is open, kept for a reason or an own case."""
    case = take(case.key)
    if case.kept_by != COMPANY:
        raise Refused(_("An own case is its keeper's to delete."))
    if case.state != CLOSED:
        raise Refused(_("Case %(number)s is open. Close it first.") % {"number": case.number})
    if Hold.objects.filter(case=case).exists():
        raise Refused(_("These cases are kept for a reason: %(numbers)s") % {"numbers": case.number})
    return case


@transaction.atomic
def _empty(case: Case, *, why: str, by: Actor, at: datetime, ahead: int) -> Emptied:
    case = take(case.key)
    done = Emptied.objects.filter(case=case).first()
    # Whoever answered an old mail has opened it again meanwhile, and closed it again: those words go as well.
    if done is not None and not words_in(case, side="company"):
        return done
    case = _taken(case)
    erased = ahead + empty_record(case, side="company", why=why, by=by, at=at)
    empty_ledger(case, at=at)
    empty_beside(case)
    _empty_above(case)
    CaseLink.objects.filter(case=case, revoked_at=None).update(revoked_at=at)
    Helper.objects.filter(case=case).update(relation="", revoked_at=at)
    Case.objects.filter(pk=case.pk).update(subject="")
    before = done.entries if done is not None else 0
    values = {"why": why, "entries": before + erased, "at": at}
    return Emptied.objects.update_or_create(case=case, defaults=values)[0]


def _empty_above(case: Case) -> None:
    """Take the words out of what rooms beside and above the record keep of a case; what an exchange calls a call stays."""
    Call.objects.filter(case=case.key).update(number="", recording_url="")
    Invitation.objects.filter(case=case.key).delete()
    ConductStep.objects.filter(case=case).delete()
    ConductIncident.objects.filter(case=case).delete()
    Amends.objects.filter(case=case).update(what="–", why="–", decided_why="")
