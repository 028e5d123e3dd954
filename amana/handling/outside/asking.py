"""Asking somebody outside the desk by mail: a supplier, a courier, a colleague without an account."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from amana.cases.errors import Refused
from amana.cases.locking import take
from amana.cases.models import Case, Follow
from amana.channels.email.composing import Attached
from amana.commitments.making import Draft, prepare
from amana.commitments.models import Commitment
from amana.handling.filing import file_all
from amana.handling.outside.admissible import address_outside
from amana.handling.outside.writing import post_question, quoted
from amana.handling.questions import Question
from amana.kit.codes import new_id
from amana.post.models import Outgoing
from amana.record.appending import Line, append_many
from amana.record.reading import Read, entries
from amana.team.viewing import Viewer

QUOTABLE = {"message.received", "message.sent", "message.doubtful", "call.noted", "version.added", "question.answered"}
MOST_QUOTED = 10
MOST_OPEN = 20
LANGUAGES = {"he", "ar", "en"}


@dataclass(frozen=True)
class Asking:
    """What is about to be asked. `quotes` are entries whose words go with it; `again_at` is when we ask once more, which
    makes a promise of ours in the words of `promise` that the customer reads."""

    text: str
    to: str = ""
    name: str = ""
    subject: str = ""
    language: str = ""
    quotes: Sequence[UUID] = ()
    files: Sequence[Attached] = ()
    again_at: datetime | None = None
    promise: str = ""
    key: UUID = field(default_factory=new_id)  # asking the same twice asks once


@transaction.atomic
def ask_outside(
    case: Case, asking: Asking, *, by: Viewer, at: datetime, thread: Question | None = None
) -> Question | None:
    """Send the mail and seal it in our own chain, as a thread of its own or within `thread`; None when it was sent before.

    Nothing of it is in the shared record but the promise to ask again, where one is made. Raises Refused.
    """
    if by.agent is None:
        raise Refused(_("There is no such case."))
    if not asking.text.strip():
        raise Refused(_("Write what you want to know."))
    case = take(case.key)
    if Outgoing.objects.filter(entry=asking.key).exists():
        return None
    if not case.is_open or case.brand is None:
        raise Refused(_("This case is closed. Reopen it first."))
    said = _chosen(case, asking.quotes)
    question = thread or _begun(case, asking, by=by, at=at)
    promised = _again(case, asking, by=by, at=at)
    lines = [_asked(question, case, asking, said, by=by, at=at)]
    if promised is not None:
        commitment, line = promised
        commitment.save()
        lines.append(line)
        question.again_at, question.promise = commitment.due_at, commitment.pk
    question.answered_at = question.ended_at = None
    question.save()
    append_many(lines)
    # Whoever asks finds the answer at the top of their queue.
    Follow.objects.get_or_create(case=case, agent=by.agent, defaults={"since": at})
    return question


def _asked(question: Question, case: Case, asking: Asking, said: Sequence[Read], *, by: Viewer, at: datetime) -> Line:
    """Put the mail into the outbox and return the line that holds its words."""
    assert case.brand is not None
    text = "\n\n".join(filter(None, [asking.text.strip(), quoted(said, case, question.language, at=at)]))
    files = file_all(asking.files, case=case.key, entry=asking.key, at=at)
    sent = post_question(question, case, text, asker=by.name, entry=asking.key, files=asking.files, at=at)
    says = {
        "question": str(question.pk), "to": [question.address], "name": question.name, "subject": question.subject,
        "text": text, "quotes": [str(one.id) for one in said], "files": files, "message_id": sent.message_id, "by": by.name,
    }  # fmt: skip
    return Line(case.key, "question.asked", by.actor, at, says, id=asking.key)


def _begun(case: Case, asking: Asking, *, by: Viewer, at: datetime) -> Question:
    if not asking.subject.strip():
        raise Refused(_("Write what it is about."))
    if Question.objects.filter(case=case, ended_at=None).count() >= MOST_OPEN:
        raise Refused(_("Many questions of this case are open. End one first."))
    assert by.agent is not None and case.brand is not None
    return Question.objects.create(
        case=case, agent=by.agent, address=address_outside(asking.to, case=case),
        name=" ".join(asking.name.split())[:120], subject=" ".join(asking.subject.split())[:200],
        language=asking.language if asking.language in LANGUAGES else case.brand.language, asked_at=at,
    )  # fmt: skip


def _chosen(case: Case, keys: Sequence[UUID]) -> list[Read]:
    if len(set(keys)) > MOST_QUOTED:
        raise Refused(_("Choose %(number)s at most.") % {"number": MOST_QUOTED})
    found = entries(list(set(keys)), side="company") if keys else {}
    said = [one for one in found.values() if one.book == case.key and one.kind in QUOTABLE and one["text"]]
    if len(said) != len(set(keys)):
        raise Refused(_("One of these cannot be quoted."))
    return sorted(said, key=lambda one: one.at)


def _again(case: Case, asking: Asking, *, by: Viewer, at: datetime) -> tuple[Commitment, Line] | None:
    if asking.again_at is None:
        return None
    if not asking.promise.strip():
        raise Refused(_("Write what the customer reads of it, or leave the time empty."))
    return prepare(case, Draft(asking.promise, asking.again_at, owner=by.agent), by=by, at=at)


@transaction.atomic
def end_question(question: Question, *, by: Viewer, at: datetime) -> bool:
    """Say that no answer is waited for any more; return whether this call did it. A later answer is still kept."""
    if by.agent is None:
        raise Refused(_("There is no such case."))
    case = take(question.case_id)
    if not Question.objects.filter(pk=question.pk, ended_at=None).update(ended_at=at):
        return False
    says = {"question": str(question.pk), "name": str(question), "by": by.name}
    append_many([Line(case.key, "question.ended", by.actor, at, says)])
    return True
