"""What is looked at on a day, and whoever helped."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from amana.advocacy.ending.checking_up import answer_check_up, plan_check_up
from amana.advocacy.ending.remembering import keep_ally
from amana.advocacy.models import CheckUp
from amana.portal.acting import act
from amana.portal.mine.concluding.dating import typed_day
from amana.portal.mine.owning import Kept, by_owner, not_yours
from amana.portal.understanding import typed_text

FORM = require_http_methods(["GET", "HEAD", "POST"])


@FORM
@by_owner
def check_ups(request: HttpRequest, kept: Kept) -> HttpResponse:
    """POST writes down what to look at, and on which day."""
    page = kept.frame | {
        "title": _("Look again on a day"),
        "sentence": _("Whether the credit is on the next bill, or that a contract runs out and can be ended in time."),
        "choices_label": _("What is it?"),
        "choices_name": "kind",
        "choices": [{"value": CheckUp.AGREED, "label": _("Whether it is as agreed"), "is_chosen": True},
                    {"value": CheckUp.CONTRACT, "label": _("A contract ends")}],
        "fields": [
            {"name": "what", "label": _("What to look at, as a question")},
            {"name": "check_on", "label": _("When? A day, or “in three weeks”")},
        ],
        "send_label": _("Write it down"),
    }  # fmt: skip

    def do() -> str:
        plan_check_up(kept.case, typed_text(request, "what", most=300), due_at=typed_day(request, "check_on", kept),
                      kind=request.POST.get("kind", ""), by=kept.viewer, at=kept.at)  # fmt: skip
        return _("It is written down. On that day it stands at the top of your cases.")

    return act(request, page, do)


@FORM
@by_owner
def check_up(request: HttpRequest, kept: Kept, key: UUID) -> HttpResponse:
    """POST answers what was to be looked at; "no" opens the case again."""
    row = CheckUp.objects.filter(pk=key, case=kept.case).first()
    if row is None:
        return not_yours(request, kept.keeper)
    page = kept.frame | {
        "title": _("Look today"),
        "words": row.text,
        "choices_label": _("How is it?"),
        "choices_name": "answer",
        "choices": [
            {"value": CheckUp.YES, "label": _("Yes, it is as it should be")},
            {"value": CheckUp.NO, "label": _("No, and the case goes on")},
            {"value": CheckUp.DROPPED, "label": _("It is no longer needed")},
        ],
        "asks_text": True,
        "is_optional": True,
        "text_label": _("A word about it"),
        "text_rows": 3,
        "send_label": _("Write it down"),
    }

    def do() -> str:
        answer_check_up(
            row, request.POST.get("answer", ""), text=typed_text(request, "text"), by=kept.viewer, at=kept.at
        )
        return _("It is written down.")

    return act(request, page, do)


@FORM
@by_owner
def allies(request: HttpRequest, kept: Kept) -> HttpResponse:
    """POST keeps somebody at the company who helped."""
    page = kept.frame | {
        "title": _("Somebody helped"),
        "sentence": _("Keep the name. If it comes back, they are asked first, and a word of thanks costs nothing."),
        "fields": [
            {"name": "name", "label": _("Name")},
            {"name": "reach", "label": _("How to reach them at work"), "is_optional": True},
            {"name": "did", "label": _("What they did"), "is_optional": True},
        ],
        "send_label": _("Keep it"),
    }

    def do() -> str:
        keep_ally(kept.case, typed_text(request, "name", most=200), reach=typed_text(request, "reach", most=200),
                  did=typed_text(request, "did", most=300), by=kept.viewer, at=kept.at)  # fmt: skip
        return _("The name is kept.")

    return act(request, page, do)
