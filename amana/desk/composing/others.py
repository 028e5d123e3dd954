"""A reply that mentions another customer is asked about once, before it leaves: its words, its copies, its files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import PurePath
from uuid import UUID

from django.utils.translation import gettext as _

from amana.cases.errors import Refused
from amana.cases.models import Case
from amana.channels.email.composing import Attached
from amana.desk.entering import Seat
from amana.handling.confidence.finding_others import Other, others_in, said_in
from amana.search.asking import understand
from amana.search.extracting import Unreadable, form_of, text_of
from amana.search.finding import Search, hits
from amana.search.narrowing import Narrowed
from amana.wording.isolating import isolated

# Files whose words are looked at before they leave, the first so many, none larger.
MOST_FILES = 5
LARGEST = 5 * 2**20
TEXT = "text"
MOST_NUMBERS = 6
_JOINTS = str.maketrans("_-.", "   ")  # that stand between the words of a file name


class MentionsAnother(Refused):
    """The reply mentions another customer, and nobody has said yet that this is meant."""

    def __init__(self, others: Sequence[Other]) -> None:
        names = ", ".join(isolated(name) for name in dict.fromkeys(one.name for one in others))
        super().__init__(
            _("This mentions %(names)s, another customer. Take it out, or tick that it is meant.") % {"names": names}
        )
        self.others = list(others)


def others_of(text: str, cc: str, files: Sequence[Attached], case: Case, seat: Seat) -> list[Other]:
    """Return the other customers a draft mentions, in its words, quotes included, in its copies and in its files."""
    texts = {TEXT: text} if text.strip() else {}
    for file in list(files)[:MOST_FILES]:
        called = PurePath(file.name).stem.translate(_JOINTS)
        texts[file.name] = f"{called}\n{file.name}\n{_words_in(file)}"
    copies = [part for part in cc.replace(";", ",").split(",") if "@" in part]
    found = others_in(case, texts, copies=copies, at=seat.at)
    return [*found, *_by_number(case, texts, seat, {one.person for one in found})]


def _words_in(file: Attached) -> str:
    form = form_of(file.name, file.type)
    if not form or len(file.content) > LARGEST:
        return ""
    try:
        return text_of(file.content, form)
    except Unreadable:
        return ""


def _by_number(case: Case, texts: Mapping[str, str], seat: Seat, known: set[UUID]) -> list[Other]:
    """Return customers in whose cases an order or account number of the draft stands, when it stands nowhere in this one.

    Each number is looked up in the index of words, which keeps to the brand by itself, and no further than one page.
    """
    found: dict[UUID, Other] = {}
    assert case.brand_id is not None
    for where, text in texts.items():
        for number in sorted(said_in(text, at=seat.at).orders)[:MOST_NUMBERS]:
            search = Search(understand(f'"{number}"'), Narrowed(brand=case.brand_id), seat.viewer)
            rows = hits(search).rows
            if not rows or any(row.case.customer_id == case.customer_id for row in rows):
                continue
            other = rows[0].case
            if other.customer_id not in known:
                name = other.customer.name or number
                found.setdefault(other.customer_id, Other(other.customer_id, name, number, where, other.number))
    return list(found.values())


def accepted_in(posted: str) -> frozenset[str]:
    """Return what was said to be meant, as the form carries it."""
    return frozenset(part for part in posted.split(",")[:50] if part)


def must_be_meant(others: Sequence[Other], accepted: frozenset[str]) -> None:
    """Raise MentionsAnother unless each of them, in this place, was accepted before."""
    if any(one.token not in accepted for one in others):
        raise MentionsAnother(others)
