"""The form in which somebody chooses what they are told, by which ways, and when they are left in peace; and that of a report."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from amana.notices.choosing import Choice
from amana.notices.kinds import DIGEST, KINDS, MAIL, PUSH, WAYS
from amana.notices.models import Manner
from amana.team.models import Agent

WAY_NAMES = {MAIL: gettext_lazy("Mail"), PUSH: gettext_lazy("Browser"), DIGEST: gettext_lazy("Digest")}


class NoticesForm(forms.Form):
    """Every kind of notice with its ways, and the quiet hours."""

    wants_digest = forms.BooleanField(
        label=gettext_lazy("One mail on the morning of each working day of mine, when there is something to say"),
        required=False,
    )
    quiet = forms.ChoiceField(label=gettext_lazy("It is quiet"), choices=Manner.QUIETS, widget=forms.RadioSelect)
    quiet_from = forms.TimeField(
        label=gettext_lazy("Quiet from"), required=False, widget=forms.TimeInput({"type": "time"}, format="%H:%M")
    )
    quiet_until = forms.TimeField(
        label=gettext_lazy("Quiet until"), required=False, widget=forms.TimeInput({"type": "time"}, format="%H:%M")
    )
    then = forms.ChoiceField(label=gettext_lazy("What comes in then"), choices=Manner.THEN, widget=forms.RadioSelect)
    standstill_at_once = forms.BooleanField(
        label=gettext_lazy(
            "Tell me at once when a promise of mine is late on a case that stands still for the customer"
        ),
        required=False,
    )

    def __init__(self, *args: Any, manner: Manner, agent: Agent, **kwargs: Any) -> None:
        initial: dict[str, Any] = {
            "wants_digest": manner.wants_digest,
            "quiet": manner.quiet,
            "quiet_from": manner.quiet_from,
            "quiet_until": manner.quiet_until,
            "then": manner.then,
            "standstill_at_once": manner.standstill_at_once,
        }
        self.kinds = [kind for kind in KINDS.values() if agent.is_lead or not kind.for_leads]
        for kind in self.kinds:
            initial |= {_field(kind.key, way): way in manner.ways_of(kind.key) for way in WAYS}
        kwargs["initial"] = initial
        super().__init__(*args, **kwargs)
        for kind in self.kinds:
            for way in WAYS:
                label = _("%(what)s: %(way)s") % {"what": kind.label, "way": WAY_NAMES[way]}
                self.fields[_field(kind.key, way)] = forms.BooleanField(label=label, required=False)
                self.fields[_field(kind.key, way)].widget.attrs["aria-label"] = label

    def rows(self) -> list[dict[str, Any]]:
        """Return each kind with its boxes, one for each way."""
        return [{"label": kind.label, "boxes": [self[_field(kind.key, way)] for way in WAYS]} for kind in self.kinds]

    def choice(self, *, before: Manner) -> Choice:
        """Return what was chosen; kinds that are not on this page stay as they were."""
        said = self.cleaned_data
        ways: dict[str, list[str]] = dict(before.ways)
        for kind in self.kinds:
            ways[kind.key] = [way for way in WAYS if said[_field(kind.key, way)]]
        return Choice(
            ways=ways,
            quiet=said["quiet"],
            quiet_from=said["quiet_from"],
            quiet_until=said["quiet_until"],
            then=said["then"],
            standstill_at_once=said["standstill_at_once"],
            wants_digest=said["wants_digest"],
        )


def _field(kind: str, way: str) -> str:
    return f"{kind}_{way}"


class ReportForm(forms.Form):
    """How many weeks a report looks back, and whether it is told by team or by week."""

    WEEKS = [(4, gettext_lazy("4 weeks")), (13, gettext_lazy("13 weeks")), (26, gettext_lazy("26 weeks")),
             (52, gettext_lazy("52 weeks"))]  # fmt: skip
    weeks = forms.TypedChoiceField(label=gettext_lazy("The last"), choices=WEEKS, coerce=int, initial=4)
    team = forms.ChoiceField(label=gettext_lazy("Show"), required=False)

    def __init__(self, *args: Any, groups: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["team"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            ("", _("all teams")), *[(key, _("%(name)s, week by week") % {"name": name}) for key, name in groups]
        ]  # fmt: skip
