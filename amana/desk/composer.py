"""The form a reply is written in, and sending what it holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from amana.cases.errors import Refused
from amana.cases.models import COMPANY, Case
from amana.channels.email.addresses import is_address
from amana.channels.email.composing import Attached
from amana.commitments.models import Commitment
from amana.desk.entering import Seat
from amana.desk.suggesting import advice_on, suggested
from amana.desk.undertaking import Undertaking, as_drafts, undertakings
from amana.handling.closing import propose
from amana.handling.replying import Reply, reply
from amana.kit.codes import new_id
from amana.wording.isolating import isolated
from amana.writing import Advice

LARGEST_FILES = 20 * 1024 * 1024
MOST_COPIES = 5


@dataclass(frozen=True)
class Written:
    """A reply as it stands in the form, whether or not it can be sent."""

    text: str
    cc: str
    key: str
    lines: list[Undertaking]
    keeps: frozenset[str]
    advice: list[Advice]
    error: str = ""


def written(request: HttpRequest, case: Case, seat: Seat, *, error: str = "", text: str | None = None) -> Written:
    """Read the form of the composer; `text` stands for the words in it when they were changed since."""
    text = request.POST.get("text", "") if text is None else text
    lines = undertakings(text, case, seat.agent, request.POST.dict(), at=seat.at)
    keeps = frozenset(request.POST.getlist("keeps"))
    advice = advice_on(text, case, seat) if text.strip() else []
    return Written(text, request.POST.get("cc", ""), request.POST.get("key", ""), lines, keeps, advice, error)


def composer_of(case: Case, draft: Written | None = None) -> dict[str, Any]:
    """Return what desk/_composer.html needs; without a draft, an empty form with a key of its own."""
    owed = Commitment.objects.outstanding().filter(case=case, promiser=COMPANY, origin__in=KEPT_BY_HAND)
    keeps = draft.keeps if draft else frozenset()
    return {
        "action": reverse("desk:replies", args=[case.number]),
        "check_url": reverse("desk:reply_check", args=[case.number]),
        "note_url": reverse("desk:notes", args=[case.number]),
        "to_name": str(case.customer),
        "number": case.number,
        "closing": case.is_open,
        "key": (draft.key if draft else "") or str(new_id()),
        "text": draft.text if draft else "",
        "cc": draft.cc if draft else "",
        "error": draft.error if draft else "",
        **(ledger_of(draft) if draft else {"promises": []}),
        "keeps": [
            {"key": str(row.pk), "what": row.action, "is_taken": str(row.pk) in keeps}
            for row in owed.order_by("due_at")
        ],
    }


def ledger_of(draft: Written) -> dict[str, Any]:
    """Return what desk/_composer_ledger.html needs: promises, questions left open, and what should not be sent."""
    warnings = {
        "card_number": _("A card number does not belong in a mail: %(quote)s"),
        "password": _("A password does not belong in a mail: %(quote)s"),
    }
    return {
        "promises": draft.lines,
        "questions": [one.quote for one in draft.advice if one.code == "open_question"],
        "advice": [warnings[one.code] % {"quote": isolated(one.quote)} for one in draft.advice if one.code in warnings],
        **suggested(draft.advice),
    }


KEPT_BY_HAND = (Commitment.HAND, Commitment.READ, Commitment.CLAIMED)


@transaction.atomic
def send(request: HttpRequest, case: Case, seat: Seat, *, proposes_closing: bool) -> UUID:
    """Send what is in the form; returns the key of the reply, also when the same form was sent before. Raises Refused."""
    draft = written(request, case, seat)
    text = draft.text.strip()
    if proposes_closing and text:
        text = f"{text}\n\n{_question_in(case.language)}"
    message = Reply(
        text=text,
        promises=as_drafts(draft.lines, case, seat.agent, said_in=_key(draft.key)),
        keeps=list(Commitment.objects.visible_to(seat.viewer).filter(case=case, pk__in=_keys(draft.keeps))),
        files=_files(request),
        cc=_copies(draft.cc),
        asks_closing=proposes_closing,
        key=_key(draft.key),
    )
    sent = reply(case, message, by=seat.viewer, at=seat.at)
    if proposes_closing and sent is not None:
        propose(case, terms=[], by=seat.viewer, at=seat.at)
    return message.key


def _question_in(language: str) -> str:
    with translation.override(language):
        return _("May we close this case? If something is still missing, an answer to this mail is enough.")


def _keys(values: frozenset[str]) -> list[UUID]:
    return [key for value in values if (key := _uuid(value)) is not None]


def _uuid(value: str) -> UUID | None:
    try:
        return UUID(value)
    except ValueError:
        return None


def _key(value: str) -> UUID:
    key = _uuid(value)
    if key is None:
        raise Refused(_("This form is too old to be sent. Copy your words and open the case again."))
    return key


def _copies(typed: str) -> list[str]:
    addresses = [part.strip() for part in typed.replace(";", ",").split(",") if part.strip()]
    for address in addresses:
        if not is_address(address):
            raise Refused(_("%(address)s is not a mail address.") % {"address": address})
    if len(addresses) > MOST_COPIES:
        raise Refused(_("A reply goes to five further people at most."))
    return addresses


def _files(request: HttpRequest) -> list[Attached]:
    files = request.FILES.getlist("files")
    if sum(file.size or 0 for file in files) > LARGEST_FILES:
        raise Refused(_("The files are larger than 20 MB together. Send fewer, or smaller ones."))
    return [Attached(file.name or "", file.content_type or "application/octet-stream", file.read()) for file in files]
