"""One question that comes again: in whose words, how often, which cases, and what people said of the grouping."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import numpy as np
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from amana.cases.errors import Refused
from amana.desk.acting import Act, act, posted
from amana.desk.administering.placing import FORM
from amana.desk.entering import Seat, leads_only, seated
from amana.desk.framing import page
from amana.desk.insight.recurring.forms import MergeForm, NameForm
from amana.desk.paging import ROWS, Cursor, beginning, cursor_in, pages
from amana.insight.models import CauseGroup, Centre, Group, GroupDay, Member, Ruling, Telling
from amana.insight.recurring.ruling import merge, not_this, rename, split, undo
from amana.insight.recurring.shelving import floats
from amana.kit.codes import key_in

WEEKS = 12
MOST_RULINGS, MOST_TOLD = 20, 12
# Among so many it is looked for what another group may be merged into; the nearest of them are offered.
LARGEST, NEWEST, OFFERED = 60, 40, 30
LANGUAGES = ("he", "ar", "en")


def found(seat: Seat, key: UUID) -> Group:
    """Return a group this agent may see; one that was merged leads to the one it went into. Raises Http404."""
    leads_only(seat)
    row = get_object_or_404(Group.objects.visible_to(seat.viewer).select_related("brand"), pk=key)
    while row.merged_into is not None:
        row = row.merged_into
    return row


@seated
@require_safe
def group(request: HttpRequest, seat: Seat, key: UUID) -> HttpResponse:
    """Everything that is known of one question."""
    row = found(seat, key)
    if row.pk != key:
        return redirect("desk:group", key=row.pk)
    members = Member.objects.filter(group=row).select_related("case", "case__customer")
    rows = list(beginning(members, by="at", after=cursor_in(request), newest_first=True, key="case")[: ROWS + 1])
    following = Cursor(rows[ROWS - 1].at, rows[ROWS - 1].case_id) if len(rows) > ROWS else None
    cause = CauseGroup.objects.filter(group=row).select_related("cause").first()
    context = {
        "group": row,
        "name": row.name or _("a question without a name"),
        "told": _told(row),
        "weeks": _weeks(row, seat.at.date()),
        "cases": rows[:ROWS],
        "pages": pages(request, following),
        "rulings": _rulings(row),
        "may_rule": seat.agent.is_lead,
        "cause": cause.cause if cause else None,
        "cause_url": f"{reverse('desk:cause_new')}?group={row.pk}" if seat.agent.is_lead else "",
    }
    return page(request, seat, "desk/insight/recurring/group.html", context, name="insight")


def _told(row: Group) -> list[dict[str, Any]]:
    """Return the telling sentences by language, those of the most cases first."""
    by_language: dict[str, list[str]] = {}
    for one in Telling.objects.filter(group=row).order_by("place", "pk")[:MOST_TOLD]:
        by_language.setdefault(one.language, []).append(one.text)
    return [{"name": _language(key), "code": key, "sentences": said} for key, said in by_language.items()]


def _language(code: str) -> str:
    return str(get_language_info(code)["name_translated"]) if code in LANGUAGES else _("another language")


def _weeks(row: Group, today: date) -> list[dict[str, Any]]:
    """Return how many came in each of the last twelve times seven days, the latest first."""
    first = today - timedelta(days=7 * WEEKS - 1)
    counts = [0] * WEEKS
    for day, count in GroupDay.objects.filter(group=row, day__gte=first, day__lte=today).values_list("day", "count"):
        counts[(today - day).days // 7] += count
    most = max([*counts, 1])
    return [
        {"from": today - timedelta(days=7 * place + 6), "count": count, "most": most}
        for place, count in enumerate(counts)
    ]


def _rulings(row: Group) -> list[Ruling]:
    rows = Ruling.objects.filter(group=row).select_related("by__account", "undone_by__account", "case", "other")
    return list(rows.order_by("-at")[:MOST_RULINGS])


@seated
@FORM
def group_name(request: HttpRequest, seat: Seat, key: UUID) -> HttpResponse:
    """Give it another name."""
    row = _to_rule(seat, key)
    what = Act(_("Rename"), _("Save"), _url(row), done=_("Saved."), about=row.name, name="insight")
    form = NameForm(posted(request), initial={"name": row.name})
    return act(request, seat, form, lambda said: rename(row, said["name"], by=seat.agent, at=seat.at), what)


@seated
@FORM
def group_merging(request: HttpRequest, seat: Seat, key: UUID) -> HttpResponse:
    """Say that another group asks the same."""
    row = _to_rule(seat, key)
    offered = _offered(row)

    def do(said: dict[str, Any]) -> None:
        merge(row, Group.objects.get(pk=said["into"]), by=seat.agent, at=seat.at)

    sentence = _("Its cases go to the other group. It can be taken back there.")
    what = Act(_("Merge with another"), _("Merge"), _url(row), sentence, _("They are one now."), row.name, "insight")
    return act(request, seat, MergeForm(posted(request), offered=offered), do, what)


def _offered(row: Group) -> list[tuple[str, str]]:
    """Return groups that this may be the same as, the nearest in meaning first."""
    rows = Group.objects.shown().filter(brand=row.brand_id).exclude(pk=row.pk)
    some = {
        one.key: one for one in [*rows.order_by("-size", "-pk")[:LARGEST], *rows.order_by("-first_at", "-pk")[:NEWEST]]
    }
    centres = dict(Centre.objects.filter(group__in=[row.pk, *some]).order_by("count").values_list("group", "vector"))
    own = floats(centres[row.pk]) if row.pk in centres else None

    def nearness(one: Group) -> float:
        if own is None or one.pk not in centres:
            return -1.0
        other = floats(centres[one.pk])
        return float(own @ other / max(float(np.sqrt((own @ own) * (other @ other))), 1e-9))

    near = sorted(some.values(), key=lambda one: (-nearness(one), str(one.pk)))[:OFFERED]
    return [(str(one.pk), f"{one.name} ({one.size})") for one in near]


@seated
@require_POST
def group_cases(request: HttpRequest, seat: Seat, key: UUID) -> HttpResponse:
    """Part the chosen cases into a group of their own, or say of one that it is not about this."""
    row = _to_rule(seat, key)
    chosen = [one for one in map(key_in, request.POST.getlist("case")) if one is not None]
    alone = key_in(request.POST.get("not_this", ""))
    if alone is not None:
        member = get_object_or_404(Member, group=row, case=alone)
        not_this(member, by=seat.agent, at=seat.at)
        messages.success(request, _("The case is out, and what is like it stays out. It can be taken back below."))
        return redirect("desk:group", key=row.pk)
    made = split(row, chosen, by=seat.agent, at=seat.at)
    messages.success(request, _("This is their own group now."))
    return redirect("desk:group", key=made.pk)


@seated
@require_POST
def ruling_undo(request: HttpRequest, seat: Seat, key: UUID) -> HttpResponse:
    """Take back what somebody said of the grouping."""
    leads_only(seat)
    ruling = get_object_or_404(Ruling, pk=key, group__in=Group.objects.visible_to(seat.viewer))
    _must_lead(seat)
    undo(ruling, by=seat.agent, at=seat.at)
    messages.success(request, _("It is taken back."))
    return redirect("desk:group", key=ruling.group_id)


def _to_rule(seat: Seat, key: UUID) -> Group:
    row = found(seat, key)
    _must_lead(seat)
    return row


def _must_lead(seat: Seat) -> None:
    if not seat.agent.is_lead:
        raise Refused(_("You read here; nothing is changed by you."))


def _url(row: Group) -> str:
    return reverse("desk:group", args=[row.pk])
