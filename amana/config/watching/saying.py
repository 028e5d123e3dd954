"""How the log is written: a line or a JSON object for each record, with the number of the request and nothing personal."""

from __future__ import annotations

import json
import logging
import re
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime

from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest

from amana.config.watching.numbering import number, route_of

LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
# Whatever looks like a mail address; what servers answer often names one.
_ADDRESS = re.compile(r"[^\s@<>\"'(),:;=\[\]]+@[^\s@<>\"'(),;\[\]]+")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
MASKED = "…@…"


def configured(said: str) -> dict[str, object]:
    """Return the description of the log for AMANA_LOG: a level, `json`, or both. Raises ImproperlyConfigured."""
    words = [word.upper() for word in re.split(r"[\s,:]+", said) if word]
    levels = [word for word in words if word != "JSON"]
    if len(levels) > 1 or any(word not in LEVELS for word in levels):
        raise ImproperlyConfigured(f"AMANA_LOG is {said!r}; write DEBUG, INFO, WARNING or ERROR, json, or both")
    form = "json" if "JSON" in words else "line"
    module = "amana.config.watching.saying"
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": f"{module}.Line"}, "json": {"()": f"{module}.Json"}},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": form}},
        # Django brings handlers of its own for these; a record is said once, and by us.
        "loggers": {
            "django": {"handlers": [], "propagate": True},
            # At DEBUG it writes down every question to the database, with what was asked for.
            "django.db.backends": {"level": "INFO"},
        },
        "root": {"handlers": ["console"], "level": levels[0] if levels else "WARNING"},
    }


def discreet(record: logging.LogRecord) -> str:
    """Return the message of a record without addresses, links and control characters in it."""
    request = getattr(record, "request", None)
    arguments = record.args
    if isinstance(request, HttpRequest) and isinstance(arguments, tuple):
        arguments = tuple(route_of(request) if one == request.path else one for one in arguments)
    said = str(record.msg)
    if arguments:
        said = said % arguments
    return _ADDRESS.sub(MASKED, _CONTROL.sub(" ", said))


def where(error: BaseException) -> Iterator[str]:
    """Yield what went wrong and where, from the first cause on; not what the error says: it may quote anybody's words."""
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if cause is not None:
        yield from where(cause)
    yield f"{type(error).__module__}.{type(error).__qualname__}"
    for frame in traceback.extract_tb(error.__traceback__):
        yield f"  {frame.filename}:{frame.lineno} {frame.name}"


class Line(logging.Formatter):
    """For a person at a terminal."""

    def format(self, record: logging.LogRecord) -> str:
        at = f"{datetime.fromtimestamp(record.created, UTC):%Y-%m-%d %H:%M:%S}Z"
        head = f"{at} {record.levelname} {record.name}"
        line = f"{head}{f' [{number()}]' if number() else ''}: {discreet(record)}"
        error = record.exc_info[1] if record.exc_info else None
        return "\n".join([line, *where(error)]) if error else line


class Json(logging.Formatter):
    """For a machine: one object a line."""

    def format(self, record: logging.LogRecord) -> str:
        found: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "level": record.levelname,
            "logger": record.name,
            "message": discreet(record),
            "process": record.process,
        }
        if number():
            found["request"] = number()
        error = record.exc_info[1] if record.exc_info else None
        if error:
            found["error"] = list(where(error))
        return json.dumps(found, ensure_ascii=False)
