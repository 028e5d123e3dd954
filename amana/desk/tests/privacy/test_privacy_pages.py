"""The pages of whoever answers for people's data."""

from __future__ import annotations

import zipfile
from datetime import timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from amana.cases.models import Case
from amana.counter.conversing import Said, begin
from amana.desk.tests.conftest import agent, signed_in
from amana.handling.intake.importing import new_brand
from amana.handling.opening import open_own_case
from amana.kit.working_time import week_for
from amana.people.models import Address
from amana.post.models import Outgoing
from amana.privacy.erasing_on import go_on_erasing
from amana.privacy.models import Emptied, Hold, Request, Retention
from amana.team.models import SettingChange, Week
from amana.team.viewing import by_link
from tests.cast import closed_at_rest
from tests.letters import deliver

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(brand):
    return agent("Yossi Shaked", brand, role="manager")


@pytest.fixture
def desk(manager):
    return signed_in(manager)


@pytest.fixture
def case(brand):
    at = timezone.now() - timedelta(days=90)
    made = deliver("noa@levi.example", "My router leaks.", name="Noa Levi", at=at, to=brand.addresses.get().value)
    Outgoing.objects.update(state=Outgoing.SENT)
    return made


def url(name, *arguments):
    return reverse(f"desk:{name}", args=arguments)


def asked(desk, kind):
    desk.post(url("request_new"), {"reach": "NOA@levi.example", "kind": kind, "words": "By telephone"})
    return Request.objects.get(kind=kind)


def test_a_request_is_written_down_answered_with_a_copy_and_shown(desk, case):
    row = asked(desk, "copy")
    assert "Noa Levi" in desk.get(url("privacy")).content.decode()
    answer = desk.post(url("privacy_copy", row.pk))
    packed = zipfile.ZipFile(BytesIO(b"".join(answer.streaming_content)))
    assert f"{case.number}/record.zip" in packed.namelist()
    row.refresh_from_db()
    assert row.state == Request.DONE and row.counts == {"cases": 1, "files": 0}


def test_an_erasure_names_what_is_open_and_is_done_when_it_is_meant(desk, case):
    row = asked(desk, "erase")
    assert case.number in desk.get(url("privacy_request", row.pk)).content.decode()
    desk.post(url("privacy_erasure", row.pk), {"is_sure": "on"})
    assert not Emptied.objects.exists()
    closed_at_rest(case, at=case.opened_at)
    desk.post(url("privacy_erasure", row.pk), {})
    assert not Emptied.objects.exists()
    desk.post(url("privacy_erasure", row.pk), {"is_sure": "on"})
    page = desk.get(url("privacy_request", row.pk)).content.decode()
    assert "0 of 1 cases" in page and "is_sure" not in page, "it goes on beside the pages"
    assert desk.post(url("privacy_refusal", row.pk), {"why": "The law asks for it."}).status_code == 422
    go_on_erasing(timezone.now())
    case.customer.refresh_from_db()
    assert case.customer.name == "" and Emptied.objects.count() == 1
    assert "leaks" not in desk.get(url("case", case.number)).content.decode()
    assert desk.get(url("privacy_request", row.pk)).status_code == 200


@pytest.fixture
def visitor(brand):
    """The case of somebody who wrote in the widget and gave no address."""
    at = timezone.now() - timedelta(days=90)
    said = Said(uuid4(), "My router leaks at Herzl 5.", "Tal")
    made = begin(brand, said, "t" * 40, language="en", at=at).case
    assert not Address.objects.filter(person=made.customer).exists()
    return made


def test_a_visitor_who_gave_no_address_is_found_by_the_number_of_their_case_and_erased(desk, visitor):
    typed = {"reach": f" {visitor.number.lower()} ", "kind": "erase", "words": "By telephone"}
    assert desk.post(url("request_new"), typed).status_code == 302
    row = Request.objects.get()
    page = desk.get(url("privacy_request", row.pk)).content.decode()
    assert row.person == visitor.customer and "Tal" in page and visitor.number in page
    desk.post(url("privacy_erasure", row.pk), {"is_sure": "on"})
    assert not Emptied.objects.exists(), "their case is open"
    closed_at_rest(visitor, at=visitor.opened_at)
    desk.post(url("privacy_erasure", row.pk), {"is_sure": "on"})
    go_on_erasing(timezone.now())
    visitor.customer.refresh_from_db()
    assert visitor.customer.name == "" and Emptied.objects.count() == 1
    assert "Herzl" not in desk.get(url("case", visitor.number)).content.decode()


@pytest.mark.parametrize("typed", ["AM-", "AM-222222", "leaks", "%", "AM-______"])
def test_a_number_that_is_no_cases_finds_nobody(desk, visitor, typed):
    assert desk.post(url("request_new"), {"reach": typed, "kind": "erase"}).status_code == 422
    assert not Request.objects.exists()


def test_a48_the_number_of_another_brands_case_finds_nobody(desk, visitor):
    other = new_brand("Other", at=timezone.now(), language="en")
    Case.objects.filter(pk=visitor.pk).update(brand=other)
    answer = desk.post(url("request_new"), {"reach": visitor.number, "kind": "erase"})
    assert answer.status_code == 422 and "Tal" not in answer.content.decode()
    assert not Request.objects.exists()


def test_a48_the_number_of_an_own_case_finds_nobody(desk, visitor):
    owner = visitor.customer
    wants = {"happened": "It broke", "wanted": "Money back"}
    own = open_own_case(owner, visitor.company, **wants, by=by_link(owner, visitor.key), at=timezone.now())
    assert desk.post(url("request_new"), {"reach": own.number, "kind": "copy"}).status_code == 422


def test_a_refusal_needs_a_reason(desk, case):
    row = asked(desk, "erase")
    assert desk.post(url("privacy_refusal", row.pk), {"why": " "}).status_code == 422
    assert desk.post(url("privacy_refusal", row.pk), {"why": "The law asks for it."}).status_code == 302
    row.refresh_from_db()
    assert row.state == Request.REFUSED


def test_retention_is_looked_at_before_it_is_put_into_force_and_noted(desk, brand, case):
    closed_at_rest(case, at=case.opened_at)
    shown = desk.post(url("retention", brand.pk), {"months": "2"}).content.decode()
    assert "1 case would be emptied" in shown and not Retention.objects.exists()
    assert desk.post(url("retention", brand.pk), {"months": "2", "apply": "yes"}).status_code == 302
    assert Retention.objects.get().months == 2
    assert SettingChange.objects.filter(part="retention").get().after == {"months": 2}
    desk.post(url("retention", brand.pk), {"months": ""})
    assert not Retention.objects.exists()
    for months in ("0", "-3", "999", "two", "1\x00"):
        assert desk.post(url("retention", brand.pk), {"months": months, "apply": "yes"}).status_code == 422


def test_a_case_is_kept_longer_and_no_longer(desk, case):
    closed_at_rest(case, at=case.opened_at)
    until = (timezone.now() + timedelta(days=30)).date().isoformat()
    assert desk.post(url("hold_new"), {"number": "AM-NONE", "why": "A claim", "until": until}).status_code == 422
    assert (
        desk.post(url("hold_new"), {"number": case.number.lower(), "why": "A claim", "until": until}).status_code == 302
    )
    assert case.number in desk.get(url("privacy")).content.decode()
    desk.post(url("hold_end", case.pk))
    assert not Hold.objects.exists()


def test_who_calls_is_found_by_their_telephone_as_it_is_dialled_here(desk, brand, case, now):
    brand.week = Week.objects.create(name="Here", plan=week_for("IL").to_json())
    brand.save(update_fields=["week"])
    Address.telephone("+972509876543", person=case.customer, at=now).save(force_insert=True)
    assert desk.post(url("request_new"), {"reach": "050-987 65 43", "kind": "copy"}).status_code == 302
    assert Request.objects.get().person == case.customer


def test_nobody_is_found_who_never_wrote_to_these_brands(desk, brand):
    for reach in ("stranger@example.org", "", "x" * 400, "a\x00b"):
        assert desk.post(url("request_new"), {"reach": reach, "kind": "copy"}).status_code == 422
    assert not Request.objects.exists()


def test_an_agent_finds_nothing_and_an_auditor_only_reads(brand, case):
    assert signed_in(agent("Dana Katz", brand)).get(url("privacy")).status_code == 404
    auditor = signed_in(agent("Aya Auditor", brand, role="auditor"))
    assert auditor.get(url("privacy")).status_code == 200
    auditor.post(url("request_new"), {"reach": "noa@levi.example", "kind": "copy"})
    assert not Request.objects.exists()
