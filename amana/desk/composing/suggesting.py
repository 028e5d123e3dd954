"""What is said about a draft while it is written: with all the record knows, three things at a time, nothing in the way."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from amana.cases.models import COMPANY, Case, HandOver
from amana.commitments.models import Commitment
from amana.desk.entering import Seat
from amana.kit.codes import key_in
from amana.language.findings import Language
from amana.readings.knowing import known_of
from amana.record.reading import Read, read
from amana.writing import Advice, Context, check
from amana.writing.advising import SHOWN

# Among so many entries the message that is being answered is looked for, and contacts are counted.
LATEST = 40
CONTACTS = {"message.received", "call.noted"}
MANY_CONTACTS, MANY_HAND_OVERS, MANY_DAYS = 3, 2, 10
# What the ledger beside the draft says in its own way.
SAID_ELSEWHERE = {"vague_promise", "open_question", "card_number", "password"}
TAKE = "take-"


def advice_on(text: str, case: Case, seat: Seat) -> list[Advice]:
    """Return what there is to say about a draft, the weightiest first."""
    return check(text, context=_context(case, seat))


def _context(case: Case, seat: Seat) -> Context:
    said = read(case.key, side="company", audiences=["shared"], most=LATEST)
    known = known_of(case)
    readers: dict[str, Language] = {"he": "he", "ar": "ar"}
    return Context(
        at=seat.at,
        week=case.brand.week.working if case.brand else None,
        asked=next((entry["text"] or "" for entry in reversed(said) if entry.kind == "message.received"), ""),
        locale=case.language,
        customer=case.customer.name,
        known=known.given,
        tried=known.tried,
        ordeal=ordeal_of(case, said, seat),
        is_open=case.is_open,
        reader=readers.get(seat.agent.account.language[:2], "en"),
    )


def ordeal_of(case: Case, said: Sequence[Read], seat: Seat) -> str:
    """Return what the customer went through, in a few words; empty when it was little. Whose mistake it was is not asked."""
    contacts = sum(1 for entry in said if entry.kind in CONTACTS)
    days = (seat.at - case.opened_at) // timedelta(days=1)
    hands = HandOver.objects.filter(case=case, ending=HandOver.ACCEPTED).count()
    parts = []
    if contacts >= MANY_CONTACTS:
        parts.append(ngettext("%(count)s contact", "%(count)s contacts", contacts) % {"count": contacts})
    if days >= MANY_DAYS:
        parts.append(ngettext("%(count)s day open", "%(count)s days open", days) % {"count": days})
    if hands >= MANY_HAND_OVERS:
        parts.append(ngettext("%(count)s hand-over", "%(count)s hand-overs", hands) % {"count": hands})
    if _was_late(case, said, seat):
        parts.append(_("a promise was late"))
    return ", ".join(parts)


def _was_late(case: Case, said: Sequence[Read], seat: Seat) -> bool:
    late = {key_in(entry["promise"]) for entry in said if entry.kind in {"promise.late", "promise.broken"}}
    ours = Commitment.objects.filter(case=case, promiser=COMPANY)
    if ours.outstanding().filter(due_at__lt=seat.at).exists():
        return True
    return ours.filter(pk__in=late - {None}).exists() if late else False


def suggested(advice: Sequence[Advice]) -> dict[str, Any]:
    """Return the three weightiest for desk/composing/_composer_ledger.html, and how many more there are."""
    rest = [one for one in advice if one.code not in SAID_ELSEWHERE]
    shown = [
        {"what": one.what, "why": one.why, "wording": one.suggestion, "quote": one.quote, "take": f"{TAKE}{_name(one)}"}
        for one in rest[:SHOWN]
    ]
    return {"suggestions": shown, "more_suggestions": max(len(rest) - SHOWN, 0)}


def _name(one: Advice) -> str:
    return f"{one.code}-{one.start}"


def taken(text: str, name: str, case: Case, seat: Seat) -> str:
    """Return the draft with a wording taken: in place of the words it is about, else at the end."""
    found = next((one for one in advice_on(text, case, seat) if _name(one) == name), None)
    if found is None or not found.suggestion:
        return text
    if found.quote and text[found.start : found.end] == found.quote:
        return f"{text[: found.start]}{found.suggestion}{text[found.end :]}"
    return f"{text.rstrip()}\n\n{found.suggestion}".lstrip()
