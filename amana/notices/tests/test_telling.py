from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from amana.cases.errors import Refused
from amana.cases.models import Case
from amana.commitments.models import Commitment
from amana.handling.facts.noting import note
from amana.handling.facts.standing_still import note_standstill
from amana.handling.holding.following import follow, see
from amana.handling.holding.handing_over import accept, offer, take_back
from amana.handling.mails.notices import remind
from amana.handling.talking.hearing import hear
from amana.notices.browsing import add_browser
from amana.notices.choosing import Choice, choose, manner_of
from amana.notices.kinds import KINDS, LATE, MAIL, PUSH, WROTE
from amana.notices.knowing import MOST_AN_HOUR
from amana.notices.models import Manner, Notice, Push
from amana.notices.telling import Word, forget, send_waiting, tell, tell_written
from amana.post.models import Outgoing
from amana.review.amends import Gift, give
from amana.review.proportioning import set_scale
from amana.team.models import Absence
from amana.team.viewing import at_the_desk
from tests.letters import words_of
from tests.plans import explained

pytestmark = pytest.mark.django_db
AT_NIGHT = datetime(2026, 11, 12, 20, tzinfo=UTC)  # Thursday, 22:00 in Jerusalem; work begins again on Sunday
SUNDAY = datetime(2026, 11, 15, 7, tzinfo=UTC)


def mails(agent):
    return list(
        Outgoing.objects.filter(what="reminder", recipients__address=agent.account.email).order_by("created_at")
    )


def kinds(agent):
    return list(Notice.objects.filter(agent=agent).order_by("at", "pk").values_list("kind", flat=True))


def owed(case):
    return Commitment.objects.outstanding().get(case=case)


def test_a_promise_that_is_late_is_told_to_its_owner_by_mail_with_where_to_switch_it_off(case, dana, now):
    remind(owed(case), case, is_late=True, at=now)

    mail = mails(dana)[-1]
    text = words_of(bytes(mail.mime))
    assert mail.subject.startswith("Late:") and f"/desk/cases/{case.number}/" in text
    assert "/desk/settings/notices/" in text
    assert kinds(dana)[-1] == LATE


def test_each_kind_can_be_switched_off_and_the_desk_shows_it_all_the_same(case, dana, now):
    choose(dana, Choice(ways={kind: [] for kind in KINDS}), at=now)
    remind(owed(case), case, is_late=True, at=now)

    assert not mails(dana) and not Push.objects.exists()
    row = Notice.objects.filter(agent=dana, kind=LATE).get()
    assert not (row.by_mail or row.by_push or row.in_digest)
    assert owed(case).alarm_at is not None


def test_nobody_is_told_of_what_they_did_themselves(case, dana, ruth, omer, now):
    note(case, "@Ruth and @Dana, look at this.", by=at_the_desk(dana), at=now)

    assert "named" in kinds(ruth) and "named" not in kinds(dana)
    assert "asks you something" in mails(ruth)[0].subject


def test_who_is_offered_a_case_is_told_by_name_and_once(case, dana, omer, now):
    offer(case, taker=omer, why="She called.", by=at_the_desk(dana), at=now)

    assert [mail.subject for mail in mails(omer)] == ["Dana Katz offers you a case: Router"]


def test_a_new_case_and_what_the_customer_writes_are_told_to_the_holder_in_the_browser(case, dana, link, surfer, now):
    assert kinds(dana) == ["given"]
    add_browser(dana, surfer.says(), name="x", at=now)
    hear(case, "Hello?", by=link, at=now + timedelta(minutes=1))
    hear(case, "Hello??", by=link, at=now + timedelta(minutes=2))

    assert Push.objects.get().says == {"kind": WROTE, "number": case.number, "url": f"/desk/cases/{case.number}/",
                                       "language": "en"}  # fmt: skip
    assert not mails(dana)


def test_a_push_says_nothing_of_the_customer(case, dana, link, surfer, now):
    add_browser(dana, surfer.says(), name="x", at=now)
    hear(case, "My password is 1234", by=link, at=now)

    said = str(Push.objects.get().says)
    assert "password" not in said and "Noa" not in said and "router" not in said and "נועה" not in said


def test_in_quiet_hours_it_is_left_for_the_digest(case, dana, now):
    remind(owed(case), case, is_late=True, at=AT_NIGHT)

    row = Notice.objects.get(agent=dana, kind=LATE)
    assert not mails(dana) and row.wakes_at is None and row.in_digest


def test_or_it_waits_for_the_morning_if_they_say_so(case, dana, now):
    choose(dana, Choice(ways={}, then=Manner.TO_MORNING), at=now)
    remind(owed(case), case, is_late=True, at=AT_NIGHT)

    assert not mails(dana) and Notice.objects.get(agent=dana, kind=LATE).wakes_at == SUNDAY
    assert send_waiting(SUNDAY - timedelta(minutes=1)) == 0
    assert send_waiting(SUNDAY) == 1 and send_waiting(SUNDAY) == 0
    assert len(mails(dana)) == 1


def test_what_is_no_longer_true_in_the_morning_is_not_sent(case, dana, omer, now):
    choose(omer, Choice(ways={}, then=Manner.TO_MORNING), at=now)
    row = offer(case, taker=omer, why="She called.", by=at_the_desk(dana), at=AT_NIGHT)
    take_back(row, by=at_the_desk(dana), at=AT_NIGHT)

    assert send_waiting(SUNDAY) == 0 and not mails(omer)


def test_a_case_that_stands_still_breaks_the_quiet_of_whoever_says_so(case, dana, link, now):
    note_standstill(case, stands_still=True, text="The shop is closed", by=link, at=now)
    case.refresh_from_db()
    remind(owed(case), case, is_late=True, at=AT_NIGHT)
    assert not mails(dana)
    choose(dana, Choice(ways={}, standstill_at_once=True), at=now)
    remind(owed(case), case, is_late=True, at=AT_NIGHT)
    assert len(mails(dana)) == 1
    remind(owed(case), case, is_late=False, at=AT_NIGHT)
    assert len(mails(dana)) == 1


def test_quiet_hours_of_ones_own_are_in_ones_own_zone(case, dana, now):
    choose(dana, Choice(ways={}, quiet=Manner.HOURS, quiet_from=time(23), quiet_until=time(6)), at=now)
    remind(owed(case), case, is_late=True, at=AT_NIGHT)
    assert len(mails(dana)) == 1
    remind(owed(case), case, is_late=True, at=AT_NIGHT + timedelta(hours=2))
    assert len(mails(dana)) == 1
    choose(dana, Choice(ways={}, quiet=Manner.NEVER), at=now)
    remind(owed(case), case, is_late=True, at=AT_NIGHT + timedelta(hours=2))
    assert len(mails(dana)) == 2


@pytest.mark.parametrize("times", [(None, None), (time(9), None), (time(9), time(9))])
def test_quiet_hours_need_two_times(dana, now, times):
    with pytest.raises(Refused, match="two different times"):
        choose(dana, Choice(ways={}, quiet=Manner.HOURS, quiet_from=times[0], quiet_until=times[1]), at=now)


def test_whoever_is_away_finds_it_when_they_are_back(case, dana, now):
    Absence.objects.create(agent=dana, since=now - timedelta(hours=1), until=now + timedelta(days=2))
    remind(owed(case), case, is_late=True, at=now)

    assert not mails(dana) and Notice.objects.get(agent=dana, kind=LATE).in_digest


def test_a_flood_ends_but_promises_are_told(case, dana, ruth, now):
    at = now + timedelta(hours=2)
    for _number in range(MOST_AN_HOUR + 5):
        tell(Word(dana, "offered", at, case, by=ruth))
    assert len(mails(dana)) == MOST_AN_HOUR
    tell(Word(dana, LATE, at, case, about=owed(case).pk))
    assert len(mails(dana)) == MOST_AN_HOUR + 1


def test_one_entry_tells_one_person_one_thing_once(case, dana, ruth, now):
    word = Word(dana, "offered", now, case, by=ruth, entry=case.pk)
    assert tell(word) is not None and tell(word) is None
    with pytest.raises(IntegrityError), transaction.atomic():
        Notice.objects.create(agent=dana, kind="offered", entry=case.pk, at=now)


def test_whoever_leads_hears_that_an_approval_waits(case, dana, ruth, brand, now):
    limits = {"agent": Decimal(5), "lead": Decimal(50), "manager": Decimal(500)}
    set_scale(brand, currency="ILS", amounts=[Decimal(10)] * 4, limits=limits, by=ruth, at=now)
    give(case, Gift("Half the bill", "Ten days without a line", Decimal(100)), by=at_the_desk(dana), at=now)

    assert [mail.subject for mail in mails(ruth)] == ["Dana Katz asks for your approval on: Router"]
    assert "approval" not in kinds(dana)


def test_what_happens_on_a_closed_case_reaches_whoever_follows_it(case, omer, dana, link, now):
    follow(case, by=at_the_desk(omer), at=now)
    Case.objects.filter(pk=case.pk)
    note(case, "Only a note", by=at_the_desk(dana), at=now)
    assert kinds(omer) == []
    hear(case, "Hello?", by=link, at=now)
    assert kinds(omer) == ["followed"] and len(mails(omer)) == 1


def test_a_list_of_many_goes_as_late_promises_go(dana, brand, now, surfer):
    add_browser(dana, surfer.says(), name="x", at=now)
    assert tell_written(Word(dana, LATE, now), "Many", "Text", brand=brand)
    assert Push.objects.count() == 1
    choose(dana, Choice(ways={LATE: [PUSH]}), at=now)
    assert not tell_written(Word(dana, LATE, now), "Many", "Text", brand=brand)
    choose(dana, Choice(ways={LATE: [MAIL]}, then=Manner.TO_MORNING), at=now)
    tell_written(Word(dana, LATE, AT_NIGHT), "Many", "Text", brand=brand)
    assert Outgoing.objects.order_by("created_at").last().not_before == SUNDAY
    assert Push.objects.count() == 2


def test_only_what_differs_from_the_usual_is_kept(dana, now):
    usual = {key: list(kind.ways) for key, kind in KINDS.items()}
    row = choose(dana, Choice(ways=usual | {LATE: [PUSH, "smoke", MAIL, MAIL], "rubbish": ["mail"]}), at=now)

    assert row.ways == {LATE: [MAIL, PUSH]}
    assert manner_of(dana).ways_of(LATE) == {MAIL, PUSH}


def test_what_was_told_long_ago_is_forgotten(case, dana, now):
    assert forget(now + timedelta(days=89)) == 0
    assert forget(now + timedelta(days=91)) == 1


def test_taking_what_is_offered_is_no_news_to_the_taker(case, dana, omer, now):
    accept(offer(case, taker=omer, why="x", by=at_the_desk(dana), at=now), by=at_the_desk(omer), at=now)
    assert kinds(omer) == ["offered"]
    see(case, omer, at=now)


def test_looking_for_what_waits_reads_an_index(db, now):
    rows = Notice.objects.filter(wakes_at__lte=now).order_by("wakes_at", "id").values_list("pk", flat=True)[:10]
    assert "notice_waiting" in explained(rows)


def test_a48_whoever_serves_a_brand_no_more_is_told_nothing_of_it(case, dana, now):
    waiting = Notice.objects.create(agent=dana, kind="given", case=case, at=now, by_mail=True, wakes_at=now)
    before = len(mails(dana))
    dana.brands.clear()
    assert tell(Word(dana, WROTE, now, case)) is None
    send_waiting(now)
    waiting.refresh_from_db()
    assert waiting.told_at is None and len(mails(dana)) == before
