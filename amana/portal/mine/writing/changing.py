"""One letter while it is written: saved as it is typed, with at most three things to look at beside it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from amana.advocacy.climbing import guard_of
from amana.advocacy.composing import compose_again, facts_for
from amana.advocacy.home.advocating import take_over
from amana.advocacy.letters.carrying import as_mailto
from amana.advocacy.letters.checking import advice_on, kept_parts
from amana.advocacy.letters.drafting import keep_draft, save, throw_away
from amana.advocacy.letters.letter import LONGEST, LONGEST_SUBJECT, Letter
from amana.advocacy.letters.models import LetterDraft
from amana.cases.errors import Refused
from amana.portal.mine.owning import Kept, by_owner, not_yours
from amana.portal.mine.writing.choosing import LANGUAGES, said
from amana.portal.understanding import typed_text


def find(kept: Kept, key: UUID) -> LetterDraft | None:
    """Return a letter of this case that has not left."""
    rows = LetterDraft.objects.select_related("case__customer__account", "case__company")
    return rows.filter(pk=key, case=kept.case, ended_at=None).first()


def typed_letter(request: HttpRequest) -> Letter:
    """Return the letter as it stands in the form."""
    return Letter(
        typed_text(request, "to", most=254),
        " ".join(typed_text(request, "subject", most=LONGEST_SUBJECT).split()),
        typed_text(request, "text", most=LONGEST).replace("\r\n", "\n"),
    )


def as_kept(draft: LetterDraft) -> Letter:
    return Letter(draft.to, draft.subject, draft.text)


@require_http_methods(["GET", "HEAD", "POST"])
@by_owner
def draft(request: HttpRequest, kept: Kept, key: UUID) -> HttpResponse:
    """POST saves the letter and does what `act` says: keep, send (on to the ways), again (compose anew) or throw away."""
    found = find(kept, key)
    if found is None:
        return not_yours(request, kept.keeper)
    take_over(found)
    if request.method != "POST":
        return render(request, "mine/writing/draft.html", page_of(kept, found))
    try:
        return _done(request, kept, found)
    except Refused as refused:
        found.to, found.subject, found.text = _parts(typed_letter(request))
        page = page_of(kept, found) | {"error": refused.sentence}
        return render(request, "mine/writing/draft.html", page, status=422)


def _parts(letter: Letter) -> tuple[str, str, str]:
    return letter.to, letter.subject, letter.text


def _done(request: HttpRequest, kept: Kept, found: LetterDraft) -> HttpResponse:
    act, letter = request.POST.get("act", "keep"), typed_letter(request)
    if act == "throw":
        throw_away(found, at=kept.at)
        messages.success(request, _("The letter is thrown away."))
        return redirect(kept.url("own_letters"))
    _take_reader(request, found)
    save(found, letter, at=kept.at)
    if act == "again":
        compose_again(found, kept.case, language=request.POST.get("language", ""), reader=found.reader, at=kept.at)
        return redirect(kept.url("own_draft", found.pk))
    if act == "send":
        if not letter.text.strip():
            raise Refused(_("The letter is empty."))
        return redirect(kept.url("own_draft_sending", found.pk))
    keep_draft(kept.case, letter, about=str(found.about or ""), by=kept.viewer, at=kept.at)
    messages.success(request, _("The letter is kept, for your eyes alone."))
    return redirect(kept.url("own_draft", found.pk))


def _take_reader(request: HttpRequest, found: LetterDraft) -> None:
    typed = {name: " ".join(typed_text(request, name, most=200).split()) for name in ("reader", "role", "source")
             if name in request.POST}  # fmt: skip
    if typed:
        LetterDraft.objects.filter(pk=found.pk).update(**typed)
        for name, value in typed.items():
            setattr(found, name, value)


@require_POST
@by_owner
def saved(request: HttpRequest, kept: Kept, key: UUID) -> HttpResponse:
    """POST saves what is typed so far and answers with what to look at, as a fragment."""
    found = find(kept, key)
    if found is None:
        return not_yours(request, kept.keeper)
    letter = typed_letter(request)
    _take_reader(request, found)
    save(found, letter, at=kept.at)
    found.to, found.subject, found.text = _parts(letter)
    return render(request, "mine/writing/_advice.html", advice_page(kept, found) | {"is_saved": True, "now": kept.at})


def page_of(kept: Kept, found: LetterDraft) -> dict[str, Any]:
    """Return what mine/writing/draft.html needs."""
    letter = as_kept(found)
    return kept.frame | advice_page(kept, found) | {
        "draft": found,
        "label": said(found.kind, "name"),
        "when_of_use": said(found.kind, "when"),
        "company_name": kept.case.company.name,
        "languages": LANGUAGES,
        "mailto": as_mailto(letter),
        "is_named": found.rung in {"head", "executive"},
        "guard": guard_of(found, letter, kept.case, at=kept.at) if found.rung or letter.to else None,
        "letters_url": kept.url("own_letters"),
        "saved_url": kept.url("own_draft_saved", found.pk),
    }  # fmt: skip


def advice_page(kept: Kept, found: LetterDraft) -> dict[str, Any]:
    """Return what mine/writing/_advice.html needs."""
    facts = facts_for(found, kept.case, at=kept.at)
    known = kept_parts(found.text, facts)
    is_thanks = found.kind in {"thanks", "two_answer"}
    advice = advice_on(
        found.text, language=found.language, zone=kept.case.zone, at=kept.at, has_reader=bool(found.reader),
        is_thanks=is_thanks, known=known | ({"no_deadline"} if found.answer_by is None else set()),
    )  # fmt: skip
    return {"advice": advice}
