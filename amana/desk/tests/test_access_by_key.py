"""Every address that names a thing by its key, asked with the key of a thing that is really there by somebody of another brand."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from django.apps import apps
from django.urls import reverse

from amana.api.tokens import make_token
from amana.cases.labelling import Field
from amana.cases.models import Closing
from amana.channels.models import Call, Delivery, Mailbox, WebHook
from amana.commitments.models import Commitment
from amana.desk.models import BulkAct, SavedReply, SavedView
from amana.desk.tests.conftest import agent, signed_in
from amana.desk.tests.test_access import invited
from amana.desk.urls import urlpatterns
from amana.escalation.models import Incident
from amana.handling.ending.closing import propose
from amana.handling.facts.noting import note_call
from amana.handling.facts.stipulating import write_term
from amana.handling.facts.tagging import tag
from amana.handling.helping import Who, claim
from amana.handling.holding.handing_over import offer
from amana.handling.opening import open_case
from amana.handling.outside.asking import Asking, ask_outside
from amana.handling.tying.linking import link
from amana.insight.models import Article, Cause, Fix, Group, Message, Notable, OutcomeImport, Ruling
from amana.kit.codes import new_id
from amana.notices.browsing import add_browser
from amana.notices.tests.conftest import Surfer
from amana.post.models import File
from amana.privacy.models import Hold, Request
from amana.review.amends import Gift, give
from amana.review.conduct.models import ConductStep
from amana.review.models import Leak
from amana.review.reviewing.models import Drawn, Sample
from amana.team.viewing import at_the_desk

# By the beginning of an address, the thing it names; the longest counts.
NAMED = {
    "queue/acts/": "bulk", "queue/views/": "view", "cases/<str:number>/questions/": "question",
    "cases/<str:number>/files/": "file", "cases/<str:number>/calls/": "call", "cases/<str:number>/entries/": "call",
    "terms/": "term", "amends/": "amends", "conduct/": "step", "hand-overs/": "hand-over", "closings/": "closing",
    "incidents/": "incident", "cases/<str:number>/links/": "link", "cases/<str:number>/tags/": "tag",
    "cases/<str:number>/helpers/": "helper", "cases/<str:number>/leaks/": "leak", "settings/brands/": "brand", "settings/fields/": "field",
    "settings/tags/": "tag", "day/": "colleague", "settings/notices/browsers/": "browser", "promises/": "promise",
    "people/": "person", "settings/saved-replies/": "saved reply", "settings/mailboxes/": "mailbox",
    "settings/hooks/": "web hook", "settings/deliveries/": "delivery",
    "causes/": "cause", "cause-messages/": "cause message", "fixes/": "fix", "rising/": "notable", "outcomes/": "outcomes",
    "reviews/": "sample", "articles/": "article", "groups/": "group", "rulings/": "ruling",
    "settings/tokens/": "token", "settings/invitations/": "invitation", "telephone/calls/": "unplaced call", "settings/team/": "colleague",
    "settings/privacy/requests/": "request", "settings/privacy/holds/": "hold", "settings/privacy/brands/": "brand",
}  # fmt: skip
# Made by what happens, and tested where that is: mails under way, suggestions, surges, minutes; and what is in no case, or of all.
ELSEWHERE = ("cases/<str:number>/replies/", "cases/<str:number>/answers/", "cases/<str:number>/chats/",
    "surges/", "cases/<str:number>/time/", "unsent/",
             "mail/", "settings/teams/")  # fmt: skip
NAMES = [one.name for one in urlpatterns if "key" in one.pattern.converters]


def _kind(name: str) -> str:
    route = str(next(one for one in urlpatterns if one.name == name).pattern)
    found = [start for start in NAMED if route.startswith(start)]
    return NAMED[max(found, key=len)] if found else ""


@pytest.fixture
def things(case, dana, ruth, omer, brand, noa, now) -> dict[str, UUID]:
    """One thing of each kind, of the brand the stranger does not serve."""
    mine, number = at_the_desk(dana), Decimal(9000)
    call = note_call(case, "He shouted.", who="Noa", by=mine, at=now)
    term = write_term(case, "It works", by=mine, at=now)
    other = open_case(noa, brand, subject="Another", text="Another.", by=mine, at=now)
    thread = ask_outside(case, Asking("Where?", to="x@courier.example", subject="A parcel"), by=mine, at=now)
    step = ConductStep.objects.create(customer=noa, brand=brand, case=case, kind="parting", state="proposed",
                                      ends_on=now.date() + timedelta(days=60), by=dana, made_at=now)  # fmt: skip
    found = {
        "call": call.id, "term": term.pk, "step": step.pk,
        "question": thread.pk if thread else None, "link": link(case, other, by=mine, at=now).pk,
        "amends": give(case, Gift("Money", "It broke", amount=number), by=mine, at=now).pk,
        "tag": tag(case, "Router", by=mine, at=now)[0].pk,
        "helper": claim(case, Who("Avi Levi", "avi@levi.example"), text="He called.", scope="reads", until=None, by=mine,
                        at=now).pk,
        "hand-over": offer(case, taker=omer, why="She called.", by=mine, at=now).pk,
        "file": File.objects.create(key="a" * 32, sha256="", size=0, name="x", type="text/html", case=case.key, entry=call.id,
                                    at=now).pk,
        "field": Field.objects.create(brand=brand, name="Colour", kind="text", position=1).pk,
        "view": SavedView.objects.create(name="Mine", made_by=dana, made_at=now).pk,
        "bulk": BulkAct.objects.create(id=new_id(), agent=dana, act="take", before={}, done_at=now).pk,
        "saved reply": SavedReply.objects.create(title="Bye", brand=brand, texts={"en": "Bye"}, made_by=dana, made_at=now,
                                                 changed_at=now).pk,
        "mailbox": Mailbox.objects.create(brand=brand, address="help@tavor.example", fetch_at=now).pk,
        "incident": Incident.objects.create(id=new_id(), brand=brand, title="Down", lead=ruth, opened_at=now).pk,
        "browser": add_browser(dana, Surfer().says(), name="x", at=now).pk,
        "promise": Commitment.objects.outstanding().filter(case=case).order_by("pk")[0].pk,
        "leak": Leak.objects.create(case=case, brand=brand, kind="no_paper", strength=1, at=now, found_at=now).pk,
        "brand": brand.pk, "person": noa.pk, "colleague": dana.pk, "invitation": invited(ruth, brand, now).pk,
    }  # fmt: skip
    found["token"] = make_token(
        dana, name="x", scopes=["cases:read"], expires_at=now + timedelta(days=1), at=now
    ).token.pk
    found |= of_causes(brand, ruth, now)
    found["unplaced call"] = Call.objects.create(
        brand=brand, ref="1", direction="in", began_at=now, state=Call.TO_PLACE
    ).pk
    hook = WebHook.objects.create(
        brand=brand, name="Shop", url="https://shop.example/", is_on=False, set_by=ruth, set_at=now
    )
    found["web hook"] = hook.pk
    found["delivery"] = Delivery.objects.create(hook=hook, type="hook.test", made_at=now, not_before=now).pk
    found["request"] = Request.objects.create(person=noa, kind="copy", asked_at=now, due_on=now.date()).pk
    found["hold"] = Hold.objects.create(case=case, why="A claim", until=now.date(), by=ruth, at=now).pk
    sample = Sample.objects.create(brand=brand, drawn_by=ruth, drawn_at=now, since=now, until=now, drawn_from=1, seed=1)
    Drawn.objects.create(sample=sample, case=case, why=Drawn.BY_CHANCE, place=1)
    found["sample"] = sample.pk
    propose(other, terms=["It works"], by=mine, at=now)
    return found | {"closing": Closing.objects.latest("pk").pk}


def of_causes(brand, ruth, now) -> dict[str, UUID]:
    """A cause with what hangs on it."""
    cause = Cause.objects.create(brand=brand, what="Late", since=now.date(), owner=ruth, opened_at=now, opened_by=ruth)
    group = Group.objects.create(brand=brand, name="Late?", made_at=now, size=2)
    day, later = now.date(), now + timedelta(days=1)
    return {
        "article": Article.objects.create(brand=brand, owner=ruth, review_on=later, made_at=now, made_by=ruth).pk,
        "cause": cause.pk, "group": group.pk,
        "ruling": Ruling.objects.create(kind="rename", group=group, said="Late?", by=ruth, at=now).pk,
        "fix": Fix.objects.create(cause=cause, what="Mend", owner=ruth, due_at=later, made_at=now, made_by=ruth).pk,
        "cause message": Message.objects.create(cause=cause, by=ruth, action="x", due_at=later, written_at=now,
                                                goes_at=later).pk,
        "notable": Notable.objects.create(group=group, brand=brand, noticed_on=day, seen_on=day, recent=9, recent_of=70, base=1,
                                          base_of=560, chance=0.001).pk,
        "outcomes": OutcomeImport.objects.create(brand=brand, by=ruth, read_at=now).pk,
    }  # fmt: skip


def address(name: str, things, case) -> str:
    names = next(one for one in urlpatterns if one.name == name).pattern.converters
    given = {"number": case.number, "key": things[_kind(name)], "place": 1, "language": "en"}
    return reverse(f"desk:{name}", kwargs={one: given[one] for one in names})


def test_a48_every_address_that_names_a_thing_is_asked_here_or_is_known_to_be_elsewhere():
    routes = {str(one.pattern): one.name for one in urlpatterns if one.name in NAMES}
    left = [route for route, name in routes.items() if not _kind(name) and not route.startswith(ELSEWHERE)]
    assert left == []
    assert {_kind(name) for name in NAMES} - {""} == set(NAMED.values())


def test_a48_the_key_of_another_brands_thing_opens_nothing(things, case, omar, dana):
    client, opened = signed_in(omar), []
    before = {model: model.objects.count() for model in apps.get_models() if model.__module__.startswith("amana.")}
    said = {"text": "x", "why": "x", "note": "x", "name": "x", "is_on": "on"}
    for name in (name for name in NAMES if _kind(name)):
        url = address(name, things, case)
        answers = {client.get(url).status_code, client.post(url, said).status_code}
        if not answers <= {404, 405}:
            opened.append((name, answers))
    assert opened == []
    assert before == {model: model.objects.count() for model in before}


# What asks for more than that the thing is there: a mail, a file whose bytes lie on disk, a rule, a reading, somebody to lead.
MORE = {"entry_raw", "entry_original", "entry_release", "entry_recording", "entry_recording_sound", "entry_recording_sharing",
        "entry_recording_removal", "entry_unmask", "entry_reading", "entry_reading_corrections", "entry_asking",
        "entry_suggestions", "entry_translation", "file", "file_preview", "file_shown", "brand_system_trial", "brand_model_trial",
        "brand_messenger_trial", "brand_messenger_switch",
        "brand_model_consent", "day_of", "day_looks", "mailbox_trial", "mailbox_sign_in", "article_reading", "entry_not_so"}  # fmt: skip


@pytest.mark.parametrize("name", [name for name in NAMES if _kind(name) and name not in MORE])
def test_the_same_key_is_there_for_those_it_concerns(name, things, case, ruth, dana):
    """So that the test above refuses somebody, and not a key that nobody has."""
    own = {"view", "bulk", "browser", "hand-over"}
    client, url = signed_in(dana if _kind(name) in own else ruth), address(name, things, case)
    answer = client.get(url)
    assert (answer if answer.status_code != 405 else client.post(url, {})).status_code in {200, 302, 422}


def test_an_auditor_of_another_brand_reads_nothing_either(things, case, omar):
    client = signed_in(agent("Avi Auditor", omar.brands.get(), role="auditor"))
    for name in (
        "question",
        "conduct_confirmation",
        "promise",
        "incident",
        "brand_system",
        "brand_messengers",
        "brand_conduct",
        "policies",
    ):
        assert client.get(address(name, things, case)).status_code == 404, name
