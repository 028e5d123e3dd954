"""Recognising a browser in which a code was typed before, and forgetting it again."""

from __future__ import annotations

import hashlib
import re
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse

from amana.cases.models import Case
from amana.kit.codes import new_token
from amana.people.models import Person
from amana.portal.models import Device, Look

KNOWN_FOR = timedelta(days=90)
COOKIE = "__Host-amana-device" if settings.IS_HTTPS else "amana-device"
SALT = "portal device"
# Opening the page again within this time is the same look.
ONE_LOOK = timedelta(minutes=15)

_SYSTEMS = "iPhone|iPad|Android|Windows|Macintosh|CrOS|Linux"
_BROWSERS = {"Edg": "Edge", "OPR": "Opera", "Firefox": "Firefox", "Chrome": "Chrome", "Safari": "Safari"}


def device_of(request: HttpRequest, person: Person, *, at: datetime) -> Device | None:
    """Return the known device this request comes from, None when a code has to be asked for."""
    secret = _secret(request)
    return Device.objects.known(at).filter(digest=_digest(secret), person=person).first() if secret else None


@transaction.atomic
def remember(request: HttpRequest, response: HttpResponse, person: Person, *, at: datetime) -> Device:
    """Make this browser a known device of a person, under a new secret.

    The secret is never the one the browser came with: somebody else may have put it there. Others who
    share the browser go over to the new one.
    """
    fresh, old = new_token(), _secret(request)
    if old:
        shared = Device.objects.known(at).filter(digest=_digest(old))
        shared.filter(person=person).update(revoked_at=at)
        shared.exclude(person=person).update(digest=_digest(fresh))
    device = Device.objects.create(
        person=person, digest=_digest(fresh), name=_name(request), known_at=at, until=at + KNOWN_FOR
    )
    request.session.cycle_key()
    response.set_signed_cookie(
        COOKIE, fresh, salt=SALT, max_age=int(KNOWN_FOR.total_seconds()), httponly=True, samesite="Lax",
        secure=settings.IS_HTTPS,
    )  # fmt: skip
    return device


def forget_all(person: Person, *, at: datetime) -> int:
    """Forget every device of a person; each has to prove itself again. Returns how many there were."""
    return Device.objects.known(at).filter(person=person).update(revoked_at=at)


def note_look(device: Device, case: Case, *, at: datetime) -> None:
    """Write down that a device of a person opened a case; within a quarter of an hour it is one look."""
    looks = Look.objects.filter(case=case, device=device)
    if not looks.filter(at__gt=at - ONE_LOOK).exists():
        looks.create(case=case, device=device, person_id=device.person_id, at=at)


def _secret(request: HttpRequest) -> str:
    age = int(KNOWN_FOR.total_seconds())
    return str(request.get_signed_cookie(COOKIE, default="", salt=SALT, max_age=age))


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _name(request: HttpRequest) -> str:
    """Say in two words which browser it is, so that its owner knows it again in the list."""
    agent = request.headers.get("User-Agent", "")
    browser = next((name for sign, name in _BROWSERS.items() if f"{sign}/" in agent), "")
    system = re.search(_SYSTEMS, agent)
    return " · ".join(part for part in (browser, system[0].replace("Macintosh", "Mac") if system else "") if part)
