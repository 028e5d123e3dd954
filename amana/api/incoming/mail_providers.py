"""The doors of mail services: one for mail, one for what became of ours; kept and committed before they are answered."""

from __future__ import annotations

import logging

from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from amana.channels.mail_providers.asked import TooLong
from amana.channels.mail_providers.listening import Refused, hear
from amana.channels.mail_providers.proving import NotFetched
from amana.channels.models import MailProvider

log = logging.getLogger(__name__)
PLAIN = "text/plain; charset=utf-8"


@csrf_exempt
@require_http_methods(["HEAD", "POST"])
def mail(request: HttpRequest, key: str) -> HttpResponse:
    """Take in a mail that a service hands over."""
    return _answer(request, key, takes_mail=True)


@csrf_exempt
@require_http_methods(["HEAD", "POST"])
def told(request: HttpRequest, key: str) -> HttpResponse:
    """Take in what a service says of mails of ours."""
    return _answer(request, key, takes_mail=False)


def _answer(request: HttpRequest, key: str, *, takes_mail: bool) -> HttpResponse:
    row = MailProvider.objects.filter(key=key).first()
    if row is None:
        raise Http404
    if request.method == "HEAD":
        # Some services ask so whether there is anybody before they are set up.
        return HttpResponse(content_type=PLAIN)
    if not request.headers.get("Authorization"):
        answer = HttpResponse(status=401, content_type=PLAIN)
        answer["WWW-Authenticate"] = 'Basic realm="Amana"'
        return answer
    try:
        hear(row, request, takes_mail=takes_mail, at=timezone.now())
    except Refused as why:
        log.warning("%s was not believed or not understood: %s", row.name, why)
        return HttpResponse(status=403, content_type=PLAIN)
    except NotFetched as why:
        log.warning("%s could not be proven and is to say it again: %s", row.name, why)
        return HttpResponse(status=503, content_type=PLAIN)
    except TooLong:
        return HttpResponse(status=413, content_type=PLAIN)
    except UnreadablePostError:
        return HttpResponse(status=400, content_type=PLAIN)
    return HttpResponse(content_type=PLAIN)
