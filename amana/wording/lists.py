"""Saying several things one after another."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from django.utils.translation import get_language, pgettext


def listing(items: Sequence[str]) -> str:
    """Return the items as one phrase, "Dana, Omer and Ruth", in the active language; "" for none."""
    if len(items) < 2:
        return "".join(items)
    head = separator().join(items[:-1])
    return head + joining_word(items[-1]) + items[-1]


def separator() -> str:
    """Return what stands between the items of a list in the active language."""
    return pgettext("between the items of a list", ", ")


def joining_word(following: str) -> str:
    """Return "and" with its spaces, to stand before `following`.

    Hebrew writes it together with the word; a maqaf parts it from a foreign word or a figure.
    """
    word = pgettext("before the last item of a list", " and ")
    is_hebrew = unicodedata.name(following[:1] or " ", "").startswith("HEBREW")
    return f"{word}־" if get_language() == "he" and not is_hebrew else word
