"""Good will leaks away on a case: the clock finds it, an agent puts it right or says why it is not so, and the sum follows."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from amana.cases.models import Case
from amana.commitments.making import Draft
from amana.handling.facts.noting import note_call
from amana.handling.talking.replying import Reply, reply
from amana.readings.taking import read_some
from amana.record.reading import read
from amana.review.leaks.keeping import look_around
from amana.review.models import Leak, Look
from amana.team.viewing import at_the_desk
from tests.letters import deliver

pytestmark = pytest.mark.django_db

WORDS = {
    "en": (
        "My router is dead and nobody answers.",
        "She feels bad; a router is promised.",
        "She has it by text message.",
    ),
    "he": ("הנתב מת ואף אחד לא עונה.", "הובטח לה נתב חדש.", "זה נשלח אליה במסרון."),
}


def clock(until, *, at):
    """Let the reader and the clock run from a moment to another."""
    while at <= until:
        while read_some(worker="test", at=at):
            pass
        look_around(at)
        rows = Look.objects.values_list("look_at", "asked_at")
        ahead = [one for pair in rows for one in pair if one is not None]
        at = max(min([*ahead, until + timedelta(seconds=1)]), at + timedelta(minutes=1))


@pytest.mark.parametrize("language", WORDS)
def test_a_call_that_nobody_wrote_down_is_found_disputed_and_counted_no_more(brand, dana, now, language):
    asks, said, why = WORDS[language]
    case = deliver("noa@customer.example", asks, at=now, name="Noa Levi")
    by = at_the_desk(dana)
    note_call(
        case,
        said,
        who="Noa",
        by=by,
        at=now + timedelta(minutes=30),
        promises=[Draft("A router", now + timedelta(days=5))],
    )
    clock(now + timedelta(hours=4), at=now + timedelta(minutes=31))

    leak = Leak.objects.standing().get(case=case, kind="no_paper")
    assert leak.at == now + timedelta(minutes=30) and leak.entries
    before = Case.objects.get(pk=case.pk).patience

    desk = Client()
    dana.account.language = language
    dana.account.save()
    desk.force_login(dana.account)
    page = desk.get(reverse("desk:case", args=[case.number])).content.decode()
    assert 'id="leaks"' in page
    dispute = reverse("desk:leak_dispute", args=[case.number, leak.pk])
    assert dispute in page and desk.post(dispute, {"why": why}).status_code == 302
    assert not Leak.objects.standing().filter(case=case, kind="no_paper").exists()
    assert Case.objects.get(pk=case.pk).patience > before
    assert [one["why"] for one in read(case.key, side="company") if one.kind == "leak.disputed"] == [why]
    assert not [one for one in read(case.key, side="customer") if one.kind.startswith("leak.")]

    clock(now + timedelta(days=2), at=now + timedelta(hours=4))
    assert not Leak.objects.standing().filter(case=case, kind="no_paper").exists(), (
        "the clock finds it again, and it stays so"
    )


def test_the_opposite_act_ends_what_leaked(brand, dana, now):
    case = deliver("noa@customer.example", "My router is dead.", at=now, name="Noa Levi")
    due = Case.objects.get(pk=case.pk).next_due_at
    assert due is not None
    clock(due + timedelta(hours=30), at=now)
    assert set(Leak.objects.standing().values_list("kind", flat=True)) == {"opacity", "no_follow_up"}
    at = due + timedelta(hours=31)
    reply(case, Reply("I am sorry, Noa. A new router is with you by Tuesday 12:00. Dana"), by=at_the_desk(dana), at=at)
    clock(at + timedelta(minutes=5), at=at + timedelta(minutes=1))
    left = Leak.objects.standing().filter(case=case)
    assert [one.kind for one in left] == ["no_follow_up"], "that nobody came back in time stays true"
