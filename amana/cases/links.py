"""The address by which a customer finds a case without a password: unguessable, revocable, made anew at will."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction

from amana.cases.models import Case, CaseLink
from amana.kit.codes import new_id
from amana.people.models import Person
from amana.record.storing import insert_rows


def token_of(link: UUID) -> str:
    """Return the 160-bit token of a link, worked out from our key, so that the database alone opens no case."""
    mac = hmac.new(settings.SECRET_KEY.encode(), b"case link " + link.bytes, hashlib.sha256).digest()
    return base64.b32encode(mac[:20]).decode().lower()


def url_of(link: UUID) -> str:
    """Return the full address to be written into a mail; it begins with AMANA_BASE_URL, never with a request's host."""
    return f"{settings.BASE_URL}/c/{token_of(link)}/"


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def link_for(case: Case, person: Person, *, at: datetime) -> UUID:
    """Return the living link of a person to a case, made when there is none."""
    return links_for([(case.key, person.pk)], at=at)[(case.key, person.pk)]


def links_for(pairs: Iterable[tuple[UUID, UUID]], *, at: datetime) -> dict[tuple[UUID, UUID], UUID]:
    """Return the living link for each (case, person), in a fixed number of queries."""
    pairs = list(dict.fromkeys(pairs))
    found = _living(pairs)
    missing = [pair for pair in pairs if pair not in found]
    if missing:
        made = [(new_id(), case, person) for case, person in missing]
        rows = [(key, case, person, _digest(token_of(key)), at, None) for key, case, person in made]
        insert_rows(
            CaseLink, ("id", "case_id", "person_id", "digest", "made_at", "revoked_at"), rows, unless_there=True
        )
        found |= _living(missing)
    return found


def _living(pairs: list[tuple[UUID, UUID]]) -> dict[tuple[UUID, UUID], UUID]:
    rows = CaseLink.objects.filter(case__in=[case for case, _ in pairs], revoked_at=None)
    return {(case, person): pk for pk, case, person in rows.values_list("pk", "case_id", "person_id")}


def follow(token: str) -> CaseLink | None:
    """Return the living link with this token, or None; nothing but the exact 32 characters ever matches."""
    if len(token) != 32 or not token.isascii() or not token.isalnum() or token != token.lower():
        return None
    return CaseLink.objects.filter(digest=_digest(token), revoked_at=None).select_related("case", "person").first()


@transaction.atomic
def renew(link: CaseLink, *, at: datetime) -> UUID:
    """Revoke a link and return the one that takes its place."""
    CaseLink.objects.filter(pk=link.pk, revoked_at=None).update(revoked_at=at)
    return link_for(link.case, link.person, at=at)
