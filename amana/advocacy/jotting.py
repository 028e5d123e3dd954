"""Words typed into a form of an own case and not sent yet: kept as they are typed, gone once the form is sent."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from amana.advocacy.models import Jotting
from amana.cases.models import Case

LONGEST = 4000


def jot(case: Case, form: str, typed: Mapping[str, str], *, at: datetime) -> None:
    """Keep what stands in a form now; what stood there before is gone. Of a field at most 4,000 letters are kept."""
    fields = {name: words.replace("\0", "")[:LONGEST] for name, words in typed.items()}
    Jotting.objects.update_or_create(case=case, form=form, defaults={"fields": fields, "at": at})


def jotted(case: Case, form: str) -> dict[str, str]:
    """Return what was typed into a form and not sent; nothing when there is nothing."""
    row = Jotting.objects.filter(case=case, form=form).first()
    return {str(name): str(words) for name, words in row.fields.items()} if row is not None else {}


def let_go(case: Case, form: str) -> None:
    """Forget what was typed: it was sent, or is no longer wanted."""
    Jotting.objects.filter(case=case, form=form).delete()
