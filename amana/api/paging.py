"""Pages of a list without counting rows: each begins where the last one ended, and says so in a word of ours."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, TypeVar
from uuid import UUID

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext as _
from ninja import Schema
from pydantic import Field

from amana.api.erring import Problem, not_understood

USUAL, MOST = 25, 100

Row = TypeVar("Row", bound=Model)


class Paged(Schema):
    """Which part of a list is wanted."""

    after: Annotated[str, Field(max_length=400, description="The `next` of the page before; empty for the first.")] = ""
    most: Annotated[int, Field(ge=1, le=MOST, description="How many on a page.")] = USUAL


@dataclass(frozen=True)
class Cursor:
    """The last row that was looked at for a page of one list: its moment and its key. It may be another brand's, so it leaves locked."""

    of: str
    at: datetime
    key: UUID

    def __str__(self) -> str:
        plain = f"{self.of} {self.at.isoformat()} {self.key.hex}"
        return _lock().encrypt(plain.encode()).decode().rstrip("=")


def _lock() -> Fernet:
    said = f"amana.api.paging {settings.SECRET_KEY}"
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(said.encode()).digest()))


def cursor_in(word: str, *, of: str) -> Cursor | None:
    """Return where the wanted page begins, None for the first. Raises Problem for a word that this list did not give out."""
    if not word:
        return None
    try:
        plain = _lock().decrypt((word + "=" * (-len(word) % 4)).encode()).decode()
        name, moment, key = plain.rsplit(" ", 2)
        cursor = Cursor(name, datetime.fromisoformat(moment), UUID(hex=key))
    except (InvalidToken, ValueError):
        raise no_cursor() from None
    if cursor.of != of:
        raise no_cursor()
    return cursor


def no_cursor(name: str = "after") -> Problem:
    """Say that a word is no cursor of this list."""
    sentence = _("This is not the next page of this list. Begin again without `%(name)s`.") % {"name": name}
    return not_understood([{"field": f"query.{name}", "code": "cursor", "detail": sentence}], sentence)


def page_of(  # a list has this many sides, each named at the call
    rows: QuerySet[Row],
    asked: Paged,
    *,
    of: str,
    by: str,
    newest_first: bool = False,
    within: tuple[QuerySet[Row], int] | None = None,
) -> tuple[list[Row], str | None]:
    """Return one page ordered by the column `by` and the key, and the word for the next one (None: it is the last).

    `of` names the list with its filters, so that a page of one is not asked of another. `within` is the list as it is
    narrowed by filters, and how many rows of the whole list are looked through for a page; it may be short then.
    """
    after = cursor_in(asked.after, of=of)
    ordered = _beginning(rows, by=by, after=after, newest_first=newest_first)
    if within is None:
        found = list(ordered[: asked.most + 1])
    else:
        narrowed, most = within
        keys = ordered.values("pk")[:most]
        found = list(
            _beginning(narrowed.filter(pk__in=keys), by=by, after=after, newest_first=newest_first)[: asked.most + 1]
        )
    if len(found) > asked.most:
        last = found[asked.most - 1]
        return found[: asked.most], str(Cursor(of, getattr(last, by), UUID(str(last.pk))))
    if within is None:
        return found, None
    ending = list(ordered.values_list(by, "pk")[within[1] - 1 : within[1] + 1])
    return found, str(Cursor(of, ending[0][0], UUID(str(ending[0][1])))) if len(ending) > 1 else None


def _beginning(rows: QuerySet[Row], *, by: str, after: Cursor | None, newest_first: bool) -> QuerySet[Row]:
    sign, beyond = ("-", "lt") if newest_first else ("", "gt")
    if after is not None:
        # The first condition says nothing new; it lets the index begin at the right place.
        same = Q(**{by: after.at, f"pk__{beyond}": after.key})
        rows = rows.filter(**{f"{by}__{beyond}e": after.at}).filter(Q(**{f"{by}__{beyond}": after.at}) | same)
    return rows.order_by(f"{sign}{by}", f"{sign}pk")


def name_of(what: str, asked: Any, *, but: tuple[str, ...] = ("after", "most")) -> str:
    """Return the name of a list with its filters, for its cursors."""
    said = {name: str(value) for name, value in asked.model_dump(exclude=set(but)).items() if value not in (None, "")}
    full = what + "".join(f"&{name}={value}" for name, value in sorted(said.items()))
    return hashlib.sha256(full.encode()).hexdigest()[:16]
