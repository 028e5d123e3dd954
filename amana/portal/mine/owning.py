"""The door to own cases: signed in, and nobody's cases but one's own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Concatenate, ParamSpec
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation

from amana.cases.models import Case
from amana.people.models import Account, Person
from amana.team.viewing import Viewer, owner

P = ParamSpec("P")


@dataclass(frozen=True)
class Keeper:
    """Somebody signed in, and the person they are; None until they begin their first own case."""

    account: Account
    person: Person | None
    at: datetime

    @property
    def frame(self) -> dict[str, object]:
        """What every page of one's own cases needs for its frame."""
        return {"language_url": reverse("portal:mine_language"), "now": self.at}


@dataclass(frozen=True)
class Kept:
    """One own case, found by its keeper."""

    keeper: Keeper
    case: Case

    @property
    def at(self) -> datetime:
        return self.keeper.at

    @property
    def viewer(self) -> Viewer:
        return owner(self.case.customer)

    def url(self, name: str = "own_case", *arguments: object) -> str:
        """Return the address of one of this case's screens."""
        return reverse(f"portal:{name}", args=[self.case.number, *arguments])

    @property
    def frame(self) -> dict[str, object]:
        return self.keeper.frame | {"back_url": self.url(), "brand_name": ""}


Screen = Callable[Concatenate[HttpRequest, Keeper, P], HttpResponse]
CaseScreen = Callable[Concatenate[HttpRequest, Kept, P], HttpResponse]
Route = Callable[..., HttpResponse]


def is_open() -> bool:
    """Whether anybody who reaches this installation may begin own cases: by default only on one's own machine."""
    return bool(settings.OPEN_MINE)


def by_keeper(view: Screen[P]) -> Route:
    """Open a screen to whoever is signed in, in their language and zone."""

    @wraps(view)
    def opened(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        account = request.user
        assert isinstance(account, Account)
        keeper = Keeper(account, Person.objects.filter(account=account).first(), timezone.now())
        with translation.override(account.language), timezone.override(ZoneInfo(account.zone or settings.TIME_ZONE)):
            return _unlisted(view(request, keeper, *args, **kwargs))

    return login_required(opened)


def by_owner(view: CaseScreen[P]) -> Route:
    """Open a screen of one own case to its owner; 404 to everybody else, whatever they may see elsewhere."""

    def found(request: HttpRequest, keeper: Keeper, /, number: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        case = None
        if keeper.person is not None:
            cases = Case.objects.visible_to(owner(keeper.person)).select_related(
                "company", "customer", "owner", "brand"
            )
            case = cases.filter(number=number[:20].replace("\0", "")).first()
        return view(request, Kept(keeper, case), *args, **kwargs) if case else not_yours(request, keeper)

    return wraps(view)(by_keeper(found))


def not_yours(request: HttpRequest, keeper: Keeper) -> HttpResponse:
    """Answer that there is no such case; the same whether it is another's or nobody's."""
    return render(request, "mine/nothing.html", keeper.frame, status=404)


def _unlisted(response: HttpResponse) -> HttpResponse:
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Cache-Control"] = "no-store"
    return response
