"""Letting somebody read an own case; taking all data home, copying it, deleting it; and the way to the phone."""

from __future__ import annotations

import re
import zipfile
from datetime import timedelta
from io import BytesIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from amana.advocacy.shares import Share
from amana.cases.models import Case
from amana.kit.codes import new_token
from amana.people.models import Account
from amana.portal.tests.mine.stage import LANGUAGES, entries, in_language, somebody_else, url


def until(days: int = 7) -> str:
    return (timezone.now() + timedelta(days=days)).strftime("%Y-%m-%d")


def made_link(client: Client, own: Case, **more: str) -> str:
    page = client.post(
        url(own, "sharing/"), {"name": "Adv. Levi", "scope": "reads", "until": until()} | more
    ).content.decode()
    found = re.search(r"/mine/shared/[a-z2-7]{32}/", page)
    assert found is not None
    return found[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_link_shows_the_case_without_what_is_private_and_says_who_looked(own, client, language):
    in_language(own, language)
    link = made_link(client, own)
    answer = Client().get(link)
    page = answer.content.decode()

    assert answer.status_code == 200 and "Charged for a router" in page and "150 would do" not in page
    assert answer["Cache-Control"] == "no-store" and answer["Referrer-Policy"] == "same-origin"
    assert "<textarea" not in page and Client().post(link, {"text": "x"}).status_code == 422
    assert " (2)" in client.get(url(own, "sharing/")).content.decode()


def test_somebody_who_may_write_adds_words_in_their_name(own, client):
    link = made_link(client, own, scope="writes")
    guest = Client()
    assert guest.post(link, {"text": "I wrote to them."}).status_code == 302
    assert entries(own, "message.received")[0]["from"]["name"] == "Adv. Levi for Gil"
    assert "I wrote to them." in guest.get(link).content.decode()


def test_an_ended_link_and_a_link_that_never_was_answer_the_same(own, client):
    link = made_link(client, own)
    row = Share.objects.get()
    assert client.get(url(own, f"sharing/{row.pk}/")).status_code == 200
    client.post(url(own, f"sharing/{row.pk}/"))
    ended, never = Client().get(link), Client().get(f"/mine/shared/{new_token()}/")

    assert ended.status_code == never.status_code == 404
    for typed in ("x", "%00", "A" * 32, "é", "../../etc"):
        assert Client().get(f"/mine/shared/{typed}/").status_code == 404


def test_a_link_for_an_account_opens_for_it_alone(own, client, settings):
    levi = Account.objects.create_user("levi@law.example", None, name="Levi")
    link = made_link(client, own, mail="levi@law.example")
    browser = Client()
    assert browser.get(link).status_code == 404 and somebody_else().get(link).status_code == 404
    browser.force_login(levi, backend=settings.AUTHENTICATION_BACKENDS[0])
    assert browser.get(link).status_code == 200


@pytest.mark.parametrize(
    "wrong", [{"name": ""}, {"until": ""}, {"until": "soon"}, {"until": "2001-01-01"}, {"until": "2199-01-01"}, {"scope": "owns"},
              {"mail": "nobody@law.example"}]
)  # fmt: skip
def test_a_share_that_makes_no_sense_is_asked_again_with_what_was_typed(own, client, wrong):
    answer = client.post(url(own, "sharing/"), {"name": "Adv. Levi", "scope": "reads", "until": until()} | wrong)

    assert answer.status_code == 422 and 'role="alert"' in answer.content.decode() and not Share.objects.exists()


def test_other_people_find_nothing(own, client):
    made_link(client, own)
    row, other = Share.objects.get(), somebody_else()
    for screen in ("sharing/", f"sharing/{row.pk}/", "deleting/"):
        assert other.get(url(own, screen)).status_code == 404 and other.post(url(own, screen)).status_code == 404
    client.logout()
    for address in ("/mine/data/", "/mine/data/deleting/", "/mine/phone/"):
        assert client.get(address).status_code == 302


def test_all_my_data_comes_as_one_zip(own, client):
    answer = client.post("/mine/data/all/")

    assert f"{own.number}/record.zip" in zipfile.ZipFile(BytesIO(answer.content)).namelist()
    assert client.get("/mine/data/").status_code == 200 and client.get("/mine/data/all/").status_code == 405


def test_a_case_is_deleted_only_with_its_number(own, client):
    assert own.number in client.get(url(own, "deleting/")).content.decode()
    assert client.post(url(own, "deleting/"), {"number": "AM-222222"}).status_code == 422
    client.post(url(own, "deleting/"), {"number": own.number.lower()})

    assert client.get(url(own)).status_code == 404 and entries(own, "goal.set")[0].content is None


def test_everything_is_deleted_only_with_the_address(own, client, keeper):
    assert client.get("/mine/data/deleting/").status_code == 200
    assert client.post("/mine/data/deleting/", {"mail": "x@y.example"}).status_code == 422
    assert client.post("/mine/data/deleting/", {"mail": keeper.email}).status_code == 302

    keeper.refresh_from_db()
    assert not keeper.is_active and client.get("/mine/data/").status_code == 302


def test_a_sealed_copy_is_for_ones_own_machine_and_needs_a_passphrase_twice(own, client, settings):
    settings.OPEN_MINE = False
    assert (
        client.post("/mine/data/copy/", {"passphrase": "a quiet kettle", "again": "a quiet kettle"}).status_code == 404
    )
    settings.OPEN_MINE = True
    for typed in (
        {},
        {"passphrase": "short", "again": "short"},
        {"passphrase": "a quiet kettle", "again": "another kettle"},
    ):
        assert client.post("/mine/data/copy/", typed).status_code == 422


@pytest.mark.parametrize(("address", "is_drawn"), [("http://localhost:8000", False), ("http://192.168.1.7:8000", True)])
def test_the_way_to_the_phone_is_a_code_or_what_has_to_be_set_first(own, client, settings, address, is_drawn):
    settings.BASE_URL = address
    page = client.get("/mine/phone/").content.decode()

    assert ("/mine/phone/code/" in page) is is_drawn and ("amana up --network" in page) is not is_drawn
    answer = client.get("/mine/phone/code/")
    assert (answer.status_code, b"<svg" in answer.content) == ((200, True) if is_drawn else (404, False))


# ── whoever runs a shared server ─────────────────────────────────────────────


def test_an_operator_reads_an_own_case_only_with_a_reason_that_its_keeper_reads(own, client, capsys):
    with pytest.raises(CommandError):
        call_command("own-case", "read", own.number, why="x")
    call_command("own-case", "read", own.number, why="The keeper asked why a letter is missing.", by="root")

    printed = capsys.readouterr().out
    assert "Charged for a router" in printed and "150 would do" not in printed
    assert entries(own, "case.read_by_operator")[0]["why"].startswith("The keeper asked")
    assert "The keeper asked why" in client.get(url(own)).content.decode()


def test_no_other_command_shows_an_own_case_on_a_shared_server(own, settings, capsys, tmp_path):
    settings.OPEN_MINE = False
    call_command("cases", all=True)
    call_command("promises", all=True)
    with pytest.raises(CommandError):
        call_command("export", own.number, out=tmp_path / "x.zip")
    with pytest.raises(CommandError):
        call_command("readings", "export", case=own.number, out=tmp_path / "x.json")

    assert own.number not in capsys.readouterr().out and not (tmp_path / "x.zip").exists()
    settings.OPEN_MINE = True
    call_command("cases", all=True)
    assert own.number in capsys.readouterr().out
