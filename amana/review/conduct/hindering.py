"""What stands in the way of parting: a promise of ours that is late or broken, a law that obliges, or a beginning already made."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from amana.cases.errors import Refused
from amana.cases.models import COMPANY, Case
from amana.commitments.models import Commitment, CommitmentQuerySet
from amana.record.reading import books_with
from amana.review.conduct.policies import is_obliged
from amana.review.models import Amends

MOST_NAMED = 3
MOST_CASES = 50
REMEMBERED = timedelta(days=365)
# Promises in words, which the ledger does not make by itself.
IN_WORDS = [Commitment.HAND, Commitment.READ, Commitment.CLAIMED, Commitment.CALL_BACK, Commitment.RUNG]


def owed_to(case: Case, *, at: datetime) -> list[Commitment]:
    """Return what we owe this customer that is late, disputed, or broken and not made good since; the first few.

    Broken is made good by a promise kept afterwards on the same case, or by amends.
    """
    ours = _ours(case)
    late = ours.outstanding().filter(Q(due_at__lt=at) | Q(state=Commitment.DISPUTED))
    kept = Commitment.objects.filter(
        case=OuterRef("case"), promiser=COMPANY, state=Commitment.KEPT, origin__in=IN_WORDS
    )
    given = Amends.objects.filter(case=OuterRef("case"), state=Amends.GIVEN, given_at__gt=OuterRef("ended_at"))
    broken = ours.filter(state=Commitment.BROKEN, ended_at__gt=at - REMEMBERED).exclude(
        Exists(kept.filter(ended_at__gt=OuterRef("ended_at"))) | Exists(given)
    )
    return [*late.order_by("due_at", "pk")[:MOST_NAMED], *broken.order_by("ended_at", "pk")[:MOST_NAMED]][:MOST_NAMED]


def _ours(case: Case) -> CommitmentQuerySet:
    rows = Commitment.objects.filter(case__customer=case.customer_id, case__brand=case.brand_id, promiser=COMPANY)
    return rows.select_related("case")


def must_owe_nothing(case: Case, *, at: datetime) -> None:
    """Raise Refused, naming them, while promises of ours to this customer are late, disputed or broken."""
    if owed := owed_to(case, at=at):
        named = "; ".join(f"{one.action} ({one.case.number})" for one in owed)
        raise Refused(_("First we keep our own word. Late or broken: %(promises)s") % {"promises": named})


def must_be_delivered(case: Case, *, at: datetime) -> None:
    """Raise Refused while anything in words is still promised on this case: an invoice waits for all of it."""
    must_owe_nothing(case, at=at)
    open_ones = Commitment.objects.outstanding().filter(case=case, promiser=COMPANY, origin__in=IN_WORDS)
    if (first := open_ones.order_by("due_at", "pk").first()) is not None:
        raise Refused(_("Not everything of ours was delivered yet: %(promise)s") % {"promise": first.action})


def must_be_free(case: Case) -> None:
    """Raise Refused where law obliges this brand, or the team that has the case, to serve."""
    if is_obliged(case):
        raise Refused(_("The law obliges us to serve here, so nobody can end it. Warnings and conditions remain."))


def is_taken_on(case: Case) -> bool:
    """Say whether one of us has written to this customer, or promised them anything in words."""
    rows = Case.objects.filter(customer=case.customer_id, brand=case.brand_id).order_by("-opened_at")
    keys = list(rows.values_list("pk", flat=True)[:MOST_CASES])
    return bool(books_with("message.sent", keys, by="agent")) or (
        Commitment.objects.filter(case__in=keys, promiser=COMPANY, origin__in=IN_WORDS)
        .exclude(state__in=Commitment.UNCONFIRMED)
        .exists()
    )
