from __future__ import annotations

from datetime import timedelta

import pytest

from amana.cases.errors import Refused
from amana.channels.email.composing import Attached
from amana.commitments.models import Commitment
from amana.commitments.recounting import recount
from amana.handling.ending.closing import agree, propose
from amana.handling.opening import open_own_case
from amana.handling.talking.hearing import hear
from amana.handling.talking.replying import Reply, reply
from amana.people.models import Company
from amana.post.models import File
from amana.record.reading import read
from amana.team.viewing import at_the_desk, owner

pytestmark = pytest.mark.django_db


def owed(case):
    return list(Commitment.objects.outstanding().filter(case=case).values_list("origin", flat=True))


def test_words_are_owed_one_answer_however_many_there_are(case, link, dana, now):
    reply(case, Reply("It works."), by=at_the_desk(dana), at=now)
    assert owed(case) == ["follow_up"]
    for _ in range(3):
        hear(case, "It does not.", by=link, at=now)
    assert sorted(owed(case)) == ["answer", "follow_up"]
    assert list(recount(at=now)) == []


def test_words_on_a_closed_case_open_it_for_the_same_holder(case, link, dana, now):
    agree(propose(case, terms=[], by=at_the_desk(dana), at=now), by=link, at=now)
    hear(case, "It is broken again.", by=link, at=now + timedelta(days=30))
    case.refresh_from_db()
    assert (case.state, case.holder, owed(case)) == ("open", dana, ["answer"])
    assert "case.reopened" in {e.kind for e in read(case.key, side="customer")}


def test_files_come_with_their_digest_and_are_words_enough(case, link, now):
    said = hear(case, "", by=link, at=now, files=[Attached("../a.txt", "text/plain", b"abc")])
    [told] = said.content["files"]
    row = File.objects.get(entry=said.id)
    assert (told["sha256"], "/" in told["name"]) == (row.sha256, False)
    with pytest.raises(Refused):
        hear(case, "  ", by=link, at=now)


def test_the_keeper_of_an_own_case_owes_nobody_an_answer_to_themselves(noa, now):
    kav = Company.objects.create(name="Kav")
    case = open_own_case(noa, kav, happened="x", wanted="y", by=owner(noa), at=now)
    for _ in range(3):
        hear(case, "They did not call.", by=owner(noa), at=now)
    assert owed(case) == ["follow_up"]
