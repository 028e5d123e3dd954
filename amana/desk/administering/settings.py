"""The settings a small team needs: brands, the team, one's own account."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from amana.cases.errors import Refused
from amana.channels.models import Mailbox
from amana.commitments.models import Commitment
from amana.desk.acting import Act, act, posted
from amana.desk.administering.inviting import listed
from amana.desk.administering.placing import FORM, leads_of, must_not_rise_above
from amana.desk.carrying.noting import noted, noting
from amana.desk.entering import Seat, leads_only, seated
from amana.desk.forms.settings import AbsenceForm, AccountForm, BrandForm, RoleForm
from amana.desk.framing import page
from amana.handling.holding.standing_in import disable, owed_by
from amana.team.changing import CannotBe, change_brand, change_place, change_work, end_absence, note_absence
from amana.team.models import Absence, Agent, Brand


@seated
@require_safe
def settings(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Where everything is set: one's own account for all, the rest for those who lead."""
    team = Agent.objects.filter(brands__in=seat.brands).select_related("account", "lead__account").distinct()
    away = set(Absence.objects.covering(seat.at).values_list("agent_id", flat=True))
    context = {
        "brands": Brand.objects.filter(pk__in=seat.brands).order_by("name") if seat.agent.is_lead else [],
        "mailboxes": Mailbox.objects.filter(brand__in=seat.brands).select_related("brand")
        if seat.agent.is_lead
        else [],
        "invited": listed(seat) if seat.agent.is_lead else [],
        "team": [_member(one, away) for one in team.order_by("-account__is_active", "account__name")],
    }
    return page(request, seat, "desk/administering/settings.html", context, name="settings")


def _member(one: Agent, away: set[UUID]) -> dict[str, Any]:
    return {
        "key": one.pk,
        "name": one.name,
        "role": one.get_role_display(),
        "lead": one.lead,
        "is_active": one.account.is_active,
        "is_away": one.pk in away,
    }


@seated
@FORM
def account(request: HttpRequest, seat: Seat) -> HttpResponse:
    """One's own name, language and zone."""
    own = seat.agent.account
    form = AccountForm(posted(request), initial={"name": own.name, "language": own.language, "zone": own.zone})

    def save(said: dict[str, Any]) -> None:
        own.name, own.language, own.zone = said["name"], said["language"], said["zone"]
        own.save(update_fields=["name", "language", "zone"])

    do = noting(save, seat, "people", pk=seat.agent.pk)
    return act(request, seat, form, do, _act(_("Your account"), _("Save")))


def _act(title: str, label: str, *, sentence: str = "", template: str = "desk/act.html") -> Act:
    return Act(title, label, reverse("desk:settings"), sentence, _("Saved."), _("Settings"), "settings", template)


@seated
@FORM
def brand(request: HttpRequest, seat: Seat, key: UUID) -> HttpResponse:
    """A brand: its name, addresses, language, zone, and the week it works."""
    leads_only(seat)
    row = get_object_or_404(Brand.objects.select_related("week"), pk=key, agents=seat.agent)

    def save(said: dict[str, Any]) -> None:
        wanted = {name: said[name] for name in ("name", "language", "zone", "signature", "addresses", "week")}
        _or_refused(lambda: change_brand(row, at=seat.at, **wanted))

    what = _act(row.name, _("Save"), template="desk/administering/brand.html")
    do = noting(save, seat, "brands", pk=row.pk)
    return act(request, seat, BrandForm(posted(request), brand=row), do, what)


def _or_refused(do: Any) -> None:
    """Turn what a verb of the team says into what a page shows."""
    try:
        do()
    except CannotBe as wrong:
        raise Refused(str(wrong)) from wrong
    except ValidationError as wrong:
        raise Refused(" ".join(wrong.messages)) from wrong


def _colleague(seat: Seat, key: UUID) -> Agent:
    leads_only(seat)
    rows = Agent.objects.filter(brands__in=seat.brands).select_related("account", "lead__account").distinct()
    return get_object_or_404(rows, pk=key)


@seated
@FORM
def colleague(request: HttpRequest, seat: Seat, key: UUID) -> HttpResponse:
    """A colleague's role and lead, and the ways to being away and leaving."""
    row = _colleague(seat, key)
    leads = leads_of(seat).exclude(pk=row.pk)
    initial = {"role": row.role, "lead": row.lead, "team": row.team, "languages": row.languages,
               "skills": ", ".join(str(skill) for skill in row.skills), "most_cases": row.most_cases}  # fmt: skip
    form = RoleForm(posted(request), leads=leads, initial=initial)

    def save(said: dict[str, Any]) -> None:
        if row.role in Agent.ABOVE_ALL and said["role"] != row.role:
            must_not_rise_above(seat, row.role)
        must_not_rise_above(seat, said["role"])
        work = {name: said.pop(name) for name in ("team", "languages", "skills", "most_cases")}
        _or_refused(lambda: change_place(row, **said))
        change_work(row, **work)

    if request.method == "POST":
        return act(request, seat, form, noting(save, seat, "people", pk=row.pk), _act(row.name, _("Save")))
    context = {"form": form, "act": _act(row.name, _("Save")), "colleague": row, "is_self": row.pk == seat.agent.pk}
    context["absence"] = Absence.objects.covering(seat.at).filter(agent=row).first()
    return page(request, seat, "desk/administering/colleague.html", context, name="settings")


@seated
@FORM
def absence(request: HttpRequest, seat: Seat, key: UUID) -> HttpResponse:
    """Write down that a colleague, or oneself, is away."""
    row = seat.agent if key == seat.agent.pk else _colleague(seat, key)
    sentence = _("Whoever is away for long hands the open cases to the lead, by name.")
    return act(
        request,
        seat,
        AbsenceForm(posted(request)),
        noting(
            lambda said: note_absence(row, since=said["since"], until=said["until"], at=seat.at),
            seat,
            "absences",
            agent=row,
        ),
        _act(_("Away: %(name)s") % {"name": row.name}, _("Save"), sentence=sentence),
    )


@seated
@require_POST
def absence_end(request: HttpRequest, seat: Seat, key: UUID) -> HttpResponse:
    """They are back."""
    row = seat.agent if key == seat.agent.pk else _colleague(seat, key)
    with noted("absences", by=seat.agent, at=seat.at, agent=row):
        end_absence(row, at=seat.at)
    messages.success(request, _("Saved."))
    return redirect("desk:settings")


@seated
@FORM
def disabling(request: HttpRequest, seat: Seat, key: UUID) -> HttpResponse:
    """Let a colleague sign in no more, and say on the same page who takes each open promise."""
    row = _colleague(seat, key)
    owed = owed_by(row)
    others = (
        Agent.objects.serving().exclude(pk=row.pk).filter(brands__in=seat.brands).select_related("account").distinct()
    )
    takers = {str(one.pk): one for one in others.order_by("account__name")}
    error = ""
    if request.method == "POST":
        try:
            _must_not_disable_above(seat, row)
            with noted("people", by=seat.agent, at=seat.at, pk=row.pk):
                disable(row, _chosen(request, owed, takers), by=seat.viewer, at=seat.at)
        except Refused as refused:
            error = str(refused.sentence)
        else:
            messages.success(request, _("%(name)s can no longer sign in.") % {"name": row.name})
            return redirect("desk:settings")
    preset = str(row.lead_id or seat.agent.pk)
    context = {"colleague": row, "takers": takers, "error": error, "preset": preset,
               "owed": [{"row": one, "taker": request.POST.get(f"taker-{one.pk}", preset)} for one in owed]}  # fmt: skip
    return page(
        request, seat, "desk/administering/disabling.html", context, name="settings", status=422 if error else 200
    )


def _must_not_disable_above(seat: Seat, row: Agent) -> None:
    if row.role in Agent.ABOVE_ALL:
        must_not_rise_above(seat, row.role)


def _chosen(request: HttpRequest, owed: list[Commitment], takers: dict[str, Agent]) -> dict[UUID, Agent]:
    chosen = {one.pk: takers.get(request.POST.get(f"taker-{one.pk}", "")) for one in owed}
    return {key: taker for key, taker in chosen.items() if taker is not None}
