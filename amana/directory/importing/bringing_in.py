"""Writing the companies of a file: in bulk, some thousand a transaction, so that nobody waits long for the database."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from django.db import transaction

from amana.directory.importing.adding import add_to
from amana.directory.importing.making import write
from amana.directory.importing.matching import Plan
from amana.directory.importing.records import Record
from amana.directory.models import Key, Profile, Run
from amana.people.models import Account

AT_ONCE = 1000
Told = Callable[[str, int], None]


def bring_in(
    plan: Plan, *, file: str = "", by: Account | None, at: datetime, told: Told = lambda _what, _done: None
) -> Run | None:
    """Write what was planned and return the run, with which all of it can be taken back; None when there is nothing new.

    Stopped half-way, what was written stays and is known the next time.
    """
    if not plan.new and not plan.known:
        return None
    run = Run.objects.create(
        source=plan.read.source, file=file[:200], digest=plan.read.digest, counts=plan.counts, by=by, at=at
    )
    for start in range(0, len(plan.new), AT_ONCE):
        some = plan.new[start : start + AT_ONCE]
        with transaction.atomic():
            write(some, run)
        told("written", start + len(some))
    for start in range(0, len(plan.known), AT_ONCE):
        pairs = plan.known[start : start + AT_ONCE]
        with transaction.atomic():
            add_to(pairs, run)
        told("written", len(plan.new) + start + len(pairs))
    _regulators(plan, run)
    return run


def _regulators(plan: Plan, run: Run) -> None:
    """Set for each company the regulator that its record names by its key, where none is known yet."""
    records: Iterable[Record] = (*plan.new, *(one for _company, one in plan.known))
    wanted = {one.key: one.regulator for one in records if one.regulator}
    if not wanted:
        return
    keys = Key.objects.filter(source=run.source, key__in={*wanted, *wanted.values()})
    companies = dict(keys.values_list("key", "company"))
    for key, regulator in wanted.items():
        if regulator in companies and key in companies:
            Profile.objects.filter(company=companies[key], regulator=None).update(regulator=companies[regulator])
