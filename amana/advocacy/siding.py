"""Whose claim a case carries, and which companies it is against, each with its part in it."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from amana.advocacy.models import CaseCompany, Claimant
from amana.advocacy.problem.naming import LONGEST_NAME, company_named
from amana.cases.errors import Refused
from amana.cases.locking import take
from amana.cases.models import Case
from amana.record.appending import Line, append
from amana.team.viewing import Viewer

MOST_COMPANIES = 5
MOST_CLAIMANTS = 20
ROLES = [role for role in CaseCompany.ROLES if role[0] != CaseCompany.FIRST]


def first_company(case: Case) -> CaseCompany:
    """Return the row of the company the case itself names, made when there is none yet."""
    row, _is_new = CaseCompany.objects.select_related("company").get_or_create(
        case=case, company=case.company, defaults={"added_at": case.opened_at}
    )
    return row


def companies_of(case: Case) -> list[CaseCompany]:
    """Return the companies of a case, its own first; that one is not saved yet while nobody needed its row."""
    rows = list(CaseCompany.objects.filter(case=case).select_related("company")[: MOST_COMPANIES + 1])
    if not any(row.company_id == case.company_id for row in rows):
        rows.insert(0, CaseCompany(case=case, company=case.company, added_at=case.opened_at))
    return rows


@transaction.atomic
def add_company(
    case: Case, name: str, role: str, *, account: str = "", by: Viewer, at: datetime
) -> CaseCompany:  # fmt: skip
    """Add another company to a case, with its part in it. The same company twice is one; its part is the last said.

    Raises Refused without a name or a part, and when there are too many.
    """
    case = take(case.key)
    company = company_named(name, by=case.customer.account, at=at)
    if role not in dict(ROLES):
        raise Refused(_("Say what their part in it is."))
    rows = companies_of(case)
    known = next((row for row in rows if row.company_id == company.pk), None)
    if known is not None:
        if known.position:
            CaseCompany.objects.filter(pk=known.pk).update(role=role, account=account[:100])
        return known
    if len(rows) >= MOST_COMPANIES:
        raise Refused(_("A case against more companies than this is several cases."))
    first_company(case)
    row = CaseCompany.objects.create(case=case, company=company, role=role, account=account[:100],
                                     position=max(one.position for one in rows) + 1, added_at=at)  # fmt: skip
    append(Line(case.key, "side.added", by.actor, at, {"name": company.name, "role": role, "by": by.name}))
    return row


@transaction.atomic
def drop_company(row: CaseCompany, *, by: Viewer, at: datetime) -> None:
    """Take a company out of a case; never the one the case itself names. Twice changes nothing."""
    take(row.case_id)
    if row.position == 0:
        raise Refused(_("The case is against this company; another can be taken out."))
    deleted, _rows = CaseCompany.objects.filter(pk=row.pk).delete()
    if deleted:
        append(Line(row.case_id, "side.dropped", by.actor, at, {"name": row.company.name, "by": by.name}))


@transaction.atomic
def set_account(case: Case, number: str) -> None:
    """Keep the customer's own number with the company of the case."""
    row = first_company(case)
    CaseCompany.objects.filter(pk=row.pk).update(account=" ".join(number.split())[:100])


def claimants_of(case: Case) -> list[Claimant]:
    return list(Claimant.objects.filter(case=case).order_by("added_at", "pk")[:MOST_CLAIMANTS])


@transaction.atomic
def add_claimant(case: Case, name: str, *, amount: Decimal | None, currency: str, by: Viewer, at: datetime) -> Claimant:
    """Add somebody whose claim this is. The same name twice is one; what they claim is the last said."""
    case = take(case.key)
    name = " ".join(name.split())[:LONGEST_NAME]
    if not name:
        raise Refused(_("Write the name of whoever claims."))
    known = Claimant.objects.filter(case=case, name=name).first()
    if known is None and Claimant.objects.filter(case=case).count() >= MOST_CLAIMANTS:
        raise Refused(_("More names than this do not fit into one case."))
    row = known or Claimant(case=case, name=name, added_at=at)
    row.amount, row.currency = amount, currency if amount is not None else ""
    row.save()
    if known is None:
        append(Line(case.key, "side.added", by.actor, at, {"name": name, "role": "claimant", "by": by.name}))
    return row


@transaction.atomic
def drop_claimant(row: Claimant, *, by: Viewer, at: datetime) -> None:
    """Take somebody's claim out of a case. Twice changes nothing."""
    take(row.case_id)
    deleted, _rows = Claimant.objects.filter(pk=row.pk).delete()
    if deleted:
        append(Line(row.case_id, "side.dropped", by.actor, at, {"name": row.name, "by": by.name}))


def claimed(rows: list[Claimant]) -> list[tuple[Decimal, str]]:
    """Return what is claimed in all, for each currency."""
    sums: dict[str, Decimal] = {}
    for row in rows:
        if row.amount is not None:
            sums[row.currency] = sums.get(row.currency, Decimal(0)) + row.amount
    return [(amount, currency) for currency, amount in sums.items()]
