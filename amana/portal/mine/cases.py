"""One's own cases: a new one in the short way, the page of one, and its record to take home."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from amana.advocacy.defining import LONGEST, define, goal_of, person_of
from amana.advocacy.ending.checking_up import check_ups_of
from amana.advocacy.ending.remembering import allies_of
from amana.advocacy.leading import Lead, lead_of
from amana.advocacy.planning import plan_of
from amana.advocacy.problem.costing import totals_of
from amana.advocacy.siding import companies_of
from amana.cases.errors import Refused
from amana.cases.models import COMPANY, CUSTOMER, Case
from amana.commitments.models import Commitment
from amana.handling.facts.stipulating import terms_of
from amana.handling.handing_out.exporting import export
from amana.portal.acting import act
from amana.portal.keeping import as_download, file_answer
from amana.portal.mine.leaking.quoting import leaking_card
from amana.portal.mine.linking.card import linking_card
from amana.portal.mine.outside.showing import card
from amana.portal.mine.owning import Keeper, Kept, by_keeper, by_owner, is_open
from amana.portal.mine.pressing import pressing_of
from amana.portal.mine.writing.card import letters_card
from amana.portal.promising import open_offers, promises_of, show
from amana.portal.telling import Story, tell, told_context
from amana.portal.understanding import typed_text
from amana.record.reading import Read


@require_http_methods(["GET", "HEAD", "POST"])
@by_keeper
def new(request: HttpRequest, keeper: Keeper) -> HttpResponse:
    """POST begins an own case against a company, named by hand."""
    names = ("company", "happened", "wanted", "settle_for")
    typed: dict[str, str] = {name: typed_text(request, name, most=LONGEST) for name in names}
    if request.method == "POST":
        try:
            case = define(person_of(keeper.account), **typed, at=keeper.at)
        except Refused as refused:
            return render(request, "mine/new.html", keeper.frame | typed | {"error": refused.sentence}, status=422)
        return redirect("portal:own_case", case.number)
    return render(request, "mine/new.html", keeper.frame)


@require_safe
@by_owner
def own_case(request: HttpRequest, kept: Kept) -> HttpResponse:
    """The page of one own case: goal, next step, promises, a call to write down, and the whole story.

    `?before=` shows the part of the story before some entry.
    """
    before = request.GET.get("before", "")
    if before:
        return render(request, "portal/earlier.html", kept.frame | told_context(_story(kept, before)))
    return render(request, "mine/case.html", page_of(kept))


def _story(kept: Kept, before: str = "") -> Story:
    pressing = pressing_of(kept)
    return tell(
        kept.case, audiences=["shared", "customer"], before=before, url=kept.url(), at=kept.at,
        file=lambda key: kept.url("own_file", key), answer=lambda entry: _confirm(kept, entry),
        beside=lambda entry: {"pressing": pressing[entry.id]} if entry.id in pressing and entry.content else {},
    )  # fmt: skip


def page_of(kept: Kept, *, call: dict[str, Any] | None = None) -> dict[str, Any]:
    """Return what `mine/case.html` needs; `call` is a call half typed."""
    case, zone = kept.case, timezone.get_current_timezone()
    story = _story(kept)
    promises = promises_of(case, kept.viewer)
    offers = open_offers(promises)
    step = next((row for row in promises if row.pk == case.next_commitment), None)
    lead = lead_of(case, [row for row in promises if row.is_outstanding], at=kept.at)
    shown = {row.pk: show(row, offer=offers.get(row.pk), at=kept.at, url=lambda c: kept.url("own_promise", c.pk))
             for row in promises}  # fmt: skip
    return kept.frame | {
        "case": {"company_name": case.company.name, "number": case.number, "is_open": case.is_open, **_goal(case)},
        "lead": {"sentence": lead.sentence, "code": lead.code, **_way(kept, lead)},
        "next_step": _next_step(kept, step, story) if step else None,
        "promises": [shown[row.pk] for row in promises if row.promiser == COMPANY],
        "own_promises": [shown[row.pk] for row in promises if row.promiser == CUSTOMER],
        "call": {"action": kept.url("own_calls"), "spoke_at": kept.at.astimezone(zone)} | (call or {}),
        "links": _links(kept),
        "clocks_card": card(kept),
        **_beside(kept),
        **letters_card(kept),
        **leaking_card(kept),
        **linking_card(kept),
        **told_context(story),
    }


def _links(kept: Kept) -> dict[str, str]:
    is_open = kept.case.is_open
    return {
        "record_url": kept.url("own_record"),
        "filing_url": kept.url("own_filing"),
        "readings_url": kept.url("own_readings"),
        "close_url": kept.url("own_closing") if is_open else "",
        "reopen_url": "" if is_open else kept.url("own_opening"),
        "problem_url": kept.url("own_problem"),
        "costs_url": kept.url("own_question", "costs"),
        "papers_url": kept.url("own_question", "papers"),
        "sides_url": kept.url("own_question", "sides"),
        "plan_url": kept.url("own_plan") if is_open else "",
        "call_url": kept.url("own_call") if is_open else "",
        "shield_url": kept.url("own_shield"),
        "letters_url": kept.url("own_letters"),
        "check_ups_url": kept.url("own_check_ups"),
        "allies_url": kept.url("own_allies"),
    }


def _beside(kept: Kept) -> dict[str, Any]:
    """Return what stands beside the promises: the plan, the costs, the terms, what is looked at later, who helped."""
    companies = companies_of(kept.case)
    return {
        "plan": plan_of(kept.case) if kept.case.is_open else None,
        "totals": totals_of(kept.case),
        "terms": terms_of(kept.case),
        "companies": companies if len(companies) > 1 else [],
        "check_ups": [{"row": row, "url": kept.url("own_check_up", row.pk)} for row in check_ups_of(kept.case)],
        "allies": allies_of(kept.case),
        "is_own_machine": is_open(),
    }


def _way(kept: Kept, lead: Lead) -> dict[str, str]:
    """Return the address and the words of the button under the sentence that leads; none where there is nothing to do."""
    ways = {
        "call": ("own_call", (), _("To the call")),
        "look": ("own_check_up", (lead.about.pk if lead.about else "",), _("Answer")),
        "late": ("own_plan", (), _("Plan the call")),
        "define": ("own_question", (lead.question,), _("Go on")),
        "ask": ("own_plan", (), _("Plan the call")),
        "plan": ("own_plan", (), _("Plan it")),
    }
    if lead.code not in ways:
        return {"url": "", "label": ""}
    name, arguments, label = ways[lead.code]
    return {"url": kept.url(name, *arguments), "label": label}


def _confirm(kept: Kept, entry: Read) -> tuple[str, str] | None:
    return (_("Confirm it in writing"), kept.url("own_letter", entry.id)) if entry.kind == "call.noted" else None


def _goal(case: Case) -> dict[str, str]:
    """What the case is about, from its keeper's own chain."""
    goal = goal_of(case)
    return {"about": goal["happened"], "wants": goal["wanted"], "settles_for": goal["settle_for"]}


def _next_step(kept: Kept, step: Commitment, story: Story) -> dict[str, Any]:
    is_yours = step.promiser == CUSTOMER
    said = next((entry for entry in story.entries if entry.id == step.said_in), None)
    return {
        "what": step.action,
        "who_name": step.owner_name,
        "due_at": step.due_at,
        "is_yours": is_yours,
        "is_late": step.is_late(kept.at),
        "said_in": _("Said in entry %(number)s") % {"number": said.number} if said else "",
        "said_url": f"#entry-{said.number}" if said else "",
        "kept_url": kept.url("own_kept", step.pk),
        "broken_url": "" if is_yours else kept.url("own_broken", step.pk),
        "new_time_url": kept.url("own_new_time", step.pk),
    }


@require_http_methods(["GET", "HEAD", "POST"])
@by_owner
def record(request: HttpRequest, kept: Kept) -> HttpResponse:
    """POST answers the shared record as a zip; what is private to its keeper stays out of it."""
    if request.method == "POST":
        content = export(kept.case.key, side="customer", at=kept.at, purpose="own case", by=kept.viewer)
        return as_download(content, f"{kept.case.number}.zip", "application/zip")
    page = kept.frame | {
        "title": _("Download the record"),
        "sentence": _(
            "One file to show to others, with a small program that shows that nothing in it was changed. What you would "
            "settle for, and your drafts, are not in it."
        ),
        "send_label": _("Download"),
    }
    return act(request, page, str)


@require_safe
@by_owner
def file(request: HttpRequest, kept: Kept, key: UUID) -> HttpResponse:
    """Answer a file of this case."""
    return file_answer(request, kept.case.key, key)
