"""The first start: a page for whoever can read the terminal, until somebody leads."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from amana.cases.errors import Refused
from amana.desk.forms.settings import SetUpForm

# Wrong codes that are taken in an hour, from all together: nobody else has a reason to try.
MOST_TRIES, AN_HOUR = 30, 3600
TRIES = "setting-up-wrong-codes"


def view(first_start: Any) -> Any:
    """Return the page; `first_start` has is_needed, is_right and set_up, as config/setting_up.py, which lies above us."""

    @require_http_methods(["GET", "HEAD", "POST"])
    def set_up(request: HttpRequest) -> HttpResponse:
        if not first_start.is_needed():
            raise Http404
        initial = {"language": get_language(), "zone": settings.TIME_ZONE, "country": settings.COUNTRY}
        form = SetUpForm(request.POST if request.method == "POST" else None, initial=initial)
        if form.is_valid() and _is_done(form, first_start):
            return redirect("account_login")
        # A consumer on a laptop has no company to set up.
        page = {"form": form, "own_case_url": reverse("portal:mine_start") if settings.OPEN_MINE else ""}
        return render(request, "desk/administering/set_up.html", page, status=422 if form.is_bound else 200)

    return set_up


def _is_done(form: SetUpForm, first_start: Any) -> bool:
    said = dict(form.cleaned_data)
    cache.add(TRIES, 0, AN_HOUR)
    if cache.get(TRIES, 0) >= MOST_TRIES:
        form.add_error("code", _("Too many wrong codes. Wait an hour, or start Amana again."))
        return False
    if not first_start.is_right(said.pop("code")):
        cache.incr(TRIES)
        form.add_error("code", _("That is not the code. The newest one is printed where Amana was started."))
        return False
    try:
        first_start.set_up(**said | {"addresses": said["addresses"].splitlines(), "country": said["country"].upper()})
    except ValidationError as wrong:
        form.add_error(None, wrong)
        return False
    except Refused as refused:
        form.add_error(None, str(refused.sentence))
        return False
    return True
