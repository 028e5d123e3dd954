"""Defining one's problem, one question at a time."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from amana.advocacy.models import Answer, CaseCompany, Claimant, Cost, Paper, Problem
from amana.advocacy.questioning import NAMES
from amana.cases.models import Case
from amana.handling.facts.stipulating import terms_of
from amana.portal.tests.mine.stage import LANGUAGES, entries, in_language, shared, somebody_else, url

WISHES = {"he": "החזר של 200 ש״ח", "ar": "استرداد ٢٠٠ شيكل", "en": "A refund of 200."}
HAPPENED = {"he": "האינטרנט מנותק כבר חמישה שבועות.", "ar": "الإنترنت مقطوع منذ خمسة أسابيع.",
            "en": "My internet has been cut for five weeks."}  # fmt: skip


def define(client, language: str = "en") -> Case:
    """Answer the first three questions."""
    answer = client.post("/mine/problem/", {"company": "Kav Telecom", "sector": "telecom"})
    answer = client.post(answer.url, {"happened": HAPPENED[language], "began": ""})
    answer = client.post(answer.url, {"wanted": WISHES[language]})
    assert answer.url.endswith("/problem/settle-for/")
    return Case.objects.get(kept_by="customer")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_problem_is_defined_from_the_first_question_to_the_sentence(keeper, client, language):
    keeper.language = language
    keeper.save()
    case = define(client, language)
    client.post(url(case, "problem/settle-for/"), {"settle_for": "150-secret"})
    client.post(
        url(case, "problem/by-when/"), {"by_when": {"he": "שבועיים", "ar": "أسبوعين", "en": "two weeks"}[language]}
    )
    client.post(url(case, "papers/"), {"account": "8841"})
    page = client.get(url(case, "problem/sentence/")).content.decode()
    assert "Gil" in page and "8841" in page and ("200" in page or "٢٠٠" in page)
    problem = Problem.objects.get()
    assert problem.began_on and problem.wanted_by and problem.outcome == "refund"

    term = page.partition('name="term" value="')[2].partition('"')[0]
    answer = client.post(url(case, "problem/sentence/"), {"sentence": "Hello!", "term": [term], "own_term": "A letter"})
    assert answer.url == url(case)
    goal = entries(case, "goal.set")[-1]
    assert goal["sentence"] == "Hello!" and goal["settle_for"] == "150-secret" and "150-secret" not in shared(case)
    assert [one.text for one in terms_of(case)] == [term, "A letter"]


def test_nothing_is_lost_on_reload_or_going_back(keeper, client):
    answer = client.post("/mine/problem/", {"company": "Kav Telecom"})
    assert client.post(answer.url, {"happened": "It broke", "act": "keep"}).status_code == 204
    assert "It broke" in client.get(answer.url).content.decode()
    assert "Kav Telecom" in client.get("/mine/problem/").content.decode()
    assert "Kav Telecom" in client.get(answer.url.replace("happened", "company")).content.decode()
    assert not Case.objects.exists()


def test_a_question_is_passed_over_and_answered_later(keeper, client):
    case = define(client)
    answer = client.post(url(case, "problem/tried/"), {"tried": "typed and left", "act": "skip"})
    assert answer.url == url(case, "problem/papers/")
    assert Answer.objects.get(question="tried").text == ""
    client.post(url(case, "problem/tried/"), {"tried": "Two calls"})
    assert "Two calls" in client.get(url(case, "problem/")).content.decode()


@pytest.mark.parametrize("name", ["happened", "wanted"])
def test_what_a_case_needs_cannot_be_passed_over(keeper, client, name):
    address = client.post("/mine/problem/", {"company": "Kav"}).url.replace("happened", name)

    assert client.post(address, {name: " "}).status_code == 422
    assert client.post(address, {"act": "skip"}).status_code == 422


def test_somebody_who_cannot_say_what_they_want_chooses_words(keeper, client):
    address = client.post("/mine/problem/", {"company": "Kav"}).url.replace("happened", "wanted")
    page = client.post(address, {"wish": "apology", "wanted": "Enough of this"}).content.decode()

    assert "Enough of this\nAn apology" in page and not Case.objects.exists()
    assert Problem.objects.get().outcome == "apology"
    assert client.post(address, {"wish": "a pony"}).status_code == 422


def test_costs_add_up_for_their_keepers_eyes_alone(own, client):
    for sort, amount, currency in (("money", "149.90", "ILS"), ("money", "٢٠٠", "ILS"), ("time", "1:30", "ILS"), ("time", "2.5", ""),
                                   ("standstill", "8", "")):  # fmt: skip
        client.post(url(own, "costs/"), {"sort": sort, "amount": amount, "currency": currency, "what": "a-taxi"})
    page = client.get(url(own, "problem/costs/")).content.decode()

    assert "349.90" in page and "4 h" in page and "8 h" in page and "1 h 30 min" in page
    assert "a-taxi" not in shared(own) and len(entries(own, "cost.noted")) == 5
    assert client.post(url(own, "costs/"), {"act": "next", "amount": ""}).url == url(own, "problem/tried/")
    client.post(url(own, f"costs/{Cost.objects.first().pk}/removal/"))
    assert Cost.objects.count() == 4 and entries(own, "cost.dropped")


@pytest.mark.parametrize(
    "wrong",
    [{"amount": "x"}, {"amount": "-3"}, {"amount": "0"}, {"amount": "9" * 40}, {"amount": ""}, {"sort": "tears"},
     {"currency": "BTC"}, {"sort": "time", "amount": "1:75"}, {"sort": "time", "amount": "1e9"}, {"sort": "time", "amount": ""}],
)  # fmt: skip
def test_a_cost_that_makes_no_sense_is_asked_again_with_what_was_typed(own, client, wrong):
    typed = {"sort": "money", "amount": "10", "currency": "ILS", "what": "the-taxi"} | wrong
    answer = client.post(url(own, "costs/"), typed)

    assert answer.status_code == 422 and "the-taxi" in answer.content.decode() and not Cost.objects.exists()


def test_documents_are_ticked_and_filed_where_only_their_keeper_finds_them(own, client):
    file = SimpleUploadedFile("receipt.png", b"\x89PNG of mine", content_type="image/png")
    answer = client.post(
        url(own, "papers/"), {"account": "8841", "sector": "telecom", "state-bills": "have", "files": file}
    )
    assert answer.url == url(own, "problem/papers/")
    row = Paper.objects.get(file__isnull=False)
    assert Paper.objects.get(code="bills").state == "have" and row.name == "receipt.png"
    assert client.get(url(own, f"papers/{row.pk}/file/")).content == b"\x89PNG of mine"
    assert somebody_else().get(url(own, f"papers/{row.pk}/file/")).status_code == 404
    assert entries(own, "paper.kept")[0].audience == "customer"
    assert CaseCompany.objects.get(case=own).account == "8841"
    assert b"PNG of mine" not in client.post(url(own, "record/")).content


def test_several_claim_and_several_companies_answer_each_with_its_part(own, client):
    client.post(url(own, "sides/"), {"who": "company", "name": "Shop Ltd", "role": "seller", "account": "7"})
    client.post(url(own, "sides/"), {"who": "company", "name": " shop  ltd ", "role": "insurer"})
    client.post(url(own, "sides/"), {"who": "claimant", "name": "Gil", "amount": "200", "currency": "ILS"})
    client.post(url(own, "sides/"), {"who": "claimant", "name": "Noa", "amount": "50.5", "currency": "ILS"})

    rows = list(CaseCompany.objects.filter(case=own))
    assert [(row.company.name, row.role) for row in rows] == [("Kav Telecom", "first"), ("Shop Ltd", "insurer")]
    assert "250.50" in client.get(url(own, "problem/sides/")).content.decode()
    assert client.post(url(own, f"companies/{rows[0].pk}/removal/")).status_code == 422
    client.post(url(own, f"companies/{rows[1].pk}/removal/"))
    client.post(url(own, f"claimants/{Claimant.objects.first().pk}/removal/"))
    assert CaseCompany.objects.count() == 1 and Claimant.objects.count() == 1
    assert Claimant.objects.get().amount == Decimal("50.50")


@pytest.mark.parametrize(
    "wrong", [{"name": ""}, {"role": "first"}, {"role": "x"}, {"who": "claimant", "amount": "many"}]
)
def test_sides_that_make_no_sense_are_asked_again(own, client, wrong):
    answer = client.post(url(own, "sides/"), {"who": "company", "name": "Shop", "role": "seller"} | wrong)
    assert answer.status_code == 422 and CaseCompany.objects.count() == 1 and not Claimant.objects.exists()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_question_speaks_the_language_of_its_reader_and_looking_changes_nothing(own, client, language):
    in_language(own, language)
    before = len(entries(own, "goal.set"))
    for name in NAMES:
        page = client.get(url(own, f"problem/{name}/"))
        assert page.status_code == 200 and f'<html lang="{language}"' in page.content.decode(), name
    assert client.get(url(own, "problem/")).status_code == 200
    assert len(entries(own, "goal.set")) == before


def test_another_persons_problem_is_nothing(keeper, client):
    address = client.post("/mine/problem/", {"company": "Kav"}).url
    stranger = somebody_else()
    assert stranger.get(address).status_code == 404
    assert stranger.post(address, {"happened": "mine now"}).status_code == 404
    assert client.get(address.replace("happened", "nonsense")).status_code == 404
    assert client.get(address.replace("happened", "costs")).status_code == 404


def test_finishing_twice_writes_the_goal_once(own, client):
    for _time in range(2):
        client.post(url(own, "problem/sentence/"), {"sentence": "Hello."})
    assert len(entries(own, "goal.set")) == 2


def test_rubbish_of_any_kind_is_kept_as_words(keeper, client):
    rubbish = "\0 <script>alert(1)</script> " + "א" * 30_000
    address = client.post("/mine/problem/", {"company": "Kav\0"}).url
    client.post(address, {"happened": rubbish, "began": rubbish})
    page = client.get(address).content.decode()
    assert "<script>alert" not in page and "&lt;script&gt;" in page
