"""What the company shows a customer of another case of theirs: what both sides read there, looked at first, and nothing of ours alone."""

from __future__ import annotations

import pytest

from amana.cases.models import Case
from amana.commitments.claiming import claim
from amana.commitments.models import Commitment
from amana.desk.tests.conftest import agent, signed_in
from amana.handling.opening import open_case, open_own_case
from amana.handling.tying.disclosing import MOST_AT_ONCE, disclose, kept_of
from amana.people.models import Company, Person
from amana.record import reacting
from amana.record.appending import SYSTEM, Line, append
from amana.record.kinds import KINDS
from amana.record.reading import read
from amana.record.withdrawing import withdraw
from amana.team.models import Agent
from amana.team.viewing import at_the_desk, by_link, owner


@pytest.fixture
def earlier(noa, brand, dana, now) -> Case:
    """Another case of Noa's, with a call that was noted."""
    return open_case(noa, brand, subject="The bill", text="The bill was too high in May.", by=at_the_desk(dana), at=now)


def url(case: Case, *path: str) -> str:
    return "/".join(["/desk/cases", case.number, *path]) + "/"


def source(case: Case, other: Case) -> str:
    return f"{url(case, 'showing')}?from={other.number}"


def the_call(case: Case):
    return next(one for one in read(case.key, side="company") if one.kind == "call.noted")


def shown(case: Case) -> list:
    return [one for one in read(case.key, side="customer") if one.kind == "entry.disclosed"]


def test_an_entry_is_chosen_looked_at_and_shown_once(desk, case, earlier):
    assert earlier.number in desk.get(url(case, "showing")).content.decode()
    assert "The bill was too high" in desk.get(source(case, earlier)).content.decode()
    chosen = {"entry": str(the_call(earlier).id)}
    preview = desk.post(source(case, earlier), chosen | {"step": "look"}).content.decode()
    assert "The bill was too high" in preview and the_call(earlier).hash in preview and "Noa Levi" in preview
    assert shown(case) == []
    for _twice in range(2):
        assert desk.post(source(case, earlier), chosen | {"step": "show"}).status_code == 302
    [one] = shown(case)
    assert one["fingerprint"] == the_call(earlier).hash and one["by"] == "Dana Katz" and one["side"] == "company"
    assert "stands here already" in desk.get(source(case, earlier)).content.decode()
    assert "The bill was too high" in desk.get(url(case)).content.decode()


def test_nothing_of_the_companys_own_is_offered_looked_at_or_shown(desk, dana, case, earlier, now, monkeypatch):
    monkeypatch.setattr(reacting, "_table", {})  # the words are nobody's, and nothing is to follow from them
    for kind in (kind for kind in KINDS.values() if kind.audience == "company"):
        by = at_the_desk(dana).actor if "agent" in kind.who else SYSTEM
        secret = append(Line(earlier.key, kind.name, by, now, dict.fromkeys(kind.says, "SECRET")))
        for step in ("look", "show"):
            answer = desk.post(source(case, earlier), {"entry": [str(secret.id)], "step": step})
            assert answer.status_code == 422 and "SECRET" not in answer.content.decode(), kind
    assert "SECRET" not in desk.get(source(case, earlier)).content.decode() and shown(case) == []


def test_another_customers_case_an_own_case_and_the_case_itself_are_no_source(desk, dana, case, noa, brand, now):
    sami = Person.objects.create(name="Sami Haddad", language="ar", zone="Asia/Jerusalem", created_at=now)
    samis = open_case(sami, brand, subject="Lost part", text="Where is it?", by=at_the_desk(dana), at=now)
    kav = Company.objects.create(name="Kav")
    own = open_own_case(noa, kav, happened="billed twice", wanted="400 back", by=owner(noa), at=now)
    for other in (samis, own, case):
        assert desk.get(source(case, other)).status_code == 404
        chosen = {"entry": str(read(other.key, side="company")[0].id), "step": "show"}
        assert desk.post(source(case, other), chosen).status_code == 404
    assert shown(case) == []
    page = desk.get(url(case, "showing")).content.decode()
    assert samis.number not in page and own.number not in page and "no other case" in page


def test_an_agent_of_another_brand_and_one_who_sees_only_one_of_them_show_nothing(
    case, earlier, omar, brand, now, noa, dana
):
    stranger = signed_in(omar)
    for answer in (stranger.get(source(case, earlier)), stranger.post(source(case, earlier), {"step": "show"})):
        assert answer.status_code == 404
    other = omar.brands.get()
    elsewhere = open_case(noa, other, subject="Elsewhere", text="Words there", by=at_the_desk(omar), at=now)
    here = signed_in(dana)
    assert here.get(source(case, elsewhere)).status_code == 404
    assert elsewhere.number not in here.get(url(case, "showing")).content.decode()


def test_an_auditor_looks_and_shows_nothing(case, earlier, brand):
    auditor = signed_in(agent("Tal Reader", brand, role=Agent.AUDITOR))
    assert auditor.get(source(case, earlier)).status_code == 200
    auditor.post(source(case, earlier), {"entry": str(the_call(earlier).id), "step": "show"})
    assert shown(case) == []


@pytest.mark.parametrize("entry", [[], ["rubbish"], ["\0"], ["00000000-0000-0000-0000-000000000000"]], ids=str)
@pytest.mark.parametrize("step", ["look", "show", ""])
def test_rubbish_shows_nothing(desk, case, earlier, entry, step):
    assert desk.post(source(case, earlier), {"entry": entry, "step": step}).status_code == 422
    assert shown(case) == []


def test_a_wrong_number_is_nobodys_case(desk, case):
    assert desk.get(f"{url(case, 'showing')}?from=AM-NOSUCH").status_code == 404
    assert desk.get(f"{url(case, 'showing')}?from=%00").status_code == 404


def test_what_was_withdrawn_meanwhile_and_too_much_at_once_are_refused(desk, dana, case, earlier, now):
    key = the_call(earlier).id
    withdraw(key, from_side="customer", why="a card number", by=at_the_desk(dana).actor, at=now)
    assert desk.post(source(case, earlier), {"entry": str(key), "step": "show"}).status_code == 422
    many = [str(Person.objects.create(name="x").pk) for _ in range(MOST_AT_ONCE + 1)]
    answer = desk.post(source(case, earlier), {"entry": many, "step": "look"})
    assert answer.status_code == 422 and f"at most {MOST_AT_ONCE}" in answer.content.decode()


def test_a_version_of_ours_stands_beside_what_they_showed_and_answers_the_promise_in_it(desk, case, earlier, noa, now):
    by = by_link(noa, case.key)
    [said] = disclose(case, kept_of(earlier, [the_call(earlier).id]), by=by, at=now)
    claimed = claim(case, action="A refund", who="Avi", when=None, by=by, at=now, shown_by=said.id)
    page = desk.get(url(case)).content.decode()
    address = url(case, "entries", str(said.id), "not-so")
    assert address in page and desk.get(address).status_code == 200
    assert desk.post(address, {"why": " "}).status_code == 422
    assert desk.post(address, {"why": "Nobody called Avi works here."}).status_code == 302
    claimed.refresh_from_db()
    assert claimed.state == Commitment.DISMISSED
    versions = [one for one in read(case.key, side="customer") if one.kind in {"version.added", "promise.shown"}]
    assert [one.kind for one in versions] == ["version.added", "promise.shown"]


def test_our_version_is_put_beside_nothing_else(desk, case):
    assert desk.get(url(case, "entries", str(the_call(case).id), "not-so")).status_code == 404


def test_the_page_is_there_in_every_language(desk, dana, case, earlier):
    for language in ("he", "ar", "en"):
        type(dana.account).objects.filter(pk=dana.account_id).update(language=language)
        for answer in (desk.get(url(case, "showing")), desk.get(source(case, earlier)),
                       desk.post(source(case, earlier), {"entry": str(the_call(earlier).id), "step": "look"})):  # fmt: skip
            assert answer.status_code == 200 and f'lang="{language}"' in answer.content.decode()
