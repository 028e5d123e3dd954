"""Lists of calls that are too large, damaged in places, or of an exchange whose calls have no direction."""

from __future__ import annotations

import pytest

from amana.channels.phone import details
from amana.channels.phone.tests.test_details import ASTERISK, FREESWITCH, ari, read
from amana.channels.phone.told import CannotRead


def test_a_list_beyond_the_bound_is_refused_before_it_is_read(tmp_path, monkeypatch):
    monkeypatch.setattr(details, "LARGEST", 10)
    with pytest.raises(CannotRead, match="divide it"):
        read(tmp_path, ASTERISK, "asterisk")


def test_empty_lines_are_passed_over_and_a_call_without_a_time_or_a_direction_is_counted_by_its_line(tmp_path):
    came, *_others = FREESWITCH.splitlines()
    nowhere = came.replace('"public"', '"somewhere"').replace('"101"', '"039999999"')
    timeless = came.replace("2026-11-22 10:05:00", "yesterday").replace("0001", "0009")
    listed = read(tmp_path, f"{came}\n\n{nowhere}\n{timeless}", "freeswitch")
    assert [one.number for one in listed.calls] == ["+972501234567"] and listed.unreadable == [3, 4]
    first = ASTERISK.splitlines()[1]
    odd = [first.replace("from-trunk", "somewhere").replace('"102"', '"039999999"'),
           first.replace("2026-11-22 10:00:00", "2026-13-45 99:00:00")]  # fmt: skip
    listed = read(tmp_path, "\n".join([first, *odd]), "asterisk")
    assert len(listed.calls) == 1 and listed.unreadable == [2, 3]


def test_an_event_without_a_time_or_of_a_year_no_exchange_knows_is_counted_and_no_call(tmp_path):
    good = ari("ChannelCreated", "10:00:00")
    lines = [good, good.replace("2026-11-22T10:00:00.000+0200", "yesterday"), good.replace("2026-11-22", "0001-01-01"),
             ari("ChannelCreated", "10:00:00", number="0501234567", exten="039999999").replace("from-trunk", "somewhere")]  # fmt: skip
    listed = read(tmp_path, "\n".join(lines), "ari")
    assert len(listed.calls) == 1 and listed.unreadable == [2, 3, 4]


def test_a_call_between_desks_is_none_of_a_customer_whatever_tells_of_it(tmp_path):
    within = ari("ChannelCreated", "10:00:00", number="101", exten="102").replace("from-trunk", "from-internal")
    listed = read(tmp_path, within, "ari")
    assert listed.calls == [] and listed.inside == 1
