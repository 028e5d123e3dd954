from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from importlib.util import find_spec

import pytest
from django.core.management import CommandError, call_command

from amana.cases.errors import Refused
from amana.config import spreading
from amana.handling.opening import open_case
from amana.insight.models import Asked, Member
from amana.readings.models import READER_VERSION, Reading
from amana.team.viewing import at_the_desk
from tests.cast import customer

TEXTS = [
    "Where is my refund?",
    "When do I get my refund?",
    "מתי אקבל את ההחזר?",
    "I forgot my password.",
    "أين المبلغ؟",
]
FILL = """
import django; django.setup()
from django.utils import timezone
from amana.handling.opening import open_case
from amana.people.recognising import recognise
from amana.team.viewing import at_the_desk
from tests.filling import desk
at = timezone.now()
brand, (agent, *_others) = desk(at=at)
for number in range(9):
    person = recognise(f"c{number}@customer.example", name=f"C {number}", language="en", at=at)
    open_case(person, brand, subject="", text=f"Where is my refund of {number} dollars?", by=at_the_desk(agent), at=at)
"""


class StandIn:
    """Answers as a Dask client does that has two workers, in what the product asks of one."""

    def __init__(self, _address: str) -> None:
        self.pools = {name: ThreadPoolExecutor(1) for name in ("tcp://one", "tcp://two")}
        self.asked: list[str] = []

    def scheduler_info(self, n_workers: int) -> dict[str, object]:
        return {"workers": dict.fromkeys(self.pools) if n_workers == -1 else {}}

    def submit(self, work, *arguments, workers, pure, retries):
        assert not pure and not retries and work.__module__ == "amana.config.spreading"
        self.asked += workers
        return self.pools[workers[0]].submit(work, *arguments)

    def gather(self, tasks):
        return [task.result(60) for task in tasks]

    def close(self) -> None:
        assert self.asked == ["tcp://one", "tcp://two"]
        for pool in self.pools.values():
            pool.shutdown()


@contextmanager
def stand_in(monkeypatch) -> Iterator[str]:
    monkeypatch.setattr(spreading, "client_of", StandIn)
    yield "tcp://nowhere:8786"


@contextmanager
def dask(_monkeypatch) -> Iterator[str]:
    import distributed

    with distributed.LocalCluster(
        n_workers=2,
        threads_per_worker=1,
        processes=False,
        host="127.0.0.1",
        protocol="tcp",
        dashboard_address=None,
    ) as cluster:
        yield cluster.scheduler_address


# The extra is in no lock file: where it is installed, what is asked of the stand-in is asked of a real cluster too.
CLUSTERS = [stand_in, dask] if find_spec("distributed") else [stand_in]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("cluster", CLUSTERS)
def test_history_is_read_and_grouped_anew_on_a_cluster(cluster, brand, dana, now, settings, monkeypatch, capsys):
    monkeypatch.setattr("amana.readings.going_on.MANY", 2)
    for number, text in enumerate(TEXTS):
        person = customer(f"Customer {number}", f"c{number}@customer.example", "en")
        open_case(person, brand, subject="", text=text, by=at_the_desk(dana), at=now)
    with cluster(monkeypatch) as settings.DASK_SCHEDULER:
        call_command("reread", "--json")
        call_command("insight", "rebuild", "--json")
    said, grouped = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert said["read"] == said["of"] == Reading.objects.filter(version=READER_VERSION).count() > len(TEXTS) - 1
    assert grouped["groups"] > 0 and Member.objects.count() == Asked.objects.count() == len(TEXTS)
    call_command("insight", "rebuild", "--check")


@pytest.mark.slow
@pytest.mark.sqlite
def test_two_processes_share_both_works(tmp_path):
    def amana(*words: str) -> dict[str, object]:
        done = run("-m", "amana", *words, "--json")
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout or "{}")

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("AMANA_")}
        environment |= {"AMANA_DATA": str(tmp_path), "DJANGO_SETTINGS_MODULE": "amana.config.settings"}
        return subprocess.run([sys.executable, *words], env=environment, capture_output=True, text=True, check=False)

    for words in (("-m", "amana", "migrate"), ("-c", FILL)):
        done = run(*words)
        assert done.returncode == 0, done.stderr
    said = amana("reread", "--processes", "2")
    assert said["read"] == said["of"] == said["queued"] and said["of"] and said["failed"] == said["stopped"] == 0
    assert amana("insight", "rebuild", "--processes", "2")["groups"] == 1
    assert amana("insight", "rebuild", "--check")["differences"] == []


def test_without_the_package_of_a_cluster_it_says_what_to_install(settings, monkeypatch):
    settings.DASK_SCHEDULER = "tcp://nowhere:8786"
    monkeypatch.setattr(spreading, "find_spec", lambda _name: None)
    with pytest.raises(Refused, match="not installed"):
        spreading.spread("amana.readings.going_on.read_until_done", processes=2)


@pytest.mark.django_db
@pytest.mark.parametrize("command", [("reread",), ("insight", "rebuild")])
def test_less_than_one_process_does_nothing(command, brand):
    with pytest.raises(CommandError, match="from 1 on"):
        call_command(*command, "--processes", "0")
