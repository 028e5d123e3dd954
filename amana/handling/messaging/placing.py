"""Deciding in which case a message goes on: the one it answers, the one they wrote in last, or their newest open one."""

from __future__ import annotations

from uuid import UUID

from amana.cases.models import COMPANY, OPEN, Case, Participant
from amana.cases.tracing import goes_on_in
from amana.channels.messaging.words import Heard
from amana.channels.models import ChatMessage, ChatPart, Correspondent


def place(who: Correspondent, said: Heard) -> UUID | None:
    """Return the case this message belongs to, None for a new one.

    A case that is over goes on only where a message of it is quoted; nobody is led into a case they take no part in.
    """
    answered = _answered(who, said)
    if answered is not None and Participant.objects.filter(case=answered, person=who.person_id).exists():
        return goes_on_in(answered, person=who.person)
    theirs = Case.objects.filter(
        customer=who.person_id, brand=who.messenger.brand_id, kept_by=COMPANY, state=OPEN
    ).order_by("-last_word_at", "-pk")
    if who.case is not None:
        last = theirs.filter(pk=goes_on_in(who.case, person=who.person)).values_list("pk", flat=True).first()
        if last is not None:
            return last
    return theirs.values_list("pk", flat=True).first()


def _answered(who: Correspondent, said: Heard) -> UUID | None:
    if not said.answers:
        return None
    part = ChatPart.objects.filter(messenger=who.messenger_id, ref=said.answers, correspondent=who)
    ours = part.values_list("outgoing__case", flat=True).first()
    if ours is not None:
        return ours
    theirs = ChatMessage.objects.filter(messenger=who.messenger_id, ref=said.answers).exclude(case=None)
    return theirs.values_list("case", flat=True).first()
