"""What becomes of a delivery once an answer is here: done, tried again later, given up, or its server is told no more."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction

from amana.channels.models import Delivery, WebHook
from amana.channels.web_hooks.posting import Answer, asked_to_wait
from amana.channels.web_hooks.setting_up import give_up
from amana.record.reading import entry as read_entry

# After each failure it waits for so long, then it is given up; all of it takes 75 hours and 35 minutes.
WAITS = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
# A server that nothing reached for so long is told no more.
PATIENCE = timedelta(days=3)
LONGEST_WAIT = timedelta(hours=24)  # that a server can ask for
LONGEST_REST = timedelta(minutes=5)
GONE = 410
# It is not this message's fault: the server rests for a while before it is told anything else.
_TROUBLE = {408, 425, 429}

Turned = Callable[[WebHook, datetime], object]


@transaction.atomic
def settle(row: Delivery, answer: Answer, *, at: datetime, on_off: Turned) -> bool:
    """Write down what came of a claimed delivery; return False where another worker took it over since.

    `on_off` is called, in the same transaction, when its server is told no more by that.
    """
    is_done = answer.status is not None and 200 <= answer.status < 300
    changed: dict[str, object] = {"tried_at": at, "status": answer.status, "answer": ""}
    wait = timedelta()
    if is_done:
        changed["state"] = Delivery.DONE
    elif answer.status == GONE or row.attempts > len(WAITS):
        changed["state"] = Delivery.DEAD
    else:
        wait = min(asked_to_wait(answer, at=at), LONGEST_WAIT)
        changed["not_before"] = at + max(WAITS[row.attempts - 1], wait)
    # The server's row before the message's, as whoever changes or removes it takes them.
    hooks = WebHook.objects.select_for_update(of=("self",)).select_related("brand", "set_by__account")
    hook = hooks.filter(pk=row.hook_id).first()
    mine = Delivery.objects.filter(pk=row.pk, fence=row.fence, lease_owner=row.lease_owner, state=Delivery.WAITING)
    if not mine.update(lease_owner="", lease_until=None, **changed):
        return False
    # Looked at while the row is held, so that whoever erases comes either before this or after it.
    if kept := _kept(row, answer):
        Delivery.objects.filter(pk=row.pk).update(answer=kept)
    if hook is not None:
        _note(hook, answer, is_done=is_done, wait=wait, at=at, on_off=on_off)
    return True


def _kept(row: Delivery, answer: Answer) -> str:
    """Return the words of an answer; nothing where what was told was erased meanwhile, which it may have said back."""
    if row.entry is None or not answer.text:
        return answer.text
    told = read_entry(row.entry, side="company")
    return answer.text if told is not None and told.content is not None else ""


def _note(hook: WebHook, answer: Answer, *, is_done: bool, wait: timedelta, at: datetime, on_off: Turned) -> None:
    """Keep how telling this server goes, and turn it off when it is gone or was silent for too long."""
    hook.tried_at, hook.took = at, min(answer.took, 2**31 - 1)
    if is_done:
        hook.failures, hook.failing_since, hook.rests_until = 0, None, None
    else:
        hook.failures, hook.failing_since = hook.failures + 1, hook.failing_since or at
        if answer.status is None or answer.status >= 500 or answer.status in _TROUBLE:
            rest = min(WAITS[0] * 2 ** min(hook.failures - 1, 10), LONGEST_REST)
            hook.rests_until = at + max(rest, wait)
    why = _why_off(hook, answer, at)
    if why and hook.is_on:
        hook.is_on, hook.off_why, hook.off_at = False, why, at
    hook.save(
        update_fields=[
            "tried_at", "took", "failures", "failing_since", "rests_until", "is_on", "off_why", "off_at"
        ]
    )  # fmt: skip
    if why and hook.off_at == at:
        give_up(hook)
        on_off(hook, at)


def _why_off(hook: WebHook, answer: Answer, at: datetime) -> str:
    if answer.status == GONE:
        return WebHook.GONE
    is_over = hook.failing_since is not None and at - hook.failing_since >= PATIENCE
    return WebHook.SILENT if is_over else ""
