"""What the page of an own case says of the record it shares with the company."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from amana.advocacy.linking.finding import brands_for
from amana.advocacy.linking.joining import linking_of, served_case
from amana.portal.mine.owning import Kept
from amana.portal.telling import apart


def linking_card(kept: Kept) -> dict[str, Any]:
    """Return what mine/linking/_card.html needs, and another lead where the record of both is where it goes on."""
    linking = linking_of(kept.case)
    page: dict[str, Any] = {
        "kept_elsewhere": {"file_url": kept.url("own_showing"), "record_url": kept.url("own_their_record")}
    }
    if linking is None:
        brands = brands_for(kept.case) if kept.case.is_open else []
        return page | ({"linking": {"offer": brands[0].name, "url": kept.url("own_linking")}} if brands else {})
    name = linking.served.company.name
    if linking.linked_at is None:
        said = {"is_asked": True, "name": name, "url": kept.url("own_linking")}
        return page | {"linking": said, "kept_elsewhere": None}
    served = served_case(linking)
    said = {"name": name, "since": linking.linked_at, "url": kept.url("own_linking"), "is_gone": served is None,
            "is_open": served is not None and served.is_open}  # fmt: skip
    page |= {"linking": said, "kept_elsewhere": None}
    if not said["is_open"] or not kept.case.is_open:
        return page
    sentence = _("You and %(name)s keep one record of this. Write to them there, and see there what comes next.")
    return page | {"lead": {"sentence": sentence % {"name": apart(name)}, "code": "linked", "url": kept.url("own_linking"),
                            "label": _("Open the record of both")}}  # fmt: skip
