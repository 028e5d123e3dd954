"""Who may come in at all: every address of the desk, asked by a stranger, by nobody, by somebody who was disabled."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from amana.cases.models import Closing, HandOver
from amana.channels.models import Mailbox
from amana.commitments.models import Commitment
from amana.desk.tests.conftest import mail, signed_in
from amana.desk.urls import urlpatterns
from amana.handling.ending.closing import propose
from amana.handling.holding.handing_over import offer
from amana.handling.holding.inviting import invite
from amana.people.models import Account
from amana.post.models import File
from amana.record.reading import read
from amana.team.models import Invitation
from amana.team.viewing import at_the_desk

# What every agent of the installation may look at, whatever their brand: lists that are filtered, and their own things.
FOR_ALL = {"queue", "promises", "held", "set_aside", "unsent", "people", "find", "settings", "account", "invitations",
           "mail_raw", "mail_retry", "mail_admission",
           "mailboxes", "labels", "label_fields", "day", "practice", "incidents", "saved_replies", "saved_reply_new", "teams",
           "calendar", "calendar_removal", "ringing", "unplaced_calls", "tokens",
           "views", "bulk", "made_up", "call_backs", "changes", "settings_carrying", "settings_file",
           "sign_in_rules", "sign_in_firm", "sign_in_firm_removal", "sign_in_saml", "sign_in_saml_removal",
           "counter", "counter_acts",
           "notices", "browsers", "browser_key", "browser_trial", "notices_worker",
           "insight", "insight_today", "insight_patience", "insight_promises", "insight_leaks", "insight_ladder",
           "insight_waiting", "insight_letter", "insight_own",
           "causes", "cause_new", "costs", "outcomes", "samples", "articles", "article_new", "groups",
           "privacy", "request_new", "hold_new", "reports"}  # fmt: skip


def invited(by, brand, now) -> Invitation:
    return invite("yael@tavor.example", name="Yael", role="agent", lead=by, brands=[brand], language="en", by=by,
                  at=now).invitation  # fmt: skip


@pytest.fixture
def things(case, dana, ruth, omer, brand, now):
    """One thing for each kind of address."""
    mine = at_the_desk(dana)
    propose(case, terms=["It works"], by=mine, at=now)
    hand_over = offer(case, taker=omer, why="She called twice.", by=mine, at=now)
    entry = read(case.key, side="company")[0]
    file = File.objects.create(key="a" * 32, sha256="", size=0, name="x", type="text/html", case=case.key,
                               entry=entry.id, at=now)  # fmt: skip
    return {
        "case": case, "entry": entry.id, "file": file.pk, "hand-over": hand_over.pk, "person": case.customer_id,
        "closing": Closing.objects.get().pk, "promise": Commitment.objects.first().pk, "brand": brand.pk,
        "colleague": dana.pk, "invitation": invited(ruth, brand, now).pk, "mail": mail("What?", sender="nobody").pk,
        "mailbox": Mailbox.objects.create(brand=brand, address="help@tavor.example", fetch_at=now).pk,
    }  # fmt: skip


def address(name: str, things) -> str:
    number = things["case"].number
    kinds = [
        ("entry_", "entry"),
        ("hand_over_", "hand-over"),
        ("closing_", "closing"),
        ("mailbox", "mailbox"),
        ("mail_", "mail"),
        ("invitation", "invitation"),
    ]
    kind = next((kind for start, kind in kinds if name.startswith(start)), "")
    kind = kind or {"file": "file", "person": "person", "brand": "brand", "ladder": "brand"}.get(name, "")
    if name in {"colleague", "absence", "absence_end", "disabling"}:
        kind = "colleague"
    pattern = next(one for one in urlpatterns if one.name == name)
    names = pattern.pattern.converters
    key = things[kind] if kind else things["promise"] if str(pattern.pattern).startswith("promises/") else uuid4()
    given = {"number": number, "key": key, "name": "admit", "place": 1, "language": "en"}
    return reverse(f"desk:{name}", kwargs={one: given[one] for one in names})


NAMES = [one.name for one in urlpatterns]


# Every address in one test: nothing of what is asked here changes anything, and to make all things anew for each of them
# took longer than the rest of the desk's tests.


def test_a48_a_stranger_finds_nothing(things, omar):
    client, opened = signed_in(omar), []
    for name in NAMES:
        if name in FOR_ALL:
            continue
        url = address(name, things)
        answers = [client.get(url).status_code, client.post(url, {"text": "x", "why": "x", "note": "x"}).status_code]
        if not set(answers) <= {404, 405} or 404 not in answers:
            opened.append((name, answers))
    assert opened == []


def test_whoever_is_not_signed_in_is_sent_to_sign_in(things):
    client = Client()
    opened = [
        (name, answer.status_code)
        for name in NAMES
        for answer in (client.get(address(name, things)), client.post(address(name, things)))
        if answer.status_code != 302 or not answer.url.startswith("/accounts/login/")
    ]
    assert opened == []


def test_a_disabled_agent_is_sent_to_sign_in(things, dana):
    client = signed_in(dana)
    Account.objects.filter(pk=dana.account_id).update(is_active=False)

    assert [name for name in NAMES if client.get(address(name, things)).status_code != 302] == []


def test_an_account_that_serves_nobody_finds_nothing(things):
    client = Client()
    client.force_login(Account.objects.create_user("someone@else.example", "a long password", name="Someone"))

    assert [name for name in NAMES if client.get(address(name, things)).status_code != 404] == []


def test_a64_looking_changes_nothing(things, ruth):
    client, changed = signed_in(ruth), []
    before = {model: model.objects.count() for model in apps.get_models() if model.__module__.startswith("amana.")}
    for name in NAMES:
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(address(name, things))
        said = {query["sql"].split()[0].upper() for query in asked}
        if answer.status_code not in {200, 302, 404, 405} or {"INSERT", "UPDATE", "DELETE"} & said:
            changed.append((name, answer.status_code, said))
    assert changed == []
    assert before == {model: model.objects.count() for model in before}


@pytest.mark.parametrize(
    "name", ["replies", "notes", "fulfilment", "hand_over_acceptance", "mail_admission", "disabling"]
)
def test_a_form_from_elsewhere_is_refused(name, things, dana):
    client = Client(enforce_csrf_checks=True)
    client.force_login(dana.account)

    assert client.post(address(name, things), {"text": "Hello"}).status_code == 403


def test_nothing_waits_in_the_hand_over_of_a_stranger(things, omar):
    assert HandOver.objects.get().ended_at is None


def test_a49_a_stranger_does_not_learn_of_a_case_by_search_or_by_its_number(things, omar):
    html = signed_in(omar).get("/desk/find/", {"q": "router"}).content.decode()
    assert "Router dead" not in html and str(things["case"].customer) not in html
    by_number = signed_in(omar).get("/desk/find/", {"q": things["case"].number})
    assert by_number.status_code == 200


def test_a49_no_second_path_lets_a_stranger_act_on_a_case(things, omar, dana):
    """Merging into a case, exporting it, handing it over or naming it in a form: each asks the same door."""
    client, number = signed_in(omar), things["case"].number
    held = mail("Who is this?", sender="nobody")

    client.post(f"/desk/mail/{held.pk}/admission/", {"number": number})
    held.refresh_from_db()
    assert held.case is None
    for path in ("record/", "record/export/", "hand-overs/", "link/", f"files/{things['file']}/"):
        for answer in (client.get(f"/desk/cases/{number}/{path}"), client.post(f"/desk/cases/{number}/{path}")):
            assert answer.status_code in {404, 405}, path
    people = client.get("/desk/people/", {"q": "noa"}).content.decode()
    assert "noa@" not in people


def test_a_held_mail_that_is_in_a_case_is_not_shown_by_its_key(case, dana):
    row = mail("My router again.")
    assert row.state == "done"

    assert signed_in(dana).get(f"/desk/mail/{row.pk}/raw/").status_code == 404
