"""What a page says when it could not be made: a mistake of ours, or a database and a disk that take nothing at the moment."""

from __future__ import annotations

import sys

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template import loader

from amana.config.watching.numbering import number
from amana.post.storing import is_standing_still

# Seconds after which a browser or a proxy may ask again.
AGAIN = "30"


def failed(_request: HttpRequest) -> HttpResponseBase:
    """Answer 503, to be asked again, while nothing can be stored; 500 for everything else. Asks no database."""
    if not is_standing_still(sys.exc_info()[1]):
        return HttpResponse(loader.get_template("500.html").render({"number": number()}), status=500)
    answer = HttpResponse(loader.get_template("503.html").render(), status=503)
    answer.headers["Retry-After"] = AGAIN
    return answer
