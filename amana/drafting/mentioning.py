"""Whom else a draft mentions: another customer in its words, its copies or its files is asked about before it leaves."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import PurePath
from uuid import UUID

from django.utils.translation import gettext as _

from amana.cases.errors import Refused
from amana.cases.models import Case
from amana.channels.email.composing import Attached
from amana.handling.confidence.finding_others import Other, others_in, said_in
from amana.search.asking import understand
from amana.search.extracting import Unreadable, form_of, text_of
from amana.search.finding import Search, hits
from amana.search.narrowing import Narrowed
from amana.team.viewing import Viewer
from amana.wording.isolating import isolated

# Where the words of the draft itself stand; a file stands under its name.
TEXT = "text"
MOST_NUMBERS = 6
# Files whose words are looked at before they leave, the first so many, none larger.
MOST_FILES = 5
LARGEST = 5 * 2**20
_JOINTS = str.maketrans("_-.", "   ")  # that stand between the words of a file name


class MentionsAnother(Refused):
    """The draft mentions another customer, and nobody has said yet that this is meant."""

    def __init__(self, others: Sequence[Other]) -> None:
        names = ", ".join(isolated(name) for name in dict.fromkeys(one.name for one in others))
        super().__init__(
            _("This mentions %(names)s, another customer. Take it out, or tick that it is meant.") % {"names": names}
        )
        self.others = list(others)


def others_of(texts: Mapping[str, str], copies: Iterable[str], case: Case, *, by: Viewer, at: datetime) -> list[Other]:
    """Return the other customers of the brand that a draft mentions, by name, address or number.

    `texts` are its words by where they stand, quotes included: under TEXT, and for each file under its name.
    `copies` are the mail addresses that get one.
    """
    found = others_in(case, texts, copies=copies, at=at)
    return [*found, *_by_number(case, texts, {one.person for one in found}, by=by, at=at)]


def texts_of(text: str, files: Sequence[Attached]) -> dict[str, str]:
    """Return the words of a draft and of its files by where they stand, as `others_of` takes them; of a file its name too."""
    texts = {TEXT: text} if text.strip() else {}
    for file in list(files)[:MOST_FILES]:
        called = PurePath(file.name).stem.translate(_JOINTS)
        texts[file.name] = f"{called}\n{file.name}\n{_words_in(file)}"
    return texts


def _words_in(file: Attached) -> str:
    form = form_of(file.name, file.type)
    if not form or len(file.content) > LARGEST:
        return ""
    try:
        return text_of(file.content, form)
    except Unreadable:
        return ""


def _by_number(case: Case, texts: Mapping[str, str], known: set[UUID], *, by: Viewer, at: datetime) -> list[Other]:
    """Return customers in whose cases an order or account number of the draft stands, when it stands nowhere in this one.

    Each number is looked up in the index of words, which keeps to the brand by itself, and no further than one page.
    """
    if case.brand_id is None:
        return []
    found: dict[UUID, Other] = {}
    for where, text in texts.items():
        for number in sorted(said_in(text, at=at).orders)[:MOST_NUMBERS]:
            rows = hits(Search(understand(f'"{number}"'), Narrowed(brand=case.brand_id), by)).rows
            if not rows or any(row.case.customer_id == case.customer_id for row in rows):
                continue
            other = rows[0].case
            if other.customer_id not in known:
                name = other.customer.name or number
                found.setdefault(other.customer_id, Other(other.customer_id, name, number, where, other.number))
    return list(found.values())


def must_be_meant(others: Sequence[Other], meant: Collection[str]) -> None:
    """Raise MentionsAnother unless each of them, in this place, was said to be meant; `meant` are their tokens."""
    if any(one.token not in meant for one in others):
        raise MentionsAnother(others)
