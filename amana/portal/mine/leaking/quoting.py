"""What leaks in one's own case: on its page in words, and on a page of its own to choose what goes into a letter."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from amana.advocacy.leaking.quoting import Quote, quote_in_letter, quotes_of
from amana.advocacy.letters.drafting import begun
from amana.advocacy.letters.models import LetterDraft
from amana.cases.errors import Refused
from amana.kit.codes import key_in
from amana.portal.mine.owning import Kept, by_owner
from amana.portal.mine.writing.choosing import said


def leaking_card(kept: Kept) -> dict[str, Any]:
    """Return what mine/leaking/_card.html needs, under `leaking`; nothing where nothing is shown. Two queries."""
    quotes = _quotes(kept)
    if not quotes:
        return {}
    url = kept.url("own_leaks") if kept.case.is_open else ""
    return {"leaking": {"quotes": [_shown(one) for one in quotes], "url": url}}


def _quotes(kept: Kept) -> list[Quote]:
    return quotes_of(kept.case, language=get_language() or kept.case.language)


def _shown(one: Quote) -> dict[str, Any]:
    links = [{"number": number, "url": f"#entry-{number}"} for number in one.numbers]
    return {"kind": one.kind, "text": one.text, "links": links}


@require_http_methods(["GET", "HEAD", "POST"])
@by_owner
def own_leaks(request: HttpRequest, kept: Kept) -> HttpResponse:
    """POST puts the chosen `kind`s into a letter: the one named by `draft`, or a new complaint."""
    if request.method != "POST" or not kept.case.is_open:
        return render(request, "mine/leaking/leaks.html", _page(kept))
    wanted = set(request.POST.getlist("kind"))
    key = key_in(request.POST.get("draft", ""))
    draft = next((one for one in begun(kept.case) if one.pk == key), None)
    try:
        written = quote_in_letter(kept.case, wanted, draft=draft, at=kept.at)
    except Refused as refused:
        page = _page(kept) | {"error": refused.sentence, "chosen": key}
        return render(request, "mine/leaking/leaks.html", page, status=422)
    messages.success(request, _("It stands in the letter, above your name. Read it before it goes out."))
    return redirect(kept.url("own_draft", written.pk))


def _page(kept: Kept) -> dict[str, Any]:
    return kept.frame | {
        "quotes": [_shown(one) for one in _quotes(kept)],
        "drafts": [_letter(one) for one in begun(kept.case)],
        "is_open": kept.case.is_open,
        "case_url": kept.url(),
    }


def _letter(one: LetterDraft) -> dict[str, Any]:
    return {"key": one.pk, "label": said(one.kind, "name"), "subject": one.subject}
