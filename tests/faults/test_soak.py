"""The plan of a soak; the soak itself runs by bin/soak."""

from __future__ import annotations

from soak_plan import KINDS, counted, plan


def test_a_soak_can_be_had_again_by_its_seed_and_tries_every_kind():
    minutes = 20 * 60
    first = plan(7, minutes)
    assert first == plan(7, minutes) != plan(8, minutes)
    assert [fault.begins for fault in first] == sorted(fault.begins for fault in first)
    assert all(0 < fault.begins < fault.ends and fault.begins < minutes - 10 for fault in first)
    assert set(counted(first)) == set(KINDS) and sum(counted(first).values()) == len(first) > 200
    assert plan(7, 5) == []
