"""What reading a text gives back: frozen findings, each with its quote, its reason and how sure it is."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Side = Literal["company", "customer", "caller_note"]
Party = Literal["company", "customer"]
Language = Literal["he", "ar", "en", "unknown"]
Direction = Literal["rtl", "ltr"]
DueKind = Literal["at", "by_end_of_day", "hours", "working_days", "vague", "none"]
Firmness = Literal["firm", "conditional", "vague"]


@dataclass(frozen=True, slots=True)
class Finding:
    """A place in the text: `text[start:end] == quote`; `confidence` from 0 to 1; `reason` in English words."""

    start: int
    end: int
    quote: str
    reason: str
    confidence: float

    def to_json(self) -> dict[str, Any]:
        """The finding as plain values."""
        return {name: getattr(self, name) for name in _names(type(self))}


@dataclass(frozen=True, slots=True)
class Due:
    """When something is due.

    `at` is in UTC, or None when the text fixes no moment; a day named without an hour is due when work ends on it.
    `words` are the text's own, `rule` names the convention by which they became a moment.
    """

    kind: DueKind
    at: datetime | None
    words: str
    rule: str

    def to_json(self) -> dict[str, Any]:
        """The due time as plain values, the moment in ISO 8601."""
        return {"kind": self.kind, "at": _iso(self.at), "words": self.words, "rule": self.rule}


NOT_DUE = Due("none", None, "", "no time stated")


@dataclass(frozen=True, slots=True)
class Promise(Finding):
    """Something one side undertakes to do for the other; `action` is in the words of the text."""

    by: Party
    to: Party
    action: str
    due: Due
    firmness: Firmness
    code: str = ""  # the short name of the reason

    def to_json(self) -> dict[str, Any]:
        """The promise as plain values, its due time nested."""
        return {name: getattr(self, name) for name in _names(Promise)} | {"due": self.due.to_json()}


@dataclass(frozen=True, slots=True)
class Identifier(Finding):
    """An order or account number, phone, amount, date, address or card; `value` is its plain form."""

    kind: str
    value: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph, its language and the direction in which it is set."""

    start: int
    end: int
    language: Language
    direction: Direction

    def to_json(self) -> dict[str, Any]:
        """The paragraph as plain values."""
        return {name: getattr(self, name) for name in _names(Paragraph)}


@dataclass(frozen=True, slots=True)
class Reading:
    """What was found in one text. Offsets count characters of the text as it was given."""

    language: Language
    languages: tuple[Language, ...]
    direction: Direction
    paragraphs: tuple[Paragraph, ...]
    promises: tuple[Promise, ...]
    questions: tuple[Finding, ...]
    requests: tuple[Finding, ...]
    identifiers: tuple[Identifier, ...]
    thanks: bool
    urgency: bool
    version: str

    def to_json(self) -> dict[str, Any]:
        """The reading as plain values that `json.dumps` takes."""
        lists = ("paragraphs", "promises", "questions", "requests", "identifiers")
        plain = {name: getattr(self, name) for name in _names(Reading)}
        return (
            plain
            | {name: [found.to_json() for found in plain[name]] for name in lists}
            | {"languages": list(self.languages)}
        )


def _names(kind: type[DataclassInstance]) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at is not None else None
