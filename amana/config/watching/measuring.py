"""How far behind everything is: the age of the oldest that waits, each from the end of an index; counts stop at a hundred."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from amana.config.backing_up.stating import noted
from amana.config.watching.beating import PARTS, age
from amana.desk.models import Later
from amana.escalation.ringing import next_alarm
from amana.insight.models import Asked
from amana.notices.models import Push
from amana.post.models import WAITING, Outgoing, RawMessage
from amana.readings.models import Reading
from amana.record.literals import literals
from amana.review.models import Look
from amana.search.models import Indexed

MOST_COUNTED = 100

Oldest = Callable[[], datetime | None]


def _first(rows: QuerySet[Any], column: str) -> datetime | None:
    found: datetime | None = rows.values_list(column, flat=True).first()
    return found


# Each is one look at the end of an index; what is not due yet has an age of nothing.
OLDEST: dict[str, Oldest] = {
    "mail_in": lambda: _first(RawMessage.objects.filter(state=WAITING).order_by("not_before", "pk"), "not_before"),
    "outbox": lambda: _first(
        Outgoing.objects.filter(state__in=literals(*Outgoing.UNDER_WAY)).order_by("not_before", "pk"), "not_before"
    ),
    "alarms": next_alarm,
    "planned_replies": lambda: _first(Later.objects.filter(ended_at=None).order_by("send_at"), "send_at"),
    "pushes": lambda: _first(Push.objects.order_by("not_before"), "not_before"),
    "readings": lambda: _first(Reading.objects.unread().order_by("version", "at", "entry"), "at"),
    "looks_asked": lambda: _first(Look.objects.filter(asked_at__isnull=False).order_by("asked_at"), "asked_at"),
    "looks_due": lambda: _first(Look.objects.filter(look_at__isnull=False).order_by("look_at"), "look_at"),
    "search": lambda: _first(Indexed.objects.filter(worked_at=None).order_by("pk"), "at"),
    "insight": lambda: _first(Asked.objects.filter(grouped_at=None).order_by("at"), "at"),
}
COUNTED: dict[str, Callable[[], QuerySet[Any]]] = {
    "held": RawMessage.objects.held,
    "set_aside": RawMessage.objects.set_aside,
    "not_delivered": lambda: Outgoing.objects.filter(state__in=literals(Outgoing.FAILED, Outgoing.HELD)),
    "outbox": lambda: Outgoing.objects.filter(state__in=literals(*Outgoing.UNDER_WAY)),
    "mail_in": lambda: RawMessage.objects.filter(state=WAITING),
}


def figures(*, at: datetime) -> bytes:
    """Return everything that is measured at a moment, as Prometheus reads it; no name, no address, no number of a case."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Figures(at))
    return generate_latest(registry)


class _Figures(Collector):
    def __init__(self, at: datetime) -> None:
        self.at = at

    def collect(self) -> Iterable[Metric]:
        yield _gauge("amana_oldest_seconds", "Age of the oldest that waits and is due", "what", self._oldest())
        counts = {name: rows().order_by()[:MOST_COUNTED].count() for name, rows in COUNTED.items()}
        yield _gauge("amana_waiting", f"How many wait, counted up to {MOST_COUNTED}", "what", counts)
        beats = {part: age(part, at=self.at) for part in PARTS}
        known = {part: found.total_seconds() for part, found in beats.items() if found is not None}
        yield _gauge("amana_sign_of_life_seconds", "How long ago a part gave a sign of life", "part", known)
        yield _gauge("amana_backup_seconds", "How long ago the last copy was made", "", self._backup())
        free = shutil.disk_usage(settings.DATA).free
        yield _gauge("amana_disk_free_bytes", "Room on the disk of the data folder", "", {"": free})

    def _oldest(self) -> dict[str, float]:
        found = {name: oldest() for name, oldest in OLDEST.items()}
        return {name: max((self.at - since).total_seconds(), 0.0) if since else 0.0 for name, since in found.items()}

    def _backup(self) -> dict[str, float]:
        said = noted(settings.DATA).get("at")
        return {"": (self.at - datetime.fromisoformat(said)).total_seconds()} if said else {}


def _gauge(name: str, says: str, label: str, values: dict[str, float] | dict[str, int]) -> Metric:
    family = GaugeMetricFamily(name, says, labels=[label] if label else [])
    for key, value in values.items():
        family.add_metric([key] if label else [], value)
    return family
