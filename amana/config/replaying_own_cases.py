"""Acting out the own cases of the sample world: defined, written about, answered."""

from __future__ import annotations

from datetime import datetime

from amana.advocacy.climbing import send_letter, take_answer
from amana.advocacy.composing import Wish, begin_letter
from amana.advocacy.defining import define
from amana.advocacy.letters.letter import Letter
from amana.advocacy.letters.models import SentLetter
from amana.advocacy.letters.sending import Leaving
from amana.cases.models import Case
from amana.escalation.own.laddering import LETTERS
from amana.escalation.own.models import OwnRung
from amana.people.models import Account, Person
from amana.sample import happenings as told
from amana.sample.casting import Customer
from amana.team.viewing import owner

SOURCES = {"he": "האתר של החברה", "ar": "موقع الشركة", "en": "the site of the company"}


def sign_up(person: Person, plan: Customer, *, password: str, at: datetime) -> None:
    """Give a customer an account of their own."""
    person.account = Account.objects.create_user(
        plan.addresses[0], password, name=plan.name, language=plan.language, zone=plan.zone, created_at=at
    )
    person.save(update_fields=["account"])


def begin(person: Person, event: told.OwnCaseOpened) -> Case:
    """Define a problem and open its case."""
    return define(person, company=event.company, happened=event.happened, wanted=event.wanted, at=event.at)


def send(case: Case, event: told.OwnLetterSent) -> None:
    """Write to somebody on a rung from the file, and send it."""
    wish = Wish(
        LETTERS[event.rung],
        rung=event.rung,
        reader=event.reader,
        role=event.role,
        to=event.to,
        source=SOURCES[case.language],
    )
    draft = begin_letter(case, wish, at=event.at)
    letter = Letter(event.to, draft.subject, draft.text)
    send_letter(draft, letter, Leaving(SentLetter.MAILTO, case.company), by=owner(case.customer), at=event.at)


def hear(case: Case, event: told.OwnRungAnswered) -> None:
    """Write down what whoever was asked last on a rung answered."""
    row = OwnRung.objects.filter(case=case, rung=event.rung).order_by("-asked_at")[:1].get()
    take_answer(row, text=event.text, how_far="", is_settled=False, by=owner(case.customer), at=event.at)
