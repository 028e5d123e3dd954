"""Telling which companies of a file are here already: by their key in that source, or by a name and a domain together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from amana.directory.importing.records import Read, Record
from amana.directory.models import Key, Name, Profile
from amana.directory.naming import folded

AT_ONCE = 500
Told = Callable[[str, int], None]


@dataclass(frozen=True)
class Plan:
    """What bringing in would do: whom it would make, whom it would add to, and how many it knows as they are."""

    read: Read
    new: list[Record] = field(default_factory=list)
    known: list[tuple[UUID, Record]] = field(default_factory=list)
    unchanged: int = 0

    @property
    def counts(self) -> dict[str, int]:
        return {
            "companies": len(self.read.records),
            "new": len(self.new),
            "added_to": len(self.known),
            "unchanged": self.unchanged,
            "unreadable": len(self.read.problems),
        }


@dataclass(frozen=True)
class _Here:
    """A company that has a name of the file: what is known of it for telling whether it is the same."""

    company: UUID
    country: str
    domains: frozenset[str]


def plan(read: Read, *, told: Told = lambda _what, _done: None) -> Plan:
    """Return what bringing in these companies would do; changes nothing.

    Two companies of one file are never taken for one, and one that a source knows under another key is not taken again:
    whether two are the same is then for people to say.
    """
    made, unchanged = Plan(read), 0
    taken: set[UUID] = set()
    for done, some in _groups(read.records):
        keys = {row.key: row for row in Key.objects.filter(source=read.source, key__in=[one.key for one in some])}
        here = _here([one for one in some if one.key not in keys], read.source)
        for one in some:
            key = keys.get(one.key)
            if key is not None and key.digest == one.digest:
                unchanged += 1
            elif key is not None:
                made.known.append((key.company_id, one))
            elif (company := _same(one, here, taken)) is not None:
                taken.add(company)
                made.known.append((company, one))
            else:
                made.new.append(one)
        told("compared", done)
    return Plan(read, made.new, made.known, unchanged)


def _groups(records: Sequence[Record]) -> Iterator[tuple[int, Sequence[Record]]]:
    for start in range(0, len(records), AT_ONCE):
        some = records[start : start + AT_ONCE]
        yield start + len(some), some


def _here(records: Iterable[Record], source: str) -> dict[str, list[_Here]]:
    """Return the companies that have a name of these, by that name; without those the source knows under a key."""
    wanted = {name for one in records for name in _names(one)}
    rows = Name.objects.filter(folded__in=wanted, kind__in=[Name.NAME, Name.ALIAS], company__is_ours=False)
    by_company: dict[UUID, set[str]] = defaultdict(set)
    for row in rows:
        by_company[row.company_id].add(row.folded)
    for company in set(Key.objects.filter(source=source, company__in=by_company).values_list("company", flat=True)):
        del by_company[company]
    open_to_all = Profile.objects.filter(company__in=by_company, private_to=None)
    countries = dict(open_to_all.values_list("company", "country"))
    domains: dict[UUID, set[str]] = defaultdict(set)
    for company, domain in Name.objects.filter(company__in=countries, kind=Name.DOMAIN).values_list(
        "company", "folded"
    ):
        domains[company].add(domain)
    found: dict[str, list[_Here]] = defaultdict(list)
    for company, country in sorted(countries.items()):
        for name in by_company[company]:
            found[name].append(_Here(company, country, frozenset(domains[company])))
    return found


def _names(one: Record) -> list[str]:
    return list(dict.fromkeys(folded(name) for name in (one.name, *one.aliases)))


def _same(one: Record, here: dict[str, list[_Here]], taken: set[UUID]) -> UUID | None:
    """Return the company that has this name and one of these domains; without any domain, this name in this country."""
    named = {row.company: row for name in _names(one) for row in here.get(name, ()) if row.company not in taken}
    for row in named.values():
        if row.domains & set(one.domains):
            return row.company
    own = [row for row in here.get(folded(one.name), ()) if row.company not in taken]
    for row in own:
        is_silent = not row.domains or not one.domains
        if is_silent and (row.country == one.country or not row.country or not one.country):
            return row.company
    return None
