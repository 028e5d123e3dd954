"""The letter that confirms a call: read it, change it, open it in one's own mail or save it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from amana.advocacy.letters import LONGEST, Letter, as_eml, as_mailto, confirming
from amana.advocacy.letters.drafting import Aim, begin, keep_draft
from amana.advocacy.letters.wording import CONFIRMATION
from amana.cases.errors import Refused
from amana.commitments.models import Commitment
from amana.portal.keeping import as_download
from amana.portal.mine.owning import Kept, by_owner, not_yours
from amana.portal.understanding import typed_text
from amana.record.reading import Read, entry, read

MOST_OWN = 200


@require_http_methods(["GET", "HEAD", "POST"])
@by_owner
def letter(request: HttpRequest, kept: Kept, key: UUID) -> HttpResponse:
    """POST keeps the letter as it was changed (`act` = keep), and answers it as a message file (eml) or goes on to the ways (send)."""
    call = entry(key, side="customer")
    if call is None or call.book != kept.case.key or call.kind != "call.noted" or call.content is None:
        return not_yours(request, kept.keeper)
    if request.method != "POST":
        return _shown(request, kept, _latest(kept, call))
    typed = Letter(
        typed_text(request, "to", most=254),
        " ".join(typed_text(request, "subject", most=300).split()),
        typed_text(request, "text", most=LONGEST),
    )
    try:
        return _kept(request, kept, call, typed)
    except Refused as refused:
        return _shown(request, kept, typed, error=str(refused.sentence), status=422)


def _kept(request: HttpRequest, kept: Kept, call: Read, typed: Letter) -> HttpResponse:
    account = kept.keeper.account
    eml = b""
    if request.POST.get("act") == "eml":
        eml = as_eml(typed, name=account.name, address=account.email, language=kept.case.language, at=kept.at)
    if typed != _latest(kept, call):
        keep_draft(kept.case, typed, about=str(call.id), by=kept.viewer, at=kept.at)
    if request.POST.get("act") == "send":
        aim = Aim(CONFIRMATION, kept.case.language, reader=str(call["who"] or ""), about=call.id)
        draft = begin(kept.case, typed, aim, at=kept.at)
        return redirect(kept.url("own_draft_sending", draft.pk))
    if eml:
        return as_download(eml, f"{kept.case.number}.eml", "message/rfc822")
    messages.success(request, _("The letter is kept, for your eyes alone."))
    return redirect(request.path)


def _latest(kept: Kept, call: Read) -> Letter:
    """Return the letter about a call as it was last kept; the address of the last letter when this one is new."""
    own = read(kept.case.key, side="customer", audiences=["customer"], most=MOST_OWN)
    drafts = [one for one in own if one.kind == "letter.drafted" and one.content]
    mine = next((one for one in reversed(drafts) if one["about"] == str(call.id)), None)
    if mine is not None:
        return Letter(mine["to"], mine["subject"], mine["text"])
    rows = Commitment.objects.filter(case=kept.case, said_in=call.id).exclude(state__in=Commitment.UNCONFIRMED)
    rows = rows.select_related("owner_agent__account", "owner_person", "owner_company").order_by("due_at")
    fresh = confirming(kept.case, call, list(rows))
    address = next((one["to"] for one in reversed(drafts) if one["to"]), "")
    return Letter(address, fresh.subject, fresh.text.strip())


def _shown(request: HttpRequest, kept: Kept, shown: Letter, *, error: str = "", status: int = 200) -> HttpResponse:
    page = {"letter": shown, "mailto": as_mailto(shown), "error": error, "company_name": kept.case.company.name}
    return render(request, "mine/writing/confirming.html", kept.frame | page, status=status)
