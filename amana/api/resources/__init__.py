"""The resources of the API, one module each."""

from __future__ import annotations

from amana.api.resources import (
    amends,
    answers,
    bulk,
    call_backs,
    callers,
    cases,
    causes,
    closings,
    directory,
    entries,
    facts,
    files,
    groups,
    hand_overs,
    held_mail,
    helping,
    incidents,
    insight,
    labels,
    ladder,
    leaks,
    messages,
    own_cases,
    own_ladder,
    own_letters,
    people,
    promises,
    questions,
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
    callers.room, cases.room, records.room, entries.room, files.room, uploads.room, messages.room, answers.room,
    promises.room, call_backs.room, hand_overs.room, ladder.room, questions.room, incidents.room,
    closings.room, terms.room, amends.room, helping.room, labels.room, facts.room, ties.room,
    people.room, directory.room, search.room, readings.room, insight.room, leaks.room, causes.room, groups.room,
    held_mail.room, own_cases.room, own_ladder.room, own_letters.room,
    bulk.room, web_hooks.room,
]  # fmt: skip
