"""Finding the messengers there are: each is a folder beside this one that holds the five files."""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.util import find_spec

import amana.channels
from amana.channels.messaging.words import Field, File, Going, Known, Limits, Line, Media, Pushed, Read

FIVE = ("setting_up", "proving", "reading", "sending", "shaping")


@dataclass(frozen=True)
class Channel:
    """One messenger: what its five files say and do."""

    name: str
    # setting_up
    title: str
    url: str
    fields: Sequence[Field]
    check: Callable[[Line], Known]
    # proving
    proves: Callable[[Pushed, Line], bool]
    greets: Callable[[Pushed, Line], str | None]
    # reading
    read: Callable[[bytes, Line], Read]
    # sending
    send: Callable[[Going, Line], str]
    fetch: Callable[[Media, Line], File]
    introduce: Callable[[str, Line], str] | None  # only where a push does not say what people are called
    # shaping
    limits: Limits


@cache
def channels() -> dict[str, Channel]:
    """Return every messenger by the name of its folder, in the order of their names."""
    folders = sorted(one.name for one in pkgutil.iter_modules(amana.channels.__path__) if one.ispkg)
    return {name: _channel(name) for name in folders if _is_one(name)}


def _is_one(name: str) -> bool:
    return all(find_spec(f"amana.channels.{name}.{file}") is not None for file in FIVE)


def _channel(name: str) -> Channel:
    setting_up, proving, reading, sending, shaping = (import_module(f"amana.channels.{name}.{file}") for file in FIVE)
    return Channel(
        name, setting_up.TITLE, setting_up.URL, setting_up.FIELDS, setting_up.check, proving.proves, proving.greets,
        reading.read, sending.send, sending.fetch, getattr(sending, "introduce", None), shaping.LIMITS,
    )  # fmt: skip
