"""A page on which strangers write to a brand: stored raw first, as mail is, then a case, and an answer at once."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from amana.cases.errors import Refused
from amana.cases.models import Case
from amana.channels.email.addresses import is_address
from amana.channels.email.composing import Draft, compose
from amana.channels.email.mail import Address
from amana.counter.asking import decide, greet, named_at_once, open_question, said_in
from amana.counter.models import Asked, Question, WritingForm
from amana.counter.sites import FORM as FORM_ON_SITE
from amana.counter.sites import note_page, number_in
from amana.handling.intake.receiving import receive_one
from amana.handling.mails.mailing import FORM
from amana.handling.talking.calling_back import book, call_owed
from amana.post.accepting import Came, accept_all
from amana.post.leasing import me
from amana.post.models import RawMessage
from amana.team.models import Agent, Brand
from amana.team.viewing import Viewer, by_link
from amana.wording.times import moment

# For so long whoever sent a form can still choose another time for a call.
JUST_NOW = timedelta(hours=1)
LONGEST_NAME, LONGEST_MAIL, LONGEST_TEXT = 120, 254, 20_000
LONGEST_SUBJECT = 80


@dataclass(frozen=True)
class Written:
    """What a stranger wrote. `place` is the answer they chose, 1 for the first, 0 for none of them.

    `key` is the form's: the same one sent twice is one message.
    """

    key: UUID
    name: str
    mail: str
    text: str
    place: int = 0
    page: str = ""  # the page of the brand's own site on which it was written
    call_at: datetime | None = None  # they want to be called then
    number: str = ""


@dataclass(frozen=True)
class Heard:
    """What is said at once: that it is here, under which number and who has it, as far as it is known by then.

    `misses_call`: they asked for a call at a time that was taken meanwhile, and can choose another one.
    """

    sentence: str
    case: UUID | None = None
    misses_call: bool = False


@transaction.atomic
def set_form(brand: Brand, *, is_on: bool, by: Viewer, at: datetime) -> None:
    """Open the page of a brand to everybody, or close it; twice changes nothing. Raises Refused."""
    if by.agent is None or by.agent.role not in Agent.ABOVE_ALL:
        raise Refused(_("Only a manager or an administrator can change this."))
    if not is_on:
        WritingForm.objects.filter(brand=brand).delete()
        return
    if not brand.address:
        raise Refused(_("Give this brand a mail address first: answers go out from it."))
    WritingForm.objects.get_or_create(brand=brand, defaults={"by": by.agent, "since": at})


def question_of(brand: Brand, language: str) -> tuple[str, list[str]]:
    """Return the one question of a brand and its answers, in this language as far as they are written in it."""
    question = Question.objects.filter(brand=brand, team=None, retired_at=None).first()
    if question is None:
        return "", []
    answers = [said_in(row.texts, language) for row in question.choices.order_by("place")]
    return said_in(question.texts, language), [one for one in answers if one]


def write(brand: Brand, said: Written, *, language: str, at: datetime) -> Heard:
    """Store what was written, then open its case and lead it to the line of the answer; return what is said at once.

    The mail address is whose it may be: the message never joins a case that is there, and only who reads that mail gets the
    link. Once it is stored it is not lost, whatever happens afterwards. Raises Refused when a field cannot be meant.
    """
    must_make_sense(brand, said, language=language)
    answers = question_of(brand, language)[1]
    digest = _digest(said.key)
    raw = _as_mail(brand, said, answers, language=language, at=at)
    accept_all([Came(raw, digest, FORM, _id(brand, said), envelope_from=FORM, envelope_to=brand.address)], at=at)
    row = RawMessage.objects.get(digest=digest)
    receive_one(row.pk, worker=me(), at=at)
    row.refresh_from_db()
    case = Case.objects.select_related("holder__account").filter(pk=row.case, kept_by="company").first()
    if case is None:
        return Heard(_("Your message has arrived. A person reads it."))
    sentence = _greeted(case, said.place, at=at)
    if said.page:
        note_page(case, FORM_ON_SITE, said.page, at=at)
    return _with_call(case, Heard(sentence, case.key), said, at=at) if said.call_at else Heard(sentence, case.key)


def call_instead(brand: Brand, key: UUID, call_at: datetime, number: str, *, at: datetime) -> Heard:
    """Promise a call at another time to whoever has just written with the form of this key. Raises Refused."""
    case = just_written(brand, key, at=at)
    if case is None:
        raise Refused(_("There is no such case."))
    return _with_call(case, Heard("", case.key), Written(key, "", "", "", call_at=call_at, number=number), at=at)


def just_written(brand: Brand, key: UUID, *, at: datetime) -> Case | None:
    """Return the case that came by the form of this key a short while ago; whoever knows the key has sent it."""
    raw = RawMessage.objects.filter(digest=_digest(key)).values_list("case", flat=True).first()
    rows = Case.objects.select_related("brand__week", "customer", "holder__account")
    return rows.filter(pk=raw, brand=brand, opened_at__gt=at - JUST_NOW).first() if raw else None


def _with_call(case: Case, heard: Heard, said: Written, *, at: datetime) -> Heard:
    """Promise the call that was asked for, once; where its time is taken by now, say so."""
    assert said.call_at is not None
    case = Case.objects.select_related("brand__week", "customer", "holder__account").get(pk=case.pk)
    sentence, misses, owed = "", False, call_owed(case)
    if owed is None:
        try:
            book(case, said.call_at, number=number_in(said.number), by=by_link(case.customer, case.key), at=at)
        except Refused as refused:
            misses, sentence = True, str(refused.sentence)
    if not misses:
        # One that is promised already stays as it is, whatever time was chosen now.
        begins = said.call_at if owed is None else owed.window_from or owed.due_at or said.call_at
        when = moment(begins, zone=ZoneInfo(case.zone), now=at)
        sentence = _("We call you: %(when)s.") % {"when": when}
    return Heard(" ".join(filter(None, [heard.sentence, sentence])), heard.case, misses)


def must_make_sense(brand: Brand, said: Written, *, language: str) -> None:
    """Raises Refused, with a sentence for the writer, when a field cannot be meant; nothing is stored by asking."""
    if not any(sign.isalnum() for sign in said.name):
        raise Refused(_("Write your name."))
    if not is_address(said.mail) or not said.mail.isascii() or len(said.mail) > LONGEST_MAIL:
        raise Refused(_("Write your mail address, so that we can answer."))
    if not said.text.strip():
        raise Refused(_("Write what it is about."))
    if len(said.text) > LONGEST_TEXT:
        raise Refused(_("That is more than %(most)s characters. Write the most important, and answer our mail with the rest.")
                      % {"most": LONGEST_TEXT})  # fmt: skip
    if not 0 <= said.place <= len(question_of(brand, language)[1]):
        raise Refused(_("Choose one of the answers."))
    if said.call_at is not None:
        number_in(said.number)


def _digest(key: UUID) -> str:
    return hashlib.sha256(f"{FORM}\0{key}".encode()).hexdigest()


def _id(brand: Brand, said: Written) -> str:
    return f"{said.key.hex}.form@{brand.address.rpartition('@')[2]}"


def _as_mail(brand: Brand, said: Written, answers: list[str], *, language: str, at: datetime) -> bytes:
    """Return what was written as a mail to the brand: one shape for all that comes in, however it came."""
    subject = answers[said.place - 1] if said.place else said.text.strip().splitlines()[0]
    return compose(
        Draft(
            sender=Address(" ".join(said.name.split())[:LONGEST_NAME], said.mail),
            to=[Address(brand.name, brand.address)],
            subject=" ".join(subject.split())[:LONGEST_SUBJECT],
            text=said.text.strip(),
            message_id=_id(brand, said),
            sent_at=at,
            language=language,
            direction="rtl" if language in {"he", "ar"} else "ltr",
        )
    )


@transaction.atomic
def _greeted(case: Case, place: int, *, at: datetime) -> str:
    if not Asked.objects.filter(case=case).exists():  # else it was greeted already: the same form was sent again
        greet(case, at=at)
    asked = open_question(case)
    if asked is not None and 0 < place <= len(asked.choices):
        decide(asked, place, at=at)
    # Who looks after a customer is nothing to tell whoever types their address: that mail says it to them alone.
    if Case.objects.filter(customer=case.customer_id).exclude(pk=case.pk).exists():
        return _("Your message has arrived. It is case %(number)s.") % {"number": case.number}
    return named_at_once(Case.objects.get(pk=case.pk))
