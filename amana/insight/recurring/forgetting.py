"""Forgetting what a case asked when its words are erased, or withdrawn from us: its place, its numbers, its sentences."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from uuid import UUID

from amana.cases.models import COMPANY, Case
from amana.insight.models import Asked, Group, Member, Ruling, Step
from amana.insight.recurring.leaving import leave
from amana.insight.recurring.likeness.hearing import sentences_of
from amana.insight.recurring.telling import tell, without_what_names
from amana.record.appending import Appended
from amana.record.reading import entries as read_entries


def forget(entries: Sequence[Appended]) -> None:
    """Reaction: a case whose first message is erased, or withdrawn from us, is in no group any more.

    No group is called by a sentence of it, whoever chose that name, and none stands in what was said of groups and causes.
    For these every group of the brand is looked at once, as words are erased seldom.
    """
    gone = [_about(one) for one in entries if one.kind == "entry.erased"]
    gone += [_about(one) for one in entries if one.kind == "entry.withdrawn" and one.content["from_side"] == COMPANY]
    for asked in Asked.objects.filter(entry__in=gone):
        sentences = _sentences(asked)
        member = Member.objects.filter(case=asked.case_id).first()
        leave(asked)
        asked.delete()
        unnamed = _unname(asked.brand_id, sentences) if sentences else set()
        for group in unnamed | ({member.group_id} if member is not None else set()):
            tell(group)


def _about(entry: Appended) -> UUID:
    return UUID(str(entry.content["about"]))


def _sentences(asked: Asked) -> set[str]:
    """Return the sentences by which a group may have been called, as they stand in its names and beside them."""
    # The words are there until all reactions have been.
    said = read_entries([asked.entry], side=COMPANY).get(asked.entry)
    if said is None or said.content is None:
        return set()
    name = Case.objects.filter(pk=asked.case_id).values_list("customer__name", flat=True).first() or ""
    found = sentences_of(str(said["text"] or ""))
    return {one for one in [*found, *(without_what_names(one, name) for one in found)] if one}


def _unname(brand: UUID, sentences: Collection[str]) -> set[UUID]:
    """Take sentences out of the names of groups and out of what was said of these; return the groups without a name now."""
    named = Group.objects.filter(brand=brand, name__in=sentences)
    keys = set(named.values_list("pk", flat=True))
    Group.objects.filter(pk__in=keys).update(name="", is_named_by_person=False)
    rulings = Ruling.objects.filter(group__brand=brand)
    rulings.filter(before__in=sentences).update(before="")
    rulings.filter(said__in=sentences).update(said="")
    Step.objects.filter(cause__brand=brand, text__in=sentences).update(text="")
    return keys
