"""Sending an approved template to somebody who wrote too long ago to be written to freely."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from amana.cases.errors import Refused
from amana.cases.models import Case
from amana.channels.models import ChatTemplate
from amana.desk.acting import Act, act, posted
from amana.desk.entering import Seat, case_of, seated
from amana.handling.chats.posting import blanks_of
from amana.handling.messaging.replying import by_chat, chat_of, filled
from amana.handling.talking.replying import Reply, reply
from amana.kit.codes import new_id
from amana.wording.isolating import isolated

LONGEST = 300


class TemplateForm(forms.Form):
    """One of the templates, and a field for each blank that any of them has."""

    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, said: Any, *, rows: list[ChatTemplate]) -> None:
        super().__init__(said, initial={"key": new_id()})
        choices = [(str(row.pk), f"{isolated(row.text)} ({row.name}, {row.language})") for row in rows]
        self.fields["template"] = forms.ChoiceField(label=_("Template"), choices=choices, widget=forms.RadioSelect)
        counts = [blanks_of(row.text) for row in rows]
        self.blanks = max(counts, default=0)
        for number in range(1, self.blanks + 1):
            # What is filled into {{1}}, {{2}}, …
            label = _("In the place of %(blank)s") % {"blank": f"{{{{{number}}}}}"}
            self.fields[f"blank{number}"] = forms.CharField(
                label=label, max_length=LONGEST, required=number <= min(counts)
            )

    def values(self) -> list[str]:
        """Return what was filled in, in order."""
        return [str(self.cleaned_data[f"blank{number}"]) for number in range(1, self.blanks + 1)]


@seated
@require_http_methods(["GET", "HEAD", "POST"])
def chat_template(request: HttpRequest, seat: Seat, number: str, key: UUID) -> HttpResponse:
    """Choose the template and fill it in; what it says stands in the record as it reaches the customer."""
    case = case_of(seat, number)
    rows = _templates(case, seat, key)
    form = TemplateForm(posted(request), rows=rows)

    def do(said: dict[str, Any]) -> None:
        chat = chat_of(case, key, at=seat.at)
        template, text = filled(chat, UUID(said["template"]), form.values())
        reply(case, Reply(text, key=said["key"]), by=seat.viewer, at=seat.at, through=by_chat(key, template=template))

    what = Act(
        title=_("Send an approved template"),
        label=_("Send"),
        back_url=reverse("desk:case", args=[case.number]),
        sentence=_(
            "They wrote too long ago to be written to freely. Once they answer, you can write as you like again."
        ),
        done=_("It is sent within a moment."),
        about=case.number,
    )
    return act(request, seat, form, do, what)


def _templates(case: Case, seat: Seat, key: UUID) -> list[ChatTemplate]:
    try:
        rows = list(chat_of(case, key, at=seat.at).templates)
    except Refused as refused:
        raise Http404 from refused
    if not rows:
        raise Http404
    # Those in the language of the case first.
    return sorted(rows, key=lambda row: (not row.language.startswith(case.language), row.name))
