"""Taking back what a file brought in, without what people made of it since."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from django.db import models, transaction
from django.utils.translation import gettext as _

from amana.directory import indexing
from amana.directory.errors import Refused
from amana.directory.models import Change, Executive, Joined, Key, Name, Point, Profile, Run, Tip
from amana.directory.snapshots import current, put_back
from amana.people.models import Account, Company

M = TypeVar("M", bound=models.Model)
AT_ONCE = 500
Told = Callable[[str, int], None]


def take_back(run: Run, *, by: Account | None, at: datetime, told: Told = lambda _what, _done: None) -> dict[str, int]:
    """Remove what a run brought in and return how many companies went and how many stay.

    A company stays, with its name, when a case, a person or somebody's own words hang on it; so does a row that
    somebody changed. Some hundred companies a transaction; stopped half-way it is gone on with. Raises Refused when it has
    been taken back.
    """
    if Run.objects.filter(pk=run.pk, undone_at__isnull=False).exists():
        raise Refused(_("This has been taken back already."))
    _unfill(run)
    companies = Profile.objects.filter(run=run).values_list("company", flat=True)
    gone = stay = 0
    for some in _groups(list(companies)):
        with transaction.atomic():
            removed = _remove(some, run)
        gone, stay = gone + removed, stay + len(some) - removed
        told("taken back", gone + stay)
    with transaction.atomic():
        _remove_rows(run)
        Run.objects.filter(pk=run.pk).update(undone_at=at, undone_by=by)
    return {"companies": gone, "kept": stay}


def _groups(keys: Sequence[UUID]) -> Iterator[list[UUID]]:
    for start in range(0, len(keys), AT_ONCE):
        yield list(keys[start : start + AT_ONCE])


def _remove(companies: list[UUID], run: Run) -> int:
    """Remove those companies that nothing else hangs on, with their rows; return how many."""
    held = named_elsewhere(companies)
    for model in (Name, Point, Executive, Tip, Key):
        others = model._default_manager.filter(company__in=companies).exclude(run=run)
        held |= set(others.values_list("company", flat=True))
    held |= set(Change.objects.filter(company__in=companies).exclude(act=run.pk).values_list("company", flat=True))
    held |= set(Joined.objects.filter(into__in=companies).values_list("into", flat=True))
    free = [key for key in companies if key not in held]
    indexing.unindex(list(Name.objects.filter(company__in=free)))
    for own in (Name, Point, Executive, Tip, Key, Change):
        own._default_manager.filter(company__in=free).delete()
    Profile.objects.filter(company__in=free).delete()
    Company.objects.filter(pk__in=free).delete()
    return len(free)


def named_elsewhere(companies: list[UUID]) -> set[UUID]:
    """Return those of these companies that other rooms name: a case, a person, a brand."""
    return set().union(*(_holding(relation, companies) for relation in _relations()))


def _relations() -> list[tuple[type[models.Model], str]]:
    """Return where other rooms name a company, table and column: those they name are theirs to keep."""
    found = [(one.related_model, one.field.attname) for one in Company._meta.related_objects]
    return [
        (model, name) for model, name in found if not isinstance(model, str) and model._meta.app_label != "directory"
    ]


def _holding(relation: tuple[type[models.Model], str], companies: list[UUID]) -> set[UUID]:
    model, name = relation
    rows = model._default_manager.filter(**{f"{name}__in": companies})
    return set(rows.values_list(name, flat=True))


def _remove_rows(run: Run) -> None:
    """Remove what the run added to companies that stay, but not what somebody changed, nor a company's only name."""
    names = list(_untouched(Name, run).exclude(kind=Name.NAME))
    indexing.unindex(names)
    for start in range(0, len(names), AT_ONCE):
        Name.objects.filter(pk__in=[row.pk for row in names[start : start + AT_ONCE]]).delete()
    _untouched(Point, run).delete()
    _untouched(Executive, run).delete()
    _untouched(Tip, run).delete()
    Key.objects.filter(run=run).delete()


def _untouched(model: type[M], run: Run) -> models.QuerySet[M]:
    rows = model._default_manager.filter(run=run)
    changes = Change.objects.filter(thing=model._meta.model_name, company__in=rows.values("company")).exclude(
        act=run.pk
    )
    return rows.exclude(pk__in=set(changes.values_list("key", flat=True)))


@transaction.atomic
def _unfill(run: Run) -> None:
    """Make profiles what they were before the run, where nobody changed them since."""
    for change in Change.objects.filter(act=run.pk).iterator(AT_ONCE):
        if current(change.thing, change.key) == change.after:
            put_back(change.thing, change.key, change.before)
