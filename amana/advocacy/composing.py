"""Beginning a letter of an own case: its facts are gathered, its day to answer by is counted, and it is kept as a draft."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from amana.advocacy.gathering import facts_of
from amana.advocacy.letters.composing import compose
from amana.advocacy.letters.drafting import Aim, begin
from amana.advocacy.letters.facts import Facts
from amana.advocacy.letters.letter import Letter
from amana.advocacy.letters.models import LetterDraft, SentLetter
from amana.advocacy.letters.timing import answer_day
from amana.advocacy.letters.wording import LANGUAGES, Kind, kind_of_letter
from amana.advocacy.siding import companies_of
from amana.cases.errors import Refused
from amana.cases.models import Case
from amana.channels.email.addresses import is_address
from amana.directory.choosing import ways
from amana.directory.models import Point, Profile
from amana.people.models import Company


@dataclass(frozen=True)
class Wish:
    """The letter somebody wants: its kind, language, reader and where they are reached, and what it is about."""

    kind: str
    language: str = ""
    company: Company | None = None
    rung: str = ""
    reader: str = ""
    role: str = ""
    to: str = ""
    source: str = ""
    about: UUID | None = None
    other: str = ""


def begin_letter(case: Case, wish: Wish, *, at: datetime, made_by_itself: bool = False) -> LetterDraft:
    """Compose a letter from the file of a case and keep it as a draft. Raises Refused when there is no such kind."""
    kind = kind_of_letter(wish.kind)
    if kind is None:
        raise Refused(_("Choose what kind of letter it is."))
    company = wish.company or case.company
    language = wish.language if wish.language in LANGUAGES else case.language
    answer_by = day_to_answer(kind, case, company, at=at)
    facts = replace(facts_of(case, at=at, company=company, about=wish.about), other=wish.other)
    written = compose(kind, facts, language=language, reader=wish.reader, answer_by=answer_by)
    to = wish.to or (
        "" if kind.to or wish.reader else last_address(case, company) or _best(kind, company, language, at)
    )
    aim = Aim(
        kind.name, language, reader=wish.reader, about=wish.about, company=company.pk, rung=wish.rung, role=wish.role,
        source=wish.source, answer_by=answer_by,
    )  # fmt: skip
    return begin(case, Letter(to, written.subject, written.text), aim, at=at, made_by_itself=made_by_itself)


def compose_again(draft: LetterDraft, case: Case, *, language: str, reader: str, at: datetime) -> LetterDraft:
    """Compose a begun letter anew from the file as it is now, in another language or to another reader."""
    kind = kind_of_letter(draft.kind)
    if kind is None or language not in LANGUAGES:
        raise Refused(_("Choose the language of the letter."))
    facts = facts_for(draft, case, at=at)
    written = compose(kind, facts, language=language, reader=reader, answer_by=draft.answer_by)
    draft.language, draft.reader = language, " ".join(reader.split())[:200]
    draft.subject, draft.text, draft.saved_at = written.subject, written.text, at
    draft.save(update_fields=["language", "reader", "subject", "text", "saved_at"])
    return draft


def facts_for(draft: LetterDraft, case: Case, *, at: datetime) -> Facts:
    """Return the facts a begun letter is made of, as they are now."""
    return facts_of(case, at=at, company=company_of(case, draft.company), about=draft.about)


def company_of(case: Case, key: UUID | None) -> Company:
    """Return the company of a case with this key; the case's own where it names none, or none of this case."""
    return next((row.company for row in companies_of(case) if row.company_id == key), case.company)


def day_to_answer(kind: Kind, case: Case, company: Company, *, at: datetime) -> datetime | None:
    """Return the end of the working day by which this kind of letter asks for an answer, in UTC; None when it asks none."""
    if not kind.days:
        return None
    profile = Profile.objects.filter(company=company).first()
    country, zone = (profile.country, profile.zone) if profile else ("", "")
    return answer_day(kind.days, country=country, zone=zone or case.zone, at=at)


def written_way(company: Company, *, purpose: str, at: datetime, language: str) -> str:
    """Return the mail address at which a company is best written to for a purpose; "" when none is known."""
    found = ways(company, purpose=purpose, at=at, language=language)
    return next((way.point.value for way in found if way.point.kind == Point.MAIL and is_address(way.point.value)), "")


def _best(kind: Kind, company: Company, language: str, at: datetime) -> str:
    purpose = {"cancellation": Point.CANCEL}.get(kind.name, Point.COMPLAINTS)
    return written_way(company, purpose=purpose, at=at, language=language)


def last_address(case: Case, company: Company) -> str:
    """Return where the last letter of this case to a company's service went; "" when none went by mail."""
    sent = (
        SentLetter.objects.filter(case=case, company=company.pk, reader="").exclude(to="").order_by("-sent_at").first()
    )
    return sent.to if sent else ""
