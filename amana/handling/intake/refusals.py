"""A mail of ours that a server would not take: noted on its case at once, as a bounce would be later."""

from __future__ import annotations

from collections.abc import Sequence

from amana.cases.locking import take
from amana.handling.intake.bounced import kind_of_bounce
from amana.post.models import Outgoing, Recipient
from amana.record.appending import SYSTEM, Line, append_many


def note_refused(outgoing: Outgoing, refused: Sequence[Recipient]) -> None:
    """Write into the record whom a mail did not reach, in the caller's transaction; mails without a case are left out."""
    if outgoing.case is None:
        return
    take(outgoing.case)
    lines = [
        Line(
            outgoing.case,
            kind_of_bounce(outgoing),
            SYSTEM,
            one.at,
            {"message": str(outgoing.entry), "to": one.address, "why": one.status},
        )
        for one in refused
        if one.at is not None
    ]
    append_many(lines)
