"""What is learned from cases, something of every kind, so that every page of insight can be opened."""

from __future__ import annotations

from datetime import datetime, timedelta

from amana.cases.models import Case
from amana.insight.causes.counting import count_cause
from amana.insight.causes.fixing import Plan, promise_fix
from amana.insight.causes.gathering import add_group
from amana.insight.causes.opening import Said, open_cause
from amana.insight.knowledge.writing import begin, publish, write
from amana.insight.models import ArrivalDay, CauseGroup, Group, GroupDay, Member, Notable, OutcomeImport
from amana.insight.parting import count_parts
from amana.privacy.asking import ask
from amana.privacy.models import Request
from amana.review.models import Leak
from amana.review.reviewing.judging import judge
from amana.review.reviewing.models import Drawn, Sample
from amana.team.models import Agent, Brand
from amana.team.viewing import at_the_desk


def insight(brand: Brand, case: Case, lead: Agent, *, at: datetime) -> dict[str, str]:
    """Return the keys of a question that comes again, its cause with a fix, its answer, a leak and a sample."""
    by, day = at_the_desk(lead), timedelta(days=1)
    group = Group.objects.create(
        brand=brand, name="Why does the grinder stop?", made_at=at, size=3, first_at=at - 9 * day, last_at=at, lately=3
    )
    other = Group.objects.create(brand=brand, name="Where is my parcel?", made_at=at, size=2, last_at=at)
    Member.objects.filter(case=case).delete()
    Member.objects.create(case=case, group=group, home=group, entry=case.pk, at=at, language="en", score=1.0)
    for n in range(1, 12):
        ArrivalDay.objects.get_or_create(
            brand=brand, day=(at - n * day).date(), defaults={"cases": 20, "counted_at": at}
        )
        GroupDay.objects.create(group=group, day=(at - n * day).date(), count=n % 3)
    said = Said("The motor is mounted loosely", (at - 20 * day).date(), lead, "It leaves the works that way.")
    cause = open_cause(brand, said, by=by, at=at)
    CauseGroup.objects.filter(group=group).delete()
    add_group(cause, group, by=by, at=at)
    fix = promise_fix(cause, Plan("Another screw", lead, at + 9 * day), by=by, at=at)
    count_cause(cause, at=at)
    Notable.objects.create(group=other, brand=brand, noticed_on=at.date(), seen_on=at.date(), recent=9, recent_of=70, base=1,
                           base_of=560, chance=0.001)  # fmt: skip
    article = begin(brand, owner=lead, review_on=(at + 90 * day).date(), cause=cause, by=by, at=at)
    version = write(article, "en", title="Why does my grinder stop?", text="Tighten the screw below.", by=by, at=at)
    publish(version, by=by, at=at)
    write(article, "he", title="למה המטחנה נעצרת?", text="להדק את הבורג שלמטה.", by=by, at=at)
    leak = Leak.objects.create(case=case, brand=brand, kind=Leak.OPACITY, strength=2, at=at, found_at=at, channel="email",
                               words={"reason": "next_step_passed", "values": {}})  # fmt: skip
    sample = Sample.objects.create(brand=brand, drawn_by=lead, drawn_at=at, since=(at - 9 * day).date(), until=at.date(),
                                   drawn_from=30, seed=7)  # fmt: skip
    drawn = Drawn.objects.create(sample=sample, case=case, why=Drawn.BY_CHANCE, place=1)
    judge(drawn, seen=[Leak.OPACITY], praise="She called before she was asked.", by=by, at=at)
    outcomes = OutcomeImport.objects.create(brand=brand, by=lead, read_at=at)
    count_parts(at)
    made = {
        "request": ask(case.customer, Request.ERASE, words="Please forget me", by=lead, at=at),
        "group": group,
        "cause": cause,
        "fix": fix,
        "article": article,
        "leak": leak,
        "sample": sample,
        "outcomes": outcomes,
    }
    return {name: str(row.pk) for name, row in made.items()}
