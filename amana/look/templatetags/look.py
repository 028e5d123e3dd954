"""The tags by which every page says moments, names, states and patience."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta, tzinfo
from typing import Any

from django import template
from django.template.context import Context
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from amana.wording import lists, patience, times
from amana.wording.states import STATES

register = template.Library()

# Icons that mean a direction; every other one looks the same in both ways of writing.
TURNING = frozenset({"hand-over", "onward", "back"})
LINE_WIDTH, LINE_HEIGHT = 48, 16
SOON = timedelta(hours=24)


@register.simple_tag(takes_context=True)
def when(context: Context, at: datetime | str | None, form: str = "long", *, now: datetime | None = None) -> str:
    """Say the moment in the reader's zone and language; `form` is "long", "short", "day" or "clock".

    The title is the exact instant with its zone. What is no moment but words that stand for one is left as it is.
    """
    if at is None or isinstance(at, str):
        return at or ""
    say = {"long": times.moment, "short": times.short_moment, "day": times.day, "clock": times.clock}[form]
    return _time(at, say(at, zone=zone_of(context), now=_now(context, now)), zone_of(context))


def hour(at: datetime, zone: tzinfo) -> SafeString:
    """Say the hour of a moment as `{% when at "clock" %}` does, where the zone is known."""
    return _time(at, times.clock(at, zone=zone, now=at), zone)


def zone_of(context: Context) -> tzinfo:
    """Return the zone in which a page says its moments: that of the page, where it has one, else the reader's."""
    zone: Any = context.get("zone")
    return zone if isinstance(zone, tzinfo) else timezone.get_current_timezone()


@register.simple_tag(takes_context=True)
def due(context: Context, at: datetime | None, *, now: datetime | None = None) -> str:
    """Say how a due time stands: "41 min late", "in 2 h" within a day, else the short moment."""
    if at is None:
        return ""
    moment = _now(context, now)
    if at - moment < SOON:
        text = times.lateness(at, moment) or times.ahead(at, moment) or _("now")
    else:
        text = times.short_moment(at, zone=zone_of(context), now=moment)
    return _time(at, text, zone_of(context))


@register.simple_tag(takes_context=True)
def late(context: Context, at: datetime | None, *, now: datetime | None = None) -> str:
    """Say "41 min late", or nothing while it is not late."""
    text = times.lateness(at, _now(context, now)) if at else ""
    return _time(at, text, zone_of(context)) if at and text else ""


@register.simple_tag(takes_context=True)
def ago(context: Context, at: datetime | None, *, now: datetime | None = None) -> str:
    """Say "3 days ago"."""
    return _time(at, times.ago(at, _now(context, now)), zone_of(context)) if at else ""


@register.filter
def duration(length: timedelta | None) -> str:
    """Say a length of time with its unit: "14 min"."""
    return times.duration(length) if length is not None else ""


@register.simple_tag
def state(key: str) -> str:
    """Show the state of a promise as its shape and its word."""
    shown = STATES[key]
    return format_html('<span class="badge badge--{}">{}{}</span>', key, icon(shown.icon), shown.word)


@register.simple_tag
def state_shape(key: str) -> str:
    """Show the state as its shape alone; the word is said aloud and on hover."""
    shown = STATES[key]
    return format_html(
        '<span class="shape shape--{0}" title="{1}">{2}<span class="aloud">{1}</span></span>',
        key,
        shown.word,
        icon(shown.icon),
    )


@register.simple_tag
def name(person: object) -> str:
    """Set a person's name apart, so that its direction touches nothing around it."""
    said = _name(person)
    return format_html("<bdi>{}</bdi>", said) if said else ""


@register.simple_tag
def listing(people: Sequence[object]) -> str:
    """Say several names as one phrase: "Dana, Omer and Ruth"."""
    names = [_name(person) for person in people]
    if len(names) < 2:
        return format_html_join("", "<bdi>{}</bdi>", ((one,) for one in names))
    comma = lists.separator()
    head = format_html_join(comma, "<bdi>{}</bdi>", ((one,) for one in names[:-1]))
    return format_html("{}{}<bdi>{}</bdi>", head, lists.joining_word(names[-1]), names[-1])


@register.simple_tag
def icon(key: str, label: str = "") -> str:
    """Draw an icon of the sprite; without a label it is left out when the page is read aloud."""
    classes = "icon icon--turns" if key in TURNING else "icon"
    source = f"{static('look/icons.svg')}#{key}"
    if label:
        return format_html('<svg class="{}" role="img" aria-label="{}"><use href="{}"/></svg>', classes, label, source)
    return format_html('<svg class="{}" aria-hidden="true" focusable="false"><use href="{}"/></svg>', classes, source)


@register.simple_tag
def patience_line(points: int | None, history: Sequence[int] = ()) -> SafeString | str:
    """Show patience (0 to 100) as its figure, with the line of how it went when `history` has two points or more."""
    if points is None:
        return ""
    return format_html(
        '<span class="patience{}" title="{}"><span class="aloud">{}</span>{}'
        '<span class="patience__figure" aria-hidden="true">{}</span></span>',
        " patience--thin" if points < 30 else "",
        patience.left(points),
        patience.left(points),
        _line(history) if len(history) > 1 else "",
        points,
    )


@register.filter
def signed(points: int) -> str:
    """Say a change of patience with its sign."""
    return patience.change(points)


def _line(history: Sequence[int]) -> SafeString:
    step = LINE_WIDTH / (len(history) - 1)
    heights = [LINE_HEIGHT - 1 - max(0, min(100, point)) * (LINE_HEIGHT - 2) / 100 for point in history]
    path = " ".join(f"{index * step:.1f},{height:.1f}" for index, height in enumerate(heights))
    return format_html(
        '<svg class="patience__line" viewBox="0 0 {0} {1}" aria-hidden="true" focusable="false">'
        '<path class="patience__floor" d="M0 {2}H{0}"/><polyline points="{3}"/>'
        '<circle class="patience__now" cx="{0}" cy="{4}" r="2"/></svg>',
        LINE_WIDTH,
        LINE_HEIGHT,
        LINE_HEIGHT - 1,
        path,
        f"{heights[-1]:.1f}",
    )


def _name(person: object) -> str:
    if isinstance(person, Mapping):
        return str(person.get("name") or "")
    return str(getattr(person, "name", person) or "")


def _time(at: datetime, text: str, zone: tzinfo) -> SafeString:
    return format_html('<time datetime="{}" title="{}">{}</time>', at.isoformat(), times.exact(at, zone), text)


def _now(context: Context, given: datetime | None) -> datetime:
    now = given or context.get("now")
    return now if isinstance(now, datetime) else timezone.now()
