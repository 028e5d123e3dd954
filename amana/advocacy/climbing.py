"""Climbing in an own case: a letter goes to somebody on a rung only as the file and the directory's guard allow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from amana.advocacy.composing import Wish, begin_letter, company_of
from amana.advocacy.ending.remembering import thank
from amana.advocacy.letters import sending
from amana.advocacy.letters.letter import Letter
from amana.advocacy.letters.models import LetterDraft, SentLetter
from amana.advocacy.letters.sending import Leaving
from amana.cases.errors import Refused
from amana.cases.models import CUSTOMER, Case
from amana.commitments.making import Draft as Promise
from amana.commitments.making import make
from amana.directory import errors, reaching
from amana.directory.family import family, root_of
from amana.directory.models import Executive
from amana.directory.models.writing import MOST_PEOPLE, Written
from amana.escalation.own.asking import Whom, answered, ask, dict_of_rungs, others_answering
from amana.escalation.own.laddering import Step, has_lower_rungs, ladder
from amana.escalation.own.models import EXECUTIVE, FRONT, HEAD, SUPERVISOR, OwnRung
from amana.people.models import Company
from amana.team.viewing import Viewer

# On these rungs somebody is written to by name, and the guard counts.
NAMED = (HEAD, EXECUTIVE)
# What asks for nothing, and so many letters somebody who answered gets without a further word of theirs.
COURTESIES = ("thanks", "two_answer")
WITHOUT_ANSWER = 2
# What is written to customer service itself.
TO_SERVICE = ("complaint", "broken_promise", "cancellation")


@dataclass(frozen=True)
class Guard:
    """What the guard says before a letter goes: whether it may, why not, and how much of what is allowed is used."""

    is_allowed: bool
    why: str = ""
    is_counted: bool = False
    written: int = 0
    most: int = MOST_PEOPLE


def guard_of(draft: LetterDraft, letter: Letter, case: Case, *, at: datetime) -> Guard:
    """Return what stands against sending a letter; writes nothing. Letters to a service address are counted for nobody."""
    company = company_of(case, draft.company)
    if letter.to and reaching.is_stopped(letter.to):
        return Guard(False, _("They asked not to be written to again. Nobody here writes to this address any more."))
    steps = ladder(case, company, at=at)
    step = next((one for one in steps if one.rung == draft.rung), None)
    if step is not None and not step.is_open:
        return Guard(False, step.why)
    whom = _whom(draft, letter, company)
    if whom is None:
        return Guard(True)
    if (answered_at := _answered(case, company, letter, draft)) is not None:
        return _open_door(draft, letter, case, since=answered_at)
    kind = _turn(whom, company, case)
    rung = draft.rung or (EXECUTIVE if isinstance(whom, Executive) and whom.level == Executive.EXECUTIVE else HEAD)
    found = reaching.may_write(
        whom, company, case=case.key, at=at, kind=kind, has_lower_rungs=has_lower_rungs(steps, rung)
    )
    return Guard(bool(found), found.why, is_counted=True, written=MOST_PEOPLE - found.people_left)


def _whom(draft: LetterDraft, letter: Letter, company: Company) -> Executive | str | None:
    """Return whom the guard counts: somebody of the directory, or whoever is written to on a rung of named people."""
    people = Executive.objects.filter(company__in=family(root_of(company)))[:200]
    address = reaching.address_of(letter.to) if letter.to else ""
    for one in people:
        if (address and one.mail and reaching.address_of(one.mail) == address) or (
            not address and draft.reader and one.name.casefold() == draft.reader.casefold()
        ):
            return one
    if draft.rung not in NAMED:
        return None
    return letter.to or draft.reader


def _answered(case: Case, company: Company, letter: Letter, draft: LetterDraft) -> datetime | None:
    """Return when whoever it goes to last answered: writing back is no further letter. None when they never did."""
    rows = OwnRung.objects.filter(case=case, company=company.pk, ending__in=[OwnRung.SETTLED, OwnRung.NOT_SETTLED])
    wanted = reaching.address_of(letter.to) if letter.to else ""
    found = [
        row.ended_at
        for row in rows.order_by("-ended_at")[:60]
        if (wanted and row.address and reaching.address_of(row.address) == wanted)
        or (not wanted and row.name and row.name.casefold() == draft.reader.casefold())
    ]
    return found[0] if found else None


def _open_door(draft: LetterDraft, letter: Letter, case: Case, *, since: datetime) -> Guard:
    """Whoever answered may be written to, and is not pressed: twice since their last word, thanks not counted."""
    if draft.kind in COURTESIES:
        return Guard(True)
    sent = SentLetter.objects.filter(case=case, sent_at__gt=since).exclude(kind__in=COURTESIES)
    to_them = sent.filter(to__iexact=letter.to) if letter.to else sent.filter(reader__iexact=draft.reader)
    if to_them[:WITHOUT_ANSWER].count() < WITHOUT_ANSWER:
        return Guard(True)
    return Guard(
        False,
        _(
            "They answered, and you have written to them twice since. Wait for their word, or write down what they said."
        ),
    )


def _turn(whom: Executive | str, company: Company, case: Case) -> reaching.Kind:
    """Return which letter it is to them: the first, or the one follow-up."""
    person = reaching.person_of(whom)
    sent = [row for row in reaching.written(case.key, company) if row.person == person]
    return "follow_up" if any(row.kind == Written.LETTER for row in sent) else "letter"


@transaction.atomic
def send_letter(draft: LetterDraft, letter: Letter, leaving: Leaving, *, by: Viewer, at: datetime) -> SentLetter:
    """Send a letter as `letters.sending.send`, with what a rung needs: the guard, and that somebody was asked.

    Raises Refused when the file does not open the rung, or the directory's guard says no.
    """
    case = draft.case
    company = leaving.company
    guard = guard_of(draft, letter, case, at=at)
    if not guard.is_allowed:
        raise Refused(guard.why)
    whom = _whom(draft, letter, company)
    if draft.rung in NAMED and not draft.reader:
        raise Refused(_("Write the name of whoever this letter is for, and where the name is known from."))
    if whom is not None and guard.is_counted:
        _count(whom, company, case, by=by, at=at)
    sent = sending.send(draft, letter, leaving, by=by, at=at)
    rung = draft.rung or (FRONT if draft.kind in TO_SERVICE else "")
    if rung and draft.answer_by is not None:
        asked = Whom(rung, draft.reader, draft.role, letter.to, draft.source)
        ask(case, company, asked, answer_by=draft.answer_by, by=by, at=at, entry=sent.entry)
    if draft.kind == sending.THANKS:
        thank(case, draft.reader, at=at)
    return sent


def _count(whom: Executive | str, company: Company, case: Case, *, by: Viewer, at: datetime) -> None:
    account = by.person.account if by.person else None
    try:
        reaching.note_written(
            whom, company, case=case.key, at=at, kind=_turn(whom, company, case), has_lower_rungs=True, by=account
        )
    except errors.Refused as refused:
        raise Refused(str(refused)) from None


@transaction.atomic
def ask_in_call(
    case: Case, company: Company, whom: Whom, *, answer_by: datetime, text: str, by: Viewer, at: datetime
) -> OwnRung:
    """Write down that somebody on a rung was asked in a call; looking whether they answered is a promise of one's own."""
    row = ask(case, company, whom, answer_by=answer_by, by=by, at=at, text=text)
    who = whom.name or str(dict_of_rungs()[whom.rung])
    action = _("See whether %(who)s answered; if not, the next step") % {"who": who}
    make(
        case,
        [Promise(action, answer_by, CUSTOMER, case.customer, due_rule="the time they have to answer")],
        by=by,
        at=at,
    )
    return row


@transaction.atomic
def take_answer(
    row: OwnRung, *, text: str, how_far: str, is_settled: bool, by: Viewer, at: datetime
) -> list[LetterDraft]:  # fmt: skip
    """Write down what somebody on a rung answered; where others are asked too, draft the line that tells each of the other."""
    case = row.case
    answered(row, text=text, how_far=how_far, is_settled=is_settled, by=by, at=at)
    SentLetter.objects.filter(case=case, rung=row.rung, reader=row.name, answered_at=None).update(answered_at=at)
    others = others_answering(row)
    if is_settled or not others:
        return []
    return [_tell_of_the_other(case, *pair, at=at) for pair in ((row, others[0]), (others[0], row))]


def _tell_of_the_other(case: Case, reader: OwnRung, other: OwnRung, *, at: datetime) -> LetterDraft:
    wish = Wish("two_answer", company=company_of(case, reader.company), reader=reader.name, role=reader.role,
                to=reader.address, source=reader.source, other=other.name or other.role)  # fmt: skip
    return begin_letter(case, wish, at=at)


def said_before(case: Case, company: Company) -> tuple[int, Sequence[Written]]:
    """Return how many people of a company were written to in a case, and by which letters."""
    sent = reaching.written(case.key, company)
    return len({row.person for row in sent}), sent


def follow_ups_from(case: Case, company: Company, *, at: datetime) -> dict[str, date]:
    """Return from which day the one follow-up may go, by address, for those who had a letter and none yet."""
    found: dict[str, date] = {}
    for row in reaching.written(case.key, company):
        if row.kind == Written.LETTER and row.address not in found:
            answer = reaching.may_write(
                row.address, company, case=case.key, at=at, kind="follow_up", has_lower_rungs=True
            )
            if answer.from_on is not None:
                found[row.address] = answer.from_on
    return found


def next_step(steps: Sequence[Step]) -> Step | None:
    """Return the highest rung that is open and on which nobody was asked yet; None when there is none."""
    free = [step for step in steps if step.is_open and not step.asked and step.rung in (SUPERVISOR, *NAMED)]
    return free[-1] if free else None
