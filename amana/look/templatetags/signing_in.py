"""What pages of signing in ask: whether a mail of ours can leave, and which directories an account is linked with."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import template

from amana.handling.holding.inviting import can_be_sent
from amana.team.models import Brand

register = template.Library()


@register.simple_tag
def mail_leaves() -> bool:
    """Say whether there is a way out for a mail that belongs to no record."""
    return can_be_sent(Brand.objects.order_by("created_at", "pk").first())


@register.simple_tag
def links(accounts: Iterable[Any], firms: Iterable[Any]) -> list[dict[str, Any]]:
    """Return each directory beside one's account there, or None; also an account whose directory is gone."""
    known = {firm.sub_id: firm for firm in firms}
    linked = [{"account": account, "firm": known.pop(account.provider, None)} for account in accounts]
    return [*linked, *({"account": None, "firm": firm} for firm in known.values())]
