"""A small shop with Dana and her lead Ruth, Noa who has a case there, and Sami who has another."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from amana.cases.links import link_for, token_of
from amana.cases.models import Case, CaseLink
from amana.channels.email.composing import Attached
from amana.commitments.making import Draft, make
from amana.commitments.models import Commitment
from amana.handling.intake.importing import new_brand
from amana.handling.opening import open_case
from amana.handling.talking.hearing import hear
from amana.people.models import Account, Address, Person
from amana.record.reading import Read, read
from amana.team.models import Agent, Brand, BrandAddress
from amana.team.viewing import at_the_desk, by_link
from tests.letters import last_mail

PASSWORD = "a quiet kettle in June"


@pytest.fixture
def at() -> datetime:
    """Two days ago: what was promised then for the same day is late now."""
    return timezone.now().astimezone(UTC) - timedelta(days=2)


@pytest.fixture
def brand(db, at) -> Brand:
    made = new_brand("Tahuna", at=at, language="en", zone="Asia/Jerusalem", country="IL")
    BrandAddress.objects.create(value="shop@tahuna.example", brand=made, added_at=at)
    return made


def agent_named(name: str, brand: Brand, *, role: str = Agent.AGENT, lead: Agent | None = None) -> Agent:
    account = Account.objects.create_user(f"{name.lower()}@tahuna.example", PASSWORD, name=name, language="en")
    made = Agent.objects.create(account=account, role=role, lead=lead)
    made.brands.add(brand)
    return made


@pytest.fixture
def ruth(brand) -> Agent:
    return agent_named("Ruth", brand, role=Agent.LEAD)


@pytest.fixture
def dana(brand, ruth) -> Agent:
    return agent_named("Dana", brand, lead=ruth)


def person_named(name: str, mail: str, language: str = "en") -> Person:
    person = Person.objects.create(name=name, language=language, zone="Asia/Jerusalem")
    if mail:
        Address.objects.create(kind=Address.MAIL, value=mail, person=person)
    return person


@dataclass
class Door:
    """A customer's link to a case, and the way through it."""

    case: Case
    person: Person
    token: str

    @property
    def url(self) -> str:
        return f"/c/{self.token}/"

    def of(self, screen: str) -> str:
        return f"{self.url}{screen}/"

    def entries(self, kind: str) -> list[Read]:
        return [entry for entry in read(self.case.key, side="company") if entry.kind == kind]

    def enter(self, client: Client) -> Client:
        """Ask for a code, read it in the outbox and type it."""
        assert client.post(self.of("code")).status_code == 302
        assert client.post(self.of("device"), {"code": code_sent()}).status_code == 302
        return client


def code_sent() -> str:
    found = re.search(r"\d{4} \d{4}", last_mail("code"))
    assert found is not None
    return found[0]


def door_to(case: Case, person: Person) -> Door:
    return Door(case, person, token_of(link_for(case, person, at=timezone.now())))


@pytest.fixture
def noa(db) -> Person:
    return person_named("Noa Levi", "noa@dvarim.example")


@pytest.fixture
def sami(db) -> Person:
    return person_named("سامي حداد", "sami@barid.example", "ar")


@pytest.fixture
def router(noa, brand, dana, at) -> Case:
    """Noa's case: a call that Dana noted, a promise that is late and one that is to come."""
    made = open_case(noa, brand, subject="Router dead", text="The router died in October.", by=at_the_desk(dana), at=at)
    # Before the answer that every message is owed, whatever the day and the hour.
    first, soon = at + timedelta(minutes=5), at + timedelta(days=9)
    drafts = [Draft("A call to Noa", first, owner=dana), Draft("A new router", soon, owner=dana)]
    make(made, drafts, by=at_the_desk(dana), at=at)
    made.refresh_from_db()
    return made


@pytest.fixture
def door(router, noa) -> Door:
    return door_to(router, noa)


@pytest.fixture
def samis(sami, brand, dana, at) -> Door:
    made = open_case(sami, brand, subject="لم تصل القطعة", text="طلب رقم 7", by=at_the_desk(dana), at=at)
    files = [Attached("photo.png", "image/png", b"\x89PNG of Sami")]
    hear(made, "صورة", by=by_link(sami, made.key), at=at, files=files)
    return door_to(made, sami)


@pytest.fixture
def inside(client, door) -> Client:
    """A browser in which Noa is known."""
    return door.enter(client)


@pytest.fixture
def late(router) -> Commitment:
    return Commitment.objects.get(case=router, action="A call to Noa")


@pytest.fixture
def to_come(router) -> Commitment:
    return Commitment.objects.get(case=router, action="A new router")


@pytest.fixture
def link(door) -> CaseLink:
    return CaseLink.objects.get(case=door.case, person=door.person, revoked_at=None)


@pytest.fixture
def keeper(client, db) -> Account:
    """A consumer, signed in, with no case yet."""
    made = Account.objects.create_user("gil@bayit.example", PASSWORD, name="Gil", language="en", zone="Asia/Jerusalem")
    client.force_login(made, backend=settings.AUTHENTICATION_BACKENDS[0])
    return made


@pytest.fixture
def kept_alone(settings, tmp_path) -> None:
    """Files in a folder of this test's own."""
    settings.FILES = tmp_path / "files"
    settings.FILES.mkdir()


def lose_files() -> None:
    """Somebody emptied the folder of files."""
    shutil.rmtree(settings.FILES)
    Path(settings.FILES).mkdir()
