"""The conversation on a brand's own site: one record, whose token opens it and nothing else, and the way on by mail."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from amana.cases.errors import Refused
from amana.cases.models import Case
from amana.commitments.making import Draft
from amana.commitments.models import Commitment
from amana.counter.conversing import CLOSED_AFTER, conversation_by, in_conversation
from amana.counter.models import Asked, Conversation
from amana.counter.sites import Wanted, presence, set_widget
from amana.counter.wording import put_question
from amana.handling.talking.replying import Reply, reply
from amana.kit.codes import new_id
from amana.people.models import Address, Person
from amana.portal.tests.conftest import agent_named, code_sent, person_named
from amana.portal.tests.widget.conftest import SITE, Site, words
from amana.post.models import Outgoing, RawMessage, Recipient
from amana.record.reading import read
from amana.record.verifying import verify
from amana.team.models import Absence, Agent, Team
from amana.team.viewing import at_the_desk
from tests.letters import last_mail, words_of

pytestmark = pytest.mark.django_db


def said_on(answered) -> list[tuple[str, str]]:
    return [(one["by"], one["text"]) for one in answered.json()["said"]]


def test_words_become_a_case_of_somebody_new_and_the_answer_comes_back(site, dana):
    first = site.post("chat/", words())
    case = Case.objects.get()
    assert (
        first.status_code == 200
        and said_on(first) == [("", "Is anybody there?")]
        and case.number == first.json()["number"]
    )
    assert (case.channel, case.holder, case.customer.name) == ("chat", dana, "Maya") and case.next_due_at
    assert not Address.objects.filter(person=case.customer).exists() and case.turn.ended_at is None
    due = timezone.now() + timedelta(days=1)
    promises = [Draft("A new kettle", due, owner=dana)]
    said = Reply("Yes. A new kettle comes.", promises)
    for _twice in range(2):
        reply(case, said, by=at_the_desk(dana), at=timezone.now(), through=in_conversation)
    site.post("chat/", words("Thank you", goes_on=True))
    assert said_on(site.get("chat/")) == [
        ("", "Is anybody there?"),
        ("Dana", "Yes. A new kettle comes."),
        ("", "Thank you"),
    ]
    entries = read(case.key, side="customer")
    heard = [one for one in entries if one.kind == "message.received"]
    assert [(one["channel"], one["verified"]) for one in heard] == [("chat", "none")] * 2
    assert [one["page"] for one in entries if one.kind == "case.came_by"] == [f"{SITE}/kettles/"]
    kept = Commitment.objects.get(case=case, origin=Commitment.ANSWER, state=Commitment.KEPT)
    assert kept.ended_at and Commitment.objects.filter(case=case, action="A new kettle", state=Commitment.OPEN).exists()
    assert Outgoing.objects.count() == 0 and list(verify()) == []


def test_in_a_long_conversation_what_is_new_is_told_by_its_key_and_not_by_how_much_there_is(site, monkeypatch):
    monkeypatch.setattr("amana.counter.conversing.MOST_SHOWN", 4)
    seen: set[str] = set()
    for number in range(6):
        said = site.post("chat/", words(f"Word {number}", goes_on=number > 0)).json()["said"]
        fresh = [one for one in said if one["key"] not in seen]
        assert [one["text"] for one in fresh] == [f"Word {number}"] and len(said) <= 4
        seen |= {one["key"] for one in fresh}
    script = site.client.get(site.url.rstrip("/") + ".js").content.decode()
    assert "seen.has(key)" in script and "said.slice(" not in script


def test_the_same_words_are_said_once_however_often_they_are_sent(site):
    first, second = words(), words("And?", goes_on=True)
    for said in (first, first, second, second, first):
        assert site.post("chat/", said).status_code == 200
    assert said_on(site.get("chat/")) == [("", "Is anybody there?"), ("", "And?")]
    assert Case.objects.count() == Conversation.objects.count() == RawMessage.objects.count() == 1


def test_a48_a_token_opens_its_own_conversation_and_nothing_else(site, brand, yossi, at):
    site.post("chat/", words())
    for token in ("", "x", "b" * 40, site.token[:-1], site.token.upper(), "א" * 40, site.token + "\x00"):
        try:
            found = Site(site.url, token=token).get("chat/")
        except UnicodeEncodeError:  # no browser sends such a header either
            continue
        assert found.status_code == 404 and "said" not in found.json(), token
    wrong = Site(site.url, token="c" * 40)
    assert wrong.post("chat/", words(goes_on=True)).status_code == 422 and Case.objects.count() == 1
    assert wrong.post("chat/mail/", {"mail": "maya@stern.example"}).status_code == 422
    from amana.counter.writing import set_form
    from amana.handling.intake.importing import new_brand
    from amana.team.models import BrandAddress

    other = new_brand("Other", at=at, language="en")
    BrandAddress.objects.create(value="hi@other.example", brand=other, added_at=at)
    set_form(other, is_on=True, by=at_the_desk(yossi), at=at)
    set_widget(other, Wanted([SITE]), by=at_the_desk(yossi), at=at)
    assert Site(f"/widget/{other.pk}/").get("chat/").status_code == 404
    # The database alone opens nothing: it holds no token.
    assert site.token not in str(list(Conversation.objects.values()))


def test_what_is_known_already_is_answered_without_a_body(site, django_assert_max_num_queries):
    site.post("chat/", words())
    tag = site.get("chat/")["ETag"]
    with django_assert_max_num_queries(6):
        again = site.get("chat/", **{"If-None-Match": tag})
    assert again.status_code == 304 and again.content == b"" and again["ETag"] == tag
    site.post("chat/", words("More", goes_on=True))
    assert site.get("chat/", **{"If-None-Match": tag}).status_code == 200


def test_a_page_that_was_closed_long_ago_opens_nothing(site, brand):
    site.post("chat/", words())
    now = timezone.now()
    assert conversation_by(site.token, brand, at=now) is not None
    assert conversation_by(site.token, brand, at=now + CLOSED_AFTER + timedelta(minutes=1)) is None


def test_when_nobody_is_there_it_says_when_somebody_is_and_takes_the_message(site, brand, dana, yossi):
    tuesday, night = datetime(2026, 11, 24, 8, 0, tzinfo=UTC), datetime(2026, 11, 26, 20, 0, tzinfo=UTC)
    assert presence(brand, at=tuesday).is_there
    closed = presence(brand, at=night)  # Thursday night: the week begins again on Sunday
    assert not closed.is_there and "Sunday" in closed.sentence and "09:00" in closed.sentence
    for agent in Agent.objects.all():
        Absence.objects.create(agent=agent, since=tuesday, until=tuesday + timedelta(hours=3))
    away = presence(brand, at=tuesday)
    assert not away.is_there and "tomorrow" in away.sentence


def test_the_one_question_is_asked_in_the_conversation_and_its_answer_leads_to_the_team(site, brand, at):
    team = Team.objects.create(name="Repairs")
    lior = agent_named("Lior", brand)
    Agent.objects.filter(pk=lior.pk).update(team=team)
    put_question(
        brand, None, {"en": "What is it about?"}, [({"en": "A bill"}, None), ({"en": "A repair"}, team.pk)], at=at
    )
    first = site.post("chat/", words()).json()
    assert first["question"] == "What is it about?" and first["answers"] == ["A bill", "A repair"]
    then = site.post("chat/", words("A repair", goes_on=True)).json()
    assert Asked.objects.get().chosen == 2 and Case.objects.get().holder == lior
    assert then["answers"] == [] and "Lior" in then["holder"]


def test_it_goes_on_by_mail_and_the_link_leads_to_what_was_said(client, site):
    site.post("chat/", words())
    assert site.post("chat/mail/", {"mail": "Maya@Stern.example"}).json() == {"is_gone": True}
    url = re.search(r"https?://[^/]+(/c/[a-z0-9]{32}/)", last_mail("receipt"))[1]
    assert "Is anybody there" not in client.get(url).content.decode()  # not before the code
    client.post(f"{url}code/")
    client.post(f"{url}device/", {"code": code_sent()})
    assert "Is anybody there?" in client.get(url).content.decode()
    assert site.get("chat/").status_code == 404
    assert site.post("chat/", words("Hello?", goes_on=True)).status_code == 422 and Case.objects.count() == 1
    case = Case.objects.get()
    with pytest.raises(Refused):
        reply(case, Reply("Too late"), by=at_the_desk(case.holder), at=timezone.now(), through=in_conversation)


def test_words_said_at_the_moment_it_goes_on_by_mail_are_kept_and_the_page_hears_that_it_ended(site):
    """In another tab, between the visitor's words and the answer to them."""
    site.post("chat/", words())

    def ended_meanwhile(execute, sql, params, many, context):
        answer = execute(sql, params, many, context)
        if sql.startswith("INSERT") and "record_entry" in sql:
            Conversation.objects.update(ended_at=timezone.now())
        return answer

    with connection.execute_wrapper(ended_meanwhile):
        said = site.post("chat/", words("And the cable is torn.", goes_on=True))
    assert said.status_code == 422 and "has ended here" in said.json()["error"]
    heard = [one["text"] for one in read(Case.objects.get().key, side="company") if one.kind == "message.received"]
    assert heard == ["Is anybody there?", "And the cable is torn."]


def test_an_address_that_is_somebodys_gives_the_page_nothing_and_makes_the_case_theirs(site, dana):
    noa = person_named("Noa Levi", "noa@dvarim.example")
    site.post("chat/", words())
    case = Case.objects.get()
    stranger = case.customer
    first = site.post("chat/mail/", {"mail": "noa@dvarim.example"})
    case.refresh_from_db()
    assert first.json() == {"is_gone": True} and case.customer == noa != stranger
    assert site.get("chat/").status_code == 404 and Recipient.objects.get().address == "noa@dvarim.example"
    assert Person.objects.filter(name="Noa Levi").count() == 1


def test_a38_mail_of_a_conversation_holds_no_word_of_the_visitor_and_is_limited(site):
    said = words("Click https://pwn7.example", name="WIN AT pwn7.example")
    site.post("chat/", said)
    assert site.post("chat/mail/", {"mail": "shop@tahuna.example"}).status_code == 422  # our own address
    for wrong in (
        "",
        "maya",
        "a@b@c",
        "x" * 300 + "@stern.example",
        "a@b.example\r\nBcc: c@d.example",
        "מיה@stern.example",
    ):
        assert site.post("chat/mail/", {"mail": wrong}).status_code in {422, 429}
    other = Site(site.url, token="d" * 40)
    many = Site(site.url, token="e" * 40)
    from django.core.cache import cache

    for one in (site, other, many):
        cache.clear()
        one.post("chat/", said | {"key": str(new_id())})
        assert one.post("chat/mail/", {"mail": "victim@people.example"}).status_code == 200
    from amana.handling.mails.notices import tell

    tell(Case.objects.first(), "A word of ours.", at=timezone.now())
    mails = [bytes(row.mime) for row in Outgoing.objects.all()]
    assert len(mails) == 4
    assert [mail for mail in mails if b"pwn7" in mail or "pwn7" in words_of(mail) or "WIN AT" in words_of(mail)] == []


def test_a38_conversations_from_one_place_are_limited(site):
    begun = [Site(site.url, token=f"{one:040d}").post("chat/", words()).status_code for one in range(7)]
    assert begun == [200] * 5 + [429] * 2 and Case.objects.count() == 5


def test_rubbish_said_is_refused_and_opens_nothing(site):
    for wrong in ({"text": ""}, {"text": " \0 "}, {"text": "x" * 4001}, {"text": 5}, {"key": "x"}, {"key": None}):
        assert site.post("chat/", words(**wrong)).status_code == 422, wrong
    assert not Case.objects.exists()
    odd = site.post("chat/", words("<script>alert(1)</script>", name="\0<b>", page=7))
    assert odd.status_code == 200 and odd["Content-Type"].startswith("application/json")


def test_a_brand_without_conversations_has_none(site, brand, yossi, at):
    set_widget(brand, Wanted([SITE], has_chat=False, offers_calls=False), by=at_the_desk(yossi), at=at)
    assert site.post("chat/", words()).status_code == 404 and not Case.objects.exists()
    assert site.get("times/").json() == {"times": []} and not site.get().json()["has_chat"]


def test_words_from_one_place_come_only_so_often(site, settings):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"chat_words": "1/10m/ip"}
    assert [site.post("chat/", words()).status_code for _again in range(2)] == [200, 429]
    assert Case.objects.count() == 1
