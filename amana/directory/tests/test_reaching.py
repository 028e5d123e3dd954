"""The guard: five people, a letter and a follow-up each, ten working days apart, at business addresses, and never after stop."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from amana.directory.editing import add
from amana.directory.errors import Refused
from amana.directory.joining import join
from amana.directory.listing import company_named
from amana.directory.models import Executive, Point, Profile, Stop, Written
from amana.directory.permissions import OPERATOR
from amana.directory.providers import is_private
from amana.directory.reaching import address_of, is_stopped, may_write, note_written, stop, written

CASE = uuid4()


@pytest.fixture
def known(kav, at):
    add(kav, "name", {"text": "kav.example", "kind": "domain"}, by=OPERATOR, at=at)
    Profile.objects.filter(company=kav).update(country="IL")
    return kav


def ask(to, company, at, **more):
    return may_write(to, company, **({"case": CASE, "at": at, "kind": "letter", "has_lower_rungs": True} | more))


def send(to, company, at, **more):
    return note_written(to, company, **({"case": CASE, "at": at, "kind": "letter", "has_lower_rungs": True} | more))


def test_somebody_at_the_companys_domain_may_be_written_to_once(known, at):
    answer = ask("ruth@kav.example", known, at)
    assert answer and answer.why == "" and answer.people_left == 5
    send("ruth@kav.example", known, at)
    again = ask("Ruth Amit <RUTH+case@Kav.example>", known, at)
    assert not again and "One follow-up" in again.why and again.people_left == 4


def test_the_lower_rungs_have_to_be_in_the_file(known, at):
    answer = ask("ruth@kav.example", known, at, has_lower_rungs=False)
    assert not answer and "lower rungs" in answer.why
    with pytest.raises(Refused):
        send("ruth@kav.example", known, at, has_lower_rungs=False)


def test_five_people_and_no_sixth_also_over_joined_companies(known, at):
    other = company_named("Kav Mobile", by=None, at=at, is_private=False)
    for number in range(3):
        send(f"p{number}@kav.example", known, at)
    for number in range(3, 5):
        send(f"p{number}@mobile.example", other, at)
    assert ask("p6@kav.example", known, at)
    join(other, known, by=OPERATOR, at=at)
    sixth = ask("p6@kav.example", known, at)
    assert not sixth and sixth.people_left == 0 and "5 people" in sixth.why
    assert ask("p6@kav.example", known, at, case=uuid4())


def test_the_database_has_no_room_for_a_sixth(known, at):
    row = send("p0@kav.example", known, at)
    values = {"case": row.case, "company": known, "address": "x", "kind": "letter", "at": at}
    for person, place in (("p9", 6), ("p9", 0), ("p9", 1), ("p0@kav.example", 2)):
        with pytest.raises(IntegrityError), transaction.atomic():
            Written.objects.create(person=person, place=place, **values)


def test_a_follow_up_goes_ten_working_days_later_and_only_once(known, at):
    assert "needs a letter" in ask("ruth@kav.example", known, at, kind="follow_up").why
    send("ruth@kav.example", known, at)
    early = ask("ruth@kav.example", known, at + timedelta(days=13), kind="follow_up")
    assert not early and early.from_on is not None and early.from_on.isoformat() == "2026-11-26"
    late = at + timedelta(days=14)
    send("ruth@kav.example", known, late, kind="follow_up")
    assert "a letter and a follow-up" in ask("ruth@kav.example", known, late, kind="follow_up").why
    assert [row.kind for row in written(CASE, known)] == ["letter", "follow_up"]


def test_whoever_asked_to_be_left_alone_is_left_alone_by_everybody(known, at):
    stop("Ruth <ruth@kav.example>", at=at, why="please stop")
    stop("ruth@KAV.example", at=at + timedelta(days=1), why="again")
    assert Stop.objects.get().why == "please stop" and is_stopped("mailto:ruth+x@kav.example")
    other = company_named("Another", by=None, at=at, is_private=False)
    for company in (known, other):
        answer = ask("ruth@kav.example", company, at, case=uuid4())
        assert not answer and "asked not to be written to" in answer.why


@pytest.mark.parametrize(
    "to",
    [
        "ruth@gmail.com",
        "ruth@yahoo.co.uk",
        "ruth@walla.co.il",
        "ruth@netvision.net.il",
        "ruth@elsewhere.example",
        "ruth@",
        "",
        "\0",
        "@",
        "12 Home Street, Haifa",
    ],
)
def test_private_strange_and_broken_addresses_are_refused(known, at, to):
    answer = ask(to, known, at)
    assert not answer and "business addresses" in answer.why


def test_a_published_address_elsewhere_is_written_to_and_a_postal_one_of_the_company(known, at):
    Executive.objects.create(company=known, name="Ruth Amit", mail="ruth@holding.example", source="report 2026")
    assert ask("ruth@holding.example", known, at)
    Point.objects.create(company=known, kind="address", value="5 HaMasger, Tel Aviv", same="5 hamasger, tel aviv")
    assert ask("Ruth Amit, 5 HaMasger, Tel Aviv", known, at)


def test_somebody_of_the_directory_is_one_person_by_any_address(known, at):
    ruth = Executive.objects.create(company=known, name="Ruth Amit", mail="ruth@kav.example", source="report")
    send(ruth, known, at)
    assert not ask("ruth@kav.example", known, at)
    by_name = Executive.objects.create(company=known, name="Yossi Shaked", source="report")
    send(by_name, known, at)
    assert "One follow-up" in ask("yossi  SHAKED", known, at).why


def test_an_internet_provider_writes_from_its_own_domain(at, db):
    company = company_named("Netvision", by=None, at=at, is_private=False)
    assert not ask("ruth@netvision.net.il", company, at)
    add(company, "name", {"text": "netvision.net.il", "kind": "domain"}, by=OPERATOR, at=at)
    assert ask("ruth@netvision.net.il", company, at)


def test_private_domains_are_known_in_every_country():
    assert all(
        map(is_private, ("gmail.com", "hotmail.fr", "yahoo.com.au", "uk.yahoo.com", "mail.walla.co.il", "localhost"))
    )
    assert not any(map(is_private, ("kav.example", "live-music.example", "outlooks.example", "gmail.kav.example")))


def test_an_address_is_compared_in_one_form():
    assert address_of(" Ruth <RUTH+x@KAV.example> ") == "ruth@kav.example"
    assert address_of("ruth@מכתב.example").startswith("ruth@xn--")
