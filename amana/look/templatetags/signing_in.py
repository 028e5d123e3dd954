"""The tag by which a page of signing in knows whether a mail of ours can leave."""

from __future__ import annotations

from django import template

from amana.handling.holding.inviting import can_be_sent
from amana.team.models import Brand

register = template.Library()


@register.simple_tag
def mail_leaves() -> bool:
    """Say whether there is a way out for a mail that belongs to no record."""
    return can_be_sent(Brand.objects.order_by("created_at", "pk").first())
