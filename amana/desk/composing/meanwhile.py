"""What was written on a case while a reply to it was being written: whoever sends has read it first."""

from __future__ import annotations

from django.utils.translation import gettext as _

from amana.cases.errors import Refused
from amana.cases.models import Case
from amana.desk.entering import Seat
from amana.record.reading import LARGEST, Read, heads, read
from amana.wording.isolating import isolated

WORDS = {"message.received", "message.sent"}
# Of what was written meanwhile no more is looked at, and so much of it quoted.
MOST, QUOTED = 20, 200


def must_have_read(seen: str, case: Case, seat: Seat) -> None:
    """Raise Refused when the customer or a colleague wrote on the case since its page was drawn; with the new words.

    `seen` is how many entries the shared record had on that page. Nothing is asked of a form that does not say it.
    """
    if not seen.isascii() or not seen.isdigit() or int(seen) > LARGEST:
        return
    if heads(case.key).get("shared", (0, ""))[0] <= int(seen):
        return
    new = read(case.key, side="company", audiences=["shared"], after=int(seen), most=MOST)
    for one in new:
        if one.kind in WORDS and one.content is not None and not _is_mine(one, seat):
            words = {"name": isolated(str(one["from"] or "")), "words": isolated(str(one["text"])[:QUOTED])}
            raise Refused(
                _(
                    "While you were writing, %(name)s wrote: “%(words)s” Read it, change your reply if need be, and send again."
                )
                % words
            )


def _is_mine(one: Read, seat: Seat) -> bool:
    """What the product itself sent, such as a receipt, is nobody's word that one has to read first."""
    return (one.by.kind == "system" and one.kind == "message.sent") or one.by.key == str(seat.agent.pk)
