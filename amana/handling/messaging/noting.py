"""What became of a message of ours, as its provider tells it: kept on the message, and a failure noted on its case."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from amana.cases.locking import take
from amana.channels.messaging.words import Fate
from amana.channels.models import ChatPart, Messenger
from amana.handling.chats.posting import IN_PUBLIC
from amana.handling.intake.refusals import note_refused
from amana.kit.codes import key_in
from amana.post.models import Outgoing, Recipient

MOST_AT_ONCE = 100
ON_ITS_WAY = (Outgoing.WAITING, Outgoing.SENDING, Outgoing.DOUBTFUL)


@transaction.atomic
def note_fate(messenger: Messenger, fate: Fate, *, at: datetime) -> bool:
    """Write down a state; return whether it was news. They come in any order, and more than once: a state only goes on.

    A message nobody knew to be sent is known to be by its state, where the provider says our own key of it.
    """
    news = [_is_news(part, fate, at=at) for part in _parts(messenger, fate)]
    return any(news)


def _is_news(part: ChatPart, fate: Fate, *, at: datetime) -> bool:
    if part.outgoing.case is not None:
        take(part.outgoing.case)
    part = ChatPart.objects.select_for_update(of=("self",)).select_related("outgoing").get(pk=part.pk)
    if ChatPart.RANKS[fate.state] <= ChatPart.RANKS[part.state]:
        return False
    part.state, part.at, part.why = fate.state, min(fate.at or at, at), fate.why
    part.ref = part.ref or fate.ref
    part.save(update_fields=["state", "at", "why", "ref"])
    if fate.state == ChatPart.FAILED:
        _has_failed(part, fate.why, at=at)
    else:
        _has_left(part, at=at)
    return True


def _parts(messenger: Messenger, fate: Fate) -> list[ChatPart]:
    """Return what a state is told of: one message, or all that had left for somebody by a moment and was not as far yet."""
    if fate.until is None:
        part = _part(messenger, fate)
        return [part] if part is not None else []
    nearer = [one for one in (ChatPart.SENT, ChatPart.DELIVERED) if ChatPart.RANKS[one] < ChatPart.RANKS[fate.state]]
    left_by = Q(outgoing__sent_at__lte=fate.until) | Q(outgoing__sent_at=None, at__lte=fate.until)
    theirs = ChatPart.objects.select_related("outgoing").filter(
        left_by, messenger=messenger, correspondent__identity=fate.to, state__in=nearer
    )
    # Of what everybody may read nobody tells who read it.
    theirs = theirs.exclude(outgoing__what=IN_PUBLIC)
    # Cases are taken in one order by everybody.
    return sorted(theirs.order_by("-pk")[:MOST_AT_ONCE], key=lambda part: str(part.outgoing.case))


def _part(messenger: Messenger, fate: Fate) -> ChatPart | None:
    rows = ChatPart.objects.select_related("outgoing").filter(messenger=messenger)
    found = rows.filter(ref=fate.ref).first()
    if found is not None:
        return found
    # Asked for and not answered: by our own key, or as the only one on its way to them.
    nameless = rows.filter(ref=None)
    if key := key_in(fate.key):
        return nameless.filter(pk=key).first()
    asked = nameless.filter(state=ChatPart.ASKED, correspondent__identity=fate.to)
    on_their_way = list(asked[:2]) if fate.to else []
    return on_their_way[0] if len(on_their_way) == 1 else None


def _has_failed(part: ChatPart, why: str, *, at: datetime) -> None:
    Outgoing.objects.filter(pk=part.outgoing_id).update(
        state=Outgoing.FAILED, last_error=why, was_doubtful=False, lease_owner="", lease_until=None
    )
    theirs = Recipient.objects.filter(outgoing=part.outgoing_id).exclude(state=Recipient.FAILED)
    if theirs.update(state=Recipient.FAILED, status=why, at=at):
        note_refused(part.outgoing, list(Recipient.objects.filter(outgoing=part.outgoing_id)))


def _has_left(part: ChatPart, *, at: datetime) -> None:
    """All parts have left: so has the message, also where nobody told us so when it was sent."""
    parts = ChatPart.objects.filter(outgoing=part.outgoing_id)
    if parts.filter(state__in=[ChatPart.WAITING, ChatPart.ASKED, ChatPart.FAILED]).exists():
        return
    open_still = Outgoing.objects.filter(pk=part.outgoing_id, state__in=[*ON_ITS_WAY, Outgoing.HELD], lease_until=None)
    if open_still.update(state=Outgoing.SENT, sent_at=at, was_doubtful=False, last_error=""):
        Recipient.objects.filter(outgoing=part.outgoing_id).update(state=Recipient.SENT, at=at)
