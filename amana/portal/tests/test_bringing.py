"""What a customer kept on a machine of their own enters the company's record by a file: checked, looked at, chosen, once."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from io import BytesIO
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.utils import timezone

from amana.advocacy.defining import define, person_of
from amana.advocacy.letters.models import Dropped
from amana.advocacy.linking.packing import opened, pack
from amana.cases.errors import Refused
from amana.commitments.making import Draft, make
from amana.commitments.models import Commitment
from amana.handling.facts.noting import note_call
from amana.handling.handing_out.exporting import export
from amana.handling.opening import open_case
from amana.people.models import Account
from amana.portal.permissions import may_enter
from amana.portal.tests.conftest import PASSWORD, Door, door_to, lose_files
from amana.record import sealing, verify
from amana.record.kinds import KINDS
from amana.record.reading import Read, read
from amana.team.viewing import at_the_desk, owner

pytestmark = pytest.mark.django_db
FLOOR = "150 would do."


def on_a_laptop(choose: Callable[[list[Read]], list[Read]]) -> bytes:
    """Keep a case on another machine (all it writes here is taken back), and return the file of what was chosen in it."""
    with transaction.atomic():
        account = Account.objects.create_user("noa@laptop.example", PASSWORD, name="Noa at home", language="en")
        person = person_of(account)
        case = define(
            person, company="Tahuna", happened="It died.", wanted="A new one.", settle_for=FLOOR, at=timezone.now()
        )
        by, at = owner(person), timezone.now()
        note_call(case, "Avi will look.", who="Avi", by=by, at=at, minutes=12, waited=35)
        make(case, [Draft("A new router", at + timedelta(days=3), "company")], by=by, at=at)
        keys = [one.id for one in choose(read(case.key, side="customer", audiences=["shared"]))]
        content = pack(case, keys, by=by, at=at)
        transaction.set_rollback(True)
    return content


def said_and_promised(entries: list[Read]) -> list[Read]:
    return [one for one in entries if one.kind == "call.noted" or one["promiser"] == "company"]


@pytest.fixture
def file(db) -> bytes:
    return on_a_laptop(said_and_promised)


def brought(browser: Client, door: Door, content: bytes) -> Any:
    upload = BytesIO(content)
    upload.name = "shown.zip"
    return browser.post(door.of("kept"), {"file": upload})


def lines(content: bytes) -> list[dict[str, Any]]:
    with zipfile.ZipFile(BytesIO(content)) as packed:
        return [json.loads(line) for line in packed.read(verify.DISCLOSED).decode().splitlines()]


def fingerprints(content: bytes) -> list[str]:
    return [line["hash"] for line in lines(content)]


def repacked(content: bytes, change: Callable[[list[dict[str, Any]]], list[dict[str, Any]]], **told: Any) -> bytes:
    """The file as somebody would forge it who knows how it is put together: its manifest fits what they changed."""
    with zipfile.ZipFile(BytesIO(content)) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    manifest = json.loads(parts[verify.MANIFEST]) | told
    entries = change(lines(content))
    parts[verify.DISCLOSED] = "".join(f"{sealing.canonical(one)}\n" for one in entries).encode()
    manifest["entries"] = told.get("entries", len(entries))
    for one in manifest["files"]:
        if one["name"] == verify.DISCLOSED:
            one["sha256"] = verify.digest_of(parts[verify.DISCLOSED])
    del manifest["seal"]
    manifest["seal"] = verify.digest_of(sealing.canonical(manifest).encode())
    parts[verify.MANIFEST] = f"{sealing.canonical(manifest)}\n".encode()
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for name, part in parts.items():
            packed.writestr(name, part)
    return out.getvalue()


def resealed(copy: dict[str, Any], **changes: Any) -> dict[str, Any]:
    changed = copy | changes
    leaf = sealing.leaf(changed["salt"], sealing.canonical(changed["content"]))
    header = {name: changed[name] for name in verify.HEADER} | {"leaf": leaf}
    link = verify.digest_of(sealing.LINK, bytes.fromhex(changed["previous"]), sealing.canonical(header).encode())
    return changed | {"leaf": leaf, "hash": link}


def shown(door: Door) -> list[Read]:
    return door.entries("entry.disclosed")


def test_what_was_kept_at_home_is_looked_at_and_chosen_entry_by_entry(inside, door, file):
    answer = brought(inside, door, file)
    page = inside.get(answer.url).content.decode()
    assert "Avi will look." in page and "Noa at home" in page and shown(door) == []
    first, second = lines(file)
    inside.post(answer.url, {"entry": [first["hash"]]})
    assert [one["fingerprint"] for one in shown(door)] == [first["hash"]]
    assert not Dropped.objects.exists()
    # The same file again: what stands there is not offered, the rest may follow.
    again = brought(inside, door, file)
    assert "stands in the record already" in inside.get(again.url).content.decode()
    inside.post(again.url, {"entry": [first["hash"], second["hash"]]})
    assert [one["fingerprint"] for one in shown(door)] == [first["hash"], second["hash"]]


def test_the_same_file_twice_is_once(inside, door, file):
    for _twice in range(2):
        inside.post(brought(inside, door, file).url, {"entry": fingerprints(file)})
    assert len(shown(door)) == 2 and Commitment.objects.filter(origin=Commitment.CLAIMED).count() == 1


def test_a_promise_in_it_is_for_the_company_to_confirm(inside, door, file):
    inside.post(brought(inside, door, file).url, {"entry": fingerprints(file)})
    claimed = Commitment.objects.get(case=door.case, origin=Commitment.CLAIMED)
    assert claimed.state == Commitment.NOTICED and claimed.action == "A new router" and claimed.due_at is not None


def test_the_floor_of_the_keeper_is_in_no_file(file):
    with zipfile.ZipFile(BytesIO(file)) as packed:
        assert FLOOR.encode() not in b"".join(packed.read(name) for name in packed.namelist())


def test_the_verifier_that_comes_with_it_finds_it_in_order(tmp_path, file, capsys):
    path = tmp_path / "shown.zip"
    path.write_bytes(file)
    assert verify.main([str(path)]) == 0 and "longer record" in capsys.readouterr().out
    folder = tmp_path / "unpacked"
    with zipfile.ZipFile(path) as packed:
        packed.extractall(folder)
    assert verify.main([str(folder)]) == 0
    assert verify.main([str(path), "--fingerprint", fingerprints(file)[0]]) == 0


PRIVATE = [kind.name for kind in KINDS.values() if kind.audience != "shared"]


def test_no_private_kind_in_a_forged_file_is_opened(file):
    for kind in PRIVATE:
        for audience in ("customer", "company", "shared"):
            change = partial(resealed, kind=kind, audience=audience)
            forged = repacked(file, lambda found, change=change: [change(found[0])])
            with pytest.raises(Refused):
                opened(forged)


def test_a_forged_file_with_private_words_is_refused_at_the_door(inside, door, file):
    forged = repacked(file, lambda found: [resealed(found[0], kind="goal.set", audience="shared")])
    assert brought(inside, door, forged).status_code == 422 and shown(door) == []


FORGED: dict[str, Callable[[list[dict[str, Any]]], list[dict[str, Any]]]] = {
    "changed words": lambda found: [found[0] | {"content": {"text": "They admitted it."}}],
    "changed moment": lambda found: [found[0] | {"at": "2026-01-01T00:00:00.000000Z"}],
    "twice in one file": lambda found: [found[0], found[0]],
    "out of order": lambda found: found[::-1],
    "without its words": lambda found: [found[0] | {"content": None, "salt": None}],
    "of two books": lambda found: [found[0], resealed(found[1], book=str(uuid4()))],
    "an agent's": lambda found: [resealed(found[0], actor=["agent", str(uuid4())])],
    "a kind nobody knows": lambda found: [resealed(found[0], kind="no.such")],
    "a number below one": lambda found: [resealed(found[0], number=0)],
    "no entries": lambda found: [],
    "words that are a list": lambda found: [resealed(found[0], content=["text"])],
    "files that are none": lambda found: [resealed(found[0], content={**found[0]["content"], "files": "all"})],
    "files without a digest": lambda found: [resealed(found[0], content={**found[0]["content"], "files": [{"id": 1}]})],
    "a missing file": lambda found: [
        resealed(found[0], content={**found[0]["content"], "files": [{"id": "x", "sha256": "0" * 64}]})
    ],
}


@pytest.mark.parametrize("forged", FORGED)
def test_a_forged_file_enters_nothing(inside, door, file, forged):
    answer = brought(inside, door, repacked(file, FORGED[forged]))
    if answer.status_code == 302:  # in order, and what it says of files is left alone
        assert forged == "files that are none"
        inside.post(answer.url, {"entry": fingerprints(repacked(file, FORGED[forged]))})
        assert shown(door)[0]["files"] == []
        return
    assert answer.status_code == 422 and shown(door) == []


ODD = [{"due": "soon"}, {"due": 7}, {"action": ["a", {"b": 1}]}, {"who": {"x": "y"}}, {"text": {"x": "y"}}, {"text": "%(x)s <b>"},
       {"owner": None}, {"terms": [[]]}, {"minutes": "many"}, {"from": "x"}, {"by": ["x"]}]  # fmt: skip


@pytest.mark.parametrize("place", [0, 1], ids=["call", "promise"])
def test_odd_words_that_are_sealed_are_shown_and_break_no_page(inside, door, dana, file, place):
    desk = Client()
    desk.force_login(dana.account, backend=settings.AUTHENTICATION_BACKENDS[0])
    for says in ODD:
        change = partial(with_words, says=says)
        odd = repacked(file, lambda found, change=change: [change(found[place])])
        answer = brought(inside, door, odd)
        assert answer.status_code == 302 and inside.get(answer.url).status_code == 200, says
        assert inside.post(answer.url, {"entry": fingerprints(odd)}).status_code == 302
    assert len(shown(door)) == len(ODD) and inside.get(door.url).status_code == 200
    assert desk.get(f"/desk/cases/{door.case.number}/").status_code == 200
    assert export(door.case.key, side="company", at=timezone.now(), purpose="test")


def with_words(copy: dict[str, Any], says: dict[str, Any]) -> dict[str, Any]:
    return resealed(copy, content={**copy["content"], **says})


@pytest.mark.parametrize("content", [b"", b"hello", b"PK\x03\x04 not a zip", b"\x00" * 100], ids=str)
def test_rubbish_is_refused_with_a_sentence(inside, door, content):
    answer = brought(inside, door, content)
    assert answer.status_code == 422 and "<h1>" in answer.content.decode()
    assert inside.post(door.of("kept")).status_code == 422 and not Dropped.objects.exists()


def test_a_file_that_was_cut_off_or_is_far_too_large_is_refused(inside, door, file):
    assert brought(inside, door, file[: len(file) // 2]).status_code == 422
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(verify.DISCLOSED, b"0" * (70 * 1024 * 1024))
    assert brought(inside, door, out.getvalue()).status_code == 422


def test_a_whole_record_is_no_file_of_chosen_entries(inside, door, samis):
    record = export(samis.case.key, side="customer", at=timezone.now(), purpose="test")
    assert brought(inside, door, record).status_code == 422


def test_a_case_that_is_kept_here_is_shown_from_its_own_page_alone(inside, door):
    account = Account.objects.create_user("gil@bayit.example", PASSWORD, name="Gil", language="en")
    person = person_of(account)
    case = define(person, company="Tahuna", happened="It died.", wanted="A new one.", at=timezone.now())
    keys = [one.id for one in read(case.key, side="customer", audiences=["shared"]) if one.kind == "case.opened"]
    content = pack(case, keys, by=owner(person), at=timezone.now())
    answer = brought(inside, door, content)
    assert answer.status_code == 422 and "kept here" in answer.content.decode()


def test_a_file_of_another_case_is_not_found(inside, door, samis, client, file):
    brought(inside, door, file)
    key = Dropped.objects.get().pk
    other = samis.enter(Client())
    assert other.get(f"{samis.of('kept')}{key}/").status_code == 404
    assert other.post(f"{samis.of('kept')}{key}/", {"entry": fingerprints(file)}).status_code == 404
    assert Client().get(door.of("kept")).status_code == 403 and Client().post(door.of("kept")).status_code == 403


@pytest.mark.parametrize("scope", ["reads", "writes", "decides"])
def test_whoever_acts_for_the_customer_does_not_show_what_they_kept(inside, door, router, noa, scope, file):
    assert not may_enter(scope, "kept") and not may_enter(scope, "kept_file")


@pytest.mark.parametrize("entry", [[], ["rubbish"], ["0" * 64]])
def test_choosing_nothing_adds_nothing(inside, door, file, entry):
    answer = inside.post(brought(inside, door, file).url, {"entry": entry})
    assert answer.status_code == 422 and shown(door) == []


def test_a_closed_case_is_opened_by_a_message_first(inside, door, file):
    address = brought(inside, door, file).url
    type(door.case).objects.filter(pk=door.case.pk).update(state="closed", closed_at=timezone.now())
    assert inside.post(address, {"entry": fingerprints(file)}).status_code == 422 and shown(door) == []


@pytest.mark.parametrize("language", ["he", "ar", "en"])
def test_its_pages_are_there_in_every_language(inside, door, noa, file, language):
    type(noa).objects.filter(pk=noa.pk).update(language=language)
    assert f'lang="{language}"' in inside.get(door.of("kept")).content.decode()
    assert f'lang="{language}"' in inside.get(brought(inside, door, file).url).content.decode()


def test_the_door_to_a_second_case_of_the_same_customer_is_another(inside, door, noa, brand, dana, file, at):
    other = open_case(noa, brand, subject="Bill", text="Too high", by=at_the_desk(dana), at=at)
    brought(inside, door, file)
    key = Dropped.objects.get().pk
    assert isinstance(key, UUID) and inside.get(f"{door_to(other, noa).of('kept')}{key}/").status_code == 404


def test_a_file_of_chosen_entries_that_was_lost_is_asked_for_again(inside, door, file, kept_alone):
    page = brought(inside, door, file).url
    assert Dropped.objects.exists()
    lose_files()
    answer = inside.get(page)
    assert b'type="file"' in answer.content and b'role="alert"' in answer.content
