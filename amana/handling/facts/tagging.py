"""Tags: the words by which a brand finds its cases again, each written once however it is typed."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from amana.cases.errors import Refused
from amana.cases.labelling import Tag, Tagged
from amana.cases.locking import take
from amana.cases.models import Case
from amana.language.normalising import fold
from amana.record.appending import Line, append
from amana.team.viewing import Viewer

LONGEST = 40
MOST_TAGS = 20
MOST_SUGGESTED = 100


def folded(name: str) -> str:
    """Return a name in the form in which two ways to type it are the same."""
    return " ".join(fold(name).split())


@transaction.atomic
def tag(case: Case, name: str, *, by: Viewer, at: datetime) -> tuple[Tag, bool]:
    """Put a tag on a case, a new one where the brand has none of this name; return it and whether it was not there before.

    Only colleagues read it. Raises Refused when the name is empty or too long, the tag was retired, or there are too many.
    """
    name = " ".join(name.split()).lstrip("#").strip()
    if not folded(name):
        raise Refused(_("Write the tag first."))
    if len(name) > LONGEST or len(folded(name)) > LONGEST:
        raise Refused(_("A tag has at most %(number)s characters.") % {"number": LONGEST})
    _may(case, by)
    case = take(case.key)
    row, _made = Tag.objects.get_or_create(brand_id=case.brand_id, folded=folded(name), defaults={"name": name})
    if row.retired_at is not None:
        raise Refused(_("The tag %(name)s is no longer used. A lead can bring it back.") % {"name": row.name})
    on_it = Tagged.objects.filter(case=case)
    if on_it.filter(tag=row).exists():
        return row, False
    if on_it.count() >= MOST_TAGS:
        raise Refused(_("A case has at most %(number)s tags.") % {"number": MOST_TAGS})
    Tagged.objects.create(case=case, tag=row, by=by.agent, at=at)
    append(Line(case.key, "case.tagged", by.actor, at, {"tag": row.name, "by": by.name}))
    return row, True


@transaction.atomic
def untag(case: Case, row: Tag, *, by: Viewer, at: datetime) -> bool:
    """Take a tag off a case; return whether it was there. Twice changes nothing."""
    _may(case, by)
    case = take(case.key)
    gone, _each = Tagged.objects.filter(case=case, tag=row).delete()
    if gone:
        append(Line(case.key, "case.untagged", by.actor, at, {"tag": row.name, "by": by.name}))
    return bool(gone)


def tags_of(case: Case) -> list[Tag]:
    """Return the tags of a case by name, retired ones too: what was found by them is found again."""
    return list(Tag.objects.filter(tagged__case=case).order_by("folded"))


def suggested(case: Case) -> list[str]:
    """Return the names of the brand's tags that this case could still get, the first of them in their order."""
    rows = Tag.objects.filter(brand=case.brand_id, retired_at=None).exclude(tagged__case=case)
    return list(rows.order_by("folded").values_list("name", flat=True)[:MOST_SUGGESTED])


def retire(row: Tag, *, by: Viewer, at: datetime) -> None:
    """Let a tag be put on no further case; those that have it keep it. Only a lead may."""
    _lead(by)
    Tag.objects.filter(pk=row.pk, retired_at=None).update(retired_at=at)


def bring_back(row: Tag, *, by: Viewer) -> None:
    """Let a retired tag be used again. Only a lead may."""
    _lead(by)
    Tag.objects.filter(pk=row.pk).update(retired_at=None)


def _lead(by: Viewer) -> None:
    if by.agent is None or not by.agent.is_lead:
        raise Refused(_("Only a lead can change this."))


def _may(case: Case, by: Viewer) -> None:
    if by.agent is None or not Case.objects.visible_to(by).filter(pk=case.pk).exists():
        raise Refused(_("There is no such case."))
