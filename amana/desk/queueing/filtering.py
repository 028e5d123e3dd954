"""A filter of the queue: what is asked of a case, read from a page or a saved view, applied, and said as a sentence."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from amana.cases.models import Case, Field, Tag, Tagged, Value
from amana.desk.entering import Seat
from amana.handling.facts.describing import answering
from amana.kit.codes import key_in
from amana.team.models import Agent, Brand, Team
from amana.wording.isolating import isolated

ME, NOBODY = "me", "nobody"
CHANNELS = ("email", "portal", "hand")
YES = "yes"


@dataclass(frozen=True)
class Filter:
    """What is asked of a case; an empty field asks nothing. Keys are written as text, days as YYYY-MM-DD."""

    holder: str = ""  # "me", "nobody", or the key of a colleague
    team: str = ""
    brand: str = ""
    language: str = ""
    tag: str = ""
    standstill: str = ""  # "yes"
    since: str = ""  # opened on this day or later, in the reader's zone
    until: str = ""  # opened on this day or before
    field: str = ""  # the key of a field of the team's own
    value: str = ""  # what it says, as somebody would type it

    @classmethod
    def read(cls, said: Mapping[str, Any]) -> Filter:
        """Return the filter these parameters ask for; what is not understood asks nothing."""
        known = {field.name: str(said.get(field.name) or "")[:80].strip() for field in fields(cls)}
        for name in ("team", "brand", "tag", "field"):
            known[name] = known[name] if key_in(known[name]) else ""
        if not (known["field"] and known["value"]):
            known["field"] = known["value"] = ""
        if known["holder"] not in {ME, NOBODY} and not key_in(known["holder"]):
            known["holder"] = ""
        if known["language"] not in dict(settings.LANGUAGES):
            known["language"] = ""
        known["standstill"] = YES if known["standstill"] else ""
        for name in ("since", "until"):
            known[name] = known[name] if _day(known[name]) else ""
        return cls(**known)

    def __bool__(self) -> bool:
        return any(asdict(self).values())

    def said(self) -> dict[str, str]:
        """Return what is asked, without what asks nothing: as it is kept, and as it stands in an address."""
        return {name: value for name, value in asdict(self).items() if value}

    def narrow(self, rows: QuerySet[Case], seat: Seat) -> QuerySet[Case]:
        """Return the cases of `rows` that answer to all that is asked."""
        if self.holder:
            rows = rows.filter(holder=None) if self.holder == NOBODY else rows.filter(holder=self._holder(seat))
        for name in ("team", "brand", "language"):
            if value := getattr(self, name):
                rows = rows.filter(**{name: value})
        if self.tag:
            rows = rows.filter(Exists(Tagged.objects.filter(case=OuterRef("pk"), tag_id=self.tag)))
        rows = rows.filter(self._answered())
        if self.standstill:
            rows = rows.filter(is_standstill=True)
        if first := _day(self.since):
            rows = rows.filter(opened_at__gte=_midnight(first))
        if last := _day(self.until):
            rows = rows.filter(opened_at__lt=_midnight(last, after=True))
        return rows

    def _answered(self) -> Q:
        if not self.field:
            return Q()
        field = Field.objects.filter(pk=self.field).first()
        if field is None:
            return Q(pk__in=[])
        return Q(Exists(Value.objects.filter(answering(field, self.value), case=OuterRef("pk"))))

    def _holder(self, seat: Seat) -> UUID | None:
        return seat.agent.pk if self.holder == ME else key_in(self.holder)

    def sentence(self) -> str:
        """Return the filter as a reader says it: "held by Dana, in Hebrew, tagged router"."""
        languages = dict(settings.LANGUAGES)
        said = {
            "holder": _("held by %(name)s"),
            "team": _("of the team %(name)s"),
            "brand": _("of %(name)s"),
            "language": _("in %(name)s"),
            "tag": _("tagged %(name)s"),
            "standstill": _("where something stands still"),
            "since": _("opened since %(name)s"),
            "until": _("opened until %(name)s"),
        }
        names: dict[str, Callable[[], str]] = {
            "holder": self._holder_name,
            "team": lambda: _name(Team, self.team),
            "brand": lambda: _name(Brand, self.brand),
            "language": lambda: str(languages.get(self.language, self.language)),
            "tag": lambda: _name(Tag, self.tag),
        }
        parts = []
        for field, value in self.said().items():
            if field in {"field", "value"}:
                continue
            if (field, value) == ("holder", NOBODY):
                parts.append(_("held by nobody"))
            elif (field, value) == ("holder", ME):
                parts.append(_("held by me"))
            else:
                parts.append(said[field] % {"name": isolated(names[field]() if field in names else value)})
        if self.field:
            words = {"name": isolated(_name(Field, self.field)), "value": isolated(self.value)}
            parts.append(_("where %(name)s is %(value)s") % words)
        return _(", ").join(parts)

    def _holder_name(self) -> str:
        row = Agent.objects.select_related("account").filter(pk=self.holder).first()
        return row.name if row else _("somebody who is gone")


def _name(model: Any, key: str) -> str:
    row = model.objects.filter(pk=key).first()
    return str(row) if row else _("something that is gone")


def _day(value: str) -> date | None:
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def _midnight(day: date, *, after: bool = False) -> datetime:
    """Return the beginning of a day in the reader's zone, or its end."""
    return timezone.make_aware(datetime.combine(day, time.max if after else time.min))
