"""What leaks take from a customer's patience, and that it comes back when the record no longer shows them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from amana.cases.locking import take
from amana.cases.models import COMPANY, Case
from amana.kit.codes import key_in
from amana.review.models import Change, Leak
from amana.review.patience import patience_of
from amana.review.weighing import WEIGHTS, weights_of

LEAKED = "leaked"
# What we did or left undone. Waiting, coming again and being passed on take patience where they happen; and what hangs on
# how loudly somebody says something takes none.
DRAINS = {Leak.NO_PAPER, Leak.NO_ADMISSION, Leak.NO_APOLOGY, Leak.DISPROPORTION, Leak.RIGID_TOOLS}


def drain(case: Case, leaks: Iterable[Leak], *, at: datetime) -> bool:
    """Let what leaks on a served case take its points, each entry once, and give back what leaks no more; return whether anything changed.

    Takes the case in hand where something changed.
    """
    if case.kept_by != COMPANY:
        return False
    shown = [one for one in leaks if one.kind in DRAINS and one.gone_at is None and one.disputed_at is None]
    wanted = {key for one in shown if (key := _first(one)) is not None}
    rows = dict(Change.objects.filter(case=case, agent=None, reason=LEAKED).values_list("entry", "pk"))
    gone = [pk for entry, pk in rows.items() if entry not in wanted]
    new = wanted - rows.keys()
    if not gone and not new:
        return False
    take(case.key)
    points = weights_of([case.brand_id]).get(case.brand_id, WEIGHTS)[LEAKED] if case.brand_id else WEIGHTS[LEAKED]
    Change.objects.filter(pk__in=gone).delete()
    Change.objects.bulk_create(
        [Change(person_id=case.customer_id, case=case, entry=key, points=points, reason=LEAKED, at=at) for key in sorted(new)],
        ignore_conflicts=True,
    )  # fmt: skip
    left = patience_of([case.customer_id], at=at)[case.customer_id]
    Case.objects.filter(pk=case.pk).update(patience=left)
    return True


def _first(leak: Leak) -> UUID | None:
    return key_in(str(leak.entries[0])) if leak.entries else None
