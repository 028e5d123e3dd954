"""An own case on which something of every kind waits, so that every page of it can be opened."""

from __future__ import annotations

from datetime import datetime, timedelta

from amana.advocacy.adding.dropping import drop
from amana.advocacy.composing import Wish, begin_letter
from amana.advocacy.ending.checking_up import plan_check_up
from amana.advocacy.home.sharing import share
from amana.advocacy.letters.models import SentLetter
from amana.advocacy.phoning import dial
from amana.advocacy.questioning import begin
from amana.cases.models import Case
from amana.commitments.making import Draft
from amana.commitments.models import Commitment
from amana.deadlines.checking import check
from amana.deadlines.models import Rule
from amana.deadlines.running import say_matter, start
from amana.deadlines.seeding import seed
from amana.deadlines.turning_outside import outside_rungs
from amana.directory.listing import list_company
from amana.directory.models import Profile
from amana.escalation.own.models import OwnRung
from amana.handling.facts.noting import note_call
from amana.team.viewing import Viewer, owner

CHAT = "15/11/2026, 10:02 - Kav Telecom: A technician will come on Sunday.\n15/11/2026, 10:04 - Noa: Thank you.\n"


def own_case(*, at: datetime) -> dict[str, str]:
    """Return the keys of what is in the consumer's own case of the sample that stands highest on its ladder."""
    rung = OwnRung.objects.filter(ended_in=None, case__state="open").select_related("case__owner__account").first()
    assert rung is not None and rung.case.owner is not None and rung.case.owner.account is not None
    case, keeper = rung.case, rung.case.owner
    by = owner(keeper)
    drafts = [Draft("A call from the bank", at + timedelta(days=1), promiser="company")]
    said = note_call(case, "They promised to call.", who="Avi", by=by, at=at, promises=drafts)
    dial(case, at=at)
    if not Profile.objects.filter(company=case.company).exists():
        list_company(case.company, by=keeper.account, at=at)
    made = {
        "own_call": said.id,
        "own_promise": Commitment.objects.get(case=case, action="A call from the bank").pk,
        "own_rung": rung.pk,
        "own_check_up": plan_check_up(case, "Is it on the bill?", due_at=at + timedelta(days=3), by=by, at=at).pk,
        "own_problem": begin(keeper, company="Kav Telecom", at=at).pk,
        "own_draft": begin_letter(case, Wish("complaint"), at=at).pk,
        "own_sent": SentLetter.objects.filter(case=case)[:1].get().pk,
        "own_added": drop(case, CHAT.encode(), name="chat.txt", media_type="text/plain", at=at).pk,
        "own_company": case.company_id,
    }
    keys = {name: str(key) for name, key in made.items()} | outside(case, by, at=at)
    return keys | {"own_number": case.number, "own_name": keeper.account.name}


def outside(case: Case, by: Viewer, *, at: datetime) -> dict[str, str]:
    """A clock of a rule, an office to turn to, and somebody who may read the case."""
    seed()
    timed = Rule.objects.filter(kind__in=Rule.CLOCKS, unit=Rule.DAYS, is_in_force=True).order_by("key")
    rule = next(one for one in timed if "IL" in one.countries and one.sectors and one.topics)
    say_matter(case, country="IL", region="", sector=rule.sectors[0], topics=rule.topics, by=by, at=at)
    check(case, rule, where="the law itself", by=by, at=at)
    clock = start(case, rule, began_at=at - timedelta(days=2), by=by, at=at)
    shared, token = share(case, name="Ronit", until=at + timedelta(days=9), by=by, at=at)
    office = outside_rungs(case, at=at)[0].office
    return {"own_rule": str(rule.pk), "own_clock": str(clock.pk), "own_office": str(office.pk),
            "own_share": str(shared.pk), "share_token": token}  # fmt: skip
