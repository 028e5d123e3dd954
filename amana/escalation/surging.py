"""Many promises late at once: staff get one list, and the word to the customers waits for one person, half an hour at most."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from amana.cases.errors import Refused
from amana.cases.models import COMPANY, Case
from amana.commitments.alarms import LATE
from amana.commitments.models import Commitment
from amana.escalation.models import HeldNotice, Surge
from amana.notices.kinds import LATE as LATE_NOTICE
from amana.notices.telling import Word, tell_written
from amana.post.models import Outgoing
from amana.team.models import Agent, Brand
from amana.team.viewing import Viewer

# More than so many that fall late together are one matter and not many.
MANY = 20
WAITS = timedelta(minutes=30)
MOST_LISTED = 30


def surge_for(case: Case, *, at: datetime) -> Surge | None:
    """Return the surge this case's late notice waits with; one begins when more than twenty of its brand are late now."""
    if case.brand_id is None:
        return None
    running = Surge.objects.filter(brand=case.brand_id, until__gt=at).order_by("-until").first()
    if running is not None:
        return running if running.let_go_at is None else None
    due = Commitment.objects.outstanding().filter(alarm_at__lte=at, alarm_stage=LATE, promiser=COMPANY)
    # Read from the index of alarms, and no further than it takes to know.
    together = due.order_by("alarm_at").values_list("case__brand", flat=True)[: 4 * MANY]
    if sum(1 for brand in together if brand == case.brand_id) < MANY:
        return None
    return Surge.objects.create(brand_id=case.brand_id, since=at, until=at + WAITS)


def hold_back(surge: Surge, commitment: Commitment, entry: UUID | None) -> None:
    """Let the mail of a late notice wait for the surge."""
    HeldNotice.objects.create(surge=surge, entry=entry, commitment=commitment)
    Surge.objects.filter(pk=surge.pk).update(held=F("held") + 1)


def waiting_for_a_word(brands: frozenset[UUID], *, at: datetime) -> list[Surge]:
    """Return the surges a lead of these brands can let go of now."""
    rows = Surge.objects.filter(brand__in=brands, until__gt=at, let_go_at=None).select_related("brand")
    return list(rows.order_by("since"))


@transaction.atomic
def let_go(surge: Surge, *, by: Viewer, at: datetime) -> int:
    """Send the notices that wait, now; return how many."""
    row = Surge.objects.select_for_update().get(pk=surge.pk)
    if by.agent is None or not by.agent.is_lead:
        raise Refused(_("Only a lead lets these notices go."))
    if row.let_go_at is not None:
        return 0
    row.let_go_at, row.let_go_by = at, by.agent
    row.save(update_fields=["let_go_at", "let_go_by"])
    entries = HeldNotice.objects.filter(surge=row, entry__isnull=False).values_list("entry", flat=True)
    return Outgoing.objects.filter(entry__in=list(entries), state=Outgoing.WAITING, not_before__lte=row.until).update(
        not_before=at
    )


def tell_staff(at: datetime) -> int:
    """Recurring: once a surge has stood for a minute, send each owner, and each lead of the brand, one list; return the mails."""
    told = 0
    for row in Surge.objects.filter(told_at=None, since__lte=at - timedelta(minutes=1)).select_related("brand__week")[
        :10
    ]:
        with transaction.atomic():
            if not Surge.objects.filter(pk=row.pk, told_at=None).update(told_at=at):
                continue
            told += _tell_all(row, at=at)
    return told


def _tell_all(surge: Surge, *, at: datetime) -> int:
    rows = HeldNotice.objects.filter(surge=surge).select_related("commitment__owner_agent__account", "commitment__case")
    by_owner: dict[Agent, list[Commitment]] = {}
    for held in rows.order_by("pk"):
        owner = held.commitment.owner_agent
        if owner is not None and owner.account.is_active:
            by_owner.setdefault(owner, []).append(held.commitment)
    every = [held.commitment for held in rows.order_by("pk")]
    leads = (
        Agent.objects.active()
        .filter(brands=surge.brand, role__in=[Agent.LEAD, Agent.MANAGER])
        .select_related("account")
    )
    lists = dict(by_owner) | dict.fromkeys(leads, every)
    for agent, promises in lists.items():
        _send_list(agent, surge.brand, promises, at=at)
    return len(lists)


def _send_list(agent: Agent, brand: Brand, promises: list[Commitment], *, at: datetime) -> None:
    with translation.override(agent.account.language):
        number = len(promises)
        subject = ngettext("%(number)s promise became late at once", "%(number)s promises became late at once", number)
        lines = [f"– {one.action} ({one.case.number})" for one in promises[:MOST_LISTED]]
        if number > MOST_LISTED:
            lines.append(_("… and %(number)s more") % {"number": number - MOST_LISTED})
        advice = _("The word to their customers waits for half an hour, or for a lead who lets it go sooner.")
        url = f"{settings.BASE_URL}/desk/?view=late"
        text = "\n".join([subject % {"number": number}, "", *lines, "", advice, url, ""])
    tell_written(Word(agent, LATE_NOTICE, at), subject % {"number": number}, text, brand=brand, path="/desk/?view=late")
