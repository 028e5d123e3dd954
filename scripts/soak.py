"""Run the whole product for some minutes while faults happen to it, then look whether what must always hold holds."""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import tempfile
import time
from collections import Counter
from importlib import import_module
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "amana.config.settings")
sys.path[:0] = [str(ROOT), str(ROOT / "scripts")]

from soak_plan import Fault, counted, plan  # noqa: E402  # the folder is on the path from here
from soak_world import Product, World  # noqa: E402  # the folder is on the path from here

# The suite's own servers, processes and checks; what is only for tests carries no types.
peers = import_module("amana.channels.email.tests.peers")
processes = import_module("tests.faults.conftest")
told = import_module("tests.faults.outside")

EVERY = 0.5  # seconds between two looks
HURRY = 4.0  # seconds after which nobody waits for the next try of a server that was away
WAIT_AT_END = 60.0


def main() -> int:
    """Return 0 when nothing was lost and nothing doubled unmarked, else 1."""
    parser = argparse.ArgumentParser(prog="bin/soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=20.0, help="how long faults happen (default: 20)")
    parser.add_argument(
        "--seed", type=int, default=None, help="of an earlier run, for the same faults in the same order"
    )
    options = parser.parse_args()
    seed = random.SystemRandom().randrange(10**6) if options.seed is None else options.seed
    print(f"seed {seed}, {options.minutes:g} minutes", flush=True)
    smtp_peer = peers.SmtpPeer(offers=["SIZE 10000000", "8BITMIME"])
    with tempfile.TemporaryDirectory(prefix="amana-soak-") as scratch, peers.ImapPeer() as imap, smtp_peer as smtp:
        return soak(Path(scratch), imap, smtp, seed=seed, seconds=options.minutes * 60)


def soak(scratch: Path, imap: Any, smtp: Any, *, seed: int, seconds: float) -> int:
    made = processes.Installation(scratch / "data")
    made.folder.mkdir()
    made.many = processes.Many(made, scratch / "errors")
    made.run("prepare")
    made.run("hurry", imap=imap.port)
    world = World(imap, smtp, Product(made.folder, smtp=smtp.port))
    faults = plan(seed, seconds)
    try:
        _wait_for_web(world)
        _live_through(world, made, faults, seconds)
        _come_to_rest(world, made)
    finally:
        world.product.end()
    said = made.run("finish", "counts", imap=imap.port, smtp=smtp.port, outside=lambda: _seen(world))
    made.many.end()
    return _report(world, counted(faults), said)


def _wait_for_web(world: World) -> None:
    end = time.monotonic() + 120
    while world.product.ask() != "200":
        if time.monotonic() > end:
            raise SystemExit("amana up did not begin to answer")
        time.sleep(EVERY)


def _live_through(world: World, made: Any, faults: list[Fault], seconds: float) -> None:
    chance = random.Random(len(faults))  # how much is written is no secret
    began, left, hurried = time.monotonic(), list(faults), 0.0
    while (now := time.monotonic() - began) < seconds:
        while left and left[0].begins <= now:
            world.begin(left.pop(0))
        world.end_those_before(now)
        if chance.random() < 0.6:
            world.write()
        world.door.hand_in()
        world.pages[world.product.ask()] += 1
        if now - hurried > HURRY:
            hurried = now
            made.attempt("hurry", imap=world.imap.port)
        time.sleep(EVERY)
    world.end_those_before(float("inf"))


def _come_to_rest(world: World, made: Any) -> None:
    """Faults are over: all mail at the door is handed in, and the workers may go on for a while."""
    end = time.monotonic() + WAIT_AT_END
    while time.monotonic() < end:
        made.attempt("hurry", imap=world.imap.port)
        world.door.hand_in()
        if not world.door.waiting and time.monotonic() > end - WAIT_AT_END + 10:
            break
        time.sleep(EVERY)


def _seen(world: World) -> dict[str, Any]:
    """What the servers saw; what our door answered for must be here, as must what the mailbox gave out."""
    found: dict[str, Any] = told.outside(world.imap, world.smtp)
    return found | {"shown": found["shown"] + [one.hex() for one in world.door.taken]}


def _report(world: World, faults: dict[str, int], said: dict[str, Any]) -> int:
    counts, wrong = said["counts"], said["finish"]
    doubled = sum(count - 1 for count in Counter(told.outside(smtp=world.smtp)["taken"]).values())
    figures = {
        "mails tried": world.tried,
        "stored": counts["raw"],
        "cases": counts["cases"],
        "faults injected": sum(faults.values()),
        "mails sent": counts["sent"],
        "taken by the other server": len(world.smtp.taken),
        "lost": sum(one.startswith("V1") for one in wrong)
        + len(world.door.waiting)
        + max(0, world.tried - counts["raw"]),
        "doubled inside": sum(one.startswith("V2") for one in wrong),
        "doubled outward, each marked": doubled,
        "doubled outward, not marked": sum("taken twice and not marked" in one for one in wrong),
        "marked as perhaps doubled": len(counts["doubtful"]),
        "pages": dict(world.pages),
    }
    for name, value in figures.items():
        print(f"{name:32} {json.dumps(value)}")
    print("faults: " + ", ".join(f"{count} {kind}" for kind, count in faults.items()))
    for one in wrong:
        print(one)
    print("Nothing was lost: V1 to V8 hold." if not wrong and not figures["lost"] else "NOT ALL HOLDS.")
    return 1 if wrong or figures["lost"] else 0


if __name__ == "__main__":
    raise SystemExit(main())
