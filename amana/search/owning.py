"""Own cases in the index: each word bears the mark of whoever keeps the case, so that nobody else's question can meet it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol
from uuid import UUID

from django.db import connection

from amana.search.asking import Asked
from amana.search.backends import Sequel, Wanted, backend
from amana.search.dividing import GAP, MARK, Words, divide
from amana.search.models import Indexed
from amana.team.viewing import Viewer

OWNER = f"{MARK}o"
LONGEST_TEXT = 20_000
# The fields of entries in which words stand that somebody may look for.
FIELDS = (
    "subject", "text", "who", "to", "action", "what", "why", "goal", "whom", "opening", "asks", "carry", "fallback",
    "happened", "wanted", "settle_for", "name", "did", "reach", "how_far", "title", "address", "company",
)  # fmt: skip
# What is said in own cases alone, beside messages and calls.
KINDS = {
    "promise.made": "promise", "letter.sent": "letter", "letter.drafted": "letter", "goal.set": "goal",
    "plan.written": "plan", "rung.answered": "answer", "exhibit.added": "file",
    "offer.noted": "offer", "paper.kept": "file", "cost.noted": "cost", "ally.kept": "person",
}  # fmt: skip
# Of so many hits the newest are shown.
MOST = 60
HIGHEST = (1 << 63) - 1


class Said(Protocol):
    """An entry, appended just now or read."""

    @property
    def content(self) -> Mapping[str, Any] | None: ...


def words_of_own(entry: Said, keeper: UUID) -> Words:
    """Return what an entry of an own case is found by: its words, who wrote, and the names of its files."""
    return _marked(divide(text_of(entry)), keeper)


def text_of(entry: Said) -> str:
    """Return the words of an entry that are looked through, at most 20,000 letters."""
    says = entry.content or {}
    sender, files = says.get("from"), says.get("files")
    parts = [_text(says.get(name)) for name in FIELDS]
    parts += [_text(sender.get("name")), _text(sender.get("address"))] if isinstance(sender, Mapping) else []
    parts += [_text(file.get("name")) for file in files if isinstance(file, Mapping)] if isinstance(files, list) else []
    return "\n".join(filter(None, parts))[:LONGEST_TEXT]


def _text(said: Any) -> str:  # Any: a field of an entry
    if isinstance(said, list):
        return " ".join(str(one) for one in said if isinstance(one, str))
    return said if isinstance(said, str) else ""


def _marked(words: Words, keeper: UUID) -> Words:
    mark = mark_of(keeper)
    return Words([one if one == GAP else mark + one for one in words.in_order], [mark + one for one in words.besides])


def mark_of(keeper: UUID) -> str:
    """Return what every word of somebody's own cases begins with in the index; no word that is typed holds it."""
    return f"{OWNER}{keeper.hex}"


def find(asked: Asked, viewer: Viewer) -> list[Indexed]:
    """Return what a keeper's own cases hold of what is asked, the newest first, sixty at most; nothing to anybody else."""
    if viewer.kind != "owner" or viewer.person is None or not asked.parts:
        return []
    mark = mark_of(viewer.person.pk)
    wanted = Wanted(
        tuple(tuple(_of(mark, sequel) for sequel in part.sequels) for part in asked.parts),
        tuple(_of(mark, sequel) for sequel in asked.none_of),
    )
    select, values = backend().newest(wanted, since=0, before=HIGHEST, most=MOST)
    with connection.cursor() as cursor:
        cursor.execute(select, values)
        numbers = [int(number) for (number,) in cursor.fetchall()]
    rows = Indexed.objects.visible_to(viewer).filter(pk__in=numbers)
    return list(rows.select_related("case__company").order_by("-pk"))


def _of(mark: str, sequel: Sequel) -> Sequel:
    return tuple(mark + term for term in sequel)
