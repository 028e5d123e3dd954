"""Terms of an ending: what must be true for a case to be over, written down early by either side, met or dropped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from amana.cases.errors import Refused
from amana.cases.locking import take
from amana.cases.models import COMPANY, Case, Closing
from amana.commitments.models import Commitment
from amana.handling.models import Point, Term
from amana.kit.codes import new_id
from amana.language.normalising import query_terms
from amana.record.appending import Line, append
from amana.record.reading import entry
from amana.team.viewing import Viewer

LONGEST = 300
LONGEST_DONE = 500
MOST = 20
# Promises among which what was done for a term is looked for.
LATEST = 100
# Words of so few letters say little about what a term and a promise have in common.
SHORTEST_WORD = 4
# So much of the words of a term has to be in a promise for it to have been about the same.
ENOUGH = 0.5


@dataclass(frozen=True)
class Said:
    """One term as a proposal to close says it: its words, what was done for it, and the row it was written down in."""

    text: str
    done: str = ""
    term: Term | None = None


def terms_of(case: Case) -> list[Term]:
    """Return the terms that stand on a case, in the order they were written; those dropped are left out."""
    return list(Term.objects.filter(case=case, dropped_at=None).order_by("at", "pk")[:MOST])


@transaction.atomic
def write_term(case: Case, text: str, *, by: Viewer, at: datetime) -> Term:
    """Write down what must be true for a case to be over. The same words twice are one term.

    Raises Refused when nothing is said, the case is closed, or there are too many already.
    """
    said = " ".join(text.split())[:LONGEST]
    if not said:
        raise Refused(_("Write what must be true for it to be over."))
    case = take(case.key)
    if not case.is_open:
        raise Refused(_("This case is already closed."))
    standing = terms_of(case)
    if (same := next((term for term in standing if term.text == said), None)) is not None:
        return same
    if len(standing) >= MOST:
        raise Refused(_("More terms than this nobody can keep in mind. Drop one first."))
    return _write(case, said, by=by, at=at)


def _write(case: Case, text: str, *, by: Viewer, at: datetime) -> Term:
    row = Term.objects.create(case=case, text=text, written_by=by.side, agent=by.agent, person=by.person, at=at)
    append(Line(case.key, "term.written", by.actor, at, {"key": str(row.pk), "text": text, "by": by.name}))
    return row


@transaction.atomic
def meet_term(term: Term, done: str, *, by: Viewer, at: datetime, shown_by: UUID | None = None) -> Term:
    """Say that a term is met and by what; either side may. Twice changes nothing.

    `shown_by` is an entry both sides read. Raises Refused when it was dropped, nothing is said, or there is no such entry.
    """
    case = take(term.case_id)
    row = Term.objects.get(pk=term.pk)
    if row.is_met:
        return row
    _must_stand(row)
    if not done.strip():
        raise Refused(_("Say in a few words what was done."))
    shown = entry(shown_by, side="customer") if shown_by else None
    if shown_by and (shown is None or shown.book != case.key or shown.audience != "shared"):
        raise Refused(_("There is no such entry in this record."))
    line = _met(row, done, by=by, at=at, shown_by=shown_by)
    append(line)
    return row


def _met(row: Term, done: str, *, by: Viewer, at: datetime, shown_by: UUID | None) -> Line:
    key = new_id()
    row.met_at, row.done, row.shown_by = at, done.strip()[:LONGEST_DONE], shown_by or key
    row.save(update_fields=["met_at", "done", "shown_by"])
    says = {"key": str(row.pk), "action": row.text, "text": row.done, "by": by.name,
            "shown_by": str(shown_by) if shown_by else None}  # fmt: skip
    return Line(row.case_id, "term.met", by.actor, at, says, id=key)


@transaction.atomic
def drop_term(term: Term, *, why: str, by: Viewer, at: datetime) -> Term:
    """Take a term back; only the side that wrote it does. Twice changes nothing.

    Raises Refused without a reason, for the other side's term, and while a proposal to close names it.
    """
    take(term.case_id)
    row = Term.objects.get(pk=term.pk)
    if row.dropped_at is not None:
        return row
    if row.is_met:
        raise Refused(_("This term is met already."))
    if by.side != row.written_by:
        raise Refused(_("Only the side that wrote this term can drop it."))
    if not why.strip():
        raise Refused(_("Give the reason; both sides will read it."))
    if Point.objects.filter(closing__case=row.case_id, closing__ended_at=None, term=row).exists():
        raise Refused(_("Closing is proposed on this term. Withdraw the proposal first."))
    row.dropped_at = at
    row.save(update_fields=["dropped_at"])
    says = {"key": str(row.pk), "action": row.text, "why": why.strip()[:LONGEST_DONE], "by": by.name}
    append(Line(row.case_id, "term.dropped", by.actor, at, says))
    return row


def _must_stand(row: Term) -> None:
    if row.dropped_at is not None:
        raise Refused(_("This term was dropped."))


# ── a proposal to close ──────────────────────────────────────────────────────


def said_of(
    case: Case, fresh: Sequence[str] = (), done: Mapping[UUID, str] | None = None, *, also_kept: Sequence[str] = ()
) -> list[Said]:
    """Return what a proposal says of each term: those written down on the case first, then `fresh` ones.

    `done` is what its writer says was done, by term; without it, what the term itself says, else the promise kept whose
    words are like the term's. `also_kept` are promises that are kept in the same moment.
    """
    standing = terms_of(case)
    texts = {term.text for term in standing}
    new = [text for line in fresh if (text := " ".join(line.split())[:LONGEST]) and text not in texts]
    if not standing and not new:
        return []
    kept = [*also_kept, *kept_on(case)]
    given = {key: said.strip()[:LONGEST_DONE] for key, said in (done or {}).items()}
    found = [Said(term.text, given.get(term.pk) or term.done or done_for(term.text, kept), term) for term in standing]
    return [*found, *(Said(text, done_for(text, kept)) for text in dict.fromkeys(new))][:MOST]


def kept_on(case: Case) -> list[str]:
    """Return what we promised in words and kept on a case, the latest first."""
    rows = Commitment.objects.filter(case=case, promiser=COMPANY, state=Commitment.KEPT)
    named = rows.filter(origin__in=[Commitment.HAND, Commitment.READ, Commitment.CLAIMED])
    return list(named.order_by("-ended_at", "-pk").values_list("action", flat=True)[:LATEST])


def done_for(term: str, kept: Sequence[str]) -> str:
    """Return the promise kept whose words are most like a term's; "" when none is like enough. The latest come first."""
    wanted = [set(forms) for forms in query_terms(term) if len(forms[0]) >= SHORTEST_WORD or forms[0].isdigit()]
    if not wanted:
        return ""
    shares = [(sum(1 for forms in wanted if not forms.isdisjoint(_words(action))), action) for action in kept]
    most, best = max(shares, key=lambda one: one[0], default=(0, ""))
    return best if most and most >= ENOUGH * len(wanted) else ""


def _words(action: str) -> set[str]:
    return {form for forms in query_terms(action) for form in forms}


def must_say_what_was_done(points: Sequence[Said]) -> None:
    """Raise Refused when a term was written down and the proposal does not say what was done for it."""
    silent = [point.text for point in points if point.term is not None and not point.done]
    if silent:
        raise Refused(_("Say what was done for this term before you propose closing: %(term)s") % {"term": silent[0]})


def put_points(closing: Closing, points: Sequence[Said]) -> None:
    """Keep what a proposal says of each term."""
    rows = [
        Point(closing=closing, place=place, text=point.text, done=point.done, term=point.term)
        for place, point in enumerate(points)
    ]
    Point.objects.bulk_create(rows)


def points_of(closing: Closing) -> list[Point]:
    """Return what a proposal says of each term; of one made without, its terms alone."""
    rows = list(Point.objects.filter(closing=closing).select_related("term").order_by("place"))
    return rows or [Point(closing=closing, place=place, text=text) for place, text in enumerate(closing.terms)]


def as_lines(points: Sequence[Point] | Sequence[Said]) -> str:
    """Return the terms one a line, each with what was done for it, as a mail and a page say it."""
    lines = [f"– {point.text}" + (f": {point.done}" if point.done else "") for point in points]
    return "\n".join(lines)


def settle_points(closing: Closing, *, by: Viewer, at: datetime, shown_by: UUID) -> list[Line]:
    """Say of each written term that a proposal named and the customer agreed to that it is met; returns the lines."""
    rows = [point for point in points_of(closing) if point.term is not None and not point.term.is_met]
    return [
        _met(point.term, point.done or point.text, by=by, at=at, shown_by=shown_by)
        for point in rows
        if point.term is not None
    ]


def done_in(points: Sequence[Said]) -> dict[str, list[str]]:
    """Return what an entry says was done for each term; nothing where nothing is said of any."""
    return {"done": [point.done for point in points]} if any(point.done for point in points) else {}


def places_of(closing: Closing, words: str) -> list[int]:
    """Return the places of the terms that these words are, as of one that was quoted in a mail."""
    return [point.place for point in points_of(closing) if point.text == words.strip()]


def term_texts(closing: Closing, places: Sequence[int]) -> list[str]:
    """Return the words of the terms at these places of a proposal."""
    return [point.text for point in points_of(closing) if point.place in set(places)] if places else []


def refuse_points(case: Case, closing: Closing, places: Sequence[int], *, by: Viewer, at: datetime) -> None:
    """Mark the terms that are not met; each stands on the case from now on, one that we called met is open again."""
    for point in [point for point in points_of(closing) if point.place in set(places)] if places else []:
        if point.term is None:
            point.term = _write(case, point.text, by=by, at=at)
        else:
            Term.objects.filter(pk=point.term.pk).update(met_at=None, done="", shown_by=None)
        point.is_refused = True
        point.save()
