"""The states of a promise, each with a shape and a word, so that none is told by colour alone."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise as LazyText
from django.utils.translation import pgettext_lazy


@dataclass(frozen=True)
class State:
    """One state: its shape as a character for plain text, its icon for the screen, and its word."""

    key: str
    shape: str
    word: LazyText
    is_broken_word: bool = False

    @property
    def icon(self) -> str:
        return f"state-{self.key}"

    def __str__(self) -> str:
        return f"{self.shape} {self.word}"


STATES = {
    state.key: state
    for state in (
        State("noticed", "?", pgettext_lazy("promise", "noticed")),
        State("open", "○", pgettext_lazy("promise", "open")),
        State("today", "◐", pgettext_lazy("promise", "due today")),
        State("late", "●", pgettext_lazy("promise", "late"), is_broken_word=True),
        State("kept", "✓", pgettext_lazy("promise", "kept")),
        State("broken", "✕", pgettext_lazy("promise", "broken"), is_broken_word=True),
        State("offered", "◌", pgettext_lazy("promise", "a new time offered")),
        State("renegotiated", "↻", pgettext_lazy("promise", "renegotiated")),
        State("released", "–", pgettext_lazy("promise", "released")),
        State("disputed", "≠", pgettext_lazy("promise", "disputed")),
    )
}


def state(key: str) -> State:
    """Return the state called `key`. Raises KeyError for a state nobody knows."""
    return STATES[key]
