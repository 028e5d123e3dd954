"""What somebody asks for about themselves is written down with its day, answered by whoever sees all of it, and handed out whole."""

from __future__ import annotations

import json
import zipfile
from datetime import date, timedelta
from io import BytesIO

import pytest

from amana.advocacy.letters.models import OwnMailbox
from amana.advocacy.linkings import Linking
from amana.api.models import Token
from amana.cases.errors import Refused
from amana.cases.tying import Tie
from amana.channels.email.composing import Attached
from amana.handling import beside
from amana.handling.facts.noting import note
from amana.handling.opening import open_own_case
from amana.handling.questions import Question
from amana.handling.talking.hearing import hear
from amana.kit.working_time import week_for
from amana.people.models import Address
from amana.privacy import gathering
from amana.privacy.asking import ask, found, latest_requests, must_answer_for, open_requests, refuse
from amana.privacy.gathering import gather
from amana.privacy.models import Hold, Request
from amana.readings.taking import read_some
from amana.record.reading import read
from amana.review.models import Amends
from amana.team.models import Week
from amana.team.viewing import at_the_desk, by_link
from tests.cast import NOW, agent
from tests.letters import deliver

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(brand, dana, now):
    made = deliver(
        "noa@levi.example", "My router is dead and I am furious. Call me by Monday.", name="Noa Levi", at=now
    )
    hear(made, "See the file.", by=by_link(made.customer, made.key), at=now,
         files=[Attached("router.txt", "text/plain", b"dead")])  # fmt: skip
    return made


def test_a_request_has_a_month_and_is_one_while_it_is_open(case, yossi, now):
    first = ask(case.customer, Request.COPY, words=" All, please ", at=now)
    assert (first.due_on, first.words) == (date(2026, 12, 12), "All, please")
    assert ask(case.customer, Request.COPY, at=now + timedelta(days=3)) == first
    assert ask(case.customer, Request.ERASE, at=now) != first
    with pytest.raises(Refused):
        ask(case.customer, "sell", at=now)


def test_the_day_is_the_last_of_a_shorter_month(case, now):
    asked = ask(case.customer, Request.COPY, at=now.replace(year=2027, month=1, day=31))
    assert asked.due_on == date(2027, 2, 28)


def test_only_who_sees_every_case_of_theirs_answers(case, yossi, dana, omar, now):
    asked = ask(case.customer, Request.COPY, at=now)
    must_answer_for(case.customer, at_the_desk(yossi))
    for other in (dana, omar):
        with pytest.raises(Refused):
            refuse(asked, why="No", by=at_the_desk(other), at=now)
    assert [*open_requests(at_the_desk(yossi))] == [asked] and not open_requests(at_the_desk(omar)).exists()
    stranger = agent("Nir Other", omar.brands.get(), "manager")
    with pytest.raises(Refused):
        must_answer_for(case.customer, at_the_desk(stranger))


def test_a_refusal_has_a_reason_and_is_said_once(case, yossi, now):
    asked = ask(case.customer, Request.ERASE, at=now)
    with pytest.raises(Refused):
        refuse(asked, why="  ", by=at_the_desk(yossi), at=now)
    refuse(asked, why="The law asks us to keep invoices for seven years.", by=at_the_desk(yossi), at=now)
    with pytest.raises(Refused):
        refuse(asked, why="Again", by=at_the_desk(yossi), at=now)
    assert not open_requests(at_the_desk(yossi)).exists()
    assert latest_requests(at_the_desk(yossi)).get().why.startswith("The law")


def test_somebody_is_found_by_the_whole_of_their_address(case):
    assert found(" NOA@levi.example ") == case.customer
    assert found("noa@") is None and found("") is None and found("x\x00'--") is None


def test_a_copy_holds_all_that_is_kept_and_nothing_of_colleagues(case, yossi, dana, now):
    note(case, "Colleagues only: she is difficult.", by=at_the_desk(dana), at=now)
    read_some(worker="test", at=NOW)
    out = BytesIO()
    counts = gather(case.customer, out, by=at_the_desk(yossi), at=now)
    assert counts == {"cases": 1, "files": 1}
    packed = zipfile.ZipFile(out)
    names = {name.partition("/")[2] for name in packed.namelist()}
    assert {"record.zip", "readings.json", "beside.json"} < names
    person = json.loads(packed.read("person.json"))
    assert person["name"] == "Noa Levi" and person["addresses"][0]["value"] == "noa@levi.example"
    assert person["may_be_read_by"] == ["Dana Katz", "Ruth Amit", "Yossi Shaked"]
    everything = b"".join(packed.read(name) for name in packed.namelist())
    inner = zipfile.ZipFile(BytesIO(packed.read(f"{case.number}/record.zip")))
    everything += b"".join(inner.read(name) for name in inner.namelist())
    assert b"furious" in everything and b"difficult" not in everything
    assert "record.exported" in [one.kind for one in read(case.key, side="company")]


def test_what_is_cut_from_a_copy_is_said_in_it(case, yossi, now, monkeypatch):
    """There is one home for how much of a table a copy holds; who reads it knows that there is more."""
    monkeypatch.setattr(beside, "MOST_ROWS", 0)
    monkeypatch.setattr(gathering, "MOST_CASES", 0)
    rows = beside.beside(case)["commitments.Commitment"]
    assert rows == [{"left_out": "There are more than 0; the first 0 are here."}]
    monkeypatch.setattr(beside, "MOST_ROWS", 1)
    assert not any("left_out" in one for one in beside.beside(case)["commitments.Commitment"])
    out = BytesIO()
    assert gather(case.customer, out, by=at_the_desk(yossi), at=now)["cases"] == 0
    with zipfile.ZipFile(out) as packed:
        assert "more than 0 cases" in packed.read("left-out.txt").decode()


def test_a_copy_says_nothing_of_own_cases_and_of_tokens(case, yossi, now):
    """That somebody keeps a case of their own about this one is theirs to say."""
    person = case.customer
    made = OwnMailbox.objects.create(person=person, address="noa@levi.example", secret="locked", smtp_host="mail.levi.example",
                                     user="noa", connected_at=now)  # fmt: skip
    Token.objects.create(name="A program", person=person, digest="d" * 64, beginning="amana_12", made_at=now)
    own = open_own_case(
        person, case.company, happened="It is dead.", wanted="A new one.", by=by_link(person, case.key), at=now
    )
    Linking.objects.create(own=own, served=case, person=person, asked_at=now)
    out = BytesIO()
    gather(person, out, by=at_the_desk(yossi), at=now)
    with zipfile.ZipFile(out) as packed:
        everything = " ".join(packed.read(name).decode() for name in packed.namelist() if name.endswith(".json"))
    assert "commitments.Commitment" in everything
    for word in (made.smtp_host, "amana_12", str(own.pk), "advocacy."):
        assert word not in everything, word


def test_somebody_is_found_by_their_telephone_as_it_is_dialled_where_a_brand_is(case, brand, omar, now):
    person, elsewhere = case.customer, omar.brands.get()
    Address.telephone("+972501234567", person=person, at=now).save(force_insert=True)
    for place, there in (("IL", brand), ("DE", elsewhere)):
        there.week = Week.objects.create(name=place, plan=week_for(place).to_json())
        there.save(update_fields=["week"])
    for typed in ("+972501234567", "+972 50-123-45 67", "050-123 45 67", "0501234567"):
        assert found(typed, brands=[brand.pk, elsewhere.pk]) == person, typed
    assert found("050-123 45 67", brands=[elsewhere.pk]) is None and found("050-123 45 67") is None
    for rubbish in ("1234567", "0501234567@", "050-123 45 6", "+", "(((", "9" * 400):
        assert found(rubbish, brands=[brand.pk]) is None, rubbish
    other = deliver("gal@tavor.example", "My own.", name="Gal Tavor", subject="Other", at=now).customer
    Address.telephone("+49501234567", person=other, at=now).save(force_insert=True)
    assert found("050 1234567", brands=[brand.pk, elsewhere.pk]) is None  # it may be either of them
    assert found("050 1234567", brands=[elsewhere.pk]) == other


def test_a49_a_copy_holds_no_reason_of_colleagues_and_no_case_of_somebody_else(case, brand, yossi, dana, now):
    desk = at_the_desk(yossi)
    mine = deliver("noa@levi.example", "Another matter", name="Noa Levi", at=now + timedelta(hours=1))
    other = deliver("sami@haddad.example", "My fridge", name="Sami", at=now)
    Hold.objects.create(case=case, why="She threatens to sue", until=date(2027, 6, 1), by=yossi, at=now)
    for to, kind in ((other, Tie.LINKED), (mine, Tie.LINKED), (mine, Tie.MERGED), (other, Tie.SPLIT)):
        Tie.objects.create(case=case, other=to, kind=kind, by=dana, made_at=now)
    said = {"case": case, "brand": brand, "why": "Five weeks", "asked_by": dana, "asked_at": now, "decided_by": yossi,
            "decided_at": now}  # fmt: skip
    Amends.objects.create(
        what="A cake", state=Amends.GIVEN, decided_why="She will never leave us", given_at=now, entry=case.pk, **said
    )
    Amends.objects.create(what="A car", state=Amends.DECLINED, decided_why="Not worth it", **said)
    Question.objects.create(case=case, agent=dana, address="expert@lab.example", name="Lab", subject="Is it our fault",
                            language="en", asked_at=now, again_at=now)  # fmt: skip
    out = BytesIO()
    gather(case.customer, out, by=desk, at=now + timedelta(hours=2))
    packed = zipfile.ZipFile(out)
    text = packed.read(f"{case.number}/beside.json").decode()
    for kept_back in (
        "sue",
        "never leave",
        "Not worth",
        "A car",
        "expert@lab",
        "our fault",
        str(other.pk),
        str(yossi.pk),
    ):
        assert kept_back not in text, kept_back
    found = json.loads(text)
    assert found["privacy.Hold"][0]["until"] == "2027-06-01" and found["review.Amends"][0]["what"] == "A cake"
    assert [(row["kind"], row["other_id"]) for row in found["cases.Tie"]] == [("merged", str(mine.pk))]
    assert found["cases.Participant"]
