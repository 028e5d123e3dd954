"""Bringing the languages together: what is asked in one language goes to the group that means the same in another.

Two languages lie a little apart even where they mean the same, so one look at the nearest group errs often. Whoever
is surely matched shows where a group lies in the new language, and from there the others are matched better, a few times
over.
"""

from __future__ import annotations

import numpy as np

from amana.insight.recurring.likeness.framing import LANGUAGES, lengthened
from amana.insight.recurring.likeness.gathering import Bundles, Labels
from amana.insight.recurring.likeness.picturing import Floats
from amana.language.vectors import DIMENSIONS

# A group of fewer questions is nobody's match.
LEAST = 3
# As near as this, in one language and the other together, is the same question.
NEAR = 0.25
# What lies near everything in the other language says less by that; of so many nearest.
LESS, USUAL = 0.5, 15
# How often it is looked again, how firmly (the smaller, the firmer), and how much the new language's own places count.
LOOKS, FIRM, OWN = 8, 0.06, 1.0
LEARNED_FROM, MOST_WEIGHT = 12_000, 50
BLOCK = 4_000


def matched(bundles: Bundles, groups: Labels) -> Labels:
    """Return for each bundle the number of its group across languages; `groups` are those of each language by itself.

    The languages come in the order of how much was asked in them. What is said in the second goes to the group of the
    first that means the same, bundle by bundle, or stays in the group it has in its own language; and so on.
    """
    group = groups.copy()
    asked = np.bincount(bundles.languages, weights=bundles.counts, minlength=len(LANGUAGES))
    done: list[int] = []
    for place in np.argsort(-asked, kind="stable"):
        ours = np.flatnonzero(bundles.languages == place)
        theirs = np.flatnonzero(np.isin(bundles.languages, done))
        if len(ours) and len(theirs):
            names, places = np.unique(group[theirs], return_inverse=True)
            known = bundles.only(theirs).relabelled(places)
            large = np.flatnonzero(known.counts >= LEAST)
            if len(large):
                found = matches(bundles.only(ours), known.only(large))
                group[ours[found >= 0]] = names[large[found[found >= 0]]]
        done.append(int(place))
    return np.unique(group, return_inverse=True)[1].astype(np.int64)


def matches(ours: Bundles, theirs: Bundles) -> Labels:
    """Return for each of ours which of theirs, in another language, asks the same; -1 where none does."""
    own, meant = lengthened(ours.sums), lengthened(ours.sums[:, :DIMENSIONS])
    middles = lengthened(theirs.sums[:, :DIMENSIONS])
    usual = _usual(middles, meant[:: max(1, len(meant) // LEARNED_FROM)])
    weights = np.minimum(ours.counts, MOST_WEIGHT).astype(np.float32)
    # Where groups lie in the new language is learned from the largest.
    telling = np.sort(np.argsort(-ours.counts, kind="stable")[:LEARNED_FROM])
    places: Floats | None = None
    for _look in range(LOOKS):
        total = np.zeros((len(middles), own.shape[1]), np.float32)
        for start in range(0, len(telling), BLOCK):
            part = telling[start : start + BLOCK]
            share = _shares(_compared(own[part], meant[part], middles, usual, places))
            total += share.T @ (own[part] * weights[part, None])
        places = lengthened(total)
    found = [
        _chosen(own[start : start + BLOCK], meant[start : start + BLOCK], middles, usual, places)
        for start in range(0, len(own), BLOCK)
    ]
    return np.concatenate(found)


def _compared(own: Floats, meant: Floats, middles: Floats, usual: Floats, places: Floats | None) -> Floats:
    nearness = meant @ middles.T - np.float32(LESS) * usual
    if places is not None:
        nearness += np.float32(OWN) * (own @ places.T)
    result: Floats = nearness
    return result


def _shares(nearness: Floats) -> Floats:
    shares = np.exp((nearness - nearness.max(axis=1, keepdims=True)) / np.float32(FIRM))
    shares /= shares.sum(axis=1, keepdims=True)
    result: Floats = shares
    return result


def _chosen(own: Floats, meant: Floats, middles: Floats, usual: Floats, places: Floats | None) -> Labels:
    best = _compared(own, meant, middles, usual, places).argmax(axis=1)
    across = np.einsum("ij,ij->i", meant, middles[best])
    within = across if places is None else np.einsum("ij,ij->i", own, places[best])
    return np.where((across + within) / 2 >= NEAR, best, -1).astype(np.int64)


def _usual(middles: Floats, meant: Floats) -> Floats:
    """Return how near ours lie to each of theirs as a rule."""
    most = min(USUAL, len(meant))
    found = []
    for start in range(0, len(middles), BLOCK):
        nearness = middles[start : start + BLOCK] @ meant.T
        found.append(-np.partition(-nearness, most - 1, axis=1)[:, :most].mean(axis=1))
    result: Floats = np.concatenate(found).astype(np.float32)
    return result
