"""Telling a colleague of something that is on no case: by mail, when their quiet hours are over, unless they want none of it."""

from __future__ import annotations

from datetime import datetime

from amana.handling.mails.plain_mail import post_plain
from amana.notices.kinds import MAIL, PUSH
from amana.notices.knowing import Known
from amana.notices.pushing import push
from amana.team.models import Agent, Brand


def mail_to(agent: Agent, kind: str, said: tuple[str, str], *, brand: Brand, path: str, at: datetime) -> bool:
    """Tell somebody the subject and the text of `said` by the ways they chose for this kind; return whether a mail goes out.

    The digest knows of cases alone: what it would have told waits for the end of their quiet hours instead.
    """
    if not agent.account.is_active:
        return False
    known = Known([agent], at=at)
    ways, goes_at = known.manner_of(agent).ways_of(kind), known.civil(agent, at=at)
    if PUSH in ways:
        push(agent, kind, number="", path=path, not_before=goes_at, at=at)
    if MAIL not in ways:
        return False
    account = agent.account
    mail = post_plain(account.email, account.name, said[0][:120], said[1], what="reminder", language=account.language,
                      brand=brand, at=at)  # fmt: skip
    if goes_at > at:
        mail.not_before = goes_at
        mail.save(update_fields=["not_before"])
    return True
