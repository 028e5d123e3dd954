"""The resources of the API, one module each."""

from __future__ import annotations

from amana.api.resources import (
    amends,
    bulk,
    callers,
    cases,
    closings,
    directory,
    files,
    hand_overs,
    helping,
    insight,
    labels,
    ladder,
    messages,
    own_cases,
    people,
    promises,
    readings,
    records,
    search,
    terms,
    ties,
    uploads,
    web_hooks,
)
from amana.api.rooming import Room

ROOMS: list[Room] = [
    callers.room, cases.room, records.room, files.room, uploads.room, messages.room, promises.room, hand_overs.room, ladder.room,
    closings.room, terms.room, amends.room, helping.room, labels.room, ties.room,
    people.room, directory.room, search.room, readings.room, insight.room, own_cases.room,
    bulk.room, web_hooks.room,
]  # fmt: skip
