"""Bringing a fix to mind before it is due, and saying once that it is late; as for every promise."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from amana.commitments.alarms import CLIMBED, LATE, REMIND_LEAD, REMIND_OWNER
from amana.insight.causes.fixing import set_alarm_after_owner
from amana.insight.causes.mailing import mail_to
from amana.insight.models import Fix
from amana.notices import kinds
from amana.team.models import Agent
from amana.wording.times import moment

BATCH = 50


def remind_due(at: datetime) -> int:
    """Recurring: remind of fixes that are due soon, and say once which are late; return how many were looked at."""
    rows = Fix.objects.outstanding().filter(alarm_at__lte=at).order_by("alarm_at")
    return sum(_ring(fix, at=at) for fix in rows.select_related("cause__brand", "cause__owner__account",
                                                                "owner__account", "owner__lead__account")[:BATCH])  # fmt: skip


@transaction.atomic
def _ring(fix: Fix, *, at: datetime) -> bool:
    """Do one alarm, once: the UPDATE is the claim."""
    stage, was = fix.alarm_stage, fix.alarm_at
    if stage == REMIND_OWNER:
        set_alarm_after_owner(fix, fix.cause.brand)
    elif stage == REMIND_LEAD:
        fix.alarm_at, fix.alarm_stage = fix.due_at, LATE
    else:
        # There is never a third notice.
        fix.alarm_at, fix.alarm_stage = None, CLIMBED
    unclaimed = Fix.objects.filter(pk=fix.pk, state=Fix.OPEN, alarm_at=was, alarm_stage=stage)
    if not unclaimed.update(alarm_at=fix.alarm_at, alarm_stage=fix.alarm_stage):
        return False
    for agent, kind in _to_tell(fix, stage).items():
        _tell(agent, kind, fix, at=at)
    return True


def _to_tell(fix: Fix, stage: int) -> dict[Agent, str]:
    """Return who is told: the owner, and after that whoever they work for and whose the cause is."""
    if stage == REMIND_OWNER:
        return {fix.owner: kinds.SOON}
    above = [one for one in (fix.owner.lead, fix.cause.owner) if one is not None]
    told = dict.fromkeys(above, kinds.BELOW)
    if stage == REMIND_LEAD:
        told.pop(fix.owner, None)
        return told
    return told | {fix.owner: kinds.LATE}


def _tell(agent: Agent, kind: str, fix: Fix, *, at: datetime) -> None:
    with translation.override(agent.account.language):
        words = {
            "action": fix.what,
            "owner": fix.owner.name,
            "when": moment(fix.due_at, zone=ZoneInfo(agent.account.zone), now=at),
            "cause": fix.cause.what,
        }
        late = _("Late: %(action)s, by %(when)s. Owner: %(owner)s. It ends a cause: %(cause)s.") % words
        soon = _("Due soon: %(action)s, by %(when)s. Owner: %(owner)s. It ends a cause: %(cause)s.") % words
        said = late if fix.is_late(at) or fix.due_at == at else soon
        path = f"/desk/causes/{fix.cause_id}/"
        text = f"{said}\n\n{settings.BASE_URL}{path}\n"
    mail_to(agent, kind, (said, text), brand=fix.cause.brand, path=path, at=at)
