"""The ways by which a reply can leave, as whoever writes it chooses one."""

from __future__ import annotations

from django.utils.translation import gettext as _

from amana.cases.errors import Refused
from amana.counter.conversing import in_conversation
from amana.handling.messaging.replying import by_chat
from amana.handling.talking.replying import Through, by_mail
from amana.kit.codes import key_in
from amana.post.models import Outgoing

MAIL = Outgoing.MAIL
CONVERSATION = "conversation"


def through_of(value: str) -> Through:
    """Return the way that was chosen: mail where none was, the conversation on a site, or a messenger by its key.

    Raises Refused for one that is none.
    """
    if value in {"", MAIL}:
        return by_mail
    if value == CONVERSATION:
        return in_conversation
    key = key_in(value)
    if key is None:
        raise Refused(_("Choose by which way it leaves."))
    return by_chat(key)
