"""What an own case can show the company: its entries that are not private, and the promises among them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from amana.advocacy.linking.joining import is_linked, linking_of, served_case, take_both, viewer_in
from amana.cases.errors import Refused
from amana.cases.models import COMPANY, Case
from amana.commitments.claiming import claim
from amana.commitments.models import Commitment
from amana.handling.tying.disclosing import Kept, disclose, kept_of, key_of, shown_in
from amana.record.appending import Appended
from amana.record.copying import may_be_disclosed
from amana.record.reading import Bounds, Page, Read, read_page
from amana.record.sealing import moment_in
from amana.team.viewing import Viewer

AT_A_TIME = 50
_BY_ITSELF = (Commitment.ANSWER, Commitment.FOLLOW_UP, Commitment.CLOSING)
# What happened between the two sides, as a keeper goes on writing it down in their own case.
_WORDS = ("call.noted", "letter.sent", "message.received", "message.sent", "exhibit.added", "offer.noted")
_ENDED = ("promise.kept", "promise.broken", "promise.released", "promise.settled")


@dataclass(frozen=True)
class Choice:
    """Some entries of a record to choose from, the oldest first, and where those before them begin."""

    entries: Sequence[Read]
    page: Page


def to_choose(case: Case, *, before: Bounds | None = None) -> Choice:
    """Return entries of the record that both sides read which may be shown elsewhere; none that was withdrawn."""
    page = read_page(case.key, side=COMPANY, audiences=["shared"], most=AT_A_TIME, before=before)
    shown = [
        one for one in page.entries
        if may_be_disclosed(one.kind) and one.content is not None and one.hidden_from is None
    ]  # fmt: skip
    return Choice(shown, page)


def unshown_since(case: Case, served: Case, since: datetime) -> int:
    """Return how many of the newest words, calls and letters of an own case since a moment the company does not read."""
    said = [one for one in to_choose(case).entries if one.at >= since and one.kind in _WORDS]
    return len(said) - len(shown_in(served.key, [one.hash for one in said]))


@transaction.atomic
def show_own(case: Case, keys: Iterable[UUID], *, by: Viewer, at: datetime) -> list[Appended]:
    """Show chosen entries of an own case in the one record; each is there once, however often it is chosen.

    A promise of theirs that is still open is said to have been made, for the company to confirm or to answer; it stays as it
    is in the own case. Raises Refused when nothing is linked, or an entry is private, withdrawn, or of another case.
    """
    if by.kind != "owner" or by.person is None or case.owner_id != by.person.pk:
        raise Refused(_("There is no such case."))
    asked = linking_of(case)
    # Held, so that nothing is shown after the two went apart.
    if asked is not None:
        take_both(asked)
    linking = linking_of(case)
    served = served_case(linking) if linking is not None and is_linked(linking) else None
    if linking is None or served is None:
        raise Refused(_("There is no record yet that you keep together."))
    kept = kept_of(case, keys)
    viewer = viewer_in(linking, served)
    said = disclose(served, kept, by=viewer, at=at)
    claim_shown(served, kept, said, ended=_ended_in(case, kept), by=viewer, at=at)
    return said


def _ended_in(case: Case, kept: Sequence[Kept]) -> set[str]:
    """Return the promises among these that are over in the own case."""
    keys = [one.said.get("promise") for one in kept if one.copy["kind"] == "promise.made"]
    open_ones = Commitment.objects.filter(case=case, pk__in=[key for key in keys if key]).outstanding()
    alive = {str(key) for key in open_ones.values_list("pk", flat=True)}
    return {str(key) for key in keys if key} - alive


def claim_shown(
    served: Case, kept: Sequence[Kept], said: Sequence[Appended], *, ended: set[str], by: Viewer, at: datetime
) -> int:  # fmt: skip
    """Put the company's promises among what was shown before it, to be confirmed or answered; return how many.

    What the product wrote by itself ("an answer from …") and what has ended is no promise of theirs.
    """
    fresh = {one.id for one in said}
    ended = ended | {str(one.said.get("promise")) for one in kept if one.copy["kind"] in _ENDED}
    count = 0
    for one in kept:
        entry = key_of(said[0].book, one.hash) if said else None
        if entry not in fresh or not _is_theirs(one) or str(one.said.get("promise")) in ended:
            continue
        words: Mapping[str, Any] = one.said
        claim(served, action=str(words.get("action") or ""), who=str(words.get("owner") or "")[:200],
              when=moment_in(words.get("due")), by=by, at=at, quote=str(words.get("quote") or "")[:5000],
              shown_by=entry)  # fmt: skip
        count += 1
    return count


def _is_theirs(kept: Kept) -> bool:
    is_said = kept.copy["kind"] == "promise.made" and kept.said.get("origin") not in _BY_ITSELF
    return is_said and kept.said.get("promiser") == COMPANY and bool(str(kept.said.get("action") or "").strip())
