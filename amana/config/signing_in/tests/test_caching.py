from __future__ import annotations

import pytest
from django.core.cache import caches

from amana.config.signing_in.caching import CULLED


@pytest.fixture
def small(db, settings, monkeypatch):
    cache = caches["default"]
    cache.clear()
    monkeypatch.setattr(cache, "_max_entries", 30)
    return cache


def test_a58_many_entries_push_out_no_count_that_was_made_a_moment_ago(small):
    """In the alphabet the count would go among the first; by its end it is the last."""
    for number in range(29):
        small.set(f"z{number}", number, 60 + number)
    small.set("a-count", 5, 300)
    small.set("y", 1, 300)
    small.set("x", 1, 300)
    assert small.get("a-count") == 5
    gone = [number for number in range(29) if small.get(f"z{number}") is None]
    assert gone == list(range(31 // CULLED))


def test_what_is_over_goes_first_and_alone_where_that_is_enough(small):
    for number in range(20):
        small.set(f"over{number}", number, -60)
    for number in range(12):
        small.set(f"a{number}", number, 60)
    assert all(small.get(f"a{number}") == number for number in range(12))
