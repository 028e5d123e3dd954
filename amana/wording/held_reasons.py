"""Saying in the reader's language why a message was held or set aside, whatever language it was written down in."""

from __future__ import annotations

import re
from functools import cache

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext, gettext_noop

# Every reason the rooms below and above write down; a test compares them with what they say.
REASONS = (
    gettext_noop("A delivery report."),
    gettext_noop("Nobody, or more than one, is named as the sender."),
    gettext_noop("It claims to come from our own address."),
    gettext_noop("It comes from a colleague who may no longer sign in."),
    gettext_noop("The sender's domain says that this mail is not theirs."),
    gettext_noop("An automatic reply."),
    gettext_noop("An automatic message."),
    gettext_noop("A mailing list."),
    gettext_noop("A newsletter."),
    gettext_noop("Our own mail, come back."),
    gettext_noop("It answers %(number)s, but comes from somebody who takes no part in it."),
    gettext_noop("It answers %(number)s, and comes from a helper of the customer who may read, but not write."),
    gettext_noop("It answers a question of ours on %(number)s, but comes from another address than we asked."),
    gettext_noop("It answers %(number)s, which is closed, and nothing shows who wrote it."),
    gettext_noop("It comes from a domain of ours, and nothing shows that it was really sent from there."),
    gettext_noop("It could not be put into the record (%(error)s)."),
    gettext_noop("There is no brand yet: say first which addresses are yours."),
    gettext_noop("It has %(size)s, and at most %(most)s are taken in. Only its head is here; the sender was told."),
    gettext_noop(
        "It has %(size)s, and at most %(most)s are taken in. Only its head is here; it is still in the mailbox."
    ),
    gettext_noop(
        "It has %(size)s, and at most %(most)s are taken in. Only its head is here; %(service)s may have the whole, and its "
        "sender was told nothing."
    ),
    gettext_noop("The mail service sent it among others, and it could not be understood."),
    gettext_noop("The mail server does not give out more of it than its head."),
    gettext_noop("The message is empty."),
    gettext_noop("The message has no header: nothing says who sent it."),
    gettext_noop("The message is larger than %(size)s MB."),
    gettext_noop("The message has parts nested more than %(depth)s deep."),
    gettext_noop("The message has too many header lines."),
    gettext_noop("The message has more than %(parts)s parts."),
    gettext_noop("Reading it takes more time or memory than a message may take."),
    gettext_noop("It waited when the copy was made that was brought back, and may have been sent since (%(of)s)"),
)
PLACE = re.compile(r"%\((\w+)\)s")


def retold(reason: str) -> str:
    """Return a reason in the active language; one that is not known, as of an earlier version, stays as it is."""
    for said, key in _known():
        match = said.fullmatch(reason)
        if match is not None:
            return gettext(key) % match.groupdict()
    return reason


@cache
def _known() -> list[tuple[re.Pattern[str], str]]:
    """Return how each reason reads in each language, with the sentence it comes from."""
    found = []
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            found += [(_pattern(gettext(key)), key) for key in REASONS]
    return found


def _pattern(sentence: str) -> re.Pattern[str]:
    """Return what a sentence matches once its places are filled; what filled them has their names."""
    parts = PLACE.split(sentence)
    fixed = [re.escape(part) if number % 2 == 0 else f"(?P<{part}>.+)" for number, part in enumerate(parts)]
    return re.compile("".join(fixed), re.DOTALL)
