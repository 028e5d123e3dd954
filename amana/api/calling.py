"""Who calls: the token, whom it acts for, and the one moment that counts as now in the call."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest
from ninja.security import HttpBearer

from amana.api.erring import not_allowed, not_signed_in, only_reads
from amana.api.models import Token
from amana.api.scopes import CASES_READ, CASES_WRITE, OWN_READ, OWN_WRITE, WRITING
from amana.cases.models import Case
from amana.people.models import Account
from amana.team.models import Agent
from amana.team.viewing import Viewer, at_the_desk, owner


@dataclass(frozen=True)
class Caller:
    """One call of a program: everything is found through `viewer`, and done in their name."""

    token: Token
    viewer: Viewer
    at: datetime

    @property
    def account(self) -> Account | None:
        held_by = self.token.agent or self.token.person
        return held_by.account if held_by is not None else None

    @property
    def agent(self) -> Agent:
        """The agent it acts for. Raises Http404 for the keeper of own cases."""
        if self.viewer.agent is None:
            raise Http404
        return self.viewer.agent

    @property
    def zone(self) -> ZoneInfo | None:
        account = self.account
        return ZoneInfo(account.zone) if account is not None and account.zone else None


class Call(HttpRequest):
    """A request with its caller, and the bytes of a file it sends; the door (`opening`) puts them there."""

    caller: Caller
    sent: bytes


def caller_of(token: Token, *, at: datetime) -> Caller:
    """Return the caller behind a good token."""
    if token.agent is not None:
        return Caller(token, at_the_desk(token.agent), at)
    assert token.person is not None
    return Caller(token, owner(token.person), at)


# Cases and own cases are one: what asks the one of an agent's token asks the other of an owner's.
OF_OWNERS = {CASES_READ: OWN_READ, CASES_WRITE: OWN_WRITE}


class Bearer(HttpBearer):
    """The right an operation asks of a token; `None` is any token that is good. Keepers of own cases come in `for_owners`."""

    def __init__(self, scope: str | None, *, for_owners: bool = False) -> None:
        super().__init__()
        self.scope, self.for_owners = scope, for_owners

    def __call__(self, request: HttpRequest) -> Caller:
        caller = getattr(request, "caller", None)
        if not isinstance(caller, Caller):
            raise not_signed_in()
        scope = self.scope
        if scope is not None and caller.viewer.kind == "owner" and self.for_owners:
            scope = OF_OWNERS.get(scope, scope)
        if scope is not None and scope not in caller.token.scopes:
            raise not_allowed(scope)
        if self.scope in WRITING and caller.token.agent is not None and caller.token.agent.only_reads:
            raise only_reads()
        return caller

    def authenticate(self, request: HttpRequest, token: str) -> None:
        """Not asked: `__call__` answers from what the door has found."""


def case_of(call: Call, number: str) -> Case:
    """Return the case with this number, as far as the caller may see it. Raises Http404."""
    rows = Case.objects.visible_to(call.caller.viewer)
    related = rows.select_related("brand__week", "customer", "company", "holder__account", "owner")
    case = related.filter(number=number.upper().replace("\x00", "")[:20]).first()
    if case is None:
        raise Http404
    return case
