"""The form that narrows a search: what can be chosen, and how it is written into the query."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from amana.cases.models import CLOSED, OPEN, Tag
from amana.desk.entering import Seat
from amana.search.asking import KEYS, name_of, understand
from amana.search.narrowing import CHANNELS, HOLDERS, KINDS, LANGUAGES, STATES, channel_words, kind_words
from amana.team.models import Agent, Brand

MOST_CHOICES = 100
CHOSEN = ("state", "holder", "brand", "kind", "channel", "language", "tag", "since", "until", "with")


def typed_key(key: str) -> str:
    """Return the name of a filter as readers of this language type it."""
    return name_of(KEYS[key], get_language() or "en")


def filters_chosen(request: HttpRequest) -> dict[str, str]:
    """Return what was chosen in the form, by the name of its filter; empty when the page was not asked for by the form."""
    chosen = {key: request.GET.get(f"f-{key}", "").replace('"', "").strip()[:80] for key in CHOSEN}
    return {key: value for key, value in chosen.items() if value}


def with_filters(query: str, wanted: dict[str, str]) -> str:
    """Return the query with these filters, in the place of those it had of the same kind."""
    asked = understand(query)
    for one in asked.filters:
        if one.key in wanted and one.key != "tag":
            asked = replace(asked, typed=asked.without(one.raw))
    added = [
        f'{typed_key(key)}:"{value}"' if " " in value else f"{typed_key(key)}:{value}" for key, value in wanted.items()
    ]
    return " ".join([asked.typed, *added]).strip()


def choices(seat: Seat) -> list[dict[str, Any]]:
    """Return what can be chosen to narrow a search: each with its key, its name, and its values with their names."""
    language = get_language() or "en"
    colleagues = Agent.objects.active().filter(brands__in=seat.brands).select_related("account").distinct()
    brands = [one.name for one in Brand.objects.filter(pk__in=seat.brands).order_by("name")]
    tags = Tag.objects.filter(brand__in=seat.brands, retired_at=None).order_by("name")
    said = {OPEN: _("open"), CLOSED: _("closed")}
    kinds, channels = kind_words(), channel_words()
    languages = dict(settings.LANGUAGES)
    fixed = [
        ("state", _("State"), [(name_of(STATES[key], language), word) for key, word in said.items()]),
        ("kind", _("What"), [(name_of(KINDS[key], language), word) for key, word in kinds.items()]),
        ("channel", _("Channel"), [(name_of(CHANNELS[key], language), word) for key, word in channels.items()]),
        ("language", _("Language"), [(name_of(LANGUAGES[key], language), languages[key]) for key in LANGUAGES]),
    ]
    holders = [(name_of(HOLDERS["me"], language), _("me")), (name_of(HOLDERS["nobody"], language), _("nobody"))]
    holders += sorted((one.name, one.name) for one in colleagues[:MOST_CHOICES])
    named = [
        ("holder", _("Holder"), holders),
        ("brand", _("Brand"), [(name, name) for name in brands] if len(brands) > 1 else []),
        ("tag", _("Tag"), [(tag.name, tag.name) for tag in tags[:MOST_CHOICES]]),
    ]
    return [{"key": key, "label": label, "values": values} for key, label, values in [*fixed, *named] if values]
