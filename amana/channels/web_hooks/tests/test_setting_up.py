"""Who may set what, and what is refused."""

from __future__ import annotations

from datetime import timedelta

import pytest

from amana.cases.errors import Refused
from amana.channels.models import Delivery, Inlet, WebHook
from amana.channels.web_hooks.keeping import secrets_in
from amana.channels.web_hooks.opening import open_inlet
from amana.channels.web_hooks.replaying import try_out
from amana.channels.web_hooks.setting_up import MOST_OF_A_BRAND, Wanted, change, make, rotate
from amana.config.backing_up.settling import settle

OUTSIDE, INSIDE = "https://shop.example/hook", "http://10.0.0.8/hook"


def test_a_secret_is_told_once_and_kept_encrypted(brand, ruth, now):
    made = make(brand, Wanted("Shop", OUTSIDE), by=ruth, at=now)
    assert made.secret.startswith("whsec_") and made.secret not in made.hook.secret
    assert secrets_in(made.hook.secret, None, at=now) == [made.secret]
    same = change(made.hook, Wanted("Shop", OUTSIDE + "/v2", kinds=["promise.*", "promise.*"]), by=ruth, at=now)
    assert same.secret == "" and same.hook.kinds == ["promise.*"]
    moved = change(made.hook, Wanted("Shop", "https://other.example/hook"), by=ruth, at=now)
    assert moved.secret not in ("", made.secret)
    again = rotate(moved.hook, by=ruth, at=now)
    hook = again.hook
    assert secrets_in(hook.secret, hook.earlier_until, at=now) == [again.secret, moved.secret]
    assert secrets_in(hook.secret, hook.earlier_until, at=now + timedelta(days=1)) == [again.secret]


def test_only_who_is_above_all_lets_it_into_the_house_or_our_own_record(brand, ruth, yossi, now):
    for wanted in (Wanted("Shop", INSIDE, allows_private=True), Wanted("Shop", OUTSIDE, tells_company=True)):
        with pytest.raises(Refused):
            make(brand, wanted, by=ruth, at=now)
        hook = make(brand, wanted, by=yossi, at=now).hook
        kept = Wanted("Our shop", wanted.url, allows_private=wanted.allows_private, tells_company=wanted.tells_company)
        assert change(hook, kept, by=ruth, at=now).hook.name == "Our shop"
        with pytest.raises(Refused):  # each address is allowed for itself
            change(hook, Wanted("Shop", wanted.url + "x", allows_private=wanted.allows_private,
                                tells_company=wanted.tells_company), by=ruth, at=now)  # fmt: skip


def test_what_cannot_be_meant_is_refused(brand, yossi, now):
    wrong = [
        *(Wanted("Shop", url) for url in (
            "", "shop", "http://shop.example/", "https://", "ftp://shop.example", "https://a:b@shop.example/", "https://shop.example/#x",
            "https://10.0.0.8/", "https://169.254.169.254/", "https://[::1]/", "https://shop.example:x/", "https://shop.example/ a",
            "https://shop.example/" + "x" * 500, "https://שלום.example/", "https://[",
        )),
        Wanted("", OUTSIDE), Wanted(" ", OUTSIDE), Wanted("x" * 81, OUTSIDE), Wanted("a\nb", OUTSIDE), Wanted("a\x00", OUTSIDE),
        Wanted("Shop", OUTSIDE, kinds=["nothing"]), Wanted("Shop", OUTSIDE, kinds=["goal.set"]),
        Wanted("Shop", OUTSIDE, kinds=[str(number) for number in range(61)]),
        Wanted("Shop", "https://169.254.169.254/", allows_private=True),
    ]  # fmt: skip
    for one in wrong:
        with pytest.raises(Refused):
            make(brand, one, by=yossi, at=now)
    assert not WebHook.objects.exists()


def test_a_brand_has_so_many_and_no_more(brand, yossi, now):
    for number in range(MOST_OF_A_BRAND):
        make(brand, Wanted(f"Shop {number}", OUTSIDE), by=yossi, at=now)
    with pytest.raises(Refused):
        make(brand, Wanted("One more", OUTSIDE), by=yossi, at=now)


def test_what_was_turned_off_by_its_server_is_turned_on_by_a_person(brand, yossi, now):
    hook = make(brand, Wanted("Shop", OUTSIDE), by=yossi, at=now).hook
    WebHook.objects.update(
        is_on=False, off_why=WebHook.SILENT, off_at=now, failing_since=now, failures=10, rests_until=now
    )
    hook.refresh_from_db()
    assert change(hook, Wanted("Store", OUTSIDE, is_on=False), by=yossi, at=now).hook.off_why == WebHook.SILENT
    on = change(hook, Wanted("Store", OUTSIDE), by=yossi, at=now).hook
    assert (on.is_on, on.off_why, on.off_at, on.failing_since, on.failures, on.rests_until) == (
        True,
        "",
        None,
        None,
        0,
        None,
    )


def test_f45_what_waited_in_a_copy_is_sent_by_nobody_but_a_person(brand, ruth, now, tmp_path):
    hook = make(brand, Wanted("Shop", OUTSIDE), by=ruth, at=now).hook
    open_inlet(brand, by=ruth, at=now)
    row = try_out(hook, at=now)
    settle(tmp_path, of="2026-11-12T06:00", at=now, is_staging=False)
    row.refresh_from_db()
    hook.refresh_from_db()
    assert (row.state, hook.is_on, hook.secret != "") == (Delivery.DEAD, True, True)
    settle(tmp_path, of="2026-11-12T06:00", at=now, is_staging=True)
    hook.refresh_from_db()
    assert (hook.is_on, hook.secret, Inlet.objects.get().is_on, Inlet.objects.get().secret) == (False, "", False, "")
