"""The form a reply is written in, and sending what it holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from amana.cases.errors import Refused
from amana.cases.models import COMPANY, Case
from amana.channels.email.addresses import is_address
from amana.channels.email.composing import Attached
from amana.channels.models import Correspondent
from amana.commitments.models import Commitment
from amana.counter.sites import CHAT
from amana.desk.composing.choosing import ways_of
from amana.desk.composing.drafting import Posted, drop_draft, kept_draft
from amana.desk.composing.meanwhile import must_have_read
from amana.desk.composing.others import accepted_in, others_of
from amana.desk.composing.saved_replies import note_use, saved_replies_for
from amana.desk.composing.suggesting import advice_on, suggested
from amana.desk.composing.undertaking import Undertaking, as_drafts, undertakings
from amana.desk.entering import Seat
from amana.desk.hanging import ALL, Hanging
from amana.desk.models import Draft
from amana.drafting.advising import must_sell_nothing, offers_a_sale
from amana.drafting.mentioning import TEXT, must_be_meant
from amana.drafting.ways import through_of
from amana.handling.confidence.finding_others import Other
from amana.handling.confidence.sending_anyway import note_sent_anyway
from amana.handling.ending.closing import propose
from amana.handling.facts.stipulating import as_lines, said_of
from amana.handling.filing import must_fit
from amana.handling.mails.notices import closing_question
from amana.handling.talking.replying import Reply, reply
from amana.kit.codes import key_in, new_id
from amana.wording.formatting import without_signs
from amana.wording.isolating import isolated
from amana.writing import Advice

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
    later: str = ""  # when it is to go out, as typed; "" for now
    saved: str = ""  # the key of the saved reply it began with
    sale_asked: str = ""  # whether the writer says that the customer asked for the offer in it
    others: Sequence[Other] = ()  # other customers it mentions
    others_known: str = ""  # those of whom the writer has said that it is meant
    way: str = ""  # by which messenger it leaves; "" as the customer wrote last

    @property
    def offers_a_sale(self) -> bool:
        return offers_a_sale(self.advice)


def written(posted: Posted, case: Case, seat: Seat, *, error: str = "", text: str | None = None) -> Written:
    """Read the form of the composer; `text` stands for the words in it when they were changed since."""
    text = posted.get("text", "") if text is None else text
    lines = undertakings(
        without_signs(text), case, seat.agent, {name: posted.get(name, "") for name in posted}, at=seat.at
    )
    keeps = frozenset(posted.getlist("keeps"))
    advice = advice_on(text, case, seat)
    cc = posted.get("cc", "")
    more = {name: posted.get(name, "") for name in ("later", "saved", "sale_asked", "others_known", "way")}
    others = others_of(text, cc, (), case, seat)
    return Written(text, cc, posted.get("key", ""), lines, keeps, advice, error, others=others, **more)


def composer_of(
    case: Case,
    seat: Seat,
    draft: Written | None = None,
    *,
    owed: Sequence[Commitment] | None = None,
    there: Hanging = ALL,
) -> dict[str, Any]:
    """Return what desk/composing/_composer.html needs; without a draft what was kept of one, else an empty form with a key of its own.

    `owed` is everything that has not ended, the first due first, where it is at hand.
    """
    kept = None if draft or Draft not in there else kept_draft(case, seat)
    if kept is not None:
        draft = written(kept.posted, case, seat)
    if owed is None:
        owed = list(Commitment.objects.outstanding().filter(case=case).order_by("due_at"))
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
        "later": draft.later if draft else "",
        "saved": draft.saved if draft else "",
        "kept_at": kept.saved_at if kept else None,
        "drop_url": reverse("desk:draft_removal", args=[case.number]),
        "saved_replies": saved_replies_for(case, seat, there=there),
        "ways": ways_of(case, seat, draft.way if draft else "")
        if Correspondent in there or case.channel == CHAT
        else [],
        **(ledger_of(draft) if draft else {"promises": []}),
        "keeps": [
            {"key": str(row.pk), "what": row.begun, "is_taken": str(row.pk) in keeps}
            for row in owed
            if row.promiser == COMPANY and row.origin in KEPT_BY_HAND
        ],
    }


def ledger_of(draft: Written) -> dict[str, Any]:
    """Return what desk/composing/_composer_ledger.html needs: promises, questions left open, and what should not be sent."""
    warnings = {
        "card_number": _("A card number does not belong in a mail: %(quote)s"),
        "password": _("A password does not belong in a mail: %(quote)s"),
    }
    return {
        "promises": draft.lines,
        "questions": [one.quote for one in draft.advice if one.code == "open_question"],
        "offers_a_sale": draft.offers_a_sale,
        "sale_asked": draft.sale_asked,
        **others_shown(draft.others, draft.others_known),
        "advice": [warnings[one.code] % {"quote": isolated(one.quote)} for one in draft.advice if one.code in warnings],
        **suggested(draft.advice),
    }


def others_shown(others: Sequence[Other], known: str) -> dict[str, Any]:
    """Return what the ledger beside a draft needs to ask whether other customers are meant; `known` as it was posted."""
    tokens = {one.token for one in others}
    return {
        "others": _told(others),
        "others_tokens": ",".join(sorted(tokens)),
        "others_known": tokens <= accepted_in(known),
    }


def _told(others: Sequence[Other]) -> list[dict[str, str]]:
    """Return whom a draft mentions, with the place where that is not its words."""
    return [
        {"name": one.name, "number": one.number, "words": one.words, "is_copy": "yes" if one.where == "copy" else "",
         "file": one.where if one.where not in {TEXT, "copy"} else ""}
        for one in others
    ]  # fmt: skip


KEPT_BY_HAND = (Commitment.HAND, Commitment.READ, Commitment.CLAIMED)


@transaction.atomic
def send(posted: Posted, case: Case, seat: Seat, *, proposes_closing: bool, files: Sequence[UploadedFile] = ()) -> UUID:
    """Send what is in the form; returns the key of the reply, also when the same form was sent before. Raises Refused."""
    draft = written(posted, case, seat)
    must_have_read(posted.get("seen", ""), case, seat)
    must_sell_nothing(draft.advice, case, is_asked=bool(draft.sale_asked))
    attachments = attached(files)
    others = others_of(draft.text, draft.cc, attachments, case, seat) if attachments else draft.others
    must_be_meant(others, accepted_in(draft.others_known))
    text = draft.text.strip()
    keeps = list(Commitment.objects.visible_to(seat.viewer).filter(case=case, pk__in=_keys(draft.keeps)))
    if proposes_closing and text:
        points = said_of(case, also_kept=[row.action for row in keeps])
        text = f"{text}\n\n{closing_question(case.language, as_lines(points))}"
    message = Reply(
        text=text,
        promises=as_drafts(draft.lines, case, seat.agent, said_in=_key(draft.key)),
        keeps=keeps,
        files=attachments,
        cc=_copies(draft.cc),
        asks_closing=proposes_closing,
        key=_key(draft.key),
    )
    sent = reply(case, message, by=seat.viewer, at=seat.at, through=through_of(draft.way))
    if proposes_closing and sent is not None:
        propose(case, terms=[], by=seat.viewer, at=seat.at)
    if sent is not None:
        note_use(draft.saved, draft.text, case, seat)
        if others:
            note_sent_anyway(case, message.key, others, by=seat.viewer, at=seat.at)
    drop_draft(case, seat)
    return message.key


def _keys(values: frozenset[str]) -> list[UUID]:
    return [key for value in values if (key := key_in(value)) is not None]


def _key(value: str) -> UUID:
    key = key_in(value)
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


def attached(files: Sequence[UploadedFile]) -> list[Attached]:
    """Return uploaded files as a mail carries them. Raises Refused when they are too large together."""
    must_fit(file.size or 0 for file in files)
    return [Attached(file.name or "", file.content_type or "application/octet-stream", file.read()) for file in files]
