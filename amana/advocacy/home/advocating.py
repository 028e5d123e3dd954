"""What an advocate does on a case that was shared with them: a call written down, a letter drafted; sent by its keeper alone."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from amana.advocacy.calling import Call, log_call
from amana.advocacy.composing import Wish, begin_letter
from amana.advocacy.letters.drafting import save
from amana.advocacy.letters.letter import Letter
from amana.advocacy.letters.models import LetterDraft
from amana.advocacy.shares import Share
from amana.cases.errors import Refused
from amana.record.appending import Appended
from amana.team.viewing import Viewer

MOST_DRAFTS = 10


def advocate(row: Share, *, at: datetime) -> Viewer:
    """Return who acts, with both names and the scope in every entry. Raises Refused once the share ended or only reads."""
    found = Share.objects.select_related("case__owner").get(pk=row.pk)
    person = found.case.owner
    if found.scope != Share.WRITES or found.ended_at is not None or found.until <= at or person is None:
        raise Refused(_("This link only reads."))
    return Viewer("link", person=person, case=found.case_id, acts_for=person, called=found.name, scope=found.scope)


@transaction.atomic
def call_for(row: Share, call: Call, *, at: datetime) -> Appended:
    """Write down a call an advocate made, as `calling.log_call`; it says that they made it, and for whom."""
    return log_call(row.case, call, by=advocate(row, at=at), at=at)


@transaction.atomic
def draft_for(row: Share, kind: str, *, at: datetime) -> LetterDraft:
    """Begin a letter from the file for the keeper to read and send; it is signed with both names.

    Raises Refused when there is no such kind, or ten wait already.
    """
    by = advocate(row, at=at)
    if len(drafts_of(row)) >= MOST_DRAFTS:
        raise Refused(_("There are many letters begun here already. Send one or throw one away first."))
    draft = begin_letter(row.case, Wish(kind), at=at)
    with translation.override(draft.language):
        signature = _("Written together with %(name)s") % {"name": row.name}
    draft.text, draft.helper, draft.share = f"{draft.text.rstrip()}\n{signature}\n", by.called, row
    draft.save(update_fields=["text", "helper", "share"])
    return draft


def drafts_of(row: Share) -> list[LetterDraft]:
    """Return the letters somebody drafted through their share and that its keeper has not opened, the latest first."""
    return list(LetterDraft.objects.filter(share=row, ended_at=None).order_by("-saved_at")[:MOST_DRAFTS])


def change_draft(row: Share, key: UUID, letter: Letter, *, at: datetime) -> bool:
    """Save what an advocate typed into a letter of theirs; return whether it was still theirs to change.

    Raises Refused once the share ended or only reads.
    """
    advocate(row, at=at)
    found = LetterDraft.objects.filter(pk=key, share=row, ended_at=None).first()
    if found is None:
        return False
    save(found, Letter(found.to, letter.subject, letter.text), at=at)
    return True


def take_over(draft: LetterDraft) -> None:
    """Keep a letter for its writer alone, who reads it now: what they send is what they read."""
    if draft.share_id is not None:
        LetterDraft.objects.filter(pk=draft.pk).update(share=None)
        draft.share = None
