"""Who may change what in the directory: on one's own machine its owner all of it, on a shared server what one added."""

from __future__ import annotations

from dataclasses import dataclass

from amana.directory.models import Fact
from amana.people.models import Account
from amana.team.models import Agent


@dataclass(frozen=True)
class Editor:
    """Whoever changes the directory. `account` is None for a command of the operator."""

    account: Account | None
    is_trusted: bool

    def may(self, row: Fact) -> bool:
        """Whether they may change a row at once; what others added or what was seeded they may propose to change."""
        return self.is_trusted or (self.account is not None and row.added_by_id == self.account.pk)


OPERATOR = Editor(None, is_trusted=True)


def editor(account: Account, *, is_own_machine: bool) -> Editor:
    """Return what an account may do: all on one's own machine, and for managers and administrators of a shared one."""
    if is_own_machine:
        return Editor(account, is_trusted=True)
    agent = Agent.objects.active().filter(account=account).first()
    return Editor(account, is_trusted=agent is not None and agent.role in Agent.ABOVE_ALL)
