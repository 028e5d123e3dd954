"""Who may let us ask inside a private network, and where."""

from __future__ import annotations

from dataclasses import replace

import pytest

from amana.cases.errors import Refused
from amana.channels.models import PhoneSystem
from amana.channels.phone.setting_up import Wanted, set_up

pytestmark = pytest.mark.django_db


def test_a62_what_a_manager_allowed_inside_the_network_nobody_else_points_elsewhere(brand, ruth, yossi, now):
    inside = Wanted("http://10.0.0.5/dial?to={number}", "10.0.0.5", allows_private=True)
    with pytest.raises(Refused):
        set_up(brand, inside, by=ruth, at=now)
    set_up(brand, inside, by=yossi, at=now)
    set_up(brand, inside, by=ruth, at=now)
    for other in (
        replace(inside, dial_url="http://169.254.169.254/{number}"),
        replace(inside, recordings_host="10.0.0.6"),
    ):
        with pytest.raises(Refused):
            set_up(brand, other, by=ruth, at=now)
    assert PhoneSystem.objects.get().dial_url == inside.dial_url
    set_up(brand, replace(inside, dial_url="https://pbx.example.com/{number}", allows_private=False), by=ruth, at=now)
    assert not PhoneSystem.objects.get().allows_private
