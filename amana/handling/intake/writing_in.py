"""Writing a batch of placed letters: each finds its case in memory first, then every table is written once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from amana.cases.locking import take_all
from amana.cases.models import COMPANY, CUSTOMER, Case
from amana.cases.tracing import MovedOn, onward
from amana.channels.email.signing import Claimed
from amana.commitments.keeping import answers_owed, keep_all
from amana.commitments.noticing import noticed
from amana.handling.calls.hearing_answers import note_answer
from amana.handling.intake.bounced import note_bounce, reported
from amana.handling.intake.entering import answer_line, automatic_line, employee_line, message_line
from amana.handling.intake.letters import Letter
from amana.handling.intake.recalling import Recalled, customer_address, recall
from amana.handling.intake.sorting import Known, Place
from amana.handling.intake.vouching import name_of, promised_by
from amana.handling.intake.writing_rows import Pages, write_pages
from amana.handling.opening import LOOKED_AT, first_promise, full, prepare_case
from amana.kit.codes import new_id
from amana.post.models import Outgoing
from amana.record.appending import SYSTEM, Line
from amana.team.choosing import Roster, roster
from amana.team.models import Brand
from amana.team.viewing import the_system


class Batch:
    """The letters of one transaction on their way into the record."""

    cases: dict[UUID, Case]
    bounced: dict[UUID, Outgoing]
    recalled: Recalled
    agents: Roster

    def __init__(
        self, brands: Sequence[Brand], known: Known, *, stored: dict[UUID, list[str]] | None = None, at: datetime
    ) -> None:
        """Begin a batch; `stored` are keys of files by message: those that are put into the record are taken out of it."""
        self.brands, self.known, self.at = brands, known, at
        self.stored = stored if stored is not None else {}
        self.ours = {address.value: brand for brand in brands for address in brand.addresses.all()}
        self.looked_at = {*known.numbers, *known.onward}
        self.placed: list[tuple[Letter, Place]] = []
        self.pages = Pages(brands=brands)

    def add(self, letter: Letter, place: Place) -> None:
        """Take a placed letter; a new case, and that this one waits, count at once for the letters that follow."""
        if place.where == "new":
            key = new_id()
            place = replace(place, case=key)
            self.known.takes_part.add((key, customer_address(letter, self.ours)))
        if place.case and place.where in {"new", "continue", "unverified"} and letter.mail.message_id:
            self.known.cases_of.setdefault(letter.mail.message_id, place.case)
        if place.where == "wait" and letter.mail.message_id:
            # The later mails of a long exchange name this one, and no longer the one that it waits for.
            self.known.waiting.add(letter.mail.message_id)
        self.placed.append((letter, place))

    def write(self) -> None:
        """Write everything; the caller's transaction makes it one deed.

        Holds every case concerned, in the order of their keys, before anything else is locked. Raises MovedOn, with nothing
        written, when one of them was merged or taken out again since it was looked up: the letters have to be placed again.
        """
        self.bounced = reported([letter for letter, place in self.placed if place.where == "bounce"])
        starting = {place.case for _letter, place in self.placed if place.where == "new"}
        joined = {
            place.case
            for _letter, place in self.placed
            if place.where in {"continue", "unverified", "automatic", "answer", "employee", "invited"}
        }
        joined |= {sent.case for sent in self.bounced.values()}
        self.cases = take_all((key for key in joined - starting if key is not None), brands=self.brands)
        if self.looked_at and onward(self.looked_at) != self.known.onward:
            raise MovedOn
        self.recalled = recall(self.placed, self.cases, self.ours, at=self.at)
        self.agents = roster(at=self.at, full=full())
        for letter, place in self.placed:
            self._put(letter, place)
        write_pages(self.pages, at=self.at)
        self.agents.save()

    def _put(self, letter: Letter, place: Place) -> None:
        if place.where == "new":
            self._open(letter, place)
        elif place.where in {"continue", "unverified"}:
            self._continue(letter, place)
        elif place.where == "automatic" and place.case is not None:
            self.pages.lines.append(automatic_line(letter, place.case, at=self.at))
            self.pages.entered.append((letter, place.case, None))
        elif place.where == "answer":
            self._answer(letter, place)
        elif place.where == "employee":
            self._hear_employee(letter, place)
        elif place.where == "invited":
            self._hear_calendar(letter, place)
        elif place.where == "bounce":
            self._bounce(letter, place)
        else:
            self.pages.apart.append((letter, place))

    # ── one letter ───────────────────────────────────────────────────────────

    def _open(self, letter: Letter, place: Place) -> None:
        person = self.recalled.people[customer_address(letter, self.ours)]
        brand = self._brand(letter)
        spoken = letter.reading.language if letter.reading.language != "unknown" else person.language
        language = spoken or brand.language
        chosen = None
        if not letter.is_imported:
            knows = self.recalled.holders.get(person.pk)
            about = f"{letter.mail.subject} {letter.text[:LOOKED_AT]}"
            chosen = self.agents.next_for(brand.pk, knows=knows, language=language, at=self.at, about=about)
        opened = prepare_case(
            customer=person,
            brand=brand,
            holder=chosen.agent if chosen else None,
            why=chosen.why if chosen else "",
            subject=letter.mail.subject or letter.text[:80],
            language=language,
            channel="email",
            by=the_system(),
            at=self.at,
            is_history=letter.is_imported,
            key=place.case,
        )
        case = opened.case
        self.pages.opened[case.key] = opened
        self.cases[case.key] = case
        case.last_word_at, case.last_word_by = self._word(letter)
        message = self._message(letter, case)
        self.pages.lines += [opened.lines[0], message, *opened.lines[1:]]
        if opened.promise is not None:
            opened.promise.said_in = message.id
            self.pages.promises.append(opened.promise)
            self.recalled.owing.add(case.key)
            self.pages.receipts.append((case, letter, opened.promise))

    def _continue(self, letter: Letter, place: Place) -> None:
        assert place.case is not None
        case = self.cases[place.case]
        is_doubtful = place.where == "unverified"
        if is_doubtful and not case.is_open:
            # Nothing that only the company can read may open a case that both sides read.
            reason = _("It answers %(number)s, which is closed, and nothing shows who wrote it.")
            self.pages.apart.append((letter, Place("hold", case.key, reason % {"number": case.number})))
            return
        self.pages.lines.append(self._message(letter, case, is_doubtful=is_doubtful))
        said_at, said_by = self._word(letter)
        if not letter.is_imported or said_at >= case.last_word_at:
            case.last_word_at, case.last_word_by = said_at, said_by
            self._changes(case)
        if letter.is_ours or letter.is_imported:
            return
        if not case.is_open:
            self.pages.lines.append(Line(case.key, "case.reopened", SYSTEM, self.at, {"why": "reply"}))
            self._owe_an_answer(case)
        elif case.key not in self.recalled.owing:
            self._owe_an_answer(case)

    def _owe_an_answer(self, case: Case) -> None:
        self.pages.promises.append(first_promise(case, self.pages.lines, by=the_system(), at=self.at))
        self.recalled.owing.add(case.key)
        self._changes(case)

    def _answer(self, letter: Letter, place: Place) -> None:
        """What somebody outside answers goes into our own chain, and changes nothing of the case."""
        assert place.case is not None and place.question is not None
        entry, keys = new_id(), self.stored.pop(letter.raw.pk, ())
        line, files = answer_line(letter, place.case, place.question, entry, keys=keys, at=self.at)
        self.pages.lines.append(line)
        self.pages.files += files
        self.pages.entered.append((letter, place.case, entry))

    def _hear_calendar(self, letter: Letter, place: Place) -> None:
        """A calendar's answer is noted on its promise; what somebody wrote into it is a letter like any other."""
        heard = self.known.heard[letter.raw.pk]
        self.pages.lines += note_answer(heard, at=self.at)
        if heard.answer.comment:
            self._continue(letter, replace(place, where="continue"))
        else:
            self.pages.entered.append((letter, heard.case, None))

    def _hear_employee(self, letter: Letter, place: Place) -> None:
        """What somebody of ours writes without an account: our word to the customer, or a note to the desk."""
        assert place.case is not None
        case, entry = self.cases[place.case], new_id()
        there = {address.key for address in (*letter.mail.to, *letter.mail.cc)}
        is_shared = any((case.key, address) in self.known.takes_part for address in there)
        claimed = self.known.signed.get(letter.raw.pk)
        line, files = employee_line(
            letter, case.key, entry, is_shared=is_shared, keys=self.stored.pop(letter.raw.pk, ()), at=self.at,
            answers=claimed.entry if isinstance(claimed, Claimed) and claimed.case == case.key else None,
        )  # fmt: skip
        writer = name_of(self.recalled.people[letter.sender], letter.sender, case.company_id)
        promises, made = promised_by(
            case, writer, letter, said_in=entry, is_shared=is_shared, known=self.recalled.promises, at=self.at
        )
        self.pages.lines += [line, *made]
        if is_shared and case.is_open:
            self.pages.lines += keep_all(
                answers_owed(case, by=the_system()), by=the_system(), at=self.at, shown_by=entry
            )
            case.last_word_at, case.last_word_by = self.at, COMPANY
            self.recalled.owing.discard(case.key)
            self._changes(case)
        self.recalled.promises |= {(case.key, row.promiser, row.quote, row.due_at) for row in promises}
        self.pages.promises += promises
        self.pages.files += files
        self.pages.entered.append((letter, case.key, entry))

    def _bounce(self, letter: Letter, place: Place) -> None:
        sent = self.bounced.get(letter.raw.pk)
        if sent is not None:
            self.pages.lines += note_bounce(letter, sent, at=self.at)
            place = replace(place, case=sent.case)
        self.pages.apart.append((letter, place))

    def _message(self, letter: Letter, case: Case, *, is_doubtful: bool = False) -> Line:
        entry = new_id()
        line, files = message_line(
            letter, case, entry, writer=self.recalled.people.get(letter.sender), is_doubtful=is_doubtful,
            signs=self.known.helpers.get((case.key, letter.sender)),
            is_signed=letter.raw.pk in self.known.signed, keys=self.stored.pop(letter.raw.pk, ()), at=self.at,
        )  # fmt: skip
        self.pages.files += files
        self.pages.entered.append((letter, case.key, entry))
        fresh = noticed(case, letter.reading.promises, said_in=entry, at=self.at, known=self.recalled.promises)
        self.recalled.promises |= {(case.key, row.promiser, row.quote, row.due_at) for row in fresh}
        self.pages.promises += fresh
        return line

    # ── facts ────────────────────────────────────────────────────────────────

    def _word(self, letter: Letter) -> tuple[datetime, str]:
        """Return when a letter counts as said, and by which side; an imported one when it was written."""
        written_at = letter.mail.sent_at if letter.is_imported else None
        return min(written_at or self.at, self.at), COMPANY if letter.is_ours else CUSTOMER

    def _changes(self, case: Case) -> None:
        if case.key not in self.pages.opened:
            self.pages.changed[case.key] = case

    def _brand(self, letter: Letter) -> Brand:
        for address in (*letter.mail.to, *letter.mail.cc, *letter.mail.delivered_to):
            brand = self.ours.get(address.key)
            if brand is not None:
                return brand
        return self.ours.get(letter.sender) or self.brands[0]
