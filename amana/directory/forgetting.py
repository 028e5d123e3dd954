"""Letting go of what the directory keeps of somebody: whom they named for themselves, waited for and wrote to."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from amana.directory import indexing
from amana.directory.importing.taking_back import named_elsewhere
from amana.directory.models import Change, Executive, Key, Name, Point, Profile, Tip, Wait, Written
from amana.people.models import Account, Company


@transaction.atomic
def forget(account: Account, *, cases: Collection[UUID]) -> None:
    """Remove what was kept for this account and these cases alone; call it when the cases are gone. Twice changes nothing.

    What they told everybody stays, without their name once the account is gone. Who asked to be left alone stays so.
    """
    Wait.objects.filter(Q(by=account) | Q(case__in=cases)).delete()
    Written.objects.filter(case__in=cases).delete()
    companies = list(Profile.objects.filter(private_to=account).values_list("company", flat=True))
    indexing.unindex(list(Name.objects.filter(company__in=companies)))
    for model in (Name, Point, Executive, Tip, Key, Change):
        model._default_manager.filter(company__in=companies).delete()
    Profile.objects.filter(company__in=companies).delete()
    held = named_elsewhere(companies) | set(
        Written.objects.filter(company__in=companies).values_list("company", flat=True)
    )
    Company.objects.filter(pk__in=[key for key in companies if key not in held]).delete()
