from __future__ import annotations

import io
from datetime import UTC, datetime

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command

from amana.cases.errors import Refused
from amana.config import setting_up
from amana.handling.intake.importing import ensure_brand
from amana.people.models import Account, Company
from amana.team.models import Agent, Brand, SettingChange, Week

NOW = datetime(2026, 11, 10, 8, tzinfo=UTC)
ASKED = {
    "email": "Dana@Example.com",
    "name": "Dana",
    "password": "eleven-or-more-7",
    "company": "Bezeq & Sons",
    "language": "he",
    "zone": "Asia/Jerusalem",
    "country": "IL",
    "addresses": ["Support@Example.com", " "],
    "at": NOW,
}

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.DATA = tmp_path


def test_the_code_is_right_however_it_is_typed_and_only_the_newest():
    old, new = setting_up.new_code(), setting_up.new_code()

    assert setting_up.is_right(new) and setting_up.is_right(f" {new.lower().replace('-', ' ')} ")
    assert not setting_up.is_right(old)
    assert not setting_up.is_right("")


def test_the_code_itself_lies_nowhere(tmp_path):
    code = setting_up.new_code()
    kept = (tmp_path / "secrets" / "setup").read_text()
    assert code not in kept and code.replace("-", "") not in kept


def test_without_a_code_none_is_right():
    assert not setting_up.is_right("AAAA-BBBB-CCCC")


def test_set_up_makes_company_brand_week_and_manager_and_uses_the_code_up():
    code = setting_up.new_code()
    agent = setting_up.set_up(**ASKED)

    brand = Brand.objects.get()
    assert (agent.role, agent.account.email, list(agent.brands.all())) == (Agent.MANAGER, "dana@example.com", [brand])
    assert agent.account.check_password("eleven-or-more-7")
    assert (brand.company.name, brand.company.is_ours, brand.language) == ("Bezeq & Sons", True, "he")
    assert brand.address == "support@example.com"
    assert brand.week.working.zone == "Asia/Jerusalem"
    assert not setting_up.is_needed()
    assert not setting_up.is_right(code)


def test_it_is_done_once():
    setting_up.set_up(**ASKED)
    with pytest.raises(Refused, match="set up already"):
        setting_up.set_up(**ASKED | {"email": "other@example.com"})
    assert Account.objects.count() == 1


def test_what_an_import_made_before_is_taken_over():
    brand = ensure_brand(["support@example.com"], at=NOW)
    agent = setting_up.set_up(**ASKED)

    assert list(agent.brands.all()) == [brand]
    assert (Company.objects.get().name, Week.objects.count()) == ("Bezeq & Sons", 1)


@pytest.mark.parametrize(
    "wrong",
    [
        {"password": "short"},
        {"password": "password123456789"[:11]},
        {"email": "nobody"},
        {"name": " "},
        {"company": ""},
        {"zone": "Mars/Olympus"},
        {"language": "xx"},
        {"addresses": ["not an address"]},
    ],
)
def test_what_cannot_be_is_refused_and_leaves_nothing(wrong):
    code = setting_up.new_code()
    with pytest.raises(ValidationError):
        setting_up.set_up(**ASKED | wrong)
    assert not Account.objects.exists() and not Company.objects.exists()
    assert setting_up.is_right(code)


def test_who_set_it_up_and_who_was_added_at_the_terminal_stand_among_the_changes(monkeypatch):
    setting_up.set_up(**ASKED)
    assert set(SettingChange.objects.values_list("part", "by_name")) == {("brands", "Dana"), ("people", "Dana")}
    monkeypatch.setattr("sys.stdin", io.StringIO("eleven-or-more-8\n"))
    call_command("user", "add", "omer@example.com", "--name", "Omer", "--password-stdin", stdout=io.StringIO())
    added = SettingChange.objects.order_by("pk").last()
    assert (added.part, added.by_name, added.before) == ("people", "amana user", None)
