"""Making tokens, finding the one a caller holds, and taking it from them."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from amana.api.models import Token
from amana.api.scopes import WRITING, known
from amana.cases.errors import Refused
from amana.people.models import Account, Person
from amana.team.models import Agent

# 256 random bits behind a word by which leaked tokens are found in files (secret scanning).
BEGINS = "amana_"
_WORD = re.compile(r"amana_[A-Za-z0-9_-]{43}")
SHOWN = len(BEGINS) + 6
MOST_ALIVE = 50
LONGEST = timedelta(days=366)
# The moment of last use is written no oftener than this.
USE_NOTED = timedelta(minutes=1)


@dataclass(frozen=True)
class Made:
    """A token that was just made, and its word, which nobody can read again."""

    token: Token
    word: str


@transaction.atomic
def make_token(
    owner: Agent | Person,
    *,
    name: str,
    scopes: Sequence[str],
    expires_at: datetime | None,
    service: str = "",
    at: datetime,
) -> Made:
    """Make a token for somebody, or for a program that acts in their name; its word is random throughout (256 bits).

    Raises Refused without a name, a scope, or an end within a year, and when there are too many.
    """
    is_agent = isinstance(owner, Agent)
    chosen = known(scopes, for_agent=is_agent)
    if not name.strip():
        raise Refused(_("Give the token a name, so that you know later what it is for."))
    if not chosen:
        raise Refused(_("Choose at least one thing the token may do."))
    if isinstance(owner, Agent) and owner.only_reads and WRITING & set(chosen):
        raise Refused(_("You read here; nothing is changed by you."))
    if expires_at is None or not at < expires_at <= at + LONGEST:
        raise Refused(_("A token ends within a year. Choose a day from tomorrow on."))
    owned = {"agent": owner} if is_agent else {"person": owner}
    if Token.objects.good(at).filter(**owned)[:MOST_ALIVE].count() >= MOST_ALIVE:
        raise Refused(_("There are too many tokens. Revoke those that nobody uses any more."))
    word = BEGINS + secrets.token_urlsafe(32)
    token = Token.objects.create(
        name=name.strip()[:80], service=service.strip()[:80], digest=digest_of(word), beginning=word[:SHOWN],
        scopes=chosen, made_at=at, expires_at=expires_at, counted_from=at, **owned,
    )  # fmt: skip
    return Made(token, word)


def revoke(token: Token, *, at: datetime) -> None:
    """Let a token open nothing any more, from the next call on. Twice changes nothing."""
    Token.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=at)


def revoke_all(account: Account, *, at: datetime) -> int:
    """Let every token of an account open nothing any more: whoever got in as its owner may have made one. Return how many."""
    mine = Token.objects.filter(Q(agent__account=account) | Q(person__account=account), revoked_at=None)
    return mine.update(revoked_at=at)


def digest_of(word: str) -> str:
    """Return what is kept of a token; it is random throughout, so that a plain digest cannot be turned back."""
    return hashlib.sha256(word.encode()).hexdigest()


def token_of(word: str, *, at: datetime) -> Token | None:
    """Return the token behind a word that is still good and whose owner may still sign in; None for every other word.

    Nothing but the exact 49 letters ever matches: found by its digest, so that no comparison tells how near a guess was.
    """
    if not _WORD.fullmatch(word):
        return None
    rows = Token.objects.good(at).select_related("agent__account", "person__account")
    token = rows.filter(digest=digest_of(word)).first()
    if token is None:
        return None
    holder = token.agent.account if token.agent is not None else token.person.account if token.person else None
    return token if holder is not None and holder.is_active else None


def note_use(token: Token, *, at: datetime) -> None:
    """Write down that a token was used, once a minute at most."""
    if token.last_used_at is None or token.last_used_at <= at - USE_NOTED:
        Token.objects.filter(pk=token.pk).update(last_used_at=at)
