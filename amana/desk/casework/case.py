"""The page of one case: what comes next, the whole story, and what hangs on it."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from amana.cases.models import Case, Closing, HandOver, Mention, Tie
from amana.cases.tracing import goes_on_in
from amana.commitments.models import Commitment
from amana.desk.casework.facts import facts_of
from amana.desk.casework.live import ASKS_EVERY, stands
from amana.desk.casework.merging import merged_of
from amana.desk.casework.previewing import preview_of
from amana.desk.casework.side import Ledger, ledger_of, next_step_of, side_of
from amana.desk.casework.tagging import tags_shown
from amana.desk.casework.unmasking import covered
from amana.desk.composing.composer import Written, composer_of
from amana.desk.composing.sending_later import planned_on, stopped_on
from amana.desk.conduct.card import conduct_card
from amana.desk.entering import Seat, case_of, seated
from amana.desk.framing import page
from amana.desk.hanging import Hanging, hanging_on
from amana.desk.models import Later
from amana.desk.promising.ladders import owes_a_report
from amana.desk.promising.leaks import leaks_card
from amana.desk.promising.opposing import ordeal_card
from amana.desk.promising.recording import recording_beside
from amana.desk.promising.terms import ending_card
from amana.desk.queueing.feeling import felt_in
from amana.desk.reading.answers import answers_of
from amana.handling.facts.stipulating import points_of
from amana.handling.holding.following import see
from amana.handling.mails.summing_up import unwritten
from amana.handling.models import Suggestion
from amana.kit.codes import key_in
from amana.look.telling import Links, Names, Teller, story
from amana.post.models import Outgoing
from amana.readings.models import Reading
from amana.record import seldom
from amana.record.reading import LARGEST, Page, Read, chains_for, read_page
from amana.recordings.models import Recording, Rule
from amana.review.models import Change, Leak

# Entries on one page; older ones are a page further back.
ENTRIES = 200
CHAINS = chains_for("company")
# Stands in an address for the key of an entry, until it is put in.
ANY = UUID(int=0)
# What a person wrote, and may have to be taken out of the customer's sight.
WITHDRAWABLE = {"message.received", "message.sent", "call.noted", "version.added"}


@seated
@require_safe
def case(request: HttpRequest, seat: Seat, number: str) -> HttpResponse:
    """One case; `?before=` a number in each chain shows what came before, `?sent=` the mail that can still be taken back."""
    return show(request, seat, case_of(seat, number))


def show(
    request: HttpRequest, seat: Seat, case: Case, *, draft: Written | None = None, status: int = 200
) -> HttpResponse:
    """Answer the page of a case, with a draft that was not sent kept in its form."""
    there = hanging_on(case, seat)
    if request.method == "GET" and Mention in there:
        see(case, seat.agent, at=seat.at)
    found, earlier_url = _page(case, request.GET.get("before", ""))
    entries, ledger = found.entries, ledger_of(case)
    composer = composer_of(case, seat, draft, owed=ledger.outstanding, there=there) if case.is_open else None
    teller = Teller(
        seat.viewer.side, _links(case, entries, seat, there), seat.at, case.brand.name if case.brand else case.company.name,
        _known(case, seat), {str(row.pk): row for row in ledger.rows},
    )  # fmt: skip
    context = {
        "case": _head(case),
        "next_step": next_step_of(case, seat, entries, ledger),
        "days": story(entries, teller),
        "earlier_url": earlier_url,
        "live": _live(case, found),
        "composer": composer and {**composer, "seen": found.heads.get("shared", (0, ""))[0]},
        "planned": _planned(case) if case.is_open and Later in there else None,
        # Its words lie in the composer as a draft, or it is not worth a word any more.
        "stopped": stopped_on(case, seat) if composer and composer["kept_at"] else None,
        "undo": _undo(request, case, seat),
        "offer": _offer(case, seat) if HandOver in there else None,
        "closing": _closing(case) if Closing in there else None,
        "actions": _actions(case, seat, ledger, there),
        "merged": merged_of(case, seat) if not case.is_open and Tie in there else None,
        "tags": tags_shown(case, there),
        "unwritten": _unwritten(case, entries, seat) if case.is_open and not request.GET.get("before") else [],
        "ending": ending_card(case, there=there),
        "conduct": conduct_card(case, seat, there=there),
        "leaks": leaks_card(case, seat, entries) if Leak in there else [],
        "ordeal": ordeal_card(case, seat, None if request.GET.get("before") else entries, there=there),
        **side_of(case, seat, ledger, there=there, shared=found.heads.get("shared", (0, ""))),
        "facts": facts_of(case, entries) if Reading in there else [],
    }
    return page(request, seat, "desk/casework/case.html", context, name="queue", status=status)


def _live(case: Case, found: Page) -> dict[str, Any]:
    """Return by what the page asks whether something was added."""
    url, every = reverse("desk:case_live", args=[case.number]), int(ASKS_EVERY.total_seconds())
    return {"url": url, "stands": stands(found.heads), "every": every}


def _page(case: Case, asked: str) -> tuple[Page, str]:
    """Return the newest entries the company may read, or those before what was asked for, and how older ones are."""
    numbers = asked.split(".")
    known = len(numbers) == len(CHAINS) and all(one.isascii() and one.isdigit() and len(one) < 11 for one in numbers)
    bounds = {name: min(int(one), LARGEST) for name, one in zip(CHAINS, numbers, strict=True)} if known else None
    found = read_page(case.key, side="company", most=ENTRIES, before=bounds)
    earlier = ".".join(str(found.before[name]) for name in CHAINS)
    return found, f"?before={earlier}" if found.earlier else ""


def _head(case: Case) -> dict[str, Any]:
    return {
        "subject": case.subject,
        "number": case.number,
        "customer_name": case.customer,
        "customer_url": reverse("desk:person", args=[case.customer_id]),
        "holder_name": case.holder,
        "is_closed": not case.is_open,
        "language": case.language,
    }


def _unwritten(case: Case, entries: list[Read], seat: Seat) -> list[dict[str, Any]]:
    return [
        {
            "at": one.call.at,
            "is_leak": one.is_leak,
            "url": reverse("desk:call_summary", args=[case.number, one.call.id]),
        }
        for one in unwritten(case, entries, at=seat.at)
    ]


def _known(case: Case, seat: Seat) -> Names:
    """Return what those are called whom the page has at hand."""
    agents = [seat.agent, *([case.holder] if case.holder else [])]
    names = {("agent", str(agent.pk)): agent.name for agent in agents}
    return names | {("person", str(case.customer_id)): str(case.customer)}


def _links(case: Case, entries: list[Read], seat: Seat, there: Hanging) -> Links:
    beside = _beside(case, entries, seat, there)
    released = {str(entry["released_from"]) for entry in entries if entry["released_from"]}
    at = _addresses(case)

    def more(entry: Read) -> dict[str, Any]:
        found: dict[str, Any] = {}
        if entry.kind in WITHDRAWABLE and entry.hidden_from is None:
            found["withdraw_url"] = at("entry_withdrawal", entry.id)
        if entry["question"] and entry.kind.startswith("question."):
            found["thread_url"] = reverse("desk:question", args=[case.number, entry["question"]])
        if entry.kind == "entry.disclosed" and entry.by.kind == "person" and entry.content is not None:
            found["not_so_url"] = at("entry_not_so", entry.id)
        if entry.hidden_from == "customer":
            found["status"] = _("withdrawn from the customer")
        if entry.kind == "message.doubtful" and str(entry.id) not in released:
            found["release_url"] = at("entry_release", entry.id)
        return found | beside.get(entry.id, {})

    return Links(
        file=lambda key: reverse("desk:file", args=[case.number, key]),
        preview=lambda file: preview_of(case.number, file),
        original=lambda entry: at("entry_original", entry.id) if entry["has_html"] else "",
        raw=lambda entry: at("entry_raw", entry.id),
        more=more,
    )


def _addresses(case: Case) -> Callable[[str, UUID], str]:
    """Return how the address of a page of an entry is put together: what it is called is looked up once for all of them."""
    known = cache(lambda name: reverse(f"desk:{name}", args=[case.number, ANY]))
    return lambda name, key: known(name).replace(str(ANY), str(key))


def _beside(case: Case, entries: list[Read], seat: Seat, there: Hanging) -> dict[UUID, dict[str, Any]]:
    """Return what is known of entries outside the record: what they answer, what was read, what patience they took."""
    found: dict[UUID, dict[str, Any]] = {entry.id: {} for entry in entries}
    at = _addresses(case)
    for key in _were_read(entries) if Reading in there else ():
        found[key]["reading_url"] = at("entry_reading", key)
    for key, points in felt_in(entries).items() if Change in there else ():
        found[key]["patience"] = points
    for key, shown in covered(entries, seat, case.number).items():
        found[key] |= shown
    for key, sound in recording_beside(case, entries).items() if there & {Recording, Rule} else ():
        found[key] |= sound
    for key, answers in answers_of(case, seat).items() if Suggestion in there else ():
        if key in found:
            found[key]["answers"] = answers
    return found


def _were_read(entries: list[Read]) -> list[UUID]:
    keys = [entry.id for entry in entries if entry.content is not None]
    return list(Reading.objects.filter(pk__in=keys, read_at__isnull=False).values_list("pk", flat=True))


def _undo(request: HttpRequest, case: Case, seat: Seat) -> dict[str, Any] | None:
    key = key_in(request.GET.get("sent", ""))
    sent = Outgoing.objects.filter(case=case.key, entry=key, what="reply").first() if key else None
    if sent is None or sent.state != Outgoing.WAITING or sent.not_before <= seat.at:
        return None
    return {"url": reverse("desk:reply_recall", args=[case.number, key]), "until": sent.not_before}


def _planned(case: Case) -> dict[str, Any] | None:
    row = planned_on(case)
    if row is None:
        return None
    text = str(row.fields.get("text", [""])[0])
    stop_url = reverse("desk:later_stop", args=[case.number, row.pk])
    return {"writer_name": row.agent.name, "at": row.send_at, "text": text, "stop_url": stop_url}


def _offer(case: Case, seat: Seat) -> dict[str, Any] | None:
    rows = HandOver.objects.filter(case=case, ended_at=None).select_related("giver__account", "taker__account")
    if not (offered := seldom.found(rows, most=1)):
        return None
    row = offered[0]
    found: dict[str, Any] = {"giver_name": row.giver, "taker_name": row.taker, "why": row.why}
    if row.taker_id == seat.agent.pk:
        found["accept_url"] = reverse("desk:hand_over_acceptance", args=[row.pk])
        found["return_url"] = reverse("desk:hand_over_return", args=[row.pk])
    elif row.giver_id == seat.agent.pk or seat.agent.is_lead:
        found["take_back_url"] = reverse("desk:hand_over_recall", args=[row.pk])
    return found


def _closing(case: Case) -> dict[str, Any] | None:
    row = Closing.objects.filter(case=case, ended_at=None).first()
    if row is None:
        return None
    return {
        "proposed_at": row.proposed_at,
        "terms": points_of(row),
        "withdraw_url": reverse("desk:closing_withdrawal", args=[row.pk]),
        "agree_url": reverse("desk:closing_agreement", args=[row.pk]),
    }


def _actions(case: Case, seat: Seat, ledger: Ledger, there: Hanging) -> list[dict[str, Any]]:
    """Return what else can be done with a case, as links to the pages where it is said."""
    number = [case.number]
    actions = [{"label": _("Write a note"), "url": reverse("desk:notes", args=number), "icon": "note"},
               {"label": _("Print"), "url": reverse("desk:case_print", args=number), "icon": "file"}]  # fmt: skip
    if ledger.may_hold(Commitment.RUNG) and owes_a_report(seat, case.key):
        actions.append(
            {"label": _("How it came this far"), "url": reverse("desk:rung_report", args=number), "icon": "up"}
        )
    if not case.is_open and Tie in there and goes_on_in(case.key) != case.key:
        return actions
    if not case.is_open:
        return [*actions, {"label": _("Reopen"), "url": reverse("desk:reopening", args=number), "icon": "closing"}]
    actions.append({"label": _("Log a call"), "url": reverse("desk:calls", args=number), "icon": "call"})
    actions.append({"label": _("WhatsApp"), "url": reverse("desk:chats", args=number), "icon": "message"})
    actions.append({"label": _("Promise a call"), "url": reverse("desk:call_back", args=number), "icon": "clock"})
    if case.holder_id != seat.agent.pk and seat.agent.is_lead:
        actions.append({"label": _("Hand over"), "url": reverse("desk:hand_overs", args=number), "icon": "hand-over"})
    actions.append({"label": _("Propose closing"), "url": reverse("desk:closings", args=number), "icon": "closing"})
    stands = _("It goes on again") if case.is_standstill else _("Something stands still")
    actions.append({"label": stands, "url": reverse("desk:standstill", args=number), "icon": "clock"})
    return actions
