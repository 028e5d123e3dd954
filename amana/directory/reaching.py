"""The guard of writing to people of a company by name: who may be written to, how often, and who asked to be left alone.

For the rooms above, whole:

    may_write(to, company, *, case, at, kind="letter" | "follow_up", has_lower_rungs) -> Answer
    note_written(to, company, *, case, at, kind, has_lower_rungs, by=None) -> Written      raises Refused
    written(case, company=None) -> list[Written]                                           oldest first
    stop(address, *, at, by=None, why="", said_in=None) -> Stop                            twice changes nothing
    is_stopped(address) -> bool
    stop_of(address) -> Stop | None
    lift(stop, reason, *, said_in, at, by) -> bool                                         who may is the caller's to ask

`to` is an Executive, a mail address, the text of a postal address, or a name for a letter to the company's own address;
`case` is the key of the case (UUID). `Answer` is true when it may be written, else `.why` is the sentence to show;
`.from_on` is the day from which a follow-up may go, `.people_left` how many further people of this company may still be
written to in this case.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from amana.directory.errors import Refused
from amana.directory.family import family, root_of
from amana.directory.models import Executive, Lifted, Name, Point, Profile, Stop, Written
from amana.directory.models.writing import MOST_PEOPLE
from amana.directory.providers import is_private
from amana.kit.working_time import WorkingWeek, nth_working_day, week_for
from amana.people.models import Account, Company

Kind = Literal["letter", "follow_up"]
# A letter and its follow-up lie at least so many working days apart.
DAYS_APART = 10

_MAIL = re.compile(r"([^\s@<>()\[\],;:\"\\]{1,64})@([^\s@<>()\[\],;:\"\\_]{1,253}\.[^\s@.\d][^\s@.]{1,62})\Z")


@dataclass(frozen=True)
class Answer:
    """Whether somebody may be written to; when not, the sentence why."""

    is_allowed: bool
    why: str = ""
    from_on: date | None = None
    people_left: int = MOST_PEOPLE

    def __bool__(self) -> bool:
        return self.is_allowed


def may_write(
    to: Executive | str, company: Company, *, case: UUID, at: datetime, kind: Kind, has_lower_rungs: bool
) -> Answer:
    """Return whether somebody of a company may be written to about a case, and why not; writes nothing.

    At most five people per company and case in all, one letter and one follow-up each, ten working days of the company's
    country apart; business addresses only; nobody who asked to be left alone; and only with the lower rungs in the file,
    which the caller says.
    """
    company = root_of(company)
    sent = written(case, company)
    left = max(0, MOST_PEOPLE - len({row.person for row in sent}))
    why, from_on = _against(to, company, sent=sent, at=at, kind=kind)
    if not why and not has_lower_rungs:
        why = _("Give the lower rungs their chance first: what they did, or did not do, has to be in the file.")
    return Answer(not why, why, from_on, left)


@transaction.atomic
def note_written(
    to: Executive | str, company: Company, *, case: UUID, at: datetime, kind: Kind, has_lower_rungs: bool,
    by: Account | None = None,
) -> Written:  # fmt: skip
    """Keep that somebody was written to. Call it in the transaction that sends. Raises Refused when they may not be."""
    answer = may_write(to, company, case=case, at=at, kind=kind, has_lower_rungs=has_lower_rungs)
    if not answer:
        raise Refused(answer.why)
    company = root_of(company)
    sent, person = written(case, company), person_of(to)
    place = next((row.place for row in sent if row.person == person), None)
    try:
        with transaction.atomic():
            return Written.objects.create(
                case=case, company=company, person=person, address=_text(to)[:500], kind=kind, at=at, by=by,
                place=place or len({row.person for row in sent}) + 1,
            )  # fmt: skip
    except IntegrityError:
        # Somebody else wrote in the same moment and took the place.
        raise Refused(_("A letter in this case has just been noted. Look at the case and try again.")) from None


def written(case: UUID, company: Company | None = None) -> list[Written]:
    """Return who was written to in a case, the oldest letter first; of one company with all that were joined to it."""
    rows = Written.objects.filter(case=case)
    if company is not None:
        rows = rows.filter(company__in=family(root_of(company)))
    return list(rows.order_by("at")[:200])


def stop(address: str, *, at: datetime, by: Account | None = None, why: str = "", said_in: UUID | None = None) -> Stop:
    """Keep that an address asked to be left alone, for the whole installation. Twice changes nothing."""
    row, _is_new = Stop.objects.get_or_create(
        address=address_of(address)[:500], defaults={"at": at, "by": by, "why": why[:500], "said_in": said_in}
    )
    return row


def stop_of(address: str) -> Stop | None:
    """Return that an address asked to be left alone, however it is written; None when it did not."""
    return Stop.objects.filter(address=address_of(address)[:500]).first()


@transaction.atomic
def lift(row: Stop, reason: str, *, said_in: UUID, at: datetime, by: Account | None) -> bool:
    """Take a stop back for one of Lifted.REASONS, and keep that it stood; return whether it still did.

    Five people and two letters each go on being counted. Who may do so is the caller's to ask: the directory knows no case.
    """
    if not Stop.objects.filter(pk=row.pk, at=row.at).delete()[0]:
        return False
    Lifted.objects.create(address=row.address, stopped_at=row.at, at=at, reason=reason, said_in=said_in, by=by)
    return True


def is_stopped(address: str) -> bool:
    """Whether an address asked to be left alone, however it is written."""
    return Stop.objects.filter(address=address_of(address)[:500]).exists()


def address_of(text: str) -> str:
    """Return an address in the one form in which it is compared: small letters, no name around it, nothing after a +."""
    text = unicodedata.normalize("NFKC", text).replace("\0", "").strip()
    inside = re.search(r"<([^<>]*@[^<>]*)>\s*\Z", text)
    text = (inside.group(1) if inside else text).strip().removeprefix("mailto:").lower()
    found = _MAIL.match(text)
    if not found:
        return " ".join(re.findall(r"[^\W_]+", text))
    return f"{found.group(1).partition('+')[0] or found.group(1)}@{_ascii(found.group(2))}"


def person_of(to: Executive | str) -> str:
    """Return who is meant: somebody of the directory by their name, else an address. One person is counted once."""
    if isinstance(to, Executive) and to.mail:
        return address_of(to.mail)[:260]
    text = to.name if isinstance(to, Executive) else to
    return f"name:{address_of(text)}"[:260] if _is_name(text) else address_of(text)[:260]


def is_business(address: str, company: Company) -> bool:
    """Whether an address is one at which the company works: at a domain of its own, published, or its postal address."""
    keys = family(root_of(company))
    wanted = address_of(address)
    found = _MAIL.match(wanted)
    if found is None:
        rows = Point.objects.filter(company__in=keys, kind=Point.ADDRESS)[:50]
        return any(address_of(row.value) in wanted for row in rows if len(address_of(row.value)) > 8)
    own = set(Name.objects.filter(company__in=keys, kind=Name.DOMAIN).values_list("folded", flat=True)[:200])
    is_own = _is_at(found.group(2), own)
    if is_private(found.group(2), own=is_own):
        return False
    if not own or is_own:
        return True
    published = Executive.objects.filter(company__in=keys).exclude(source="").exclude(mail="")
    return any(address_of(row.mail) == wanted for row in published[:200])


def _against(
    to: Executive | str, company: Company, *, sent: list[Written], at: datetime, kind: Kind
) -> tuple[str, date | None]:
    """Return what speaks against writing, and the day from which it no longer does."""
    address = _text(to)
    if is_stopped(address):
        return _("They asked not to be written to again. Nobody here writes to this address any more."), None
    if not _is_right_place(to, company):
        return _(
            "Only business addresses are written to: at the company's own domain, or published with a source."
        ), None
    earlier = [row for row in sent if row.person == person_of(to)]
    if any(row.kind == kind for row in earlier):
        if kind == Written.LETTER:
            return _("They have had a letter in this case. One follow-up may be sent, nothing more."), None
        return _("They have had a letter and a follow-up in this case. Nothing more is sent to them."), None
    if kind == Written.FOLLOW_UP:
        return _too_early(earlier, company, at)
    people = len({row.person for row in sent})
    if people >= MOST_PEOPLE:
        sentence = ngettext(
            "%(count)s person of this company has been written to in this case; more are not.",
            "%(count)s people of this company have been written to in this case; more are not.",
            people,
        )
        return sentence % {"count": people}, None
    return "", None


def _too_early(earlier: Iterable[Written], company: Company, at: datetime) -> tuple[str, date | None]:
    letter = next((row for row in earlier if row.kind == Written.LETTER), None)
    if letter is None:
        return _("A follow-up needs a letter before it."), None
    week = _week(company)
    zone = ZoneInfo(week.zone)
    from_on = nth_working_day(letter.at.astimezone(zone).date(), DAYS_APART, week)
    if at.astimezone(zone).date() >= from_on:
        return "", None
    sentence = _("A follow-up may go ten working days after the letter, from %(day)s on.")
    return sentence % {"day": date_format(from_on, "DATE_FORMAT")}, from_on


def _week(company: Company) -> WorkingWeek:
    profile = Profile.objects.filter(company=company).first()
    if profile is None:
        return week_for(None)
    try:
        return week_for(profile.country, profile.zone or None)
    except ValueError:
        return week_for(profile.country)


def _is_right_place(to: Executive | str, company: Company) -> bool:
    """Whoever is known by name alone is written to at the company's own postal address or by its form."""
    if (isinstance(to, Executive) and not to.mail) or (isinstance(to, str) and _is_name(to)):
        return True
    return is_business(_text(to), company)


def _is_name(text: str) -> bool:
    """Whether a text is a person's name and nothing more: two to five words without a digit."""
    return "@" not in text and not any(map(str.isdigit, text)) and 2 <= len(address_of(text).split()) <= 5


def _text(to: Executive | str) -> str:
    return (to.mail or to.name) if isinstance(to, Executive) else to


def _is_at(domain: str, own: Iterable[str]) -> bool:
    return any(domain == one or domain.endswith(f".{one}") for one in own)


def _ascii(domain: str) -> str:
    try:
        return domain.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return domain
