"""Reminding the keepers of own cases, in their browsers and by mail where there is one: once of each thing, never at night."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from amana.cases.errors import Refused
from amana.cases.models import COMPANY, CUSTOMER, Case
from amana.channels.email.routing import provider_backend
from amana.channels.models import Mailbox
from amana.commitments.models import Commitment
from amana.handling.mails.plain_mail import post_plain, reminder_said
from amana.kit.codes import key_in
from amana.kit.quiet_hours import next_civil_moment
from amana.notices.kinds import KEEPER_KINDS, MAIL, MINE, NEAR, PUSH, TEST, THEIRS, title_of
from amana.notices.models import Browser, KeeperManner, KeeperTold, Push
from amana.notices.pushing import pushes_to
from amana.people.models import Account
from amana.record.appending import Appended

KEPT = timedelta(days=90)
WAYS = (PUSH, MAIL)


@dataclass(frozen=True)
class Choice:
    """What somebody chose on the page of reminders: ways by kind, and their quiet hours."""

    ways: dict[str, list[str]]
    is_quiet: bool
    quiet_from: time
    quiet_until: time


def manner_of(account: Account) -> KeeperManner:
    """Return how somebody wants to be reminded; as is usual, and not saved, where they chose nothing."""
    return KeeperManner.objects.filter(account=account).first() or KeeperManner(account=account)


def choose(account: Account, choice: Choice) -> None:
    """Keep how somebody wants to be reminded. Raises Refused for ways and kinds that are none."""
    known = all(kind in KEEPER_KINDS and set(ways) <= set(WAYS) for kind, ways in choice.ways.items())
    if not known:
        raise Refused(_("Choose one of these."))
    values = {"ways": choice.ways, "is_quiet": choice.is_quiet, "quiet_from": choice.quiet_from,
              "quiet_until": choice.quiet_until}  # fmt: skip
    KeeperManner.objects.update_or_create(account=account, defaults=values)


def mails() -> bool:
    """Whether this installation sends mail at all; on a laptop without it the pages say the same."""
    return bool(settings.SMTP_URL or provider_backend()) or Mailbox.objects.exclude(smtp_host="").exists()


def remind_keeper(  # each named at the call
    case: Case,
    kind: str,
    *,
    about: UUID,
    path: str,
    at: datetime,
    promise: Commitment | None = None,
    by_mail: bool = True,
) -> bool:
    """Remind whoever keeps an own case of one thing, once; return whether it was not done before.

    It goes as they chose, after their quiet hours. `path` is the page that is opened. A mail quotes the promise it is
    about, if any; with `by_mail` False the caller writes it.
    """
    account = case.owner.account if case.owner is not None else None
    if account is None or not account.is_active or case.kept_by != CUSTOMER:
        return False
    try:
        with transaction.atomic():
            KeeperTold.objects.create(account=account, case=case, kind=kind, about=about, at=at)
    except IntegrityError:
        return False
    manner = manner_of(account)
    ways, goes_at = manner.ways_of(kind), _civil(manner, account, at=at)
    if PUSH in ways:
        browsers = list(Browser.objects.filter(keeper=account))
        Push.objects.bulk_create(pushes_to(browsers, account, kind, number=case.number, path=path, at=goes_at))
    if MAIL in ways and by_mail and mails() and account.email:
        said = _said(account, case, kind, promise, at=at)
        _post(account, said, path=path, at=at, goes_at=goes_at)
    return True


def _civil(manner: KeeperManner, account: Account, *, at: datetime) -> datetime:
    if not manner.is_quiet:
        return at
    return next_civil_moment(at, zone=account.zone or "UTC", quiet=(manner.quiet_from, manner.quiet_until))


def _said(account: Account, case: Case, kind: str, promise: Commitment | None, *, at: datetime) -> str:
    with translation.override(account.language):
        if promise is not None:
            return reminder_said(account, case, promise, is_late=kind != NEAR, at=at)
        return f"{title_of(kind)}. {_('My case with %(company)s') % {'company': case.company.name}}"


def _post(account: Account, said: str, *, path: str, at: datetime, goes_at: datetime) -> None:
    with translation.override(account.language):
        more = _("What you are told, and how, is yours to choose: %(address)s") % {
            "address": f"{settings.BASE_URL}/mine/reminders/"
        }
    words = f"{said}\n\n{settings.BASE_URL}{path}\n\n{more}\n"
    row = post_plain(account.email, account.name, said[:120], words, what="reminder", language=account.language, brand=None,
                     at=at)  # fmt: skip
    if goes_at > at:
        row.not_before = goes_at
        row.save(update_fields=["not_before"])


def remind_of(entries: Sequence[Appended]) -> None:
    """Reaction: a promise in an own case is due soon, or was due and is not done; its keeper is reminded."""
    said = {key: one for one in entries if "agent" not in one.content and (key := key_in(str(one.content["promise"])))}
    rows = Commitment.objects.filter(pk__in=said, case__kept_by=CUSTOMER) if said else Commitment.objects.none()
    rows = rows.select_related(
        "case__owner__account", "case__company", "owner_person", "owner_company", "owner_agent__account"
    )
    for row in rows:
        entry = said[row.pk]
        is_late = bool(entry.content.get("is_late"))
        kind = (THEIRS if row.promiser == COMPANY else MINE) if is_late else NEAR
        path = f"/mine/{row.case.number}/promises/{row.pk}/"
        remind_keeper(row.case, kind, about=entry.id, path=path, at=entry.at, promise=row)


def try_out(account: Account, *, at: datetime) -> int:
    """Send somebody a notice that says that notices arrive, in each of their browsers; return how many."""
    rows = pushes_to(list(Browser.objects.filter(keeper=account)), account, TEST, number="", path="/mine/", at=at)
    Push.objects.bulk_create(rows)
    return len(rows)


def forget_keeper(account: Account) -> None:
    """Forget how somebody wanted to be reminded, in which browsers, and of what they were."""
    Browser.objects.filter(keeper=account).delete()
    KeeperTold.objects.filter(account=account).delete()
    KeeperManner.objects.filter(account=account).delete()


def forget(at: datetime) -> int:
    """Forget, after ninety days, of what keepers were reminded; return how many rows."""
    return KeeperTold.objects.filter(at__lt=at - KEPT).delete()[0]
