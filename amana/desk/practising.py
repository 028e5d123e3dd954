"""Practice: an opening, three answers, and which of them keeps trust; nothing about who chose what is kept."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from amana.desk.entering import Seat, seated
from amana.desk.framing import page
from amana.language.tactics import techniques

LANGUAGES = ("he", "ar", "en")


@dataclass(frozen=True)
class Answer:
    """One way to answer. `tactic` is the technique it would be, "" for the one that keeps trust."""

    text: str
    why: str
    keeps: bool = False
    tactic: str = ""


@dataclass(frozen=True)
class Opening:
    """What a customer says, and the answers to choose from, in the order they are shown."""

    says: str
    answers: tuple[Answer, ...]


@cache
def openings(language: str) -> tuple[Opening, ...]:
    """Return the openings in a language; English where there are none."""
    name = language[:2] if language[:2] in LANGUAGES else "en"
    written = tomllib.loads(files("amana.desk").joinpath("openings", f"{name}.toml").read_text("utf-8"))
    return tuple(
        Opening(one["says"], tuple(Answer(**answer) for answer in one["answer"])) for one in written["opening"]
    )


@seated
@require_safe
def practice(request: HttpRequest, seat: Seat) -> HttpResponse:
    """One opening; `?n=` is its number, `?chosen=` the answer that was chosen, which shows why of each."""
    language = get_language() or "en"
    every = openings(language)
    number = _number(request.GET.get("n", ""), len(every))
    opening = every[number - 1]
    chosen = _number(request.GET.get("chosen", ""), len(opening.answers)) if request.GET.get("chosen") else 0
    answers = [
        {"number": place, "answer": one, "tactic": _named(one.tactic, language),
         "is_chosen": place == chosen, "url": f"?n={number}&chosen={place}"}
        for place, one in enumerate(opening.answers, 1)
    ]  # fmt: skip
    context = {
        "opening": opening, "answers": answers, "number": number, "total": len(every), "is_told": bool(chosen),
        "kept": bool(chosen) and opening.answers[chosen - 1].keeps, "next": number % len(every) + 1,
    }  # fmt: skip
    return page(request, seat, "desk/practice.html", context, name="practice")


def _named(tactic: str, language: str) -> str:
    """Return what a technique is called, as something not to use."""
    known = techniques().get(tactic)
    return known.names.get(language[:2], known.names["en"]) if known else ""


def _number(value: str, most: int) -> int:
    """Return a number from 1 to `most`; anything else is the first."""
    number = int(value) if value.isascii() and value.isdigit() and len(value) < 4 else 1
    return number if 1 <= number <= most else 1
