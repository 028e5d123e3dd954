"""Keeping automatic mail within bounds, so that two machines never talk to each other for long."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings

from amana.channels.models import Complaint
from amana.post.models import Outgoing, Recipient
from amana.team.models import BrandAddress


def has_complained(address: str) -> bool:
    """Whether the owner of an address called a mail of ours unwanted: the product writes nothing there by itself."""
    return Complaint.objects.filter(pk=address.lower()).exists()


def allowed(wanted: Sequence[tuple[UUID, str]], *, at: datetime) -> set[tuple[UUID, str]]:
    """Return those (case, address) that may get an automatic mail now; addresses are in lower case.

    Caps: AMANA_AUTOMATIC_PER_ADDRESS in a day, AMANA_AUTOMATIC_PER_CASE in an hour, never to ourselves, nor to whoever
    complained.
    RFC 3834, section 2, asks for such a limit.
    """
    if not wanted:
        return set()
    addresses, cases = {address for _, address in wanted}, {case for case, _ in wanted}
    automatic = Recipient.objects.filter(outgoing__is_automatic=True)
    a_day = automatic.filter(address__in=addresses, outgoing__created_at__gt=at - timedelta(days=1))
    per_address = Counter(a_day.values_list("address", flat=True))
    an_hour = Outgoing.objects.filter(is_automatic=True, case__in=cases, created_at__gt=at - timedelta(hours=1))
    per_case = Counter(an_hour.values_list("case", flat=True))
    ours = set(BrandAddress.objects.filter(value__in=addresses).values_list("value", flat=True))
    ours |= set(Complaint.objects.filter(pk__in=addresses).values_list("address", flat=True))
    chosen = set()
    for case, address in wanted:
        if address in ours or per_address[address] >= settings.AUTOMATIC_PER_ADDRESS:
            continue
        if per_case[case] >= settings.AUTOMATIC_PER_CASE:
            continue
        per_address[address] += 1
        per_case[case] += 1
        chosen.add((case, address))
    return chosen
