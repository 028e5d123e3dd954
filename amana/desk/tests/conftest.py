"""The cast of the desk: Dana, Ruth who leads, Omar the stranger, Noa who writes; and a case of hers."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from amana.channels.email.peeking import peek
from amana.handling.intake.importing import new_brand
from amana.handling.intake.receiving import receive
from amana.handling.opening import open_case
from amana.people.models import Account, Address, Person
from amana.post.accepting import Came, accept_all
from amana.post.leasing import me
from amana.post.models import RawMessage
from amana.team.models import Agent, Brand, BrandAddress
from amana.team.viewing import at_the_desk


@pytest.fixture
def now() -> datetime:
    return timezone.now()


@pytest.fixture
def brand(db, now) -> Brand:
    brand = new_brand("Tavor", at=now - timedelta(days=30), language="en", zone="Asia/Jerusalem", country="IL")
    BrandAddress.objects.create(value="help@tavor.example", brand=brand, added_at=now)
    return brand


def agent(name: str, brand: Brand, *, role: str = Agent.AGENT, lead: Agent | None = None, language="en") -> Agent:
    address = f"{name.split(maxsplit=1)[0].lower()}@{brand.name.lower()}.example"
    account = Account.objects.create_user(address, "a long password", name=name, language=language)
    made = Agent.objects.create(account=account, role=role, lead=lead)
    made.brands.add(brand)
    return made


@pytest.fixture
def ruth(brand) -> Agent:
    return agent("Ruth Ben-Ami", brand, role=Agent.MANAGER)


@pytest.fixture
def dana(brand, ruth) -> Agent:
    return agent("Dana Katz", brand, lead=ruth)


@pytest.fixture
def omer(brand, ruth) -> Agent:
    return agent("Omer Shaked", brand, lead=ruth)


@pytest.fixture
def omar(db, now) -> Agent:
    """The stranger: he serves another brand, and leads there."""
    return agent("Omar Aziz", new_brand("Other", at=now, language="en"), role=Agent.MANAGER)


@pytest.fixture
def noa(db, now) -> Person:
    person = Person.objects.create(name="Noa Levi", language="en", zone="Asia/Jerusalem", created_at=now)
    Address.objects.create(kind=Address.MAIL, value="noa@levi.example", person=person, added_at=now)
    Address.telephone("+972501234567", person=person, at=now).save()
    return person


@pytest.fixture
def case(brand, dana, noa, now):
    """A case Dana holds; the call it began with was written down a day ago."""
    at = now - timedelta(days=1)
    return open_case(noa, brand, subject="Router dead", text="The router is dead.", by=at_the_desk(dana), at=at)


@pytest.fixture
def desk(dana) -> Client:
    """A browser in which Dana is signed in."""
    return signed_in(dana)


def signed_in(agent: Agent) -> Client:
    client = Client()
    client.force_login(agent.account)
    return client


def mail(text: str, *, sender="Noa Levi <noa@levi.example>", subject="Router", more: str = "", at=None) -> RawMessage:
    """Take a mail in and read it; return its row."""
    at = at or timezone.now()
    number = RawMessage.objects.count()
    raw = (
        f"From: {sender}\r\nTo: help@tavor.example\r\nSubject: {subject}\r\nMessage-ID: <m{number}@levi.example>\r\n"
        f"Date: {at:%a, %d %b %Y %H:%M:%S} +0000\r\n{more}"
    )
    raw += "" if "Content-Type" in more else "Content-Type: text/plain; charset=utf-8\r\n\r\n"
    content = (raw + text).encode()
    seen = peek(content)
    accept_all([Came(content, seen.digest, "test", seen.message_id)], at=at)
    receive(worker=me(), at=at)
    return RawMessage.objects.get(digest=seen.digest)
