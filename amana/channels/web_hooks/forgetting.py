"""Letting go of what a server answered about words that were erased: it may have said them back to us."""

from __future__ import annotations

from collections.abc import Sequence

from amana.channels.models import Delivery
from amana.kit.codes import key_in
from amana.record.appending import Appended


def forget(entries: Sequence[Appended]) -> None:
    """Reaction to `entry.erased` and `entry.withdrawn`: nothing of the words is left in what was answered to them."""
    about = [key for one in entries if (key := key_in(str(one.content["about"])))]
    # Of all, also where nothing was answered yet: an answer that is being written down is waited for.
    Delivery.objects.filter(entry__in=about).update(answer="")
