"""Forms of a brand's rules and of its weights of patience; an empty field goes by what is usual."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from amana.review.weighing import FULL, MOST_POINTS, WEIGHTS, WORDS
from amana.team.policies import BOUNDS, WHOLE, known, usual

# Each rule in plain words, in the order in which a case lives.
RULES: dict[str, str | Promise] = {
    "first_answer": gettext_lazy("First answer, in working hours"),
    "next_word": gettext_lazy("Every further answer, in working hours"),
    "question": gettext_lazy("After our last word, the question whether it is solved, in working hours"),
    "hand_over": gettext_lazy("Somebody who is offered a case answers, in working hours; 0: nobody is reminded"),
    "rung_1": gettext_lazy("The first person above answers, in working hours"),
    "rung_2": gettext_lazy("The second, in working hours"),
    "rung_3": gettext_lazy("The third and everybody above, in working hours"),
    "climb": gettext_lazy("A promise is late, and we said so: somebody above takes it up, in working hours"),
    "remind_owner": gettext_lazy("Whoever promised is reminded so many hours before; 0: never"),
    "remind_lead": gettext_lazy("Their lead is told so many hours before; 0: never"),
    "closing_days": gettext_lazy("Days of silence after “may we close this?” until we ask again"),
    "closing_reminders": gettext_lazy("How often we ask again before silence ends a case"),
    "follow_up_days": gettext_lazy("Working days after the end until “still solved?”; 0: never"),
}
GROUPS: list[tuple[str | Promise, tuple[str, ...]]] = [
    (gettext_lazy("Answers"), ("first_answer", "next_word", "question")),
    (gettext_lazy("Passing on"), ("hand_over", "rung_1", "rung_2", "rung_3", "climb")),
    (gettext_lazy("Reminders"), ("remind_owner", "remind_lead")),
    (gettext_lazy("Closing"), ("closing_days", "closing_reminders", "follow_up_days")),
]


def _number(label: Any, *, least: float, most: float, usual_one: float, whole: bool) -> Any:
    attrs = {"dir": "ltr", "placeholder": f"{usual_one:g}", "inputmode": "numeric" if whole else "decimal"}
    said = {"label": label, "required": False, "min_value": least, "max_value": most}
    if whole:
        return forms.IntegerField(widget=forms.TextInput(attrs=attrs), **said)
    return forms.FloatField(widget=forms.TextInput(attrs=attrs), **said)


class PolicyForm(forms.Form):
    """The rules of a brand, in groups."""

    def __init__(self, *args: Any, own: Mapping[str, Any], **kwargs: Any) -> None:
        kwargs["initial"] = {name: f"{value:g}" for name, value in known(own).items()}
        super().__init__(*args, **kwargs)
        for name, label in RULES.items():
            least, most = BOUNDS[name]
            self.fields[name] = _number(
                label, least=least, most=most, usual_one=getattr(usual(), name), whole=name in WHOLE
            )

    @property
    def groups(self) -> list[dict[str, Any]]:
        """The fields with the words above them, for the page."""
        return [{"label": label, "fields": [self[name] for name in names]} for label, names in GROUPS]

    @property
    def own(self) -> dict[str, Any]:
        """What the brand says of its own; a whole number of hours as such."""
        said = {name: self.cleaned_data[name] for name in RULES if self.cleaned_data[name] is not None}
        return {name: int(value) if value == int(value) else value for name, value in said.items()}


OF_CUSTOMERS = ("late", "broken", "disputed", "again", "passed", "returned", "not_solved", "reopened", "asked_up",
                "standstill", "kept", "called", "answered", "agreed", "amends", "gesture")  # fmt: skip


class PatienceForm(forms.Form):
    """What takes a customer's patience and gives it back, in points; and where a case climbs by itself."""

    def __init__(self, *args: Any, points: Mapping[str, Any], climb_below: int, **kwargs: Any) -> None:
        kwargs["initial"] = {name: value for name, value in points.items() if name in WEIGHTS}
        super().__init__(*args, **kwargs)
        for name in OF_CUSTOMERS:
            takes = WEIGHTS[name] < 0
            least, most = (-MOST_POINTS, 0) if takes else (0, MOST_POINTS)
            label = str(WORDS[name])
            self.fields[name] = _number(label, least=least, most=most, usual_one=WEIGHTS[name], whole=True)
        self.fields["climb_below"] = forms.IntegerField(
            label=gettext_lazy("A case climbs by itself when patience goes under"), min_value=0, max_value=FULL,
            initial=climb_below, widget=forms.TextInput(attrs={"dir": "ltr", "inputmode": "numeric"}),
            help_text=gettext_lazy("Of 100. 0: never. Once for each fall, and not for a fall of before today’s setting."),
        )  # fmt: skip

    @property
    def groups(self) -> list[dict[str, Any]]:
        """What takes and what gives, for the page."""
        takes = [self[name] for name in OF_CUSTOMERS if WEIGHTS[name] < 0]
        gives = [self[name] for name in OF_CUSTOMERS if WEIGHTS[name] > 0]
        return [{"label": _("What takes it, in points"), "fields": takes},
                {"label": _("What gives it back, in points"), "fields": gives}]  # fmt: skip

    @property
    def points(self) -> dict[str, int]:
        """The weights the brand says of its own."""
        return {name: self.cleaned_data[name] for name in OF_CUSTOMERS if self.cleaned_data[name] is not None}
