"""The plain things that pass between us and any messenger; no provider's format is known beyond its own folder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from django.utils.functional import Promise

State = Literal["sent", "delivered", "read", "failed"]


@dataclass(frozen=True)
class Pushed:
    """A request somebody made to a door of ours. `url` is as the provider knows it; names of headers are in lower case."""

    method: str
    url: str
    headers: Mapping[str, str]
    query: Mapping[str, str]
    body: bytes = field(repr=False)


@dataclass(frozen=True)
class Line:
    """One number or bot of ours and how to speak for it: where its provider is asked, what was typed, and the secrets."""

    account: str
    url: str
    said: Mapping[str, str]
    secret: Mapping[str, str] = field(repr=False)
    allows_private: bool = False
    calls_us: str = ""  # the address at which the provider reaches us


@dataclass(frozen=True)
class Media:
    """A file that came with a message, by the name under which the provider hands it out."""

    ref: str
    type: str = ""
    name: str = ""


@dataclass(frozen=True)
class Heard:
    """One message that came. `unshown` is what the provider calls it where it is nothing that can be shown here."""

    ref: str
    identity: str
    address: str  # as people read it; a telephone as +972…
    name: str = ""
    text: str = ""
    at: datetime | None = None
    media: Sequence[Media] = ()
    answers: str = ""  # the provider's name of the message it quotes
    unshown: str = ""
    post: str = ""  # the address of what they wrote in public; empty for what only we can read


@dataclass(frozen=True)
class Fate:
    """What became of a message of ours: by the provider's name of it, or by our own key or whom it went to, where that was told.

    With `until` it is told of everything that went to them up to that moment.
    """

    ref: str
    state: State
    at: datetime | None = None
    why: str = ""
    key: str = ""
    to: str = ""
    until: datetime | None = None


@dataclass(frozen=True)
class Read:
    """What one push says. `ignored` is why nothing in it concerns this number, where that is so."""

    heard: Sequence[Heard] = ()
    fates: Sequence[Fate] = ()
    ignored: str = ""


@dataclass(frozen=True)
class File:
    """A file as it came or goes."""

    name: str
    type: str
    content: bytes = field(repr=False)


@dataclass(frozen=True)
class Template:
    """Words approved beforehand: by name and language, with what is filled in."""

    name: str
    language: str
    values: Sequence[str] = ()


@dataclass(frozen=True)
class Going:
    """One message on its way out: words, a file, or a template. `key` is ours; `answers` the provider's name of what it quotes."""

    key: str
    to: str
    text: str = ""
    file: File | None = None
    template: Template | None = None
    answers: str = ""
    is_late: bool = False  # a person's answer, longer after their last word than everybody may write
    is_public: bool = False  # everybody reads it: it goes below the post it answers


@dataclass(frozen=True)
class Field:
    """Something to be typed when a number is connected."""

    name: str
    label: str | Promise
    hint: str | Promise = ""
    is_secret: bool = False
    is_account: bool = False  # this is what the provider calls the number
    is_optional: bool = False
    is_yes_or_no: bool = False  # kept as "yes" or ""


@dataclass(frozen=True)
class Known:
    """What a provider says of a number when it is asked, and templates it approved: by name, language and words."""

    name: str
    templates: Sequence[tuple[str, str, str]] = ()
    secret: Mapping[str, str] = field(default_factory=dict)  # secrets made in the course of it


@dataclass(frozen=True)
class Limits:
    """What may be sent: letters in one message, bytes by media type, and how long after their last word people may be written to."""

    longest: int
    files: Mapping[str, int] = field(default_factory=dict)
    window: timedelta | None = None
    in_person: timedelta | None = None  # the window of what a person answers, longer where the number is set up so
    in_person_if: str = ""  # the field that says whether it is
    has_templates: bool = False  # words approved beforehand may be sent at any time
    stop_words: frozenset[str] = frozenset()
    start_words: frozenset[str] = frozenset()
    is_a_telephone: bool = False  # people are known there by their telephone
    is_proven: bool = True  # the provider vouches for who writes; an SMS can carry any number
    is_also_public: bool = False  # people write to us there in public as well

    def window_in_person(self, said: Mapping[str, object]) -> timedelta | None:
        """Return how long after their last word a person may answer; `said` is how the number was set up."""
        return self.in_person if self.in_person is not None and said.get(self.in_person_if) else self.window


# ── what may go wrong ────────────────────────────────────────────────────────


class Trouble(Exception):
    """The provider did not do what it was asked. `why` is for people and names no secret."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why[:300]


class Unreadable(Trouble):
    """What was pushed is not in the format of this messenger."""


class Refusal(Trouble):
    """It will never be sent as it is."""


class WindowClosed(Refusal):
    """The person wrote too long ago to be written to freely."""


class Later(Trouble):
    """It was not sent, and may be tried again; not before `seconds` where the provider says so."""

    def __init__(self, why: str, *, seconds: int = 0) -> None:
        super().__init__(why)
        self.seconds = seconds


class NeedsLogin(Trouble):
    """The provider does not accept our token any more: somebody must see to it, and nothing is lost until then."""


class NotTold(Trouble):
    """It was asked, and no answer came: nobody knows whether it was sent."""
