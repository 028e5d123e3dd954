"""A fault that comes again in three languages becomes a cause: it gets an owner, a fix, a word to all who wait; and fewer ask."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from amana.cases.errors import Refused
from amana.cases.links import link_for, token_of
from amana.cases.models import Case
from amana.commitments.models import Commitment
from amana.commitments.recounting import recount
from amana.escalation.gathering import go_on_telling
from amana.insight.causes.announcing import tell_leads
from amana.insight.causes.counting import count_cause
from amana.insight.causes.fixing import Plan, keep_fix, promise_fix
from amana.insight.causes.gathering import add_group, cause_of
from amana.insight.causes.noticing import look_at, notable_in
from amana.insight.causes.opening import Said, open_cause
from amana.insight.causes.saying import outcome
from amana.insight.causes.telling import begin_waiting, write_to_all
from amana.insight.models import Cause
from amana.insight.tests.causes.conftest import DAY, arrivals, asked, group_of, member
from amana.post.models import Outgoing
from amana.record.verifying import verify
from amana.team.viewing import at_the_desk
from tests.letters import deliver, last_mail

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
WORDS = {
    "en": "The activation code has not come. I wait for three days and cannot use the line.",
    "he": "קוד ההפעלה לא הגיע. אני מחכה כבר שלושה ימים ואי אפשר להשתמש בקו.",
    "ar": "لم يصل رمز التفعيل. أنتظر منذ ثلاثة أيام ولا أستطيع استخدام الخط.",
}
TEXTS = {
    "en": "Your code comes late because our system sends it only after three days. We change that.",
    "he": "הקוד מתעכב כי המערכת שלנו שולחת אותו רק אחרי שלושה ימים. אנחנו משנים זאת.",
    "ar": "يتأخر الرمز لأن نظامنا لا يرسله إلا بعد ثلاثة أيام. نحن نغيّر ذلك.",
}


def letters_of_a_week(brand, group, at: datetime) -> list[Case]:
    """Nine customers ask in three languages on the days before."""
    found = []
    for n in range(9):
        language = list(WORDS)[n % 3]
        sent_at = at - (n % 5 + 1) * DAY
        case = deliver(f"{language}{n}@customer.example", WORDS[language], at=sent_at, name=f"{language} {n}")
        Case.objects.filter(pk=case.pk).update(language=language)
        member(group, case, sent_at)
        found.append(Case.objects.get(pk=case.pk))
    return found


def test_from_a_question_that_comes_again_to_fewer_who_have_to_ask(brand, ruth, yossi, dana, now):
    arrivals(brand, now, days=120)
    group = group_of(brand, "Where is my activation code?", now, first_at=now - 5 * DAY)
    cases = letters_of_a_week(brand, group, now)

    # It is noticed, and those who lead are told once.
    assert look_at(brand, (now - DAY).date(), at=now)
    (noticed,) = notable_in([brand.pk], at=now, most=5)
    assert noticed.is_new and noticed.recent == 8
    assert tell_leads(now) == 2 and tell_leads(now + HOUR) == 0

    # It gets a name, which blames nobody who asks, an owner, and a fix with a time.
    with pytest.raises(Refused):
        open_cause(brand, Said("The customers do not read the letter", now.date(), yossi), by=at_the_desk(ruth), at=now)
    said = Said("The activation code is sent only after three days", (now - 5 * DAY).date(), yossi)
    cause = open_cause(brand, said, by=at_the_desk(ruth), at=now)
    add_group(cause, group, by=at_the_desk(ruth), at=now)
    assert {cause_of(case) for case in cases} == {cause}
    article = promise_fix(
        cause, Plan("An article about the code", dana, now + DAY, eases=True), by=at_the_desk(ruth), at=now
    )
    keep_fix(article, text="It is on the web", by=at_the_desk(dana), at=now + HOUR)
    assert Cause.objects.get().state == Cause.FOUND
    fix = promise_fix(cause, Plan("Send the code with the order", yossi, now + 7 * DAY), by=at_the_desk(ruth), at=now)
    assert Cause.objects.get().state == Cause.MENDING

    # Until somebody tells them, customers read nothing of it; then each in their language, with a promise of their own.
    assert "three days. We change" not in page_of(cases[0], now)
    write_to_all(cause, TEXTS, action="You have your code", due_at=now + 8 * DAY, by=at_the_desk(ruth), at=now + HOUR)
    assert "You have your code" not in page_of(cases[0], now)
    assert begin_waiting(now + HOUR) == 1
    assert go_on_telling(now + 2 * HOUR) == 9
    assert Outgoing.objects.filter(what="reply").count() == 9
    promises = Commitment.objects.filter(action="You have your code")
    assert {one.case_id for one in promises} == {case.pk for case in cases}
    html = page_of(cases[0], now + 2 * HOUR)
    assert "You have your code" in html and "We change that" in html and cause.what not in html
    assert list(recount(at=now + 2 * HOUR)) == []

    # It is mended; four weeks later far fewer ask, and that is no chance.
    keep_fix(fix, text="The code goes out with the order", by=at_the_desk(yossi), at=now + 6 * DAY)
    later = now + 36 * DAY
    arrivals(brand, later, days=36)
    asked(group, {20: 1}, later)
    figures = count_cause(Cause.objects.select_related("brand").get(), at=later)
    cause.refresh_from_db()
    assert cause.state == Cause.MEASURED
    assert outcome(cause, figures).startswith("It comes less often")
    assert list(verify()) == []


def page_of(case: Case, at: datetime) -> str:
    """The page of a case as its customer reads it, by the link in their mail and the code that comes to it."""
    url = reverse("portal:case", args=[token_of(link_for(case, case.customer, at=at))])
    browser = Client()
    browser.post(f"{url}code/")
    found = re.search(r"\d{4} \d{4}", last_mail("code"))
    assert found is not None
    browser.post(f"{url}device/", {"code": found[0]})
    answer = browser.get(url)
    assert answer.status_code == 200
    return str(answer.content.decode())
