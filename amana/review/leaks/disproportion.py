"""The leak `disproportion`: what was done is too little for what the customer went through."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from amana.review.leaks.picture import WRITTEN, Found, Picture, Sign, found

# From this step of an ordeal on, words alone are too little, whoever erred; from this one on, where the mistake is ours.
WHOEVER_ERRED, OURS = 3, 2
# Of what is in proportion: less than this share is too little.
SHARE = 0.5
MADE_UP = ("amends.given", "gesture.given", "offer.noted")


def judge(picture: Picture, at: datetime) -> Found | None:
    """Find an ordeal that nothing was given for, or too little by the scale of the brand where the mistake is ours."""
    return found(_signs(picture, at))


def _signs(picture: Picture, at: datetime) -> Iterator[Sign]:
    ordeal = picture.ordeal(at)
    answers = [one for one in picture.entries if one.kind in WRITTEN | {"closing.proposed"}]
    given = [one for one in picture.of(*MADE_UP) if one.kind != "offer.noted" or one.said.get("side") == "company"]
    if not answers or ordeal.step < (OURS if picture.is_ours else WHOEVER_ERRED):
        return
    values: dict[str, str | int] = {"days": ordeal.days, "contacts": ordeal.contacts, "late": ordeal.late}
    strength = ordeal.step - 1 if picture.is_ours else ordeal.step - 2
    shown = (*(one.key for one in given), answers[-1].key)
    if not given:
        yield Sign(strength, answers[-1].at, shown, "nothing_given", values)
    elif picture.is_ours and picture.amounts and 0 < picture.given < SHARE * picture.amounts[ordeal.step - 1]:
        yield Sign(max(strength - 1, 1), given[-1].at, shown, "too_little", values)
