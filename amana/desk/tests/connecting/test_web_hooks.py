"""The pages on which web hooks are set, tried and looked at."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from amana.channels.email.parsing import parse
from amana.channels.models import Delivery, Inlet, WebHook
from amana.channels.web_hooks.claiming import claim
from amana.channels.web_hooks.posting import Answer
from amana.channels.web_hooks.replaying import try_out
from amana.channels.web_hooks.setting_up import Wanted, make
from amana.channels.web_hooks.settling import settle
from amana.desk.connecting.telling import tell_turned_off
from amana.desk.tests.conftest import agent, signed_in
from amana.post.models import Outgoing
from amana.team.models import Agent

URL = "https://shop.example/hook"


@pytest.fixture
def hook(brand, ruth, now) -> WebHook:
    return make(brand, Wanted("Shop", URL, kinds=["promise.*", "followup.answered"]), by=ruth, at=now).hook


def secrets_in(answer) -> list[str]:
    return re.findall(r"whsec_[\w+/=]{44}", answer.content.decode())


def test_a_web_hook_is_added_and_its_secret_is_shown_once(brand, ruth):
    client, page = signed_in(ruth), f"/desk/settings/brands/{brand.pk}/hooks/"
    assert "No server is told anything yet." in client.get(page).content.decode()
    answer = client.post(
        page, {"name": "Shop", "url": URL, "families": ["promise", "case"], "others": "care.answered", "is_on": "on"}
    )
    row = WebHook.objects.get()
    assert answer.status_code == 200 and len(secrets_in(answer)) == 1
    assert (row.kinds, row.is_on, row.set_by) == (["promise.*", "case.*", "care.answered"], True, ruth)
    again = client.get(f"/desk/settings/hooks/{row.pk}/")
    assert secrets_in(again) == [] and 'value="care.answered"' in again.content.decode()
    assert "Shop" in client.get(page).content.decode()
    rotated = client.post(f"/desk/settings/hooks/{row.pk}/secret/")
    assert len(secrets_in(rotated)) == 1 and secrets_in(rotated) != secrets_in(answer)


def test_what_cannot_be_meant_is_said_beside_the_form_and_typed_words_stay(brand, ruth):
    client, page = signed_in(ruth), f"/desk/settings/brands/{brand.pk}/hooks/"
    for said in ({"name": "Shop", "url": "http://10.0.0.8/"}, {"name": "Shop", "url": URL, "others": "nothing.at_all"},
                 {"name": "Shop", "url": URL, "families": ["x\x00"]}, {"name": "", "url": "x" * 9000}):  # fmt: skip
        answer = client.post(page, said)
        assert answer.status_code == 422 and answer.context["form"].errors
        assert said["url"][:40] in answer.content.decode()
    assert not WebHook.objects.exists()


def test_it_is_changed_tried_and_removed(hook, brand, ruth, now):
    client, page = signed_in(ruth), f"/desk/settings/hooks/{hook.pk}/"
    said = {"name": "Store", "url": URL, "families": ["promise"], "others": "followup.answered", "is_on": "on"}
    assert client.post(page, said).status_code == 302
    hook.refresh_from_db()
    assert (hook.name, hook.kinds) == ("Store", ["promise.*", "followup.answered"])
    client.post(f"{page}trial/")
    assert Delivery.objects.get().type == "hook.test" and "hook.test" in client.get(page).content.decode()
    assert "A test is on its way already." in client.post(f"{page}trial/", follow=True).content.decode()
    assert client.post(page, said | {"url": "https://other.example/"}).status_code == 200  # with another secret
    assert "Remove it" in client.get(f"{page}removal/").content.decode()
    assert client.post(f"{page}removal/").url == f"/desk/settings/brands/{brand.pk}/hooks/"
    assert not WebHook.objects.exists()


def test_the_log_says_what_came_of_each_and_sends_again(hook, ruth, now):
    client, page = signed_in(ruth), f"/desk/settings/hooks/{hook.pk}/"
    for number, (status, answer) in enumerate([(500, "<b>broken</b>"), (None, "slow"), (204, "")]):
        Delivery.objects.create(hook=hook, type="promise.late", made_at=now - timedelta(minutes=number), not_before=now, tried_at=now,
                                state=Delivery.DONE if status == 204 else Delivery.DEAD, status=status, answer=answer)  # fmt: skip
    html = client.get(page).content.decode()
    assert "&lt;b&gt;broken" in html and "It took too long." in html and "given up" in html and "delivered" in html
    dead = Delivery.objects.filter(state=Delivery.DEAD)
    assert client.post(f"/desk/settings/deliveries/{dead[0].pk}/replay/").url == page
    assert dead.count() == 1
    client.post(f"{page}replays/")
    assert dead.count() == 0 and Delivery.objects.filter(state=Delivery.WAITING).count() == 2
    assert (
        client.post(f"/desk/settings/deliveries/{Delivery.objects.first().pk}/replay/", follow=True).status_code == 200
    )


def test_a_long_log_is_turned_page_by_page(hook, ruth, now, django_assert_max_num_queries):
    Delivery.objects.bulk_create(
        Delivery(hook=hook, type="promise.late", made_at=now - timedelta(minutes=n), not_before=now, state=Delivery.DONE) for n in range(60)
    )  # fmt: skip
    client = signed_in(ruth)
    with django_assert_max_num_queries(16):
        first = client.get(f"/desk/settings/hooks/{hook.pk}/")
    assert len(first.context["log"]) == 25
    second = client.get(f"/desk/settings/hooks/{hook.pk}/{first.context['pages']['after_url']}")
    assert second.context["log"][0]["row"].made_at == now - timedelta(minutes=25)
    for rubbish in ("after=x", "after=%00", "after=9_9"):
        assert client.get(f"/desk/settings/hooks/{hook.pk}/?{rubbish}").status_code == 200


def test_only_who_is_above_all_is_asked_about_the_house_and_our_own_record(hook, brand, now):
    lead = signed_in(agent("Lea Lead", brand, role=Agent.LEAD))
    page = f"/desk/settings/brands/{brand.pk}/hooks/"
    assert 'type="hidden" name="tells_company"' in lead.get(page).content.decode()
    for name in ("tells_company", "allows_private"):
        answer = lead.post(page, {"name": "Shop", "url": URL, name: "on"})
        assert answer.status_code == 422 and "Only a manager or an administrator" in answer.content.decode()
    plain = signed_in(agent("Avi Agent", brand))
    reads = signed_in(agent("Adi Auditor", brand, role=Agent.AUDITOR))
    assert plain.get(page).status_code == 404 and plain.get(f"/desk/settings/hooks/{hook.pk}/").status_code == 404
    assert reads.get(page).status_code == 200 and reads.get(f"/desk/settings/hooks/{hook.pk}/").status_code == 200
    reads.post(f"/desk/settings/hooks/{hook.pk}/trial/")
    assert not Delivery.objects.exists()


def test_the_way_in_is_opened_renewed_and_closed(brand, ruth):
    client, page = signed_in(ruth), f"/desk/settings/brands/{brand.pk}/hooks/"
    opened = client.post(f"{page}in/", {"act": "open"})
    row = Inlet.objects.get()
    assert len(secrets_in(opened)) == 1 and f"/in/hook/{row.key}/" in opened.content.decode()
    assert secrets_in(client.get(page)) == [] and f"/in/hook/{row.key}/" in client.get(page).content.decode()
    assert len(secrets_in(client.post(f"{page}in/", {"act": "rotate"}))) == 1
    assert client.post(f"{page}in/", {"act": "close"}).status_code == 302
    assert f"/in/hook/{row.key}/" not in client.get(page).content.decode()


def test_whoever_set_it_hears_that_it_was_turned_off(hook, ruth, now):
    ruth.account.language = "en"
    ruth.account.save()
    try_out(hook, at=now)
    [(row, _hook)] = claim(at=now, worker="here", quick=1, slow=1, under_way={})
    settle(row, Answer(410, "", 5), at=now, on_off=tell_turned_off)
    mail = Outgoing.objects.get(what="notice")
    assert mail.recipients.get().address == ruth.account.email
    written = parse(bytes(mail.mime), authserv_id=None).text
    assert "is off" in mail.subject and f"/desk/settings/hooks/{hook.pk}/" in written and "shop.example" in written
    html = signed_in(ruth).get(f"/desk/settings/hooks/{hook.pk}/").content.decode()
    assert "its server answered that it is gone" in html and "Send a test" not in html
