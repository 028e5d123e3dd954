"""How often a token may call: so many times a minute, counted in its own row by one UPDATE."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import F

from amana.api.models import Token

MINUTE = 60


@dataclass(frozen=True)
class Left:
    """How many calls a token has in this minute, how many are left, and in how many seconds the next one begins."""

    limit: int
    left: int
    seconds: int

    @property
    def headers(self) -> dict[str, str]:
        """As draft-ietf-httpapi-ratelimit-headers (03) names them."""
        return {
            "RateLimit-Limit": str(self.limit),
            "RateLimit-Remaining": str(max(self.left, 0)),
            "RateLimit-Reset": str(self.seconds),
        }


def count(token: Token, *, at: datetime) -> Left:
    """Count one call, and return what is left; below zero when it is one too many. Two questions to the database.

    What the database cannot count is not let in: its error goes on to the caller.
    """
    began = at.replace(second=0, microsecond=0)
    rows = Token.objects.filter(pk=token.pk)
    if not rows.filter(counted_from=began).update(calls=F("calls") + 1):
        rows.exclude(counted_from=began).update(counted_from=began, calls=1)
    calls = rows.values_list("calls", flat=True).get()
    return Left(settings.API_PER_MINUTE, settings.API_PER_MINUTE - calls, MINUTE - at.second)
