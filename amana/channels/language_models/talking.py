"""Talking to a language model: one question, one answer, in the chat completions of OpenAI and all that speak so."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from http.client import HTTPException
from threading import BoundedSemaphore
from time import monotonic
from typing import Any
from urllib.parse import SplitResult, urlsplit

from django.utils.translation import gettext as _

from amana.channels.asking import NoAnswer, check_url
from amana.channels.email.errors import MailTrouble
from amana.channels.email.explaining import explained
from amana.channels.email.keeping_secrets import unlock
from amana.channels.exchanging import Question, TooLong, exchange
from amana.channels.models import LanguageModel
from amana.channels.systems.reaching import Unreached, address_to_ask, client_at, port_of
from amana.wording.isolating import isolated

Message = Mapping[str, str]

# Seconds until the whole answer is here.
WHOLE = 30.0
LARGEST = 256 * 1024
DOOR = "/chat/completions"
# A page that waits for a model holds one of the few threads that serve everybody.
_TALKS = BoundedSemaphore(2)


class ModelTrouble(Exception):
    """A model could not be asked, or gave no answer; the text is a sentence for the reader and names no secret."""


def talk(model: LanguageModel, messages: Sequence[Message], *, seconds: float = WHOLE) -> str:
    """Send the messages and return the words of the answer, at most 256 KiB. Raises ModelTrouble.

    Encrypted except on this machine, through no proxy; follows no redirect, and ends after `seconds` whatever happens.
    Whether it may be asked is for the caller to know.
    """
    key = _key_of(model)
    if not _TALKS.acquire(blocking=False):
        raise ModelTrouble(_("The model is being asked by others. Try again in a moment."))
    try:
        status, body = _post(model.url, {"model": model.model, "messages": list(messages)}, key=key, seconds=seconds)
    except NoAnswer as error:
        raise ModelTrouble(_("Only addresses that begin with https are asked.")) from error
    except Unreached as error:
        raise ModelTrouble(_at(model, _("No connection to it came about."))) from error
    except TooLong as error:
        raise ModelTrouble(_at(model, _("Its answer is too long."))) from error
    except (OSError, HTTPException, ValueError) as error:
        raise ModelTrouble(_at(model, explained(error))) from error
    finally:
        _TALKS.release()
    if status != 200:
        raise ModelTrouble(_at(model, _meaning_of(status)))
    return _words_in(body, model)


def _key_of(model: LanguageModel) -> str:
    try:
        return unlock(model.secret).get("key", "")
    except MailTrouble as error:
        raise ModelTrouble(_("The stored key cannot be opened. Enter it again.")) from error


def _post(url: str, content: Mapping[str, Any], *, key: str, seconds: float) -> tuple[int, bytes]:
    check_url(url)
    parts = urlsplit(url)
    ends = monotonic() + seconds
    headers = {"Content-Type": "application/json", "Accept": "application/json", "Connection": "close"}
    if key:
        headers["Authorization"] = f"Bearer {key}"
    question = Question("POST", _door(parts), headers, json.dumps(content, ensure_ascii=False).encode())
    # A model may stand in the house, where a manager said so; what no server of ours may ask is not asked even then.
    address = address_to_ask(parts.hostname or "", port_of(parts), allows_private=True)
    client = client_at(parts, address)
    client.sock.settimeout(seconds)  # it thinks before its first word
    answer, body = exchange(client, question, ends=ends, most=LARGEST)
    return answer.status, body


def _door(parts: SplitResult) -> str:
    path = parts.path.rstrip("/")
    path = path if path.endswith(DOOR) else f"{path}{DOOR}"
    return f"{path}?{parts.query}" if parts.query else path


def _meaning_of(status: int) -> str:
    if status in {401, 403}:
        return _("It refuses the key (%(status)s).") % {"status": status}
    if status == 404:
        return _("There is no such model, or no model at this address (%(status)s).") % {"status": status}
    if status == 429:
        return _("It was asked too often, or what was paid for is used up (%(status)s).") % {"status": status}
    if 300 <= status < 400:
        return _("It sends us to another address, and we do not follow (%(status)s).") % {"status": status}
    if status >= 500:
        return _("It is in trouble itself (%(status)s). Try again later.") % {"status": status}
    return _("It refuses the question (%(status)s).") % {"status": status}


def _words_in(body: bytes, model: LanguageModel) -> str:
    """The words of the first choice in an answer (chat completions)."""
    try:
        words = json.loads(body)["choices"][0]["message"]["content"]
    except (ValueError, LookupError, TypeError, RecursionError) as error:
        raise ModelTrouble(_at(model, _("Its answer cannot be understood."))) from error
    if not isinstance(words, str):
        raise ModelTrouble(_at(model, _("Its answer cannot be understood.")))
    return words


def _at(model: LanguageModel, why: str) -> str:
    return _("%(host)s gave no suggestions. %(why)s") % {"host": isolated(model.host), "why": why}
