"""The pages of the directory: looked up, shown, put right, proposed, joined, parted, brought in; and closed to strangers."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from amana.advocacy.defining import define, person_of
from amana.directory.family import root_of
from amana.directory.importing.seeding import seed
from amana.directory.listing import company_named
from amana.directory.models import Change, Executive, Name, Point, Profile, Run, Stop, Tip, Wait
from amana.kit.codes import new_id
from amana.people.models import Account, Company
from amana.portal.directory import bringing
from amana.portal.tests.conftest import PASSWORD

NO_ROW = str(uuid4())


@pytest.fixture(autouse=True)
def _own_machine(settings, tmp_path):
    settings.OPEN_MINE = True
    settings.DATA = tmp_path


@pytest.fixture
def kav(db) -> Company:
    return company_named("Kav Telecom", by=None, at=timezone.now() - timedelta(days=1), is_private=False)


def point(company: Company, **more) -> Point:
    values = {"kind": "phone", "value": "+972 3 123 4567", "same": "+97231234567", "purpose": "service"} | more
    return Point.objects.create(company=company, **values)


def url(company: Company, screen: str = "") -> str:
    return f"/mine/companies/{company.pk}/{screen}"


def page(client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, answer.content.decode()[:2000]
    return answer.content.decode()


def test_strangers_have_to_sign_in_first(client, kav):
    for name in ("companies", "companies_suggested", "companies_bodies", "company_new", "directory_import"):
        assert client.get(reverse(f"portal:{name}")).status_code == 302
    assert client.get(url(kav)).status_code == 302
    assert client.post(url(kav, "waits/"), {"minutes": "4"}).status_code == 302
    assert not Wait.objects.exists()


def test_a_company_is_found_in_three_scripts_and_its_page_says_how_to_reach_it(keeper, client):
    seed(at=timezone.now())
    for asked in ("Cellcom", "סלקום", "سلكوم"):
        answer = client.get("/mine/companies/", {"q": asked}, follow=True)
        assert "<bdi>Cellcom</bdi></h1>" in answer.content.decode()
    assert "Nothing" not in page(client, "/mine/companies/?q=bank")
    assert "No company here is called" in page(client, "/mine/companies/?q=Qwertzuiop")
    assert "Who watches over them" in answer.content.decode()


def test_names_are_suggested_while_one_types(keeper, client):
    seed(at=timezone.now())
    said = page(client, "/mine/companies/suggested/?company=סלק")
    assert '<option value="Cellcom" label="Cellcom (סלקום)' in said
    assert page(client, "/mine/companies/suggested/?q=").strip() == ""


def test_the_page_of_a_company_with_nothing_says_what_to_add(keeper, client, kav):
    said = page(client, url(kav))
    for sentence in (
        "No way to reach their customer service is known",
        "Nobody yet.",
        "No tip yet.",
        "By no other name yet.",
    ):
        assert sentence in said


def test_a_way_with_hours_keys_and_wait_is_said_in_sentences(keeper, client, kav):
    Profile.objects.filter(company=kav).update(country="IL")
    typed = {"kind": "phone", "value": "*2700", "hours": "Sun-Sat 00:00-24:00", "to_human": "3, then 0", "usual_wait": "12",
             "source": "my own call", "checked_on": "2026-11-01", "confidence": "high"}  # fmt: skip
    assert client.post(url(kav, "point/new/"), typed).status_code == 302
    said = page(client, url(kav))
    for sentence in (
        "*2700",
        "Open now.",
        "To reach a human, press: <bdi>3, then 0</bdi>",
        "usually wait 12 minutes",
        "my own call",
    ):
        assert sentence in said, sentence
    assert "Added: *2700" in said


def test_what_was_typed_stays_when_it_is_refused(keeper, client, kav):
    answer = client.post(
        url(kav, "point/new/"), {"kind": "phone", "value": "call me", "label": "mine", "hours": "later"}
    )
    assert answer.status_code == 422
    assert 'value="call me"' in answer.content.decode() and 'value="mine"' in answer.content.decode()
    phone = {"kind": "phone", "value": "*2700"}
    wrong = [{}, {"kind": "pigeon", "value": "x"}, {"kind": "form", "value": "javascript:alert(1)"},
             {"kind": "mail", "value": "a b@c"}, phone | {"hours": "Mon 99-100"}, phone | {"usual_wait": "-4"},
             phone | {"checked_on": "3000-01-01"}, phone | {"confidence": "certain"}, phone | {"purpose": "love"}]  # fmt: skip
    for rubbish in wrong:
        assert client.post(url(kav, "point/new/"), rubbish).status_code == 422
    assert not Point.objects.exists()


def test_a_change_is_in_the_history_and_can_be_taken_back(keeper, client, kav):
    row = point(kav)
    typed = {"kind": "phone", "value": "+972 3 765 4321", "confidence": "low"}
    assert client.post(url(kav, f"point/{row.pk}/"), typed).status_code == 302
    row.refresh_from_db()
    assert row.value == "+972 3 765 4321"
    change = Change.objects.get()
    assert change.by == keeper and "+972 3 123 4567 → +972 3 765 4321" in page(client, url(kav, "history/"))
    assert client.post(url(kav, f"history/{change.pk}/undoing/")).status_code == 302
    row.refresh_from_db()
    assert row.value == "+972 3 123 4567"
    assert client.post(url(kav, f"history/{change.pk}/undoing/"), follow=True).status_code == 200
    assert Change.objects.count() == 2


def test_a_removed_row_comes_back_when_that_is_undone(keeper, client, kav):
    row = point(kav)
    client.post(url(kav, f"point/{row.pk}/"), {"act": "remove"})
    assert not Point.objects.exists()
    client.post(url(kav, f"history/{Change.objects.get().pk}/undoing/"))
    assert Point.objects.get().pk == row.pk


def test_on_a_shared_server_what_others_entered_is_proposed_and_decided(client, settings, keeper, kav):
    settings.OPEN_MINE = False
    row = point(kav)
    assert "proposed" in page(client, url(kav, f"point/{row.pk}/"))
    client.post(url(kav, f"point/{row.pk}/"), {"kind": "phone", "value": "+97237654321", "confidence": "low"})
    row.refresh_from_db()
    assert row.value == "+972 3 123 4567"
    change = Change.objects.get(state=Change.PROPOSED)
    client.post(url(kav, f"history/{change.pk}/decision/"), {"act": "accept"})
    assert Change.objects.get(pk=change.pk).state == Change.PROPOSED
    settings.OPEN_MINE = True
    client.post(url(kav, f"history/{change.pk}/decision/"), {"act": "accept"})
    row.refresh_from_db()
    assert row.value == "+97237654321"
    client.post(url(kav, f"history/{change.pk}/decision/"), {"act": "decline"})
    assert Change.objects.get(pk=change.pk).state == Change.IN_FORCE


def test_on_a_shared_server_nobody_brings_in_files_or_joins_companies(client, settings, keeper, kav):
    settings.OPEN_MINE = False
    assert client.get(reverse("portal:directory_import")).status_code == 404
    other = company_named("Kav Mobile", by=None, at=timezone.now(), is_private=False)
    assert client.post(url(kav, "joining/"), {"into": str(other.pk)}).status_code == 422
    assert root_of(kav) == kav


def test_a_company_of_somebodys_own_case_is_found_by_them_alone(client, settings, keeper, db):
    settings.OPEN_MINE = False
    made = company_named("Landlord Street 5", by=keeper, at=timezone.now())
    assert "Landlord Street 5" in page(client, "/mine/companies/?q=landlord street")
    assert "Only you find this company" in page(client, url(made))
    other = Account.objects.create_user("other@bayit.example", PASSWORD, name="Other")
    client.force_login(other)
    assert "Landlord" not in page(client, "/mine/companies/?q=landlord").replace('value="landlord"', "").replace(
        "name=landlord", ""
    ).replace("<bdi>landlord</bdi>", "")
    for screen in ("", "history/", "point/new/", "joining/", "address/"):
        page(client, url(made, screen), status=404)
    assert company_named("Landlord Street 5", by=other, at=timezone.now()) != made


def test_who_changed_something_is_not_told_to_others_on_a_shared_server(client, settings, keeper, kav):
    settings.OPEN_MINE = False
    client.post(url(kav, "tip/new/"), {"text": "Ask for Avi.", "confidence": "low"})
    assert "Gil" in page(client, url(kav))
    client.force_login(Account.objects.create_user("other@bayit.example", PASSWORD, name="Other"))
    said = page(client, url(kav))
    assert "Ask for Avi." in said and "Gil" not in said


def test_a_new_company_has_a_profile_and_one_that_is_here_is_said_so(keeper, client, kav):
    typed = {"name": "Tahana Water", "kind": "company", "sector": "water", "country": "il", "confidence": "low"}
    assert client.post("/mine/companies/new/", typed).status_code == 302
    made = Profile.objects.get(company__name="Tahana Water")
    assert (made.sector, made.country, made.private_to) == ("water", "IL", None)
    again = client.post("/mine/companies/new/", typed)
    assert again.status_code == 422 and "is here already" in again.content.decode()
    for rubbish in (
        {},
        {"name": "\0"},
        {"name": "X", "country": "Israel"},
        {"name": "X", "zone": "Mars"},
        {"name": "X", "sector": "spice"},
    ):
        assert client.post("/mine/companies/new/", rubbish).status_code == 422
    assert "Tahana" in page(client, "/mine/companies/new/?name=Tahana")


def test_two_that_are_one_are_joined_found_as_one_and_parted_again(keeper, client, kav):
    other = company_named("Kav Mobile", by=None, at=timezone.now(), is_private=False)
    point(other, value="*99", same="*99")
    assert "Kav Mobile" in page(client, url(kav, "joining/?q=mobile"))
    assert client.post(url(kav, "joining/"), {"into": "rubbish"}).status_code == 422
    assert client.post(url(other, "joining/"), {"into": str(kav.pk)}).status_code == 302
    said = page(client, "/mine/companies/?q=Kav Mobile&x=1") if False else client.get(url(other)).content.decode()
    assert "<bdi>Kav Telecom</bdi></h1>" in said and "*99" in said
    client.post(url(kav, f"history/{Change.objects.get(thing='joined').pk}/undoing/"))
    assert root_of(other) == other
    assert "*99" not in page(client, url(kav))


def test_one_that_is_two_is_parted_and_that_is_undone(keeper, client, kav):
    row, stays = point(kav), point(kav, value="*99", same="*99")
    assert client.post(url(kav, "parting/"), {"name": "", "rows": [f"point:{row.pk}"]}).status_code == 422
    assert client.post(url(kav, "parting/"), {"name": "Kav Energy"}).status_code == 422
    assert (
        client.post(
            url(kav, "parting/"), {"name": "Kav Energy", "rows": [f"point:{row.pk}", "x", "point:1"]}
        ).status_code
        == 302
    )
    row.refresh_from_db()
    assert row.company.name == "Kav Energy" and Point.objects.get(pk=stays.pk).company == kav
    client.post(url(kav, f"history/{Change.objects.get(thing='point').pk}/undoing/"))
    row.refresh_from_db()
    assert row.company == kav


def test_waits_are_kept_and_after_three_say_when_to_call(keeper, client, kav):
    for minutes in ("10", "20", "30"):
        assert client.post(url(kav, "waits/"), {"minutes": minutes, "reached": "yes"}).status_code == 302
    assert Wait.objects.count() == 3
    said = page(client, url(kav))
    assert "The best time to call is" in said and "This rests on 3 waits." in said
    for rubbish in (
        {"minutes": "x"},
        {"minutes": "5", "began_at": "yesterday"},
        {"minutes": "5", "began_at": "1999-01-01 10:00"},
    ):
        assert client.post(url(kav, "waits/"), rubbish).status_code == 422
    assert Wait.objects.count() == 3


def test_an_executive_needs_a_source_and_no_private_mailbox(keeper, client, kav):
    typed = {"name": "Ruth Amit", "role": "CEO", "level": "executive", "confidence": "medium"}
    assert client.post(url(kav, "executive/new/"), typed).status_code == 422
    assert (
        client.post(url(kav, "executive/new/"), typed | {"source": "report", "mail": "ruth@gmail.com"}).status_code
        == 422
    )
    assert (
        client.post(
            url(kav, "executive/new/"), typed | {"source": "report 2026", "mail": "ruth.amit@kav.example"}
        ).status_code
        == 302
    )
    person = Executive.objects.get()
    assert "ruth.amit@kav.example" in page(client, url(kav))
    said = page(client, url(kav, "address/?name=Dana Katz"))
    assert "dana.katz@kav.example" in said and "No more than a guess." in said and "report 2026" in said
    assert "dana.katz" not in page(client, url(kav))
    client.post(url(kav, f"people/{person.pk}/stop/"))
    assert Stop.objects.get().address == "ruth.amit@kav.example"


def test_a_file_is_shown_written_and_taken_back(keeper, client, kav):
    file = SimpleUploadedFile("mine.csv", b"name,phone,country\nTahana Water,*1234,IL\n")
    said = client.post(reverse("portal:directory_import"), {"file": file, "act": "show"}).content.decode()
    assert "1 are new" in said and "Tahana Water" in said and not Run.objects.exists()
    digest = said.partition('name="digest" value="')[2][:64]
    assert (
        client.post(
            reverse("portal:directory_import"), {"act": "write", "digest": digest, "name": "mine.csv"}
        ).status_code
        == 302
    )
    run = Run.objects.get()
    assert run.by == keeper and Point.objects.get().same == "*1234"
    client.post(reverse("portal:directory_import_undone", args=[run.pk]))
    assert not Point.objects.exists() and not Company.objects.filter(name="Tahana Water").exists()
    assert client.post(reverse("portal:directory_import_undone", args=[run.pk]), follow=True).status_code == 200


@pytest.mark.parametrize(
    "content", [b"", b"\x00\x01\x02", b"{}", b"[" * 100_000, b"\x1f\x8bnot really", b"a,b\n1,2\n", b"BEGIN:VCARD"]
)
def test_rubbish_in_a_file_is_a_sentence(keeper, client, content):
    answer = client.post(reverse("portal:directory_import"), {"file": SimpleUploadedFile("x", content or b" ")})
    assert answer.status_code == 422 and "notice--error" in answer.content.decode()


def test_a_file_that_was_not_shown_is_not_written(keeper, client):
    for digest in ("", "../../etc/passwd", "0" * 64):
        assert client.post(reverse("portal:directory_import"), {"act": "write", "digest": digest}).status_code == 422
    assert client.post(reverse("portal:directory_import"), {}).status_code == 422


def test_what_is_not_there_is_not_found(keeper, client, kav):
    row = point(kav)
    other = company_named("Kav Mobile", by=None, at=timezone.now(), is_private=False)
    for screen in (
        "point/rubbish/",
        f"point/{NO_ROW}/",
        "rubbish/new/",
        f"rubbish/{NO_ROW}/",
        "profile/new/",
        f"name/{'9' * 40}/",
    ):
        page(client, url(kav, screen), status=404)
    page(client, url(other, f"point/{row.pk}/"), status=404)
    page(client, f"/mine/companies/{NO_ROW}/", status=404)
    assert client.post(url(kav, f"history/{NO_ROW}/undoing/")).status_code == 404
    assert client.post(url(kav, f"people/{NO_ROW}/stop/")).status_code == 404


def test_the_name_of_a_company_is_changed_and_found_by_the_new_one(keeper, client, kav):
    row = Name.objects.get(company=kav, kind=Name.NAME)
    assert client.post(url(kav, f"name/{row.pk}/"), {"text": "Kesher Telecom", "confidence": "low"}).status_code == 302
    kav.refresh_from_db()
    assert kav.name == "Kesher Telecom"
    assert "Kesher" in client.get("/mine/companies/", {"q": "kesher"}).content.decode()
    assert client.get("/mine/companies/", {"q": "Kav Telecom"}).status_code == 200
    client.post(url(kav, f"name/{row.pk}/"), {"act": "remove", "text": "Kesher Telecom", "confidence": "low"})
    assert Name.objects.filter(pk=row.pk).exists()


def test_the_page_of_a_company_asks_the_database_equally_often_whatever_it_holds(keeper, client, kav):
    with CaptureQueriesContext(
        connection,
    ) as few:
        page(client, url(kav))
    for number in range(40):
        point(kav, value=f"*{number + 100}", same=f"*{number + 100}")
        Tip.objects.create(company=kav, text=f"Tip {number}")
    with CaptureQueriesContext(connection) as many:
        page(client, url(kav))
    assert len(many) <= len(few) + 2, json.dumps([row["sql"][:200] for row in many], indent=1)


def test_bodies_are_listed_by_country(keeper, client):
    assert "None is known for this country yet." in page(client, "/mine/companies/bodies/?country=il")
    seed(at=timezone.now())
    said = page(client, "/mine/companies/bodies/?country=il")
    assert "Bank of Israel" in said and "Ofcom" not in said


def test_from_an_own_case_one_comes_to_its_company_which_others_do_not_find(client, settings, keeper):
    case = define(
        person_of(keeper), company="Landlord Street 5", happened="No heating.", wanted="Heating.", at=timezone.now()
    )
    Profile.objects.all().delete()
    answer = client.get(f"/mine/{case.number}/company/", follow=True)
    assert answer.status_code == 200 and "<bdi>Landlord Street 5</bdi></h1>" in answer.content.decode()
    assert Profile.objects.get().private_to == keeper
    client.force_login(Account.objects.create_user("other@bayit.example", PASSWORD, name="Other"))
    assert client.get(f"/mine/{case.number}/company/").status_code == 404
    page(client, url(case.company), status=404)


CSV = b"name,phone,country\nTahana Water,*1234,IL\n"


def shown(client, content: bytes = CSV):
    return client.post(
        reverse("portal:directory_import"), {"file": SimpleUploadedFile("mine.csv", content), "act": "show"}
    )


def written(client, page):
    digest = page.content.decode().partition('name="digest" value="')[2][:64]
    said = {"act": "write", "digest": digest, "name": "mine.csv"}
    return client.post(reverse("portal:directory_import"), said, follow=True)


def test_a_file_whose_companies_came_in_meanwhile_brings_nothing_new(keeper, client, kav):
    first, second = shown(client), shown(client, CSV + b"\n")
    assert "is new" in written(client, first).content.decode()
    assert "Nothing of it is new." in written(client, second).content.decode()
    assert Run.objects.count() == 1
    assert client.post(reverse("portal:directory_import_undone", args=[new_id()])).status_code == 404


@pytest.mark.parametrize(
    ("limit", "value", "said"), [("MOST_BYTES", 10, "30 MB"), ("MOST_AT_A_PAGE", 0, "amana directory import")]
)
def test_a_file_too_large_for_a_page_is_refused(keeper, client, monkeypatch, limit, value, said):
    monkeypatch.setattr(bringing, limit, value)
    answer = shown(client)
    assert answer.status_code == 422 and said in answer.content.decode() and not Run.objects.exists()


def test_of_files_that_were_only_looked_at_the_newest_are_kept(keeper, client, monkeypatch):
    monkeypatch.setattr(bringing, "MOST_KEPT", 1)
    pages = [shown(client, CSV.replace(b"1234", str(number).encode())) for number in range(1230, 1233)]
    assert "Choose the file again." in written(client, pages[0]).content.decode()
    assert "is new" in written(client, pages[2]).content.decode()


def test_the_history_says_what_was_removed_what_went_to_another_and_that_hours_changed(keeper, client, kav):
    goes, parts = point(kav), point(kav, value="*99", same="*99")
    hours = {"kind": "phone", "value": "*2700", "confidence": "high", "hours": "Sun-Sat 00:00-24:00"}
    client.post(url(kav, "point/new/"), hours)
    row = Point.objects.get(value="*2700")
    client.post(url(kav, f"point/{row.pk}/"), hours | {"hours": "Sun-Sat 08:00-20:00", "act": "save"})
    client.post(url(kav, f"point/{goes.pk}/"), {"act": "remove"})
    assert client.get(url(kav, "parting/")).status_code == 200
    client.post(url(kav, "parting/"), {"name": "Kav Energy", "rows": [f"point:{parts.pk}"]})
    told = client.get(url(kav, "history/")).content.decode()
    other = client.get(
        url(company_named("Kav Energy", by=None, at=timezone.now(), is_private=False), "history/")
    ).content.decode()
    assert "Removed:" in told and "it belongs to another company" in told + other and "hours" in told


def test_the_best_time_to_call_is_told_beside_the_other_hours(keeper, client, kav):
    point(kav)
    monday = timezone.now().replace(hour=7, minute=0) - timedelta(days=7)
    for hours, minutes in ((0, 3), (0, 4), (0, 5), (4, 40), (4, 50), (4, 60)):
        Wait.objects.create(company=kav, minutes=minutes, began_at=monday + timedelta(hours=hours), has_reached=True)
    assert re.search(r"At other hours they waited \d+ min", client.get(url(kav)).content.decode())
