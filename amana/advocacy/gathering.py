"""Gathering from the file of an own case what a letter may say; what belongs to its keeper alone is not looked at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from amana.advocacy.letters.facts import Contact, Facts, Promised, State
from amana.advocacy.models import Answer, CaseCompany, Claimant, Paper
from amana.cases.models import COMPANY, Case
from amana.commitments.models import Commitment
from amana.people.models import Address, Company
from amana.post.models import File
from amana.record.reading import Read, read

# Of the record the latest; no letter tells more.
MOST_ENTRIES = 400
MOST_PROMISES = 40
MOST_FILES = 30
STATES: dict[str, State] = {
    Commitment.KEPT: "kept",
    Commitment.BROKEN: "broken",
    Commitment.DISPUTED: "broken",
    Commitment.RENEGOTIATED: "renegotiated",
}


@dataclass(frozen=True)
class Told:
    """What the shared record of an own case says, read once."""

    entries: Sequence[Read]

    def of(self, *kinds: str) -> list[Read]:
        return [one for one in self.entries if one.kind in kinds and one.content is not None]


def told_of(case: Case) -> Told:
    """Return what both sides could read of a case; its keeper's own chain stays closed."""
    return Told(read(case.key, side="customer", audiences=["shared"], most=MOST_ENTRIES))


def facts_of(
    case: Case, *, at: datetime, company: Company | None = None, about: UUID | None = None, told: Told | None = None
) -> Facts:
    """Return the facts for a letter of this case to one of its companies, by default its own.

    `about` is the promise a letter is about. What would be settled for, costs, plans and techniques are not among them:
    of its keeper's own chain only what happened and what is wanted is taken.
    """
    told = told or told_of(case)
    company = company or case.company
    promises = promises_of(case, company)
    happened, wanted = _goal(case, told)
    return Facts(
        company=company.name,
        wanted=wanted,
        happened=happened,
        name=case.customer.name,
        zone=ZoneInfo(case.zone or "UTC"),
        account=_account(case, company),
        phone=_phone(case),
        mail=case.customer.account.email if case.customer.account else "",
        amount=_amount(case),
        contacts=tuple(_contacts(told)),
        promises=tuple(promised(row, at=at) for row in promises),
        tried=_tried(case),
        evidence=tuple(_evidence(case)),
        about=_about(case, about, at=at),
    )


def promises_of(case: Case, company: Company) -> list[Commitment]:
    """Return what this company undertook in a case and a person wrote down, in the order it was made."""
    rows = Commitment.objects.filter(case=case, promiser=COMPANY).exclude(state__in=Commitment.UNCONFIRMED)
    rows = rows.exclude(state=Commitment.RELEASED).exclude(due_at=None).filter(promiser_company=company)
    rows = rows.select_related("owner_person", "owner_company", "owner_agent__account")
    return sorted(rows.order_by("-made_at")[:MOST_PROMISES], key=lambda row: row.made_at)


def promised(row: Commitment, *, at: datetime) -> Promised:
    """Return a promise as a letter tells it, with what became of it by now."""
    assert row.due_at is not None
    state = STATES.get(row.state, "late" if row.due_at < at else "open")
    return Promised(row.action, row.owner_name, row.made_at, row.due_at, state)


def _about(case: Case, key: UUID | None, *, at: datetime) -> Promised | None:
    if key is None:
        return None
    rows = Commitment.objects.filter(case=case, pk=key, promiser=COMPANY, due_at__isnull=False)
    row = rows.select_related("owner_person", "owner_company", "owner_agent__account").first()
    return promised(row, at=at) if row else None


def _goal(case: Case, told: Told) -> tuple[str, str]:
    """What happened and what is wanted, as it was last said; from the keeper's goal these two words and no other."""
    own = read(case.key, side="customer", audiences=["customer"], most=MOST_ENTRIES)
    goal = next((one for one in reversed(own) if one.kind == "goal.set" and one.content is not None), None)
    if goal is not None:
        return str(goal["happened"] or ""), str(goal["wanted"] or case.subject)
    opened = next(iter(told.of("case.opened")), None)
    return (str(opened["happened"] or ""), str(opened["wanted"] or case.subject)) if opened else ("", case.subject)


def _contacts(told: Told) -> list[Contact]:
    found = [contact for one in told.entries if one.content is not None and (contact := _contact(one))]
    return sorted(found, key=lambda contact: contact.at)


def _contact(one: Read) -> Contact | None:
    if one.kind == "call.noted":
        at = _moment(one["called_at"]) or one.at
        return Contact("call", at, str(one["who"] or ""), int(one["minutes"] or 0), int(one["waited"] or 0))
    if one.kind == "letter.sent":
        to = str(one["reader"] or "") or next(iter(one["to"] or []), "")
        return Contact("wrote", one.at, to)
    if one.kind == "message.received":
        return Contact("wrote", _moment(one["sent_at"]) or one.at, next(iter(one["to"] or []), ""))
    if one.kind == "message.sent":
        sender = one["from"] if isinstance(one["from"], dict) else {}
        return Contact(
            "came", _moment(one["sent_at"]) or one.at, str(sender.get("name") or sender.get("address") or "")
        )
    return None


def _moment(sealed: object) -> datetime | None:
    try:
        found = datetime.fromisoformat(str(sealed)) if sealed else None
    except ValueError:
        return None
    return found if found is not None and found.tzinfo is not None else None


def _account(case: Case, company: Company) -> str:
    row = CaseCompany.objects.filter(case=case, company=company).exclude(account="").first()
    return row.account if row else _answer(case, "hold", "account")


def _answer(case: Case, *questions: str) -> str:
    rows = Answer.objects.filter(problem__case=case, question__in=questions).exclude(text="")
    row = rows.first()
    return row.text.strip() if row and len(row.text) < 100 and "\n" not in row.text.strip() else ""


def _tried(case: Case) -> tuple[str, ...]:
    row = Answer.objects.filter(problem__case=case, question="tried").exclude(text="").first()
    return tuple(line.strip(" -–•\t") for line in row.text.splitlines() if line.strip()) if row else ()


def _phone(case: Case) -> str:
    row = Address.objects.filter(person=case.customer_id, kind=Address.PHONE).order_by("added_at").first()
    return row.value if row else ""


def _amount(case: Case) -> str:
    rows = [row for row in Claimant.objects.filter(case=case).order_by("added_at")[:20] if row.amount is not None]
    if len(rows) == 1:
        return f"{rows[0].amount:f} {rows[0].currency}".strip()
    return "; ".join(f"{row.name}: {row.amount:f} {row.currency}".strip() for row in rows)


def _evidence(case: Case) -> list[str]:
    files = File.objects.filter(case=case.key).exclude(entry=None).order_by("at")[:MOST_FILES]
    papers = Paper.objects.filter(case=case, state=Paper.HAVE, file=None).exclude(name="").order_by("at")[:MOST_FILES]
    return list(dict.fromkeys([*(file.name for file in files), *(paper.name for paper in papers)]))
