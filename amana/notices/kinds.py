"""The kinds of notice a colleague can get, in the order of their weight, and the ways each goes unless they choose otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

MAIL, PUSH, DIGEST = "mail", "push", "digest"
WAYS: Final = (MAIL, PUSH, DIGEST)

LATE, CLIMBED, OFFERED, NAMED, APPROVAL = "late", "climbed", "offered", "named", "approval"
TEST = "test"  # what somebody sends themselves to see that it works
SOON, GIVEN, WROTE, BELOW, FOLLOWED = "soon", "given", "wrote", "below", "followed"
RISING = "rising"


@dataclass(frozen=True)
class Kind:
    """One kind of notice: its name on the page of settings, and the ways it goes by default.

    `for_leads` is of use to those who lead alone.
    """

    key: str
    label: str | Promise
    ways: tuple[str, ...]
    for_leads: bool = False


_LISTED = [
    Kind(LATE, _("A promise of mine is late"), (MAIL, PUSH, DIGEST)),
    Kind(SOON, _("A promise of mine is due soon"), (MAIL, DIGEST)),
    Kind(CLIMBED, _("A case came up to me"), (MAIL, PUSH, DIGEST)),
    Kind(OFFERED, _("A hand-over is offered to me"), (MAIL, PUSH, DIGEST)),
    Kind(NAMED, _("A note names me"), (MAIL, PUSH, DIGEST)),
    Kind(APPROVAL, _("An approval waits for me"), (MAIL, PUSH, DIGEST), for_leads=True),
    Kind(GIVEN, _("A case was given to me"), (PUSH, DIGEST)),
    Kind(WROTE, _("A customer wrote on a case of mine"), (PUSH, DIGEST)),
    Kind(BELOW, _("A promise of somebody I lead is due soon or late"), (MAIL,), for_leads=True),
    Kind(FOLLOWED, _("Something happened on a case I follow"), (MAIL, DIGEST)),
    Kind(RISING, _("A question is new, or comes more often"), (MAIL,), for_leads=True),
]
KINDS: Final[dict[str, Kind]] = {kind.key: kind for kind in _LISTED}


# What the keeper of own cases is reminded of.
THEIRS, MINE, NEAR, LOOK, CLOCK, SILENT = "theirs", "mine", "near", "look", "clock", "silent"
_OF_KEEPERS = [
    Kind(THEIRS, _("They promised it for now, and it is not done"), (MAIL, PUSH)),
    Kind(MINE, _("What I meant to do is due"), (MAIL, PUSH)),
    Kind(NEAR, _("A promise, theirs or mine, is due soon"), (MAIL,)),
    Kind(LOOK, _("Something is to be looked at today"), (MAIL, PUSH)),
    Kind(CLOCK, _("A last day to claim comes near, or their time to answer has passed"), (MAIL, PUSH)),
    Kind(SILENT, _("Nobody answered my letter; the next one is drafted"), (PUSH,)),
]
KEEPER_KINDS: Final[dict[str, Kind]] = {kind.key: kind for kind in _OF_KEEPERS}


def title_of(kind: str) -> str:
    """Return what a browser shows as the title of a notice, in the language in force; of an unknown kind as of a test."""
    known = KINDS.get(kind) or KEEPER_KINDS.get(kind)
    return str(known.label) if known is not None else gettext("Notices reach this browser.")
