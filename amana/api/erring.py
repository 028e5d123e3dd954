"""What cannot be answered, in one shape for all of it: a problem (RFC 9457), with a sentence in the caller's language."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

MEDIA_TYPE = "application/problem+json"


class Problem(Exception):
    """A call that cannot be answered: the status, a word for programs, a sentence for people."""

    def __init__(
        self,
        status: int,
        code: str,
        sentence: str,
        *,
        fields: Sequence[Mapping[str, str]] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(sentence)
        self.status, self.code, self.sentence = status, code, sentence
        self.fields, self.headers = list(fields), dict(headers or {})


def answer_of(problem: Problem, request: HttpRequest) -> HttpResponse:
    """Return a problem as it leaves."""
    says: dict[str, Any] = {
        "type": f"urn:amana:problem:{problem.code}",
        "title": HTTPStatus(problem.status).phrase,
        "status": problem.status,
        "detail": problem.sentence,
        "instance": request.path,
        "code": problem.code,
    }
    if problem.fields:
        says["errors"] = problem.fields
    response = HttpResponse(json.dumps(says, ensure_ascii=False), content_type=MEDIA_TYPE, status=problem.status)
    response["Content-Language"] = get_language() or "en"
    for name, value in problem.headers.items():
        response[name] = value
    return response


def not_signed_in() -> Problem:
    """Say that nobody was recognised."""
    sentence = _("Send a token that is still good: Authorization: Bearer amana_…")
    return Problem(401, "unauthorized", sentence, headers={"WWW-Authenticate": 'Bearer realm="amana"'})


def not_allowed(scope: str) -> Problem:
    """Say that the token lacks a right."""
    sentence = _("This token may not do that. It would need “%(scope)s”.") % {"scope": scope}
    challenge = {"WWW-Authenticate": f'Bearer realm="amana", error="insufficient_scope", scope="{scope}"'}
    return Problem(403, "forbidden", sentence, headers=challenge)


def only_reads() -> Problem:
    """Say that an auditor changes nothing."""
    return Problem(403, "only_reads", _("You read here; nothing is changed by you."))


def not_found() -> Problem:
    """Say that there is nothing, or nothing they may see."""
    return Problem(404, "not_found", _("There is nothing here."))


def refused(sentence: str) -> Problem:
    """Say why a verb refuses, in its own sentence."""
    return Problem(409, "refused", sentence)


def not_understood(fields: Sequence[Mapping[str, str]], sentence: str = "") -> Problem:
    """Say which fields are not understood."""
    return Problem(422, "not_understood", sentence or _("Something in this call is not understood."), fields=fields)


def fields_of(errors: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
    """Return what is wrong with which field, as pydantic says it; never what was sent."""
    return [
        {"field": ".".join(str(part) for part in one.get("loc", ())), "code": str(one.get("type", "")),
         "detail": str(one.get("msg", ""))}
        for one in errors
    ]  # fmt: skip
