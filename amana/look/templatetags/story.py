"""The tag by which a page tells one entry of a record."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django import template
from django.template.base import FilterExpression, Parser, Token
from django.template.context import Context

from amana.look.drawing import Sheet, draw
from amana.look.telling import Line
from amana.look.templatetags.look import hour, when, zone_of

register = template.Library()

TEMPLATE = "look/_entry.html"


class ToldNode(template.Node):
    """One entry; what was drawn is remembered for the page that is being written, and no longer."""

    def __init__(self, entry: FilterExpression) -> None:
        self.entry = entry

    def render(self, context: Context) -> str:
        entry = self.entry.resolve(context)
        if not isinstance(entry, Mapping):
            return ""
        sheet: Sheet | None = context.render_context.get(self)
        if sheet is None:
            sheet = context.render_context[self] = _sheet(context)
        return draw(entry, sheet)


def _sheet(context: Context) -> Sheet:
    zone = zone_of(context)

    def say(at: datetime, form: str) -> str:
        return hour(at, zone) if form == "clock" else when(context, at, form)

    def drawn(line: Line) -> str:
        assert context.template is not None
        found = context.template.engine.get_template(TEMPLATE)
        with context.push(entry=line):
            return found.render(context)

    return Sheet(say, drawn)


@register.tag
def told(parser: Parser, token: Token) -> ToldNode:
    """Write an entry as look/_entry.html has it: `{% told entry %}`."""
    _name, entry = token.split_contents()
    return ToldNode(parser.compile_filter(entry))
