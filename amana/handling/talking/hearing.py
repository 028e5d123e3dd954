"""Hearing the customer by another way than mail: words and files from the portal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from amana.cases.errors import Refused
from amana.cases.models import CUSTOMER, Case
from amana.cases.standing import STANDING
from amana.cases.tracing import take_where_it_goes_on
from amana.channels.email.composing import Attached
from amana.commitments.keeping import owes_an_answer
from amana.commitments.models import Commitment
from amana.commitments.noticing import known_promises, noticed
from amana.handling.filing import file_all
from amana.handling.opening import first_promise
from amana.kit.codes import new_id
from amana.language import read
from amana.language.findings import Promise
from amana.record.appending import Appended, Line, append_many
from amana.team.viewing import Viewer, the_system

LONGEST_TEXT = 200_000


@dataclass(frozen=True)
class Way:
    """How words came: the channel, what shows who speaks ("none" where nothing does), and the key their entry is to have.

    `more` is what the entry says besides.
    """

    channel: str = "portal"
    verified: str = "link"
    key: UUID | None = None
    more: Mapping[str, Any] = field(default_factory=dict)


BY_THE_PORTAL = Way()


@transaction.atomic
def hear(
    case: Case, text: str, *, by: Viewer, at: datetime, files: Sequence[Attached] = (), way: Way = BY_THE_PORTAL
) -> Appended:
    """Put the customer's words into the record: a closed case opens again, and an answer is owed.

    In a case that was merged they go into the one where it goes on, if whoever speaks takes part in that.
    Raises Refused when there are neither words nor files.
    """
    if not (text.strip() or files or way.more.get("unshown") or way.more.get("missing_files")):
        raise Refused(_("Write something, or attach a file."))
    case = take_where_it_goes_on(case.key, person=by.taking_part)
    key = way.key or new_id()
    says = {
        "from": {"name": by.name},
        "text": text.strip()[:LONGEST_TEXT],
        "channel": way.channel,
        "files": file_all(files, case=case.key, entry=key, at=at),
        "verified": way.verified,
        **way.more,
    }
    lines = [Line(case.key, "message.received", by.actor, at, says, id=key)]
    if not case.is_open:
        lines.append(Line(case.key, "case.reopened", by.actor, at, {"why": "reply"}))
    case.last_word_at, case.last_word_by = at, CUSTOMER
    found = _found(case, text, at)
    promises = noticed(case, found, said_in=key, at=at, known=known_promises([case.key], found))
    changed = ["last_word_at", "last_word_by"]
    # Whoever keeps an own case owes nobody an answer to their own words.
    if not case.is_open or not (case.is_own or owes_an_answer(case)):
        promises.append(first_promise(case, lines, by=the_system(), at=at))
        changed += [*STANDING, "state", "closed_at"]
    case.save(update_fields=changed)
    Commitment.objects.bulk_create(promises)
    return append_many(lines)[0]


def _found(case: Case, text: str, at: datetime) -> Sequence[Promise]:
    week = case.brand.week.working if case.brand else None
    return read(text, sent_at=at, side="customer", week=week, only=["promises"]).promises
