"""Bringing in a mailbox that was kept elsewhere: nobody is written to, reminded or notified."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import models, transaction
from django.utils.translation import gettext as _

from amana.cases.locking import take_all
from amana.cases.models import CLOSED, COMPANY, Case, Closing
from amana.cases.standing import STANDING
from amana.channels.email.importing import RawFound, messages_in
from amana.channels.email.peeking import peek
from amana.commitments.models import Commitment
from amana.handling.intake.receiving import BATCH, receive
from amana.handling.opening import first_promise
from amana.kit.working_time import week_for
from amana.people.models import Company
from amana.post.accepting import Came, accept_all
from amana.post.leasing import me
from amana.post.models import RawMessage
from amana.record.appending import SYSTEM, Line, append_many
from amana.record.reading import entry_count
from amana.team.choosing import roster
from amana.team.models import Brand, BrandAddress, Week
from amana.team.viewing import the_system

# A matter in which nobody has said a word for this long is history.
RESTED = timedelta(days=14)
GROUP_BYTES = 8 * 1024 * 1024
# The door by which messages come from files.
FILES = "import"


@dataclass
class Imported:
    """What an import did. `live` are the matters that go on and are given a next step."""

    messages: int = 0
    stored: int = 0
    duplicates: int = 0
    held: int = 0
    set_aside: int = 0
    cases: int = 0
    entries: int = 0


@transaction.atomic
def ensure_brand(addresses: Collection[str], *, at: datetime) -> Brand:
    """Return the brand these addresses belong to; the first import makes one with the settings' country and zone.

    Addresses that are not ours yet are added to it.
    """
    wanted = sorted({address.strip().lower() for address in addresses})
    known = BrandAddress.objects.filter(value__in=wanted).select_related("brand").first()
    brand = known.brand if known else Brand.objects.order_by("created_at").first()
    if brand is None:
        brand = new_brand(wanted[0].partition("@")[2] or _("Our company"), at=at)
    BrandAddress.objects.bulk_create(
        [BrandAddress(value=value, brand=brand, added_at=at) for value in wanted], ignore_conflicts=True
    )
    return brand


def new_brand(name: str, *, at: datetime, language: str = "", zone: str = "", country: str = "") -> Brand:
    """Make a brand with the working week of its country, and the company it belongs to when there is none yet."""
    country, zone = country or settings.COUNTRY, zone or settings.TIME_ZONE
    company = Company.objects.filter(is_ours=True).first() or Company.objects.create(name=name, is_ours=True)
    week = Week.objects.create(name=name, plan=week_for(country, zone).to_json())
    language = language or settings.LANGUAGE_CODE
    return Brand.objects.create(name=name, company=company, language=language, zone=zone, week=week, created_at=at)


def bring_in(
    path: Path, *, at: datetime, on_progress: Callable[[str, int], None] = lambda _what, _count: None
) -> Imported:
    """Accept every message below a path, then read them in the order in which they were written.

    What comes in is history: closed, owing nothing, until `go_on` wakes what is still alive.
    The same message twice adds nothing. Raises CannotRead when there is nothing to read there.
    """
    done = Imported()
    before = _counted()
    for found in _in_groups(messages_in(path)):
        accepted = accept_all([_came(one, at) for one in found], at=at)
        done.messages += len(found)
        done.stored += len(accepted.stored)
        done.duplicates += accepted.duplicates
        on_progress("accepted", done.messages)
    read = 0
    while taken := receive(worker=me(), at=at):
        read += taken
        on_progress("read", read)
    done.held, done.set_aside, done.cases, done.entries = (
        now - then for now, then in zip(_counted(), before, strict=True)
    )
    return done


def _in_groups(found: Iterable[RawFound]) -> Iterator[list[RawFound]]:
    """Yield messages by at most fifty, or eight megabytes: what one commit takes in."""
    group: list[RawFound] = []
    size = 0
    for one in found:
        group.append(one)
        size += len(one.raw)
        if len(group) >= BATCH or size > GROUP_BYTES:
            yield group
            group, size = [], 0
    if group:
        yield group


def _came(found: RawFound, at: datetime) -> Came:
    peeked = peek(found.raw)
    dated = min(peeked.dated, at) if peeked.dated else at
    return Came(found.raw, peeked.digest, FILES, peeked.message_id, history_until=at, not_before=dated)


def _counted() -> tuple[int, int, int, int]:
    raw = RawMessage.objects
    return raw.held().count(), raw.set_aside().count(), Case.objects.count(), entry_count()


def undecided(door: str = FILES) -> models.QuerySet[Case]:
    """Return cases that came in as history by a door, of which nobody has said yet whether they go on."""
    came = RawMessage.objects.filter(arrivals__door=door, history_until__isnull=False, case__isnull=False)
    return Case.objects.filter(state=CLOSED, closings=None, kept_by=COMPANY, pk__in=came.values("case"))


def alive(*, at: datetime, door: str = FILES) -> models.QuerySet[Case]:
    """Return those of them in which somebody had a word in the last fourteen days."""
    return undecided(door).filter(last_word_at__gt=at - RESTED)


def go_on(
    *, at: datetime, door: str = FILES, on_progress: Callable[[str, int], None] = lambda _what, _count: None
) -> tuple[int, int]:
    """Give what is alive a next step from now, close the rest as history; return how many of each. Nobody is told."""
    woken = rested = 0
    while keys := list(alive(at=at, door=door).values_list("pk", flat=True)[:BATCH]):
        woken += _wake(keys, at=at)
        on_progress("opened", woken)
    while keys := list(undecided(door).values_list("pk", flat=True)[:BATCH]):
        rested += _lay_down(keys, at=at)
        on_progress("closed", rested)
    return woken, rested


@transaction.atomic
def _wake(keys: list[UUID], *, at: datetime) -> int:
    cases = list(take_all(keys).values())
    agents = roster(at=at)
    lines: list[Line] = []
    promises = []
    for case in cases:
        assert case.brand is not None
        chosen = agents.next_for(case.brand.pk, knows=None, language=case.language, at=at)
        case.holder = chosen.agent if chosen else None
        lines.append(Line(case.key, "case.reopened", SYSTEM, at, {"why": "imported"}))
        promises.append(first_promise(case, lines, by=the_system(), at=at))
    Closing.objects.bulk_create([_history(case, at) for case in cases])
    Case.objects.bulk_update(cases, [*STANDING, "state", "closed_at", "holder"])
    Commitment.objects.bulk_create(promises)
    append_many(lines)
    agents.save()
    return len(cases)


@transaction.atomic
def _lay_down(keys: list[UUID], *, at: datetime) -> int:
    cases = list(take_all(keys).values())
    Closing.objects.bulk_create([_history(case, at) for case in cases])
    append_many([Line(case.key, "closing.as_history", SYSTEM, at, {"why": "rested"}) for case in cases])
    return len(cases)


def _history(case: Case, at: datetime) -> Closing:
    return Closing(case=case, proposed_by=COMPANY, proposed_at=at, ended_at=at, ending=Closing.HISTORY)
