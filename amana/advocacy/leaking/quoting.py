"""What the record of an own case shows of how it was handled, in words for a letter: facts and their days, accusing nobody."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from amana.advocacy.composing import Wish, begin_letter
from amana.advocacy.letters.letter import LONGEST
from amana.advocacy.letters.models import LetterDraft
from amana.advocacy.letters.wording import frame as whole_frame
from amana.advocacy.letters.wording import in_language
from amana.cases.errors import Refused
from amana.cases.models import Case
from amana.record.reading import Read, entries
from amana.review.leaks.wording import due_of, quote_of
from amana.review.models import Leak
from amana.wording.lists import listing

# Of one thing the latest days, so that a sentence stays one.
MOST_DAYS = 4


@dataclass(frozen=True)
class Quote:
    """One thing the record shows, as a sentence, with the numbers of the entries that show it."""

    kind: str
    text: str
    numbers: tuple[int, ...]


def quotes_of(case: Case, *, language: str) -> list[Quote]:
    """Return what stands in the record of an own case, the earliest first, in a language; two queries."""
    rows = list(Leak.objects.filter(case=case).standing().order_by("at", "kind"))
    shown = entries({UUID(key) for row in rows for key in row.entries}, side="customer") if rows else {}
    zone = ZoneInfo(case.zone or "UTC")
    with translation.override(language):
        quotes = [_quote(row, shown.values(), zone, language) for row in rows]
    return [one for one in quotes if one.text]


def _quote(row: Leak, shown: Collection[Read], zone: ZoneInfo, language: str) -> Quote:
    named = sorted((one for one in shown if str(one.id) in row.entries), key=lambda one: one.at)
    days = list(dict.fromkeys(_day(one, zone, language) for one in named))[-MOST_DAYS:]
    # A leak that time alone shows names the day on which it began.
    days = days or [date_format(row.at.astimezone(zone), in_language(whole_frame()["day"], language))]
    due = due_of(row)
    by = date_format(due.astimezone(zone), in_language(whole_frame()["moment"], language)) if due else ""
    return Quote(row.kind, quote_of(row, listing(days), due=by), tuple(one.number for one in named))


def _day(one: Read, zone: ZoneInfo, language: str) -> str:
    said = one["called_at"] or one["sent_at"]
    try:
        at = datetime.fromisoformat(str(said)) if said else one.at
    except ValueError:
        at = one.at
    return date_format((at if at.tzinfo else one.at).astimezone(zone), in_language(whole_frame()["day"], language))


@transaction.atomic
def quote_in_letter(case: Case, kinds: Collection[str], *, draft: LetterDraft | None, at: datetime) -> LetterDraft:
    """Put what the record shows into a letter, above its signature, in its language; a complaint is begun where there is none.

    A sentence that stands there already is not put in again. Raises Refused where nothing was chosen.
    """
    chosen = [one for one in quotes_of(case, language=draft.language if draft else case.language) if one.kind in kinds]
    if not chosen:
        raise Refused(_("Choose what you want to write."))
    draft = draft or begin_letter(case, Wish("complaint"), at=at)
    with translation.override(draft.language):
        text = with_quotes(draft.text, chosen)
    draft.text, draft.saved_at = text[:LONGEST], at
    draft.save(update_fields=["text", "saved_at"])
    return draft


def with_quotes(letter: str, quotes: Sequence[Quote]) -> str:
    """Return a letter with these sentences as a list before its last paragraph, which is its signature."""
    lines = [f"– {one.text}" for one in quotes if one.text not in letter]
    if not lines:
        return letter
    paragraphs = letter.rstrip().split("\n\n")
    block = "\n".join([_("What the record of this case shows:"), *lines])
    at = len(paragraphs) - 1 if len(paragraphs) > 1 else len(paragraphs)
    return "\n\n".join([*paragraphs[:at], block, *paragraphs[at:]]).strip() + "\n"
