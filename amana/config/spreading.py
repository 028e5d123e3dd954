"""Spreading work that workers share through the database over several processes, or over the workers of a Dask cluster."""

from __future__ import annotations

import os
from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec
from multiprocessing import get_context
from typing import Any, Protocol

from amana.cases.errors import Refused


class Working(Protocol):
    """Work that goes on elsewhere."""

    def is_alive(self) -> bool:
        """Whether any of it is still going on."""

    def join(self) -> None:
        """Wait for all of it; raises what a worker of a cluster raised."""


def spread(work: str, *arguments: str, processes: int) -> Working:
    """Begin `work` in several processes: it takes parts of what is to be done from the database until none is left.

    `work` is the dotted name of a function, called with `arguments` and `worker=`, a name that no other has. The processes
    are of the Dask cluster that AMANA_DASK_SCHEDULER names, whose workers need the same settings and the same database,
    or else of this machine. Raises Refused when a cluster is named and its package is not installed.
    """
    from django.conf import settings

    address: str = settings.DASK_SCHEDULER
    return _on_dask(work, arguments, address, processes) if address else Processes(work, arguments, processes)


def is_spread(processes: int) -> bool:
    """Whether so many processes, or the cluster the settings name, are more than this process alone."""
    from django.conf import settings

    return processes > 1 or bool(settings.DASK_SCHEDULER)


def work_in_process(work: str, arguments: Sequence[str], worker: str) -> object:
    """Do the work in a process that was started for it, here or on another machine; return what it returns."""
    import django
    from django.apps import apps
    from django.db import connections

    if not apps.ready:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "amana.config.settings")
        django.setup()
    room, _dot, name = work.rpartition(".")
    try:
        return getattr(import_module(room), name)(*arguments, worker=worker)
    finally:
        connections.close_all()


class Processes:
    """Processes of this machine."""

    def __init__(self, work: str, arguments: Sequence[str], count: int) -> None:
        from django.db import connections

        from amana.post.leasing import me

        # A connection is not shared between processes.
        connections.close_all()
        context = get_context("spawn")
        self._all = [
            context.Process(target=work_in_process, args=(work, arguments, f"{me()}+{number}"), daemon=True)
            for number in range(count)
        ]
        for one in self._all:
            one.start()

    def is_alive(self) -> bool:
        """Whether any process is still at work."""
        return any(one.is_alive() for one in self._all)

    def join(self) -> None:
        """Wait for all of them. Raises Refused when none of them came to a good end; why stands in what they printed."""
        for one in self._all:
            one.join()
        if all(one.exitcode for one in self._all):
            raise Refused("no process came to a good end")


class OnCluster:
    """Tasks of a Dask cluster, one for each of its workers."""

    def __init__(self, client: Any, tasks: list[Any]) -> None:  # Any: a package that need not be there
        self._client, self._tasks = client, tasks

    def is_alive(self) -> bool:
        """Whether any task has not come to its end."""
        return not all(task.done() for task in self._tasks)

    def join(self) -> None:
        """Wait for all of them; raises what one of them raised."""
        self._client.gather(self._tasks)
        self._client.close()


def _on_dask(work: str, arguments: Sequence[str], address: str, processes: int) -> OnCluster:
    client = client_of(address)
    # One for each worker, wherever it is; where none is known yet, as many as were asked for, for those to come.
    names = sorted(client.scheduler_info(n_workers=-1)["workers"]) or [None] * processes
    tasks = [
        client.submit(
            work_in_process, work, arguments, f"dask:{number}", pure=False, workers=[name] if name else None, retries=0
        )
        for number, name in enumerate(names)
    ]
    return OnCluster(client, tasks)


def client_of(address: str) -> Any:  # Any: a package that need not be there
    """Return a client of the Dask cluster at this address. Raises Refused when the package is not installed."""
    if find_spec("distributed") is None:
        raise Refused(
            "AMANA_DASK_SCHEDULER is set, and the package distributed is not installed: pip install amana[dask]"
        )
    return import_module("distributed").Client(address)
