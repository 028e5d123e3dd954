"""Comparing all that is kept for the pages of insight with counting it again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from amana.insight import straining
from amana.insight.causes import arriving
from amana.insight.counting import recounted
from amana.insight.recurring import checking
from amana.team.models import Brand

A_WEEK = 7


def group_differences(brands: Sequence[Brand]) -> Iterator[str]:
    """Yield a line for each group that does not say what its cases say: none ever rightly."""
    for brand in brands:
        yield from checking.differences(brand.pk)


def figure_differences(brands: Sequence[Brand], *, weeks: int) -> Iterator[str]:
    """Yield a line for each figure of the latest weeks that is another one now.

    It may differ rightly until it is counted again: something was disputed, called not so, opened again or brought in
    since. Reads all that happened in these weeks; it is for `amana insight rebuild --check` and for no page.
    """
    keys = [brand.pk for brand in brands]
    yield from recounted(weeks, only=keys)
    for brand in brands:
        yield from arriving.differences(brand, days=weeks * A_WEEK)
    for case in straining.differences(only=keys):
        yield f"case {case}: the list of those at the end of their patience says something else"
