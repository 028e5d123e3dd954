"""Where to call a company, and how long the law lets a call wait, as far as either is known."""

from __future__ import annotations

from typing import Any

from amana.advocacy.models import PhoneCall, Problem
from amana.deadlines.models import Matter
from amana.deadlines.recording import Recording, recording_rule
from amana.deadlines.waiting import Waiting, waiting_rule
from amana.directory.choosing import open_said, ways
from amana.directory.models import Point, Profile
from amana.directory.waiting import Waited, log_wait
from amana.portal.mine.outside.showing import COUNTRY_OF_ZONE
from amana.portal.mine.owning import Kept, is_open
from amana.readings.wording import language
from amana.record.appending import Appended

MOST = 3


def phones_of(kept: Kept, call: PhoneCall) -> list[dict[str, Any]]:
    """Return the telephones of the company that is called, the likeliest first, with the keys that lead to a human."""
    company = call.company.company if call.company else kept.case.company
    found = [one for one in ways(company, at=kept.at, language=language()) if one.point.kind == Point.PHONE]
    return [{"number": one.point.value, "link": one.link, "keys": one.point.to_human, "open": open_said(one)}
            for one in found[:MOST]]  # fmt: skip


def rule_on_waiting(kept: Kept, problem: Problem) -> Waiting | None:
    """Return the rule on how long this call may wait; None where the country or the sector is not known, or no rule is."""
    matter = Matter.objects.filter(case=kept.case).first()
    profile = Profile.objects.filter(company=kept.case.company).first()
    country = matter.country if matter is not None else profile.country if profile is not None else ""
    sector = matter.sector if matter is not None else problem.sector or (profile.sector if profile is not None else "")
    if not country or not sector:
        return None
    return waiting_rule(country, sector, today=kept.at.date(), person=kept.case.customer)


def law_on_recording(kept: Kept) -> Recording | None:
    """Return what the law says of recording where the keeper is; None where the place or its law is not known."""
    matter = Matter.objects.filter(case=kept.case).first()
    country = matter.country if matter is not None else COUNTRY_OF_ZONE.get(kept.case.zone or "", "")
    return recording_rule(country, today=kept.at.date(), person=kept.case.customer) if country else None


def remember_wait(kept: Kept, call: PhoneCall, noted: Appended, *, minutes: int) -> None:
    """Let the directory learn how long this call waited: on one's own machine alone, as it is nobody else's business."""
    if is_open():
        waited = Waited(call.dialled_at, minutes, has_reached=call.answered_at is not None)
        company = call.company.company if call.company else kept.case.company
        log_wait(company, waited, case=kept.case.key, said_in=noted.id, by=kept.keeper.account)
