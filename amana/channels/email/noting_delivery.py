"""Writing down what became of a mail: for each recipient, and whether and when it is tried again."""

from __future__ import annotations

import hashlib
import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from amana.channels.email.delivering import Answer, NotTold, Patience
from amana.channels.email.errors import Unreachable
from amana.kit.crashing import point
from amana.post.leasing import LeaseLost, finish
from amana.post.models import Outgoing, Recipient

log = logging.getLogger(__name__)

# Minutes until the next try; the last one stays. RFC 5321, 4.5.4.1 asks for 30 minutes and more after the first tries.
WAITS = [1, 2, 5, 15, 30, 60, 120, 240]
TRIES = 10
# A server nobody can reach uses up no more than these tries, so that some are left for its answers.
TRIES_UNREACHED = 6
# A server that never says whether it took the mail: each further try may be one more copy at the customer's.
TRIES_NOT_TOLD = 3
# Beyond the longest wait for an answer, so that nobody else takes the mail up meanwhile.
LEASE_AT_END = timedelta(seconds=90)

OnRefused = Callable[[Outgoing, Sequence[Recipient]], None]


@dataclass
class Run:
    """One call of `send_due`: its time goes on while servers are slow."""

    at: datetime
    patience: Patience
    on_refused: OnRefused
    began: float = field(default_factory=time.monotonic)

    @property
    def now(self) -> datetime:
        return self.at + timedelta(seconds=time.monotonic() - self.began)


def waiting_for(row: Outgoing) -> dict[str, Recipient]:
    """Return those who have not got the mail yet, by address."""
    return {one.address: one for one in row.recipients.filter(state=Recipient.WAITING)}


def may_arrive(row: Outgoing, run: Run) -> None:
    """Commit, before the end mark can be sent, that from now on the mail may have arrived.

    Raises LeaseLost when another worker has taken it over: then this one sends no end mark.
    """
    mine = Outgoing.objects.filter(pk=row.pk, fence=row.fence, lease_owner=row.lease_owner)
    until = run.now + timedelta(seconds=run.patience.after_end) + LEASE_AT_END
    if not mine.update(state=Outgoing.SENDING, was_doubtful=True, lease_until=until):
        raise LeaseLost(f"mail {row.pk}")


def settle(row: Outgoing, waiting: dict[str, Recipient], answers: dict[str, Answer], run: Run) -> None:
    """Write what the server said for each recipient, and with it what becomes of the mail, in one transaction.

    Raises LeaseLost, and writes nothing, when another worker has taken the mail over.
    """
    refused = []
    with transaction.atomic():
        for address, said in answers.items():
            recipient = waiting[address]
            recipient.status, recipient.at = str(said), run.at
            if said.is_yes:
                recipient.state = Recipient.SENT
            elif said.is_final_no or row.attempts >= TRIES:
                recipient.state = Recipient.FAILED
                refused.append(recipient)
            recipient.save(update_fields=["state", "status", "at"])
        _close(row, answers, run)
        if refused:
            run.on_refused(row, refused)
        point("S8")
    point("S9")


def _close(row: Outgoing, answers: dict[str, Answer], run: Run) -> None:
    states = set(row.recipients.values_list("state", flat=True))
    no = next((str(said) for said in answers.values() if not said.is_yes), "")
    # The server has answered this time: only what was doubtful before stays so.
    known: dict[str, object] = {"was_doubtful": row.was_doubtful, "last_error": no}
    if Recipient.WAITING in states:
        known |= _later(row, run)
    elif states & {Recipient.SENT, Recipient.BOUNCED}:
        known |= {"state": Outgoing.SENT, "sent_at": run.now}
    else:
        known |= {"state": Outgoing.FAILED, "last_error": no or _("There is nobody to send it to.")}
    finish([row], **known)


def _later(row: Outgoing, run: Run) -> dict[str, object]:
    state = Outgoing.DOUBTFUL if row.was_doubtful else Outgoing.WAITING
    return {"state": state, "not_before": run.now + wait_before(row.attempts + 1, row)}


def wait_before(attempt: int, row: Outgoing) -> timedelta:
    """Return the wait before this attempt: a minute to four hours, a fifth more or less, the same for the same mail."""
    minutes = WAITS[min(max(attempt - 2, 0), len(WAITS) - 1)]
    spread = hashlib.sha256(row.pk.bytes + bytes([attempt % 256])).digest()[0] / 255
    return timedelta(minutes=minutes * (0.8 + 0.4 * spread))


def unreached(row: Outgoing, trouble: Unreachable, run: Run) -> None:
    """No connection came about: tried again for as long as it takes."""
    row.attempts = min(row.attempts, TRIES_UNREACHED)
    _write(row, attempts=row.attempts, last_error=str(trouble)[:300], **_later(row, run))


def broken_off(row: Outgoing, trouble: Unreachable, run: Run) -> None:
    """The connection ended in the middle of this mail; after its end mark nobody knows whether it was taken."""
    why = str(trouble)[:300]
    if isinstance(trouble, NotTold):
        row.was_doubtful = True
        given_up = row.attempts >= TRIES_NOT_TOLD
        what = {"state": Outgoing.HELD} if given_up else _later(row, run)
        _write(row, was_doubtful=True, last_error=why, **what)
    elif row.attempts < TRIES:
        _write(row, last_error=why, **_later(row, run))
    else:
        waiting = waiting_for(row)
        settle(row, waiting, dict.fromkeys(waiting, Answer(451, why)), run)


def put_off(mails: Sequence[Outgoing], *, until: datetime, why: str = "") -> None:
    """Give back what was not tried, or was surely not taken; that counts for nothing."""
    for row in mails:
        _write(
            row,
            state=Outgoing.DOUBTFUL if row.was_doubtful else Outgoing.WAITING,
            was_doubtful=row.was_doubtful,
            not_before=until,
            attempts=max(row.attempts - 1, 0),
            last_error=(why or row.last_error)[:300],
        )


def _write(row: Outgoing, **values: object) -> None:
    try:
        finish([row], **values)
    except LeaseLost:
        log.warning("mail %s was taken over by another worker", row.pk)
