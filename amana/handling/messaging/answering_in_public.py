"""Answering in public: one fixed sentence that asks to write to us alone; nothing of a record is ever said to everybody."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from amana.cases.errors import Refused
from amana.cases.locking import take
from amana.cases.models import Case
from amana.channels.models import Correspondent
from amana.handling.chats.posting import IN_PUBLIC, Message, post, text_line
from amana.record.appending import append_many
from amana.team.viewing import Viewer


def words_in_public(case: Case) -> str:
    """Return the sentence, in the language of the case. It names nobody and nothing: no matter, no case, no link."""
    with translation.override(case.language):
        return _("Please write to us in a private message, so that we can look into it.")


def ask_privately(case: Case, who: Correspondent, *, at: datetime, by: Viewer | None = None) -> None:
    """Publish the sentence below what they wrote in public. It counts as no answer: what was promised stays open.

    The caller holds the case and the correspondent. Each post is answered once; `by` is whoever decided to.
    """
    says = {"from": {"name": by.name}} if by is not None else {}
    text = words_in_public(case)
    message = Message(
        case, who, text, IN_PUBLIC, "receipt.sent", says=says, is_automatic=by is None, answers=who.in_public,
        is_public=True,
    )  # fmt: skip
    post(message, append_many([text_line(message, at=at)])[0], at=at)
    who.in_public = ""
    who.save(update_fields=["in_public"])


@transaction.atomic
def answer_in_public(case: Case, key: UUID, *, by: Viewer, at: datetime) -> None:
    """Publish the sentence to the correspondent with this key. Raises Refused where nothing of theirs in public is unanswered."""
    # Whoever writes is held before the case, as when they are heard.
    who = _unanswered(case, key)
    case = take(case.key)
    if who is None:
        raise Refused(_("This was answered in public already, or they have written privately since."))
    if not case.is_open:
        raise Refused(_("This case is closed. Reopen it first."))
    if who.stopped_at is not None:
        raise Refused(_("They asked for no more messages here. Write by mail, or call."))
    ask_privately(case, who, at=at, by=by)


def _unanswered(case: Case, key: UUID) -> Correspondent | None:
    rows = Correspondent.objects.select_for_update(of=("self",), no_key=True).select_related("messenger", "person")
    return (
        rows.filter(pk=key, person=case.customer_id, messenger__brand=case.brand_id, messenger__is_on=True)
        .exclude(in_public="")
        .first()
    )
