"""The language switch: remembered for whoever is signed in, in a cookie for everybody else."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import require_POST
from django.views.i18n import set_language as set_in_cookie

from amana.people.models import Account


@require_POST
def set_language(request: HttpRequest) -> HttpResponseBase:
    """Choose `language` and go back to `next`, which stays on this installation."""
    chosen = request.POST.get("language", "")
    if request.user.is_authenticated and chosen in dict(settings.LANGUAGES):
        Account.objects.filter(pk=request.user.pk).update(language=chosen)
    return set_in_cookie(request)
