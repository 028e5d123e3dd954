"""List the open cases as the queue shows them."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from amana.cases.models import COMPANY, Case
from amana.commitments.models import Commitment
from amana.wording.times import lateness, moment


class Command(BaseCommand):
    help = "List open cases in the order of the queue, with what is due next."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="one object a line")
        parser.add_argument("--all", action="store_true", help="closed cases too")
        parser.add_argument("--most", type=int, default=200, metavar="N", help="how many at most (200)")

    def handle(self, *, most: int, **options: Any) -> None:
        now = timezone.now()
        rows = Case.objects.order_by("-opened_at") if options["all"] else Case.objects.in_queue_order()
        if not settings.OPEN_MINE:  # on a shared server an own case is its keeper's alone
            rows = rows.filter(kept_by=COMPANY)
        cases = list(rows.select_related("customer", "company", "holder__account")[:most])
        promises = Commitment.objects.in_bulk([case.next_commitment for case in cases if case.next_commitment])
        for case in cases:
            promise = promises.get(case.next_commitment) if case.next_commitment else None
            if options["json"]:
                self.stdout.write(json.dumps(_plain(case, promise), ensure_ascii=False))
            else:
                self.stdout.write(_sentence(case, promise, now))


def _plain(case: Case, promise: Commitment | None) -> dict[str, object]:
    return {
        "number": case.number,
        "state": case.state,
        "subject": case.subject,
        "customer": str(case.customer),
        "company": case.company.name,
        "kept_by": case.kept_by,
        "holder": case.holder.name if case.holder else None,
        "waiting_for": case.waiting_for or None,
        "next_step": promise.action if promise else None,
        "due": case.next_due_at.isoformat() if case.next_due_at else None,
    }


def _sentence(case: Case, promise: Commitment | None, now: datetime) -> str:
    who = f"{case.number}  {case.customer}  {case.subject}"
    if promise is None or case.next_due_at is None:
        return f"  closed  {who}"
    zone = timezone.get_default_timezone()
    is_late = case.next_due_at < now
    when = lateness(case.next_due_at, now) if is_late else moment(case.next_due_at, zone=zone, now=now)
    return f"{'●' if is_late else '○'} {promise.action}  ({promise.owner_name})  {when}  –  {who}"
