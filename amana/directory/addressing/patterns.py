"""What a person's business address may be, judged from addresses of colleagues that were published; nothing is ever tried."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from amana.directory.addressing.transliterating import Spelling, spellings
from amana.directory.family import family, root_of
from amana.directory.importing.records import is_mail
from amana.directory.models import Executive
from amana.directory.models.facts import HIGH, LOW, MEDIUM
from amana.directory.naming import folded
from amana.directory.providers import is_private
from amana.people.models import Company

MOST = 5
SURE, LIKELY = 3, 2

# Each way of making an address out of a name that companies use, by how it is shown.
FORMS: dict[str, Callable[[str, str], str]] = {
    "first.last": lambda first, last: f"{first}.{last}",
    "flast": lambda first, last: f"{first[0]}{last}",
    "f.last": lambda first, last: f"{first[0]}.{last}",
    "firstl": lambda first, last: f"{first}{last[0]}",
    "first.l": lambda first, last: f"{first}.{last[0]}",
    "first_last": lambda first, last: f"{first}_{last}",
    "first-last": lambda first, last: f"{first}-{last}",
    "firstlast": lambda first, last: f"{first}{last}",
    "last.first": lambda first, last: f"{last}.{first}",
    "lastf": lambda first, last: f"{last}{first[0]}",
    "lastfirst": lambda first, last: f"{last}{first}",
    "first": lambda first, _last: first,
    "last": lambda _first, last: last,
}


@dataclass(frozen=True)
class Published:
    """A person's business address as it was published, and where."""

    name: str
    mail: str
    source: str


@dataclass(frozen=True)
class Candidate:
    """What an address may be: the form and whose addresses show it, and how sure that is.

    `is_published` when it is no guess; `is_usual` false when the name was put into Latin letters by its letters alone.
    """

    mail: str
    form: str
    shown_by: tuple[Published, ...]
    against: int
    confidence: str
    is_published: bool = False
    is_usual: bool = True


def candidates(name: str, known: Sequence[Published]) -> list[Candidate]:
    """Return what the address of this person may be, the likeliest first, five at most; nothing without evidence.

    Only published business addresses count as evidence: those of mail providers, and those without a source, are passed
    over. Nothing is asked of any server, and nothing is kept.
    """
    known = [
        one for one in known if one.source.strip() and is_mail(one.mail) and not is_private(one.mail.rpartition("@")[2])
    ]
    own = [one for one in known if folded(one.name) == folded(name)]
    if own:
        return [Candidate(own[0].mail.lower(), "", (own[0],), 0, HIGH, is_published=True)]
    shown = _shown(known)
    at_domain = Counter(domain for (domain, _form), people in shown.items() for _one in people)
    ways_to_spell = spellings(name)
    found: dict[str, Candidate] = {}
    for (domain, form), people in sorted(shown.items(), key=lambda one: (-len(one[1]), list(FORMS).index(one[0][1]))):
        for spelling in ways_to_spell:
            mail = f"{FORMS[form](spelling.first, spelling.last)}@{domain}"
            against = at_domain[domain] - len(people)
            sure = _confidence(len(people), against, spelling, is_first=not found)
            sure = MEDIUM if sure == HIGH and len(ways_to_spell) > 1 else sure
            found.setdefault(mail, Candidate(mail, form, tuple(people), against, sure, is_usual=spelling.is_usual))
    return list(found.values())[:MOST]


def candidates_at(company: Company, name: str) -> list[Candidate]:
    """Return what the address of somebody at a company may be, from what the directory knows of their colleagues."""
    rows = Executive.objects.filter(company__in=family(root_of(company))).exclude(mail="").exclude(source="")
    return candidates(name, [Published(row.name, row.mail, row.source) for row in rows.order_by("name")[:100]])


def _shown(known: Sequence[Published]) -> dict[tuple[str, str], list[Published]]:
    """Return which forms the addresses show at which domain, and by whom; a name that fits two forms shows the first."""
    found: dict[tuple[str, str], list[Published]] = defaultdict(list)
    for one in known:
        local, _at, domain = one.mail.lower().rpartition("@")
        form = next(
            (form for form, made in FORMS.items() if any(made(s.first, s.last) == local for s in spellings(one.name))),
            "",
        )
        if form:
            found[domain, form].append(one)
    return found


def _confidence(shown: int, against: int, spelling: Spelling, *, is_first: bool) -> str:
    if not is_first or not spelling.is_usual or against >= shown:
        return LOW
    if shown >= SURE and not against:
        return HIGH
    return MEDIUM if shown >= LIKELY else LOW
