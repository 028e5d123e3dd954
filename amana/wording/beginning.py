"""Words of a promise where a sentence begins with them."""

from __future__ import annotations


def begun(words: str) -> str:
    """Return the words with a capital first letter, as English begins a sentence: "call you back" is "Call you back".

    A word that is written otherwise by its owner ("iPhone") stays, and so does every script without capitals.
    """
    first, second = words[:1], words[1:2]
    return first.upper() + words[1:] if first.isascii() and first.islower() and not second.isupper() else words
