"""Keeping letters while they are written: as they are typed, and as versions in their writer's own chain."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from amana.advocacy.letters.letter import LONGEST, LONGEST_SUBJECT, Letter
from amana.advocacy.letters.models import LetterDraft
from amana.cases.errors import Refused
from amana.cases.models import Case
from amana.channels.email.addresses import is_address
from amana.record.appending import Appended, Line, append
from amana.team.viewing import Viewer

# Of one case, letters that are begun and not yet sent.
MOST_OPEN = 40


@dataclass(frozen=True)
class Aim:
    """What a letter is for: its kind and language, what it is about, and who is to read it."""

    kind: str
    language: str
    reader: str = ""
    about: UUID | None = None
    company: UUID | None = None
    rung: str = ""
    role: str = ""
    source: str = ""
    answer_by: datetime | None = None


def keep_draft(case: Case, letter: Letter, *, about: str, by: Viewer, at: datetime) -> Appended:
    """Keep a letter in its writer's own chain; `about` is the entry it confirms. Raises Refused when it is empty."""
    if not letter.text.strip():
        raise Refused(_("The letter is empty."))
    if letter.to and not is_address(letter.to):
        raise Refused(_("This is not a mail address."))
    says = {"to": letter.to, "subject": letter.subject[:LONGEST_SUBJECT], "text": letter.text[:LONGEST], "about": about}
    return append(Line(case.key, "letter.drafted", by.actor, at, says))


@transaction.atomic
def begin(case: Case, letter: Letter, aim: Aim, *, at: datetime, made_by_itself: bool = False) -> LetterDraft:
    """Begin a letter of a case, to be changed before it is sent.

    One that is made by itself is made once for what it is about, however often it is asked for. Raises Refused when
    more letters are begun than anybody finishes.
    """
    same = {"case": case, "kind": aim.kind, "about": aim.about, "ended_at": None}
    found = LetterDraft.objects.filter(**same, made_by_itself=True).first() if made_by_itself else None
    if found is not None:
        return found
    if LetterDraft.objects.filter(case=case, ended_at=None)[:MOST_OPEN].count() == MOST_OPEN:
        raise Refused(_("There are many letters begun here already. Send one or throw one away first."))
    return LetterDraft.objects.create(
        **same, language=aim.language, company=aim.company, rung=aim.rung, role=aim.role[:200],
        source=aim.source[:300], reader=aim.reader[:200], to=letter.to[:254], subject=letter.subject[:LONGEST_SUBJECT],
        text=letter.text[:LONGEST], answer_by=aim.answer_by, made_by_itself=made_by_itself, begun_at=at, saved_at=at,
    )  # fmt: skip


def save(draft: LetterDraft, letter: Letter, *, at: datetime) -> bool:
    """Save what is typed so far; return whether anything had changed. A letter that has left stays as it was."""
    typed = {"to": letter.to[:254], "subject": letter.subject[:LONGEST_SUBJECT], "text": letter.text[:LONGEST]}
    if typed == {"to": draft.to, "subject": draft.subject, "text": draft.text}:
        return False
    return bool(LetterDraft.objects.filter(pk=draft.pk, ended_at=None).update(**typed, saved_at=at))


def throw_away(draft: LetterDraft, *, at: datetime) -> None:
    """End a letter that will not be sent. Twice changes nothing."""
    LetterDraft.objects.filter(pk=draft.pk, ended_at=None).update(ended_at=at)


def begun(case: Case) -> list[LetterDraft]:
    """Return the letters of a case that are begun and not sent, the latest first."""
    return list(LetterDraft.objects.filter(case=case, ended_at=None).order_by("-saved_at")[:MOST_OPEN])
