"""A case of Noa's, and a server that is told of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

import pytest

from amana.cases.models import Case
from amana.channels.models import WebHook
from amana.channels.web_hooks.sending import Sending
from amana.channels.web_hooks.setting_up import Made, Wanted, make
from amana.channels.web_hooks.tests.peer import Peer, listening
from amana.handling.opening import open_case
from amana.team.models import Agent, Brand
from amana.team.viewing import at_the_desk
from tests.cast import customer


@pytest.fixture(scope="module")
def _peer() -> Iterator[Peer]:
    with listening() as peer:
        yield peer


@pytest.fixture
def peer(_peer: Peer) -> Peer:
    _peer.status, _peer.headers, _peer.body, _peer.told = 200, {}, b"ok", []
    _peer.gate.set()
    return _peer


@pytest.fixture
def made(brand: Brand, yossi: Agent, peer: Peer, now: datetime) -> Made:
    """Yossi, a manager, has the server told of everything both sides read."""
    return make(brand, Wanted("Shop", peer.url, allows_private=True), by=yossi, at=now)


@pytest.fixture
def hook(made: Made) -> WebHook:
    return made.hook


@pytest.fixture
def case(brand: Brand, dana: Agent, now: datetime) -> Case:
    noa = customer("Noa Levi", "noa@levi.example", "en")
    return open_case(noa, brand, subject="Router dead", text="The router is dead.", by=at_the_desk(dana), at=now)


@pytest.fixture
def off() -> list[WebHook]:
    """The web hooks that were turned off by what their servers answered."""
    return []


@pytest.fixture
def send(off: list[WebHook]) -> Iterator[Callable[[datetime], None]]:
    """Send what is due at a moment, until nothing is, and write down what came back."""
    sending = Sending(worker="here", on_off=lambda hook, _at: off.append(hook))

    def step(at: datetime) -> None:
        sending.step(at=at)
        while sending.is_busy:
            sending.collect(at=at)
            sending.step(at=at)

    yield step
    sending.close()
