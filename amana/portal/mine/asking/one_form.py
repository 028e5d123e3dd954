"""The one form: company, what is wanted, account, telephone and hours; then waiting for the call together."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from amana.advocacy.asking import LONGEST, WANTS, Form, ask_company, expect_call
from amana.advocacy.defining import person_of
from amana.cases.errors import Refused
from amana.portal.acting import act
from amana.portal.mine.owning import Keeper, Kept, by_keeper, by_owner
from amana.portal.mine.writing.choosing import LANGUAGES
from amana.portal.understanding import typed_moment, typed_text

FIELDS = {"company": 200, "wants": 20, "wanted": LONGEST, "happened": LONGEST, "account": 100, "phone": 60, "hours": 200,
          "to": 254, "language": 5}  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@by_keeper
def one_form(request: HttpRequest, keeper: Keeper) -> HttpResponse:
    """POST opens the case and writes its letter; it is read, and sent, on the pages after this one."""
    typed = {name: typed_text(request, name, most=most) for name, most in FIELDS.items()}
    if request.method != "POST":
        typed["language"] = keeper.account.language
        return render(request, "mine/asking/form.html", _page(keeper, typed))
    try:
        draft = ask_company(person_of(keeper.account), Form(**typed), at=keeper.at)
    except Refused as refused:
        return render(request, "mine/asking/form.html", _page(keeper, typed) | {"error": refused.sentence}, status=422)
    return redirect("portal:own_draft", draft.case.number, draft.pk)


def _page(keeper: Keeper, typed: dict[str, str]) -> dict[str, Any]:
    said = {
        "help": _("something is to be put right"),
        "complaint": _("a complaint"),
        "cancel": _("something is to be cancelled"),
    }
    return keeper.frame | {
        "typed": typed,
        "wants": [{"value": name, "label": said[name]} for name in WANTS],
        "languages": LANGUAGES,
    }


@require_http_methods(["GET", "HEAD", "POST"])
@by_owner
def waiting(request: HttpRequest, kept: Kept) -> HttpResponse:
    """POST puts a call-back window that they named into the ledger, with its clock."""
    page = kept.frame | {
        "title": _("They will call me"),
        "sentence": _("Write down the window they named. It has a clock: when nobody calls, the next step is drafted."),
        "fields": [
            {"name": "not_before", "label": _("Not before"), "type": "datetime-local"},
            {"name": "until", "label": _("Until"), "type": "datetime-local"},
            {"name": "who", "label": _("Who will call"), "is_optional": True},
        ],
        "send_label": _("Write it down"),
    }

    def do() -> str:
        start, until = typed_moment(request.POST.get("not_before", "")), typed_moment(request.POST.get("until", ""))
        if start is None or until is None:
            raise Refused(_("Write the day and the hour, such as 2026-11-15 18:00."))
        expect_call(kept.case, not_before=start, until=until, who=typed_text(request, "who", most=200),
                    by=kept.viewer, at=kept.at)  # fmt: skip
        return _("It is in the ledger. When they call, open the call page.")

    return act(request, page, do)
