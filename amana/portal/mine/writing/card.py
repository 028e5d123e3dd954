"""What the page of an own case shows of letters: what fell due with the letter drafted for it, and the ways on."""

from __future__ import annotations

from typing import Any

from amana.advocacy.following_up import fallen_due_in, waiting_drafts
from amana.cases.models import COMPANY
from amana.commitments.models import Commitment
from amana.portal.mine.owning import Kept
from amana.portal.mine.writing.choosing import said


def letters_card(kept: Kept) -> dict[str, Any]:
    """Return what mine/writing/_card.html and _due.html need: three queries."""
    if not kept.case.is_open:
        return {"letters": None, "due": []}
    drafts = waiting_drafts(kept.case)
    due = [
        {"what": one.what, "due_at": one.due_at, "is_theirs": one.is_theirs, "url": kept.url("own_promise", one.commitment),
         "draft_url": kept.url("own_draft", one.draft) if one.draft else ""}
        for one in fallen_due_in(kept.case, at=kept.at)
    ]  # fmt: skip
    return {
        "due": due,
        "letters": {
            "drafts": [{"label": said(one.kind, "name"), "subject": one.subject, "helper": one.helper, "url": kept.url("own_draft", one.pk)}
                       for one in drafts[:5]],
            "ladder_url": kept.url("own_ladder"),
            "adding_url": kept.url("own_adding"),
            "waiting_url": kept.url("own_waiting"),
            "call_url": kept.url("own_call") if _is_called(kept) else "",
        },
    }  # fmt: skip


def _is_called(kept: Kept) -> bool:
    """Whether the company named a window in which it will call."""
    rows = Commitment.objects.outstanding().filter(case=kept.case, promiser=COMPANY, window_from__isnull=False)
    return rows.exists()
