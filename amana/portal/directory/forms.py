"""The fields in which people say what they know of a company."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from amana.directory.hours import written
from amana.directory.models import CONFIDENCE, Executive, Name, Point, Profile
from amana.directory.sectors import SECTORS

Field = dict[str, Any]  # Any: what the template of a field needs
LANGUAGES = [
    ("", _lazy("not said")),
    ("he", "עברית"),
    ("ar", "العربية"),
    ("en", "English"),
    ("ru", "Русский"),
    ("fr", "Français"),
    ("de", "Deutsch"),
]


def fields_of(thing: str, values: Mapping[str, Any]) -> list[Field]:
    """Return the fields of a form for one kind of row, filled with these values."""
    made = _FIELDS[thing]() + _origin(is_required=thing == "executive")
    return [one | {"value": _text(values.get(one["name"], ""))} for one in made]


def values_of(row: Any) -> dict[str, Any]:  # Any: a row of the directory, or None
    """Return what stands in the fields of a row."""
    if row is None:
        return {"confidence": "unverified"}
    values = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    if isinstance(row, Point):
        values["hours"] = written(row.week) if row.week else ""
    return values


def typed_in(request: HttpRequest, thing: str) -> dict[str, str]:
    """Return what was typed into the fields of a form, without what no database keeps."""
    names = [one["name"] for one in _FIELDS[thing]() + _origin(is_required=False)]
    return {name: _clean(request.POST.get(name, "")) for name in [*names, "name"]}


def _clean(text: str) -> str:
    return text[:1200].replace("\0", "").encode("utf-8", "ignore").decode("utf-8").strip()


def _text(value: object) -> str:
    if value is None or value == {}:
        return ""
    return str(value)


def _field(
    name: str, label: str, *, hint: str = "", is_optional: bool = True, choices: Sequence[Any] = (), kind: str = ""
) -> Field:
    return {"name": name, "label": label, "help": hint, "is_optional": is_optional, "type": kind,
            "choices": [(str(value), str(said)) for value, said in choices]}  # fmt: skip


def _origin(*, is_required: bool) -> list[Field]:
    return [
        _field("source", _("Where is this from?"), is_optional=not is_required,
               hint=_("A page, a bill, the hold message, your own call.")),
        _field("checked_on", _("Checked on"), kind="date"),
        _field("confidence", _("How sure is it?"), choices=CONFIDENCE, is_optional=False),
    ]  # fmt: skip


def _profile() -> list[Field]:
    return [
        _field("kind", _("What is it?"), choices=Profile.KINDS, is_optional=False),
        _field("sector", _("Sector"), choices=[("", _("not said")), *SECTORS]),
        _field("country", _("Country"), hint=_("Two letters, such as IL, GB or US.")),
        _field("site", _("Web site"), kind="url"),
        _field("zone", _("Time zone"), hint=_("Such as Asia/Jerusalem; left empty, that of the country.")),
    ]


def _name() -> list[Field]:
    kinds = [one for one in Name.KINDS if one[0] != Name.NAME]
    return [
        _field("text", _("Name or domain"), is_optional=False),
        _field("kind", _("What is it?"), choices=kinds, is_optional=False),
    ]


def _point() -> list[Field]:
    return [
        _field("kind", _("What is it?"), choices=Point.KINDS, is_optional=False),
        _field("value", _("Number or address"), is_optional=False),
        _field("purpose", _("What for?"), choices=Point.PURPOSES, is_optional=False),
        _field("label", _("Remark"), hint=_("Such as: only for customers with a contract.")),
        _field("language", _("Language"), choices=LANGUAGES),
        _field("hours", _("Hours"), hint=_("Sun-Thu 08:00-20:00; Fri 08:00-13:00, by their clock.")),
        _field("to_human", _("Keys that lead to a human"), hint=_("Such as: 3, then 0.")),
        _field("usual_wait", _("Usual wait, minutes"), kind="number"),
    ]


def _executive() -> list[Field]:
    return [
        _field("name", _("Name"), is_optional=False),
        _field("role", _("Role")),
        _field("level", _("Where they stand"), choices=Executive.LEVELS, is_optional=False),
        _field("mail", _("Published business address"), hint=_("Only as it was published, never a private one.")),
    ]


def _tip() -> list[Field]:
    return [_field("text", _("What did you learn?"), kind="textarea", is_optional=False)]


_FIELDS = {"profile": _profile, "name": _name, "point": _point, "executive": _executive, "tip": _tip}
