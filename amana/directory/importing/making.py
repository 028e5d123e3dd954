"""Making rows of what a file says of a company, and whole companies with all that is known of them."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from amana.directory import indexing
from amana.directory.importing.records import Record
from amana.directory.models import Executive, Key, Name, Point, Profile, Run, Tip
from amana.directory.naming import folded
from amana.directory.pointing import same
from amana.people.models import Company
from amana.record.storing import insert_all


def write(records: Sequence[Record], run: Run) -> None:
    """Make the companies of these records with all that is known of them."""
    pairs = [(Company(name=one.name, created_at=run.at), one) for one in records]
    insert_all([company for company, _one in pairs])
    insert_all([_profile(company.pk, one, run) for company, one in pairs])
    indexing.add([row for company, one in pairs for row in names_of(company.pk, one, run)])
    insert_all([row for company, one in pairs for row in points_of(company.pk, one, run)])
    insert_all([row for company, one in pairs for row in people_of(company.pk, one, run)])
    insert_all([row for company, one in pairs for row in tips_of(company.pk, one, run)])
    insert_all([key_of(company.pk, one, run) for company, one in pairs])


def _profile(company: UUID, one: Record, run: Run) -> Profile:
    return Profile(
        company_id=company, kind=one.kind, sector=one.sector, country=one.country, site=one.site, source=one.source,
        checked_on=one.checked_on, confidence=one.confidence, added_by=run.by, added_at=run.at, run=run,
    )  # fmt: skip


def names_of(company: UUID, one: Record, run: Run) -> list[Name]:
    """Return the rows of the names and domains of a record, not saved yet; each once."""
    rows: dict[tuple[str, str], Name] = {}
    texts = [
        (Name.NAME, one.name),
        *((Name.ALIAS, text) for text in one.aliases),
        *((Name.DOMAIN, text) for text in one.domains),
    ]
    for kind, text in texts:
        own = text if kind == Name.DOMAIN else folded(text)
        if own and (kind, own) not in rows:
            rows[kind, own] = Name(
                company_id=company, kind=kind, text=text, folded=own, source=one.source, checked_on=one.checked_on,
                confidence=one.confidence, added_by=run.by, added_at=run.at, run=run,
            )  # fmt: skip
    return list(rows.values())


def points_of(company: UUID, one: Record, run: Run) -> list[Point]:
    """Return the rows of the contact points of a record, not saved yet."""
    return [
        Point(
            company_id=company, kind=row.kind, value=row.value, same=same(row.kind, row.value, one.country),
            purpose=row.purpose, label=row.label, language=row.language, hours=row.hours, to_human=row.to_human,
            usual_wait=row.usual_wait, source=one.source, checked_on=one.checked_on, confidence=one.confidence,
            added_by=run.by, added_at=run.at, run=run,
        )
        for row in one.points
    ]  # fmt: skip


def people_of(company: UUID, one: Record, run: Run) -> list[Executive]:
    """Return the rows of the people of a record, not saved yet."""
    return [
        Executive(
            company_id=company, name=row.name, role=row.role, mail=row.mail, level=Executive.OTHER, source=one.source,
            checked_on=one.checked_on, confidence=one.confidence, added_by=run.by, added_at=run.at, run=run,
        )
        for row in one.people
    ]  # fmt: skip


def tips_of(company: UUID, one: Record, run: Run) -> list[Tip]:
    """Return the rows of the tips of a record, not saved yet."""
    return [
        Tip(company_id=company, text=text, source=one.source, added_by=run.by, added_at=run.at, run=run)
        for text in one.tips
    ]


def key_of(company: UUID, one: Record, run: Run) -> Key:
    """Return the row that says under which key the source knows a company, not saved yet."""
    return Key(company_id=company, source=run.source, key=one.key, digest=one.digest, run=run)
