"""Letting somebody read an own case, or work on it: by a link nobody can guess, until a day, and seen by its keeper."""

from __future__ import annotations

import hashlib
import re
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from amana.advocacy.shares import Look, Share
from amana.cases.errors import Refused
from amana.cases.locking import take
from amana.cases.models import Case
from amana.kit.codes import new_token
from amana.people.models import Account, Person
from amana.record.appending import Actor, Appended, Line, append
from amana.record.sealing import instant
from amana.team.viewing import Viewer

MOST_ALIVE = 10
LONGEST = timedelta(days=365)
LONGEST_TEXT = 20_000
_TOKEN = re.compile(r"[a-z2-7]{32}\Z")


@transaction.atomic
def share(  # each named at the call
    case: Case, *, name: str, until: datetime, scope: str = Share.READS, mail: str = "", by: Viewer, at: datetime
) -> tuple[Share, str]:
    """Let somebody read a case until a moment, and return the share with its token (160 random bits), which is kept nowhere.

    With `mail` the link opens for the account of that address alone, once they are signed in. Raises Refused without a name,
    for an end that has been or is more than a year off, an unknown account, or when ten are alive already.
    """
    must_keep(case, by)
    take(case.key)
    name = " ".join(name.split())[:120]
    if not name:
        raise Refused(_("Write who it is for."))
    if scope not in dict(Share.SCOPES):
        raise Refused(_("Choose what they may do."))
    if not at < until <= at + LONGEST:
        raise Refused(_("Choose an end within a year from now."))
    account = Account.objects.filter(email=mail.strip().lower(), is_active=True).first() if mail.strip() else None
    if mail.strip() and account is None:
        raise Refused(_("Nobody here has an account with this address."))
    if alive(case, at=at).count() >= MOST_ALIVE:
        raise Refused(_("Ten people may read this case already. End one of them first."))
    token = new_token()
    made = Share.objects.create(
        case=case, name=name, scope=scope, account=account, digest=_digest(token), made_at=at, until=until
    )
    says = {"share": str(made.pk), "name": name, "scope": scope, "until": instant(until)}
    append(Line(case.key, "share.made", by.actor, at, says))
    return made, token


def must_keep(case: Case, by: Viewer) -> Person:
    """Return the keeper of an own case, when it is they. Raises Refused for everybody else."""
    if by.kind != "owner" or by.person is None or case.owner_id != by.person.pk:
        raise Refused(_("There is no such case."))
    return by.person


@transaction.atomic
def end_share(row: Share, *, by: Viewer, at: datetime) -> None:
    """End a share at once: its link opens nothing from then on. Twice changes nothing."""
    must_keep(row.case, by)
    take(row.case_id)
    if Share.objects.filter(pk=row.pk, ended_at=None).update(ended_at=at):
        append(Line(row.case_id, "share.ended", by.actor, at, {"share": str(row.pk), "name": row.name}))


def alive(case: Case, *, at: datetime) -> QuerySet[Share]:
    """Return the shares that open something now."""
    return Share.objects.filter(case=case, ended_at=None, until__gt=at)


def shares_of(case: Case) -> list[Share]:
    """Return the shares of a case, the newest first, with the days on which they were used."""
    return list(
        Share.objects.filter(case=case).select_related("account").prefetch_related("looks").order_by("-made_at")[:50]
    )


def opened(token: str, *, account: Account | None, at: datetime) -> Share | None:
    """Return the share a token opens now, and note that it was used; None for anything else, whatever the reason."""
    if not _TOKEN.fullmatch(token):
        return None
    rows = Share.objects.filter(digest=_digest(token), ended_at=None, until__gt=at)
    found = rows.select_related("case__company", "case__customer", "case__owner", "account").first()
    if found is None or (found.account_id is not None and (account is None or account.pk != found.account_id)):
        return None
    look, is_new = Look.objects.get_or_create(share=found, day=at.date(), defaults={"first_at": at, "last_at": at})
    if not is_new:
        Look.objects.filter(pk=look.pk).update(last_at=at, times=F("times") + 1)
    return found


@transaction.atomic
def add_words(row: Share, *, text: str, at: datetime) -> Appended:
    """Let an advocate add words to a case they share; they stand in the record with their name and for whom they act.

    Raises Refused for a share that only reads, and without words.
    """
    found = Share.objects.select_related("case__owner").get(pk=row.pk)
    person = found.case.owner
    if found.scope != Share.WRITES or found.ended_at is not None or found.until <= at or person is None:
        raise Refused(_("This link only reads."))
    if not text.strip():
        raise Refused(_("Write something first."))
    case = take(found.case_id)
    signed = {"helper": found.name, "customer": person.name, "scope": "writes"}
    actor = Actor("person", str(person.pk), signed)
    by = _("%(helper)s for %(customer)s") % signed
    says = {
        "from": {"name": by},
        "text": text.strip()[:LONGEST_TEXT],
        "channel": "portal",
        "files": [],
        "verified": "link",
        "by": by,
    }
    return append(Line(case.key, "message.received", actor, at, says))


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
