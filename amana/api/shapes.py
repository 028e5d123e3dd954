"""What all things look like: closed shapes in, plain shapes out."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, TypeVar, overload
from uuid import UUID

from django.db.models import Model
from ninja import Schema
from pydantic import AfterValidator, AwareDatetime, ConfigDict, Field

LONGEST_TEXT = 100_000
# Times outside these years are somebody's slip, and no database of ours orders by them.
FIRST_YEAR, LAST_YEAR = 1970, 2200


Near = TypeVar("Near", date, datetime)


def without_nul(text: str) -> str:
    """Return the text. Raises ValueError for one with a NUL or half a letter, which no database of ours keeps."""
    if "\x00" in text:
        raise ValueError("a text holds no NUL")
    try:
        text.encode()
    except UnicodeEncodeError:
        raise ValueError("a text is whole Unicode") from None
    return text


def _near(moment: Near) -> Near:
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise ValueError(f"a moment lies between {FIRST_YEAR} and {LAST_YEAR}")
    return moment


Text = Annotated[str, Field(max_length=LONGEST_TEXT), AfterValidator(without_nul)]
Line = Annotated[str, Field(max_length=500), AfterValidator(without_nul)]
Word = Annotated[str, Field(max_length=80), AfterValidator(without_nul)]
Moment = Annotated[AwareDatetime, AfterValidator(_near)]
Day = Annotated[date, AfterValidator(_near)]


class Given(Schema):
    """What a caller sends; a field that is not known is refused, never passed over."""

    model_config = ConfigDict(extra="forbid")


class Reason(Given):
    why: Line = ""


class CaseNamed(Given):
    """A case, by its number."""

    case: Line


class Ref(Schema):
    """Somebody or something by key and name."""

    key: UUID
    name: str


class ProblemOut(Schema):
    """Why a call was not answered (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    code: str
    errors: list[FieldError] = []


class FieldError(Schema):
    field: str
    code: str
    detail: str


ProblemOut.model_rebuild()


@overload
def ref(thing: Model) -> Ref: ...
@overload
def ref(thing: None) -> None: ...
def ref(thing: Model | None) -> Ref | None:
    """Return a row as key and name; None for None."""
    return None if thing is None else Ref(key=thing.pk, name=str(thing))
