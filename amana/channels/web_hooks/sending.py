"""Sending what is to be told: the database is asked in one thread, the servers in others, so that none waits for a slow one."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from datetime import datetime
from uuid import UUID

from amana.cases.models import Case
from amana.channels.email.errors import MailTrouble
from amana.channels.models import Delivery, WebHook
from amana.channels.web_hooks.choosing import may_be_told
from amana.channels.web_hooks.claiming import claim, is_quick
from amana.channels.web_hooks.keeping import secrets_in
from amana.channels.web_hooks.posting import Answer, Letter, post
from amana.channels.web_hooks.settling import Turned, settle
from amana.channels.web_hooks.shaping import told, told_for_test
from amana.channels.web_hooks.signing import signed_headers
from amana.kit.crashing import point
from amana.record.reading import Read
from amana.record.reading import entries as read_entries

log = logging.getLogger(__name__)

# How many servers are talked to at once; half of the places are for those that answered quickly when they were asked last.
PLACES = 12
# Seconds until a look at what has come back meanwhile, and at an empty table.
SOON, PAUSE = 0.1, 1.0
NO_SECRET = "secret"

Post = Callable[[Letter], Answer]


class Sending:
    """What is under way from this process. Its step is called by one thread, again and again."""

    def __init__(self, *, worker: str, on_off: Turned, post: Post = post) -> None:
        self._worker, self._on_off, self._post = worker, on_off, post
        self._places = ThreadPoolExecutor(PLACES, thread_name_prefix="web-hook")
        self._under_way: dict[Future[Answer], tuple[Delivery, bool]] = {}

    def step(self, *, at: datetime) -> float:
        """Write down what has come back, begin what is due; return the seconds until the next step."""
        self._collect(at)
        self._begin(at)
        if not self._under_way:
            return PAUSE
        wait(self._under_way, timeout=SOON, return_when=FIRST_COMPLETED)
        return 0.0

    @property
    def is_busy(self) -> bool:
        return bool(self._under_way)

    def collect(self, *, at: datetime) -> None:
        """Wait for whatever is under way, and write down what came back; begin nothing."""
        wait(self._under_way)
        self._collect(at)

    def close(self) -> None:
        """Let what is under way end by itself: what nobody writes down is sent again after its lease."""
        self._places.shutdown(wait=False, cancel_futures=True)

    def _collect(self, at: datetime) -> None:
        for future in [one for one in self._under_way if one.done()]:
            row, _quick = self._under_way[future]
            point("H3")
            if not settle(row, future.result(), at=at, on_off=self._on_off):
                log.warning("delivery %s was taken over by another worker", row.pk)
            del self._under_way[future]

    def _begin(self, at: datetime) -> None:
        slow = sum(not is_quick for _row, is_quick in self._under_way.values())
        taken = claim(
            at=at,
            worker=self._worker,
            quick=PLACES - len(self._under_way),
            slow=min(PLACES // 2 - slow, PLACES - len(self._under_way)),
            under_way=Counter(row.hook_id for row, _quick in self._under_way.values()),
        )
        point("H1")
        for row, hook, letter in _letters(taken, at=at):
            if isinstance(letter, Letter):
                self._under_way[self._places.submit(self._post, letter)] = (row, is_quick(hook))
            elif letter:
                settle(row, Answer(None, letter, 0), at=at, on_off=self._on_off)
            else:
                _leave(row, at)
        point("H2")


def _letters(
    taken: Sequence[tuple[Delivery, WebHook]], *, at: datetime
) -> list[tuple[Delivery, WebHook, Letter | str]]:
    """Return what is posted for each; the reason in one word where nothing can be, empty where nothing is left to tell."""
    said = read_entries([row.entry for row, _hook in taken if row.entry], side="company") if taken else {}
    cases = Case.objects.in_bulk({one.book for one in said.values()}) if said else {}
    return [(row, hook, _letter(row, hook, said, cases, at=at)) for row, hook in taken]


def _letter(
    row: Delivery, hook: WebHook, said: dict[UUID, Read], cases: dict[UUID, Case], *, at: datetime
) -> Letter | str:
    body = told_for_test(hook.pk, at=row.made_at) if row.entry is None else _told(row.entry, hook, said, cases)
    if body is None:
        return ""
    try:
        secrets = secrets_in(hook.secret, hook.earlier_until, at=at)
    except MailTrouble:
        secrets = []
    if not secrets:
        return NO_SECRET
    headers = signed_headers(secrets, message_id=row.message_id, at=at, body=body)
    return Letter(hook.url, hook.allows_private, headers, body)


def _told(key: UUID, hook: WebHook, said: dict[UUID, Read], cases: dict[UUID, Case]) -> bytes | None:
    """Return what is said of an entry; None where its words are gone, or this server may not read them (any more)."""
    entry = said.get(key)
    case = cases.get(entry.book) if entry is not None else None
    if entry is None or entry.content is None or case is None or case.is_own or case.brand_id != hook.brand_id:
        return None
    return told(entry, case) if may_be_told(entry.audience, tells_company=hook.tells_company) else None


def _leave(row: Delivery, at: datetime) -> None:
    mine = Delivery.objects.filter(pk=row.pk, fence=row.fence, lease_owner=row.lease_owner)
    mine.update(state=Delivery.EMPTY, tried_at=at, lease_owner="", lease_until=None)
