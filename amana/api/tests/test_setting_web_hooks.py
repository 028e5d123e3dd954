"""Web hooks set by the API: by those who lead, with a right of its own, noted, and the secret told once."""

from __future__ import annotations

import pytest
from django.utils import timezone

from amana.api.models import Answered
from amana.api.scopes import FOR_AGENTS, HOOKS_SET
from amana.api.tests.conftest import program
from amana.channels.models import WebHook
from amana.kit.codes import new_id
from amana.team.models import SettingChange

pytestmark = pytest.mark.django_db
URL = "https://shop.example/hooks/amana"


@pytest.fixture
def ruths(ruth):
    return program(ruth)


def said(brand, **more):
    return {"brand": str(brand.pk), "name": "Shop", "url": URL, "kinds": ["promise.*"], **more}


def test_a_hook_is_made_changed_and_removed_and_each_change_is_noted(ruths, brand, ruth):
    made = ruths.post("web-hooks", said(brand))
    assert made.status_code == 201 and made.json()["secret"].startswith("whsec_"), made.content
    path = f"web-hooks/{made.json()['hook']['key']}"
    assert made["Location"] == f"/api/v1/{path}" and ruths.get(path).json() == made.json()["hook"]

    changed = ruths.post(path, {"is_on": False}).json()
    assert (changed["hook"]["is_on"], changed["hook"]["url"], changed["secret"]) == (False, URL, "")
    moved = ruths.post(path, {"url": "https://other.example/hooks"}).json()["secret"]
    rotated = ruths.post(f"{path}/secret").json()["secret"]
    assert len({made.json()["secret"], moved, rotated, ""}) == 4
    assert ruths.post(f"{path}/removal").status_code == 200 and not WebHook.objects.exists()
    assert ruths.post(f"{path}/removal").status_code == 404

    rows = list(SettingChange.objects.order_by("pk"))
    assert {(row.part, row.by_id, row.brand) for row in rows} == {("web_hooks", ruth.pk, brand.pk)}
    assert [(row.before or {}).get("is_on") for row in rows][:2] == [None, True]
    assert [(row.after or {}).get("secret") for row in rows] == ["(set)", None, "(set anew)", "(set anew)", None]
    assert "whsec_" not in str([(row.before, row.after) for row in rows])


def test_what_the_desk_notes_of_the_same_change_is_the_same(ruths, brand, ruth):
    from amana.channels.web_hooks.setting_up import Wanted, change, make
    from amana.desk.carrying.noting import noted

    at = timezone.now()
    key = ruths.post("web-hooks", said(brand)).json()["hook"]["key"]
    ruths.post(f"web-hooks/{key}", {"url": "https://other.example/x"})
    ours = [(row.about, row.before, row.after) for row in SettingChange.objects.order_by("pk")]
    ruths.post(f"web-hooks/{key}/removal")
    before = SettingChange.objects.count()
    with noted("web_hooks", by=ruth, at=at, brand=brand.pk):
        row = make(brand, Wanted("Shop", URL, ["promise.*"]), by=ruth, at=at).hook
    with noted("web_hooks", by=ruth, at=at, pk=row.pk):
        change(row, Wanted("Shop", "https://other.example/x", ["promise.*"]), by=ruth, at=at)
    assert [(row.about, row.before, row.after) for row in SettingChange.objects.order_by("pk")[before:]] == ours


def test_a_secret_is_told_once_and_kept_nowhere_in_the_clear(ruths, brand):
    first = ruths.post("web-hooks", said(brand), Idempotency_Key="k").json()
    again = ruths.post("web-hooks", said(brand), Idempotency_Key="k")
    assert again["Idempotency-Replayed"] == "true"
    assert again.json() == {"hook": first["hook"], "secret": ""} and WebHook.objects.count() == 1
    assert first["secret"].encode() not in bytes(Answered.objects.get().body)
    assert first["secret"] not in str(list(WebHook.objects.values()))


def test_it_needs_a_right_of_its_own_and_to_lead(ruth, danas, brand, omar, ruths):
    narrow = program(ruth, scopes=[one for one in FOR_AGENTS if one != HOOKS_SET])
    key = ruths.post("web-hooks", said(brand)).json()["hook"]["key"]
    for path, body in (("web-hooks", said(brand)), (f"web-hooks/{key}", {}), (f"web-hooks/{key}/secret", {}),
                       (f"web-hooks/{key}/removal", {})):  # fmt: skip
        assert narrow.post(path, body).json()["code"] == "forbidden", path
        assert danas.post(path, body).status_code == 404, path
        assert program(omar).post(path, body).status_code == 404, path
    assert danas.get(f"web-hooks/{key}").status_code == 404
    assert WebHook.objects.count() == 1


def test_another_brands_lead_finds_none_of_ours(ruths, brand, omar):
    omar.role = "lead"
    omar.save()
    omars = program(omar)
    key = ruths.post("web-hooks", said(brand)).json()["hook"]["key"]
    assert omars.post("web-hooks", said(brand)).status_code == 404
    for path in (f"web-hooks/{key}", f"web-hooks/{key}/secret", f"web-hooks/{key}/removal"):
        assert omars.post(path, {}).status_code == 404, path


def test_what_the_desk_refuses_is_refused_and_nothing_is_noted(ruths, brand, yossi):
    for wrong in ({"url": "http://shop.example/x"}, {"url": "ftp://x"}, {"name": " "}, {"kinds": ["nothing.here"]},
                  {"tells_company": True}, {"allows_private": True}):  # fmt: skip
        assert ruths.post("web-hooks", said(brand, **wrong)).status_code == 409, wrong
    for wrong in ({"secret": "whsec_x"}, {"is_on": "perhaps"}, {"kinds": "all"}):
        assert ruths.post("web-hooks", said(brand, **wrong)).status_code == 422, wrong
    assert ruths.post("web-hooks", said(brand) | {"brand": "x"}).status_code == 422
    assert ruths.post("web-hooks", said(brand) | {"brand": str(new_id())}).status_code == 404
    assert not WebHook.objects.exists() and not SettingChange.objects.exists()
    assert program(yossi).post("web-hooks", said(brand, tells_company=True)).status_code == 201
