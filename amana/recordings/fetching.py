"""Fetching the recordings that an exchange told us of, for calls that stand in a record and were announced as recorded."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from amana.cases.errors import Refused
from amana.cases.models import Case
from amana.channels.models import Call, PhoneSystem
from amana.channels.phone.reaching import ExchangeTrouble, OtherServer, fetch_recording
from amana.record.reading import entry as read_entry
from amana.recordings.keeping import Consent, attach, rule_of
from amana.recordings.models import Recording
from amana.team.models import Agent
from amana.team.viewing import at_the_desk

log = logging.getLogger(__name__)

BATCH = 5
# So many are looked through for those whose turn it is; and how long a turn is, in seconds.
MOST_WAITING, TURN = 500, 30
# After this, a recording that could not be had is not asked for any more.
GIVEN_UP_AFTER = timedelta(days=1)


def fetch_waiting(at: datetime) -> int:
    """Recurring: fetch what waits, a few at a time; return how many were kept. Of a brand that records nothing, none.

    Each turn begins with the next one, and ends where an exchange cannot be asked: a slow one holds up neither the others until
    theirs are given up, nor what else the clock does.
    """
    rows = Call.objects.exclude(recording_url="").filter(state=Call.PLACED, agent__isnull=False)
    keys = list(rows.order_by("pk").values_list("pk", flat=True)[:MOST_WAITING])
    first = int(at.timestamp()) // TURN % len(keys) if keys else 0
    kept = 0
    for key in (keys[first:] + keys[:first])[:BATCH]:
        row = rows.select_related("brand", "agent__account").filter(pk=key).first()
        try:
            kept += _fetch(row, at=at) if row is not None else 0
        except ExchangeTrouble as trouble:
            log.warning("the recording of call %s could not be fetched: %s", key, trouble)
            if not isinstance(trouble, OtherServer):
                break
    _give_up(at)
    return kept


def _fetch(row: Call, *, at: datetime) -> bool:
    """Return whether a recording was kept. Raises ExchangeTrouble."""
    system = PhoneSystem.objects.filter(brand=row.brand_id).first()
    case = Case.objects.filter(pk=row.case).first()
    if system is None or case is None or row.entry is None or rule_of(row.brand) is None:
        return _forget(row)
    said = read_entry(row.entry, side="company")
    if said is None or said.content is None or Recording.objects.filter(call=row.entry).exists():
        return _forget(row)  # erased, or withdrawn from the company, or had already
    try:
        content = fetch_recording(system, row.recording_url)
        agent = row.agent
        assert isinstance(agent, Agent)
        # It was announced at the beginning, and whoever called went on.
        consent = Consent(row.number or str(case.customer), Recording.ANNOUNCED, row.began_at)
        attach(case, row.entry, content, consent, by=at_the_desk(agent), at=at)
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
