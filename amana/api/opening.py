"""The door of the API, and every resource behind it.

Adding a resource is one file in `resources/`: a `Room` with its operations, each a few lines that find through
`visible_to(viewer)` and call one verb of the rooms below, never a page of the desk. Every operation names the right it
asks of a token (`scope`), its own name, and the shape of what it gives; shapes that come in are closed (`shapes.Given`).
The room is then listed in `ROOMS`. What holds for all calls is done here, once: who calls, how often, what is
sent with which size, doing a write once, and errors of one shape. `python scripts/api_reference.py` writes
`openapi.json` and the page of the reference anew; a test compares them.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable
from functools import cache, wraps
from pathlib import Path
from typing import Any

from allauth.core.internal import ratelimit
from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.parser import Parser

from amana.api.calling import Bearer, Caller, caller_of
from amana.api.describing import PREFIX, WRITES, described
from amana.api.erring import Problem, answer_of, fields_of, not_found, not_signed_in, not_understood, refused
from amana.api.limiting import count
from amana.api.once import once
from amana.api.resources import ROOMS
from amana.api.tokens import note_use, token_of
from amana.cases.errors import Refused

LOG = logging.getLogger(__name__)
DESCRIPTION = Path(__file__).with_name("openapi.json")
# What one call may carry; lines that are brought in by the thousand come in several.
LARGEST_BODY = 2 * 2**20
_BEARER = re.compile(r"Bearer +(\S+)", re.IGNORECASE)
JSON, NDJSON = "application/json", "application/x-ndjson"


class Whole(Parser):
    """JSON that is whole and not nested without end."""

    def parse_body(self, request: HttpRequest) -> Any:  # Any: whatever was sent, checked by its shape afterwards
        try:
            return json.loads(request.body)
        except (ValueError, RecursionError):
            raise Problem(400, "not_json", _("The body is no JSON.")) from None


api = NinjaAPI(
    title="Amana", version="1", description="Everything the desk can do, by the same verbs and the same doors.",
    urls_namespace="api", docs_url=None, openapi_url=None, parser=Whole(),
)  # fmt: skip
for _room in ROOMS:
    api.add_router("", _room)


@api.exception_handler(Problem)
def _problem(request: HttpRequest, problem: Problem) -> HttpResponse:
    return answer_of(problem, request)


@api.exception_handler(Refused)
def _refused(request: HttpRequest, why: Refused) -> HttpResponse:
    return answer_of(refused(str(why.sentence)), request)


@api.exception_handler(Http404)
def _nothing(request: HttpRequest, _why: Http404) -> HttpResponse:
    return answer_of(not_found(), request)


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, wrong: ValidationError) -> HttpResponse:
    return answer_of(not_understood(fields_of(wrong.errors)), request)


@api.exception_handler(HttpError)
def _unreadable(request: HttpRequest, wrong: HttpError) -> HttpResponse:
    return answer_of(Problem(wrong.status_code, "unreadable", _("The call is not whole.")), request)


@api.exception_handler(Exception)
def _failed(request: HttpRequest, error: Exception) -> HttpResponse:
    LOG.error("A call failed: %s %s", request.method, request.path, exc_info=error)
    return answer_of(Problem(500, "failed", _("Something went wrong here. It is written down; try again.")), request)


def door(view: Callable[..., HttpResponseBase], route: str) -> Callable[..., HttpResponseBase]:
    """Let in whoever holds a good token, as often as they may, with what this address takes."""

    @wraps(view)
    def enter(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        at, headers = timezone.now(), {}
        try:
            caller = _caller(request)
            left = count(caller.token, at=at)
            headers = left.headers
            if left.left < 0:
                wait = {"Retry-After": str(left.seconds)}
                raise Problem(429, "too_many", _("Too many calls in this minute. Wait a little."), headers=wait)
            note_use(caller.token, at=at)
            request.caller = caller  # type: ignore[attr-defined]  # a Call from here on
            with timezone.override(caller.zone), translation.override(_language(request, caller)):
                response = _answered(request, caller, route, lambda: view(request, *args, **kwargs))
        except Problem as problem:
            response = answer_of(problem, request)
        for name, value in headers.items():
            response.headers.setdefault(name, value)
        response.headers.setdefault("Vary", "Authorization, Accept-Language")
        return response

    return csrf_exempt(enter)  # a token is sent by hand, never by a browser on its own


def _answered(request: HttpRequest, caller: Caller, route: str, do: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    """Answer; to a HEAD as to the GET of the same, without what it holds (RFC 9110, 9.3.2)."""
    if request.method != "HEAD" or (route, "get") not in operations():
        return _within(request, caller, route, do)
    request.method = "GET"
    try:
        whole = _within(request, caller, route, do)
    finally:
        request.method = "HEAD"
    if isinstance(whole, StreamingHttpResponse):
        whole.streaming_content = ()
    else:
        assert isinstance(whole, HttpResponse)
        whole["Content-Length"] = str(len(whole.content))
        whole.content = b""
    return whole


def _within(request: HttpRequest, caller: Caller, route: str, do: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    """Answer in the caller's language, refusals too."""
    method = (request.method or "").lower()
    operation = operations().get((route, method))
    try:
        if operation is None:
            raise _not_here(route)
        Bearer(operation.get("x-scope"), for_owners=operation.get("x-for-owners", False))(request)
        _must_be_known(request, operation)
        _must_be_whole(request, operation)
        if method in WRITES and not operation.get("x-asks"):
            told_once = operation.get("x-told-once", "")
            return once(request, caller, do, told_once=told_once)  # type: ignore[arg-type]  # writes answer whole, never in a stream
        return do()
    except Problem as problem:
        return answer_of(problem, request)


def _caller(request: HttpRequest) -> Caller:
    """Return who calls. Whoever tries words that open nothing is slowed down by where they come from. Raises Problem."""
    said = _BEARER.fullmatch(request.headers.get("Authorization", ""))
    at = timezone.now()
    token = token_of(said[1], at=at) if said else None
    if token is None:
        if said and not ratelimit.consume(request, app="allauth.account", action="api_refused", limit_get=True):
            wait = {"Retry-After": "60"}
            raise Problem(429, "too_many", _("Too many calls in this minute. Wait a little."), headers=wait)
        raise not_signed_in()
    return caller_of(token, at=at)


def _language(request: HttpRequest, caller: Caller) -> str:
    """Return the language asked for, else that of whom the token acts for."""
    if request.headers.get("Accept-Language"):
        return translation.get_language_from_request(request)
    account = caller.account
    return account.language if account is not None and account.language else translation.get_language() or "en"


def _not_here(route: str) -> Problem:
    there = sorted({one for where, method in operations() if where == route for one in _taken(method)})
    return Problem(405, "method", _("This address does not take that."), headers={"Allow": ", ".join(there)})


def _taken(method: str) -> list[str]:
    return ["GET", "HEAD"] if method == "get" else [method.upper()]


def _must_be_known(request: HttpRequest, operation: dict[str, Any]) -> None:
    """Refuse what this address does not know, so that a slip in the name of a filter widens nothing."""
    names = {one["name"] for one in operation["parameters"] if one["in"] == "query"}
    said = _("This address does not know “%(name)s”.")
    wrong = [
        {"field": f"query.{name}"[:80], "code": "unknown", "detail": said % {"name": name[:60]}}
        for name in request.GET
        if name not in names
    ]
    twice = [name for name in names & set(request.GET) if len(request.GET.getlist(name)) > 1]
    wrong += [{"field": f"query.{name}", "code": "twice", "detail": _("It is said twice.")} for name in twice]
    if wrong:
        raise not_understood(wrong)


def _must_be_whole(request: HttpRequest, operation: dict[str, Any]) -> None:
    if "requestBody" not in operation:
        return
    length, most = request.META.get("CONTENT_LENGTH") or "0", operation.get("x-most")
    if not length.isdigit() or int(length) > (most or LARGEST_BODY):
        raise Problem(413, "too_large", _("More was sent than is taken."))
    wanted = next(iter(operation["requestBody"]["content"]))
    if request.content_type != wanted:
        raise Problem(415, "type", _("Send it as %(type)s.") % {"type": wanted})
    if most:
        request.sent = request.read(int(length))  # type: ignore[attr-defined]  # a Call from here on
        return
    try:
        request.body  # noqa: B018  # read once, within the bound
    except RequestDataTooBig:
        raise Problem(413, "too_large", _("More was sent than is taken.")) from None


@cache
def operations() -> dict[tuple[str, str], dict[str, Any]]:
    """Return every operation by its route and method, as the description has it."""
    return {
        (route, method): operation
        for route, methods in described(api)["paths"].items()
        for method, operation in methods.items()
    }


def description(_request: HttpRequest) -> HttpResponse:
    """The description of the API, for everybody: there is nothing in it that the source does not say."""
    return HttpResponse(DESCRIPTION.read_bytes(), content_type=JSON)


def nothing_here(request: HttpRequest, **_address: str) -> HttpResponse:
    """Answer every address there is not; the same whether or not a token is sent."""
    return answer_of(not_found(), request)


def _routes() -> list[URLPattern]:
    found = []
    for one in api.urls[0]:
        if isinstance(one, URLPattern) and one.name != "api-root":
            route = "/" + PREFIX + re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", str(one.pattern))
            found.append(path(str(one.pattern), door(one.callback, route), name=one.name or route))
    return found


app_name = "api"
urlpatterns = [
    path("openapi.json", description, name="openapi"),
    *_routes(),
    path("", csrf_exempt(nothing_here), name="nothing"),
    path("<path:rest>", csrf_exempt(nothing_here), name="nothing_at"),
]
