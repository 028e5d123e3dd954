"""Where mails about a case go, and which earlier ones they answer."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Exists, OuterRef

from amana.cases.models import Case
from amana.handling.questions import QuestionMail
from amana.people.models import Address, Person
from amana.post.models import Outgoing, RawMessage

MOST_IDS = 10


def address_of(person: Person) -> str | None:
    """Return the mail address a person is written to, the one we have known longest; None when there is none."""
    return addresses_of([person.pk]).get(person.pk)


def addresses_of(people: Iterable[UUID]) -> dict[UUID, str]:
    """Return the mail address of each person who has one, in one query."""
    # The kind is looked at here: asked for in the query, SQLite begins with all mail addresses there are.
    rows = Address.objects.filter(person__in=list(people)).order_by("-added_at", "-value")
    found = rows.values_list("person_id", "value", "kind")
    return {person: value for person, value, kind in found if kind == Address.MAIL}


def answered_ids(case: Case) -> list[str]:
    """Return the Message-IDs of the latest mails of a case, oldest first, so that a mail program keeps the thread."""
    # What goes between us and somebody outside is named to the customer nowhere, and the other way round.
    outside = QuestionMail.objects.filter(entry=OuterRef("entry"))
    came = RawMessage.objects.filter(case=case.key).exclude(message_id="").order_by("-received_at")
    came = came.exclude(Exists(outside))
    went = Outgoing.objects.filter(case=case.key).exclude(what="question").order_by("-created_at")
    ids = [
        *came.values_list("received_at", "message_id")[:MOST_IDS],
        *went.values_list("created_at", "message_id")[:MOST_IDS],
    ]
    latest_last = [value for _at, value in sorted(ids)][-MOST_IDS:]
    newest_in = came.values_list("message_id", flat=True).first()
    if newest_in in latest_last:
        # What they wrote last is what a reply answers, whatever we have sent since.
        latest_last.remove(newest_in)
        latest_last.append(newest_in)
    return latest_last
