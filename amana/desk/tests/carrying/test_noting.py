"""Every page on which a setting is changed leaves a row: who, when, what, before and after."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from amana.cases.models import Field, Tag
from amana.channels.models import LanguageModel, Mailbox
from amana.counter.models import WritingForm
from amana.desk.carrying.noting import noted
from amana.desk.models import SavedReply
from amana.desk.tests.administering.test_settings import brand_form
from amana.desk.tests.conftest import agent, signed_in
from amana.desk.urls import urlpatterns
from amana.handling.holding.inviting import invite
from amana.people.models import FirmSignIn, SamlSignIn
from amana.team.changing import set_policy
from amana.team.models import Absence, Agent, Brand, SettingChange, Team
from tests.plans import plans_of

# What is sent to settings and changes none that is shared: each with the reason why nothing is noted.
CHANGES_NOTHING = {
    "mailbox_trial": "tries what is set",
    "brand_model_trial": "tries what is set",
    "brand_system_trial": "tries what is set",
    "brand_messenger_trial": "tries what is set",
    "web_hook_trial": "tries what is set",
    "web_hook_replays": "sends again what was to be told",
    "delivery_replay": "sends again what was to be told",
    "mailbox_sign_in": "leads to the provider; what comes back is noted on return",
    "calendar": "a calendar of one's own",
    "calendar_removal": "a calendar of one's own",
    "notices": "how somebody is told of their own matters, set by themselves for themselves",
    "request_new": "what a person asked for, kept as such with who noted it",
    "privacy_copy": "answers a person, kept with what they asked for and in each record",
    "privacy_erasure": "answers a person, kept with what they asked for",
    "privacy_refusal": "answers a person, kept with what they asked for",
    "hold_new": "of one case, kept with its reason",
    "hold_end": "of one case",
    "browsers": "a browser of one's own",
    "browser_key": "a browser of one's own",
    "browser_trial": "a browser of one's own",
    "browser_removal": "a browser of one's own",
}
# These answer with a page that shows something once.
SHOWN_AT_ONCE = {
    "brand_telephone",
    "brand_providers",
    "invitations",
    "invitation_renewal",
    "brand_system",
    "brand_system_secret",
    "brand_hooks",
    "brand_inlet",
    "web_hook_secret",
    "tokens",
}
HERE = {"role": "agent", "lead": "", "team": "", "skills": "router", "most_cases": "5"}


def mailbox_of(brand, now) -> Mailbox:
    return Mailbox.objects.create(brand=brand, address="in@tavor.example", imap_host="imap.invalid", fetch_at=now)


def model_of(brand) -> LanguageModel:
    return LanguageModel.objects.create(brand=brand, url="https://m.example/v1", model="m", secret="locked")


MAILBOX = {"sign_in": "password", "password": "s3cret-word", "imap_host": "", "imap_port": "993", "imap_security": "tls",
           "imap_user": "", "folder": "INBOX", "smtp_host": "127.0.0.1", "smtp_port": "9", "smtp_security": "none",
           "smtp_user": "", "import_from": ""}  # fmt: skip


# ── one valid change for each address: (its key, what is sent) ───────────────


def sent(name: str, world) -> tuple[object, dict[str, object]]:
    brand, dana, now, client = world["brand"], world["dana"], world["now"], world["client"]
    team = Team.objects.create(name="Fibre")
    field = Field.objects.create(brand=brand, name="Serial", kind="text")
    reply = SavedReply.objects.create(title="Hello", texts={"en": "Hi"}, made_by=dana, made_at=now, changed_at=now)
    found = {
        "account": lambda: (None, {"name": "Ruth B", "language": "en", "zone": "Asia/Jerusalem"}),
        "brand": lambda: (brand.pk, brand_form(client, brand, name="Tavor Net")),
        "policies": lambda: (brand.pk, {"first_answer": "2"}),
        "patience": lambda: (brand.pk, {"late": "-20", "climb_below": "30"}),
        "settings_carrying": lambda: (None, {"text": '{"amana_settings": 1, "teams": {"New": {}}}', "apply": "1"}),
        "ladder": lambda: (brand.pk, {"agent": [str(world["ruth"].pk)], "hours": ["4"]}),
        "brand_scale": lambda: (brand.pk, {"currency": "ILS", "step_1": "1", "step_2": "2", "step_3": "3", "step_4": "4",
                                           "limit_agent": "1", "limit_lead": "2"}),
        "brand_messengers": lambda: (brand.pk, WHATSAPP),
        "brand_messenger_switch": lambda: (brand.pk, {"one": str(messenger_of(world).pk)}),
        "brand_system": lambda: (brand.pk, {"url": "https://shop.example/amana", "is_on": "on"}),
        "brand_telephone": lambda: (brand.pk, {"recordings_host": "pbx.example.com"}),
        "brand_providers": lambda: (brand.pk, {"name": "postmark"}),
        "brand_system_secret": lambda: (system_of(world).pk, {}),
        "brand_hooks": lambda: (brand.pk, {"name": "Shop", "url": "https://shop.example/hook", "is_on": "on"}),
        "brand_inlet": lambda: (brand.pk, {"act": "open"}),
        "web_hook": lambda: (hook_of(world).pk, {"name": "Shop", "url": "https://shop.example/hook"}),
        "web_hook_secret": lambda: (hook_of(world).pk, {}),
        "web_hook_removal": lambda: (hook_of(world).pk, {}),
        "brand_staff": lambda: (brand.pk, {"domains": "tavor.example"}),
        "brand_question": lambda: (brand.pk, {"question_en": "What is it about?", "choice_1_en": "Fibre", "team_1": "",
                                              "choice_2_en": "Bills", "team_2": ""}),
        "brand_recordings": lambda: (brand.pk, {"is_on": "on", "asks": "May we record?", "hears": "on"}),
        "brand_form": lambda: (brand.pk, {"is_on": "on"}),
        "brand_widget": lambda: (writing_form_of(brand, dana, now).pk, {"sites": "https://shop.example", "has_chat": "on"}),
        "brand_assumptions": lambda: (brand.pk, {"currency": "EUR", "per_contact": "4", "per_minute": "1",
                                                 "minutes_a_contact": "8"}),
        "brand_conduct": lambda: (brand.pk, {"notice_days": "14", "elsewhere_en": "The ombudsman"}),
        "label_fields": lambda: (brand.pk, {"name": "Colour", "kind": "text", "position": "0"}),
        "label_field": lambda: (field.pk, {"name": "Serial number", "position": "1"}),
        "label_field_retirement": lambda: (field.pk, {}),
        "label_tag_retirement": lambda: (Tag.objects.create(brand=brand, name="x", folded="x").pk, {}),
        "brand_model": lambda: (brand.pk, {"url": "https://m.example/v1", "model": "m", "key": "k3y"}),
        "brand_model_consent": lambda: (model_of(brand).brand_id, {"to": "m https://m.example/v1", "agrees": "on"}),
        "brand_model_withdrawal": lambda: (model_of(brand).brand_id, {}),
        "teams": lambda: (None, {"name": "Copper"}),
        "team": lambda: (team.pk, {"name": "Fibre optics"}),
        "team_removal": lambda: (team.pk, {}),
        "saved_reply_new": lambda: (None, {"title": "Thanks", "text_en": "Thank you"}),
        "saved_reply": lambda: (reply.pk, {"title": "Hello", "text_en": "Hello there"}),
        "saved_reply_removal": lambda: (reply.pk, {}),
        "mailboxes": lambda: (None, MAILBOX | {"brand": str(brand.pk), "address": "new@tavor.example"}),
        "mailbox": lambda: (mailbox_of(brand, now).pk, MAILBOX),
        "mailbox_pause": lambda: (mailbox_of(brand, now).pk, {}),
        "mailbox_resumption": lambda: (paused(brand, now).pk, {}),
        "mailbox_disconnection": lambda: (mailbox_of(brand, now).pk, {}),
        "invitations": lambda: (None, {"name": "Yael", "email": "yael@tavor.example", "role": "agent", "language": "en",
                                       "lead": str(world["ruth"].pk)}),
        "invitation_renewal": lambda: (invited(world).pk, {}),
        "invitation_withdrawal": lambda: (invited(world).pk, {}),
        "colleague": lambda: (dana.pk, HERE),
        "absence": lambda: (dana.pk, {"since": "2026-11-22T10:00", "until": ""}),
        "absence_end": lambda: (away(dana, now).pk, {}),
        "disabling": lambda: (dana.pk, {}),
        "retention": lambda: (above_all(world), {"months": "24", "apply": "yes"}),
        "sign_in_rules": lambda: (above_all(world) and None, {"asked_of": "leads", "grace_days": "3"}),
        "sign_in_firm": lambda: (above_all(world) and None, {"name": "T", "server": "https://t.example", "client_id": "a"}),
        "sign_in_firm_removal": lambda: (directory_of(world), {}),
        "tokens": lambda: (None, {"name": "Reports", "service": "warehouse", "scopes": ["cases:read"], "days": "30"}),
        "token_revocation": lambda: (token_of(world), {}),
        "sign_in_saml": lambda: (above_all(world) and None, {"name": "T", "domains": "tavor.example"}),
        "sign_in_saml_removal": lambda: (saml_of(world), {}),
    }  # fmt: skip
    assert name in found, f"{name} is new among the settings: note its change, and say here what is sent to it"
    return found[name]()


def paused(brand, now):
    from amana.handling.intake.pausing_mail import pause_mailbox

    row = mailbox_of(brand, now)
    pause_mailbox(row)
    return row


def writing_form_of(brand, agent, now):
    WritingForm.objects.create(brand=brand, by=agent, since=now - timedelta(hours=1))
    return brand


WHATSAPP = {
    "channel": "whatsapp",
    "phone_number_id": "106540352242922",
    "token": "t",
    "app_secret": "s",
    "verify_token": "v",
}


def messenger_of(world):
    from amana.channels.messaging.connecting import connect

    return connect(world["brand"], "whatsapp", WHATSAPP, by=world["ruth"], at=world["now"] - timedelta(hours=1))


def system_of(world):
    from amana.channels.systems.setting_up import set_up

    set_up(world["brand"], url="https://shop.example/amana", is_on=True, allows_private=False, by=world["ruth"],
           at=world["now"] - timedelta(hours=1))  # fmt: skip
    return world["brand"]


def hook_of(world):
    from amana.channels.web_hooks.setting_up import Wanted, make

    return make(world["brand"], Wanted("Shop", "https://shop.example/hook"), by=world["ruth"],
                at=world["now"] - timedelta(hours=1)).hook  # fmt: skip


def invited(world):
    return invite("yael@tavor.example", name="Yael", role="agent", lead=world["ruth"], brands=[world["brand"]],
                  language="en", by=world["ruth"], at=world["now"] - timedelta(hours=1)).invitation  # fmt: skip


def directory_of(world):
    above_all(world)
    FirmSignIn.objects.create(name="T", server="https://t.example", client_id="a", changed_at=world["now"])


def token_of(world):
    from amana.api.tokens import make_token

    before = world["now"] - timedelta(hours=1)
    return make_token(
        world["ruth"], name="x", scopes=["cases:read"], expires_at=before + timedelta(days=7), at=before
    ).token.pk


def saml_of(world):
    above_all(world)
    SamlSignIn.objects.create(name="T", key="k", certificate="c", changed_at=world["now"])


def above_all(world):
    Agent.objects.filter(pk=world["ruth"].pk).update(role=Agent.MANAGER)
    return world["brand"].pk


def away(dana, now) -> Agent:
    Absence.objects.create(agent=dana, since=now - timedelta(days=1), noted_at=now)
    return dana


def takes_a_form(pattern) -> bool:
    """Whether anything can be sent to it at all."""
    view, methods = pattern.callback, None
    while view is not None and methods is None:
        cells = {
            name: cell.cell_contents
            for name, cell in zip(view.__code__.co_freevars, view.__closure__ or (), strict=True)
        }
        methods = cells.get("request_method_list")
        view = getattr(view, "__wrapped__", None)
    return methods is None or "POST" in methods


NAMES = [one.name for one in urlpatterns if str(one.pattern).startswith("settings/") and takes_a_form(one)]


@pytest.fixture
def world(brand, dana, ruth, now):
    return {"brand": brand, "dana": dana, "ruth": ruth, "now": now, "client": signed_in(ruth)}


@pytest.mark.parametrize("name", [name for name in NAMES if name not in CHANGES_NOTHING])
def test_whatever_is_changed_on_a_page_of_settings_is_noted(name, world):
    key, said = sent(name, world)
    answer = world["client"].post(reverse(f"desk:{name}", args=[key] if key else []), said)
    assert answer.status_code == 302 or name in SHOWN_AT_ONCE, answer.content.decode()[:3000]
    row = SettingChange.objects.order_by("-at", "-id").first()
    assert row is not None, f"{name} changes a setting and notes nothing: see amana.desk.carrying.noting"
    assert (row.by, row.by_name) == (world["ruth"], row.by.name)
    assert row.about and row.before != row.after


def test_what_was_said_before_and_after_can_be_read(world, brand):
    world["client"].post(f"/desk/settings/brands/{brand.pk}/policies/", {"first_answer": "2"})
    world["client"].post(f"/desk/settings/brands/{brand.pk}/policies/", {"first_answer": "3", "climb": "4"})
    world["client"].post(f"/desk/settings/brands/{brand.pk}/policies/", {"first_answer": "3", "climb": "4"})
    rows = [(row.part, row.about, row.before, row.after) for row in SettingChange.objects.order_by("at", "id")]
    assert rows == [
        ("policies", "Tavor", None, {"first_answer": 2}),
        ("policies", "Tavor", {"climb": None, "first_answer": 2}, {"climb": 4, "first_answer": 3}),
    ]


def test_no_secret_is_ever_noted(world, brand, now):
    row = mailbox_of(brand, now)
    client = world["client"]
    client.post(f"/desk/settings/mailboxes/{row.pk}/", MAILBOX)
    client.post(f"/desk/settings/mailboxes/{row.pk}/", MAILBOX | {"password": "another-word"})
    client.post(f"/desk/settings/brands/{brand.pk}/model/", {"url": "https://m.example/v1", "model": "m", "key": "k3y"})
    row.refresh_from_db()
    written = str([(one.before, one.after) for one in SettingChange.objects.all()])
    for secret in ("s3cret-word", "another-word", "k3y", row.secret, LanguageModel.objects.get().secret):
        assert secret not in written
    assert "(set anew)" in written


def test_what_was_refused_is_not_noted(world, brand):
    client = world["client"]
    client.post(f"/desk/settings/brands/{brand.pk}/policies/", {"first_answer": "-2"})
    client.post(f"/desk/settings/brands/{brand.pk}/ladder/", {"agent": [str(world["ruth"].pk)], "hours": ["0"]})
    client.post("/desk/settings/teams/", {"name": " "})
    assert not SettingChange.objects.exists()


def test_a_failure_leaves_neither_change_nor_row(brand, ruth, now):
    def fail() -> None:
        with noted("policies", by=ruth, at=now, pk=brand.pk):
            set_policy(brand, {"climb": 3})
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert not SettingChange.objects.exists() and Brand.objects.get(pk=brand.pk).policy == {}


def test_the_database_itself_lets_nobody_change_a_row(brand, ruth, now):
    with noted("policies", by=ruth, at=now, pk=brand.pk):
        set_policy(brand, {"climb": 3})
    for act in (lambda: SettingChange.objects.update(by_name="x"), lambda: SettingChange.objects.all().delete()):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            act()
    assert SettingChange.objects.get().by_name == ruth.name


# ── the page ─────────────────────────────────────────────────────────────────


def test_changes_are_read_by_those_who_see_to_all_and_by_auditors(world, brand, dana):
    world["client"].post(f"/desk/settings/brands/{brand.pk}/policies/", {"first_answer": "2"})
    for role, status in ((Agent.ADMIN, 200), (Agent.AUDITOR, 200), (Agent.LEAD, 404)):
        client = signed_in(agent(f"{role.title()} One", brand, role=role))
        answer = client.get("/desk/settings/changes/")
        assert answer.status_code == status
        if status == 200:
            assert "First answer" in answer.content.decode()
    assert signed_in(dana).get("/desk/settings/changes/").status_code == 404


def test_whoever_serves_another_brand_reads_nothing_of_this_one(world, brand, omar):
    world["client"].post(f"/desk/settings/brands/{brand.pk}/policies/", {"first_answer": "2"})
    assert "First answer" not in signed_in(omar).get("/desk/settings/changes/").content.decode()


def test_the_list_is_narrowed_and_paged_by_key(world, brand, now, ruth, django_assert_max_num_queries):
    SettingChange.objects.bulk_create(
        SettingChange(at=now - timedelta(minutes=n), by=ruth, by_name=ruth.name, part="teams" if n % 2 else "brands",
                      about=f"Thing {n}", brand=None if n % 2 else brand.pk, before=None, after={"n": n}) for n in range(70)
    )  # fmt: skip
    client = world["client"]
    with django_assert_max_num_queries(14):
        first = client.get("/desk/settings/changes/")
    assert len(first.context["rows"]) == 25 and first.context["rows"][0]["row"].about == "Thing 0"
    second = client.get(f"/desk/settings/changes/{first.context['pages']['after_url']}")
    assert second.context["rows"][0]["row"].about == "Thing 25"
    only = client.get("/desk/settings/changes/?part=teams").context["rows"]
    assert {one["row"].part for one in only} == {"teams"}
    assert client.get(f"/desk/settings/changes/?by={ruth.pk}").context["rows"]


@pytest.mark.parametrize("rubbish", ["part=nothing", "by=x", "after=x_y", "after=" + "9" * 300, "part=%00"])
def test_rubbish_in_the_address_is_ignored(world, rubbish):
    assert world["client"].get(f"/desk/settings/changes/?{rubbish}").status_code == 200


def test_neither_the_list_nor_a_part_of_it_reads_more_changes_than_it_shows(world, brand, now, ruth):
    SettingChange.objects.bulk_create(
        SettingChange(at=now - timedelta(minutes=n), by=ruth, by_name=ruth.name, part="teams" if n % 2 else "brands",
                      about=f"Thing {n}", brand=brand.pk, before=None, after={"n": n}) for n in range(400)
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE team_settingchange")
    for query in ("", "?part=teams", f"?by={ruth.pk}"):
        plans = plans_of(lambda query=query: world["client"].get(f"/desk/settings/changes/{query}"))
        own = [plan for plan in plans if "team_settingchange" in plan.sql]
        assert own and not any(plan.sorts or "team_settingchange" in plan.scans for plan in own), [
            one.text for one in own
        ]
