"""Following up: a broken promise and a letter without an answer draft what comes next; what fell due is shown first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from amana.advocacy.climbing import next_step
from amana.advocacy.composing import Wish, begin_letter, company_of
from amana.advocacy.letters.drafting import begun
from amana.advocacy.letters.models import LetterDraft, SentLetter
from amana.cases.errors import Refused
from amana.cases.models import COMPANY, CUSTOMER, Case
from amana.commitments.models import Commitment
from amana.escalation.own.asking import note_silence
from amana.escalation.own.laddering import ladder
from amana.notices.kinds import SILENT
from amana.notices.reminding import remind_keeper
from amana.people.models import Person
from amana.record.appending import Appended

BROKEN_PROMISE = "broken_promise"
# Letters looked at in one round, and cases of one person whose due things are named.
MOST_IN_A_ROUND = 50
MOST_DUE = 20
# A letter is taken as not answered on the day after the one it named.
GRACE = timedelta(hours=12)


@dataclass(frozen=True)
class Due:
    """Something that fell due in an own case: whose it is, since when, and the letter that waits for it, if any."""

    case: Case
    what: str
    due_at: datetime
    is_theirs: bool
    commitment: UUID
    draft: UUID | None = None


def draft_for_broken(entries: Sequence[Appended]) -> None:
    """Reaction: the day a promise to the keeper of an own case breaks, the letter that quotes it is drafted, once."""
    keys = {one.content.get("promise"): one.at for one in entries}
    rows = Commitment.objects.filter(pk__in=[key for key in keys if key], promiser=COMPANY, case__kept_by=CUSTOMER)
    for row in rows.exclude(origin__in=[Commitment.FOLLOW_UP, Commitment.CLOSING]).select_related(
        "case__customer__account", "case__company"
    ):
        draft_about(row, at=max(keys.values()))


def draft_about(row: Commitment, *, at: datetime) -> LetterDraft | None:
    """Draft the letter about a promise that was not kept; None when the case is closed or too much is begun."""
    if not row.case.is_open or row.due_at is None:
        return None
    wish = Wish(BROKEN_PROMISE, company=company_of(row.case, row.promiser_company_id), about=row.pk)
    try:
        return begin_letter(row.case, wish, at=at, made_by_itself=True)
    except Refused:
        return None


def follow_silence(at: datetime) -> int:
    """Draft the next step where a letter was not answered by its day; return how many. Twice changes nothing."""
    waiting = SentLetter.objects.filter(answered_at=None, answer_by__lt=at - GRACE, followed_at=None)
    # Keys first, from the index alone: where nothing is due no other table is looked at.
    keys = list(waiting.order_by("answer_by", "id").values_list("pk", flat=True)[:MOST_IN_A_ROUND])
    return sum(_follow(key, at=at) for key in keys)


@transaction.atomic
def _follow(key: UUID, *, at: datetime) -> bool:
    # The UPDATE is the claim: of two workers one goes on.
    if not SentLetter.objects.filter(pk=key, followed_at=None).update(followed_at=at):
        return False
    row = SentLetter.objects.select_related("case__customer__account", "case__owner__account", "case__company").get(
        pk=key
    )
    case = row.case
    if not case.is_open:
        return False
    note_silence(case, at=at)
    company = company_of(case, row.company)
    step = next_step(ladder(case, company, at=at))
    kind, rung = (step.letter, step.rung) if step else ("complaint", "")
    try:
        begin_letter(case, Wish(kind, company=company, rung=rung, about=row.entry), at=at, made_by_itself=True)
    except Refused:
        return False
    remind_keeper(case, SILENT, about=row.pk, path=f"/mine/{case.number}/letters/", at=at)
    return True


def fallen_due(person: Person, *, at: datetime) -> list[Due]:
    """Return what fell due in somebody's open own cases and is not done, the longest ago first: two queries.

    Theirs and one's own together, so that what passed while a laptop was closed is the first thing seen.
    """
    rows = Commitment.objects.outstanding().filter(case__owner=person, case__state="open", due_at__lt=at)
    rows = rows.select_related("case__company", "owner_person", "owner_company").order_by("due_at")[:MOST_DUE]
    return _due(rows)


def fallen_due_in(case: Case, *, at: datetime) -> list[Due]:
    """Return what fell due in one case and is not done, the longest ago first, each with the letter drafted for it."""
    rows = Commitment.objects.outstanding().filter(case=case, due_at__lt=at)
    return _due(rows.select_related("case__company", "owner_person", "owner_company").order_by("due_at")[:MOST_DUE])


def _due(rows: Iterable[Commitment]) -> list[Due]:
    found = list(rows)
    drafts = LetterDraft.objects.filter(about__in=[row.pk for row in found], ended_at=None)
    drafted = dict(drafts.values_list("about", "pk"))
    return [
        Due(row.case, row.action, row.due_at, row.promiser == COMPANY, row.pk, drafted.get(row.pk))
        for row in found if row.due_at is not None
    ]  # fmt: skip


def waiting_drafts(case: Case) -> list[LetterDraft]:
    """Return the letters of a case that were drafted by themselves, or by an advocate, and wait for its keeper, the latest first."""
    return [draft for draft in begun(case) if draft.made_by_itself or draft.helper]
