"""The addresses for machines that watch: alive, ready, and the figures; a stranger learns a yes or a no."""

from __future__ import annotations

from ipaddress import ip_address
from secrets import compare_digest
from urllib.parse import urlsplit

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST

from amana.config.watching.beating import is_alive, missing, unknown
from amana.config.watching.measuring import figures


@require_safe
def live(_request: HttpRequest) -> HttpResponse:
    """200 while this process answers at all; asks neither the database nor the disk."""
    return HttpResponse("alive\n", content_type="text/plain; charset=utf-8")


@require_safe
def ready(_request: HttpRequest) -> HttpResponse:
    """200 when the database answers, its tables are those of this version and a worker is at work; else 503 and what is not."""
    lacks = lacking()
    return JsonResponse({"ready": not lacks, "lacks": lacks}, status=503 if lacks else 200)


def lacking() -> list[str]:
    """Return what is missing, in one word each: database, tables, worker."""
    lacks = []
    try:
        connection.ensure_connection()
        if missing() or unknown():
            lacks.append("tables")
    except DatabaseError:
        lacks.append("database")
    if not is_alive("worker", at=timezone.now()):
        lacks.append("worker")
    return lacks


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """The figures as Prometheus reads them, for whoever brings AMANA_METRICS_TOKEN; without a token, for this machine alone.

    Where the installation is reached from elsewhere, a visitor led on by a proxy may look like this machine: there only the
    token counts.
    """
    if not _may_read(request):
        raise Http404
    return HttpResponse(figures(at=timezone.now()), content_type=CONTENT_TYPE_LATEST)


def _may_read(request: HttpRequest) -> bool:
    if settings.METRICS_TOKEN:
        wanted = f"Bearer {settings.METRICS_TOKEN}".encode()
        return compare_digest(request.headers.get("Authorization", "").encode(), wanted)
    return urlsplit(settings.BASE_URL).hostname in {"localhost", "127.0.0.1", "::1"} and _is_loopback(request)


def _is_loopback(request: HttpRequest) -> bool:
    try:
        return ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False
