"""The page a shared link opens: the case to read, and for an advocate what to add, to write down and to draft."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from amana.advocacy.calling import LONGEST_TEXT, Call
from amana.advocacy.home.advocating import call_for, change_draft, draft_for, drafts_of
from amana.advocacy.home.sharing import add_words, opened
from amana.advocacy.letters.letter import LONGEST, LONGEST_SUBJECT, Letter
from amana.advocacy.letters.models import LetterDraft
from amana.advocacy.letters.wording import KINDS
from amana.advocacy.shares import Share
from amana.cases.errors import Refused
from amana.people.models import Account
from amana.portal.door import set_language
from amana.portal.keeping import file_answer
from amana.portal.mine.writing.choosing import said
from amana.portal.telling import tell, told_context
from amana.portal.understanding import typed_moment, typed_number, typed_text
from amana.record.reading import read

P = ParamSpec("P")
Screen = Callable[Concatenate[HttpRequest, Share, str, datetime, P], HttpResponse]
CALL = ("spoke_with", "spoke_at", "waited_minutes", "minutes", "said", "promised", "due_at")


def by_share(view: Screen[P]) -> Callable[..., HttpResponse]:
    """Open a screen to whoever holds a link that is alive; 404 for one that ended, that is another's, or that never was.

    In the language the reader chose in this browser, else in that of the case; times are those of the case.
    """

    @wraps(view)
    def found(request: HttpRequest, /, token: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        at = timezone.now()
        account = request.user if isinstance(request.user, Account) else None
        row = opened(token, account=account, at=at)
        if row is None:
            raise Http404
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = chosen if chosen in dict(settings.LANGUAGES) else row.case.language
        with translation.override(language), timezone.override(ZoneInfo(row.case.zone or "UTC")):
            return _unlisted(view(request, row, token, at, *args, **kwargs))

    return found


@require_http_methods(["GET", "HEAD", "POST"])
@by_share
def shared_case(request: HttpRequest, row: Share, token: str, at: datetime) -> HttpResponse:
    """The case as both sides could read it; POST adds `text` where the link allows it. What is the keeper's own stays out."""

    def do() -> str:
        add_words(row, text=typed_text(request, "text", most=20_000), at=at)
        return _("Written down, with the hour.")

    if request.method != "POST":
        return render(request, "mine/sharing/shared.html", _page(request, row, token, at))
    return _done(request, row, token, at, do)


@require_POST
@by_share
def shared_calls(request: HttpRequest, row: Share, token: str, at: datetime) -> HttpResponse:
    """POST writes down a call an advocate made."""

    def do() -> str:
        call_for(row, _call(request, at), at=at)
        return _("The call is in the record.")

    return _done(request, row, token, at, do)


def _call(request: HttpRequest, at: datetime) -> Call:
    return Call(
        who=typed_text(request, "spoke_with", most=200),
        said=typed_text(request, "said", most=LONGEST_TEXT),
        spoke_at=typed_moment(request.POST.get("spoke_at", "")) or at,
        waited=typed_number(request, "waited_minutes"),
        minutes=typed_number(request, "minutes"),
        promised=typed_text(request, "promised", most=500),
        due_at=typed_moment(request.POST.get("due_at", "")),
        was_read_back="read_back" in request.POST,
    )


@require_POST
@by_share
def shared_letters(request: HttpRequest, row: Share, token: str, at: datetime) -> HttpResponse:
    """POST begins a letter of a `kind` from the file, for its keeper to read and send."""
    try:
        draft = draft_for(row, request.POST.get("kind", ""), at=at)
    except Refused as refused:
        page = _page(request, row, token, at) | {"error": refused.sentence}
        return render(request, "mine/sharing/shared.html", page, status=422)
    return redirect("portal:shared_letter", token, draft.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@by_share
def shared_letter(request: HttpRequest, row: Share, token: str, at: datetime, key: UUID) -> HttpResponse:
    """A letter an advocate drafts; POST saves `subject` and `text` until its keeper has opened it."""
    if request.method == "POST":
        subject = " ".join(typed_text(request, "subject", most=LONGEST_SUBJECT).split())
        letter = Letter("", subject, typed_text(request, "text", most=LONGEST).replace("\r\n", "\n"))
        try:
            is_theirs = change_draft(row, key, letter, at=at)
        except Refused:
            is_theirs = False
        if is_theirs:
            messages.success(
                request, _("Kept. It waits for %(name)s to read and send it.") % {"name": row.case.customer.name}
            )
        else:
            messages.info(
                request, _("It is with %(name)s now, and is changed no more here.") % {"name": row.case.customer.name}
            )
        return redirect("portal:shared_case", token)
    draft = LetterDraft.objects.filter(pk=key, share=row, ended_at=None).first()
    if draft is None or row.scope != Share.WRITES:
        raise Http404
    page = _frame(row, token, at) | {"draft": draft, "label": said(draft.kind, "name"), "name": row.case.customer.name}
    return render(request, "mine/sharing/letter.html", page)


def _done(request: HttpRequest, row: Share, token: str, at: datetime, do: Callable[[], str]) -> HttpResponse:
    """Do it and go back to the case; what cannot be done is said there, with what was typed."""
    try:
        said_so = do()
    except Refused as refused:
        typed = {name: typed_text(request, name, most=LONGEST_TEXT) for name in CALL}
        page = _page(request, row, token, at)
        page |= {"error": refused.sentence, "text": typed_text(request, "text"), "call": page["call"] | typed}
        return render(request, "mine/sharing/shared.html", page, status=422)
    messages.success(request, said_so)
    return redirect("portal:shared_case", token)


def _frame(row: Share, token: str, at: datetime) -> dict[str, Any]:
    return {
        "case": row.case, "share": row, "now": at, "brand_name": "",
        "case_url": reverse("portal:shared_case", args=[token]),
        "language_url": reverse("portal:shared_language", args=[token]),
    }  # fmt: skip


def _page(request: HttpRequest, row: Share, token: str, at: datetime) -> dict[str, Any]:
    """Return what mine/sharing/shared.html needs."""
    case, may_write = row.case, row.scope == Share.WRITES and row.case.is_open
    story = tell(
        case, audiences=["shared"], before=request.GET.get("before", ""), url=reverse("portal:shared_case", args=[token]),
        at=at, file=lambda key: reverse("portal:shared_file", args=[token, key]), answer=lambda _entry: None,
    )  # fmt: skip
    opening = next(
        (one for one in read(case.key, side="customer", audiences=["shared"])[:5] if one.kind == "case.opened"), None
    )
    return _frame(row, token, at) | {
        "may_write": may_write,
        "happened": (opening["happened"] if opening else "") or "",
        "wanted": (opening["wanted"] if opening else "") or "",
        "call": {"action": reverse("portal:shared_calls", args=[token]), "spoke_at": f"{timezone.localtime(at):%Y-%m-%dT%H:%M}"},
        "letters_url": reverse("portal:shared_letters", args=[token]),
        "kinds": [{"name": name, "label": said(name, "name")} for name in KINDS] if may_write else [],
        "drafts": [{"draft": one, "label": said(one.kind, "name"), "url": reverse("portal:shared_letter", args=[token, one.pk])}
                   for one in drafts_of(row)] if may_write else [],
        **told_context(story),
    }  # fmt: skip


@require_POST
@by_share
def shared_language(request: HttpRequest, _row: Share, token: str, _at: datetime) -> HttpResponse:
    """POST sets the language of the page in this browser."""
    response = redirect("portal:shared_case", token)
    wanted = request.POST.get("language", "")
    if wanted in dict(settings.LANGUAGES):
        set_language(response, wanted)
    return response


@require_safe
@by_share
def shared_file(request: HttpRequest, row: Share, _token: str, _at: datetime, key: UUID) -> HttpResponse:
    """Answer a file of the shared record."""
    return file_answer(request, row.case.key, key)


def _unlisted(response: HttpResponse) -> HttpResponse:
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Cache-Control"] = "no-store"
    # Nothing of the address leaves this installation; without any, browsers would send no origin with a form either.
    response.headers["Referrer-Policy"] = "same-origin"
    return response
