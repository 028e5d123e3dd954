"""The rows a batch of letters comes to, gathered in memory, and each table written once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from amana.cases.models import Case, Participant
from amana.cases.standing import STANDING
from amana.commitments.models import Commitment
from amana.handling.intake.gathering import whose
from amana.handling.intake.letters import Letter
from amana.handling.intake.receipts import receipts_for
from amana.handling.intake.sorting import Place
from amana.handling.mails.mailing import post_all, text_lines
from amana.handling.opening import Opened
from amana.post.leasing import finish, finish_each, give_back
from amana.post.models import ASIDE, DONE, HELD, File, MessageKey
from amana.record.appending import Line, append_many, open_books
from amana.record.storing import insert_all, insert_rows, update_all
from amana.team.models import Brand

# No longer than another worker holds its batch, or a reply that overtook its parent comes late for nothing.
WAIT_FOR_PARENT = timedelta(milliseconds=250)


@dataclass
class Pages:
    """Everything one batch is about to write."""

    opened: dict[UUID, Opened] = field(default_factory=dict)
    changed: dict[UUID, Case] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)
    files: list[File] = field(default_factory=list)
    promises: list[Commitment] = field(default_factory=list)
    receipts: list[tuple[Case, Letter, Commitment]] = field(default_factory=list)  # and what is promised
    entered: list[tuple[Letter, UUID, UUID | None]] = field(default_factory=list)  # with its case and entry
    apart: list[tuple[Letter, Place]] = field(default_factory=list)
    brands: Sequence[Brand] = ()  # all there are


def write_pages(pages: Pages, *, at: datetime) -> None:
    """Write each table once, then give the letters back; raises LeaseLost when another worker has taken one over."""
    opened = list(pages.opened.values())
    open_books([one.case.key for one in opened], at=at)
    insert_all([one.case for one in opened])
    participants = [(one.case.key, one.case.customer_id, at) for one in opened]
    insert_rows(Participant, ("case_id", "person_id", "added_at"), participants)
    update_all(pages.changed.values(), [*STANDING, "state", "closed_at", "last_word_at", "last_word_by"])
    insert_all(pages.promises)
    insert_all(pages.files)
    _keep_message_ids(pages.entered)
    receipts = receipts_for(pages.receipts, at=at)
    sealed = append_many([*pages.lines, *text_lines(receipts, at=at)])
    if receipts:
        post_all(receipts, sealed, at=at)
    finish_each([(letter.raw, case, entry) for letter, case, entry in pages.entered])
    for letter, place in pages.apart:
        _put_apart(letter, place, pages.brands, at=at)


def _brand_of(letter: Letter, place: Place, brands: Sequence[Brand]) -> UUID | None:
    answered = Case.objects.filter(pk=place.case).values_list("brand", flat=True).first() if place.case else None
    addresses = (*letter.mail.to, *letter.mail.cc, *letter.mail.delivered_to)
    return answered or whose(letter.raw, brands, named=[one.key for one in addresses])


def _keep_message_ids(entered: Iterable[tuple[Letter, UUID, UUID | None]]) -> None:
    """Say to which case each Message-ID leads. The first message with an id keeps it; another with the same is stored too."""
    keys: dict[str, tuple[object, ...]] = {}
    for letter, case, entry in entered:
        value = (letter.mail.message_id or "")[:255]
        if value and entry is not None:
            keys.setdefault(value, (value, letter.raw.pk, case, entry))
    rows = [keys[value] for value in sorted(keys)]
    insert_rows(MessageKey, ("value", "raw_id", "case", "entry"), rows, filling=("case", "entry"))


def _put_apart(letter: Letter, place: Place, brands: Sequence[Brand], *, at: datetime) -> None:
    if place.where == "wait":
        give_back([letter.raw], not_before=at + WAIT_FOR_PARENT)
        return
    shown = {"sender": letter.sender[:320], "subject": letter.mail.subject[:300], "reason": place.reason[:300],
             "brand": _brand_of(letter, place, brands)}  # fmt: skip
    if place.where == "hold":
        finish([letter.raw], state=HELD, case=place.case, **shown)
    elif place.where == "bounce" and place.case is not None:
        finish([letter.raw], state=DONE, case=place.case, **shown)
    else:
        finish([letter.raw], state=ASIDE, **shown)
