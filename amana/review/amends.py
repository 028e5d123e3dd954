"""Making up for an ordeal: amends within a role's limit or approved above it, gestures, and saying that the mistake was ours."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import F, Sum
from django.utils import translation
from django.utils.translation import gettext as _

from amana.cases.errors import Refused
from amana.cases.locking import take
from amana.cases.models import COMPANY, Case
from amana.handling.mails.notices import tell
from amana.kit.codes import new_id
from amana.record import seldom
from amana.record.appending import Line, append
from amana.record.literals import literals
from amana.review.models import Amends, AmendsMonth, Fault
from amana.review.proportioning import LARGEST, scale_of
from amana.team.models import Agent, Brand
from amana.team.viewing import Viewer

LONGEST = 500
MOST_SHOWN = 10
MOST_WAITING = 10


@dataclass(frozen=True)
class Gift:
    """What is to be given: in words, why, and an amount in the currency of the brand's scale where it is money.

    `tells` writes it to the customer by mail in the moment it is given.
    """

    what: str
    why: str
    amount: Decimal | None = None
    is_gesture: bool = False
    tells: bool = True


@transaction.atomic
def give(case: Case, gift: Gift, *, by: Viewer, at: datetime) -> Amends:
    """Make amends, or a gesture: at once within the limit of the role, else it waits for approval and the customer reads nothing.

    The limit counts all that was given or approved on the case. Raises Refused without what and why, and for a case that
    is not ours to make up for.
    """
    agent = _must_serve(case, by)
    what, why = gift.what.strip()[:LONGEST], gift.why.strip()[:LONGEST]
    if not what or not why:
        raise Refused(_("Say what is given and why; the customer reads both."))
    if gift.amount is not None and not 0 < gift.amount <= LARGEST:
        raise Refused(_("%(typed)s is not an amount.") % {"typed": gift.amount})
    case = take(case.key)
    assert case.brand is not None
    scale = scale_of(case.brand)
    row = Amends(
        case=case, brand=case.brand, is_gesture=gift.is_gesture, what=what, why=why, amount=gift.amount,
        currency=scale.currency if gift.amount is not None else "", asked_by=agent, asked_at=at,
    )  # fmt: skip
    limit = scale.limit_of(agent.role)
    if gift.amount is None or limit is None or _given_on(case) + gift.amount <= limit:
        return _give(row, case, by=by, at=at, tells=gift.tells)
    row.state = Amends.ASKED
    row.save(force_insert=True)
    append(Line(case.key, "amends.asked", by.actor, at, _said(row, by)))
    return row


def _must_serve(case: Case, by: Viewer) -> Agent:
    agent = by.agent
    if agent is None or case.kept_by != COMPANY or case.brand is None:
        raise Refused(_("Only those who serve this case can make up for it."))
    return agent


def _given_on(case: Case) -> Decimal:
    rows = Amends.objects.filter(case=case, state__in=[Amends.GIVEN, Amends.APPROVED])
    return rows.aggregate(sum=Sum("amount"))["sum"] or Decimal(0)


def _said(row: Amends, by: Viewer, **more: Any) -> dict[str, Any]:
    """Return what an entry says; an amount is words, as the record knows no fractions."""
    amount = f"{row.amount:.2f}" if row.amount is not None else ""
    return {"what": row.what, "why": row.why, "amount": amount, "currency": row.currency, "by": by.name,
            "is_gesture": row.is_gesture, **more}  # fmt: skip


def _give(row: Amends, case: Case, *, by: Viewer, at: datetime, tells: bool) -> Amends:
    row.state, row.given_at, row.entry = Amends.GIVEN, at, new_id()
    row.save()
    kind = "gesture.given" if row.is_gesture else "amends.given"
    append(Line(case.key, kind, by.actor, at, _said(row, by), id=row.entry))
    _count(row, at=at)
    if tells:
        tell(case, words_for(row, case.language), at=at)
    return row


def words_for(row: Amends, language: str) -> str:
    """Return how the customer is told of it, in a language; what and why are in the words of whoever gives it."""
    with translation.override(language):
        if row.is_gesture:
            said = _("Nobody promised you this, and nothing is asked for it: %(what)s")
        elif row.amount is not None:
            said = _("To make up for what this took from you: %(what)s (%(amount)s %(currency)s)")
        else:
            said = _("To make up for what this took from you: %(what)s")
    amount = f"{row.amount:.2f}" if row.amount is not None else ""
    return f"{said % {'what': row.what, 'amount': amount, 'currency': row.currency}}\n\n{row.why}"


def _count(row: Amends, *, at: datetime) -> None:
    month = at.astimezone(ZoneInfo(row.brand.zone)).date().replace(day=1)
    total, _made = AmendsMonth.objects.get_or_create(brand=row.brand, month=month, currency=row.currency)
    counted = "gestures" if row.is_gesture else "amends"
    changes = {counted: F(counted) + 1, "amount": F("amount") + (row.amount or 0)}
    AmendsMonth.objects.filter(pk=total.pk).update(**changes)


# ── above the limit ──────────────────────────────────────────────────────────


def may_decide(agent: Agent, row: Amends) -> bool:
    """Say whether an agent may approve: a lead whose own limit holds it, and never what they asked for themselves."""
    if not agent.is_lead or agent.pk == row.asked_by_id:
        return False
    limit = scale_of(row.brand).limit_of(agent.role)
    return limit is None or _given_on(row.case) + (row.amount or 0) <= limit


@transaction.atomic
def approve(row: Amends, *, by: Viewer, at: datetime) -> Amends:
    """Let amends above somebody's limit be given; who asked for them gives them. Twice changes nothing; as `decline`."""
    row = _waiting(row, by)
    if row.state == Amends.APPROVED:
        return row
    return _decide(row, Amends.APPROVED, "amends.approved", why="", by=by, at=at)


@transaction.atomic
def decline(row: Amends, *, why: str, by: Viewer, at: datetime) -> Amends:
    """Decline amends, with a reason that colleagues read. Twice changes nothing.

    Raises Refused without a reason, when it was decided otherwise, or for whoever may not decide it.
    """
    row = _waiting(row, by)
    if row.state == Amends.DECLINED:
        return row
    if not why.strip():
        raise Refused(_("Give the reason; your colleague reads it."))
    return _decide(row, Amends.DECLINED, "amends.declined", why=why.strip()[:LONGEST], by=by, at=at)


def _waiting(row: Amends, by: Viewer) -> Amends:
    take(row.case_id)
    row = Amends.objects.select_related("case", "brand__week", "asked_by__account").get(pk=row.pk)
    if row.state not in {Amends.ASKED, Amends.APPROVED, Amends.DECLINED}:
        raise Refused(_("This was given already."))
    is_same = row.decided_by_id is not None and by.agent is not None and row.decided_by_id == by.agent.pk
    if row.state != Amends.ASKED and not is_same:
        raise Refused(_("Somebody has decided on this already."))
    if row.state == Amends.ASKED and (by.agent is None or not may_decide(by.agent, row)):
        raise Refused(
            _("Only a lead whose own limit holds it can decide this, and nobody on what they asked for themselves.")
        )
    return row


def _decide(row: Amends, state: str, kind: str, *, why: str, by: Viewer, at: datetime) -> Amends:
    if row.state != Amends.ASKED:
        raise Refused(_("Somebody has decided on this already."))
    row.state, row.decided_by, row.decided_at, row.decided_why = state, by.agent, at, why
    row.save(update_fields=["state", "decided_by", "decided_at", "decided_why"])
    append(Line(row.case_id, kind, by.actor, at, _said(row, by) | ({"why": why} if why else {})))
    return row


@transaction.atomic
def give_approved(row: Amends, *, by: Viewer, at: datetime, tells: bool = True) -> Amends:
    """Give what was approved; whoever serves the case may. Twice changes nothing."""
    case = take(row.case_id)
    row = Amends.objects.select_related("brand").get(pk=row.pk)
    _must_serve(case, by)
    if row.state == Amends.GIVEN:
        return row
    if row.state != Amends.APPROVED:
        raise Refused(_("This is not approved."))
    return _give(row, case, by=by, at=at, tells=tells)


def waiting_for(agent: Agent, brands: Iterable[UUID]) -> list[Amends]:
    """Return what waits for this agent: their own that was approved, and what they can decide in the brands they lead."""
    rows = Amends.objects.select_related("case__customer", "brand__week", "asked_by__account").order_by(
        "asked_at", "pk"
    )
    waiting = seldom.found(rows.filter(state__in=literals(Amends.APPROVED), asked_by=agent), most=MOST_WAITING)
    if agent.is_lead:
        asked = rows.filter(state__in=literals(Amends.ASKED), brand__in=list(brands)).exclude(asked_by=agent)
        waiting += [row for row in seldom.found(asked, most=MOST_WAITING) if may_decide(agent, row)]
    return waiting


# ── whose mistake, and what it came to ───────────────────────────────────────


@transaction.atomic
def admit(case: Case, text: str, *, by: Viewer, at: datetime) -> Fault:
    """Say that the mistake was ours, in the record both sides read. Twice changes nothing; raises Refused without words."""
    agent = _must_serve(case, by)
    if not text.strip():
        raise Refused(_("Say what went wrong on our side."))
    take(case.key)
    if (said := Fault.objects.filter(case=case).first()) is not None:
        return said
    entry = append(Line(case.key, "fault.admitted", by.actor, at, {"text": text.strip()[:2000], "by": by.name}))
    return Fault.objects.create(case=case, agent=agent, entry=entry.id, at=at)


def given_by_month(brands: Iterable[Brand | UUID], *, since: date) -> list[AmendsMonth]:
    """Return what brands gave, month by month, the latest first; sums, never by person or case."""
    rows = AmendsMonth.objects.filter(brand__in=list(brands), month__gte=since).select_related("brand")
    return list(rows.order_by("-month", "brand__name", "currency"))
