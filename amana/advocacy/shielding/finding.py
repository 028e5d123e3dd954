"""Which techniques a call will most likely bring, by what is wanted and what was found before; and what was heard."""

from __future__ import annotations

from collections import Counter

from amana.advocacy.models import Problem
from amana.advocacy.problem.wishing import (
    APOLOGY,
    CANCELLATION,
    COMPENSATION,
    CORRECTION,
    DELIVERY,
    EXPLANATION,
    NEVER_AGAIN,
    REFUND,
    REPAIR,
    REPLACEMENT,
)
from amana.cases.models import Case
from amana.language.tactics import Technique, techniques
from amana.readings.correcting import as_people_left_it
from amana.readings.models import CALLER_NOTE, COMPANY, Reading
from amana.record.reading import Read, read
from amana.team.viewing import Viewer

FIRST = 5
LATEST = 200
TACTIC = "tactic"
# How much one finding in this case counts against the usual order: two findings bring a technique to the front.
FOUND_WEIGHT = 5
SECTOR_WEIGHT = 2

_MONEY = ("authority_policy", "stalling_vague_promise", "blame_shift", "obstruction_sludge", "reciprocity_favour")
_WORK = ("stalling_vague_promise", "obstruction_sludge", "blame_shift", "rapport_empathy", "sale_instead_of_help")
_WORDS = ("rapport_empathy", "reframing", "authority_policy", "blame_shift", "fake_supervisor")
# What each wish usually meets, the likeliest first.
USUAL: dict[str, tuple[str, ...]] = {
    CANCELLATION: ("save_offer_ladder", "probing_why", "loss_framing", "obstruction_sludge", "urgency_scarcity"),
    REFUND: _MONEY,
    CORRECTION: ("stalling_vague_promise", "authority_policy", "blame_shift", "reframing", "obstruction_sludge"),
    COMPENSATION: (
        "authority_policy",
        "anchoring_contrast",
        "reciprocity_favour",
        "rapport_empathy",
        "stalling_vague_promise",
    ),
    REPAIR: _WORK,
    REPLACEMENT: _WORK,
    DELIVERY: ("stalling_vague_promise", "blame_shift", "obstruction_sludge", "rapport_empathy", "reframing"),
    EXPLANATION: _WORDS,
    APOLOGY: _WORDS,
    NEVER_AGAIN: _WORDS,
}
ALWAYS = ("stalling_vague_promise", "authority_policy", "rapport_empathy", "blame_shift", "obstruction_sludge")
BY_SECTOR: dict[str, tuple[str, ...]] = {
    "telecom": ("save_offer_ladder", "sale_instead_of_help"),
    "bank": ("authority_policy", "trick_consent"),
    "insurance": ("authority_policy", "obstruction_sludge"),
    "retail": ("blame_shift", "urgency_scarcity"),
    "travel": ("authority_policy", "anchoring_contrast"),
    "electricity": ("blame_shift", "stalling_vague_promise"),
    "health": ("authority_policy", "obstruction_sludge"),
    "post": ("blame_shift", "stalling_vague_promise"),
    "government": ("authority_policy", "obstruction_sludge"),
}


def in_likely_order(problem: Problem, found: Counter[str]) -> list[Technique]:
    """Return every technique, the likeliest in a call about this problem first; `found` counts those met in its case."""
    known = techniques()
    usual = USUAL.get(problem.outcome, ALWAYS)
    weights = {one: FIRST + 1 - place for place, one in enumerate(usual)}
    for one in BY_SECTOR.get(problem.sector, ()):
        weights[one] = weights.get(one, 0) + SECTOR_WEIGHT
    for one, times in found.items():
        weights[one] = weights.get(one, 0) + FOUND_WEIGHT * times
    places = {name: place for place, name in enumerate(known)}
    return sorted(known.values(), key=lambda one: (-weights.get(one.id, 0), places[one.id]))


def met_in(case: Case, viewer: Viewer) -> Counter[str]:
    """Count the techniques found in what a company said or wrote in this case, and those its keeper heard."""
    rows = Reading.objects.visible_to(viewer).filter(case=case, side__in=[COMPANY, CALLER_NOTE], read_at__isnull=False)
    left = as_people_left_it(list(rows.order_by("-at")[:LATEST]))
    read_in = Counter(one["id"] for found in left.values() for one in found if one["kind"] == TACTIC)
    return read_in + Counter(str(entry["tactic"]) for entry in heard_in(case))


def heard_in(case: Case) -> list[Read]:
    """Return the entries of techniques its keeper heard in calls, the newest last."""
    own = read(case.key, side="customer", audiences=["customer"], most=LATEST)
    return [
        entry for entry in own if entry.kind == "tactic.heard" and entry.content and entry["tactic"] in techniques()
    ]
