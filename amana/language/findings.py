"""What reading a text gives back: frozen findings, each with its quote, its reason and how sure it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Side = Literal["company", "customer", "caller_note"]
Party = Literal["company", "customer"]
Language = Literal["he", "ar", "en", "unknown"]
Direction = Literal["rtl", "ltr"]
DueKind = Literal["at", "by_end_of_day", "hours", "working_days", "vague", "none"]
Firmness = Literal["firm", "conditional", "vague"]
Certainty = Literal["likely", "possible"]
PartKind = Literal["new", "quoted", "signature", "disclaimer"]
FeelingKind = Literal["anger", "distress", "sarcasm", "thanks", "threat_to_leave", "threat_of_law", "threat_to_smear"]
Scores = Mapping[str, Mapping[str, float]]


class Sentence(NamedTuple):
    """One sentence on its way through the finders.

    `text` has its letters as they were written, `folded` their form for matching, character for character in the same
    places, without invisible marks; `start` and `end` are places in the whole text without such marks, and `read`
    leads what is found back to the text as it was given. `scores` gives for each head the calibrated probability of
    each of its labels; it is empty where nothing was learned.
    """

    start: int
    end: int
    text: str
    folded: str
    language: Language
    scores: Scores = MappingProxyType({})


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
class Tactic(Finding):
    """Wording that may press a customer; `id` is one of the taxonomy, `evidence` says how well the technique is attested.

    It describes words and accuses nobody: what honest people say too is "possible", never "likely".
    """

    id: str
    certainty: Certainty
    evidence: str


@dataclass(frozen=True, slots=True)
class Mark(Finding):
    """A mark of good or bad service in what a representative wrote; `id` names it."""

    id: str


@dataclass(frozen=True, slots=True)
class Feeling(Finding):
    """A feeling or threat in the words of the text."""

    kind: FeelingKind


@dataclass(frozen=True, slots=True)
class Tone:
    """How the words of a text feel: `heat` from 0 (cool) to 100, and the feelings with their places."""

    heat: int
    feelings: tuple[Feeling, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The tone as plain values."""
        return {"heat": self.heat, "feelings": [feeling.to_json() for feeling in self.feelings]}


NO_TONE = Tone(0)


@dataclass(frozen=True, slots=True)
class Tried(Finding):
    """What the customer already did, or was told to do; `action` is in the words of the text."""

    by: Literal["customer", "told"]
    action: str


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of the text: newly written, quoted from before, signature or disclaimer."""

    start: int
    end: int
    kind: PartKind

    def to_json(self) -> dict[str, Any]:
        """The part as plain values."""
        return {name: getattr(self, name) for name in _names(Part)}


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
    """What was found in one text. Offsets count characters of the text as it was given.

    `versions` names what each kind of finding was made with. What was not asked for, or does not apply to the side,
    is empty.
    """

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
    parts: tuple[Part, ...] = ()
    desired: tuple[Finding, ...] = ()
    tried: tuple[Tried, ...] = ()
    tone: Tone = NO_TONE
    tactics: tuple[Tactic, ...] = ()
    marks: tuple[Mark, ...] = ()
    versions: Mapping[str, str] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """The reading as plain values that `json.dumps` takes."""
        plain = {name: getattr(self, name) for name in _names(Reading)}
        return (
            plain
            | {name: [found.to_json() for found in plain[name]] for name in _LISTS}
            | {"languages": list(self.languages), "tone": self.tone.to_json(), "versions": dict(self.versions)}
        )


_LISTS = (
    "paragraphs",
    "promises",
    "questions",
    "requests",
    "identifiers",
    "parts",
    "desired",
    "tried",
    "tactics",
    "marks",
)


def _names(kind: type[DataclassInstance]) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at is not None else None
