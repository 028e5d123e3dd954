"""What those of ours without an account answer by mail: that it is done, or another time; else the holder reads it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Literal, NamedTuple

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from amana.cases.errors import Refused
from amana.cases.models import Case, Mention
from amana.commitments.keeping import keep
from amana.commitments.models import Commitment
from amana.commitments.offering import offer_time
from amana.kit.codes import key_in, new_id
from amana.kit.working_time import WorkingWeek, week_for
from amana.language.answers import promised
from amana.language.normalising import fold
from amana.record.appending import Appended
from amana.record.reading import entry
from amana.team.viewing import the_system

# The words our mail names, and what people write in their place; the whole first line is nothing else.
DONE = {
    "en": ("done", "it is done", "it's done", "its done", "kept", "finished", "completed"),
    "he": ("בוצע", "נעשה", "טופל", "סיימתי", "הושלם", "זה בוצע"),
    "ar": ("تم", "تم ذلك", "أنجز", "أنجزته", "انتهى", "تم التنفيذ"),
}
NEW_TIME = {
    "en": ("new time", "another time"),
    "he": ("מועד חדש", "זמן חדש"),
    "ar": ("موعد جديد", "وقت جديد"),
}


class Word(NamedTuple):
    """What an employee says of a promise of theirs; `at` is the new time."""

    what: Literal["done", "time"]
    at: datetime | None = None


def hear_employees(entries: Sequence[Appended]) -> None:
    """Reaction to `message.sent` and `note.received`: an employee's plain word on their promise is done, all else is shown to the holder.

    The caller holds the cases.
    """
    for one in entries:
        if not one.content.get("employee"):
            continue
        case = Case.objects.select_related("brand__week", "holder").get(pk=one.book)
        if not _settle(one, case):
            _show(one, case)


def _settle(said: Appended, case: Case) -> bool:
    promise = _promise_of(said)
    word = word_in(str(said.content["text"]), sent_at=said.at, week=_week(case)) if promise is not None else None
    if promise is None or word is None:
        return False
    try:
        with transaction.atomic():
            _do(word, promise, said, case)
    except Refused:
        return False
    return True


def _do(word: Word, promise: Commitment, said: Appended, case: Case) -> None:
    if word.what == "time" and word.at is not None:
        offer_time(promise, due_at=word.at, why="", by=the_system(), at=said.at)
    elif said.audience == "shared":
        keep(promise, by=the_system(), at=said.at, shown_by=said.id)
    else:
        with translation.override(case.language):
            note = _("Done, says %(name)s.") % {"name": promise.owner_name}
        keep(promise, by=the_system(), at=said.at, note=note)


def _promise_of(said: Appended) -> Commitment | None:
    """Return the promise an answer is about: the one our mail named, and only its owner's, by the address they write from."""
    ours = key_in(said.content.get("answers") or "")
    mail = entry(ours, side="company") if ours else None
    key = key_in(mail["promise"]) if mail is not None and mail.book == said.book else None
    if key is None:
        return None
    rows = Commitment.objects.outstanding().filter(pk=key, owner_person__addresses__value=_sender(said))
    return rows.select_related("owner_person").first()


def _sender(said: Appended) -> str:
    return str(said.content["from"]["address"]).lower()


def word_in(text: str, *, sent_at: datetime, week: WorkingWeek) -> Word | None:
    """Return what the first line of an answer says, when it is nothing but a word our mails name; else None."""
    first = next((line.strip() for line in text.splitlines() if line.strip()), "")
    plain = _plain(first)
    if any(plain == _plain(word) for words in DONE.values() for word in words):
        return Word("done")
    for language, words in NEW_TIME.items():
        for word in words:
            begun = re.match(rf"{re.escape(fold(word))}\s*[:,\-–]?\s+", fold(first) + " ")
            if begun:
                when = promised(first[begun.end() :] or first, language, sent_at=sent_at, week=week)[1]
                return Word("time", when) if when is not None and when > sent_at else None
    return None


def _plain(text: str) -> str:
    return re.sub(r"[\W_]+", " ", fold(text)).strip()


def _week(case: Case) -> WorkingWeek:
    return case.brand.week.working if case.brand else week_for(settings.COUNTRY, settings.TIME_ZONE)


def _show(said: Appended, case: Case) -> None:
    """Let the holder find at the top of their queue that a colleague without an account has written."""
    if case.holder is None:
        return
    waiting = Mention.objects.filter(case=case, agent=case.holder, by=None, seen_at=None)
    if not waiting.update(entry=said.id, at=said.at):
        Mention.objects.create(id=new_id(), case=case, agent=case.holder, entry=said.id, at=said.at)
