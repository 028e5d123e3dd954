"""Reads settings from the environment and stops at start-up on a value that cannot be meant."""

from __future__ import annotations

import json
import os
import shlex
from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured


def text(name: str, default: str = "") -> str:
    """Return the variable's value without surrounding space; an empty one counts as absent."""
    return os.environ.get(name, "").strip() or default


def flag(name: str, default: bool) -> bool:
    """Return a yes or no. Raises ImproperlyConfigured for any other word."""
    value = text(name, "yes" if default else "no").lower()
    if value in {"1", "yes", "true", "on"}:
        return True
    if value in {"0", "no", "false", "off"}:
        return False
    raise ImproperlyConfigured(f"{name} is {value!r}; write yes or no")


def whole(name: str, default: int, *, least: int = 0, most: int | None = None) -> int:
    """Return a whole number within the stated bounds. Raises ImproperlyConfigured otherwise."""
    value = text(name, str(default))
    try:
        number = int(value)
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} is {value!r}; write a whole number") from error
    if number < least or (most is not None and number > most):
        bounds = f"{least} or more" if most is None else f"{least} to {most}"
        raise ImproperlyConfigured(f"{name} is {number}; it must be {bounds}")
    return number


def hours(name: str, default: float) -> timedelta:
    """Return a duration written as a number of hours, which may be fractional but not negative."""
    value = text(name, str(default))
    try:
        number = float(value)
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} is {value!r}; write a number of hours") from error
    if not 0 <= number <= 24 * 366:
        raise ImproperlyConfigured(f"{name} is {value!r}; write hours between 0 and one year")
    return timedelta(hours=number)


def words(name: str) -> list[str]:
    """Return a program and its arguments as a shell would part them; no shell reads it. Raises ImproperlyConfigured."""
    try:
        return shlex.split(text(name))
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} has a quotation mark that does not end") from error


def listing(name: str) -> list[str]:
    """Return the comma-separated words of the variable."""
    return [word.strip() for word in text(name, "").split(",") if word.strip()]


def networks(name: str, default: str = "") -> list[str]:
    """Return comma-separated addresses and networks. Raises ImproperlyConfigured for what is neither."""
    found = [word.strip() for word in text(name, default).split(",") if word.strip()]
    for word in found:
        try:
            ip_network(word, strict=False)
        except ValueError as error:
            raise ImproperlyConfigured(f"{name} names {word!r}; write addresses or networks") from error
    return found


def table(name: str) -> dict[str, object]:
    """Return one JSON object, empty when the variable is absent. Raises ImproperlyConfigured for anything else."""
    try:
        value = json.loads(text(name, "{}"))
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} is not JSON; write one object, such as {{}}") from error
    if not isinstance(value, dict):
        raise ImproperlyConfigured(f"{name} must be one JSON object, such as {{}}")
    return value


def database(name: str, folder: Path) -> dict[str, object]:
    """Return Django's description of the database at the URL, SQLite in `folder` when there is none.

    PostgreSQL is written postgresql://user:password@host:port/name?host=/socket/folder.
    Raises ImproperlyConfigured for a scheme Amana does not run on.
    """
    return described(text(name), folder, name=name)


def described(url: str, folder: Path, *, name: str) -> dict[str, object]:
    """Return Django's description of the database at a URL, as `database` does; `name` is where the URL was written."""
    if not url:
        return sqlite(folder / "amana.sqlite3")
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return sqlite(Path(unquote(parts.path)))
    if parts.scheme not in {"postgresql", "postgres"}:
        raise ImproperlyConfigured(f"{name} begins with {parts.scheme!r}; Amana runs on sqlite or postgresql")
    asked = dict(pair.partition("=")[::2] for pair in parts.query.split("&") if pair)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or "amana",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(asked.get("host", parts.hostname or "")),
        "PORT": asked.get("port", str(parts.port or "")),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        # PostgreSQL reckons with a turning disk unless told otherwise, and then reads lists whole that an index would give.
        "OPTIONS": {"options": "-c random_page_cost=1.1"},
    }


def sqlite(path: Path) -> dict[str, object]:
    """Return SQLite as a store that loses nothing: WAL with every commit synced, writers in turn."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            # FULL, not NORMAL: in WAL mode NORMAL may lose an acknowledged commit when the power goes.
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
            "PRAGMA journal_size_limit=67108864; PRAGMA cache_size=-16000; PRAGMA secure_delete=ON;",
        },
    }
