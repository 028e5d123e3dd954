"""The tag by which pages show a telephone number: as a link that calls it, where it is one."""

from __future__ import annotations

from django import template
from django.utils.html import format_html

register = template.Library()

FEWEST_DIGITS = 5
MOST = 40


@register.filter
def telephone(value: object) -> str:
    """Show a number as a link to call it; whatever is none, such as a mail address, is shown as it is."""
    said = str(value or "")
    digits = "".join(letter for letter in said if letter.isascii() and letter.isdecimal())
    if len(digits) < FEWEST_DIGITS or len(said) > MOST or said.strip(" +()-./*#0123456789"):
        return format_html("<bdi>{}</bdi>", said)
    dialled = f"{'+' if said.strip().startswith(('+', '(+')) else ''}{digits}"
    return format_html('<a class="code" href="tel:{}"><bdi dir="ltr">{}</bdi></a>', dialled, said)
