"""The words of every kind of letter: one file for each kind in `kinds`, all of the same shape, in three languages."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

LANGUAGES = ("en", "he", "ar")
CONFIRMATION = "confirmation"
# In the order in which they are offered.
KINDS = (
    "complaint", "broken_promise", "supervisor", "head_of_service", "executive", "cancellation", "regulator",
    "before_claim", "thanks",
)  # fmt: skip
# Written only where the file asks for it.
UNASKED = ("two_answer",)
WORDS = ("name", "when", "subject", "opening", "shoes", "asks")


@dataclass(frozen=True)
class Kind:
    """One kind of letter. `days` are working days to answer in, 0 when no answer is asked; `lists` are those it carries.

    `about` names what it cannot be written without: "promise", "other" (somebody else who answers) or nothing. `to` is
    "office" when its reader is not the company.
    """

    name: str
    days: int
    lists: tuple[str, ...]
    words: Mapping[str, Mapping[str, str]]
    about: str = ""
    to: str = ""

    def say(self, part: str, language: str) -> str:
        """Return one of WORDS in a language, with its names in braces still to be filled in."""
        return in_language(self.words[part], language)


def in_language(words: Mapping[str, str], language: str) -> str:
    """Return the words of a language; in English where there is none of it."""
    return words.get(language[:2], words["en"])


@cache
def kind_of_letter(name: str) -> Kind | None:
    """Return the kind of this name, None when there is none."""
    if name not in (*KINDS, *UNASKED):
        return None
    found = _table(f"kinds/{name}.toml")
    return Kind(
        name,
        int(found["days"]),
        tuple(found["lists"]),
        {part: found[part] for part in WORDS},
        about=str(found.get("about", "")),
        to=str(found.get("to", "")),
    )


@cache
def frame() -> dict[str, Any]:
    """Return what stands around the words of every kind, by name and language."""
    return _table("frame.toml")


def framed(name: str, language: str, **names: object) -> str:
    """Return a sentence of the frame in a language, with its names filled in."""
    return in_language(frame()[name], language).format(**names)


def _table(name: str) -> dict[str, Any]:
    text = files("amana.advocacy.letters").joinpath(name).read_text("utf-8")
    return tomllib.loads(text)
