"""One cause: what is wrong, whose it is, what is done about it, what shows it, and whether it helped; opening and rewriting one."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from amana.desk.acting import Act, accepted, act, posted
from amana.desk.administering.placing import FORM
from amana.desk.entering import Seat, leads_only, seated
from amana.desk.framing import page
from amana.desk.insight.causes.forms import BrandForm, CauseForm, GroupForm, NumberForm, SayForm
from amana.desk.insight.causes.telling import history
from amana.desk.insight.costs.figures import cost_figures
from amana.desk.insight.viewing import brand_asked
from amana.insight.causes.evidencing import asked_lately, reports_on, tried_on
from amana.insight.causes.fixing import others_who_lead
from amana.insight.causes.gathering import add_group, groups_of, latest_cases
from amana.insight.causes.measuring import bursts_of, reopen
from amana.insight.causes.opening import day_in, open_cause, rewrite, withdraw
from amana.insight.causes.saying import in_a_thousand, name_of, outcome
from amana.insight.models import Cause, CauseGroup, Fix, Group, Message, Recurrence
from amana.kit.codes import key_in

MOST_CASES = 25
MOST_FIXES = 20
MOST_MESSAGES = 5
MOST_OFFERED = 40


def found(seat: Seat, key: UUID) -> Cause:
    """Return a cause this agent may read. Raises Http404."""
    rows = Cause.objects.visible_to(seat.viewer).select_related("brand__week", "owner__account", "incident")
    return get_object_or_404(rows, pk=key)


@seated
@require_safe
def cause(request: HttpRequest, seat: Seat, key: UUID) -> HttpResponse:
    """Everything that is known of one cause."""
    row = found(seat, key)
    groups = groups_of(row)
    lately = asked_lately(row, groups)
    figures = Recurrence.objects.filter(cause=row).first()
    if figures is not None:
        figures.cause = row
    may_keep = seat.agent.is_lead and row.withdrawn_at is None
    context = {
        "cause": row,
        "groups": [{"row": one, "name": name_of(one)} for one in groups],
        "cases": latest_cases(row, groups, most=MOST_CASES),
        "fixes": _fixes(row, seat),
        "messages_": _messages(row, seat),
        "reports": reports_on(lately),
        "tried": tried_on(lately),
        "history": history(row),
        "figures": figures,
        "said": _said(row, figures),
        "costs": cost_figures(row, figures) if figures and (seat.agent.is_lead or seat.agent.only_reads) else None,
        "may_keep": may_keep,
        "group_form": _group_form(row) if may_keep else None,
        "number_form": NumberForm(),
    }
    return page(request, seat, "desk/insight/causes/cause.html", context, name="insight")


def _said(row: Cause, figures: Recurrence | None) -> dict[str, Any]:
    if figures is None:
        return {}
    size = bursts_of(figures)
    return {
        "before": in_a_thousand(figures.before, figures.before_of, size=size),
        "after": in_a_thousand(figures.after, figures.after_of, size=size) if row.mended_at else "",
        "outcome": outcome(row, figures),
        "weeks": [
            {"from": first, "cases": cases, "of": of, "rate": in_a_thousand(cases, of)}
            for first, cases, of in reversed(figures.weeks)
            if of
        ],
        "most": max((cases for _first, cases, _of in figures.weeks), default=0),
    }


def _fixes(row: Cause, seat: Seat) -> list[dict[str, Any]]:
    rows = Fix.objects.filter(cause=row).select_related("owner__account", "ended_by__account")
    others = seat.agent.is_lead and others_who_lead(row.brand, seat.agent)
    return [
        {
            "row": fix,
            "is_late": fix.is_late(seat.at),
            "may_end": fix.is_outstanding and (seat.agent.is_lead or fix.owner_id == seat.agent.pk),
            "may_agree": fix.asked_due_at is not None
            and seat.agent.is_lead
            and (fix.owner_id != seat.agent.pk or not others),
        }
        for fix in rows.order_by("-made_at")[:MOST_FIXES]
    ]


def _messages(row: Cause, seat: Seat) -> list[dict[str, Any]]:
    rows = Message.objects.filter(cause=row, taken_back_at=None).select_related("by__account", "round")
    return [
        {
            "row": one,
            "text": next(iter(one.texts.values()), ""),
            "done": one.round.sent + len(one.round.left_out) if one.round else 0,
            "may_take_back": one.begun_at is None and seat.agent.is_lead,
        }
        for one in rows.order_by("-written_at")[:MOST_MESSAGES]
    ]


def _group_form(row: Cause) -> GroupForm | None:
    taken = CauseGroup.objects.filter(cause__brand=row.brand).values("group")
    rows = Group.objects.shown().filter(brand=row.brand).exclude(pk__in=taken).order_by("-size", "-id")[:MOST_OFFERED]
    offered = [(str(one.pk), f"{name_of(one)} ({one.size})") for one in rows]
    return GroupForm(groups=offered) if offered else None


# ── opening and rewriting ────────────────────────────────────────────────────


@seated
@FORM
def cause_new(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Open a cause; `?group=` names the questions it is the cause of."""
    leads_only(seat)
    group = _group(seat, request.GET.get("group", ""))
    brand = group.brand if group and group.brand else brand_asked(request, seat)
    if brand is None:
        return page(
            request,
            seat,
            "desk/insight/which_brand.html",
            {
                "form": BrandForm(brands=seat.brands),
                "title": _("A cause"),
                "of_all": _("Causes"),
                "back_url": reverse("desk:causes"),
            },
            name="insight",
        )
    initial = {"owner": seat.agent.pk if seat.agent.role in {"lead", "manager"} else None,
               "since": day_in(brand, group.first_at if group and group.first_at else seat.at)}  # fmt: skip
    form = CauseForm(posted(request), brand=brand, initial=initial)
    made: list[Cause] = []

    def do(_said: dict[str, Any]) -> None:
        cause = open_cause(brand, form.said(), by=seat.viewer, at=seat.at)
        made.append(cause)
        if group is not None:
            add_group(cause, group, by=seat.viewer, at=seat.at)

    if request.method == "POST" and accepted(form, do):
        return HttpResponse(status=302, headers={"Location": reverse("desk:cause", args=[made[0].pk])})
    sentence = _("It is about: %(name)s") % {"name": name_of(group)} if group else ""
    what = Act(_("A cause"), _("Open it"), reverse("desk:causes"), sentence, about=_("Causes"), name="insight")
    status = 422 if form.is_bound else 200
    return page(request, seat, what.template, {"form": form, "act": what}, name="insight", status=status)


def _group(seat: Seat, value: str) -> Group | None:
    key = key_in(value)
    if key is None:
        return None
    return Group.objects.visible_to(seat.viewer).select_related("brand").filter(pk=key, merged_into=None).first()


@seated
@FORM
def cause_change(request: HttpRequest, seat: Seat, key: UUID) -> HttpResponse:
    """Say it better, or give it to another owner."""
    row = found(seat, key)
    leads_only(seat)
    initial = {"what": row.what, "more": row.more, "since": row.since, "owner": row.owner_id}
    form = CauseForm(posted(request), brand=row.brand, initial=initial)
    what = Act(
        _("Change it"),
        _("Save"),
        reverse("desk:cause", args=[row.pk]),
        done=_("Saved."),
        about=row.what,
        name="insight",
    )
    return act(request, seat, form, lambda _said: rewrite(row, form.said(), by=seat.viewer, at=seat.at), what)


@seated
@FORM
def cause_withdrawal(request: HttpRequest, seat: Seat, key: UUID) -> HttpResponse:
    """It was opened by mistake."""
    row = found(seat, key)
    leads_only(seat)
    form = SayForm(posted(request), label=_("Why"))
    sentence = _(
        "For a cause that was opened by mistake. A cause that is real is ended by mending it, not by a good answer."
    )
    what = Act(
        _("Take it back"),
        _("Take it back"),
        reverse("desk:cause", args=[row.pk]),
        sentence,
        about=row.what,
        name="insight",
    )
    return act(request, seat, form, lambda said: withdraw(row, why=said["text"], by=seat.viewer, at=seat.at), what)


@seated
@FORM
def cause_reopening(request: HttpRequest, seat: Seat, key: UUID) -> HttpResponse:
    """It is there again."""
    row = found(seat, key)
    leads_only(seat)
    form = SayForm(posted(request), label=_("What shows that it is there again"))
    what = Act(
        _("It is there again"), _("Open it again"), reverse("desk:cause", args=[row.pk]), about=row.what, name="insight"
    )
    return act(request, seat, form, lambda said: reopen(row, why=said["text"], by=seat.viewer, at=seat.at), what)
