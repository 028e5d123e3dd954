"""Two companies that are one, and one that is two: joining and parting, with the way back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext as _

from amana.directory import indexing
from amana.directory.editing import noted
from amana.directory.errors import Refused
from amana.directory.family import family, root_of
from amana.directory.listing import name_row
from amana.directory.models import Change, Executive, Fact, Joined, Name, Point, Profile, Tip
from amana.directory.naming import bare, folded
from amana.directory.permissions import Editor
from amana.directory.snapshots import put_back, snapshot
from amana.kit.codes import new_id
from amana.people.models import Company

MOST_ALIKE = 10
# One number or domain that so many companies have says nothing about two of them.
SHARED_BY_MANY = 8


@transaction.atomic
def join(company: Company, into: Company, *, by: Editor, at: datetime) -> Change:
    """Say that a company is another one: whoever looks for it finds the other, whose page shows what both are.

    Nothing is moved, so that undoing it leaves each as it was. Raises Refused for one's own company and for circles.
    """
    company, into = root_of(company), root_of(into)
    if not by.is_trusted:
        raise Refused(_("This is for those to decide who keep the directory."))
    if company == into or into.pk in family(company):
        raise Refused(_("These are one company already."))
    if company.is_ours or into.is_ours:
        raise Refused(_("The company this installation serves is joined to no other."))
    if (
        Profile.objects.filter(company__in=[company, into], private_to__isnull=False)
        .exclude(private_to=by.account)
        .exists()
    ):
        raise Refused(_("One of these was named in somebody's own case."))
    row = Joined.objects.create(company=company, into=into, by=by.account, at=at)
    return noted(row, None, snapshot(row), by=by, at=at)


@transaction.atomic
def part(company: Company, name: str, rows: Iterable[Fact], *, by: Editor, at: datetime) -> Company:
    """Make a company of its own from rows of one that turned out to be two. Raises Refused without a name or rows.

    Undoing it gives the rows back; the new company stays, empty.
    """
    rows = [
        row for row in rows if not isinstance(row, Profile) and not (isinstance(row, Name) and row.kind == Name.NAME)
    ]
    if not by.is_trusted:
        raise Refused(_("This is for those to decide who keep the directory."))
    if not folded(name):
        raise Refused(_("Write the name of the other company."))
    if not rows:
        raise Refused(_("Choose what belongs to the other company."))
    old, act = Profile.objects.get(company=company), new_id()
    made = Company.objects.create(name=" ".join(name.split())[:200])
    Profile.objects.create(
        company=made, kind=old.kind, sector=old.sector, country=old.country, zone=old.zone, regulator=old.regulator,
        added_by=by.account, added_at=at, private_to=old.private_to,
    )  # fmt: skip
    indexing.add([name_row(made, Name.NAME, made.name, by=by.account, at=at)])
    for row in rows:
        before = snapshot(row)
        after = before | {"company_id": str(made.pk)}
        change = noted(row, before, after, by=by, at=at, act=act)
        put_back(change.thing, change.key, after)
    return made


def alike(company: Company) -> list[Company]:
    """Return companies that may be the same one: a domain, a telephone or a name of theirs is the same. A few at most."""
    own = family(company)
    keys: list[UUID] = []
    domains = Name.objects.filter(company__in=own, kind=Name.DOMAIN).values_list("folded", flat=True)[:20]
    keys += _others(Name, "folded", domains, own, kind=Name.DOMAIN)
    phones = Point.objects.filter(company__in=own, kind=Point.PHONE).values_list("same", flat=True)[:20]
    keys += _others(Point, "same", [one for one in phones if len(one) > 6], own, kind=Point.PHONE)
    names = Name.objects.filter(company__in=own).exclude(kind=Name.DOMAIN).values_list("text", flat=True)[:40]
    wanted = {form for name in names for form in (folded(name), bare(name)) if len(form) > 2}
    keys += _others(Name, "folded", wanted, own)
    joined = set(Joined.objects.filter(company__in=keys).values_list("company", flat=True))
    shown = [key for key in dict.fromkeys(keys) if key not in joined][: MOST_ALIKE * 2]
    public = Profile.objects.filter(company__in=shown, private_to=None).select_related("company")
    by_key = {row.company_id: row.company for row in public}
    return [by_key[key] for key in shown if key in by_key][:MOST_ALIKE]


def _others(
    model: type[Name] | type[Point], column: str, values: Iterable[str], own: list[UUID], **more: str
) -> list[UUID]:
    """Return whose rows have one of these values, the rarest value first; one that many have says nothing."""
    rows = model._default_manager.filter(**{f"{column}__in": list(values)}, **more)
    counted = dict(rows.values_list(column).annotate(Count("company", distinct=True)).order_by())
    telling = [value for value, count in counted.items() if count <= SHARED_BY_MANY]
    return list(
        rows.filter(**{f"{column}__in": telling}).exclude(company__in=own).values_list("company", flat=True)[:60]
    )


MOVABLE: tuple[type[Fact], ...] = (Name, Point, Executive, Tip)
