"""The history of a cause in sentences, and the line about it on a case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from amana.cases.models import Case
from amana.insight.causes.gathering import cause_of
from amana.insight.models import Cause, Fix, Step
from amana.wording.isolating import isolated

MOST = 30
# What the product does by itself is said without a name.
SENTENCES: Final[dict[str, str | Promise]] = {
    "opened": _("%(name)s opened it; %(owner)s owns it."),
    "owner": _("%(name)s gave it from %(before)s to %(owner)s."),
    "rewritten": _("%(name)s described it anew. Before it was:"),
    "withdrawn": _("%(name)s took it back:"),
    "group_added": _("%(name)s brought questions to it:"),
    "group_removed": _("%(name)s took questions out:"),
    "promised": _("%(name)s wrote down what is done about it, by %(owner)s:"),
    "kept": _("%(name)s said that this is done: %(fix)s"),
    "broken": _("%(name)s said that this is not done: %(fix)s"),
    "time_asked": _("%(name)s asks for more time for: %(fix)s"),
    "moved": _("%(name)s agreed to another time for: %(fix)s"),
    "mended": _("All that ends it is done. From now on it is counted whether people ask less."),
    "measured": _("It helped: %(before)s of %(before_of)s new cases before, %(after)s of %(after_of)s since."),
    "did_not_help": _("It did not help: %(before)s of %(before_of)s new cases before, %(after)s of %(after_of)s since. It is open again."),
    "came_back": _("It came back: %(recent)s of %(recent_of)s new cases in seven days. It is open again."),
    "reopened": _("%(name)s opened it again:"),
    "written": _("%(name)s wrote to all who wait, and promised:"),
}  # fmt: skip


@dataclass(frozen=True)
class Told:
    """One line of the history: when, a sentence, and the words that belong to it."""

    at: datetime
    sentence: str
    text: str
    due_at: datetime | None


def history(cause: Cause) -> list[Told]:
    """Return what became of a cause, the latest first."""
    rows = Step.objects.filter(cause=cause).select_related("by__account").order_by("-at", "-id")[:MOST]
    return [_told(row) for row in rows]


def _told(row: Step) -> Told:
    values = {"name": row.by.name if row.by else "", **row.values}
    words = {name: isolated(value) if isinstance(value, str) else value for name, value in values.items()}
    sentence = str(SENTENCES.get(row.what, "")) % _Blank(words)
    due = row.values.get("due")
    return Told(row.at, sentence, row.text, parse_datetime(due) if isinstance(due, str) else None)


class _Blank(dict[str, Any]):
    """Words of a sentence; what was not kept is left blank."""

    def __missing__(self, key: str) -> str:
        return ""


def cause_line(case: Case) -> dict[str, Any] | None:
    """Return what a case says of its cause: what is wrong, who mends it and by when. Agents read it; customers never do."""
    cause = cause_of(case)
    if cause is None:
        return None
    fix = (
        Fix.objects.outstanding()
        .filter(cause=cause, eases=False)
        .select_related("owner__account")
        .order_by("due_at")
        .first()
    )
    return {
        "what": cause.what,
        "state": cause.get_state_display(),
        "is_mended": not cause.is_open,
        "owner": fix.owner if fix else cause.owner,
        "due_at": fix.due_at if fix else None,
        "url": reverse("desk:cause", args=[cause.pk]),
    }
