"""Showing entries of one record in another: chosen one by one, each with its proof, and none of a private chain."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction
from django.utils.translation import gettext as _

from amana.cases.errors import Refused
from amana.cases.models import COMPANY, CUSTOMER, Case
from amana.cases.standing import STANDING
from amana.cases.tracing import must_not_be_merged, take_where_it_goes_on
from amana.channels.email.composing import Attached
from amana.commitments.claiming import show
from amana.commitments.keeping import owes_an_answer
from amana.commitments.models import Commitment
from amana.handling.facts.noting import add_version
from amana.handling.filing import file_all
from amana.handling.opening import first_promise
from amana.people.models import Person
from amana.post.models import File
from amana.post.storing import Damaged, fetch
from amana.record.appending import Appended, Line, append_many
from amana.record.copying import check_copy
from amana.record.disclosing import NotDisclosed, copies
from amana.record.errors import Malformed
from amana.record.reading import entries, entry
from amana.team.models import Agent
from amana.team.viewing import Viewer, the_system

MOST_AT_ONCE = 50
LONGEST_TEXT = 65_536
# Where an entry says what it is about, the first that is there.
_WORDS = ("text", "action", "what", "happened", "subject", "why", "term")


@dataclass(frozen=True)
class Kept:
    """An entry to be shown: its sealed copy, who is said to have noted it, and its files by their digest."""

    copy: Mapping[str, Any]
    noted_by: str
    files: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def hash(self) -> str:
        return str(self.copy["hash"])

    @property
    def said(self) -> Mapping[str, Any]:
        found: Mapping[str, Any] = self.copy["content"]
        return found

    @property
    def named_files(self) -> list[Mapping[str, Any]]:
        """The files its content names, as it names them; what is not named as a file is left alone."""
        named = self.said.get("files")
        rows = named if isinstance(named, list) else []
        return [one for one in rows if isinstance(one, Mapping) and isinstance(one.get("sha256"), str)]


def kept_of(case: Case, keys: Iterable[UUID], *, with_files: bool = True) -> list[Kept]:
    """Take entries of a case's shared record with their proof, in the order they were written.

    Raises Refused when one of them is not in that record, is one side's own, or was withdrawn, and when a file is damaged.
    """
    wanted = list(dict.fromkeys(keys))
    if not wanted:
        raise Refused(_("Choose what to show."))
    if len(wanted) > MOST_AT_ONCE:
        raise Refused(_("Choose at most %(most)s entries at a time.") % {"most": MOST_AT_ONCE})
    try:
        taken = copies(case.key, wanted)
    except NotDisclosed:
        raise Refused(
            _("One of these entries cannot be shown: it is private, was withdrawn, or is of another case.")
        ) from None
    names = _names_of(taken)
    kept = [Kept(copy, _noted_by(copy, names) or case.customer.name) for copy in taken]
    return [Kept(one.copy, one.noted_by, _bytes_of(case, one)) for one in kept] if with_files else kept


def _names_of(taken: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    keys = {kind: {copy["actor"][1] for copy in taken if copy["actor"][0] == kind} for kind in ("agent", "person")}
    agents = Agent.objects.filter(pk__in=keys["agent"]).select_related("account")
    people = Person.objects.filter(pk__in=keys["person"])
    return {str(row.pk): row.name for row in agents} | {str(row.pk): row.name for row in people}


def _noted_by(copy: Mapping[str, Any], names: Mapping[str, str]) -> str:
    said = copy["content"]
    return str(said.get("brought_in_by") or said.get("by") or names.get(copy["actor"][1], ""))


def _bytes_of(case: Case, kept: Kept) -> dict[str, bytes]:
    wanted = [str(one.get("id")) for one in kept.named_files]
    found: dict[str, bytes] = {}
    try:
        for row in File.objects.filter(case=case.key, pk__in=wanted):
            found[row.sha256] = fetch(row.key, sha256=row.sha256)
    except Damaged as damaged:
        raise Refused(str(damaged)) from None
    return found


def content_of(kept: Kept, *, by: Viewer, files: Sequence[Mapping[str, Any]] = ()) -> dict[str, Any]:
    """Return what the entry will say to the other side, to the letter; a page shows it before it is said."""
    said = kept.said
    words = next((str(said[name]) for name in _WORDS if isinstance(said.get(name), str) and said[name]), "")
    return {
        "by": by.name,
        "side": by.side,
        "kind": kept.copy["kind"],
        "number": kept.copy["number"],
        "said_at": kept.copy["at"],
        "noted_by": kept.noted_by,
        "fingerprint": kept.hash,
        "text": words[:LONGEST_TEXT],
        "files": list(files),
        "original": dict(kept.copy),
    }


def key_of(case: UUID, fingerprint: str) -> UUID:
    """Return the key of a disclosed entry: the same one shown in the same record has the same, however often it is sent."""
    return uuid5(case, f"disclosed:{fingerprint}")


def shown_in(case: UUID, fingerprints: Iterable[str]) -> set[str]:
    """Return which of these stand in a record already, shown by either side."""
    keyed = {key_of(case, one): one for one in fingerprints}
    return {keyed[key] for key in entries(keyed, side=COMPANY)}


@transaction.atomic
def disclose(case: Case, kept: Sequence[Kept], *, by: Viewer, at: datetime) -> list[Appended]:
    """Append the chosen entries to the one record both sides hold, each once; return those that are new there.

    Whose they were keeps them as they are. When the customer shows something, an answer is owed as after any word of
    theirs. Raises Refused when the case cannot be seen, is closed, or a copy does not prove itself.
    """
    case = take_where_it_goes_on(case.key, person=by.taking_part)
    if case.is_own or not Case.objects.visible_to(by).filter(pk=case.pk).exists():
        raise Refused(_("There is no such case."))
    must_not_be_merged(case)
    if not case.is_open:
        raise Refused(_("This case is closed. A message opens it again; then show what you kept."))
    _must_prove_itself(kept)
    known = shown_in(case.key, [one.hash for one in kept])
    fresh = list({one.hash: one for one in kept if one.hash not in known}.values())
    if not fresh:
        return []
    lines = [_line(case, one, by=by, at=at) for one in fresh]
    if by.side == CUSTOMER:
        _owe_an_answer(case, lines, at=at)
    return [one for one in append_many(lines) if one.kind == "entry.disclosed"]


def _must_prove_itself(kept: Sequence[Kept]) -> None:
    if not kept:
        raise Refused(_("Choose what to show."))
    if len(kept) > MOST_AT_ONCE:
        raise Refused(_("Choose at most %(most)s entries at a time.") % {"most": MOST_AT_ONCE})
    for one in kept:
        try:
            check_copy(one.copy)
        except Malformed:
            raise Refused(_("This entry is not as it was sealed, so it is not taken in.")) from None


def _line(case: Case, kept: Kept, *, by: Viewer, at: datetime) -> Line:
    key = key_of(case.key, kept.hash)
    attached = [
        Attached(str(one.get("name") or _("file")), str(one.get("type") or "application/octet-stream"), kept.files[one["sha256"]])
        for one in kept.named_files if one["sha256"] in kept.files
    ]  # fmt: skip
    files = file_all(attached, case=case.key, entry=key, at=at)
    return Line(case.key, "entry.disclosed", by.actor, at, content_of(kept, by=by, files=files), id=key)


def _owe_an_answer(case: Case, lines: list[Line], *, at: datetime) -> None:
    case.last_word_at, case.last_word_by = at, CUSTOMER
    changed = ["last_word_at", "last_word_by"]
    if not owes_an_answer(case):
        promise = first_promise(case, lines, by=the_system(), at=at)
        changed += [*STANDING, "state", "closed_at"]
        case.save(update_fields=changed)
        Commitment.objects.bulk_create([promise])
        return
    case.save(update_fields=changed)


def show_from(case: Case, other: Case, keys: Iterable[UUID], *, by: Viewer, at: datetime) -> list[Appended]:
    """Show in a case what both sides already read in another case of the same customer; for an agent who sees both.

    Raises Refused as `kept_of` and `disclose`, and when the other case is somebody else's.
    """
    may_see = Case.objects.visible_to(by).filter(pk__in=[case.pk, other.pk]).count() == 2  # both
    if by.agent is None or not may_see or other.customer_id != case.customer_id or other.pk == case.pk:
        raise Refused(_("There is no other case with this number."))
    return disclose(case, kept_of(other, keys), by=by, at=at)


@transaction.atomic
def not_so(case: Case, key: UUID, text: str, *, by: Viewer, at: datetime) -> Appended:
    """Put one's own version beside what the other side showed; a promise it was said to hold is answered by that.

    Raises Refused when there is no such entry, or nothing is said.
    """
    shown = entry(key, side=by.side)
    if by.agent is None or shown is None or shown.kind != "entry.disclosed" or shown.by.kind != "person":
        raise Refused(_("There is no such entry in this record."))
    said = add_version(case, key, text, by=by, at=at)
    waiting = Commitment.objects.filter(case=case, state=Commitment.NOTICED, origin=Commitment.CLAIMED)
    claims = {row.said_in: row for row in waiting if row.said_in}
    for claimed in entries(claims, side=COMPANY).values():
        if claimed["shown_by"] == str(key):
            show(claims[claimed.id], key=said.id, text=text.strip()[:5000], by=by, at=at)
    return said
