"""Telling a colleague: the one place that decides whether a notice goes out, by which ways, and when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from amana.cases.models import Case, Follow
from amana.handling.mails.plain_mail import post_plain
from amana.notices.kinds import APPROVAL, DIGEST, FOLLOWED, GIVEN, LATE, MAIL, NAMED, PUSH, SOON, WROTE
from amana.notices.knowing import QUIET, Known
from amana.notices.models import Browser, Manner, Notice, Push
from amana.notices.pushing import push, pushes_to
from amana.notices.standing import stands
from amana.notices.wording import written
from amana.record.storing import insert_all
from amana.team.models import Agent, Brand

# Told also where more than thirty in an hour are a flood, whose rest is at the desk and in the digest.
UNBOUNDED = {LATE, SOON}
KEPT = timedelta(days=90)
BATCH = 100


@dataclass(frozen=True)
class Word:
    """Something one colleague is to know: what kind, on which case, about which promise or hand-over, who did it."""

    agent: Agent
    kind: str
    at: datetime
    case: Case | None = None
    about: UUID | None = None
    by: Agent | None = None
    entry: UUID | None = None


def tell(word: Word) -> Notice | None:
    """Decide on one notice; as `tell_all`."""
    return next(iter(tell_all([word])), None)


def tell_all(words: Sequence[Word]) -> list[Notice]:
    """Decide on notices of one moment and send them, or let them wait; return those that were written down.

    Nobody is told of what they did themselves, nor somebody who can no longer sign in. In quiet hours it waits for their
    end or goes into the digest, as they chose. The caller holds the cases; for one entry, twice is once.
    """
    words = [one for one in words if one.agent.account.is_active and (one.by is None or one.by.pk != one.agent.pk)]
    words = _allowed(_not_told_yet(words))
    if not words:
        return []
    known = Known([word.agent for word in words], at=words[0].at)
    rows = [_decided(word, known) for word in words]
    pushes = [
        push for row in rows if row.wakes_at == row.at for push in _go_out(row, known.browsers_of(row.agent), at=row.at)
    ]
    insert_all(rows)
    insert_all(pushes)
    return rows


def _not_told_yet(words: Sequence[Word]) -> list[Word]:
    entries = [word.entry for word in words if word.entry is not None]
    rows = Notice.objects.filter(entry__in=entries).values_list("entry", "agent", "kind") if entries else []
    told = set(rows)
    words = [word for word in words if (word.entry, word.agent.pk, word.kind) not in told]
    # Who is asked to decide is named in a note of the same moment, which is one thing and not two.
    named = [word for word in words if word.kind == NAMED]
    same = Notice.objects.filter(
        agent__in=[word.agent.pk for word in named], kind=APPROVAL, at__in=[word.at for word in named]
    )
    asked = set(same.values_list("agent", "case", "at")) if named else set()
    return [
        word for word in words
        if word.kind != NAMED or (word.agent.pk, word.case.pk if word.case else None, word.at) not in asked
    ]  # fmt: skip


def _allowed(words: Sequence[Word]) -> list[Word]:
    """Return what is about nothing, or about a case of a brand that whoever is told serves still; one query at most."""
    # Who is given a case was looked for among those who serve its brand.
    asked = [word for word in words if word.case is not None and word.kind != GIVEN]
    brands = {word.case.brand_id for word in asked if word.case is not None}
    people = {word.agent.pk for word in asked}
    rows = Agent.objects.filter(pk__in=people, brands__in=brands).values_list("pk", "brands") if people else []
    serves = set(rows)
    return [
        word for word in words if word not in asked or (word.case and (word.agent.pk, word.case.brand_id) in serves)
    ]


def _decided(word: Word, known: Known) -> Notice:
    ways = known.ways_out(word.agent, word.kind)
    goes_at = _goes_at(word, known) if ways else None
    goes_out = goes_at is not None and not _is_too_much(word, known)
    if goes_out:
        known.note(word.agent.pk, word.kind, word.case.pk if word.case else None)
    return Notice(
        agent=word.agent, kind=word.kind, case=word.case, about=word.about, by=word.by, entry=word.entry, at=word.at,
        by_mail=goes_out and MAIL in ways, by_push=goes_out and PUSH in ways,
        in_digest=DIGEST in known.manner_of(word.agent).ways_of(word.kind),
        wakes_at=goes_at if goes_out else None,
    )  # fmt: skip


def tell_written(word: Word, subject: str, text: str, *, brand: Brand | None = None, path: str = "/desk/") -> bool:
    """Tell somebody in words that are written already, such as a list of many; return whether a mail goes out.

    It goes the ways they chose for this kind; what would wait for the digest is in it anyway, and not sent.
    """
    agent, account = word.agent, word.agent.account
    known = Known([agent], at=word.at)
    ways, goes_at = known.manner_of(agent).ways_of(word.kind), _goes_at(word, known)
    if not account.is_active or goes_at is None:
        return False
    if PUSH in ways:
        push(agent, word.kind, number="", path=path, not_before=goes_at, at=word.at)
    if MAIL not in ways:
        return False
    mail = post_plain(account.email, account.name, subject, text, what="reminder", language=account.language,
                      brand=brand, at=word.at)  # fmt: skip
    if goes_at > word.at:
        mail.not_before = goes_at
        mail.save(update_fields=["not_before"])
    return True


def _goes_at(word: Word, known: Known) -> datetime | None:
    """Return when it may go out; None when it is left for the digest."""
    if known.is_away(word.agent):
        return None
    manner = known.manner_of(word.agent)
    stands_still = word.case is not None and word.case.is_standstill
    if stands_still and word.kind == LATE and manner.standstill_at_once:
        return word.at
    civil = known.civil(word.agent, at=word.at)
    if civil > word.at and manner.then == Manner.TO_DIGEST and manner.wants_digest:
        return None
    return civil


def _is_too_much(word: Word, known: Known) -> bool:
    """Say whether this would be one too many: of one case within the hour, or of all in it."""
    if word.kind in {FOLLOWED, NAMED}:
        # The UPDATE is the claim.
        unclaimed = Follow.objects.filter(Q(told_at=None) | Q(told_at__lte=word.at - QUIET), agent=word.agent)
        return not unclaimed.filter(case=word.case).update(told_at=word.at)
    if word.kind == WROTE and known.heard_of(word.agent, word.case.pk if word.case else None):
        return True
    return word.kind not in UNBOUNDED and known.is_flooded(word.agent)


def _go_out(row: Notice, browsers: Sequence[Browser], *, at: datetime) -> list[Push]:
    """Send the mail and return the pushes to be written; the row keeps the ways it went, and is saved by the caller."""
    pushes: list[Push] = []
    if row.by_mail:
        account = row.agent.account
        subject, text = written(row, at=at)
        post_plain(account.email, account.name, subject, text, what="reminder", language=account.language,
                   brand=row.case.brand if row.case else None, at=at)  # fmt: skip
    if row.by_push:
        number = row.case.number if row.case else ""
        path = f"/desk/cases/{number}/" if number else "/desk/"
        pushes = pushes_to(browsers, row.agent.account, row.kind, number=number, path=path, at=at)
    # Somebody may have no browser to be told in.
    row.by_push = bool(pushes)
    row.wakes_at, row.told_at = None, at if row.by_mail or row.by_push else None
    return pushes


def send_waiting(at: datetime) -> int:
    """Recurring: send the notices whose quiet hours are over and that are still true; return how many went out."""
    return sum(_wake(key, at=at) for key in _waiting(at))


def _waiting(at: datetime) -> list[UUID]:
    return list(Notice.objects.filter(wakes_at__lte=at).order_by("wakes_at", "id").values_list("pk", flat=True)[:BATCH])


@transaction.atomic
def _wake(key: UUID, *, at: datetime) -> bool:
    """Send one notice, once: the UPDATE is the claim."""
    if not Notice.objects.filter(pk=key, wakes_at__lte=at).update(wakes_at=None, told_at=at):
        return False
    row = Notice.objects.select_related("agent__account", "case__brand", "case__customer", "by__account").get(pk=key)
    if not row.agent.account.is_active or not stands(row):
        Notice.objects.filter(pk=key).update(told_at=None, by_mail=False, by_push=False)
        return False
    Push.objects.bulk_create(_go_out(row, list(Browser.objects.filter(agent=row.agent_id)), at=at))
    row.save(update_fields=["by_push", "wakes_at", "told_at"])
    return True


def forget(at: datetime) -> int:
    """Recurring: delete what was told ninety days ago, some thousands at a time; return how many rows."""
    old = Notice.objects.filter(at__lt=at - KEPT).order_by("at").values_list("pk", flat=True)[:5000]
    return Notice.objects.filter(pk__in=list(old)).delete()[0]
