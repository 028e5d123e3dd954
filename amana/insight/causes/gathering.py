"""Which questions and which cases come from a cause: groups, and cases that somebody brought to it by hand."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from amana.cases.errors import Refused
from amana.cases.models import COMPANY, Case
from amana.insight.causes.opening import held, must_lead, note
from amana.insight.models import Cause, CauseCase, CauseGroup, Group, Member
from amana.team.viewing import Viewer

# A page reads the latest cases of each group: with more groups than this it is more than one cause.
MOST_GROUPS = 20
# How often one group may have been merged into another on the way to where its cases are.
_MERGES = 5


@transaction.atomic
def add_group(cause: Cause, group: Group, *, by: Viewer, at: datetime) -> None:
    """Say that the questions of a group come from this cause. Twice changes nothing; raises Refused when another has it."""
    agent = must_lead(cause.brand, by)
    cause = held(cause)
    if group.brand_id != cause.brand_id:
        raise Refused(_("These questions were asked of another brand."))
    there = CauseGroup.objects.filter(group=group).select_related("cause").first()
    if there is not None and there.cause_id == cause.pk:
        return
    if there is not None:
        raise Refused(_("These questions belong to another cause: %(cause)s") % {"cause": there.cause.what})
    if cause.groups.count() >= MOST_GROUPS:
        raise Refused(
            _("So many different questions have more than one cause. Merge groups that are about the same first.")
        )
    CauseGroup.objects.create(cause=cause, group=group, by=agent, at=at)
    note(cause, "group_added", by=by, at=at, text=group.name)


@transaction.atomic
def remove_group(cause: Cause, group: Group, *, by: Viewer, at: datetime) -> None:
    """Say that the questions of a group come from elsewhere. Twice changes nothing."""
    must_lead(cause.brand, by)
    removed, _rows = CauseGroup.objects.filter(cause=held(cause), group=group).delete()
    if removed:
        note(cause, "group_removed", by=by, at=at, text=group.name)


@transaction.atomic
def add_case(cause: Cause, case: Case, *, by: Viewer, at: datetime) -> bool:
    """Bring one case to a cause by hand; return whether it was not there. Any agent of the brand may."""
    if (
        by.agent is None
        or cause.brand_id not in by.brands
        or case.kept_by != COMPANY
        or case.brand_id != cause.brand_id
    ):
        raise Refused(_("This case belongs to another brand."))
    if cause.withdrawn_at is not None:
        raise Refused(_("This cause was taken back."))
    _row, is_new = CauseCase.objects.get_or_create(cause=cause, case=case, defaults={"by": by.agent, "at": at})
    return is_new


def remove_case(cause: Cause, case: Case, *, by: Viewer) -> None:
    """Take a case out again that was brought by hand. What a group says of it is put right in the group."""
    if by.agent is None or cause.brand_id not in by.brands:
        raise Refused(_("This case belongs to another brand."))
    CauseCase.objects.filter(cause=cause, case=case).delete()


def groups_of(cause: Cause) -> list[Group]:
    """Return the groups where the questions of a cause are now: a group that was merged is followed to the other."""
    return where_now(Group.objects.filter(pk__in=cause.groups.values("group")))


def where_now(groups: Iterable[Group]) -> list[Group]:
    """Return the groups in which the cases of these are now, the largest first; two that became one are one."""
    found = list(groups)
    for _turn in range(_MERGES):
        moved = {one.merged_into_id for one in found if one.merged_into_id is not None}
        if not moved:
            break
        found = [one for one in found if one.merged_into_id is None]
        there = {one.pk for one in found}
        found += [one for one in Group.objects.filter(pk__in=moved) if one.pk not in there]
    return sorted(found, key=lambda one: (-one.size, str(one.pk)))


def with_merged(groups: Collection[UUID]) -> set[UUID]:
    """Return the keys of these groups with those that were merged into them: what was said of one holds for its cases still."""
    found, last = set(groups), set(groups)
    for _turn in range(_MERGES):
        last = set(Group.objects.filter(merged_into__in=last).values_list("pk", flat=True)) - found
        if not last:
            break
        found |= last
    return found


@dataclass(frozen=True)
class Shown:
    """A case of a cause as its page lists it: since when it is there, and whether somebody brought it by hand."""

    case: Case
    at: datetime
    is_by_hand: bool


def latest_cases(cause: Cause, groups: Collection[Group], *, most: int) -> list[Shown]:
    """Return the latest cases, the newest first; reads so many of each group and of those brought by hand, and no more."""
    found: dict[UUID, tuple[datetime, bool]] = {}
    for group in groups:
        rows = Member.objects.filter(group=group).order_by("-at").values_list("case", "at")[:most]
        found |= {case: (at, False) for case, at in rows}
    by_hand = CauseCase.objects.filter(cause=cause).order_by("-at").values_list("case", "at")[:most]
    found |= {case: (at, True) for case, at in by_hand if case not in found}
    newest = sorted(found.items(), key=lambda pair: (pair[1][0], str(pair[0])), reverse=True)[:most]
    cases = Case.objects.select_related("customer").in_bulk([case for case, _at in newest])
    return [Shown(cases[case], at, is_by_hand) for case, (at, is_by_hand) in newest if case in cases]


def cause_of(case: Case) -> Cause | None:
    """Return the cause a case comes from, the one it was brought to by hand before that of its group; None for none known."""
    standing = Cause.objects.standing().select_related("owner__account")
    by_hand = CauseCase.objects.filter(case=case).values("cause")
    found = standing.filter(pk__in=by_hand).order_by("-opened_at").first()
    if found is not None:
        return found
    member = Member.objects.filter(case=case).values_list("group", "home").first()
    if member is None:
        return None
    of_groups = CauseGroup.objects.filter(group__in=set(member)).values("cause")
    return standing.filter(pk__in=of_groups).order_by("-opened_at").first()
