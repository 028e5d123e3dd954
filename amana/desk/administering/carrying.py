"""What was changed about the settings, by whom; and all settings as one file, taken out and brought in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from amana.cases.errors import Refused
from amana.desk.acting import posted
from amana.desk.administering.placing import FORM
from amana.desk.carrying.exporting import read_settings, write_settings
from amana.desk.carrying.importing import BroughtIn, bring_in
from amana.desk.carrying.parts import PARTS
from amana.desk.entering import Seat, seated
from amana.desk.forms.carrying import ChangesForm, FileForm
from amana.desk.forms.naming import in_words, named
from amana.desk.framing import page
from amana.desk.paging import cursor_in, page_of, pages
from amana.team.models import Agent, SettingChange

# Of a file that changes much, so many changes are shown; all are made, and all are in the list of changes.
MOST_SHOWN = 100


def _above_all(seat: Seat) -> None:
    """Raises Http404 for whoever may not see to all settings; an auditor may look."""
    if not seat.agent.sees_to_all and not seat.agent.only_reads:
        raise Http404


@seated
@require_safe
def changes(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Every change of a setting of these brands, and of what all share, the latest first."""
    _above_all(seat)
    form = ChangesForm(request.GET, people=_people(seat))
    rows, following = page_of(_narrowed(form, seat), by="at", after=cursor_in(request), newest_first=True)
    context = {"rows": [told(row) for row in rows], "form": form, "pages": pages(request, following)}
    return page(request, seat, "desk/administering/changes.html", context, name="settings")


def _people(seat: Seat) -> QuerySet[Agent]:
    rows = Agent.objects.filter(brands__in=seat.brands).exclude(role=Agent.AGENT).select_related("account")
    return rows.distinct().order_by("account__name")


def _narrowed(form: ChangesForm, seat: Seat) -> QuerySet[SettingChange]:
    rows = SettingChange.objects.filter(Q(brand=None) | Q(brand__in=seat.brands))
    said = form.cleaned_data if form.is_valid() else {}
    if said.get("part"):
        rows = rows.filter(part=said["part"])
    return rows.filter(by=said["by"]) if said.get("by") else rows


def told(row: SettingChange) -> dict[str, Any]:
    """Return a change as a page shows it: in lines, each with what stood before and after."""
    part = PARTS.get(row.part)
    return {"row": row, "part": part.label if part else row.part, "lines": _lines(row.before, row.after)}


def _lines(before: Any, after: Any) -> list[dict[str, Any]]:
    if not isinstance(before, Mapping | None) or not isinstance(after, Mapping | None):
        return [{"name": "", "before": in_words(before), "after": in_words(after)}]
    old, new = _flat(before or {}), _flat(after or {})
    names = [name for name in sorted({*old, *new}) if old.get(name) != new.get(name)]
    return [
        {"name": named(name), "before": in_words(old.get(name)), "after": in_words(new.get(name))} for name in names
    ]


def _flat(said: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is said by name; of what holds further names, such as the points of patience, each by its own."""
    found: dict[str, Any] = {}
    for name, value in said.items():
        inner = isinstance(value, Mapping) and name in {"points", "texts", "limits"}
        found |= {str(one): what for one, what in value.items()} if inner else {name: value}
    return found


# ── all settings as one file ─────────────────────────────────────────────────


@seated
@require_safe
def settings_file(_request: HttpRequest, seat: Seat) -> HttpResponse:
    """The settings of these brands, and what all brands share, as one file to keep."""
    _above_all(seat)
    answer = HttpResponse(write_settings(seat.brands), content_type="application/json; charset=utf-8")
    day = timezone.localdate(seat.at).isoformat()
    answer["Content-Disposition"] = f'attachment; filename="amana-settings-{day}.json"'
    return answer


@seated
@FORM
def settings_carrying(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Take all settings out as a file, or bring a file in: first told what differs, then put into force."""
    _above_all(seat)
    form = FileForm(posted(request), request.FILES or None)
    found: BroughtIn | None = None
    if request.method == "POST" and form.is_valid():
        is_trial = "apply" not in request.POST
        try:
            found = bring_in(read_settings(form.content), by=seat.agent, at=seat.at, brands=seat.brands, is_trial=is_trial,
                             noted_by=seat.agent)  # fmt: skip
        except Refused as refused:
            form.add_error(None, str(refused.sentence))
        else:
            if not is_trial:
                messages.success(request, _("The settings of the file are in force."))
                return redirect("desk:changes")
    context: dict[str, Any] = {"form": form, "found": found, "content": form.content if found else ""}
    context["rows"] = [told(row) for row in found.changes[:MOST_SHOWN]] if found else []
    context["further"] = max(len(found.changes) - MOST_SHOWN, 0) if found else 0
    status = 422 if form.is_bound and form.errors else 200
    return page(request, seat, "desk/administering/carrying.html", context, name="settings", status=status)
