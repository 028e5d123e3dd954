"""Spreading a regrouping over several processes: of this machine, or of a Dask cluster that shares the database."""

from __future__ import annotations

import os
import time
from importlib import import_module
from importlib.util import find_spec
from multiprocessing import get_context
from typing import Any
from uuid import UUID

from amana.cases.errors import Refused

# Seconds until a worker looks again whether a part is free, while others are at work.
PAUSE = 0.2


def work_in_process(key: str, worker: str = "") -> int:
    """As `work_until_done`, in a process that was started for it, here or on another machine."""
    import django
    from django.apps import apps
    from django.db import connections

    if not apps.ready:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "amana.config.settings")
        django.setup()
    try:
        return work_until_done(key, worker)
    finally:
        connections.close_all()


def work_until_done(key: str, worker: str = "") -> int:
    """Do parts of a regrouping until nothing is left of it, or it was stopped; return how many."""
    from django.utils import timezone

    from amana.insight.models import Regrouping
    from amana.insight.recurring.regrouping.steering import work_some
    from amana.post.leasing import me

    done = 0
    waiting = Regrouping.objects.filter(pk=key, ended_at=None, stopped_at=None, error="")
    while waiting.exists():
        if work_some(worker=worker or me(), at=timezone.now(), only=UUID(key)):
            done += 1
        else:
            time.sleep(PAUSE)
    return done


def spread(key: UUID, *, processes: int) -> Any:
    """Let several processes do the parts of a regrouping; return something to wait for, with `join()`.

    They are of the Dask cluster that AMANA_DASK_SCHEDULER names, or else of this machine. Raises Refused when the cluster
    is named and its package is not installed.
    """
    from django.conf import settings

    address: str = settings.DASK_SCHEDULER
    return _on_dask(key, address, processes) if address else Processes(key, processes)


class Processes:
    """Processes of this machine."""

    def __init__(self, key: UUID, count: int) -> None:
        from django.db import connections

        # A connection is not shared between processes.
        connections.close_all()
        context = get_context("spawn")
        self._all = [context.Process(target=work_in_process, args=(str(key),), daemon=True) for _one in range(count)]
        for one in self._all:
            one.start()

    def is_alive(self) -> bool:
        return any(one.is_alive() for one in self._all)

    def join(self) -> None:
        for one in self._all:
            one.join()


class OnCluster:
    """Tasks of a Dask cluster, one for each of its workers."""

    def __init__(self, client: Any, tasks: list[Any]) -> None:  # Any: a package that need not be there
        self._client, self._tasks = client, tasks

    def is_alive(self) -> bool:
        return not all(task.done() for task in self._tasks)

    def join(self) -> None:
        self._client.gather(self._tasks)
        self._client.close()


def _on_dask(key: UUID, address: str, processes: int) -> OnCluster:
    if find_spec("distributed") is None:
        raise Refused(
            "AMANA_DASK_SCHEDULER is set, and the package distributed is not installed: pip install amana[dask]"
        )
    # Any: a package that need not be there.
    client: Any = import_module("distributed").Client(address)
    names = sorted(client.scheduler_info()["workers"]) or [None] * processes
    tasks = [
        client.submit(
            work_in_process, str(key), f"dask:{number}", pure=False, workers=[name] if name else None, retries=0
        )
        for number, name in enumerate(names)
    ]
    return OnCluster(client, tasks)
