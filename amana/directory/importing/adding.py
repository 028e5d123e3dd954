"""Adding what a file knows to companies that are here already: only what is missing, never over what somebody wrote."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar
from uuid import UUID

from amana.directory import indexing
from amana.directory.importing.making import key_of, names_of, people_of, points_of, tips_of
from amana.directory.importing.records import Record
from amana.directory.models import Change, Fact, Key, Name, Profile, Run
from amana.directory.snapshots import snapshot
from amana.record.storing import insert_all, update_all

M = TypeVar("M", bound=Fact)
Own = tuple[object, ...]
# By what two rows of a company are the same.
_OWN = {
    "name": ("folded",), "point": ("kind", "same", "purpose"), "executive": ("name", "role"), "tip": ("text",),
}  # fmt: skip
# What of a profile is filled in where it is empty.
_FILLED = ("sector", "country", "site")


def add_to(pairs: Sequence[tuple[UUID, Record]], run: Run) -> None:
    """Add to these companies what their records know and they lack; what somebody changed or removed stays so."""
    companies = [company for company, _one in pairs]
    gone = _gone(companies)
    names = [_as_alias(row) for company, one in pairs for row in names_of(company, one, run)]
    points = [row for company, one in pairs for row in points_of(company, one, run)]
    people = [row for company, one in pairs for row in people_of(company, one, run)]
    tips = [row for company, one in pairs for row in tips_of(company, one, run)]
    indexing.add(_missing(names, gone))
    insert_all(_missing(points, gone))
    insert_all(_missing(people, gone))
    insert_all(_missing(tips, gone))
    _fill(pairs, run)
    _keep_keys(pairs, run)


def _as_alias(row: Name) -> Name:
    """A company here has its name already; what a file calls it is another name."""
    row.kind = Name.ALIAS if row.kind == Name.NAME else row.kind
    return row


def _missing(rows: Sequence[M], gone: set[Own]) -> list[M]:
    """Return rows that are not there, nor were there and somebody took them away or wrote something else instead."""
    if not rows:
        return []
    model = type(rows[0])
    own = _OWN[str(model._meta.model_name)]
    companies = {row.company_id for row in rows}
    here: set[Own] = set(model._default_manager.filter(company__in=companies).values_list("company", *own))
    found: dict[Own, M] = {}
    for row in rows:
        values = (row.company_id, *(getattr(row, name) for name in own))
        if values not in here and (model._meta.model_name, *values) not in gone:
            found.setdefault(values, row)
    return list(found.values())


def _gone(companies: Sequence[UUID]) -> set[Own]:
    """Return what people removed or rewrote, as it was before."""
    changed = Change.objects.filter(company__in=companies, state=Change.IN_FORCE, thing__in=_OWN, before__isnull=False)
    rows = changed.values_list("company", "thing", "before")
    return {(thing, company, *((before or {}).get(name) for name in _OWN[thing])) for company, thing, before in rows}


def _fill(pairs: Sequence[tuple[UUID, Record]], run: Run) -> None:
    """Fill in what the profile leaves empty, with the change in the history, so that the run can be taken back."""
    profiles = Profile.objects.in_bulk([company for company, _one in pairs])
    rows, changes = [], []
    for company, one in pairs:
        profile = profiles.get(company)
        empty = [name for name in _FILLED if profile is not None and not getattr(profile, name) and getattr(one, name)]
        if profile is None or not empty:
            continue
        before = snapshot(profile)
        for name in empty:
            setattr(profile, name, getattr(one, name))
        rows.append(profile)
        changes.append(
            Change(
                act=run.pk, company_id=company, thing="profile", key=str(company), before=before, after=snapshot(profile),
                by=run.by, at=run.at,
            )
        )  # fmt: skip
    update_all(rows, _FILLED)
    insert_all(changes)


def _keep_keys(pairs: Sequence[tuple[UUID, Record]], run: Run) -> None:
    known = {row.key: row for row in Key.objects.filter(source=run.source, key__in=[one.key for _c, one in pairs])}
    insert_all([key_of(company, one, run) for company, one in pairs if one.key not in known])
    changed = []
    for _company, one in pairs:
        if one.key in known:
            known[one.key].digest = one.digest
            changed.append(known[one.key])
    update_all(changed, ["digest"])
