"""Committing what several conversations brought at the same moment together, and answering each only afterwards."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from django.db import InterfaceError, OperationalError, close_old_connections, connection
from django.utils import timezone

from amana.kit.crashing import point
from amana.post.accepting import Came, accept_all

log = logging.getLogger(__name__)

MOST, MOST_BYTES = 50, 8 * 1024 * 1024
Waiting = tuple[Came, "asyncio.Future[bool]"]
Result = TypeVar("Result")


class Committer:
    """One thread that writes; while it commits, the next group gathers.

    `prepare` is called in that thread before anything else.
    """

    def __init__(self, prepare: Callable[[], None] = lambda: None) -> None:
        self._waiting: asyncio.Queue[Waiting] = asyncio.Queue()
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="door", initializer=prepare)

    async def take(self, came: Came) -> bool:
        """Return True once the message is committed, False when it could not be stored."""
        stored: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._waiting.put_nowait((came, stored))
        return await stored

    async def write(self, work: Callable[[], Result]) -> Result:
        """Do other work with the database in the thread that writes."""
        return await asyncio.get_running_loop().run_in_executor(self._writer, _fresh, work)

    async def go_on(self) -> None:
        """Commit group after group until cancelled."""
        while True:
            group = [await self._waiting.get()]
            size = len(group[0][0].raw)
            while len(group) < MOST and size < MOST_BYTES and not self._waiting.empty():
                group.append(self._waiting.get_nowait())
                size += len(group[-1][0].raw)
            await self._commit(group)

    async def _commit(self, group: list[Waiting]) -> None:
        try:
            await self.write(lambda: _store([came for came, _ in group]))
            is_stored = True
        except (OperationalError, InterfaceError, OSError) as error:
            log.error("the door cannot store: %s", error)
            is_stored = False
        except Exception:  # whatever it is, the other server must hear that it keeps its message
            log.exception("a group of %d was not stored", len(group))
            if len(group) > 1:
                # One that cannot be stored must not send the others away.
                for one in group:
                    await self._commit([one])
                return
            is_stored = False
        for _, future in group:
            if not future.done():
                future.set_result(is_stored)

    def close(self) -> None:
        """End the thread and its connection to the database, after the work it has in hand."""
        self._writer.submit(_let_go)
        self._writer.shutdown()


def _store(messages: list[Came]) -> None:
    accept_all(messages, at=timezone.now())
    point("I5")


def _fresh(work: Callable[[], Result]) -> Result:
    if not connection.in_atomic_block:
        close_old_connections()
    return work()


def _let_go() -> None:
    if not connection.in_atomic_block:
        connection.close()
