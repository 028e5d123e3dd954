"""How sure a promise is: how often promises said like it turned out to be one, in messages not seen before.

The counts are of the first reading of six rounds of new messages (three languages, 843 in all, half without a
promise) by the rules as they stood before each round, and of sentences from real English service conversations; those
of "weighed" are of sentences of the three languages that the weights were not learned from (leaving out a quarter of
their headings at a time). A promise is as sure as the mean of two shares: that of its reason, with or without a moment, and that of its score.
"""

from __future__ import annotations

from functools import lru_cache

# reason, whether a moment is named: promises that were right, promises found
BY_REASON: dict[tuple[str, bool], tuple[int, int]] = {
    ("first_person", False): (109, 121),
    ("first_person", True): (105, 110),
    ("fixed", False): (0, 1),
    ("fixed", True): (1, 2),
    ("named_time", True): (12, 14),
    ("present", False): (2, 3),
    ("present", True): (22, 23),
    ("refrain", False): (12, 18),
    ("refrain", True): (3, 4),
    ("reported", False): (5, 7),
    ("reported", True): (24, 27),
    ("third_person", False): (23, 31),
    ("third_person", True): (133, 151),
    ("to_you", False): (7, 7),
    ("to_you", True): (7, 7),
    ("weighed", False): (556, 680),
    ("weighed", True): (662, 775),
    ("word_given", False): (3, 6),
    ("word_given", True): (3, 3),
}
# tenths of the score of the rules, from half on: right, found
BY_SCORE: dict[int, tuple[int, int]] = {5: (20, 24), 6: (1245, 1486), 7: (76, 97), 8: (149, 172), 9: (199, 211)}
ALL = (1689, 1990)
PRIOR = 4  # promises of the usual kind that each count is taken to begin with


@lru_cache(maxsize=1_000)
def confidence(reason: str, *, timed: bool, score: float) -> float:
    """The share of promises like it that were right, from 0 to 1, to two places."""
    tenths = min(max(int(score * 10 + 1e-9), min(BY_SCORE)), max(BY_SCORE))
    shares = share(BY_REASON.get((reason, timed), (0, 0))), share(BY_SCORE[tenths])
    return round(sum(shares) / 2, 2)


def share(counts: tuple[int, int]) -> float:
    """The share that was right, drawn to the usual share when few were found."""
    usual = ALL[0] / ALL[1]
    return (counts[0] + PRIOR * usual) / (counts[1] + PRIOR)
