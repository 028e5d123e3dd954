"""Heeding the words by which people say that they want no more messages, or want them again."""

from __future__ import annotations

from datetime import datetime

from amana.channels.messaging.finding import channels
from amana.channels.models import Correspondent


def heed(who: Correspondent, text: str, *, at: datetime) -> bool:
    """Note on the unsaved row what a message that is one such word asks for; return whether it was one."""
    limits = channels()[who.messenger.channel].limits
    word = text.strip().strip(".!").casefold()
    if word in limits.stop_words:
        who.stopped_at = who.stopped_at or at
    elif word in limits.start_words:
        who.stopped_at = None
    else:
        return False
    return True
