"""A desk with as many cases as wanted, written straight into the tables: three sealed entries and a promise each.

As it is lived, on request: a few customers write again and again, one agent holds half of all, one story in a thousand
is long, and what is said can be found.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection, transaction

from amana.cases.models import CLOSED, COMPANY, CUSTOMER, OPEN, Case, Participant
from amana.commitments.models import Commitment
from amana.handling.intake.importing import ensure_brand
from amana.kit.codes import CASE_LETTERS, new_id
from amana.people.models import Account, Address, Person
from amana.post.models import MessageKey
from amana.record import sealing
from amana.record.appending import Actor
from amana.record.kinds import kind_named
from amana.record.models import Book, Chain, Content, Entry, chain_key
from amana.record.storing import insert_all
from amana.search.indexing import put
from amana.team.models import Agent, Brand

AGENTS = 2
AT_ONCE = 1000
LONG_STORY = 150
OURS = "support@filled.example"
TEXT = (
    "The kettle I ordered last month leaks since Monday. I was told that somebody would call. When do I hear from you? "
)
# Of twenty cases six are open, as of those a desk keeps most are over.
OPEN_OF_TWENTY = 6
# The promises of the open cases fall due from six days ago to ten days ahead; those of the others long before.
FIRST_DUE, LAST_DUE = timedelta(days=-6), timedelta(days=10)
LONG_AGO = timedelta(days=60)


@dataclass
class Rows:
    """What is about to be written, table by table, in an order in which each row finds what it points at."""

    people: list[Person] = field(default_factory=list)
    addresses: list[Address] = field(default_factory=list)
    books: list[Book] = field(default_factory=list)
    chains: list[Chain] = field(default_factory=list)
    cases: list[Case] = field(default_factory=list)
    participants: list[Participant] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    contents: list[Content] = field(default_factory=list)
    promises: list[Commitment] = field(default_factory=list)
    keys: list[MessageKey] = field(default_factory=list)

    @transaction.atomic
    def write(self) -> None:
        for rows in vars(self).values():
            insert_all(rows)


class Told(NamedTuple):
    """What one entry says, as the search takes it in."""

    id: UUID
    book: UUID
    audience: str
    kind: str
    at: datetime
    by: Actor
    content: dict[str, Any]


@dataclass
class Life:
    """How a desk is lived: who writes what, and who has how much of it."""

    writes: Callable[[], str]
    told: list[Told] = field(default_factory=list)
    often: Person | None = None  # who has one case in ten of this thousand

    def customer(self, number: int, person: Person) -> Person:
        """Return who this case is of; the first of a thousand comes again with every tenth."""
        if number % AT_ONCE == 0:
            self.often = person
        return person if number % 10 or self.often is None else self.often

    def holder(self, number: int, agents: list[Agent]) -> Agent:
        """Return who holds it: the first half of all, the next half of what is left, and so on."""
        place = number // 20 + 1
        halvings = (place & -place).bit_length() - 1
        return agents[min(halvings, len(agents) - 1)]

    def length(self, number: int) -> int:
        """Return how many messages the customer wrote on a case."""
        return LONG_STORY if number % AT_ONCE == 0 else 1


def desk(*, at: datetime, agents: int = AGENTS) -> tuple[Brand, list[Agent]]:
    """Return a brand and the agents who serve it, made when they are not there yet."""
    brand = ensure_brand([OURS], at=at)
    found = list(Agent.objects.filter(brands=brand).select_related("account").order_by("account__email"))
    for number in range(len(found), agents):
        account = Account.objects.create_user(
            f"agent{number:02d}@filled.example", name=f"Agent {number}", language="en"
        )
        found.append(Agent.objects.create(account=account, assigned_at=at))
        found[-1].brands.add(brand)
    return brand, found


def fill(count: int, *, at: datetime, begin: int = 0, life: Life | None = None) -> None:
    """Write `count` cases, numbered from `begin`, and have the database count its rows, as it does by itself in time."""
    brand, agents = desk(at=at)
    for start in range(begin, begin + count, AT_ONCE):
        rows = Rows()
        for number in range(start, min(start + AT_ONCE, begin + count)):
            holder = life.holder(number, agents) if life else agents[number // 20 % len(agents)]
            _case(rows, number, brand, holder, at, life)
        with transaction.atomic():
            rows.write()
            if life:
                put(life.told)
                life.told = []
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _case(rows: Rows, number: int, brand: Brand, holder: Agent, at: datetime, life: Life | None) -> None:
    is_open = number % 20 < OPEN_OF_TWENTY
    new = Person(name=f"Customer {number}", language="en", created_at=at)
    person = life.customer(number, new) if life else new
    # A step without a common factor with anything here: due times and numbers are spread, and the same each time.
    due = at + FIRST_DUE + (LAST_DUE - FIRST_DUE) * ((number * 7919) % 10_007 / 10_007)
    if not is_open:
        due -= LONG_AGO
    opened_at = due - timedelta(days=3, seconds=number % 3600)
    case = Case(
        book_id=new_id(), number=_number(number), brand=brand, customer=person, company=brand.company, holder=holder,
        subject=f"The kettle leaks ({number})", language="en", zone="UTC", opened_at=opened_at, last_word_at=opened_at,
        last_word_by=CUSTOMER, state=OPEN if is_open else CLOSED, closed_at=None if is_open else due,
    )  # fmt: skip
    promise = _promise(case, holder, due, opened_at, is_open=is_open)
    if is_open:
        case.waiting_for = CUSTOMER if number % 20 == 0 else COMPANY
        case.next_due_at, case.queue_at = due, due
        case.next_reason, case.next_commitment = promise.origin, promise.pk
    if person is new:
        rows.people.append(person)
        rows.addresses.append(Address(kind=Address.MAIL, value=f"c{number}@filled.example", person=person, added_at=at))
    rows.books.append(Book(id=case.key, opened_at=opened_at))
    rows.cases.append(case)
    rows.participants.append(Participant(case=case, person=person, added_at=opened_at))
    rows.promises.append(promise)
    rows.keys.append(MessageKey(value=f"{number}@filled.example", case=case.key, entry=new_id()))
    told = _told(case, promise, [life.writes() for _ in range(life.length(number))] if life else [TEXT * 3])
    _seal(rows, case, told, opened_at, life)


def _promise(case: Case, owner: Agent, due: datetime, made_at: datetime, *, is_open: bool) -> Commitment:
    promise = Commitment(
        case=case, promiser=COMPANY, promiser_company=case.company, promisee_person=case.customer, owner_agent=owner,
        action="An answer to your message", origin=Commitment.ANSWER, due_at=due, made_at=made_at,
        due_rule="8 working hours", alarm_at=max(due, case.opened_at) if is_open else None,
    )  # fmt: skip
    if not is_open:
        promise.state, promise.ended_at, promise.ended_in = Commitment.KEPT, due, new_id()
    return promise


def _told(case: Case, promise: Commitment, texts: list[str]) -> Iterator[tuple[str, Actor, dict[str, Any]]]:
    system, writer = Actor("system"), Actor("person", str(case.customer_id))
    yield "case.opened", system, {"number": case.number, "subject": case.subject, "channel": "email",
                                  "kept_by": COMPANY, "holder": "", "company": "", "customer": ""}  # fmt: skip
    address = {"name": case.customer.name, "address": "c@filled.example"}
    for text in texts:
        yield "message.received", writer, {"from": address, "text": text, "channel": "email", "files": []}
    yield "promise.made", system, {"promise": str(promise.pk), "action": promise.action, "owner": "", "due_words": "",
                                   "due": sealing.instant(promise.due_at or promise.made_at),
                                   "rule": promise.due_rule, "promiser": COMPANY}  # fmt: skip


def _seal(
    rows: Rows, case: Case, told: Iterator[tuple[str, Actor, dict[str, Any]]], at: datetime, life: Life | None
) -> None:
    key = chain_key(case.key, "shared")
    head, length = sealing.beginning(case.key, "shared"), 0
    for kind, by, says in told:
        length += 1
        body, salt, entry = sealing.canonical(says), sealing.new_salt(), new_id()
        version = kind_named(kind).version
        leaf = sealing.leaf(salt, body)
        header = sealing.Header(case.key, "shared", length, entry, kind, version, at, by.kind, by.key, None, leaf)
        head = sealing.link(head, header)
        rows.entries.append(
            Entry(id=entry, chain_id=key, number=length, kind=kind, version=version, at=at, actor_kind=by.kind,
                  actor_key=by.key, leaf=leaf, hash=head)
        )  # fmt: skip
        rows.contents.append(Content(entry_id=entry, salt=salt, body=body))
        if life:
            life.told.append(Told(entry, case.key, "shared", kind, at, by, says))
    rows.chains.append(Chain(id=key, book_id=case.key, audience="shared", length=length, head=head))


def _number(number: int) -> str:
    letters = []
    for _ in range(6):
        number, place = divmod(number, len(CASE_LETTERS))
        letters.append(CASE_LETTERS[place])
    return "AM-" + "".join(reversed(letters))


def some_cases(count: int) -> list[UUID]:
    """Return open cases that are apart from each other in the queue."""
    keys = list(Case.objects.in_queue_order().values_list("pk", flat=True))
    return keys[:: max(len(keys) // count, 1)][:count]
