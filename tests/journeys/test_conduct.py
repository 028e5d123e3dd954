"""From words that hurt to parting by two, with every answer heard and our own word kept first; and twelve months later."""

from __future__ import annotations

from datetime import timedelta

import pytest

from amana.cases.errors import Refused
from amana.commitments.keeping import keep
from amana.commitments.making import Draft, make
from amana.commitments.recounting import recount
from amana.handling.handing_out.exporting import export
from amana.handling.talking.hearing import hear
from amana.handling.talking.replying import Reply, reply
from amana.record.reading import read
from amana.record.verifying import verify
from amana.review.conduct.answering import answer
from amana.review.conduct.lapsing import lapse
from amana.review.conduct.models import ConductIncident, ConductStep
from amana.review.conduct.noting import Noted, note_incident
from amana.review.conduct.parting import confirm, propose_parting
from amana.review.conduct.policies import set_policy
from amana.review.conduct.stepping import NOTHING, UNASKED, set_conditions, warn
from amana.team.viewing import at_the_desk
from tests.letters import last_mail

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
HURT = "You are a stupid cow and I know where you live."
AGAIN = "Answer me, you idiot!"


def test_parting_is_slow_heard_and_never_before_our_own_word_is_kept(case, desk, link, brand, ruth, dana, now):
    set_policy(
        brand,
        is_obliged=False,
        teams=[],
        notice_days=14,
        elsewhere={"he": "אפשר לפנות אל נתיב תקשורת"},
        by=ruth,
        at=now,
    )
    reply(case, Reply("It is being looked at."), by=desk, at=now + HOUR)
    first = hear(case, f"Nothing works. {HURT}", by=link, at=now + DAY)

    note_incident(case, Noted("abuse", HURT, first.id), by=desk, at=now + DAY)
    assert HURT in last_mail("notice")
    with pytest.raises(Refused, match="illness"):
        warn(case, text="", care=UNASKED, care_words="", by=desk, at=now + DAY)
    warning = warn(case, text="בלי עלבונות, בבקשה", care=NOTHING, care_words="Asked by phone", by=desk, at=now + DAY)
    assert "Asked by phone" not in last_mail("notice") and "בלי עלבונות" in last_mail("notice")
    with pytest.raises(Refused, match="three days"):
        set_conditions(case, text="בכתב בלבד", by=desk, at=now + DAY + HOUR)

    answer(warning, "I was angry", by=link, at=now + 2 * DAY)
    set_conditions(case, text="בכתב בלבד", by=desk, at=now + 2 * DAY + HOUR)
    promise = make(case, [Draft("A new router", now + 4 * DAY, owner=dana)], by=desk, at=now + 2 * DAY + HOUR)[0]
    at = now + 6 * DAY
    ends_on = (at + 20 * DAY).date()
    with pytest.raises(Refused, match="Nothing happened since"):
        propose_parting(case, why="x", ends_on=ends_on, asks=ruth, by=desk, at=at)

    second = hear(case, AGAIN, by=link, at=at)
    note_incident(case, Noted("abuse", AGAIN, second.id), by=desk, at=at)
    with pytest.raises(Refused, match="A new router"):
        propose_parting(case, why="הדיבור אל העובדים", ends_on=ends_on, asks=ruth, by=desk, at=at)
    keep(promise, by=desk, at=at, note="It came")
    reply(case, Reply("It is there."), by=desk, at=at)
    row = propose_parting(case, why="הדיבור אל העובדים", ends_on=ends_on, asks=ruth, by=desk, at=at)
    assert "conduct.proposed" not in {one.kind for one in read(case.key, side="customer")}
    with pytest.raises(Refused, match="second person"):
        confirm(row, by=desk, at=at)
    confirm(row, by=at_the_desk(ruth), at=at + HOUR)

    mail = last_mail("notice")
    assert AGAIN in mail and "נתיב תקשורת" in mail and "Ruth Amit" in mail and f"{ends_on:%Y}" in mail
    answer(ConductStep.objects.get(kind="parting"), "That is not fair", by=link, at=at + DAY)
    said = [one["step"] for one in read(case.key, side="customer") if one.kind == "conduct.said"]
    assert said == ["note", "warning", "conditions", "note", "parting"]
    assert len(export(case.key, side="customer", at=at + DAY, purpose="portal", by=link)) > 1000

    year = timedelta(days=365)
    assert lapse(now + DAY + year - HOUR) == 0
    assert lapse(now + DAY + year) == 1 and ConductStep.objects.filter(kind="warning").count() == 0
    assert lapse(at + year) == 1
    assert not ConductIncident.objects.exists() and not ConductStep.objects.exists()
    assert HURT in str([dict(one.content or {}) for one in read(case.key, side="company")])
    assert list(verify()) == [] and list(recount(at=at + year)) == []
