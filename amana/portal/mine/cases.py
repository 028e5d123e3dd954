"""One's own cases: the list, a new one, the page of one, and its end."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from amana.advocacy.defining import LONGEST, define, person_of
from amana.cases.errors import Refused
from amana.cases.models import CUSTOMER, Case
from amana.commitments.models import Commitment
from amana.handling.ending.closing import close_own, reopen
from amana.handling.handing_out.exporting import export
from amana.portal.acting import act
from amana.portal.keeping import as_download, file_answer
from amana.portal.mine.owning import Keeper, Kept, by_keeper, by_owner, is_open
from amana.portal.mine.pressing import pressing_of
from amana.portal.promising import open_offers, promises_of, show, state_of
from amana.portal.telling import Story, tell, told_context
from amana.portal.understanding import typed_text
from amana.record.reading import Read, read
from amana.team.viewing import owner


@require_safe
def own_cases(request: HttpRequest) -> HttpResponse:
    """The list of one's own cases; on one's own machine, whoever has no account yet begins with one."""
    if not request.user.is_authenticated and is_open():
        return redirect("portal:mine_start")
    return _listed(request)


@by_keeper
def _listed(request: HttpRequest, keeper: Keeper) -> HttpResponse:
    cases: list[Case] = []
    if keeper.person is not None:
        rows = Case.objects.visible_to(owner(keeper.person)).select_related("company")
        cases = list(rows.order_by("-state", "next_due_at", "-last_word_at")[:200])
    steps = Commitment.objects.filter(pk__in=[case.next_commitment for case in cases if case.next_commitment])
    known = {row.pk: row for row in steps.select_related("owner_agent__account", "owner_person", "owner_company")}
    rows_shown = [
        _row(case, known.get(case.next_commitment) if case.next_commitment else None, keeper) for case in cases
    ]
    return render(request, "mine/list.html", keeper.frame | {"cases": rows_shown})


def _row(case: Case, step: Commitment | None, keeper: Keeper) -> dict[str, Any]:
    state = state_of(step, offer=None, at=keeper.at) if step else "released"
    return {
        "case": case,
        "what": step.action if step else "",
        "who_name": step.owner_name if step else "",
        "due_at": step.due_at if step else None,
        "state": state,
    }


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
    return kept.frame | {
        "case": {"company_name": case.company.name, "number": case.number, "is_open": case.is_open, **_goal(case)},
        "next_step": _next_step(kept, step, story) if step else None,
        "promises": [
            show(p, offer=offers.get(p.pk), at=kept.at, url=lambda c: kept.url("own_promise", c.pk)) for p in promises
        ],
        "call": {"action": kept.url("own_calls"), "spoke_at": kept.at.astimezone(zone)} | (call or {}),
        "links": {
            "record_url": kept.url("own_record"),
            "readings_url": kept.url("own_readings"),
            "close_url": kept.url("own_closing") if case.is_open else "",
            "reopen_url": "" if case.is_open else kept.url("own_opening"),
        },
        **told_context(story),
    }


def _confirm(kept: Kept, entry: Read) -> tuple[str, str] | None:
    return (_("Confirm it in writing"), kept.url("own_letter", entry.id)) if entry.kind == "call.noted" else None


def _goal(case: Case) -> dict[str, str]:
    """What the case is about, from its keeper's own chain."""
    own = read(case.key, side="customer", audiences=["customer"], most=200)
    goal = next((entry for entry in reversed(own) if entry.kind == "goal.set" and entry.content), None)
    if goal is None:
        return {"about": case.subject, "wants": "", "settles_for": ""}
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
def closed(request: HttpRequest, kept: Kept) -> HttpResponse:
    """POST ends the case; its keeper alone decides that."""
    page = kept.frame | {
        "title": _("Is it over?"),
        "sentence": _("The case is kept with everything in it, and you can open it again at any time."),
        "send_label": _("Close the case"),
    }

    def do() -> str:
        close_own(kept.case, by=kept.viewer, at=kept.at)
        return _("The case is closed.")

    return act(request, page, do)


@require_http_methods(["GET", "HEAD", "POST"])
@by_owner
def reopened(request: HttpRequest, kept: Kept) -> HttpResponse:
    """POST opens a closed own case again."""
    page = kept.frame | {
        "title": _("Open it again"),
        "asks_text": True,
        "text_label": _("Why?"),
        "text_rows": 3,
        "is_optional": True,
        "send_label": _("Open the case"),
    }

    def do() -> str:
        reopen(kept.case, why=typed_text(request, "text"), by=kept.viewer, at=kept.at)
        return _("The case is open again.")

    return act(request, page, do)


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
