"""Finding companies by part of a name in any script, by domain or by telephone, through an index and never through all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from amana.directory.family import roots
from amana.directory.models import Name, Part, Point, Profile
from amana.directory.naming import KEPT, domain_in, folded, key, sound, words
from amana.directory.pointing import phones_meant
from amana.people.models import Account

MOST = 20
# Names looked at for one word; of a word that more names hold, the other words decide.
LOOKED_AT, LEADING = 60, 2000
LONGEST = 200
_LAST = b"\xff"


@dataclass(frozen=True)
class Found:
    """A company that was found: what it is called, and by which of its names it was found."""

    key: UUID
    name: str
    by_name: str
    kind: str
    country: str
    sector: str
    is_alike: bool  # only the sound of the name is alike

    @property
    def also(self) -> str:
        """The name by which it was found, where that is another one."""
        return "" if self.by_name == self.name else self.by_name


def find(typed: str, *, by: Account | None = None, most: int = MOST, kind: str = "") -> list[Found]:
    """Return companies by part of a name, the likeliest first; nothing for a text without a letter or digit.

    What others named in their own cases alone is not found. Names that only sound alike come when nothing else does.
    """
    typed = typed.replace("\0", "")[:LONGEST]
    found: dict[UUID, Name] = {}
    for rows in _steps(typed):
        new = {row.company_id: row for row in reversed(rows)}
        found |= {
            company: new[company] for company in dict.fromkeys(row.company_id for row in rows) if company not in found
        }
        if len(found) >= most * 2:
            break
    shown = _shown(found, by=by, kind=kind, is_alike=False)
    if not shown:
        shown = _shown({row.company_id: row for row in _sounding(typed)}, by=by, kind=kind, is_alike=True)
    return shown[:most]


def companies_at(domain: str) -> QuerySet[Name]:
    """Return the domain rows of whoever has this domain, or one above it."""
    labels = domain.split(".")
    above = [".".join(labels[start:]) for start in range(min(len(labels) - 1, 4))]
    return Name.objects.filter(kind=Name.DOMAIN, folded__in=above)


def _steps(typed: str) -> Iterator[list[Name]]:
    """Yield names, the best first: exactly so, its domain or telephone, beginning so, with a word so, with this inside."""
    whole, asked = folded(typed), words(typed)
    yield list(Name.objects.filter(folded=whole)[:LOOKED_AT]) if whole else []
    if "." in typed and (domain := domain_in(typed)):
        yield sorted(companies_at(domain)[:LOOKED_AT], key=lambda row: -len(row.folded))
    if phones := phones_meant(typed):
        points = Point.objects.filter(kind=Point.PHONE, same__in=phones).values_list("company", flat=True)[:LOOKED_AT]
        yield list(Name.objects.filter(company__in=list(points), kind=Name.NAME))
    if not asked:
        return
    yield _ordered(_names(_range(Part.WHOLE, key(whole))[:LOOKED_AT]), asked)
    lead = asked[0] if len(asked) == 1 else min(asked, key=_frequency)
    for place in (Part.WORD, Part.INSIDE):
        yield _ordered(_holding(_range(place, key(lead)), asked), asked)


def _range(place: int, beginning: bytes) -> QuerySet[Part, int]:
    rows = Part.objects.filter(place=place, part__gte=beginning, part__lt=beginning + _LAST)
    return rows.order_by("place", "part", "name").values_list("name", flat=True)


def _frequency(word: str) -> int:
    """Return how many names have a word that begins so, counted no further than it matters."""
    return len(_range(Part.WORD, key(word))[:LEADING])


def _names(keys: Iterable[int]) -> list[Name]:
    return list(Name.objects.filter(pk__in=list(keys)))


def _holding(keys: QuerySet[Part, int], asked: list[str]) -> list[Name]:
    """Return those names that hold every word that was asked for."""
    if len(asked) == 1 and len(asked[0]) <= KEPT:
        return _names(keys[:LOOKED_AT])
    rows = Name.objects.filter(pk__in=list(keys[:LEADING]))
    for word in asked:
        rows = rows.filter(folded__contains=word)
    return list(rows[:LOOKED_AT])


def _ordered(rows: Iterable[Name], asked: list[str]) -> list[Name]:
    """Order names: all words whole first, a domain last, the shorter name first."""
    wanted = set(asked)

    def rank(row: Name) -> tuple[bool, bool, int, str]:
        return (not wanted <= set(row.folded.split()), row.kind == Name.DOMAIN, len(row.folded), row.folded)

    return sorted((row for row in rows if all(word in row.folded for word in asked)), key=rank)


def _sounding(typed: str) -> list[Name]:
    """Return names whose words have the consonants of those that were typed, in whatever script."""
    heard = [one for one in map(sound, words(typed)) if len(one) > 1]
    if not heard:
        return []
    lead = max(heard, key=len)
    rows = Part.objects.filter(place=Part.SOUND)
    rows = (
        rows.filter(part__gte=lead.encode(), part__lt=lead.encode() + _LAST)
        if len(lead) > 2
        else rows.filter(part=lead.encode())
    )
    keys = rows.order_by("place", "part", "name").values_list("name", flat=True)
    names = _names(keys[:LOOKED_AT])
    kept = [row for row in names if _sounds(row, heard)]
    return sorted(kept, key=lambda row: (len(row.folded), row.folded))


def _sounds(row: Name, heard: list[str]) -> bool:
    own = [sound(word) for word in row.folded.split()]
    return all(any(one.startswith(part) for one in own) for part in heard)


def _shown(found: dict[UUID, Name], *, by: Account | None, kind: str, is_alike: bool) -> list[Found]:
    """Return what was found as the companies they are known as now, each once, without what others keep to themselves."""
    if not found:
        return []
    now = roots(found)
    profiles = Profile.objects.visible_to(by).filter(company__in=set(now.values())).select_related("company")
    if kind:
        profiles = profiles.filter(kind=kind)
    known = {profile.company_id: profile for profile in profiles}
    shown: dict[UUID, Found] = {}
    for company, row in found.items():
        profile = known.get(now[company])
        if profile is not None and profile.company_id not in shown:
            shown[profile.company_id] = Found(
                profile.company_id,
                profile.company.name,
                row.text,
                profile.kind,
                profile.country,
                profile.sector,
                is_alike,
            )
    return list(shown.values())
