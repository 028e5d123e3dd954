"""Forms of the settings: a brand with its week, a colleague, one's own account."""

from __future__ import annotations

from datetime import date, time
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.core.validators import validate_email
from django.utils.dates import WEEKDAYS as NAMES
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from amana.desk.forms.fields import line, moment, words
from amana.desk.forms.offering import row_choice
from amana.kit.working_time import Shifts, WorkingWeek
from amana.team.models import Agent, Brand, Team

# In the order in which a week is read here; Monday is 0.
WEEKDAYS = [(number, NAMES[number]) for number in (6, 0, 1, 2, 3, 4, 5)]


MOST_SKILLS = 20


def language_field() -> Any:
    return forms.ChoiceField(label=gettext_lazy("Language"), choices=settings.LANGUAGES)


class ZoneField(forms.CharField):
    """The IANA name of a time zone."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(label=gettext_lazy("Time zone"), max_length=64, **kwargs)
        self.widget.attrs |= {"dir": "ltr", "placeholder": "Asia/Jerusalem"}

    def clean(self, value: Any) -> str:
        zone = str(super().clean(value)).strip()
        if zone not in available_timezones():
            raise forms.ValidationError(_("There is no such time zone: %(zone)s.") % {"zone": zone})
        return zone


class BrandForm(forms.Form):
    """A name the company is known by, its addresses, and when it works."""

    name = line(gettext_lazy("Name"), most=120)
    addresses = words(gettext_lazy("Mail addresses, one a line; the first is written from"), required=False, rows=3)
    language = language_field()
    zone = ZoneField()
    signature = words(gettext_lazy("Signature under every mail"), required=False, rows=3)
    closed = words(
        gettext_lazy("Days on which you are closed, one a line"),
        required=False,
        rows=3,
        help_text=gettext_lazy("As 2026-12-31. Public holidays are known already."),
    )

    def __init__(self, *args: Any, brand: Brand, **kwargs: Any) -> None:
        week = brand.week.working
        values = brand.addresses.order_by("added_at", "value").values_list("value", flat=True)
        initial = {
            "name": brand.name,
            "addresses": "\n".join(values),
            "language": brand.language,
            "zone": brand.zone,
            "signature": brand.signature,
            "closed": "\n".join(sorted(day.isoformat() for day in week.closed)),
        }
        kwargs["initial"] = initial
        super().__init__(*args, **kwargs)
        self.week = week
        for number, label in WEEKDAYS:
            shifts = week.shifts.get(number, ())
            opens, closes = (shifts[0][0], shifts[-1][1]) if shifts else (None, None)
            for name, value in ((f"opens_{number}", opens), (f"closes_{number}", closes)):
                widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
                self.fields[name] = forms.TimeField(label=label, required=False, initial=value, widget=widget)

    @property
    def days(self) -> list[tuple[Any, Any, Any]]:
        """The weekdays with their two fields, for the page."""
        return [(label, self[f"opens_{number}"], self[f"closes_{number}"]) for number, label in WEEKDAYS]

    def clean_addresses(self) -> list[str]:
        values = [value.strip().lower() for value in self.cleaned_data["addresses"].splitlines() if value.strip()]
        for value in values:
            validate_email(value)
        return list(dict.fromkeys(values))

    def clean_closed(self) -> frozenset[date]:
        days = []
        for typed in self.cleaned_data["closed"].split():
            try:
                days.append(date.fromisoformat(typed))
            except ValueError as error:
                raise forms.ValidationError(
                    _("%(day)s is not a day. Write it as 2026-12-31.") % {"day": typed}
                ) from error
        return frozenset(days)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        shifts = {number: self._shifts(number, cleaned) for number, _label in WEEKDAYS}
        try:
            cleaned["week"] = WorkingWeek(
                zone=cleaned.get("zone") or self.week.zone,
                shifts={number: hours for number, hours in shifts.items() if hours},
                country=self.week.country,
                subdivision=self.week.subdivision,
                closed=cleaned.get("closed", frozenset()),
                opened=self.week.opened,
                eve_closes_at=self.week.eve_closes_at,
            )
        except ValueError:
            self.add_error(None, _("A week needs a day with an hour to open and a later one to close."))
        return cleaned

    def _shifts(self, number: int, cleaned: dict[str, Any]) -> Shifts:
        opens, closes = cleaned.get(f"opens_{number}"), cleaned.get(f"closes_{number}")
        before: Shifts = tuple(self.week.shifts.get(number, ()))
        if before and (before[0][0], before[-1][1]) == (opens, closes):
            # A pause in the middle of the day, which this page does not show, stays.
            return before
        return ((opens, closes),) if isinstance(opens, time) and isinstance(closes, time) else ()


class InvitationForm(forms.Form):
    """Somebody who is to serve here; the brands are asked only where there are several."""

    name = line(gettext_lazy("Name; customers read it"), most=120)
    email = forms.EmailField(label=gettext_lazy("Mail address"), widget=forms.EmailInput(attrs={"dir": "ltr"}))
    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=Agent.ROLES)
    lead = forms.ModelChoiceField(
        label=gettext_lazy("Works for"), queryset=Agent.objects.none(), required=False, empty_label="–"
    )
    brands = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Speaks for"), queryset=Brand.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    language = language_field()

    def __init__(self, *args: Any, leads: Any, brands: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        row_choice(self, "lead").queryset = leads
        row_choice(self, "brands").queryset = brands
        self._all = list(brands)
        if len(self._all) <= 1:
            del self.fields["brands"]

    def clean(self) -> dict[str, Any]:
        return {"brands": self._all} | (super().clean() or {})


class RoleForm(forms.Form):
    """The place of a colleague in the team."""

    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=Agent.ROLES)
    lead = forms.ModelChoiceField(
        label=gettext_lazy("Works for"), queryset=Agent.objects.none(), required=False, empty_label="–"
    )

    team = forms.ModelChoiceField(
        label=gettext_lazy("Team"), queryset=Team.objects.none(), required=False, empty_label="–"
    )
    languages = forms.MultipleChoiceField(
        label=gettext_lazy("Serves in"), choices=settings.LANGUAGES, required=False,
        widget=forms.CheckboxSelectMultiple, help_text=gettext_lazy("None ticked means the language of their account."),
    )  # fmt: skip
    skills = line(
        gettext_lazy("Knows well"), required=False, most=500,
        help_text=gettext_lazy("Words with commas between them. A new case with one of them comes to whoever knows it."),
    )  # fmt: skip
    most_cases = forms.IntegerField(
        label=gettext_lazy("Open cases at most"), required=False, min_value=1, max_value=10_000,
        help_text=gettext_lazy("Leave it empty for no limit."),
    )  # fmt: skip

    def __init__(self, *args: Any, leads: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        row_choice(self, "lead").queryset = leads
        row_choice(self, "team").queryset = Team.objects.order_by("name")

    def clean_skills(self) -> list[str]:
        words = [" ".join(word.split())[:40] for word in str(self.cleaned_data["skills"]).replace("،", ",").split(",")]
        return list(dict.fromkeys(word for word in words if word))[:MOST_SKILLS]


class TeamForm(forms.Form):
    """Colleagues who share a queue and a ladder."""

    name = line(gettext_lazy("Name"), most=80)

    def __init__(self, *args: Any, but: Team | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._but = but

    def clean_name(self) -> str:
        name = " ".join(str(self.cleaned_data["name"]).split())
        others = Team.objects.filter(name__iexact=name)
        if (others.exclude(pk=self._but.pk) if self._but else others).exists():
            raise forms.ValidationError(_("There is a team of this name already."))
        return name


class AbsenceForm(forms.Form):
    """A time in which somebody is away."""

    since = moment(gettext_lazy("Away from"))
    until = moment(gettext_lazy("Until"), required=False, help_text=gettext_lazy("Leave it empty when nobody knows."))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("until") and cleaned.get("since") and cleaned["until"] <= cleaned["since"]:
            self.add_error("until", _("It ends before it begins."))
        return cleaned


class AccountForm(forms.Form):
    """One's own name, language and zone."""

    name = line(gettext_lazy("Name; customers read it"), most=120)
    language = language_field()
    zone = ZoneField()


class SetUpForm(forms.Form):
    """The first start: the code of the terminal, the company, and the first user."""

    code = forms.CharField(
        label=gettext_lazy("The code from the terminal"),
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off", "placeholder": "4F7K-2QXW-9BCD"}),
    )
    company = line(gettext_lazy("What the company is called; customers read it"), most=120)
    addresses = words(gettext_lazy("Your mail addresses for customers, one a line"), required=False, rows=2)
    name = line(gettext_lazy("Your name; customers read it"), most=120)
    email = forms.EmailField(label=gettext_lazy("Your own mail address"), widget=forms.EmailInput(attrs={"dir": "ltr"}))
    password = forms.CharField(
        label=gettext_lazy("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password", "dir": "ltr"}),
        help_text=gettext_lazy("Ten characters or more."),
    )
    language = language_field()
    zone = ZoneField()
    country = forms.CharField(
        label=gettext_lazy("Country, two letters"),
        min_length=2,
        max_length=2,
        widget=forms.TextInput(attrs={"dir": "ltr"}),
        help_text=gettext_lazy("Its public holidays and working week are kept; both can be changed later."),
    )
