"""Whatever stands in a record, it is judged without failing, and what is found names its own entries."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from amana.kit.working_time import week_in_zone
from amana.review.leaks.judging import judge, next_look
from amana.review.leaks.picture import COMPANY, CUSTOMER, Picture, Promise
from amana.review.leaks.telling import Line, tell
from amana.review.leaks.wording import REASONS
from amana.review.tests.leaks.labelled.composing import BEGAN, KINDS

WEEK = week_in_zone("Asia/Jerusalem")
HOURS = st.integers(min_value=0, max_value=2000)
SAID = st.dictionaries(
    st.sampled_from(["waited", "files", "is_solved", "side", "channel", "amount", "from"]),
    st.none() | st.booleans() | st.integers() | st.text(max_size=9) | st.lists(st.integers(), max_size=2),
)
ENTRIES = st.lists(
    st.tuples(st.sampled_from(sorted(KINDS)), HOURS, st.text(max_size=80), SAID, st.booleans()), max_size=8
)
PROMISES = st.lists(
    st.tuples(HOURS, HOURS, st.none() | HOURS, st.sampled_from(["open", "kept", "broken", "x"])), max_size=3
)


@settings(max_examples=60)
@given(ENTRIES, PROMISES, st.sampled_from([COMPANY, CUSTOMER]), HOURS, st.none() | HOURS)
def test_any_record_is_judged_without_failing(entries, promises, kept_by, hours, next_due):
    told = [
        tell(Line(str(n), KINDS[what][0], BEGAN + timedelta(hours=after), KINDS[what][1], "", text, said, retells), [])
        for n, (what, after, text, said, retells) in enumerate(entries)
    ]
    made = [
        Promise(str(n), "x", BEGAN + timedelta(hours=at), BEGAN + timedelta(hours=due), state,
                BEGAN + timedelta(hours=ended) if ended is not None else None, "0")
        for n, (at, due, ended, state) in enumerate(promises)
    ]  # fmt: skip
    picture = Picture(kept_by, BEGAN, tuple(sorted(told, key=lambda one: one.at)), WEEK, tuple(made),
                      next_due_at=BEGAN + timedelta(hours=next_due) if next_due is not None else None)  # fmt: skip
    at = BEGAN + timedelta(hours=hours)
    keys = {one.key for one in told} | {"0"}
    for leak in judge(picture, at=at).values():
        assert 1 <= leak.strength <= 3 and leak.reason in REASONS and set(leak.entries) <= keys
    ahead = next_look(picture, at=at)
    assert ahead is None or ahead > at
