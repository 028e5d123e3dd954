"""The clocks of an own case: which rules fit, which may be relied on, and what to look up first."""

from __future__ import annotations

from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from amana.cases.errors import Refused
from amana.deadlines.checking import check
from amana.deadlines.matching import match_of, matches
from amana.deadlines.models import Clock, Matter, Rule
from amana.deadlines.running import clocks_of, end, say_matter, start
from amana.deadlines.seeding import seed_once
from amana.deadlines.turning_outside import advisers, outside_rungs
from amana.portal.acting import act
from amana.portal.mine.outside.showing import (
    day_typed,
    matter_choices,
    said,
    show_adviser,
    show_clock,
    show_match,
    show_rung,
)
from amana.portal.mine.owning import Kept, by_owner, not_yours
from amana.portal.understanding import typed_text


@require_safe
@by_owner
def clocks(request: HttpRequest, kept: Kept) -> HttpResponse:
    """The page of clocks: last days first, rules that fit, rungs outside the company, and where advice is free."""
    seed_once()
    return render(request, "mine/outside/clocks.html", _page(kept))


def _page(kept: Kept) -> dict[str, Any]:
    """Return what mine/outside/clocks.html needs."""
    matter = Matter.objects.filter(case=kept.case).first()
    today = kept.at.astimezone(ZoneInfo(kept.case.zone or "UTC")).date()
    person = kept.case.owner
    assert person is not None
    found = matches(matter, person, today=today) if matter else []
    running = clocks_of(kept.case)
    alive = {clock.rule_key for clock in running if clock.ended_at is None}
    shown = [show_match(one, kept) for one in found if one.rule.key not in alive]
    return kept.frame | {
        "clocks": [show_clock(clock, kept) for clock in running],
        "has_matter": matter is not None,
        "sure": [one for one in shown if one["is_sure"]],
        "unsure": [one for one in shown if not one["is_sure"]],
        "rungs": [show_rung(one, kept) for one in outside_rungs(kept.case, at=kept.at)],
        "advisers": [show_adviser(one) for one in advisers(kept.case)],
        "matter_url": kept.url("own_matter"),
        "today": today.isoformat(),
        **matter_choices(kept, matter),
    }


@require_POST
@by_owner
def matter(request: HttpRequest, kept: Kept) -> HttpResponse:
    """POST says where a case belongs: `country`, `region`, `sector`, `topic` (several)."""
    try:
        say_matter(kept.case, country=request.POST.get("country", ""), region=request.POST.get("region", ""),
                   sector=request.POST.get("sector", ""), topics=request.POST.getlist("topic")[:50], by=kept.viewer,
                   at=kept.at)  # fmt: skip
    except Refused as refused:
        return render(request, "mine/outside/clocks.html", _page(kept) | {"error": refused.sentence}, status=422)
    return redirect(kept.url("own_clocks"))


@require_POST
@by_owner
def clock_start(request: HttpRequest, kept: Kept, key: UUID) -> HttpResponse:
    """POST starts the clock of a rule from `began_on`."""
    rule = Rule.objects.filter(pk=key).first()
    if rule is None:
        return not_yours(request, kept.keeper)
    try:
        began_at = day_typed(request.POST.get("began_on", ""), kept.case.zone)
        if began_at is None:
            raise Refused(_("Write the day as 2026-11-15."))
        is_today = began_at.date() == kept.at.astimezone(began_at.tzinfo).date()
        began_at = min(began_at, kept.at) if is_today else began_at
        start(kept.case, rule, began_at=began_at, by=kept.viewer, at=kept.at)
    except Refused as refused:
        return render(request, "mine/outside/clocks.html", _page(kept) | {"error": refused.sentence}, status=422)
    return redirect(kept.url("own_clocks"))


@require_http_methods(["GET", "HEAD", "POST"])
@by_owner
def clock_end(request: HttpRequest, kept: Kept, key: UUID) -> HttpResponse:
    """POST ends a clock: `to` done or dropped."""
    clock = Clock.objects.filter(pk=key, case=kept.case).first()
    if clock is None:
        return not_yours(request, kept.keeper)
    page = kept.frame | {
        "title": _("End this clock"),
        "words": said(clock.title),
        "back_url": kept.url("own_clocks"),
        "ways_label": _("How did it end?"),
        "ways": [{"value": code, "label": name} for code, name in Clock.ENDINGS],
        "send_label": _("End it"),
    }

    def do() -> str:
        end(clock, how=request.POST.get("to", ""), by=kept.viewer, at=kept.at)
        return _("The clock has ended.")

    return act(request, page, do)


@require_http_methods(["GET", "HEAD", "POST"])
@by_owner
def rule_check(request: HttpRequest, kept: Kept, key: UUID) -> HttpResponse:
    """POST says where the keeper looked a rule up (`where`) and, if it is another, the number they found (`amount`)."""
    rule = Rule.objects.filter(pk=key).first()
    if rule is None or kept.case.owner is None:
        return not_yours(request, kept.keeper)
    found = match_of(rule, kept.case.owner, at=kept.at)
    sentence = [said(rule.trap), " ".join(found.why), _("Source: %(source)s") % {"source": rule.source or "–"}]
    fields: list[dict[str, Any]] = [{"name": "where", "label": _("Where did you look it up?"), "value": "",
               "help": _("The law and its section, or the address of the page.")}]  # fmt: skip
    if rule.kind in Rule.CLOCKS or rule.kind == Rule.WAITING:
        unit = str(rule.get_unit_display())
        fields.append({"name": "amount", "label": _("The number you found there, in %(unit)s") % {"unit": unit}, "value": "",
                       "is_optional": True, "help": _("Only if it is another than here.")})  # fmt: skip
    page = kept.frame | {
        "title": _("I checked this rule"),
        "words": said(rule.title),
        "sentence": "\n\n".join(filter(None, sentence)),
        "back_url": kept.url("own_clocks"),
        "fields": fields,
        "send_label": _("I checked it, here is where"),
    }

    def do() -> str:
        check(kept.case, rule, where=typed_text(request, "where", most=300), amount=typed_text(request, "amount", most=20),
              by=kept.viewer, at=kept.at)  # fmt: skip
        return _("Written down. It counts for your own cases for a year.")

    return act(request, page, do)
