"""Saved replies: words needed often, in three languages, filled in from the case, and honest about how often they are sent as they are."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import get_language_info, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from amana.cases.models import Case
from amana.desk.acting import Act, act, posted
from amana.desk.carrying.noting import noted, noting
from amana.desk.entering import Seat, seated
from amana.desk.forms.fields import line, words
from amana.desk.framing import page
from amana.desk.hanging import ALL, Hanging
from amana.desk.models import SavedReply
from amana.insight.knowledge.finding import answer_on
from amana.insight.knowledge.measuring import SENT
from amana.insight.knowledge.measuring import note as note_of
from amana.insight.models import Article, Member
from amana.kit.codes import key_in, new_id

# More than this nobody looks through while a customer waits.
MOST_OFFERED = 40
# A field of a saved reply: {customer}, {me}, {number}, {subject}, {brand}.
FIELD = re.compile(r"\{(customer|me|number|subject|brand)\}")
# What the composer says of words that were taken from an answer to many, before its key.
ANSWER = "answer:"
# From here on a reply that is mostly sent as it is wants a human word; people notice a script.
SCRIPT_FROM, SCRIPT_SHARE = 10, 0.7


def readable_by(seat: Seat) -> QuerySet[SavedReply]:
    """Return the saved replies of the agent's brands, and those for every brand."""
    return SavedReply.objects.filter(Q(brand=None) | Q(brand__in=seat.brands), retired_at=None)


def saved_replies_for(case: Case, seat: Seat, *, there: Hanging = ALL) -> list[dict[str, Any]]:
    """Return what can be taken into a reply on this case, filled in, in the customer's language where it exists."""
    rows = readable_by(seat).filter(Q(brand=None) | Q(brand=case.brand)).order_by("-used", "title")[:MOST_OFFERED]
    own = [
        {"key": str(row.pk), "title": row.title, "text": filled(_text(row, case.language), case, seat)} for row in rows
    ]
    return [*(_answers(case) if Member in there else ()), *own]


def _answers(case: Case) -> list[dict[str, Any]]:
    """Return the answer there is to what this case asks, first of all that can be taken."""
    found = answer_on(case.key, case.language[:2])
    if found is None:
        return []
    title = _("Answer: %(title)s") % {"title": found.title}
    return [{"key": f"{ANSWER}{found.article_id}", "title": title, "text": found.text}]


def _text(row: SavedReply, language: str) -> str:
    texts = [row.texts.get(language[:2], ""), *(row.texts.get(code, "") for code, _name in settings.LANGUAGES)]
    return next((text for text in texts if text), "")


def filled(text: str, case: Case, seat: Seat) -> str:
    """Return the text with its fields filled in; what is not known of a case is left out."""
    values = {
        "customer": case.customer.name,
        "me": seat.agent.name,
        "number": case.number,
        "subject": case.subject,
        "brand": case.brand.name if case.brand else "",
    }
    return FIELD.sub(lambda found: values[found[1]], text)


def note_use(key: str, text: str, case: Case, seat: Seat) -> None:
    """Count that a saved reply went out, and whether it went out as it is; of an answer to many, that it was taken."""
    if key.startswith(ANSWER):
        article = key_in(key.removeprefix(ANSWER))
        if article is not None and Article.objects.visible_to(seat.viewer).filter(pk=article).exists():
            note_of(article, SENT, at=seat.at)
        return
    wanted = key_in(key)
    row = readable_by(seat).filter(pk=wanted).first() if wanted else None
    if row is None:
        return
    as_it_is = _same(text) == _same(filled(_text(row, case.language), case, seat))
    SavedReply.objects.filter(pk=row.pk).update(used=F("used") + 1, used_as_it_is=F("used_as_it_is") + int(as_it_is))


def _same(text: str) -> str:
    return " ".join(text.split())


class SavedReplyForm(forms.Form):
    """A title, and the words in each language; one language is enough."""

    title = line(gettext_lazy("Title"), most=120)

    def __init__(self, *args: Any, seat: Seat, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [
            ("", gettext_lazy("every brand")),
            *((str(one.pk), one.name) for one in seat.agent.brands.order_by("name")),
        ]
        if len(choices) > 2:
            self.fields["brand"] = forms.ChoiceField(label=gettext_lazy("For"), choices=choices, required=False)
        help_text = gettext_lazy("{customer}, {me}, {number}, {subject} and {brand} are filled in.")
        for code, _name in settings.LANGUAGES:
            name = get_language_info(code)["name_local"]
            self.fields[f"text_{code}"] = words(name, required=False, rows=5, help_text=help_text)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not any(said.get(f"text_{code}", "").strip() for code, _name in settings.LANGUAGES):
            raise forms.ValidationError(_("Write the words in one language at least."))
        return said

    def texts(self) -> dict[str, str]:
        return {code: text for code, _n in settings.LANGUAGES if (text := self.cleaned_data[f"text_{code}"].strip())}


@seated
@require_safe
def saved_replies(request: HttpRequest, seat: Seat) -> HttpResponse:
    """All saved replies, with how often each is sent and how often without a word changed."""
    rows = readable_by(seat).select_related("made_by__account", "brand").order_by("title")[:200]
    shown = [{"row": row, "languages": [get_language_info(code)["name_local"] for code in row.texts],
              "is_script": row.used >= SCRIPT_FROM and row.used_as_it_is / row.used >= SCRIPT_SHARE} for row in rows]  # fmt: skip
    return page(request, seat, "desk/composing/saved_replies.html", {"rows": shown}, name="settings")


@seated
@require_http_methods(["GET", "HEAD", "POST"])
def saved_reply_new(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Keep words for the next time."""
    form = SavedReplyForm(posted(request), seat=seat)

    def save(said: dict[str, Any]) -> None:
        SavedReply.objects.create(id=new_id(), title=said["title"], texts=form.texts(), brand_id=said.get("brand") or None,
                                  made_by=seat.agent, made_at=seat.at, changed_at=seat.at)  # fmt: skip

    title = form.data.get("title", "").strip() if form.is_bound else ""
    return act(request, seat, form, noting(save, seat, "saved_replies", title=title), _act(_("A new saved reply")))


@seated
@require_http_methods(["GET", "HEAD", "POST"])
def saved_reply(request: HttpRequest, seat: Seat, key: UUID) -> HttpResponse:
    """Change a saved reply."""
    row = get_object_or_404(readable_by(seat), pk=key)
    initial = {"title": row.title, "brand": str(row.brand_id or "")} | {f"text_{c}": t for c, t in row.texts.items()}
    form = SavedReplyForm(posted(request), seat=seat, initial=initial)

    def save(said: dict[str, Any]) -> None:
        row.title, row.texts, row.brand_id, row.changed_at = (
            said["title"],
            form.texts(),
            said.get("brand") or None,
            seat.at,
        )
        row.save(update_fields=["title", "texts", "brand", "changed_at"])

    return act(request, seat, form, noting(save, seat, "saved_replies", pk=row.pk), _act(row.title))


def _act(title: str) -> Act:
    return Act(title, _("Save"), reverse("desk:saved_replies"), "", _("Saved."), _("Saved replies"), "settings")


@seated
@require_POST
def saved_reply_removal(request: HttpRequest, seat: Seat, key: UUID) -> HttpResponse:
    """Offer a saved reply no more; what was sent with it stays as it was."""
    row = get_object_or_404(readable_by(seat), pk=key)
    with noted("saved_replies", by=seat.agent, at=seat.at, pk=row.pk):
        SavedReply.objects.filter(pk=row.pk).update(retired_at=seat.at)
    messages.success(request, _("It is offered no more."))
    return redirect("desk:saved_replies")
