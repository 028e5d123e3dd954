"""Looking up everything a batch of letters needs to know, in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from datetime import datetime
from uuid import UUID

from django.conf import settings

from amana.cases.models import CUSTOMER, Case, Participant
from amana.cases.tracing import onward
from amana.channels.email.fetching import door_of
from amana.channels.email.signing import Claimed, ClaimedReply, read_message_id, read_reply_address
from amana.channels.models import Mailbox
from amana.handling.calls.hearing_answers import heard_in
from amana.handling.intake.letters import Letter, without_plus
from amana.handling.intake.sorting import Known
from amana.handling.intake.vouching import employed_on
from amana.handling.outside.hearing import threads_of
from amana.handling.speaking import Helping, helpers_by_mail
from amana.people.models import Address
from amana.post.models import WAITING, MessageKey, RawMessage
from amana.team.models import Agent, Brand

# Far more than an organisation has.
MOST_MAILBOXES = 200


def our_addresses(brands: Iterable[Brand]) -> frozenset[str]:
    """Return every mail address that is ours, in lower case; the brands are all there are, with their addresses at hand."""
    return frozenset(address.value for brand in brands for address in brand.addresses.all())


def whose(raw: RawMessage, brands: Sequence[Brand], *, named: Iterable[str] = ()) -> UUID | None:
    """Return the brand a message that is in no case was sent to: by the addresses it names, its envelope, or its mailbox.

    None when nothing says it, so that no brand's people read what may be another's. `brands` are all there are.
    """
    if len(brands) == 1:
        return brands[0].pk
    ours = {address.value: brand.pk for brand in brands for address in brand.addresses.all()}
    for address in (*named, *(one.strip().lower() for one in raw.envelope_to.split(","))):
        name, _at, host = address.rpartition("@")
        found = ours.get(address) or ours.get(f"{name.partition('+')[0]}@{host}")
        if found is not None:
            return found
    doors = set(raw.arrivals.values_list("door", flat=True))
    mailboxes = Mailbox.objects.filter(brand__in=[brand.pk for brand in brands])[:MOST_MAILBOXES]
    return next((mailbox.brand_id for mailbox in mailboxes if door_of(mailbox) in doors), None)


def gather(letters: Sequence[Letter], *, at: datetime, own: Mapping[str, UUID] | None = None) -> Known:
    """Return what the letters refer to: signed ids, messages in the record, who takes part or helps now, who was disabled.

    `own` are addresses of own cases, which lead no letter into a record.
    """
    signed = {letter.raw.pk: claimed for letter in letters if (claimed := _signed(letter, own or {}))}
    references = {reference for letter in letters for reference in letter.references}
    cases_of: dict[str, UUID] = {}
    waiting: set[str] = set()
    mine = {letter.raw.pk for letter in letters}
    rows = MessageKey.objects.filter(value__in=references).values_list("value", "case", "raw", "raw__state")
    for value, case, raw, state in rows:
        if case is not None:
            cases_of[value] = case
        elif state == WAITING and raw not in mine:
            waiting.add(value)
    cases = {*cases_of.values(), *(claimed.case for claimed in signed.values())}
    goes_on = onward(cases)
    cases.update(goes_on.values())
    takes_part = _takes_part(cases)
    helpers = helpers_by_mail(cases, at=at) if cases else Helping({}, set())
    employed = employed_on(_strangers(letters, signed, cases_of, takes_part | set(helpers.writing), goes_on))
    numbers = dict(Case.objects.filter(pk__in=cases).values_list("pk", "number"))
    threads = threads_of({claimed.case for claimed in signed.values()} - numbers.keys())
    if asked_in := {thread.case for thread in threads.values()} - numbers.keys():
        # An answer from outside names no case: it is held, merged and looked up like those that do.
        goes_on |= onward(asked_in)
        asked_in |= set(goes_on.values())
        numbers |= dict(Case.objects.filter(pk__in=asked_in).values_list("pk", "number"))
    return Known(
        signed=signed,
        threads=threads,
        employed=employed,
        onward=goes_on,
        cases_of=cases_of,
        waiting=waiting,
        takes_part=takes_part | set(helpers.writing),
        # Whoever takes part themselves speaks for themselves.
        helpers={key: signed for key, signed in helpers.writing.items() if key not in takes_part},
        readers=helpers.reading - takes_part,
        numbers=numbers,
        disabled=_disabled({letter.sender for letter in letters}),
        heard=heard_in({one.raw.pk: one.mail for one in letters if not (one.is_ours or one.is_imported)}),
    )


def own_addresses(letters: Sequence[Letter]) -> dict[str, UUID]:
    """Return the addresses of own cases that letters were sent to, each with its case; one query where any has one."""
    claimed = {address: said.case for letter in letters for address, said in _by_address(letter)}
    if not claimed:
        return {}
    own = set(Case.objects.filter(pk__in=set(claimed.values()), kept_by=CUSTOMER).values_list("pk", flat=True))
    return {address: case for address, case in claimed.items() if case in own}


def for_own_cases(letters: Sequence[Letter], own: Mapping[str, UUID], *, ours: Set[str]) -> dict[UUID, UUID]:
    """Return the own case a letter was sent to, by the key of the raw message; whatever it answers.

    What is sent there enters no record by itself: its keeper looks at it first. What names a brand as well is that
    brand's, as any letter to it.
    """
    found = {}
    for letter in letters:
        case = next((own[address] for address, _said in _by_address(letter) if address in own), None)
        named = [one.key for one in (*letter.mail.to, *letter.mail.cc) if one.key not in own]
        if case is not None and ours.isdisjoint([*named, *(without_plus(one) for one in named)]):
            found[letter.raw.pk] = case
    return found


def _signed(letter: Letter, own: Mapping[str, UUID]) -> Claimed | ClaimedReply | None:
    keys = [key.encode() for key in settings.MAIL_KEYS]
    for reference in letter.references:
        by_id = read_message_id(keys, reference)
        if by_id is not None:
            return by_id
    return next((said for address, said in _by_address(letter) if address not in own), None)


def _by_address(letter: Letter) -> list[tuple[str, ClaimedReply]]:
    """Return the addresses we gave out that a letter was sent to, in lower case, and what each says."""
    keys = [key.encode() for key in settings.MAIL_KEYS]
    named = [one.key for one in (*letter.mail.to, *letter.mail.cc, *letter.mail.delivered_to)]
    named += [one.strip().lower() for one in letter.raw.envelope_to.split(",")]
    return [(one, said) for one in dict.fromkeys(named) if (said := read_reply_address(keys, one)) is not None]


def _strangers(
    letters: Sequence[Letter],
    signed: Mapping[UUID, Claimed | ClaimedReply],
    cases_of: Mapping[str, UUID],
    taking_part: Set[tuple[UUID, str]],
    goes_on: Mapping[UUID, UUID],
) -> set[tuple[UUID, str]]:
    """Return who answers in a case they take no part in, by (case, address)."""
    found = {(claimed.case, letter.sender) for letter in letters if (claimed := signed.get(letter.raw.pk))}
    found |= {(cases_of[one], letter.sender) for letter in letters for one in letter.references if one in cases_of}
    return {
        (case, sender)
        for case, sender in found
        if sender and (case, sender) not in taking_part and (goes_on.get(case), sender) not in taking_part
    }


def _takes_part(cases: set[UUID]) -> set[tuple[UUID, str]]:
    if not cases:
        return set()
    # The kind is looked at here: asked for in the query, SQLite begins with all mail addresses there are.
    rows = Participant.objects.filter(case__in=cases)
    found = rows.values_list("case_id", "person__addresses__kind", "person__addresses__value")
    return {(case, value) for case, kind, value in found if kind == Address.MAIL}


def _disabled(senders: set[str]) -> set[str]:
    rows = Agent.objects.filter(account__email__in=senders, account__is_active=False)
    return set(rows.values_list("account__email", flat=True))
