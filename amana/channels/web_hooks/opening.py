"""Opening the way in of a brand: an address nobody can guess, and a secret with which what is sent there is signed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from amana.cases.errors import Refused
from amana.channels.models import Inlet
from amana.channels.web_hooks.keeping import lock_first, lock_next
from amana.team.models import Agent, Brand


@dataclass(frozen=True)
class Opened:
    """A way in as it stands; `secret` is told this once, where a new one was made."""

    inlet: Inlet
    secret: str = ""


@transaction.atomic
def open_inlet(brand: Brand, *, by: Agent, at: datetime) -> Opened:
    """Let another system hand us what people write to a brand; one that was closed opens with its secret. Raises Refused."""
    if not brand.address:
        raise Refused(_("Give this brand a mail address first: answers go out from it."))
    row = _held(brand) or Inlet(brand=brand)
    secret = ""
    if not row.secret:
        row.secret, secret = lock_first()
    row.is_on, row.set_by, row.set_at = True, by, at
    row.save()
    return Opened(row, secret)


@transaction.atomic
def rotate_inlet(brand: Brand, *, by: Agent, at: datetime) -> Opened:
    """Make another secret; for a day what is signed with the one before is taken too. Raises Refused."""
    row = _held(brand)
    if row is None or not row.secret:
        raise Refused(_("Open the way in first."))
    row.secret, row.earlier_until, secret = lock_next(row.secret, at=at)
    row.set_by, row.set_at = by, at
    row.save()
    return Opened(row, secret)


@transaction.atomic
def close_inlet(brand: Brand, *, by: Agent, at: datetime) -> None:
    """Take nothing more from there; twice changes nothing."""
    row = _held(brand)
    if row is not None and row.is_on:
        row.is_on, row.set_by, row.set_at = False, by, at
        row.save()


def _held(brand: Brand) -> Inlet | None:
    return Inlet.objects.select_for_update().filter(brand=brand).first()
