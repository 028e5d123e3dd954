"""Writing a batch of placed letters: everything is gathered in memory first, then each table is written once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from amana.cases.locking import take_all
from amana.cases.models import COMPANY, CUSTOMER, Case, Participant
from amana.cases.standing import STANDING
from amana.channels.email.mail import File as MailFile
from amana.commitments.models import Commitment
from amana.commitments.noticing import noticed
from amana.handling.bounced import note_bounce
from amana.handling.filing import prepare_file, said_of
from amana.handling.letters import Letter
from amana.handling.opening import Opened, first_promise, prepare_case
from amana.handling.receipts import receipts_for
from amana.handling.sorting import Known, Place
from amana.kit.codes import new_id
from amana.people.models import Person
from amana.people.recognising import recognise_all
from amana.post.leasing import finish, finish_each, give_back
from amana.post.models import ASIDE, DONE, HELD, File, MessageKey
from amana.record.appending import SYSTEM, Actor, Line, append_many, open_books
from amana.record.sealing import instant
from amana.team.choosing import Roster, roster
from amana.team.models import Brand
from amana.team.viewing import the_system

LONGEST_TEXT = 200_000
WAIT_FOR_PARENT = timedelta(seconds=1)


class Batch:
    """The letters of one transaction on their way into the record."""

    def __init__(self, brands: Sequence[Brand], known: Known, *, at: datetime) -> None:
        self.brands, self.known, self.at = brands, known, at
        self.brand_of = {a.value: brand for brand in brands for a in brand.addresses.all()}
        self.placed: list[tuple[Letter, Place]] = []

    def add(self, letter: Letter, place: Place) -> None:
        """Take a placed letter; a new case counts at once for the letters that follow."""
        if place.where == "new":
            place = Place("new", new_id())
            assert place.case is not None
            sender = letter.sender if not letter.is_ours else _addressee(letter)
            self.known.takes_part.add((place.case, sender))
        if place.case and place.where in {"new", "continue", "unverified"} and letter.mail.message_id:
            self.known.cases_of.setdefault(letter.mail.message_id, place.case)
        self.placed.append((letter, place))

    def write(self) -> None:
        """Write everything; the caller's transaction makes it one deed."""
        self._put_apart()
        joining = [(letter, place) for letter, place in self.placed if place.where in {"continue", "unverified"}]
        starting = [(letter, place) for letter, place in self.placed if place.where == "new"]
        self.cases = take_all({place.case for _, place in joining if place.case} - {p.case for _, p in starting})
        self.people = self._recognised()
        self.opened: dict[UUID, Opened] = {}
        self.lines: list[Line] = []
        self.files: list[File] = []
        self.promises: list[Commitment] = []
        self.changed: dict[UUID, Case] = {}
        self.receipts: list[tuple[Case, Letter]] = []
        self.entries: dict[UUID, UUID] = {}  # raw message → its entry
        self._owing = self._cases_owing_an_answer()
        agents = roster(at=self.at)
        known_holders = self._last_holders([letter for letter, _ in starting])
        for letter, place in self.placed:
            if place.where == "new":
                self._open(letter, place, agents, known_holders)
            elif place.where in {"continue", "unverified"}:
                self._continue(letter, place)
            elif place.where == "automatic":
                self._note_automatic(letter, place)
        self._write_rows(agents)

    # ── one letter ───────────────────────────────────────────────────────────

    def _open(self, letter: Letter, place: Place, agents: Roster, holders: dict[UUID, UUID | None]) -> None:
        person = self.people[letter.sender if not letter.is_ours else _addressee(letter)]
        brand = self._brand(letter)
        language = letter.reading.language if letter.reading.language != "unknown" else person.language
        language = language or brand.language
        holder = None
        if not letter.is_imported:
            holder = agents.next_for(brand.pk, knows=holders.get(person.pk), language=language, at=self.at)
        opened = prepare_case(
            customer=person,
            brand=brand,
            holder=holder,
            subject=letter.mail.subject or letter.text[:80],
            language=language,
            channel="email",
            by=the_system(),
            at=self.at,
            is_history=letter.is_imported,
            key=place.case,
        )
        self.opened[opened.case.key] = opened
        self.cases[opened.case.key] = opened.case
        message = self._message(letter, opened.case, "message.received")
        opened.lines.insert(1, message)
        self.lines += opened.lines
        if opened.promise is not None:
            opened.promise.said_in = message.id
            self.promises.append(opened.promise)
            self._owing.add(opened.case.key)
            self.receipts.append((opened.case, letter))

    def _continue(self, letter: Letter, place: Place) -> None:
        assert place.case is not None
        case = self.cases[place.case]
        kind = "message.received" if place.where == "continue" else "message.doubtful"
        self.lines.append(self._message(letter, case, kind))
        self._last_word(case, letter)
        if letter.is_ours or letter.is_imported:
            return
        if not case.is_open:
            self.lines.append(Line(case.key, "case.reopened", SYSTEM, self.at, {"why": "reply"}))
            self._owe_an_answer(case)
        elif case.key not in self._owing:
            self._owe_an_answer(case)

    def _owe_an_answer(self, case: Case) -> None:
        case.last_word_by = CUSTOMER
        promise = first_promise(case, self.lines, by=the_system(), at=self.at)
        self.promises.append(promise)
        self._owing.add(case.key)
        self.changed[case.key] = case

    def _last_word(self, case: Case, letter: Letter) -> None:
        case.last_word_at = letter.mail.sent_at or self.at if letter.is_imported else self.at
        case.last_word_by = COMPANY if letter.is_ours else CUSTOMER
        if case.key not in self.opened:
            self.changed[case.key] = case

    def _note_automatic(self, letter: Letter, place: Place) -> None:
        assert place.case is not None
        says = {"from": letter.sender, "text": letter.text[:LONGEST_TEXT], "what": "auto_reply"}
        self.lines.append(Line(place.case, "message.automatic", SYSTEM, self.at, says))

    def _message(self, letter: Letter, case: Case, kind: str) -> Line:
        entry = new_id()
        self.entries[letter.raw.pk] = entry
        person = self.people.get(letter.sender)
        by = Actor("person", str(person.pk)) if person and not letter.is_ours and kind == "message.received" else SYSTEM
        if letter.is_ours:
            kind = "message.sent"
        if case.key in self.opened and letter.is_imported:
            case.last_word_at = letter.mail.sent_at or self.at
            case.last_word_by = COMPANY if letter.is_ours else CUSTOMER
        found = noticed(case, letter.reading.promises, said_in=entry, at=self.at)
        self.promises += found
        return Line(case.key, kind, by, self.at, self._said(letter, case, entry), id=entry)

    def _said(self, letter: Letter, case: Case, entry: UUID) -> dict[str, Any]:
        mail = letter.mail
        says: dict[str, Any] = {
            "from": {"name": mail.sender.name if mail.sender else "", "address": letter.sender},
            "to": [address.address for address in mail.to[:50]],
            "cc": [address.address for address in mail.cc[:50]],
            "subject": mail.subject,
            "text": letter.text[:LONGEST_TEXT],
            "sent_at": instant(mail.sent_at) if mail.sent_at else None,
            "channel": "email",
            "language": letter.reading.language,
            "message_id": mail.message_id or "",
            "raw": {"id": str(letter.raw.pk), "sha256": letter.raw.sha256, "size": letter.raw.size},
            "has_quotes": letter.text != mail.text.strip(),
            "has_html": mail.html is not None,
            "verified": "signed" if letter.raw.pk in self.known.signed else mail.authenticity,
            "files": [self._file(case, entry, file) for file in mail.files],
        }
        if letter.is_imported:
            says["imported"] = True
        return says

    def _file(self, case: Case, entry: UUID, file: MailFile) -> dict[str, Any]:
        row = prepare_file(file.content, name=file.name, type=file.type, case=case.key, entry=entry, at=self.at,
                           content_id=file.content_id or "")  # fmt: skip
        self.files.append(row)
        return said_of(row)

    # ── look-ups ─────────────────────────────────────────────────────────────

    def _brand(self, letter: Letter) -> Brand:
        for address in (*letter.mail.to, *letter.mail.cc, *letter.mail.delivered_to):
            brand = self.brand_of.get(address.key)
            if brand is not None:
                return brand
        return self.brand_of.get(letter.sender) or self.brands[0]

    def _recognised(self) -> dict[str, Person]:
        senders: dict[str, tuple[str, str]] = {}
        for letter, place in self.placed:
            if place.where in {"new", "continue", "unverified"} and letter.mail.sender:
                spoken = letter.reading.language if letter.reading.language != "unknown" else ""
                if letter.is_ours:
                    senders.setdefault(_addressee(letter), (_addressee_name(letter), spoken))
                else:
                    senders.setdefault(letter.sender, (letter.mail.sender.name, spoken))
        return recognise_all(senders, at=self.at) if senders else {}

    def _last_holders(self, letters: Sequence[Letter]) -> dict[UUID, UUID | None]:
        people = {self.people[letter.sender].pk for letter in letters if letter.sender in self.people}
        rows = Case.objects.filter(customer__in=people, kept_by=COMPANY).order_by("opened_at")
        return dict(rows.values_list("customer_id", "holder_id"))

    def _cases_owing_an_answer(self) -> set[UUID]:
        rows = Commitment.objects.outstanding().filter(case__in=list(self.cases), origin=Commitment.ANSWER)
        return set(rows.values_list("case_id", flat=True))

    # ── the tables ───────────────────────────────────────────────────────────

    def _put_apart(self) -> None:
        for letter, place in self.placed:
            shown = {"sender": letter.sender[:320], "subject": letter.mail.subject[:300], "reason": place.reason[:300]}
            if place.where == "aside":
                finish([letter.raw], state=ASIDE, **shown)
            elif place.where == "hold":
                finish([letter.raw], state=HELD, case=place.case, **shown)
            elif place.where == "wait":
                give_back([letter.raw], not_before=self.at + WAIT_FOR_PARENT)
            elif place.where == "bounce":
                case = note_bounce(letter, at=self.at)
                finish([letter.raw], state=DONE if case else ASIDE, case=case, **shown)

    def _write_rows(self, agents: Roster) -> None:
        opened = list(self.opened.values())
        open_books([one.case.key for one in opened], at=self.at)
        Case.objects.bulk_create([one.case for one in opened])
        Participant.objects.bulk_create(
            [Participant(case=one.case, person=one.case.customer, added_at=self.at) for one in opened],
        )
        changed = list(self.changed.values())
        if changed:
            Case.objects.bulk_update(
                changed,
                [*STANDING, "state", "closed_at", "last_word_at", "last_word_by"],
            )
        Commitment.objects.bulk_create(self.promises)
        File.objects.bulk_create(self.files)
        self._keep_message_ids()
        append_many(self.lines)
        receipts_for(self.receipts, at=self.at)
        self._done()
        agents.save()

    def _keep_message_ids(self) -> None:
        keys = []
        for letter, place in self.placed:
            if letter.raw.pk in self.entries and letter.mail.message_id:
                keys.append(
                    MessageKey(
                        value=letter.mail.message_id[:255],
                        raw=letter.raw,
                        case=place.case,
                        entry=self.entries[letter.raw.pk],
                    )  # fmt: skip
                )
        # The first message with an id keeps it; another one with the same id and other words is stored all the same.
        known = set(
            MessageKey.objects.filter(value__in=[key.value for key in keys], case__isnull=False).values_list(
                "value", flat=True
            )
        )
        MessageKey.objects.bulk_create(
            {key.value: key for key in reversed(keys) if key.value not in known}.values(),
            update_conflicts=True,
            update_fields=["case", "entry"],
            unique_fields=["value"],
        )

    def _done(self) -> None:
        done = [
            (letter, place)
            for letter, place in self.placed
            if place.where in {"new", "continue", "unverified", "automatic"}
        ]
        finish_each([(letter.raw, place.case, self.entries.get(letter.raw.pk)) for letter, place in done])


def _addressee(letter: Letter) -> str:
    """Return whom a mail of ours, found in an imported mailbox, was written to."""
    others = [*letter.mail.to, *letter.mail.cc]
    return others[0].key if others else letter.sender


def _addressee_name(letter: Letter) -> str:
    others = [*letter.mail.to, *letter.mail.cc]
    return others[0].name if others else ""
