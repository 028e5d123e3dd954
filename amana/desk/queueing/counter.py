"""The agent's counter: one new case at a time, dealt with by one key, and the next is there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from amana.cases.errors import Refused
from amana.cases.models import Case
from amana.counter import asking, dealing
from amana.counter.choosing import candidates
from amana.counter.models import Step, Turn
from amana.counter.taking import in_hand, take_next
from amana.counter.undoing import undo, undoable
from amana.desk.entering import Seat, seated
from amana.desk.framing import counted, page
from amana.handling.facts.tagging import suggested, tags_of
from amana.handling.tying.merging import readers
from amana.kit.codes import key_in
from amana.language import read
from amana.people.models import Address
from amana.readings.knowing import known_of
from amana.record.reading import Read, read_page
from amana.team.models import Agent, Team
from amana.wording.isolating import isolated

# A case begins with what opened it and the words it came with.
BEGINNING = 4
FIRST_WORDS = 900
MOST_CASES = 5
MOST_FACTS = 6
NEXT, UNDO = "next", "undo"


@seated
@require_safe
def counter(request: HttpRequest, seat: Seat) -> HttpResponse:
    """The case this agent has before them, or how many wait."""
    return page(request, seat, "desk/queueing/counter.html", _context(seat), name="counter")


@seated
@require_POST
def counter_acts(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Do one thing with the case before this agent, and bring the next; a part of the page answers a part of the page."""
    act = request.POST.get("act", NEXT)
    try:
        said = _do(act, request, seat)
        if said:
            messages.success(request, said)
        take_next(seat.agent, seat.brands, at=seat.at)
    except Refused as refused:
        messages.error(request, str(refused.sentence))
    if request.headers.get("HX-Request"):
        return render(request, "desk/queueing/_counter.html", _context(seat) | {"now": seat.at, "is_part": True})
    return redirect("desk:counter")


def _do(act: str, request: HttpRequest, seat: Seat) -> str:
    """Return what is said of it afterwards. Raises Refused, also for a case that is not before this agent."""
    if act == NEXT:
        return ""
    if act == UNDO:
        return _undo(seat)
    case = _case(request, seat)
    deeds: dict[str, Callable[[], str]] = {
        Step.GIVE: lambda: _give(case, request, seat),
        Step.ASK: lambda: _ask(case, seat),
        Step.TAG: lambda: _tag(case, typed(request, "tag"), seat),
        Step.MERGE: lambda: _merge(case, request, seat),
        Step.ASIDE: lambda: _set_aside(case, seat),
        Step.SKIP: lambda: _skip(case, seat),
    }
    if act not in deeds:
        raise Refused(_("Choose what is to be done with it."))
    return deeds[act]()


def typed(request: HttpRequest, name: str) -> str:
    """Return what was posted under a name; a NUL, which PostgreSQL refuses, is left out."""
    return request.POST.get(name, "").replace("\x00", "").strip()


def _case(request: HttpRequest, seat: Seat) -> Case:
    rows = Case.objects.visible_to(seat.viewer).select_related("brand", "customer", "holder__account")
    return get_object_or_404(rows, number=typed(request, "case").upper()[:12])


def _give(case: Case, request: HttpRequest, seat: Seat) -> str:
    kind, _colon, key = typed(request, "to").partition(":")
    wanted = key_in(key)
    to: Agent | Team | None = None
    if wanted and kind == "agent":
        to = Agent.objects.serving().select_related("account").filter(pk=wanted, brands__in=seat.brands).first()
    elif wanted and kind == "team":
        to = Team.objects.filter(pk=wanted).first()
    if to is None:
        raise Refused(_("Say who takes it."))
    step = dealing.give(case, to, text=_words(_first_entry(case)), by=seat.viewer, at=seat.at)
    taker = Agent.objects.select_related("account").get(pk=step.before["to"])
    return _("%(subject)s: in the hands of %(name)s.") % _named(case, taker.name)


def _ask(case: Case, seat: Seat) -> str:
    step = asking.ask(case, text=_words(_first_entry(case)), by=seat.viewer, at=seat.at)
    taker = Agent.objects.select_related("account").get(pk=step.before["to"])
    return _("%(subject)s: the question is asked, %(name)s goes on.") % _named(case, taker.name)


def _tag(case: Case, name: str, seat: Seat) -> str:
    dealing.tag_it(case, name, by=seat.viewer, at=seat.at)
    return ""


def _merge(case: Case, request: HttpRequest, seat: Seat) -> str:
    number = typed(request, "into").upper()[:12]
    into = Case.objects.visible_to(seat.viewer).filter(number=number).first() if number else None
    if into is None:
        raise Refused(_("There is no case with the number %(number)s.") % {"number": number})
    knowing = request.POST.get("knowing") == "1"
    if not knowing and readers(case, into).is_anybody:
        raise Refused(_("Somebody would read more than before. Open the case and merge it there."))
    dealing.join(case, into, knowing=knowing, by=seat.viewer, at=seat.at)
    return _("%(subject)s: it goes on in %(name)s.") % _named(case, into.number)


def _set_aside(case: Case, seat: Seat) -> str:
    dealing.set_aside(case, by=seat.viewer, at=seat.at)
    return _("%(subject)s: set aside.") % _named(case, "")


def _skip(case: Case, seat: Seat) -> str:
    dealing.skip(case, by=seat.viewer, at=seat.at)
    return _("%(subject)s: put at the end of the line.") % _named(case, "")


def _undo(seat: Seat) -> str:
    step = undoable(seat.agent, at=seat.at)
    if step is None:
        raise Refused(_("There is nothing to undo."))
    case = undo(step, by=seat.viewer, at=seat.at)
    return _("%(subject)s: as it was.") % _named(case, "")


def _named(case: Case, name: str) -> dict[str, str]:
    return {"subject": isolated(case.subject or case.number), "name": isolated(name)}


# ── what the page shows ──────────────────────────────────────────────────────


def _context(seat: Seat) -> dict[str, Any]:
    """Return what the counter shows; it reads the one case, and counts the line no further than it is shown."""
    turn = in_hand(seat.agent, at=seat.at)
    waiting = counted(Turn.objects.waiting().filter(brand__in=seat.brands))
    last = undoable(seat.agent, at=seat.at)
    return {
        "waiting": waiting,
        "waits": int(waiting.rstrip("+") or 0),
        "card": _card(turn, seat) if turn is not None else None,
        "may_undo": last is not None,
        "reads_only": seat.agent.only_reads,
    }


def _card(turn: Turn, seat: Seat) -> dict[str, Any]:
    rows = Case.objects.select_related("brand", "customer", "holder__account", "team")
    case = rows.get(pk=turn.case_id)
    first = _first_entry(case)
    text = _words(first)
    question = asking.question_for(case)
    return {
        "case": case,
        "url": reverse("desk:case", args=[case.number]),
        "words": text[:FIRST_WORDS],
        "is_more": len(text) > FIRST_WORDS,
        "files": [str(file["name"]) for file in (first["files"] or [])] if first is not None else [],
        "language": get_language_info(case.language)["name_local"],
        "facts": _facts(case, text),
        "person": _person(case),
        "others": _others(case),
        "tags": [row.name for row in tags_of(case)],
        "tags_known": suggested(case),
        "candidates": [
            {"figure": figure, "key": one.key, "name": one.name, "reason": one.reason, "has_it": one.has_it,
             "is_team": isinstance(one.to, Team)}
            for figure, one in enumerate(candidates(case, text, at=seat.at), 1)
        ],
        "question": asking.said_in(question.texts, case.language) if question is not None else "",
    }  # fmt: skip


def _first_entry(case: Case) -> Read | None:
    """Return the words a case came with, read from the beginning of its record and no further."""
    begun = read_page(case.key, side="company", audiences=["shared"], most=BEGINNING, before={"shared": BEGINNING + 1})
    return next((one for one in begun.entries if one["text"]), None)


def _words(first: Read | None) -> str:
    return str(first["text"] or "").strip() if first is not None else ""


def _facts(case: Case, text: str) -> list[dict[str, str]]:
    """Return what was read in it: by the reading in the background, or at once where that has not come to it yet."""
    labels = {"wanted": _("Wants"), "tried": _("Tried already")}
    known = [(one.kind, one.words) for one in known_of(case).facts]
    if not known and text:
        found = read(text, sent_at=case.opened_at, side="customer", only=["identifiers", "desired"])
        known = [("wanted", one.quote) for one in found.desired] + [(one.kind, one.quote) for one in found.identifiers]
    return [{"label": labels.get(kind, ""), "kind": kind, "words": words} for kind, words in known[-MOST_FACTS:]]


def _person(case: Case) -> dict[str, Any]:
    addresses = Address.objects.filter(person=case.customer_id).order_by("kind", "added_at")
    return {
        "url": reverse("desk:person", args=[case.customer_id]),
        "addresses": list(addresses.values_list("value", flat=True)[:3]),
    }


def _others(case: Case) -> list[dict[str, str]]:
    """Return the customer's other open cases with this brand, the newest first."""
    rows = Case.objects.open().filter(customer=case.customer_id, brand=case.brand_id).exclude(pk=case.pk)
    return [
        {"number": one.number, "subject": one.subject or one.number, "url": reverse("desk:case", args=[one.number])}
        for one in rows.order_by("-opened_at")[:MOST_CASES]
    ]
