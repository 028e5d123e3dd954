"""The directory: companies by name, and how each is best reached."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from django.http import Http404
from ninja import Query, Schema
from pydantic import Field

from amana.api.calling import Call
from amana.api.rooming import Room
from amana.api.scopes import DIRECTORY_READ
from amana.api.shapes import Ref
from amana.directory.choosing import by_purpose
from amana.directory.family import root_of
from amana.directory.finding import find
from amana.directory.models import Profile
from amana.people.models import Company

room = Room("directory")
MOST = 20


class CompaniesOut(Schema):
    companies: list[Ref]


class CompaniesAsked(Schema):
    q: Annotated[str, Field(min_length=1, max_length=200, description="Part of a name, a domain, or a telephone.")]


class WayOut(Schema):
    """One way to reach a company: why it comes in this place, and whether somebody answers now (null: not known)."""

    purpose: str
    kind: str
    value: str
    label: str
    language: str
    keys_to_a_human: str
    usual_wait: int | None
    reason: str
    is_open: bool | None
    opens_at: datetime | None


class CompanyOut(Schema):
    key: UUID
    name: str
    ways: list[WayOut]


@room.read("companies", scope=DIRECTORY_READ, name="find_companies", gives=CompaniesOut, for_owners=True)
def find_companies(request: Call, asked: Query[CompaniesAsked]) -> CompaniesOut:
    """Companies of the directory by part of a name, the likeliest first."""
    found = find(asked.q, by=request.caller.account, most=MOST)
    return CompaniesOut(companies=[Ref(key=one.key, name=one.name) for one in found])


@room.read("companies/{key}", scope=DIRECTORY_READ, name="get_company", gives=CompanyOut, for_owners=True)
def get_company(request: Call, key: UUID) -> CompanyOut:
    """How a company is best reached now, by what for."""
    company = Company.objects.filter(pk=key).first()
    profile = Profile.objects.filter(company=key).first()
    account = request.caller.account
    if company is None or profile is None or profile.private_to_id not in {None, account.pk if account else None}:
        raise Http404
    company = root_of(company)
    ways = [
        WayOut(
            purpose=purpose, kind=one.point.kind, value=one.point.value, label=one.point.label,
            language=one.point.language, keys_to_a_human=one.point.to_human, usual_wait=one.point.usual_wait,
            reason=one.reason, is_open=one.is_open, opens_at=one.opens_at,
        )
        for purpose, found in by_purpose(company, at=request.caller.at)
        for one in found
    ]  # fmt: skip
    return CompanyOut(key=company.pk, name=company.name, ways=ways)
