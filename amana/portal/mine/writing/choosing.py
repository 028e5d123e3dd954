"""Which letter: the kinds there are and when each is of use, what is begun, and what was sent."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from amana.advocacy.composing import Wish, begin_letter, company_of
from amana.advocacy.gathering import promises_of
from amana.advocacy.letters.drafting import begun
from amana.advocacy.letters.models import SentLetter
from amana.advocacy.letters.wording import CONFIRMATION, KINDS, kind_of_letter
from amana.advocacy.models import Ally
from amana.advocacy.siding import companies_of
from amana.cases.errors import Refused
from amana.channels.email.addresses import is_address
from amana.commitments.models import Commitment
from amana.kit.codes import key_in
from amana.portal.mine.owning import Kept, by_owner
from amana.portal.understanding import typed_text

MOST_SENT = 30
LANGUAGES = (("he", "עברית"), ("ar", "العربية"), ("en", "English"))


@require_http_methods(["GET", "HEAD", "POST"])
@by_owner
def letters(request: HttpRequest, kept: Kept) -> HttpResponse:
    """POST begins a letter of a `kind`, in a `language`, about a promise where the kind asks for one, or to whoever helped."""
    if request.method != "POST":
        return render(request, "mine/writing/letters.html", _page(kept))
    try:
        draft = begin_letter(kept.case, _wish(request, kept), at=kept.at)
    except Refused as refused:
        page = _page(kept) | {"error": refused.sentence, "chosen": request.POST.get("kind", "")}
        return render(request, "mine/writing/letters.html", page, status=422)
    return redirect(kept.url("own_draft", draft.pk))


def _wish(request: HttpRequest, kept: Kept) -> Wish:
    key = key_in(request.POST.get("ally", ""))
    ally = Ally.objects.filter(pk=key, case=kept.case).first() if key else None
    if ally is not None:
        return Wish(request.POST.get("kind", ""), reader=ally.name, to=ally.reach if is_address(ally.reach) else "")
    return Wish(
        kind=request.POST.get("kind", ""),
        language=request.POST.get("language", ""),
        company=company_of(kept.case, key_in(request.POST.get("company", ""))),
        reader=" ".join(typed_text(request, "reader", most=200).split()),
        about=key_in(request.POST.get("about", "")) if request.POST.get("kind") == "broken_promise" else None,
    )


def _page(kept: Kept) -> dict[str, Any]:
    companies = companies_of(kept.case)
    sent = SentLetter.objects.filter(case=kept.case).order_by("-sent_at")[:MOST_SENT]
    return kept.frame | {
        "kinds": [{"name": name, "label": said(name, "name"), "when": said(name, "when")} for name in KINDS],
        "languages": LANGUAGES,
        "language": kept.case.language,
        "companies": [row.company for row in companies] if len(companies) > 1 else [],
        "promises": _late(kept),
        "begun": [{"draft": one, "label": said(one.kind, "name"), "url": kept.url("own_draft", one.pk)}
                  for one in begun(kept.case)],
        "sent": [{"letter": one, "label": said(one.kind, "name"), "url": kept.url("own_sent", one.pk)} for one in sent],
        "mailbox_url": "portal:mine_mailbox",
    }  # fmt: skip


def _late(kept: Kept) -> list[Commitment]:
    rows = promises_of(kept.case, kept.case.company)
    wrong = {Commitment.BROKEN, Commitment.DISPUTED}
    return [row for row in reversed(rows) if row.state in wrong or row.is_late(kept.at)]


def said(name: str, part: str) -> str:
    """Return the words of a kind of letter in the language of the page."""
    kind = kind_of_letter(name)
    if kind is None:
        return _("Confirmation of a call") if name == CONFIRMATION else name
    return kind.say(part, get_language() or "en")
