from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amana.channels.email.dating import _PLAIN, read_date


@given(st.from_regex(_PLAIN, fullmatch=True))
def test_the_plain_form_is_read_as_python_reads_it(value):
    try:
        wanted = parsedate_to_datetime(value.decode("ascii"))
        wanted = wanted.replace(tzinfo=UTC) if wanted.tzinfo is None else wanted.astimezone(UTC)
    except ValueError:
        wanted = None
    assert read_date(value) == wanted


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        (b"Tue, 03 Nov 2026 10:00:00 +0200", datetime(2026, 11, 3, 8, tzinfo=UTC)),
        (b"3 Nov 2026 10:00:00 -0330 (NST)", datetime(2026, 11, 3, 13, 30, tzinfo=UTC)),
        (b"Tue, 3 Nov 26 10:00 EST", datetime(2026, 11, 3, 15, tzinfo=UTC)),
        (b"Tue, 03 Nov 2026 10:00:00 -0000", datetime(2026, 11, 3, 10, tzinfo=UTC)),
        (b"31 Feb 2026 10:00:00 +0000", None),
        (b"soon", None),
        (b"", None),
    ],
)
def test_a_date_is_a_moment_in_utc_or_nothing(value, wanted):
    assert read_date(value) == wanted
