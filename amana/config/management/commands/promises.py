"""List the ledger: what was promised, by whom, by when, and what is late."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from amana.cases.models import COMPANY
from amana.commitments.models import Commitment
from amana.wording.times import lateness, moment

SHAPES = {"kept": "✓", "open": "○", "late": "●", "broken": "✕", "renegotiated": "↻", "released": "–", "disputed": "?",
          "noticed": "·"}  # fmt: skip


class Command(BaseCommand):
    help = "List promises, the most pressing first. With --overdue, exits with 1 when there are any."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--overdue", action="store_true", help="only what is late")
        parser.add_argument("--all", action="store_true", help="also what has ended")
        parser.add_argument("--json", action="store_true", help="one object a line")
        parser.add_argument("--most", type=int, default=200, metavar="N", help="how many at most (200)")

    def handle(self, *, overdue: bool, most: int, **options: Any) -> None:
        now = timezone.now()
        rows = Commitment.objects.overdue(now) if overdue else Commitment.objects.outstanding()
        if options["all"]:
            rows = Commitment.objects.exclude(state=Commitment.DISMISSED)
        if not settings.OPEN_MINE:  # on a shared server an own case is its keeper's alone
            rows = rows.filter(case__kept_by=COMPANY)
        rows = rows.select_related("case__customer", "owner_agent__account", "owner_person", "owner_company")
        found = list(rows.order_by("due_at", "id")[:most])
        for promise in found:
            line = json.dumps(_plain(promise, now), ensure_ascii=False) if options["json"] else _sentence(promise, now)
            self.stdout.write(line)
        if overdue and found:
            raise SystemExit(1)


def state_of(promise: Commitment, now: datetime) -> str:
    """Return the state as people read it: an open promise whose time has passed is late."""
    return "late" if promise.state == Commitment.OPEN and promise.is_late(now) else promise.state


def _plain(promise: Commitment, now: datetime) -> dict[str, object]:
    return {
        "case": promise.case.number,
        "promise": promise.action,
        "by": promise.promiser,
        "owner": promise.owner_name,
        "customer": str(promise.case.customer),
        "due": promise.due_at.isoformat() if promise.due_at else None,
        "state": state_of(promise, now),
        "words": promise.quote,
    }


def _sentence(promise: Commitment, now: datetime) -> str:
    state = state_of(promise, now)
    when = ""
    if promise.due_at:
        zone = timezone.get_default_timezone()
        when = lateness(promise.due_at, now) if state == "late" else moment(promise.due_at, zone=zone, now=now)
    to = f"{promise.case.number}  {promise.case.customer}"
    return f"{SHAPES.get(state, ' ')} {promise.owner_name}: {promise.action}  –  {when}  –  {to}"
