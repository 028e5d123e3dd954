"""Leaving alone whoever asked for it; taken back only by whoever noted it, or once they write again themselves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from amana.cases.errors import Refused
from amana.cases.locking import take
from amana.cases.models import Case
from amana.directory import reaching
from amana.directory.models import Lifted, Stop
from amana.directory.reaching import lift, stop_of
from amana.escalation.own.models import OwnRung
from amana.people.models import Account
from amana.record.appending import Line, append
from amana.record.reading import read
from amana.team.viewing import Viewer

LONGEST = 500
# Of so many of the newest entries it is seen whether they wrote again.
LATEST = 400


@dataclass(frozen=True)
class Spared:
    """An address of a case that asked to be left alone, since when, and for which reason it may be taken back now ("" for none)."""

    address: str
    since: datetime
    reason: str


def addresses_of(case: Case) -> list[str]:
    """Return who was written to in a case, the first first."""
    written = [row.address for row in reaching.written(case.key)]
    rungs = OwnRung.objects.filter(case=case).exclude(address="").values_list("address", flat=True)[:60]
    return list(dict.fromkeys([*written, *rungs]))


def spared_in(case: Case, *, account: Account) -> list[Spared]:
    """Return who of those written to in a case asked to be left alone."""
    found = [(address, stop_of(address)) for address in addresses_of(case)]
    return [Spared(address, row.at, _reason(case, row, account)) for address, row in found if row is not None]


def _reason(case: Case, row: Stop, account: Account) -> str:
    if _wrote_since(case, row):
        return Lifted.WROTE
    return Lifted.SLIP if row.by_id == account.pk else ""


def _wrote_since(case: Case, row: Stop) -> bool:
    """Whether the address itself wrote after it had asked to be left alone, as its mails in this case say."""
    for entry in read(case.key, side="customer", audiences=["shared"], most=LATEST):
        sender = entry["from"] if entry.content is not None else None
        if not isinstance(sender, dict) or entry.kind not in {"message.sent", "message.received"}:
            continue
        sent_at = parse_datetime(str(entry["sent_at"] or "")) or entry.at
        if sent_at > row.at and reaching.address_of(str(sender.get("address") or "")) == row.address:
            return True
    return False


@transaction.atomic
def leave_alone(case: Case, address: str, *, by: Viewer, account: Account, at: datetime) -> None:
    """Keep that somebody asked to be left alone: nobody of this installation writes there. Twice changes nothing.

    Raises Refused for an address nobody of this case was written to at.
    """
    case = take(case.key)
    if address not in addresses_of(case):
        raise Refused(_("Nobody was written to at this address in this case."))
    if stop_of(address) is not None:
        return
    entry = append(Line(case.key, "contact.stopped", by.actor, at, {"address": address, "by": by.name}))
    reaching.stop(address, at=at, by=account, said_in=entry.id)


@transaction.atomic
def write_again(case: Case, address: str, *, why: str, by: Viewer, account: Account, at: datetime) -> None:
    """Take back that an address is left alone, with the reason in one's own words; it is an entry.

    Raises Refused for whoever may not, and without a reason. The guard of writing by name stays as it was.
    """
    case = take(case.key)
    row = stop_of(address) if address in addresses_of(case) else None
    if row is None:
        raise Refused(_("Nobody asked to be left alone at this address in this case."))
    reason = _reason(case, row, account)
    if not reason:
        raise Refused(_("Whoever noted it can take it back, or it ends once they write to you again."))
    why = " ".join(why.split())[:LONGEST]
    if not why:
        raise Refused(_("Write why it is taken back."))
    says = {"address": address, "why": why, "reason": reason, "by": by.name}
    entry = append(Line(case.key, "contact.resumed", by.actor, at, says))
    lift(row, reason, said_in=entry.id, at=at, by=account)
