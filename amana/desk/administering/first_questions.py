"""The one question that decides the line: for a brand, or for one team's line, with up to five answers, each leading to a team."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import get_language_info, gettext_lazy
from django.utils.translation import gettext as _

from amana.counter.models import MOST_CHOICES, Question
from amana.counter.wording import put_question
from amana.desk.acting import Act, act, posted
from amana.desk.administering.placing import FORM
from amana.desk.entering import Seat, brand_of, seated
from amana.desk.forms.fields import line
from amana.kit.codes import key_in
from amana.team.models import Brand, Team

LONGEST_QUESTION, LONGEST_CHOICE = 300, 80
MOST_TEAMS = 100
SHOWN = 2  # answers, even while nothing stands in them
PLACES = range(1, MOST_CHOICES + 1)
CODES = [code for code, _name in settings.LANGUAGES]


class QuestionForm(forms.Form):
    """The question and its answers in each language; one language is enough, and an empty question asks nothing."""

    lines: list[dict[str, str]]

    def __init__(self, *args: Any, question: Question | None, **kwargs: Any) -> None:
        kwargs.setdefault("initial", _initial(question))
        super().__init__(*args, **kwargs)
        teams = [(str(one.pk), one.name) for one in Team.objects.order_by("name")[:MOST_TEAMS]]
        for code in CODES:
            name = get_language_info(code)["name_local"]
            self.fields[f"question_{code}"] = line(name, required=False, most=LONGEST_QUESTION)
            for place in PLACES:
                self.fields[f"choice_{place}_{code}"] = line(name, required=False, most=LONGEST_CHOICE)
        for place in PLACES:
            choices = [("", gettext_lazy("whoever is next")), *teams]
            self.fields[f"team_{place}"] = forms.ChoiceField(
                label=gettext_lazy("Leads to"), choices=choices, required=False
            )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if any(self.texts(f"choice_{place}", said) for place in PLACES) and not self.texts("question", said):
            raise forms.ValidationError(_("Write the question, too."))
        return said

    def texts(self, name: str, said: dict[str, Any]) -> dict[str, str]:
        return {code: text for code in CODES if (text := str(said.get(f"{name}_{code}") or "").strip())}

    @property
    def asked(self) -> list[Any]:
        return [self[f"question_{code}"] for code in CODES]

    @property
    def answers(self) -> list[dict[str, Any]]:
        """The answers there can be; of those beyond the second, the ones that are not written are folded away."""
        answers = []
        for place in PLACES:
            words = [self[f"choice_{place}_{code}"] for code in CODES]
            is_empty = not any(word.value() or word.errors for word in words)
            answers.append({"place": place, "words": words, "team": self[f"team_{place}"],
                            "is_folded": place > SHOWN and is_empty})  # fmt: skip
        return answers


def _initial(question: Question | None) -> dict[str, str]:
    if question is None:
        return {}
    found = {f"question_{code}": text for code, text in question.texts.items()}
    for row in question.choices.all():
        found |= {f"choice_{row.place}_{code}": text for code, text in row.texts.items()}
        found[f"team_{row.place}"] = str(row.team_id or "")
    return found


def _lines(brand: Brand, team: Team | None) -> list[dict[str, str]]:
    """Return the other lines of a brand that can have a question of their own: the brand's, and each team's."""
    here = reverse("desk:brand_question", args=[brand.pk])
    rows = Team.objects.filter(members__brands=brand).distinct().order_by("name")
    if team is not None:
        rows = rows.exclude(pk=team.pk)
    others = [{"name": one.name, "url": f"{here}?team={one.pk}"} for one in rows[:MOST_TEAMS]]
    return [{"name": brand.name, "url": here}, *others] if team else others


@seated
@FORM
def brand_question(request: HttpRequest, seat: Seat, key: UUID) -> HttpResponse:
    """The question of a brand, or with `?team=` that of one team's line."""
    brand = brand_of(seat, key)
    wanted = key_in(request.GET.get("team", ""))
    team = get_object_or_404(Team, pk=wanted) if wanted else None
    rows = Question.objects.filter(brand=brand, team=team, retired_at=None).prefetch_related("choices")
    form = QuestionForm(posted(request), question=rows.first())
    form.lines = _lines(brand, team)

    def save(said: dict[str, Any]) -> None:
        choices = [(form.texts(f"choice_{place}", said), key_in(said[f"team_{place}"])) for place in PLACES]
        put_question(brand, team, form.texts("question", said), choices, at=seat.at)

    sentence = _(
        "It is asked at the counter with one key, and by forms and chats at once. The answer leads to a team, and the customer "
        "reads who takes it from there."
    )
    title = _("The one question: %(name)s") % {"name": team.name if team else brand.name}
    what = Act(title, _("Save"), reverse("desk:settings"), sentence, _("Saved."), _("Settings"), "settings",
               "desk/administering/question.html")  # fmt: skip
    return act(request, seat, form, save, what)
