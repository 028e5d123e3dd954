"""Fetching the recordings that an exchange told us of, for calls that stand in a record and were announced as recorded."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from amana.cases.errors import Refused
from amana.cases.models import Case
from amana.channels.models import Call, PhoneSystem
from amana.channels.phone.reaching import ExchangeTrouble, fetch_recording
from amana.recordings.keeping import Consent, attach, rule_of
from amana.recordings.models import Recording
from amana.team.models import Agent
from amana.team.viewing import at_the_desk

log = logging.getLogger(__name__)

BATCH = 5
# After this, a recording that could not be had is not asked for any more.
GIVEN_UP_AFTER = timedelta(days=1)


def fetch_waiting(at: datetime) -> int:
    """Recurring: fetch what waits, a few at a time; return how many were kept. Of a brand that records nothing, none."""
    rows = Call.objects.exclude(recording_url="").filter(state=Call.PLACED, agent__isnull=False)
    kept = 0
    for row in rows.select_related("brand", "agent__account").order_by("pk")[:BATCH]:
        kept += _fetch(row, at=at)
    _give_up(at)
    return kept


def _fetch(row: Call, *, at: datetime) -> bool:
    system = PhoneSystem.objects.filter(brand=row.brand_id).first()
    case = Case.objects.filter(pk=row.case).first()
    if system is None or case is None or row.entry is None or rule_of(row.brand) is None:
        return _forget(row)
    if Recording.objects.filter(call=row.entry).exists():
        return _forget(row)
    try:
        content = fetch_recording(system, row.recording_url)
        agent = row.agent
        assert isinstance(agent, Agent)
        # It was announced at the beginning, and whoever called went on.
        consent = Consent(row.number or str(case.customer), Recording.ANNOUNCED, row.began_at)
        attach(case, row.entry, content, consent, by=at_the_desk(agent), at=at)
    except ExchangeTrouble as trouble:
        log.warning("the recording of call %s could not be fetched: %s", row.pk, trouble)
        return False
    except Refused as refused:
        log.warning("the recording of call %s was not kept: %s", row.pk, refused.sentence)
    _forget(row)
    return Recording.objects.filter(call=row.entry).exists()


def _forget(row: Call) -> bool:
    Call.objects.filter(pk=row.pk).update(recording_url="")
    return False


def _give_up(at: datetime) -> None:
    late = Call.objects.exclude(recording_url="").filter(began_at__lt=at - GIVEN_UP_AFTER)
    Call.objects.filter(pk__in=list(late.order_by("pk").values_list("pk", flat=True)[:100])).update(recording_url="")
