"""The filter by which words of ours are shown with their bold, lists, links and directions."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString

from amana.wording import formatting

register = template.Library()


@register.filter
def formatted(text: object) -> SafeString:
    """Show plain text conventions as HTML; every word of the text is escaped."""
    return formatting.formatted(str(text))
