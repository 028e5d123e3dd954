from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from amana.cases.models import Case
from amana.commitments.models import Commitment
from amana.desk.composing.drafting import as_posted, fields_of
from amana.desk.composing.sending_later import send_planned
from amana.desk.models import Draft, Later, SavedReply
from amana.desk.tests.composing.test_composer import seen
from amana.desk.tests.conftest import signed_in
from amana.handling.ending.closing import propose
from amana.handling.talking.hearing import hear
from amana.kit.codes import new_id
from amana.post.models import Outgoing
from amana.record.reading import read
from amana.team.viewing import at_the_desk, by_link


def url(case, rest=""):
    return f"/desk/cases/{case.number}/{rest}"


def form(text, **more):
    return {"text": text, "key": str(new_id()), **more}


def sent(case):
    return list(Outgoing.objects.filter(case=case.key, what="reply"))


def typed(at):
    return timezone.localtime(at).strftime("%Y-%m-%dT%H:%M")


def test_what_is_typed_is_kept_for_its_writer_and_gone_once_sent(desk, case, omer):
    desk.post(url(case, "replies/check/"), form("Dear Noa, we are looking", cc="friend@customer.example"))
    html = desk.get(url(case)).content.decode()
    assert "Dear Noa, we are looking" in html and "friend@customer.example" in html and "Kept as a draft" in html
    assert "Dear Noa, we are looking" not in signed_in(omer).get(url(case)).content.decode()
    assert desk.post(url(case, "replies/"), form("Dear Noa, we looked.")).status_code == 302
    assert not Draft.objects.exists()
    assert len(sent(case)) == 1


def test_an_emptied_form_is_no_draft_and_a_draft_can_be_thrown_away(desk, case):
    desk.post(url(case, "replies/check/"), form("One"))
    desk.post(url(case, "replies/check/"), form("   "))
    assert not Draft.objects.exists()
    desk.post(url(case, "replies/check/"), form("Two"))
    assert desk.post(url(case, "replies/draft/removal/")).status_code == 302
    assert not Draft.objects.exists()


@pytest.mark.parametrize("fields", [None, [], "x", {"text": "no list"}, {"text": [1, None]}])
def test_rubbish_that_was_kept_is_an_empty_form(fields):
    assert as_posted(fields).get("cc", "") == ""


def test_a_draft_keeps_what_is_the_composers_and_bounds_it(rf):
    posted = rf.post("/", {"text": "x" * 100_000, "csrfmiddlewaretoken": "secret", "promise-1-due": "pick"}).POST
    fields = fields_of(posted)
    assert set(fields) == {"text", "promise-1-due"} and len(fields["text"][0]) == 60_000


def plan(client, case, at, text="The technician calls.", **more):
    return client.post(url(case, "replies/"), form(text, act="later", later=typed(at), **more))


def test_a_reply_is_planned_shown_and_sent_once_at_its_time(desk, case, now):
    at = (now + timedelta(hours=3)).replace(second=0, microsecond=0)
    assert plan(desk, case, at).status_code == 302
    html = desk.get(url(case)).content.decode()
    assert "goes out" in html and "The technician calls." in html
    assert (send_planned(at - timedelta(minutes=1)), sent(case)) == (0, [])
    assert (send_planned(at), send_planned(at)) == (1, 0)
    assert len(sent(case)) == 1
    assert Later.objects.get().ending == Later.SENT
    assert [one.at for one in read(case.key, side="customer") if one.kind == "message.sent"] == [at]


def test_a_promise_in_it_counts_from_the_moment_it_goes_out(desk, case, now):
    at = (now + timedelta(days=2)).replace(hour=9, minute=0, second=0, microsecond=0)
    text = "I will call you tomorrow at 10:00."
    shown = desk.post(url(case, "replies/check/"), form(text, later=typed(at))).content.decode()
    assert plan(desk, case, at, text=text, **seen(shown)).status_code == 302
    assert send_planned(at) == 1
    due = Commitment.objects.get(case=case, origin=Commitment.READ).due_at
    assert timezone.localtime(due).date() == timezone.localtime(at + timedelta(days=1)).date()


def test_it_stops_when_the_customer_writes_first_and_its_words_are_a_draft_again(desk, case, noa, now):
    at = now + timedelta(hours=3)
    plan(desk, case, at)
    hear(case, "It works again.", by=by_link(noa, case.key), at=now + timedelta(hours=1))
    assert (send_planned(at), sent(case)) == (0, [])
    html = desk.get(url(case)).content.decode()
    assert "The customer wrote first." in html and "The technician calls." in html


def test_it_is_stopped_by_hand(desk, case, now, omar):
    plan(desk, case, now + timedelta(hours=3))
    stop = url(case, f"replies/later/{Later.objects.get().pk}/stop/")
    assert signed_in(omar).post(stop).status_code == 404
    assert desk.post(stop).status_code == 302
    assert send_planned(now + timedelta(days=1)) == 0
    assert "The technician calls." in desk.get(url(case)).content.decode()


def test_a_case_that_closed_meanwhile_gets_nothing(desk, case, dana, noa, now):
    from amana.handling.ending.closing import agree

    plan(desk, case, now + timedelta(hours=3))
    closing = propose(case, terms=[], by=at_the_desk(dana), at=now)
    agree(closing, by=by_link(noa, case.key), at=now + timedelta(hours=1))
    assert (send_planned(now + timedelta(hours=4)), len(sent(case))) == (0, 0)


@pytest.mark.parametrize("later", ["", "yesterday", "2020-01-01T10:00", "9999-99-99T99:99", "\x00"])
def test_a_time_that_is_none_is_refused_and_the_words_stay(desk, case, later):
    answer = desk.post(url(case, "replies/"), form("Keep these words", act="later", later=later))
    assert answer.status_code == 422 and "Choose a time that is still to come." in answer.content.decode()
    assert "Keep these words" in answer.content.decode()


def test_two_plans_on_one_case_are_one_too_many(desk, case, now):
    assert plan(desk, case, now + timedelta(hours=3)).status_code == 302
    answer = plan(desk, case, now + timedelta(hours=5))
    assert answer.status_code == 422 and "A reply is planned on this case already." in answer.content.decode()


def test_no_offer_goes_out_while_the_problem_is_open_unless_they_asked(desk, case):
    text = "While we wait, we have a special deal on our premium package: upgrade today for 49 a month."
    answer = desk.post(url(case, "replies/"), form(text))
    assert answer.status_code == 422 and "offers something to buy" in answer.content.decode()
    assert sent(case) == []
    assert desk.post(url(case, "replies/"), form(text, sale_asked="yes")).status_code == 302


@pytest.fixture
def saved(dana, now):
    texts = {"en": "Hello {customer}, this is {me} about {number}. {nonsense}", "he": "שלום {customer}"}
    return SavedReply.objects.create(title="Greeting", texts=texts, made_by=dana, made_at=now, changed_at=now)


def test_a_saved_reply_is_filled_in_in_the_customers_language(desk, case, saved):
    Case.objects.filter(pk=case.pk).update(language="en")
    html = desk.get(url(case)).content.decode()
    assert f"this is Dana Katz about {case.number}. {{nonsense}}" in html
    Case.objects.filter(pk=case.pk).update(language="he")
    assert "שלום Noa Levi" in desk.get(url(case)).content.decode()


def test_it_is_counted_how_often_it_went_out_as_it_is(desk, case, saved):
    Case.objects.filter(pk=case.pk).update(language="he")
    desk.post(url(case, "replies/"), form("שלום Noa Levi", saved=str(saved.pk)))
    desk.post(url(case, "replies/"), form("שלום Noa Levi, בדקנו.", saved=str(saved.pk)))
    desk.post(url(case, "replies/"), form("Else", saved="rubbish"))
    saved.refresh_from_db()
    assert (saved.used, saved.used_as_it_is) == (2, 1)
    assert "sent 2 times, 1 as it is" in desk.get("/desk/settings/saved-replies/").content.decode()


def test_saved_replies_are_written_changed_and_removed(desk, brand):
    new = "/desk/settings/saved-replies/new/"
    assert desk.post(new, {"title": "A"}).status_code == 422
    assert desk.post(new, {"title": "A", "text_ar": "أهلًا {customer}"}).status_code == 302
    row = SavedReply.objects.get()
    page = f"/desk/settings/saved-replies/{row.pk}/"
    assert "أهلًا" in desk.get(page).content.decode()
    assert desk.post(page, {"title": "B", "text_en": "Hello"}).status_code == 302
    row.refresh_from_db()
    assert (row.title, row.texts) == ("B", {"en": "Hello"})
    assert desk.post(f"{page}removal/").status_code == 302
    assert desk.get(page).status_code == 404


def test_a_saved_reply_of_another_brand_is_not_ours(desk, omar, now):
    other = SavedReply.objects.create(title="Theirs", texts={"en": "x"}, brand=omar.brands.get(), made_by=omar,
                                      made_at=now, changed_at=now)  # fmt: skip
    assert "Theirs" not in desk.get("/desk/settings/saved-replies/").content.decode()
    assert desk.get(f"/desk/settings/saved-replies/{other.pk}/").status_code == 404
