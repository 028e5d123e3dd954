"""What stands beside the record of words that were erased: the push they came in."""

from __future__ import annotations

from collections.abc import Sequence

from amana.channels.models import ChatMessage, ChatPart, Push
from amana.kit.codes import key_in
from amana.record.appending import Appended


def forget(entries: Sequence[Appended]) -> None:
    """Reaction to `entry.erased`: nothing is left of the words as they came by a messenger, and of why ours did not arrive.

    The digest of a push stays, so that the same one is not taken in again. The caller holds the case.
    """
    about = [key for one in entries if (key := key_in(str(one.content["about"])))]
    pushes = ChatMessage.objects.filter(entry__in=about).values("push")
    Push.objects.filter(pk__in=pushes).update(body=b"")
    ChatPart.objects.filter(entry__in=about).exclude(why="").update(why="")
