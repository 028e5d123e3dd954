"""What a token may be let do: one word for each room, read or write."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

CASES_READ, CASES_WRITE = "cases:read", "cases:write"
# Beside it: what is shown by its end alone, such as the number of a card.
CASES_UNMASK = "cases:unmask"
PEOPLE_READ = "people:read"
DIRECTORY_READ = "directory:read"
READINGS = "readings"
INSIGHT_READ, INSIGHT_WRITE = "insight:read", "insight:write"
HOOKS_READ, HOOKS_WRITE, HOOKS_SET = "hooks:read", "hooks:write", "hooks:set"
# Opens nothing by itself: without it `amana mcp` serves nobody.
ASSISTANT = "assistant"
OWN_READ, OWN_WRITE = "own:read", "own:write"

FOR_AGENTS: Final[dict[str, str | Promise]] = {
    CASES_READ: _("Read cases, their records and their promises; find them"),
    CASES_WRITE: _("Write on cases: messages, notes, promises, hand-overs, closings"),
    CASES_UNMASK: _("Look at covered numbers of cards and identity papers; each time is written down"),
    PEOPLE_READ: _("Read who customers are and how they are reached"),
    DIRECTORY_READ: _("Read how companies are reached"),
    READINGS: _("Read texts and check drafts, without keeping them"),
    INSIGHT_READ: _("Read figures, none about fewer than five people, and causes"),
    INSIGHT_WRITE: _("Keep causes: open them, promise what is done about them, say which cases show them"),
    HOOKS_READ: _("Read which addresses are told what happens"),
    HOOKS_WRITE: _("Try web hooks out, and send again what was given up"),
    HOOKS_SET: _("Make, change and remove web hooks: what happens on cases is then told elsewhere"),
    ASSISTANT: _("Let an assistant read, as far as the other rights go; it sends nothing"),
}
FOR_OWNERS: Final[dict[str, str | Promise]] = {
    OWN_READ: _("Read my own cases"),
    OWN_WRITE: _("Write on my own cases"),
    DIRECTORY_READ: FOR_AGENTS[DIRECTORY_READ],
    READINGS: FOR_AGENTS[READINGS],
}
# What changes something; a token of somebody who only reads has none of these.
WRITING: Final = frozenset({CASES_WRITE, CASES_UNMASK, INSIGHT_WRITE, HOOKS_WRITE, HOOKS_SET, OWN_WRITE})


def known(scopes: Iterable[str], *, for_agent: bool) -> list[str]:
    """Return those of these that there are, in the order they are listed."""
    wanted = set(scopes)
    return [name for name in (FOR_AGENTS if for_agent else FOR_OWNERS) if name in wanted]
