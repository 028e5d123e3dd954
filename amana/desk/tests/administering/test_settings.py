from __future__ import annotations

from datetime import time, timedelta

import pytest
from django.utils import timezone

from amana.cases.models import Case
from amana.commitments.making import Draft, make
from amana.commitments.models import Commitment
from amana.desk.tests.conftest import signed_in
from amana.people.models import Account
from amana.team.models import Absence, Agent, Brand
from amana.team.viewing import at_the_desk


def brand_form(client, brand, **changed):
    html = client.get(f"/desk/settings/brands/{brand.pk}/")
    form = html.context["form"]
    filled = {name: form[name].value() for name in form.fields}
    return {name: "" if value is None else value for name, value in (filled | changed).items()}


@pytest.mark.parametrize(("language", "word"), [("en", "Team"), ("he", "צוות")])
def test_the_settings_are_read_in_both_directions(ruth, dana, language, word):
    ruth.account.language = language
    ruth.account.save()

    html = signed_in(ruth).get("/desk/settings/").content.decode()

    assert word in html and "Dana Katz" in html


def test_only_those_who_lead_change_the_brand_and_the_team(desk, brand, dana, ruth):
    for url in (f"/desk/settings/brands/{brand.pk}/", "/desk/settings/invitations/", f"/desk/settings/team/{ruth.pk}/",
                f"/desk/settings/team/{ruth.pk}/disabling/", f"/desk/settings/team/{ruth.pk}/absence/"):  # fmt: skip
        assert desk.get(url).status_code == 404
        assert desk.post(url).status_code == 404


def test_a_brand_is_renamed_with_its_addresses_and_week(ruth, brand):
    client = signed_in(ruth)
    said = brand_form(client, brand, name="Tavor Net", addresses="help@tavor.example\nSALES@tavor.example",
                      closed="2026-12-31", opens_4="09:00", closes_4="13:00", opens_6="", closes_6="")  # fmt: skip

    assert client.post(f"/desk/settings/brands/{brand.pk}/", said).status_code == 302

    changed = Brand.objects.get(pk=brand.pk)
    week = changed.week.working
    assert changed.name == "Tavor Net" and changed.address == "help@tavor.example"
    assert set(changed.addresses.values_list("value", flat=True)) == {"help@tavor.example", "sales@tavor.example"}
    assert week.shifts[4] == ((time(9), time(13)),) and 6 not in week.shifts
    assert [day.isoformat() for day in week.closed] == ["2026-12-31"]


@pytest.mark.parametrize(
    "wrong", [{"zone": "Nowhere/At_all"}, {"closed": "31.12."}, {"addresses": "no address"}, {"name": " "},
              {f"opens_{day}": "" for day in range(7)} | {f"closes_{day}": "" for day in range(7)}]
)  # fmt: skip
def test_what_cannot_be_is_refused_and_the_form_stays(ruth, brand, wrong):
    client = signed_in(ruth)

    assert client.post(f"/desk/settings/brands/{brand.pk}/", brand_form(client, brand, **wrong)).status_code == 422
    assert Brand.objects.get(pk=brand.pk).name == "Tavor"


def test_nobody_rises_above_whoever_lifts_them(ruth, dana):
    Agent.objects.filter(pk=ruth.pk).update(role=Agent.LEAD)

    answer = signed_in(ruth).post(f"/desk/settings/team/{dana.pk}/", {"role": "manager", "lead": ""})

    assert answer.status_code == 422
    assert Agent.objects.get(pk=dana.pk).role == Agent.AGENT


def test_disabling_asks_who_takes_each_open_promise(case, dana, ruth, omer, now):
    promise = make(case, [Draft("Call Noa", now + timedelta(hours=3), owner=dana)], by=at_the_desk(dana), at=now)[0]
    client, url = signed_in(ruth), f"/desk/settings/team/{dana.pk}/disabling/"
    html = client.get(url).content.decode()
    assert "Call Noa" in html

    refused = client.post(url, {f"taker-{promise.pk}": ""})
    assert refused.status_code == 422
    assert Account.objects.get(pk=dana.account_id).is_active
    takers = {f"taker-{one.pk}": str(omer.pk) for one in Commitment.objects.outstanding().filter(owner_agent=dana)}
    assert client.post(url, takers).status_code == 302

    assert not Account.objects.get(pk=dana.account_id).is_active
    assert Commitment.objects.get(pk=promise.pk).owner_agent == omer
    assert Case.objects.get().holder == ruth


def test_somebody_is_away_and_comes_back(desk, dana, now):
    since = timezone.localtime(now - timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M")
    assert desk.post(f"/desk/settings/team/{dana.pk}/absence/", {"since": since}).status_code == 302
    assert Absence.objects.covering(timezone.now()).exists()

    desk.post(f"/desk/settings/team/{dana.pk}/absence/end/")

    assert not Absence.objects.covering(timezone.now()).exists()


def test_the_language_is_remembered_for_the_account(desk, dana):
    desk.post("/i18n/setlang/", {"language": "ar", "next": "/desk/"})

    assert Account.objects.get(pk=dana.account_id).language == "ar"
    assert 'lang="ar" dir="rtl"' in desk.get("/desk/").content.decode()
    desk.post("/i18n/setlang/", {"language": "xx", "next": "https://evil.example/"})
    assert Account.objects.get(pk=dana.account_id).language == "ar"


def test_times_are_those_of_the_reader(desk, dana, case):
    said = {"name": "Dana Katz", "language": "en", "zone": "Nowhere"}
    assert desk.post("/desk/settings/account/", said).status_code == 422
    assert desk.post("/desk/settings/account/", said | {"zone": "America/New_York"}).status_code == 302
    assert "America/New_York" in desk.get(f"/desk/cases/{case.number}/").content.decode()
