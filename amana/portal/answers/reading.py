"""What a brand answers, for everybody: the list by title, and one answer with whether it was of use."""

from __future__ import annotations

from uuid import UUID

from allauth.core import ratelimit
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from amana.counter.models import WritingForm
from amana.insight.knowledge.finding import in_language, published
from amana.insight.knowledge.measuring import ANSWERED, LOOKED_AT, note
from amana.insight.models import Article
from amana.team.models import Brand


@require_safe
@never_cache
def answers(request: HttpRequest, key: UUID) -> HttpResponse:
    """Everything a brand answers. A brand without an answer has no such page."""
    brand = get_object_or_404(Brand, pk=key)
    rows = published(brand, get_language() or brand.language)
    if not rows:
        raise Http404
    context = {
        "brand_name": brand.name,
        "rows": [{"title": one.title, "url": reverse("portal:answer", args=[one.article_id])} for one in rows],
        "language_url": reverse("set_language"),
        "write_url": _write_url(brand),
    }
    return render(request, "portal/answers/answers.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def answer(request: HttpRequest, key: UUID) -> HttpResponse:
    """One answer, in the reader's language where it is written in it. POST says that it was of use."""
    rows = Article.objects.standing().filter(published_at__isnull=False).select_related("brand")
    article = get_object_or_404(rows, pk=key)
    said = in_language([article], get_language() or article.brand.language)
    if said is None:
        raise Http404
    if request.method != "HEAD" and ratelimit.consume(request, action="answer", key=str(key)):
        note(key, ANSWERED if request.method == "POST" else LOOKED_AT, at=timezone.now())
    context = {
        "brand_name": article.brand.name,
        "said": said,
        "is_thanked": request.method == "POST",
        "all_url": reverse("portal:answers", args=[article.brand_id]),
        "write_url": _write_url(article.brand),
        "language_url": reverse("set_language"),
    }
    return render(request, "portal/answers/answer.html", context)


def _write_url(brand: Brand) -> str:
    is_open = WritingForm.objects.filter(brand=brand).exists()
    return reverse("portal:write_to", args=[brand.pk]) if is_open else ""
