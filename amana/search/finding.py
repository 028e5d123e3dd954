"""Asking the index: what holds every word of the query, with the rights of whoever looks inside the question."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from uuid import UUID

from django.db import connection
from django.db.models import Count, QuerySet
from django.db.models.expressions import RawSQL

from amana.search.asking import Asked, begun, corrected
from amana.search.backends import Sequel, Wanted, backend
from amana.search.dividing import word_forms
from amana.search.indexing import BRAND, FILE, KIND, WITH_FILE
from amana.search.likening import in_order_of_nearness, like
from amana.search.models import Indexed, number_at
from amana.search.narrowing import Narrowed
from amana.search.spelling import beginning_with, meant, texts_with
from amana.team.models import Brand
from amana.team.viewing import Viewer

# What one page looks at, at most: hits by their words, of which those the viewer and the filters let pass are shown.
LOOKED_AT = 1_000
PER_PAGE = 30
HIGHEST = (1 << 63) - 1
# With fewer hits than this, the beginning of a word and a slip are thought of.
FEW = 3
# A word that stands in so many more texts is likelier what was meant.
LIKELIER = 4
SHORTEST_BEGINNING = 3
MOST_LIKE, MOST_NEAR = 6, 40
# Hits that may be put in the order of their meaning.
MOST_RANKED = 200
COUNTED_AT_ONCE = 20_000
COUNTING_SECONDS = 5.0


@dataclass(frozen=True)
class Search:
    """A query, what narrows it, and who looks."""

    asked: Asked
    narrowed: Narrowed
    viewer: Viewer

    @cached_property
    def wanted(self) -> Wanted:
        """What an entry must hold. Its brand is a term too, so that the index itself keeps to what may be read."""
        groups: list[tuple[Sequel, ...]] = [part.sequels for part in self.asked.parts]
        brands = [self.narrowed.brand] if self.narrowed.brand else self.viewer.brands
        groups += of_brands(brands)
        kind = self.narrowed.kind or ("" if self.asked.parts or self.narrowed.with_file else "case")
        if kind:
            groups.append(((f"{KIND}{kind}",),))
        if self.narrowed.with_file and kind != FILE:
            groups.append(((WITH_FILE,),))
        return Wanted(tuple(groups), self.asked.none_of)

    @property
    def since(self) -> int:
        return number_at(self.narrowed.since) if self.narrowed.since else 0

    @property
    def before(self) -> int:
        return number_at(self.narrowed.before) if self.narrowed.before else HIGHEST

    @cached_property
    def newest(self) -> list[int]:
        """The numbers of the newest hits by words alone, looked up once: the page and its count both want them."""
        return _newest(self)

    def is_empty(self) -> bool:
        """Whether nothing is asked, or whoever asks may find nothing."""
        return not self.asked or self.viewer.kind != "agent" or not self.viewer.brands


def of_brands(brands: Sequence[UUID]) -> list[tuple[Sequel, ...]]:
    """Return the group of terms that keeps an index to these brands; none where there are no others.

    A term that stands everywhere would only make PostgreSQL expect more work than there is.
    """
    if not Brand.objects.exclude(pk__in=brands).exists():
        return []
    return [tuple((f"{BRAND}{brand.hex}",) for brand in brands)]


@dataclass(frozen=True)
class Hits:
    """A page of hits, the newest first. `following` is where the next one begins, None at the end.

    `is_cut` says that the page ended before it was full, as it had looked at as much as a page may.
    """

    rows: list[Indexed]
    following: int | None
    is_cut: bool = False


@dataclass(frozen=True)
class Counted:
    """How many entries of how many cases were found; `is_exact` is False when there are more."""

    entries: int
    cases: int
    is_exact: bool


def hits(search: Search, *, after: int | None = None) -> Hits:
    """Return a page of what was found, the newest first; `after` is where the page before ended.

    Looks at a thousand hits at most, however many there are.
    """
    if search.is_empty():
        return Hits([], None)
    looked_at = search.newest if after is None else _newest(search, before=after)
    rows = list(_shown(search, looked_at).select_related("case__customer").order_by("-pk")[: PER_PAGE + 1])
    if len(rows) > PER_PAGE:
        return Hits(rows[:PER_PAGE], rows[PER_PAGE - 1].pk)
    is_cut = len(looked_at) == LOOKED_AT
    return Hits(rows, looked_at[-1] if is_cut else None, is_cut)


def closest(search: Search) -> Hits:
    """Return the newest two hundred hits in the order of their meaning: one page, and no further one."""
    if search.is_empty():
        return Hits([], None)
    numbers = list(_shown(search, search.newest).order_by("-pk").values_list("pk", flat=True)[:MOST_RANKED])
    ordered = in_order_of_nearness(search.asked.words, numbers)[:PER_PAGE]
    rows = Indexed.objects.visible_to(search.viewer).select_related("case__customer").in_bulk(ordered)
    return Hits([rows[number] for number in ordered if number in rows], None)


def count(search: Search) -> Counted:
    """Count what was found, up to a thousand."""
    if search.is_empty():
        return Counted(0, 0, True)
    looked_at = search.newest
    # In the order of their numbers, so that SQLite begins with them and not with the cases of a brand.
    newest = _shown(search, looked_at).order_by("-pk")[:LOOKED_AT]
    found = newest.aggregate(entries=Count("pk"), cases=Count("case", distinct=True))
    return Counted(found["entries"], found["cases"], len(looked_at) < LOOKED_AT)


def count_all(search: Search) -> Counted:
    """Count all that was found, slice by slice; whoever asked for it waits five seconds at most for a number that is not exact."""
    if search.is_empty():
        return Counted(0, 0, True)
    entries, cases, before = 0, set[UUID](), None
    until = time.monotonic() + COUNTING_SECONDS
    while looked_at := _newest(search, before=before, most=COUNTED_AT_ONCE):
        found = list(_between(search, looked_at[-1], looked_at[0]).values_list("case", flat=True))
        entries, cases, before = entries + len(found), cases.union(found), looked_at[-1]
        if len(looked_at) < COUNTED_AT_ONCE:
            break
        if time.monotonic() > until:
            return Counted(entries, len(cases), False)
    return Counted(entries, len(cases), True)


def _newest(search: Search, *, before: int | None = None, most: int | None = None) -> list[int]:
    """Return the numbers of the newest hits by words alone, of the brands and audiences the viewer may read."""
    end = min(search.before, before) if before is not None else search.before
    select, values = backend().newest(
        search.wanted, since=search.since, before=end, most=most or LOOKED_AT, case=search.narrowed.case
    )
    with connection.cursor() as cursor:
        cursor.execute(select, values)
        return [int(number) for (number,) in cursor.fetchall()]


def _shown(search: Search, numbers: Sequence[int]) -> QuerySet[Indexed]:
    return search.narrowed.among(Indexed.objects.visible_to(search.viewer).filter(pk__in=numbers))


def _between(search: Search, first: int, last: int) -> QuerySet[Indexed]:
    """Return the hits from one number to another, asked of the index once more: too many to be named one by one."""
    select, values = backend().newest(
        search.wanted, since=first, before=last + 1, most=COUNTED_AT_ONCE, case=search.narrowed.case
    )
    rows = Indexed.objects.visible_to(search.viewer).filter(pk__in=RawSQL(select, values))  # noqa: S611  # ours, with its values apart
    return search.narrowed.among(rows)


# ── when little is found ─────────────────────────────────────────────────────


def widened(search: Search) -> Search | None:
    """Return the search with its last word as the beginning of known ones; None when there is nothing to widen."""
    last = search.asked.parts[-1] if search.asked.parts else None
    if last is None or len(last.word) < SHORTEST_BEGINNING:
        return None
    endings = [word for word in beginning_with(last.word) if (word,) not in last.sequels]
    return replace(search, asked=begun(search.asked, endings)) if endings else None


def put_right(search: Search) -> Search | None:
    """Return the search with words put right that are likely slips; None when there are none, or nothing would be found.

    A word is put right when no text holds it in any form, or a near one stands in four times as many. Nothing is
    proposed that this viewer would not find, so that no word of another brand is told.
    """
    words = {part.word: right for part in search.asked.parts if part.word and (right := _right(part.sequels))}
    if not words:
        return None
    better = replace(search, asked=corrected(search.asked, words))
    return better if hits(better).rows else None


def _right(sequels: Sequence[Sequel]) -> str:
    """Return the word that was likely meant instead of one with these forms; empty for the word itself."""
    forms = [sequel[0] for sequel in sequels if len(sequel) == 1]
    own = texts_with(forms)
    # Without what is attached before it, and with the article: of a name people may have written only one of these.
    article = _ARTICLES.get(forms[0][:1], "")
    tried = [*(form for form in forms if forms[0].endswith(form)), *([article + forms[0]] if article else [])]
    for form in tried:
        for known in meant(form):
            is_another = set(forms).isdisjoint(form for its in word_forms(known.word) for form in its)
            if is_another and known.texts >= max(1, own * LIKELIER):
                return known.word
    return ""


# By the first letter of a word: its article.
_ARTICLES = {chr(letter): "ה" for letter in range(0x5D0, 0x5EB)} | {chr(letter): "ال" for letter in range(0x621, 0x64B)}


# ── by meaning ───────────────────────────────────────────────────────────────


def alike(search: Search, *, but_not: Sequence[UUID]) -> list[Indexed]:
    """Return entries that mean alike, the nearest first and one a case, without the cases that were found by words."""
    if search.is_empty() or not search.asked.words:
        return []
    brands = [search.narrowed.brand] if search.narrowed.brand else search.viewer.brands
    near = like(search.asked.words, brands, since=search.since, before=search.before)
    near = near[:MOST_NEAR]
    rows = _shown(search, [one.number for one in near]).exclude(case__in=but_not).select_related("case__customer")
    found = rows.in_bulk()
    cases: dict[UUID, Indexed] = {}
    for one in near:
        row = found.get(one.number)
        if row is not None and (search.narrowed.kind != FILE or row.file):
            cases.setdefault(row.case_id, row)
    return list(cases.values())[:MOST_LIKE]
