"""Splitting a case: what belongs to another matter goes on in a case of its own, with the words quoted as evidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from amana.cases.errors import Refused
from amana.cases.locking import take
from amana.cases.models import Case
from amana.cases.tracing import must_not_be_merged
from amana.cases.tying import Tie
from amana.handling.opening import prepare_case, write_case
from amana.record.appending import Line, append
from amana.record.reading import Read, entries
from amana.team.viewing import Viewer
from amana.wording.times import moment

# Words somebody said or wrote; everything else in a record is about the case it stands in.
QUOTABLE = {"message.received", "message.sent", "message.doubtful", "call.noted", "version.added", "note.written"}
MOST_ENTRIES = 30
LONGEST_QUOTE = 5_000


@transaction.atomic
def split(case: Case, keys: Sequence[UUID], *, subject: str, by: Viewer, at: datetime) -> Case:
    """Open a case of the same customer that begins with these entries, quoted; return it. The entries stay where they are.

    What the customer cannot read is quoted in a note of the new case, the rest in its shared record; both shared records say in
    one sentence what was done. Raises Refused when the case goes on elsewhere, or one of the entries holds no words of this case.
    """
    if by.agent is None or case.brand is None or not Case.objects.visible_to(by).filter(pk=case.pk).exists():
        raise Refused(_("There is no such case."))
    if not subject.strip():
        raise Refused(_("Write what it is about."))
    case = take(case.key)
    must_not_be_merged(case)
    said = _chosen(case, keys)
    shared = [one for one in said if one.audience == "shared" and one.hidden_from is None]
    ours = [one for one in said if one not in shared]
    assert case.brand is not None
    opened = prepare_case(
        customer=case.customer, brand=case.brand, holder=case.holder or by.agent, subject=subject, language=case.language,
        channel=case.channel, by=by, at=at,
    )  # fmt: skip
    fresh = opened.case
    says = {"split": case.number, "into": fresh.number, "by": by.name,
            "quotes": [{"entry": str(one.id), "number": one.number} for one in shared]}  # fmt: skip
    with translation.override(case.language):
        text = _quoted(shared, case, at=at)
    lines = [Line(fresh.key, "case.split", by.actor, at, {**says, "here": fresh.number, "text": text})]
    if ours:
        note = {"text": _quoted(ours, case, at=at), "by": by.name, "split": case.number}
        lines.append(Line(fresh.key, "note.written", by.actor, at, note))
    opened.lines[1:1] = lines
    write_case(opened, at=at)
    append(Line(case.key, "case.split", by.actor, at, {**says, "here": case.number}))
    Tie.objects.create(case=case, other=fresh, kind=Tie.SPLIT, by=by.agent, made_at=at)
    return fresh


def quotable(said: Sequence[Read]) -> list[Read]:
    """Return those of these entries that a new case can begin with."""
    return [one for one in said if one.kind in QUOTABLE and str(one["text"] or "").strip()]


def _chosen(case: Case, keys: Sequence[UUID]) -> list[Read]:
    if not keys or len(set(keys)) > MOST_ENTRIES:
        raise Refused(_("Choose what the new case begins with: up to %(number)s entries.") % {"number": MOST_ENTRIES})
    found = entries(set(keys), side="company")
    said = quotable([one for one in found.values() if one.book == case.key])
    if len(said) != len(set(keys)):
        raise Refused(_("One of these entries cannot be quoted. Choose messages, calls and notes of this case."))
    return sorted(said, key=lambda one: (one.at, one.audience != "shared", one.number))


def _quoted(said: Sequence[Read], case: Case, *, at: datetime) -> str:
    parts = []
    for one in said:
        words = {"name": _name_of(one), "when": moment(one.at, zone=ZoneInfo(case.zone), now=at)}
        parts.append(f"{_('%(name)s, %(when)s:') % words}\n{str(one['text']).strip()[:LONGEST_QUOTE]}")
    return "\n\n".join(parts)


def _name_of(one: Read) -> str:
    sender = one["from"]
    if isinstance(sender, Mapping):
        return str(sender.get("name") or sender.get("address") or "")
    return str(sender or one["by"] or "")
