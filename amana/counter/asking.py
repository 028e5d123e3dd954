"""The one question that decides the line: asked by mail from the counter, or at once by a form or a chat, and answered."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from amana.cases.errors import Refused
from amana.cases.locking import take
from amana.cases.models import Case
from amana.cases.quoting import is_unproved
from amana.commitments.models import Commitment
from amana.counter.choosing import next_for
from amana.counter.dealing import HELD_BACK, before_them, named, note_step, pass_to
from amana.counter.models import Asked, Question, Step, Turn
from amana.counter.taking import end
from amana.handling.intake.answering import must_wait
from amana.handling.mails.correspondence import address_of, answered_ids
from amana.handling.mails.mailing import Mailing, post_all, text_lines
from amana.handling.mails.notices import tell
from amana.handling.models import Suggestion
from amana.kit.codes import key_in, new_id
from amana.language.normalising import fold
from amana.post.models import MessageKey
from amana.record.appending import SYSTEM, Appended, append_many
from amana.record.reading import entries as read_entries
from amana.team.models import Agent, Team
from amana.team.viewing import Viewer, the_system

# What a suggestion says of an answer to the question that anybody could have sent.
CHOOSE = "choose"
_NUMBER = re.compile(r"\W*(\d)\W*\Z")


@dataclass(frozen=True)
class Greeting:
    """What somebody reads at once who writes by a form or a chat: who has it, and the one question with its answers."""

    sentence: str
    question: str = ""
    choices: tuple[str, ...] = ()


def question_for(case: Case) -> Question | None:
    """Return the question of the line a case stands in: its team's, else its brand's."""
    rows = Question.objects.filter(brand=case.brand_id, retired_at=None)
    own = rows.filter(team=case.team_id).first() if case.team_id else None
    return own or rows.filter(team=None).first()


def said_in(texts: dict[str, str], language: str) -> str:
    """Return words in a language, or in the first of ours they are written in."""
    wanted = [language[:2], *(code for code, _name in settings.LANGUAGES)]
    return next((texts[code] for code in wanted if texts.get(code)), "")


def open_question(case: Case) -> Asked | None:
    """Return the question that waits for the customer's answer."""
    return Asked.objects.filter(case=case, ended_at=None).first()


# ── asking ───────────────────────────────────────────────────────────────────


@transaction.atomic
def ask(case: Case, *, text: str = "", by: Viewer, at: datetime) -> Step:
    """Send the customer the one question with its answers, naming who takes the case from there; it leaves the line.

    The promise to answer stands: a question of ours is no answer. Raises Refused when there is no question, no mail
    address, nobody to take it, or the case is not before the one who asks.
    """
    case, turn, agent = before_them(case, by)
    question, to = question_for(case), address_of(case.customer)
    if question is None:
        raise Refused(_("There is no question for this line yet. A lead writes it in the settings."))
    if to is None:
        raise Refused(_("There is no mail address for this customer."))
    taker, was = _who_goes_on(case, text, at), case.holder_id
    note = {"holder": str(was or ""), "team": str(case.team_id or ""), "to": str(taker.pk)}
    end(turn, Turn.ASKED, agent, at=at)
    if taker.pk != was:
        pass_to(case, taker, why="", by=by, actor=by.actor, at=at)
    asked = _put(case, question, by=agent, at=at)
    entry = _mail(take(case.key), asked, taker, to, by=by, at=at)
    Asked.objects.filter(pk=asked.pk).update(entry=entry)
    return note_step(case, Step.ASK, note | {"notice": str(entry), "asked": str(asked.pk)}, agent, at)


@transaction.atomic
def greet(case: Case, *, at: datetime) -> Greeting:
    """Return what a form or a chat answers at once to whoever opened this case with it, and put the question to them.

    Nothing is mailed by this. Twice puts the question once.
    """
    case = take(case.key)
    sentence = named_at_once(case)
    waiting, question = open_question(case), question_for(case)
    if waiting is None and question is not None and case.is_open:
        waiting = _put(case, question, by=None, at=at)
    if waiting is None:
        return Greeting(sentence)
    return Greeting(sentence, waiting.text, tuple(str(one["text"]) for one in waiting.choices))


def named_at_once(case: Case) -> str:
    """Return the sentence that says a message is here and who has it, in the case's language."""
    with translation.override(case.language):
        words = {"number": case.number, "holder": case.holder.name if case.holder else ""}
        if case.holder is None:
            return _("Your message has arrived. It is case %(number)s.") % words
        return _("Your message has arrived. It is case %(number)s, in the hands of: %(holder)s.") % words


def _who_goes_on(case: Case, text: str, at: datetime) -> Agent:
    if case.holder is not None:
        return case.holder
    chosen = next_for(case, text, at=at)
    if chosen is None:
        raise Refused(_("Nobody serves this brand yet."))
    return chosen.agent


def _put(case: Case, question: Question, *, by: Agent | None, at: datetime) -> Asked:
    rows = question.choices.order_by("place")
    choices = [
        {"text": said, "team": str(row.team_id or "")} for row in rows if (said := said_in(row.texts, case.language))
    ]
    return Asked.objects.create(
        id=new_id(), case=case, question=question, text=said_in(question.texts, case.language), choices=choices, by=by,
        asked_at=at,
    )  # fmt: skip


def _mail(case: Case, asked: Asked, taker: Agent, to: str, *, by: Viewer, at: datetime) -> UUID:
    with translation.override(case.language):
        lines = [f"{place}. {one['text']}" for place, one in enumerate(asked.choices, 1)]
        how = [_("An answer with the number is enough.")] if lines else []
        goes_on = _("From here on this is in the hands of: %(holder)s.") % {"holder": taker.name}
    text = "\n\n".join(filter(None, [asked.text, "\n".join(lines), " ".join([*how, goes_on])]))
    says = {"from": {"name": by.name}, "channel": "email", "subject": case.subject, "files": [],
            "asks": [str(one["text"]) for one in asked.choices]}  # fmt: skip
    mailing = Mailing(
        case=case, person=case.customer, to=to, text=text, what="reply", kind="message.sent", subject=case.subject,
        promise=_next(case), answers=answered_ids(case), says=says, by=by.actor, is_automatic=False,
        not_before=at + HELD_BACK,
    )  # fmt: skip
    outgoing = post_all([mailing], append_many(text_lines([mailing], at=at))[:1], at=at)[0]
    MessageKey.objects.create(value=outgoing.message_id, case=case.key, entry=mailing.entry)
    return mailing.entry


def _next(case: Case) -> Commitment | None:
    return Commitment.objects.filter(pk=case.next_commitment).first() if case.next_commitment else None


# ── answered ─────────────────────────────────────────────────────────────────


def hear_answers(entries: Sequence[Appended]) -> None:
    """Reaction to `message.received`: an answer that is nothing but one of the choices decides the line at once.

    One that anybody could have sent in their name decides nothing: it is laid before the people at the desk, and the
    question waits on the page of the case. Anything else is for whoever holds the case to read, and history answers
    nothing. The caller holds the cases.
    """
    said = {
        one.book: one
        for one in entries
        if one.by.kind == "person" and one.number > 2 and not one.content.get("imported")
    }
    if not said:
        return
    for asked in Asked.objects.filter(case__in=list(said), ended_at=None).order_by("pk"):
        message = said[asked.case_id]
        place = _place_in(str(message.content["text"]), asked)
        if place is None:
            continue
        if is_unproved(message.content):
            _suggest(asked, message)
        else:
            decide(asked, place, at=message.at)


def _place_in(text: str, asked: Asked) -> int | None:
    return chosen_in(text, [str(one["text"]) for one in asked.choices])


def chosen_in(text: str, choices: Sequence[str]) -> int | None:
    """Return which choice a text is, 1 for the first, when it is nothing but its number or its words; else None."""
    lines = [line for line in text.splitlines() if line.strip()]
    if not lines:
        return None
    first = unicodedata.normalize("NFKC", lines[0])
    number = _NUMBER.match(first)
    if number is not None and 1 <= int(number[1]) <= len(choices):
        return int(number[1])
    same = [place for place, choice in enumerate(choices, 1) if _plain(choice) == _plain(text)]
    return same[0] if len(same) == 1 else None


def _plain(text: str) -> str:
    return re.sub(r"\W+", " ", fold(text)).strip()


@transaction.atomic
def decide(asked: Asked, place: int, *, by: Viewer | None = None, at: datetime) -> Agent | None:
    """Let an answer lead the case to its team, and tell the customer who takes it from there; return who does.

    `by` is who of us goes by an answer that nothing proves. Where nobody of that team can take it the holder goes on.
    Twice changes nothing, and returns None.
    """
    case = take(asked.case_id)
    if not Asked.objects.filter(pk=asked.pk, ended_at=None).update(ended_at=at, chosen=place):
        return None
    team = key_in(asked.choices[place - 1]["team"])
    row = Team.objects.filter(pk=team).first() if team else None
    chosen = next_for(case, str(asked.choices[place - 1]["text"]), team=row.pk, at=at) if row is not None else None
    taker = chosen.agent if chosen is not None else case.holder
    if chosen is not None and case.holder is not None and case.holder.team_id == chosen.agent.team_id:
        taker = case.holder  # it is in that line already
    if taker is None or not case.is_open:
        return None
    if taker.pk != case.holder_id:
        pass_to(case, taker, why="", by=by or the_system(), actor=by.actor if by else SYSTEM, at=at)
        tell(take(case.key), named(case, taker), at=at)
    return taker


# ── answered by whom nothing proves ──────────────────────────────────────────


@dataclass(frozen=True)
class SaidToChoose:
    """An answer that anybody could have sent, as the desk shows it: the words, and the answer they would choose."""

    row: Suggestion
    quote: str
    choice: str


def _suggest(asked: Asked, message: Appended) -> None:
    end = len(str(message.content["text"]))
    row = Suggestion(case_id=asked.case_id, entry=message.id, act=CHOOSE, start=0, end=end, noticed_at=message.at)
    Suggestion.objects.bulk_create([row], ignore_conflicts=True)


def said_to_choose(case: Case) -> dict[UUID, SaidToChoose]:
    """Return such answers to the question that waits on a case, by their entry; nothing once it is answered."""
    asked = open_question(case)
    rows = list(Suggestion.objects.filter(case=case, act=CHOOSE, ended_at=None).order_by("pk")) if asked else []
    said = read_entries([row.entry for row in rows], side="company") if rows else {}
    found: dict[UUID, SaidToChoose] = {}
    for row in rows:
        text = str(said[row.entry]["text"] or "") if row.entry in said else ""
        place = _place_in(text, asked) if asked and text and said[row.entry].at >= asked.asked_at else None
        if asked and place is not None:
            found[row.entry] = SaidToChoose(row, text, str(asked.choices[place - 1]["text"]))
    return found


@transaction.atomic
def record_choice(suggestion: Suggestion, *, by: Viewer, at: datetime) -> None:
    """Go by an answer that nothing proves, as one of us: the case goes to the line it names.

    Raises Refused when it was decided already, or no question waits for this answer any more.
    """
    case = take(suggestion.case_id)
    row = Suggestion.objects.select_for_update().get(pk=suggestion.pk)
    must_wait(row)
    asked, found = open_question(case), said_to_choose(case).get(row.entry)
    place = _place_in(found.quote, asked) if asked and found else None
    if asked is None or place is None:
        raise Refused(_("Nothing waits for this answer any more."))
    decide(asked, place, by=by, at=at)
    row.ended_at, row.ending = at, Suggestion.RECORDED
    row.save(update_fields=["ended_at", "ending"])
