"""The door to a company of the directory: whoever is signed in, and no company that another named for themselves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Concatenate, ParamSpec
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from amana.directory.family import root_of
from amana.directory.models import Profile
from amana.directory.permissions import Editor, editor
from amana.people.models import Company
from amana.portal.mine.owning import Keeper, Route, by_keeper, is_open

P = ParamSpec("P")


@dataclass(frozen=True)
class Listed:
    """A company of the directory, and who looks at it."""

    keeper: Keeper
    company: Company
    profile: Profile

    @property
    def at(self) -> datetime:
        return self.keeper.at

    @property
    def editor(self) -> Editor:
        return editor_of(self.keeper)

    def url(self, name: str = "company", *arguments: object) -> str:
        """Return the address of one of this company's screens."""
        return reverse(f"portal:{name}", args=[self.company.pk, *arguments])

    @property
    def frame(self) -> dict[str, object]:
        return self.keeper.frame | {"company": self.company, "back_url": self.url(), "back_label": self.company.name}


Screen = Callable[Concatenate[HttpRequest, Listed, P], HttpResponse]


def editor_of(keeper: Keeper) -> Editor:
    """Return what somebody may change: on one's own machine everything."""
    return editor(keeper.account, is_own_machine=is_open())


def by_company(view: Screen[P]) -> Route:
    """Open a screen of one company; of one that was joined to another, that other's. 404 where there is none to see."""

    def found(
        request: HttpRequest, keeper: Keeper, /, company_key: UUID, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponse:
        company = Company.objects.filter(pk=company_key).first()
        root = root_of(company) if company else None
        profile = Profile.objects.visible_to(keeper.account).filter(company=root).select_related("regulator").first()
        if root is None or profile is None:
            return render(request, "portal/directory/nothing.html", keeper.frame, status=404)
        return view(request, Listed(keeper, root, profile), *args, **kwargs)

    return wraps(view)(by_keeper(found))
