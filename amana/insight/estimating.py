"""How sure a figure is: intervals of rates and shares, whether a count stands out, and which of many do. Plain Python."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

# Two-sided, 95 in 100.
LEVEL = 0.05
_Z = 1.959963984540054
# Of fewer weeks nothing can be said about how far they lie apart.
FEWEST_WEEKS = 4
_TINY = 1e-300
_CLOSE = 1e-14
_STEPS = 500


class Interval(NamedTuple):
    """An estimate with its bounds."""

    value: float
    low: float
    high: float


def rate(cases: float, of: float, *, level: float = LEVEL) -> Interval:
    """Return how many there are for each one of `of`, with the exact interval of a Poisson count (Garwood 1936).

    Raises ValueError when there is nothing it could be a rate of.
    """
    if of <= 0 or cases < 0:
        raise ValueError(f"{cases} of {of} is no rate")
    low = 0.0 if cases == 0 else _solve(lambda mean: _gamma_share(cases, mean), level / 2, top=max(cases, 1))
    high = _solve(lambda mean: _gamma_share(cases + 1, mean), 1 - level / 2, top=cases + 10)
    return Interval(cases / of, low / of, high / of)


def ratio(after: float, after_of: float, before: float, before_of: float, *, level: float = LEVEL) -> Interval | None:
    """Return the rate afterwards as a part of the rate before, with its exact interval; None when both counts are nothing.

    Of all cases, the share that came afterwards is binomial, whatever the rate (Clopper and Pearson 1934; Przyborowski and
    Wilenski 1940). A bound may be infinite. Raises ValueError when either time held nothing it could be a rate of.
    """
    if after_of <= 0 or before_of <= 0:
        raise ValueError("a rate needs something it is a rate of")
    total = after + before
    if total == 0:
        return None
    share = exact_share(after, total, level=level)
    scale = before_of / after_of
    low, high = (scale * p / (1 - p) if p < 1 else math.inf for p in (share.low, share.high))
    return Interval(scale * after / before if before else math.inf, low, high)


def exact_share(some: float, of: float, *, level: float = LEVEL) -> Interval:
    """Return a share with the exact interval of Clopper and Pearson."""
    low = (
        0.0 if some == 0 else _solve(lambda p: beta_share(some, of - some + 1, p), level / 2, top=1.0, is_bounded=True)
    )
    high = (
        1.0
        if some == of
        else _solve(lambda p: beta_share(some + 1, of - some, p), 1 - level / 2, top=1.0, is_bounded=True)
    )
    return Interval(some / of, low, high)


def wilson(some: int, of: int) -> Interval:
    """Return a share with its interval at 95 in 100 (Wilson 1927). Raises ValueError of nothing."""
    if of <= 0 or not 0 <= some <= of:
        raise ValueError(f"{some} of {of} is no share")
    share = some / of
    middle = (share + _Z**2 / (2 * of)) / (1 + _Z**2 / of)
    half = _Z / (1 + _Z**2 / of) * math.sqrt(share * (1 - share) / of + _Z**2 / (4 * of**2))
    return Interval(share, max(middle - half, 0.0), min(middle + half, 1.0))


def difference(some: int, of: int, others: int, others_of: int) -> Interval:
    """Return by how much one share is larger than another, with the interval of Newcombe's tenth method (1998)."""
    one, two = wilson(some, of), wilson(others, others_of)
    apart = one.value - two.value
    low = apart - math.hypot(one.value - one.low, two.high - two.value)
    high = apart + math.hypot(one.high - one.value, two.value - two.low)
    return Interval(apart, max(low, -1.0), min(high, 1.0))


def chance_of_so_many(recent: float, base: float, *, share: float) -> float:
    """Return how probable it is that of all these cases at least `recent` came in the recent time, when nothing changed.

    `share` is the part of all new questions that came in the recent time. Exact, and conditional on how many there were, so
    that groups may be chosen by their number.
    """
    if recent <= 0:
        return 1.0
    return beta_share(recent, base + 1, min(max(share, 0.0), 1.0))


def bursts(counts: Sequence[tuple[float, float]]) -> float:
    """Return how much further counts, each of so many, lie apart than chance lets them; 1 where they are as dice, or too few.

    Counts divided by it may be treated as if they came one by one (quasi-likelihood; McCullagh and Nelder 1989, 4.5).
    """
    total, whole = sum(count for count, _of in counts), sum(of for _count, of in counts)
    if not whole or total < len(counts) or len(counts) < FEWEST_WEEKS:
        return 1.0
    expected = [total * of / whole for _count, of in counts]
    apart = sum((count - one) ** 2 / one for (count, _of), one in zip(counts, expected, strict=True) if one)
    return max(1.0, apart / (len(counts) - 1))


def standing_out(chances: Sequence[float], *, rate: float) -> list[int]:
    """Return which of these stand out, so that on average no more than `rate` of those named are false alarms.

    Benjamini and Hochberg 1995. When nothing has changed anywhere, anything is named with a probability of at most `rate`.
    """
    order = sorted(range(len(chances)), key=lambda place: chances[place])
    last = max((n for n, place in enumerate(order, 1) if chances[place] <= rate * n / len(order)), default=0)
    return order[:last]


def _solve(share: Callable[[float], float], wanted: float, *, top: float, is_bounded: bool = False) -> float:
    """Return where a growing function reaches a value, to fourteen digits; doubles the top until it is beyond it."""
    low, high = 0.0, float(top)
    while not is_bounded and share(high) < wanted:
        high *= 2
    for _ in range(_STEPS):
        middle = (low + high) / 2
        low, high = (middle, high) if share(middle) < wanted else (low, middle)
        if high - low <= _CLOSE * high:
            break
    return (low + high) / 2


def beta_share(a: float, b: float, x: float) -> float:
    """Return the regularised incomplete beta function: P(X ≥ a) of a binomial of a + b - 1 trials with probability x."""
    if x <= 0:
        return 0.0
    if x >= 1:
        return 1.0
    front = math.exp(math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x))
    # The fraction converges quickly on this side of the middle, the other side is its complement.
    if x < (a + 1) / (a + b + 2):
        return front * _beta_fraction(a, b, x) / a
    return 1.0 - front * _beta_fraction(b, a, 1 - x) / b


def _beta_fraction(a: float, b: float, x: float) -> float:
    """The continued fraction of the incomplete beta function, by Lentz's method (NIST DLMF 8.17.22)."""
    upper, lower = 1.0, 1.0 / _away(1 - (a + b) * x / (a + 1))
    found = lower
    for m in range(1, _STEPS):
        for term in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            lower = 1.0 / _away(1 + term * lower)
            upper = _away(1 + term / upper)
            found *= lower * upper
        if abs(lower * upper - 1) < _CLOSE:
            break
    return found


def _gamma_share(a: float, x: float) -> float:
    """Return the regularised lower incomplete gamma function: P(N ≥ a) of a Poisson count N with mean x."""
    if x <= 0:
        return 0.0
    front = math.exp(a * math.log(x) - x - math.lgamma(a))
    if x < a + 1:
        term = total = 1 / a
        for n in range(1, 100_000):
            term *= x / (a + n)
            total += term
            if term < total * _CLOSE:
                break
        return front * total
    return 1.0 - front * _gamma_fraction(a, x)


def _gamma_fraction(a: float, x: float) -> float:
    """The continued fraction of the upper incomplete gamma function, by Lentz's method (NIST DLMF 8.9.2)."""
    b = x + 1 - a
    c, lower = 1 / _TINY, 1 / b
    found = lower
    for n in range(1, 100_000):
        term = -n * (n - a)
        b += 2
        lower = 1 / _away(term * lower + b)
        c = _away(b + term / c)
        found *= lower * c
        if abs(lower * c - 1) < _CLOSE:
            break
    return found


def _away(value: float) -> float:
    """Keep a denominator from nothing."""
    return value if abs(value) > _TINY else _TINY
