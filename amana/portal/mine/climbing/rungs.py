"""What happens on a rung: somebody was asked in a call, somebody answered."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from amana.advocacy.climbing import ask_in_call, take_answer
from amana.advocacy.composing import company_of, day_to_answer
from amana.advocacy.letters.wording import kind_of_letter
from amana.cases.errors import Refused
from amana.escalation.own.asking import Whom, dict_of_rungs
from amana.escalation.own.laddering import LETTERS
from amana.escalation.own.models import OwnRung
from amana.kit.codes import key_in
from amana.portal.acting import act, chosen
from amana.portal.mine.owning import Kept, by_owner, not_yours
from amana.portal.understanding import typed_moment, typed_text


@require_http_methods(["GET", "HEAD", "POST"])
@by_owner
def asked(request: HttpRequest, kept: Kept) -> HttpResponse:
    """POST writes down that somebody on a rung was asked by word of mouth: `rung`, `name`, `text`, `answer_by`."""
    rungs = dict_of_rungs()
    company = company_of(kept.case, key_in(request.POST.get("company", request.GET.get("company", ""))))

    def do() -> str:
        found = str(chosen(request, "rung", {name: name for name in rungs}, _("Choose a rung.")))
        kind = kind_of_letter(LETTERS[found])
        assert kind is not None
        due = typed_moment(request.POST.get("answer_by", "")) or day_to_answer(kind, kept.case, company, at=kept.at)
        if due is None or due <= kept.at:
            raise Refused(_("By when? If they named no time, leave it empty."))
        whom = Whom(found, " ".join(typed_text(request, "name", most=200).split()))
        ask_in_call(
            kept.case, company, whom, answer_by=due, by=kept.viewer, at=kept.at, text=typed_text(request, "text")
        )
        return _("It is written down.")

    rung = request.POST.get("rung", request.GET.get("rung", ""))
    return act(request, _asking(kept, rung), do)


def _asking(kept: Kept, rung: str) -> dict[str, Any]:
    """Return the page on which somebody is written down who was asked by word of mouth."""
    return kept.frame | {
        "title": _("I asked somebody in a call"),
        "sentence": _(
            "Whoever you asked to speak with, and what was said: it opens the next rung if nothing comes of it."
        ),
        "choices_label": _("On which rung?"),
        "choices_name": "rung",
        "choices": [{"value": name, "label": str(label), "is_chosen": name == rung}
                    for name, label in dict_of_rungs().items()],
        "fields": [
            {"name": "name", "label": _("Their name"), "is_optional": True},
            {"name": "answer_by", "label": _("By when will they answer?"), "type": "datetime-local", "is_optional": True},
        ],
        "asks_text": True,
        "text_label": _("What was said"),
        "text_rows": 4,
        "send_label": _("Write it down"),
        "back_url": kept.url("own_ladder"),
    }  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@by_owner
def rung_answer(request: HttpRequest, kept: Kept, key: UUID) -> HttpResponse:
    """POST writes down what somebody on a rung answered, and what they said of how it came this far."""
    row = (
        OwnRung.objects.select_related("case__customer__account", "case__company")
        .filter(case=kept.case, pk=key)
        .first()
    )
    if row is None:
        return not_yours(request, kept.keeper)
    page = kept.frame | {
        "title": _("They answered"),
        "words": row.name or str(dict_of_rungs()[row.rung]),
        "asks_text": True,
        "text_label": _("What did they answer?"),
        "text_rows": 4,
        "fields": [
            {"name": "how_far", "label": _("How did it come this far? What they said of it"), "is_optional": True}
        ],
        "choices_label": _("Is it settled by this?"),
        "choices_name": "settled",
        "choices": [{"value": "yes", "label": _("Yes")}, {"value": "no", "label": _("No, it goes on")}],
        "send_label": _("Write it down"),
        "back_url": kept.url("own_ladder"),
    }

    def do() -> str:
        settled = bool(chosen(request, "settled", {"yes": 1, "no": 0}, _("Say whether it is settled.")))
        drafts = take_answer(
            row, text=typed_text(request, "text"), how_far=typed_text(request, "how_far"), is_settled=settled,
            by=kept.viewer, at=kept.at,
        )  # fmt: skip
        if drafts:
            return _(
                "It is in the record. Two people answer now: a line that tells each of the other is drafted for you."
            )
        return _("It is in the record.")

    return act(request, page, do)
