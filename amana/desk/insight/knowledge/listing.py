"""The answers of one's brands, the latest first, and beginning one."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from amana.desk.acting import accepted, posted
from amana.desk.entering import Seat, leads_only, seated
from amana.desk.forms.offering import row_choice
from amana.desk.framing import page
from amana.desk.insight.causes.forms import BrandForm
from amana.desk.insight.viewing import brand_asked
from amana.desk.paging import cursor_in, page_of, pages
from amana.insight.causes.saying import name_of
from amana.insight.knowledge.finding import newest_versions, read_versions
from amana.insight.knowledge.writing import begin
from amana.insight.models import Article, Cause, Group, Version
from amana.kit.codes import key_in
from amana.team.models import Agent, Brand

HALF_A_YEAR = timedelta(days=182)
MOST_MINE = 10


class KeepingForm(forms.Form):
    """Who keeps an answer true, and until when it is looked at again."""

    owner = forms.ModelChoiceField(
        label=gettext_lazy("Who keeps it true"), queryset=Agent.objects.none(), empty_label=None
    )
    review_on = forms.DateField(
        label=gettext_lazy("Looked at again on"), widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(self, *args: Any, brand: Brand, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Agent.objects.serving().filter(brands=brand).select_related("account")
        row_choice(self, "owner").queryset = rows.order_by("account__name")


@seated
@require_safe
def articles(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Every answer that was not taken off, with where it stands."""
    rows = Article.objects.visible_to(seat.viewer).standing().select_related("owner__account", "brand")
    found, following = page_of(rows, by="made_at", after=cursor_in(request), newest_first=True)
    context = {
        "rows": _shown(found, seat),
        "mine": _shown(_mine(seat), seat),
        "pages": pages(request, following),
        "has_brands": len(seat.brands) > 1,
        "may_begin": seat.agent.is_lead,
    }
    return page(request, seat, "desk/insight/knowledge/articles.html", context, name="insight")


def _shown(found: list[Article], seat: Seat) -> list[dict[str, Any]]:
    newest, read = newest_versions(found), read_versions(found)
    today = timezone.localtime(seat.at).date()
    return [_row(row, _of(row, newest), _of(row, read), is_due=row.review_on <= today) for row in found]


def _mine(seat: Seat) -> list[Article]:
    """Return the answers this agent keeps true that are to be looked at again, the longest due first."""
    due = Article.objects.visible_to(seat.viewer).to_look_at(timezone.localtime(seat.at).date())
    rows = due.filter(owner=seat.agent).select_related("owner__account", "brand")
    return list(rows.order_by("review_on", "pk")[:MOST_MINE])


def _of(row: Article, versions: dict[tuple[UUID, str], Version]) -> list[Version]:
    return [one for (key, _language), one in versions.items() if key == row.pk]


def _row(row: Article, newest: list[Version], read: list[Version], *, is_due: bool) -> dict[str, Any]:
    last = max(newest, key=lambda one: (one.written_at, one.pk), default=None)
    return {
        "article": row,
        "title": last.title if last else "",
        "languages": [one.language for one in read],
        "waits": any(one.read_at is None for one in newest),
        "is_due": is_due,
    }


@seated
@require_http_methods(["GET", "HEAD", "POST"])
def article_new(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Begin an answer: `?group=` to the questions of a group, `?cause=` to those of a cause."""
    leads_only(seat)
    cause, group = _about(request, seat)
    brand = cause.brand if cause else group.brand if group and group.brand else brand_asked(request, seat)
    if brand is None:
        back = {"form": BrandForm(brands=seat.brands), "title": _("Begin an answer"), "of_all": _("Answers"),
                "back_url": reverse("desk:articles")}  # fmt: skip
        return page(request, seat, "desk/insight/which_brand.html", back, name="insight")
    first = {"owner": seat.agent, "review_on": (timezone.localtime(seat.at).date() + HALF_A_YEAR).isoformat()}
    form = KeepingForm(posted(request), brand=brand, initial=first)
    made: list[Article] = []

    def do(said: dict[str, Any]) -> None:
        groups = [group] if group else []
        made.append(begin(brand, **said, cause=cause, groups=groups, by=seat.viewer, at=seat.at))

    if request.method == "POST" and accepted(form, do):
        return redirect("desk:article", key=made[0].pk)
    context = {
        "form": form,
        "about": cause.what if cause else name_of(group) if group else "",
        "back_url": reverse("desk:articles"),
        "title": _("Begin an answer"),
    }
    return page(
        request, seat, "desk/insight/knowledge/new.html", context, name="insight", status=422 if form.errors else 200
    )


def _about(request: HttpRequest, seat: Seat) -> tuple[Cause | None, Group | None]:
    cause, group = (key_in(request.GET.get(name, "")) for name in ("cause", "group"))
    if cause is not None:
        return get_object_or_404(Cause.objects.visible_to(seat.viewer).select_related("brand"), pk=cause), None
    if group is not None:
        rows = Group.objects.visible_to(seat.viewer).select_related("brand")
        return None, get_object_or_404(rows, pk=group, merged_into=None)
    return None, None
