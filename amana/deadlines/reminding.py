"""Reminding of clocks: a last day to claim 90, 30 and 7 days before it, their time to answer once it has passed."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from amana.cases.locking import take
from amana.deadlines.models import Clock, Rule
from amana.handling.mails.plain_mail import post_plain
from amana.kit.working_time import moment
from amana.notices.kinds import CLOCK, MAIL
from amana.notices.reminding import mails, manner_of, remind_keeper
from amana.record.appending import Line, append
from amana.team.viewing import the_system

DAYS_BEFORE = (90, 30, 7)
HOUR = time(9)
BATCH = 100


def next_reminder(kind: str, last_on: date, *, zone: str, after: datetime) -> datetime | None:
    """Return the next moment (UTC) at which somebody is reminded, at nine in their zone; None when there is none left."""
    days = [last_on - timedelta(days=before) for before in DAYS_BEFORE]
    if kind == Rule.ANSWER:
        days = [last_on + timedelta(days=1)]
    found = [moment(day, HOUR, ZoneInfo(zone)).astimezone(UTC) for day in days]
    return next((one for one in found if one > after), None)


def remind_due(at: datetime) -> int:
    """Remind of the clocks whose moment has come, and return how many; each is claimed by one UPDATE, so twice is once."""
    due = Clock.objects.filter(ended_at=None, remind_at__isnull=False, remind_at__lte=at).order_by("remind_at")
    # Keys alone first: with the case beside them SQLite would begin at the cases, and read all of them.
    keys = list(due.values_list("pk", flat=True)[:BATCH])
    return sum(_remind(key, at=at) for key in keys)


@transaction.atomic
def _remind(key: UUID, *, at: datetime) -> bool:
    clock = Clock.objects.select_related("case__owner__account").get(pk=key)
    if clock.remind_at is None or clock.remind_at > at:
        return False
    zone = clock.case.zone or "UTC"
    following = next_reminder(clock.kind, clock.last_on, zone=zone, after=at)
    mine = Clock.objects.filter(pk=clock.pk, ended_at=None, remind_at=clock.remind_at)
    if not mine.update(remind_at=following):
        return False
    case = take(clock.case_id)
    if not case.is_open:
        return False
    says = {"clock": str(clock.pk), "title": clock.title, "last_on": clock.last_on.isoformat(), "of": clock.kind}
    entry = append(Line(case.key, "clock.reminded", the_system().actor, at, says))
    _mail(clock, at=at)
    # The mail is its own: it says what to do. Each of the three reminders is one thing to be told of.
    path = f"/mine/{clock.case.number}/clocks/"
    remind_keeper(clock.case, CLOCK, about=entry.id, path=path, at=at, by_mail=False)
    return True


def _mail(clock: Clock, *, at: datetime) -> None:
    """Write to the keeper where this installation sends mail; on a laptop without it the page says the same."""
    owner = clock.case.owner
    account = owner.account if owner is not None else None
    if account is None or not account.email or not mails() or MAIL not in manner_of(account).ways_of(CLOCK):
        return
    with translation.override(account.language):
        words = {"title": _(clock.title), "day": date_format(clock.last_on, "DATE_FORMAT"),
                 "company": clock.case.company.name}  # fmt: skip
        if clock.kind == Rule.CLAIM:
            subject = _("The last day to claim from %(company)s is %(day)s") % words
        else:
            subject = _("The time of %(company)s to answer has passed") % words
        text = f"{subject}\n\n{words['title']}\n\n{_(clock.what_to_do) if clock.what_to_do else ''}\n"
        post_plain(account.email, account.name, subject[:120], text, what="reminder", language=account.language, brand=None,
                   at=at)  # fmt: skip
