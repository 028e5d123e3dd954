"""One answer: its words in each language, reading them before others do, who keeps it, and of what use it is."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, get_language_info, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from amana.desk.acting import Act, act, posted
from amana.desk.entering import Seat, leads_only, seated
from amana.desk.forms.fields import line, words
from amana.desk.framing import page
from amana.desk.insight.knowledge.listing import KeepingForm
from amana.insight.causes.saying import name_of
from amana.insight.knowledge.finding import newest_versions, read_versions
from amana.insight.knowledge.measuring import Effect, effect_of, used
from amana.insight.knowledge.writing import bring_back, keep, publish, retire, write
from amana.insight.models import Article, Version
from amana.insight.models.knowledge import LONGEST_TEXT, LONGEST_TITLE


class WordsForm(forms.Form):
    title = line(gettext_lazy("The question, as people ask it"), most=LONGEST_TITLE)
    text = words(gettext_lazy("The answer"), rows=12, most=LONGEST_TEXT)


@seated
@require_safe
def article(request: HttpRequest, seat: Seat, key: UUID) -> HttpResponse:
    """What an article says in each language, and of what use it is."""
    row = article_of(seat, key)
    newest = {language: one for (_key, language), one in newest_versions([row]).items()}
    read = {language: one for (_key, language), one in read_versions([row]).items()}
    said = read.get(get_language() or "") or next(iter([*read.values(), *newest.values()]), None)
    effect = effect_of(row, at=seat.at)
    context = {
        "article": row,
        "title": said.title if said else "",
        "languages": [_language(row, code, newest.get(code), read.get(code)) for code, _name in settings.LANGUAGES],
        "groups": [name_of(one.group) for one in row.groups.select_related("group")],
        "is_due": row.review_on <= timezone.localtime(seat.at).date(),
        "used": used(row),
        "effect": effect,
        "change": _said(effect) if effect else "",
        "may_lead": seat.agent.is_lead,
        "may_write": not seat.agent.only_reads,
        "public_url": reverse("portal:answer", args=[row.pk]) if row.published_at and not row.retired_at else "",
    }
    return page(request, seat, "desk/insight/knowledge/article.html", context, name="insight")


def article_of(seat: Seat, key: UUID) -> Article:
    """Return an article of a brand this agent serves. Raises Http404."""
    rows = Article.objects.visible_to(seat.viewer).select_related("brand", "owner__account", "cause")
    return get_object_or_404(rows, pk=key)


def _language(row: Article, code: str, newest: Version | None, read: Version | None) -> dict[str, Any]:
    waits = newest if newest is not None and newest.read_at is None else None
    return {
        "code": code,
        "name": get_language_info(code)["name_local"],
        "read": read,
        "waits": waits,
        "edit_url": reverse("desk:article_words", args=[row.pk, code]),
    }


def _said(effect: Effect) -> str:
    change = effect.change
    if change is None:
        return ""
    words_ = {
        "part": round(100 * change.value),
        "low": round(100 * change.low),
        "high": round(100 * min(change.high, 99)),
    }
    return (
        _("Since it is there, these questions come %(part)s in 100 as often as before (%(low)s to %(high)s).") % words_
    )


@seated
@require_http_methods(["GET", "HEAD", "POST"])
def article_words(request: HttpRequest, seat: Seat, key: UUID, language: str) -> HttpResponse:
    """Write what an article says in a language; nobody else sees it until somebody who leads has read it."""
    row = article_of(seat, key)
    last = Version.objects.filter(article=row, language=language).order_by("-number").first()
    first = {"title": last.title, "text": last.text} if last else {}

    def do(said: dict[str, Any]) -> object:
        return write(row, language, title=said["title"], text=said["text"], by=seat.viewer, at=seat.at)

    info = dict(settings.LANGUAGES).get(language)
    what = Act(
        _("An answer in %(language)s") % {"language": get_language_info(language)["name_local"] if info else language},
        _("Keep it"),
        reverse("desk:article", args=[key]),
        sentence=_("It is shown to nobody else until somebody who leads has read it."),
        done=_("Kept. It waits to be read."),
        name="insight",
    )
    return act(request, seat, WordsForm(posted(request), initial=first), do, what)


@seated
@require_POST
def article_reading(request: HttpRequest, seat: Seat, key: UUID) -> HttpResponse:
    """Say that one has read a version: from now on everybody reads it."""
    row = article_of(seat, key)
    number = request.POST.get("version", "")
    wanted = int(number) if number.isascii() and number.isdecimal() and len(number) < 18 else 0
    version = get_object_or_404(Version, article=row, pk=wanted)
    publish(version, by=seat.viewer, at=seat.at)
    messages.success(request, _("It is published in this language."))
    return redirect("desk:article", key=key)


@seated
@require_http_methods(["GET", "HEAD", "POST"])
def article_keeping(request: HttpRequest, seat: Seat, key: UUID) -> HttpResponse:
    """Say who keeps it true, and until when it is looked at again."""
    leads_only(seat)
    row = article_of(seat, key)
    form = KeepingForm(posted(request), brand=row.brand, initial={"owner": row.owner_id, "review_on": row.review_on})
    what = Act(_("Who keeps it true"), _("Keep it"), reverse("desk:article", args=[key]), name="insight")
    return act(request, seat, form, lambda said: keep(row, **said, by=seat.viewer, at=seat.at), what)


@seated
@require_POST
def article_removal(request: HttpRequest, seat: Seat, key: UUID) -> HttpResponse:
    """Take an answer off; with `back`, put it back."""
    row = article_of(seat, key)
    if request.POST.get("back"):
        bring_back(row, by=seat.viewer)
        messages.success(request, _("It is there again."))
    else:
        retire(row, by=seat.viewer, at=seat.at)
        messages.success(request, _("It is taken off. It can be put back here."))
    return redirect("desk:article", key=key)
