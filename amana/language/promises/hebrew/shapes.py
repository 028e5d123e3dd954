"""Hebrew verbs that no list has, read from their shape and what stands beside them."""

from __future__ import annotations

from amana.language.promises.heads import Head, Words
from amana.language.promises.hebrew.verbs import NO_VERBS, Verb
from amana.language.promises.hebrew.words import (
    MANY,
    NOT_SHAPED,
    OBJECTS,
    PASSIVE_SHAPE,
    PASSIVE_TO_COME,
    STAFF,
    WE,
    WORDS_OF_FORM,
    YOU,
)


def by_its_shape(words: Words, place: int, word: str, found: list[Head]) -> Verb | None:
    """A verb we do not know: "I" or "we" stands before it, or the one it is done for comes right after it."""
    plain, before = word.removeprefix("ו"), words.at(place - 1).lstrip("וש")
    if word == "וניתן" and found and words.at(place + 1) in YOU:
        return Verb("future", 1, "תן")
    mine = (before == "אני" and plain[0] == "א" and plain[1:2] != "ו") or (
        before in WE and before != "אני" and plain[0] == "נ"
    )
    if (
        mine
        and len(plain) >= 4
        and plain not in NOT_SHAPED
        and not plain.endswith(("ים", "ות", "ית", "תי", "נו", "ת", "י"))
    ):
        return Verb("future", 1, plain[1:])
    passive = words.at(place - 1).startswith("ה") and len(words.at(place - 1)) > 2 and PASSIVE_SHAPE.fullmatch(plain)
    if words.side == "company" and passive and plain not in NOT_SHAPED:
        return Verb("future", 3, "")
    if words.side != "customer" and _is_done_to_it(words, place, plain):
        return Verb("future", 3, "")
    many = words.side != "customer" and MANY.fullmatch(plain) and plain not in NOT_SHAPED
    if many and (words.at(place + 1) in OBJECTS or (words.side == "caller_note" and words.at(place + 1) == "את")):
        return Verb("future", 3, plain[1:])
    if words.side != "company" or len(plain) < 4 or plain[0] not in "אני" or plain in NOT_SHAPED:
        return None
    if (
        words.at(place + 1) not in YOU
        or plain.endswith(("ים", "ות", "ית", "תי", "נו", "ה", "ת"))
        or words.at(place - 1) in WE
    ):
        return None
    return Verb("future", 1 if plain[0] in "אנ" else 3, plain[1:])


def _is_done_to_it(words: Words, place: int, plain: str) -> bool:
    """The shape of a passive after the name of a thing: "הציוד יושב", "עלות הכרטיס תושב"; or any act of a servant."""
    before = words.at(place - 1)
    if (
        plain in NOT_SHAPED
        or plain in NO_VERBS
        or len(before) < 3
        or before in WORDS_OF_FORM
        or words.is_after_pause(place)
    ):
        return False
    if plain[0] == "י" and len(plain) > 3 and before in STAFF and not plain.endswith(("ים", "ות", "ית", "י")):
        return True
    return (
        PASSIVE_TO_COME.fullmatch(plain) is not None
        and not plain.endswith(("ית", "ים", "ה", "י"))
        and not (plain[0] == "ת" and plain.endswith(("ת", "ן", "ים")))
        and words.at(place + 1)[:1] not in ("", "ה")
    )
