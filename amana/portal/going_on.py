"""Where a case goes on that was merged into another: shown by its old link, to whom takes part in the other one."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from amana.cases.links import token_of
from amana.cases.models import Case, CaseLink
from amana.cases.tracing import goes_on_in, onward
from amana.portal.entering import Guest


def onward_of(guest: Guest) -> dict[str, Any] | None:
    """Return the number of the case in which this one goes on, and its address for whoever takes part in it.

    Nothing else of it: an old link shows no record but its own. None for a case that goes on by itself.
    """
    if guest.case.is_open:
        return None
    end = onward([guest.case.key]).get(guest.case.key)
    if end is None:
        return None
    number = Case.objects.values_list("number", flat=True).get(pk=end)
    if goes_on_in(guest.case.key, person=guest.viewer.taking_part) != end:
        return {"number": number, "url": ""}
    link = CaseLink.objects.filter(case=end, person=guest.link.person, revoked_at=None).first()
    return {
        "number": number,
        "url": reverse("portal:case", args=[token_of(link.pk)]) if link else "",
        "takes_part": True,
    }
