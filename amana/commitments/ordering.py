"""The order of the queue: by deeds alone. When a case is due, and what brings it forward, each with its own reason.

A case stands in the queue by when its next promise is due, brought forward by what happened to the customer: they
came back before we answered, their case was passed on, something of theirs stands still. Words bring nothing forward, and
neither does what anybody pays. Written down in docs/decisions/0010.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import NamedTuple

from amana.record.appending import Appended

# What the customer came with, and what we came back with; an agent's call is a word of ours.
CAME = {"message.received", "rung.asked", "closing.refused", "promise.disputed"}
ANSWERED = {"message.sent"}
# How far a case comes forward, and how often one thing counts.
EACH_CONTACT, MOST_CONTACTS = timedelta(hours=2), 5
EACH_PASS, MOST_PASSES = timedelta(hours=1), 4
STANDSTILL = timedelta(hours=24)
LARGEST = 32_767


class Deeds(NamedTuple):
    """What happened to a customer on a case."""

    contacts: int  # how often they came since our last word
    passes: int  # how often the case changed hands
    is_standstill: bool


def after(deeds: Deeds, entries: Iterable[Appended]) -> Deeds:
    """Return the deeds after these entries of the case, in the order they were appended."""
    contacts, passes, is_standstill = deeds
    for entry in entries:
        if entry.kind == "case.opened":
            contacts = 0
        elif entry.kind in CAME and (entry.content.get("brought_in_by") or entry.content.get("goes_on")):
            continue  # a chat is many short lines: the rest of what was begun, or one that took place elsewhere
        elif entry.kind in CAME:
            contacts = min(contacts + 1, LARGEST)
        elif entry.kind in ANSWERED or (entry.kind == "call.noted" and entry.by.kind == "agent"):
            contacts = 0
        elif entry.kind == "handover.accepted":
            passes = min(passes + 1, LARGEST)
        elif entry.kind == "case.standstill":
            is_standstill = bool(entry.content["stands_still"])
    return Deeds(contacts, passes, is_standstill)


def brought_forward(deeds: Deeds) -> timedelta:
    """Return by how much a case comes before its due time; two days at most, and nothing for who came once."""
    again = min(max(deeds.contacts - 1, 0), MOST_CONTACTS)
    passes = min(deeds.passes, MOST_PASSES)
    return again * EACH_CONTACT + passes * EACH_PASS + (STANDSTILL if deeds.is_standstill else timedelta())
