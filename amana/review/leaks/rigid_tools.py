"""The leak `rigid_tools`: "the system does not allow it"."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from amana.review.leaks.picture import CUSTOMER, SURE_ENOUGH, WRITTEN, Found, Picture, Sign, Told, found, plural


def judge(picture: Picture, _at: datetime) -> Found | None:
    """Find a tool as the reason why not, a customer sent to another channel, and the same papers asked for twice."""
    return found([*_excuses(picture), *_sent_elsewhere(picture), *_twice(picture)])


def _excuses(picture: Picture) -> Iterator[Sign]:
    said = [one for one in picture.from_company if one.has("tool_excuse", least=SURE_ENOUGH) or _is_refused(one)]
    retold = [one for one in picture.entries
              if (one.retells or one.side == CUSTOMER) and one.has("excused_by_tool") and one not in said]  # fmt: skip
    shown = sorted([*said, *retold], key=lambda one: one.at)
    if shown:
        yield Sign(plural(len(shown) + 1), shown[0].at, tuple(one.key for one in shown), "tool_excuse",
                   {"count": len(shown)})  # fmt: skip


def _is_refused(entry: Told) -> bool:
    """A tool is named, and nothing that is done instead: no time, no word of regret."""
    if entry.kind not in WRITTEN or entry.said.get("has_time") or entry.apologises:
        return False
    return entry.has("excused_by_tool")


def _sent_elsewhere(picture: Picture) -> Iterator[Sign]:
    for entry in picture.from_company:
        if entry.has("sent_elsewhere"):
            yield Sign(1, entry.at, (entry.key,), "other_channel")


def _twice(picture: Picture) -> Iterator[Sign]:
    """The customer had sent it, and it was asked for again."""
    asked = [one for one in picture.from_company if one.has("asks_papers")]
    for entry in picture.entries:
        if entry.side != CUSTOMER or not entry.has("sent_already"):
            continue
        before = [one.key for one in asked if one.at < entry.at]
        if before or entry.retells:
            yield Sign(1, entry.at, (*before[-1:], entry.key), "asked_twice")
            return
    given = next((one for one in picture.entries if one.side == CUSTOMER and one.said.get("files")), None)
    if given is None:
        return
    again = [one for one in asked if one.at > given.at]
    if len(again) > 1:
        yield Sign(1, again[1].at, (given.key, *(one.key for one in again)), "asked_twice")
