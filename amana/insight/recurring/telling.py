"""Telling what a group is about in the words of those who asked: the sentences nearest to what all of them share."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

import numpy as np
from django.db import transaction
from django.db.models import Q

from amana.cases.models import COMPANY, Case
from amana.insight.models import Frame as FrameRow
from amana.insight.models import Group, Member, Telling
from amana.insight.models.recurring import LONGEST_NAME
from amana.insight.recurring.likeness.framing import frame_from, lengthened, places_of
from amana.insight.recurring.likeness.hearing import sentences_of
from amana.insight.recurring.likeness.picturing import Floats, pictures_of
from amana.language.identifiers import identifiers_in
from amana.language.normalising import fold_in_place
from amana.people.models import Person
from amana.record.reading import entries

# Of each language so many are looked at, the nearest to the centre, and so many are kept.
LOOKED_AT, KEPT = 16, 3
SHORTEST, LONGEST = 12, 110
# What is told twice tells less.
TWICE = 0.7
LEFT_OUT = "…"

Candidate = tuple[Member, str]


def tell(group: UUID) -> None:
    """Choose the sentences that tell most of a group, in each of its languages, and name it by the first of them.

    Names of customers, numbers, addresses and amounts are left out. A name that a person gave is kept.
    """
    row = Group.objects.filter(pk=group).first()
    frame = FrameRow.objects.filter(brand=row.brand_id).first() if row is not None else None
    if row is None or frame is None:
        return
    by_language: defaultdict[str, list[Candidate]] = defaultdict(list)
    for member, sentence in _candidates(group):
        by_language[member.language].append((member, sentence))
    chosen = [
        (language, place, member, sentence)
        for language, found in sorted(by_language.items(), key=lambda one: -len(one[1]))
        for place, (member, sentence) in enumerate(_most_telling(found, language, bytes(frame.words)))
    ]
    with transaction.atomic():
        Telling.objects.filter(Q(group=group) | Q(member__group=group)).delete()
        Telling.objects.bulk_create(
            Telling(member=member, group_id=group, language=language, text=sentence, place=place)
            for language, place, member, sentence in chosen
        )
        if not row.is_named_by_person:
            Group.objects.filter(pk=group, is_named_by_person=False).update(name=chosen[0][3] if chosen else "")


def _candidates(group: UUID) -> list[Candidate]:
    members: list[Member] = []
    homes = [group, *Group.objects.filter(merged_into=group).values_list("pk", flat=True)[:LOOKED_AT]]
    for home in homes:
        rows = Member.objects.filter(home=home, group=group).order_by("-score")
        members += rows[: 3 * LOOKED_AT]
    members = sorted(members, key=lambda one: (-one.score, one.pk))[: 3 * LOOKED_AT]
    said = entries([one.entry for one in members], side=COMPANY)
    names = _names(members)
    found = []
    for member in members:
        one = said.get(member.entry)
        if one is None or one.content is None or one.hidden_from:
            continue
        for sentence in sentences_of(str(one["text"] or ""))[:4]:
            plain = without_what_names(sentence, names.get(member.case_id, ""))
            if SHORTEST <= len(plain) <= LONGEST and plain.count(LEFT_OUT) < 3:
                found.append((member, plain))
    return found


def _names(members: Sequence[Member]) -> dict[UUID, str]:
    cases = Case.objects.filter(pk__in=[one.case_id for one in members]).values_list("pk", "customer")
    by_case = dict(cases)
    names = dict(Person.objects.filter(pk__in=set(by_case.values())).values_list("pk", "name"))
    return {case: names.get(person, "") for case, person in by_case.items()}


def without_what_names(sentence: str, name: str) -> str:
    """Return a sentence without what tells whose it is: numbers, addresses, amounts, and the names of the customer."""
    folded, places = fold_in_place(sentence)

    def span(start: int, end: int) -> tuple[int, int]:
        return (start, end) if places is None else (places[start], places[end - 1] + 1)

    for one in reversed(list(identifiers_in(sentence, folded, span))):
        sentence = sentence[: one.start] + LEFT_OUT + sentence[one.end :]
    own = {part.strip(".,").casefold() for part in name.split() if len(part) > 2}
    words = [
        LEFT_OUT if word.strip(".,!?:;").casefold() in own or _is_a_number(word) else word for word in sentence.split()
    ]
    return " ".join(words)[:LONGEST_NAME].strip()


def _is_a_number(word: str) -> bool:
    return sum(letter.isdigit() for letter in word) >= 3


def _most_telling(found: Sequence[Candidate], language: str, kept_frame: bytes) -> list[Candidate]:
    frame = frame_from(kept_frame)
    points: Floats = frame.points(
        pictures_of([sentence for _member, sentence in found]), places_of([language] * len(found))
    )
    centre = lengthened(points.sum(axis=0, keepdims=True))[0]
    worth = points @ centre
    chosen: list[Candidate] = []
    taken: set[int] = set()
    while len(chosen) < KEPT and np.isfinite(worth).any():
        best = int(worth.argmax())
        if worth[best] == -np.inf:
            break
        member, sentence = found[best]
        if member.pk not in taken:
            chosen.append((member, sentence))
            taken.add(member.pk)
        worth = worth - TWICE * np.maximum(points @ points[best], 0)
        worth[best] = -np.inf
    return chosen
