"""Telling those who lead, once, which questions are new or rising."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from amana.insight.causes.mailing import mail_to
from amana.insight.causes.saying import frequency, name_of
from amana.insight.models import Notable
from amana.notices.kinds import RISING
from amana.team.models import Agent, Brand

MOST = 100
MOST_LISTED = 10
# What stood out some days ago, while the clock stood still, is no news.
STALE = timedelta(days=7)


def tell_leads(at: datetime) -> int:
    """Recurring: send each lead of a brand one list of what has begun to stand out; return how many mails."""
    rows = Notable.objects.filter(told_at=None, noticed_on__gt=(at - STALE).date()).order_by("noticed_on")
    by_brand: dict[Brand, list[Notable]] = {}
    for row in rows.select_related("brand", "group")[:MOST]:
        by_brand.setdefault(row.brand, []).append(row)
    return sum(_tell(brand, found, at=at) for brand, found in by_brand.items())


@transaction.atomic
def _tell(brand: Brand, found: Sequence[Notable], *, at: datetime) -> int:
    # The UPDATE is the claim: of two clocks one finds rows nobody was told of.
    told = [row for row in found if Notable.objects.filter(pk=row.pk, told_at=None).update(told_at=at)]
    if not told:
        return 0
    leads = Agent.objects.active().filter(brands=brand, role__in=[Agent.LEAD, Agent.MANAGER])
    return sum(_send(lead, brand, told, at=at) for lead in leads.select_related("account"))


def _send(lead: Agent, brand: Brand, found: Sequence[Notable], *, at: datetime) -> bool:
    path = "/desk/causes/"
    with translation.override(lead.account.language):
        number = len(found)
        subject = ngettext(
            "%(brand)s: %(number)s question is new or comes more often",
            "%(brand)s: %(number)s questions are new or come more often",
            number,
        ) % {"brand": brand.name, "number": number}
        lines = [f"– {name_of(one.group)}: {frequency(one)}" for one in found[:MOST_LISTED]]
        if number > MOST_LISTED:
            lines.append(_("… and %(number)s more") % {"number": number - MOST_LISTED})
        advice = _("Is there one cause behind it? You are told of each once.")
        text = "\n".join([subject, "", *lines, "", advice, f"{settings.BASE_URL}{path}", ""])
    return mail_to(lead, RISING, (subject, text), brand=brand, path=path, at=at)
