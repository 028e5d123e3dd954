"""Putting two cases together where they are one matter, and taking them apart again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from amana.cases.errors import Refused
from amana.cases.links import links_for
from amana.cases.locking import take, take_all
from amana.cases.models import CLOSED, COMPANY, CUSTOMER, OPEN, Case, CaseLink, Closing, Follow, HandOver, Participant
from amana.cases.standing import STANDING
from amana.cases.tracing import MOST_STEPS, must_not_be_merged
from amana.cases.tying import Tie
from amana.commitments.models import Commitment, CommitmentQuerySet
from amana.commitments.moving import move_all
from amana.commitments.settling import deeds_of, next_step, standing_of
from amana.handling.opening import first_promise, stand
from amana.people.models import Person
from amana.record.appending import Line, append_many
from amana.team.models import Agent
from amana.team.viewing import Viewer, the_system

LONGEST_WHY = 500


@dataclass(frozen=True)
class Readers:
    """Who reads what they could not read before, once two cases are one."""

    joining: list[Person]  # of the merged case: they read all of the other one from then on
    there: list[Person]  # of the other one: they read what the merged case still owes, and what is written from then on

    @property
    def is_anybody(self) -> bool:
        return bool(self.joining or self.there)


def readers(case: Case, into: Case) -> Readers:
    """Return who would read more than before."""
    rows = Participant.objects.filter(case__in=[case.pk, into.pk]).select_related("person").order_by("added_at", "pk")
    people = {(row.case_id, row.person_id): row.person for row in rows}
    here = {person for key, person in people if key == case.key}
    there = {person for key, person in people if key == into.key}
    return Readers(
        [person for (_key, pk), person in people.items() if pk in here - there],
        [person for (_key, pk), person in people.items() if pk in there - here],
    )


@transaction.atomic
def merge(case: Case, *, into: Case, why: str = "", knowing: bool = False, by: Viewer, at: datetime) -> Tie:
    """Let a case go on in another one of the same customer, or of somebody who takes part in both, and of the same brand.

    Its open promises are released there and made in the other one, its participants join that one, and what they
    write to either lands there. `knowing` is needed where somebody would read more than before. Holds both. Raises
    Refused when they are not of one customer and nobody takes part in both, when either goes on elsewhere already, when the other
    one is closed, or when a promise is disputed.
    """
    if case.pk == into.pk:
        raise Refused(_("A case cannot be put together with itself."))
    held = take_all([case.key, into.key])
    case, into = held[case.key], held[into.key]
    _may_be_one(case, into, by)
    if readers(case, into).is_anybody and not knowing:
        raise Refused(_("Somebody would read more than before. Say that this is meant."))
    tie = Tie.objects.create(case=case, other=into, kind=Tie.MERGED, by=_agent(by), made_at=at)
    _join(case, into, at=at)
    said_last = case.is_open and case.last_word_by == CUSTOMER and case.last_word_at > into.last_word_at
    promises = list(_outstanding(case))
    Commitment.objects.filter(case=case, state=Commitment.NOTICED).update(case=into)
    _moved, lines = move_all(promises, out_of=case, to=into, by=by, at=at)
    if case.is_standstill and not into.is_standstill and case.is_open:
        lines.append(_standing_still(case, into, by=by, at=at))
    if case.is_open:
        _close(case, by=by, at=at)
    if said_last:
        into.last_word_at, into.last_word_by = case.last_word_at, CUSTOMER
        into.save(update_fields=["last_word_at", "last_word_by"])
    append_many([*_both("case.merged", case, into, why, by, at), *lines])
    return tie


def may_be_one(case: Case, into: Case, by: Viewer) -> None:
    """Raises Refused as `merge` would, but for those who read more; for a page that asks before anything is done."""
    if case.pk == into.pk:
        raise Refused(_("A case cannot be put together with itself."))
    _may_be_one(case, into, by)


def _may_be_one(case: Case, into: Case, by: Viewer) -> None:
    _agent(by)
    if Case.objects.visible_to(by).filter(pk__in=[case.pk, into.pk]).count() != 2:
        raise Refused(_("There is no such case."))
    if case.brand_id != into.brand_id:
        raise Refused(_("These cases are of different brands."))
    must_not_be_merged(case)
    must_not_be_merged(into)
    if not into.is_open:
        raise Refused(_("Case %(number)s is closed. Reopen it first.") % {"number": into.number})
    if case.customer_id != into.customer_id and not _somebody_takes_part_in_both(case, into):
        raise Refused(_("These cases are of different customers, and nobody takes part in both. Link them instead."))
    if _outstanding(case).filter(state=Commitment.DISPUTED).exists():
        raise Refused(_("A promise is disputed here. Settle that first, with the one who disputes it."))


def _somebody_takes_part_in_both(case: Case, into: Case) -> bool:
    here = Participant.objects.filter(case=case).values("person")
    return Participant.objects.filter(case=into, person__in=here).exists()


def _agent(by: Viewer) -> Agent:
    if by.agent is None:
        raise Refused(_("Only somebody at the desk can do this."))
    return by.agent


def _outstanding(case: Case) -> CommitmentQuerySet:
    rows = Commitment.objects.outstanding().filter(case=case)
    return rows.select_related("owner_agent__account", "owner_person", "owner_company").order_by("pk")


def _join(case: Case, into: Case, *, at: datetime) -> None:
    """Let everybody of a case take part in the other, with a link of their own to it; who follows one follows the other."""
    here = list(Participant.objects.filter(case=case).values_list("person_id", flat=True))
    there = set(Participant.objects.filter(case=into).values_list("person_id", flat=True))
    fresh = [Participant(case=into, person_id=person, added_at=at) for person in here if person not in there]
    Participant.objects.bulk_create(fresh)
    links_for([(into.key, person) for person in here], at=at)
    follows = Follow.objects.filter(case=case).values_list("agent_id", flat=True)
    Follow.objects.bulk_create(
        [Follow(case=into, agent_id=agent, since=at) for agent in follows], ignore_conflicts=True
    )


def _close(case: Case, *, by: Viewer, at: datetime) -> None:
    """Close a case that goes on elsewhere; a proposal to close it that waits is over too."""
    HandOver.objects.filter(case=case, ended_at=None).update(ended_at=at, ending=HandOver.TAKEN_BACK)
    if not Closing.objects.filter(case=case, ended_at=None).update(ended_at=at, ending=Closing.MERGED):
        Closing.objects.create(case=case, proposed_by=COMPANY, agent=by.agent, proposed_at=at, ended_at=at,
                               ending=Closing.MERGED)  # fmt: skip
    case.state, case.closed_at, case.waiting_for, case.next_reason = CLOSED, at, "", ""
    case.next_due_at = case.next_commitment = case.queue_at = None
    case.save(update_fields=[*STANDING, "state", "closed_at"])


def _standing_still(case: Case, into: Case, *, by: Viewer, at: datetime) -> Line:
    with translation.override(into.language):
        text = _("As was said in case %(number)s.") % {"number": case.number}
    return Line(into.key, "case.standstill", by.actor, at, {"stands_still": True, "text": text, "by": by.name})


def _both(kind: str, case: Case, into: Case, why: str, by: Viewer, at: datetime) -> list[Line]:
    """Return the line that says it, once for each record."""
    says = {"merged": case.number, "into": into.number, "why": why.strip()[:LONGEST_WHY], "by": by.name}
    return [Line(one.key, kind, by.actor, at, says | {"here": one.number}) for one in (case, into)]


# ── taken apart again ────────────────────────────────────────────────────────


@transaction.atomic
def unmerge(case: Case, *, why: str = "", by: Viewer, at: datetime) -> Case:
    """Take a case out of the one it was merged into: it goes on by itself, with those of its promises that are still open.

    What was said meanwhile stays where it is. Whoever joined the other case by the merge takes no part in it any more, and
    their link to it is revoked. A case that was closed before the merge stays closed. Raises Refused when it was not merged.
    """
    ways = _ways(case.key)
    held = take_all([case.key, *[tie.other_id for tie in ways]])
    if not ways or _ways(case.key) != ways:
        raise Refused(_("This case goes on by itself already."))
    if not Case.objects.visible_to(by).filter(pk=case.pk).exists() or by.agent is None:
        raise Refused(_("There is no such case."))
    case, into = held[case.key], held[ways[0].other_id]
    Tie.objects.filter(pk=ways[0].pk).update(ended_at=at)
    _leave(case, ways, at=at)
    lines = _both("case.unmerged", case, into, why, by, at)
    closed = Closing.objects.filter(case=case, ending=Closing.MERGED, ended_at=ways[0].made_at)
    if not case.is_open and closed.exists():
        lines += _open_again(case, held, by=by, at=at)
    append_many(lines)
    return take(case.key)


def _ways(key: UUID) -> list[Tie]:
    """Return the merges a case went through, from one case to the next."""
    found: list[Tie] = []
    while len(found) < MOST_STEPS:
        tie = Tie.objects.filter(case=key, kind=Tie.MERGED, ended_at=None).first()
        if tie is None:
            break
        found.append(tie)
        key = tie.other_id
    return found


def _leave(case: Case, ways: list[Tie], *, at: datetime) -> None:
    """Take whoever came in by these merges out of the cases they came into, and revoke their links there."""
    people = set(Participant.objects.filter(case=case).values_list("person_id", flat=True))
    for tie in ways:
        came = Participant.objects.filter(case=tie.other_id, person__in=people, added_at=tie.made_at)
        people = set(came.values_list("person_id", flat=True))
        CaseLink.objects.filter(case=tie.other_id, person__in=people, revoked_at=None).update(revoked_at=at)
        came.delete()


def _open_again(case: Case, held: dict[UUID, Case], *, by: Viewer, at: datetime) -> list[Line]:
    back: list[Commitment] = []
    lines: list[Line] = []
    for key, promises in _moved_on(case, held).items():
        moved, said = move_all(promises, out_of=held[key], to=case, by=by, at=at)
        back += moved
        lines += said
    found = next_step(sorted(back, key=lambda one: (one.due_at is None, one.due_at, one.pk)), at=at)
    case.state, case.closed_at = OPEN, None
    if found is not None:
        stand(case, standing_of(case.key, *found, deeds=deeds_of(case)))
    else:
        first_promise(case, lines, by=the_system(), at=at).save(force_insert=True)
    case.save(update_fields=[*STANDING, "state", "closed_at"])
    return lines


def _moved_on(case: Case, held: dict[UUID, Case]) -> dict[UUID, list[Commitment]]:
    """Return the promises of a case that are still open in those it went on in, by the case they stand in."""
    found: dict[UUID, list[Commitment]] = {}
    left = Commitment.objects.filter(case=case, state=Commitment.RELEASED, replaced_by__isnull=False)
    ahead = set(left.values_list("replaced_by", flat=True))
    for _step in range(MOST_STEPS):
        rows = list(
            Commitment.objects.filter(pk__in=ahead, case__in=held)
            .select_related("owner_agent__account", "owner_person", "owner_company")
            .order_by("pk")
        )
        for row in rows:
            if row.state == Commitment.OPEN:
                found.setdefault(row.case_id, []).append(row)
        ahead = {row.replaced_by_id for row in rows if row.state == Commitment.RELEASED and row.replaced_by_id}
        if not ahead:
            break
    return found
