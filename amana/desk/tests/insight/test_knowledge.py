from __future__ import annotations

import json
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from amana.cases.errors import Refused
from amana.cases.models import Case
from amana.counter.sites import Wanted, set_widget
from amana.counter.writing import set_form
from amana.desk.tests.conftest import agent, signed_in
from amana.handling.opening import open_case
from amana.insight.knowledge.finding import answer_on, answer_to, published
from amana.insight.knowledge.measuring import effect_of, used
from amana.insight.knowledge.reminding import remind_of_review
from amana.insight.knowledge.writing import begin, keep, publish, retire, write
from amana.insight.lettering import letter
from amana.insight.models import ArrivalDay, Article, ArticleDay, Cause, Group, GroupDay, Member, Version
from amana.insight.recurring.taking import group_some
from amana.kit.codes import new_id
from amana.post.models import Outgoing
from amana.team.models import Agent
from amana.team.viewing import at_the_desk

pytestmark = pytest.mark.django_db
ASKED = (
    "How do I change the password of my router? I cannot find where.",
    "Where can I change the router password?",
    "I want to change the password of the router, how?",
)
TEXT = "Open the page of the router, choose Security, then New password."


@pytest.fixture
def group(brand, dana, noa, now) -> Group:
    """Three customers ask the same; the machine has put their cases into one group."""
    for number, text in enumerate(ASKED):
        at = now - timedelta(hours=number + 1)
        open_case(noa, brand, subject="Password", text=text, by=at_the_desk(dana), at=at)
    while group_some(worker="test", at=now):
        pass
    return Group.objects.order_by("-size")[0]


@pytest.fixture
def article(brand, ruth, dana, group, now) -> Article:
    """An answer in English, read by Ruth."""
    made = begin(
        brand, owner=dana, review_on=(now + timedelta(days=90)).date(), groups=[group], by=at_the_desk(ruth), at=now
    )
    version = write(made, "en", title="How do I change my router's password?", text=TEXT, by=at_the_desk(dana), at=now)
    publish(version, by=at_the_desk(ruth), at=now)
    made.refresh_from_db()
    return made


# ── written, read, taken off ─────────────────────────────────────────────────


def test_nothing_is_read_by_anybody_before_a_person_who_leads_has_read_it(brand, ruth, dana, group, now):
    article = begin(
        brand, owner=dana, review_on=now.date() + timedelta(days=9), groups=[group], by=at_the_desk(ruth), at=now
    )
    version = write(article, "en", title="How?", text=TEXT, by=at_the_desk(dana), at=now)

    assert published(brand, "en") == []
    assert answer_to(brand, ASKED[1], "en", at=now) is None
    assert Client().get(f"/answers/one/{article.pk}/").status_code == 404
    with pytest.raises(Refused):
        publish(version, by=at_the_desk(dana), at=now)

    publish(version, by=at_the_desk(ruth), at=now)

    assert [one.text for one in published(brand, "en")] == [TEXT]


def test_a_version_is_kept_when_a_newer_one_is_written_and_is_read_until_that_one_is(article, ruth, dana, brand, now):
    newer = write(article, "en", title="How?", text="Another way.", by=at_the_desk(dana), at=now)
    again = write(article, "en", title="How?", text="Another way.", by=at_the_desk(dana), at=now)

    assert newer.pk == again.pk and Version.objects.count() == 2
    assert [one.text for one in published(brand, "en")] == [TEXT]
    with pytest.raises(Refused):
        publish(Version.objects.get(number=1), by=at_the_desk(ruth), at=now)
    publish(newer, by=at_the_desk(ruth), at=now)
    assert [one.text for one in published(brand, "en")] == ["Another way."]


@pytest.mark.parametrize(
    ("language", "title", "text"),
    [("en", "", "x"), ("en", "x", "  "), ("fr", "x", "x"), ("en", "x" * 200, "x"), ("en", "x", "x" * 9000)],
)
def test_words_that_are_missing_too_long_or_in_no_language_of_ours_are_refused(
    article, dana, now, language, title, text
):
    with pytest.raises(Refused):
        write(article, language, title=title, text=text, by=at_the_desk(dana), at=now)


def test_strangers_and_auditors_write_nothing_and_whoever_leads_nobody_publishes_nothing(article, brand, omar, now):
    auditor = agent("Avi Auditor", brand, role=Agent.AUDITOR)
    for who in (omar, auditor):
        with pytest.raises(Refused):
            write(article, "he", title="x", text="x", by=at_the_desk(who), at=now)
        with pytest.raises(Refused):
            retire(article, by=at_the_desk(who), at=now)


def test_a_group_has_one_answer_and_an_answer_retires_no_cause(article, brand, ruth, dana, group, now):
    cause = Cause.objects.create(
        brand=brand, what="No word of it", since=now.date(), owner=ruth, opened_at=now, opened_by=ruth
    )
    later = now.date() + timedelta(days=9)
    with pytest.raises(Refused):
        begin(brand, owner=dana, review_on=later, groups=[group], by=at_the_desk(ruth), at=now)
    begin(brand, owner=dana, review_on=later, cause=cause, by=at_the_desk(ruth), at=now)

    cause.refresh_from_db()
    assert cause.is_open


# ── offered where it is asked ────────────────────────────────────────────────


def test_a_question_is_answered_by_the_group_it_falls_into_and_others_by_none(article, brand, now):
    found = answer_to(brand, "How can I change the password of my router?", "he", at=now)

    assert found is not None and found.text == TEXT
    assert answer_to(brand, "The courier left the parcel at the wrong door.", "en", at=now) is None
    assert answer_to(brand, "\x00", "en", at=now) is None


def test_whoever_writes_a_reply_is_offered_it_first_and_that_it_was_taken_is_counted(article, group, desk, ruth, now):
    case = Case.objects.get(pk=Member.objects.filter(group=group).first().case_id)
    assert answer_on(case.key, "en").text == TEXT
    client = signed_in(ruth)
    shown = client.get(f"/desk/cases/{case.number}/").content.decode()
    assert f'value="answer:{article.pk}"' in shown or f"answer:{article.pk}" in shown

    said = {"text": TEXT, "key": str(new_id()), "saved": f"answer:{article.pk}"}
    assert client.post(f"/desk/cases/{case.number}/replies/", said).status_code == 302
    assert used(article).sent == 1
    client.post(f"/desk/cases/{case.number}/replies/", said | {"key": str(new_id()), "saved": "answer:rubbish"})
    assert used(article).sent == 1


def test_whoever_writes_to_us_reads_it_before_they_send_and_sends_all_the_same(article, brand, ruth, now):
    cache.clear()
    set_form(brand, is_on=True, by=at_the_desk(ruth), at=now)
    client, url = Client(), f"/write/{brand.pk}/"
    said = {
        "key": str(new_id()),
        "name": "Gil",
        "mail": "gil@levi.example",
        "text": "How do I change the router password?",
    }
    before = Case.objects.count()

    offered = client.post(url, said)

    html = offered.content.decode()
    assert offered.status_code == 200 and TEXT in html and 'name="sure"' in html and "gil@levi.example" in html
    assert Case.objects.count() == before and used(article).offered == 1
    assert client.post(f"/answers/one/{article.pk}/").status_code == 200
    assert used(article).answered == 1
    assert client.post(url, said | {"sure": "1"}).status_code == 200
    assert Case.objects.count() == before + 1


def test_on_a_site_of_the_brand_it_is_offered_once_and_so_often_and_then_the_message_is_taken(
    article, brand, ruth, now, settings
):
    cache.clear()
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"answer_offer": "2/10m/ip"}
    site, by = "https://www.tavor.example", at_the_desk(ruth)
    set_form(brand, is_on=True, by=by, at=now)
    set_widget(brand, Wanted([site]), by=by, at=now)

    def sent(**more: object) -> dict:
        said = {"key": str(new_id()), "name": "Gil", "mail": "gil@levi.example", "text": "How do I change the router password?",
                "place": 0, "took": 20} | more  # fmt: skip
        return Client().post(f"/widget/{brand.pk}/message/", json.dumps(said), content_type="application/json",
                             headers={"Origin": site}).json()  # fmt: skip

    before = Case.objects.count()
    assert sent()["offered"] == {"title": "How do I change my router's password?", "text": TEXT}
    assert Case.objects.count() == before and used(article).offered == 1
    assert sent(text="The weather is nice today, and nothing is broken.").get("offered") is None
    # Whoever asks on and on is not made to read it each time, and loses nothing.
    assert "offered" not in sent() and Case.objects.count() == before + 2


def test_whoever_only_asks_whether_an_answer_is_there_has_not_looked_at_it(article):
    cache.clear()
    address = f"/answers/one/{article.pk}/"
    assert Client().head(address).status_code == 200 and used(article).looked_at == 0
    assert Client().get(address).status_code == 200 and used(article).looked_at == 1


def test_an_answer_that_no_person_has_read_is_shown_to_nobody_by_its_address(article, brand):
    Version.objects.update(read_at=None, read_by=None)
    for path in (f"/answers/one/{article.pk}/", f"/answers/{brand.pk}/"):
        assert Client().get(path).status_code == 404


def test_everybody_reads_what_is_published_and_what_was_taken_off_is_gone(article, brand, ruth, now):
    cache.clear()
    client = Client()
    assert "change my router" in client.get(f"/answers/{brand.pk}/").content.decode()
    assert TEXT in client.get(f"/answers/one/{article.pk}/").content.decode()
    retire(article, by=at_the_desk(ruth), at=now)
    for path in (
        f"/answers/{brand.pk}/",
        f"/answers/one/{article.pk}/",
        f"/answers/one/{new_id()}/",
        f"/answers/{new_id()}/",
    ):
        assert client.get(path).status_code == 404


# ── of what use ──────────────────────────────────────────────────────────────


def test_fewer_ask_since_it_is_there_is_said_with_its_interval_once_four_weeks_are_over(article, brand, group, now):
    GroupDay.objects.all().delete()
    for n in range(-60, 41):
        day = (now + timedelta(days=n)).date()
        ArrivalDay.objects.create(brand=brand, day=day, cases=100, counted_at=now)
        GroupDay.objects.create(group=group, day=day, count=5 if n < 0 else 1)

    early = effect_of(article, at=now + timedelta(days=10))
    late = effect_of(article, at=now + timedelta(days=41))

    assert early is not None and early.change is None
    assert late is not None and late.change is not None
    assert late.before == 300 and 38 <= late.after <= 41
    assert late.change.low < 0.2 < late.change.high < 0.3
    assert ArticleDay.objects.count() == 0


# ── the pages ────────────────────────────────────────────────────────────────


def test_a_lead_begins_it_from_a_group_writes_it_in_hebrew_reads_it_and_it_is_there(brand, ruth, group):
    client = signed_in(ruth)
    form = {"owner": str(ruth.pk), "review_on": "2099-01-01"}
    answer = client.post(f"/desk/articles/new/?group={group.pk}", form)
    assert answer.status_code == 302
    page = answer["Location"]
    assert client.post(f"{page}words/he/", {"title": "איך מחליפים סיסמה?", "text": "בדף הנתב."}).status_code == 302
    shown = client.get(page).content.decode()
    assert "waits to be read" in shown
    version = Version.objects.get()
    assert client.post(f"{page}reading/", {"version": str(version.pk)}).status_code == 302
    assert client.post(f"{page}reading/", {"version": "x"}).status_code == 404
    assert "As everybody reads it" in client.get(page).content.decode()
    assert "איך מחליפים סיסמה?" in client.get("/desk/articles/").content.decode()
    assert client.post(f"{page}words/xx/", {"title": "a", "text": "b"}).status_code == 422
    assert client.get("/desk/articles/new/?cause=rubbish").status_code == 200


# ── looked at again ──────────────────────────────────────────────────────────


def letters():
    """Whom each of these letters goes to, with its subject."""
    rows = Outgoing.objects.filter(subject__contains="looked at again").order_by("created_at")
    return [([to.address for to in one.recipients.all()], one.subject) for one in rows]


def test_whoever_keeps_it_true_is_told_once_when_its_day_has_come(article, brand, dana, ruth, now):
    day = datetime.combine(article.review_on, time(0, 30), ZoneInfo(brand.zone))
    assert remind_of_review(day - timedelta(hours=1)) == 0, "it is the day before, where they work"
    assert remind_of_review(day) == 1 and remind_of_review(day) == 0
    [(who, subject)] = letters()
    assert who == [dana.account.email] and "How do I change my router's password?" in subject
    later = article.review_on + timedelta(days=30)
    keep(article, owner=dana, review_on=later, by=at_the_desk(ruth), at=day)
    assert remind_of_review(day + timedelta(days=29)) == 0
    assert remind_of_review(day + timedelta(days=31)) == 1
    retire(article, by=at_the_desk(ruth), at=day)
    Article.objects.update(told_at=None)
    assert remind_of_review(day + timedelta(days=40)) == 0


def test_where_its_owner_serves_no_more_those_who_lead_are_told(article, brand, dana, ruth, now):
    dana.brands.clear()
    remind_of_review(now + timedelta(days=100))
    told = [address for who, _subject in letters() for address in who]
    assert told.count(ruth.account.email) == 1 and dana.account.email not in told


def test_what_is_past_its_day_stands_first_in_the_list_of_its_owner_and_in_the_weekly_letter(article, dana, ruth, now):
    def said(day: date) -> str:
        Article.objects.update(review_on=day)
        return signed_in(dana).get("/desk/articles/").content.decode()

    today = timezone.now().date()
    assert "Yours to look at again" not in said(today + timedelta(days=2))
    assert said(today - timedelta(days=2)).index("Yours to look at again") > 0
    assert "Yours to look at again" not in signed_in(ruth).get("/desk/articles/").content.decode()
    _subject, text = letter(ruth, at=timezone.now())
    assert "1 answer is past the day" in text and "/desk/articles/" in text
    assert "past the day" not in letter(ruth, at=timezone.now() - timedelta(days=4))[1]


def test_who_leads_in_several_brands_says_which_one_an_answer_is_of(brand, ruth, omar, now):
    client, other = signed_in(ruth), omar.brands.get()
    assert "Brand" not in client.get("/desk/articles/new/").content.decode()
    ruth.brands.add(other)
    page = client.get("/desk/articles/new/").content.decode()
    assert str(brand.pk) in page and str(other.pk) in page and not Article.objects.exists()
    values = {"owner": ruth.pk, "review_on": (timezone.now() + timedelta(days=9)).date().isoformat()}
    for wrong in ("", "rubbish", str(new_id())):
        client.post(f"/desk/articles/new/?brand={wrong}", values)
        assert not Article.objects.exists()
    client.post(f"/desk/articles/new/?brand={other.pk}", values)
    assert Article.objects.get().brand == other
