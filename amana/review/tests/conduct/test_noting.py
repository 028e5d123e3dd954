from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from amana.cases.errors import Refused
from amana.commitments.keeping import keep
from amana.commitments.making import Draft, make
from amana.handling.talking.hearing import hear
from amana.record.reading import read
from amana.record.withdrawing import erase
from amana.review.conduct.models import ConductIncident, ConductStep
from amana.review.conduct.noting import Noted, note_incident
from amana.review.conduct.protecting import only_a_right
from amana.review.models import Change
from amana.review.tests.conduct.conftest import HURT
from amana.team.models import Agent
from amana.team.viewing import at_the_desk, the_system
from tests.letters import last_mail

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)

RIGHTS = [
    "I will sue you if this is not fixed by Sunday!",
    "I'll report you to the ombudsman. Today!",
    "I will tell the press about you.",
    "I'll write an honest review about this.",
    "I'll give you one star",
    "אני אתבע אתכם!!!",
    "אפנה למועצה לצרכנות.",
    "אכתוב ביקורת כנה",
    "سأقاضيكم",
    "سأشتكي إلى حماية المستهلك",
    "سأخبر الصحافة",
]
MORE = [HURT, "You idiot, I will sue you.", "I will sue you. I will wait for you outside and break your legs.", "يا حمار سأكسر وجهك",
        "מטומטמת, אני אבוא אלייך ואשבור לך את הפנים"]  # fmt: skip


@pytest.mark.parametrize("words", RIGHTS)
def test_what_is_everybodys_right_is_never_an_incident(words, served, link, desk, now):
    said = hear(served, words, by=link, at=now + DAY)
    for kind in (ConductIncident.ABUSE, ConductIncident.EXTORTION):
        with pytest.raises(Refused, match="right"):
            note_incident(served, Noted(kind, words, said.id), by=desk, at=now + DAY)
    assert not ConductIncident.objects.exists()


@pytest.mark.parametrize("words", MORE)
def test_words_that_hurt_may_be_noted_also_beside_a_threat_of_law(words, now):
    assert only_a_right(words, at=now) == ""


@pytest.mark.parametrize("rubbish", ["", " ", "\x00", "\ud800", "!?" * 5000, "a" * 100_000])
def test_any_text_can_be_asked_about(rubbish, now):
    assert only_a_right(rubbish, at=now) == ""


def test_a_note_is_told_calmly_and_counts_on_the_day_of_whoever_met_it(noted, served, dana):
    mail = last_mail("notice")
    assert HURT in mail and "abuse" not in mail.lower()
    shared = [one.kind for one in read(served.key, side="customer") if one.kind.startswith("conduct")]
    assert shared == ["conduct.said"]
    assert [one.kind for one in read(served.key, side="company") if one.kind == "conduct.noted"]
    assert Change.objects.get(reason="abuse").agent == dana and noted.kind == ConductStep.NOTE
    assert not Change.objects.filter(reason="abuse", person__isnull=False).exists()


def test_the_words_stand_in_the_entry_or_are_not_noted(served, hurt, desk, omar, now):
    at = now + DAY
    ours = next(one for one in read(served.key, side="company") if one.kind == "message.sent")
    tries = [("You fool", hurt.id), ("", hurt.id), (HURT, uuid4()), ("being looked at", ours.id)]
    for quote, key in tries:
        with pytest.raises(Refused):
            note_incident(served, Noted("abuse", quote, key), by=desk, at=at)
    with pytest.raises(Refused):
        note_incident(served, Noted("rude", HURT, hurt.id), by=desk, at=at)
    with pytest.raises(Refused, match="twelve months"):
        note_incident(served, Noted("abuse", HURT, hurt.id), by=desk, at=at + timedelta(days=365))
    for by in (the_system(), at_the_desk(omar)):
        with pytest.raises(Refused):
            note_incident(served, Noted("abuse", HURT, hurt.id), by=by, at=at)
    note_incident(served, Noted("abuse", HURT, hurt.id), by=desk, at=at)
    with pytest.raises(Refused, match="already"):
        note_incident(served, Noted("abuse", f" {HURT}", hurt.id), by=desk, at=at)


def test_an_auditor_and_an_administrator_note_nothing(served, hurt, dana, now):
    for role in (Agent.AUDITOR, Agent.ADMIN):
        dana.role = role
        with pytest.raises(Refused):
            note_incident(served, Noted("abuse", HURT, hurt.id), by=at_the_desk(dana), at=now + DAY)


def test_how_somebody_treats_others_counts_only_before_they_are_taken_on(case, served, hurt, link, desk, now):
    with pytest.raises(Refused, match="before we take them on"):
        note_incident(served, Noted("abuse", HURT, hurt.id, is_toward_others=True), by=desk, at=now + DAY)


def test_toward_others_it_may_be_noted_of_somebody_nobody_has_answered(case, link, desk, now):
    said = hear(case, "I threw a chair at the last technician", by=link, at=now)
    words = "I threw a chair at the last technician"
    note_incident(case, Noted("abuse", words, said.id, is_toward_others=True), by=desk, at=now)
    assert not Change.objects.filter(reason="abuse").exists()


def test_an_invoice_counts_only_when_all_of_ours_was_delivered(served, link, desk, dana, now):
    promise = make(served, [Draft("A new router", now + 3 * DAY, owner=dana)], by=desk, at=now)[0]
    said = hear(served, "I got invoice 1234 and I will not pay it", by=link, at=now + DAY)
    with pytest.raises(Refused, match="disputed"):
        note_incident(served, Noted("unpaid", "invoice 1234", said.id), by=desk, at=now + DAY)
    unpaid = Noted("unpaid", "invoice 1234", said.id, is_undisputed=True)
    with pytest.raises(Refused, match="A new router"):
        note_incident(served, unpaid, by=desk, at=now + DAY)
    keep(promise, by=desk, at=now + DAY, note="Brought")
    note_incident(served, unpaid, by=desk, at=now + DAY)
    assert not Change.objects.filter(reason="abuse").exists()


def test_an_incident_goes_with_the_words_it_quotes_when_they_are_erased(served, hurt, noted, dana, now):
    erase(hurt.id, why="the law", by=at_the_desk(dana).actor, at=now + 2 * DAY)
    assert not ConductIncident.objects.exists() and not ConductStep.objects.exists()
    assert read(served.key, side="customer")[-1].kind == "conduct.lapsed"
