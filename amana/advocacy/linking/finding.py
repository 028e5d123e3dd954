"""Finding out whether the company an own case is against works on this very installation."""

from __future__ import annotations

from amana.advocacy.siding import companies_of
from amana.cases.models import Case
from amana.directory.family import family, root_of
from amana.directory.models import Name
from amana.directory.naming import bare
from amana.team.models import Brand

MOST_BRANDS = 50
MOST_NAMES = 200


def brands_for(case: Case) -> list[Brand]:
    """Return the brands served here that are, by their name, a company this own case is against.

    Only an offer is made of it: whoever keeps the case says whether it is the same company.
    """
    names = _names_of(case)
    rows = Brand.objects.select_related("company").prefetch_related("addresses").order_by("name", "pk")[:MOST_BRANDS]
    return [row for row in rows if row.address and names & {bare(row.name), bare(row.company.name)}]


def _names_of(case: Case) -> set[str]:
    """Return every name of the companies of a case, and of what the directory joined to them, as they are compared."""
    companies = [row.company for row in companies_of(case)]
    roots = [root_of(company) for company in companies]
    keys = {key for root in roots for key in family(root)} | {company.pk for company in companies}
    rows = Name.objects.filter(company__in=keys, kind__in=[Name.NAME, Name.ALIAS]).values_list("text", flat=True)
    texts = [*(company.name for company in (*companies, *roots)), *rows[:MOST_NAMES]]
    return {found for text in texts if (found := bare(text))}
