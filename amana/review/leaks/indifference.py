"""The leak `indifference`: canned, careless or haughty."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from amana.language.normalising import fold
from amana.review.leaks.picture import CUSTOMER, SURE_ENOUGH, Found, Picture, Sign, Told, found

# A text that came twice says little to somebody unless it is short: "Thank you, Noa."
LETTERS = 60
# In this many words a message that is canned in one sentence says something of its own.
OWN_WORDS = 45
# Beside one stock sentence, and beside several, so many words say nothing yet: a greeting, a name, a refusal.
FEW_WORDS, SOME_WORDS = 5, 12


def judge(picture: Picture, _at: datetime) -> Found | None:
    """Find the same text twice, canned wording without anything of its own, an answer to something else, and contempt."""
    return found([*_twice(picture), *_canned(picture), *_beside_the_point(picture), *_haughty(picture)])


def _twice(picture: Picture) -> Iterator[Sign]:
    met: dict[str, Told] = {}
    for entry in picture.written:
        words = " ".join(fold(entry.text).split())
        if len(words) < LETTERS:
            continue
        if words in met and met[words].at < entry.at:
            yield Sign(2, entry.at, (met[words].key, entry.key), "same_text")
        met.setdefault(words, entry)


def _canned(picture: Picture) -> Iterator[Sign]:
    for entry in picture.written:
        if (
            not (entry.has("canned", least=SURE_ENOUGH) or _is_stock(entry))
            or entry.said.get("has_time")
            or entry.has("empathy")
            or entry.apologises
        ):
            continue
        if len(entry.text.split()) <= OWN_WORDS:
            yield Sign(1, entry.at, (entry.key,), "canned")
        if entry.has("sale_before_help", least=SURE_ENOUGH):
            yield Sign(2, entry.at, (entry.key,), "sold_first")


def _is_stock(entry: Told) -> bool:
    """Whether next to nothing is said beside sentences that fit any letter; of two of them, a little more may be."""
    return bool(entry.stock) and entry.own_words <= (FEW_WORDS if entry.stock == 1 else SOME_WORDS)


def _beside_the_point(picture: Picture) -> Iterator[Sign]:
    for entry in picture.entries:
        if entry.side == CUSTOMER and not entry.retells and entry.has("not_answered"):
            answer = next((one.key for one in reversed(picture.written) if one.at < entry.at), "")
            if answer:
                yield Sign(2, entry.at, (answer, entry.key), "not_answered")


def _haughty(picture: Picture) -> Iterator[Sign]:
    """Contempt, in a message or in a note: a sign of the place, without a name."""
    for entry in picture.entries:
        if entry.side == CUSTOMER and not entry.retells:
            if entry.has("belittled"):
                yield Sign(2, entry.at, (entry.key,), "belittled")
        elif entry.retells:
            if entry.has("belittled", "contempt", "mockery", least=SURE_ENOUGH):
                yield Sign(2, entry.at, (entry.key,), "belittled")
        elif entry.has("contempt", "mockery", least=SURE_ENOUGH) or (entry.is_note and entry.has("scorns")):
            yield Sign(2 if entry.is_note else 3, entry.at, (entry.key,), "contempt")
