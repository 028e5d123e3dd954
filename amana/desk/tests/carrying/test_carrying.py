"""All settings as one file: the same twice, without a secret, and all or nothing on the way in."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import fields

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.core.management.base import CommandError
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from amana.cases.errors import Refused
from amana.cases.models import Field, Tag
from amana.channels.models import LanguageModel, Mailbox
from amana.desk.carrying import renaming
from amana.desk.carrying.exporting import LARGEST, read_settings, write_settings
from amana.desk.carrying.importing import bring_in
from amana.desk.models import SavedReply, SavedView
from amana.desk.queueing.filtering import ME, NOBODY, Filter
from amana.desk.tests.conftest import agent, signed_in
from amana.escalation.laddering import ladder_of, set_ladder
from amana.escalation.models import Rung
from amana.handling.intake.importing import new_brand
from amana.people.models import Account
from amana.review.models import Scale, Weights
from amana.review.weighing import set_weights
from amana.team.changing import set_policy
from amana.team.models import Agent, Brand, SettingChange, Team
from amana.team.viewing import at_the_desk

pytestmark = pytest.mark.django_db
URL = "/desk/settings/file/"


@pytest.fixture
def full(brand, dana, ruth, omer, now):
    """A brand with something in each part of its settings."""
    team = Team.objects.create(name="Fibre")
    set_policy(brand, {"first_answer": 2.5, "closing_days": 5})
    set_weights(brand, {"late": -20}, climb_below=30, at=now)
    set_ladder(brand, None, [(omer, 2), (ruth, 4)], by=at_the_desk(ruth))
    set_ladder(brand, team, [(ruth, 1)], by=at_the_desk(ruth))
    Scale.objects.create(brand=brand, currency="ILS", amounts=["1.00", "2.00", "3.00", "4.00"],
                         limits={"agent": "1.00", "lead": "2.00"}, changed_by=ruth, changed_at=now)  # fmt: skip
    field = Field.objects.create(
        brand=brand, team=team, name="צבע", kind="choice", choices=["אדום", "כחול"], position=2
    )
    tag = Tag.objects.create(brand=brand, name="Router", folded="router")
    SavedReply.objects.create(
        title="Hello", texts={"en": "Hi", "he": "שלום"}, made_by=dana, made_at=now, changed_at=now
    )
    SavedReply.objects.create(title="Bye", brand=brand, texts={"en": "Bye"}, made_by=dana, made_at=now, changed_at=now)
    asked = {"brand": str(brand.pk), "team": str(team.pk), "tag": str(tag.pk), "holder": str(dana.pk),
             "field": str(field.pk), "value": "אדום"}  # fmt: skip
    SavedView.objects.create(name="Fibre, red", filter=asked, made_by=ruth, readers="all", made_at=now)
    SavedView.objects.create(name="My own", filter={"standstill": "yes"}, made_by=ruth, readers="mine", made_at=now)
    Mailbox.objects.create(brand=brand, address="in@tavor.example", secret="l0cked-secret", fetch_at=now)
    LanguageModel.objects.create(brand=brand, url="https://m.example", model="m", secret="l0cked-key")
    return brand


def said(**parts) -> str:
    return json.dumps({"amana_settings": 1, **parts})


def brought(text, by, now, **more):
    return bring_in(read_settings(text), by=by, at=now, **more)


def test_the_same_settings_give_the_same_file_and_no_secret_is_in_it(full):
    text = write_settings()
    assert text == write_settings()
    assert "l0cked" not in text and "in@tavor.example" not in text and "a long password" not in text
    found = json.loads(text)
    assert found["amana_settings"] == 1
    assert found["ladders"]["Tavor"][""][0] == {"hours": 2, "person": "omer@tavor.example"}
    assert found["views"]["ruth@tavor.example"]["Fibre, red"]["filter"]["tag"] == ["Tavor", "Router"]
    assert "My own" not in text


def test_a_file_brought_back_where_it_came_from_changes_nothing(full, ruth, now):
    found = brought(write_settings(), ruth, now, noted_by=ruth)
    assert (found.changes, found.left_out) == ([], [])
    assert not SettingChange.objects.exists()


def test_a_file_makes_an_empty_installation_what_the_other_was(full, ruth, now):
    text = write_settings()
    Brand.objects.filter(pk=full.pk).update(policy={})
    for model in (Rung, SavedView, Weights, Scale, Field, Tag, SavedReply, Team):
        model.objects.all().delete()
    found = brought(text, ruth, now)
    assert found.left_out == []
    assert write_settings() == text
    assert [row.agent.name for row in ladder_of(full, None)] == ["Omer Shaked", "Ruth Ben-Ami"]


def test_the_file_knows_what_a_filter_of_the_queue_can_ask():
    assert {field.name for field in fields(Filter)} == renaming.ASKED
    assert (renaming.ME, renaming.NOBODY) == (ME, NOBODY)


def test_a_trial_says_what_would_change_and_changes_nothing(full, ruth, now):
    before = write_settings()
    found = brought(said(teams={"New": {}}, policies={"Tavor": {"climb": 3}}), ruth, now, is_trial=True)
    assert [(row.part, row.about) for row in found.changes] == [("teams", "New"), ("policies", "Tavor")]
    assert write_settings() == before and not SettingChange.objects.exists()


def test_what_the_file_does_not_name_stays(full, ruth, now):
    brought(said(tags={"Tavor": {"Modem": {"is_used": True}}}), ruth, now)
    assert set(Tag.objects.values_list("name", flat=True)) == {"Router", "Modem"}
    assert ladder_of(full, None)


def test_nobody_gets_an_account_and_what_names_them_is_left_out(full, ruth, now):
    accounts = Account.objects.count()
    file = said(
        ladders={"Tavor": {"": [{"person": "nobody@else.example", "hours": 2}]}},
        views={"nobody@else.example": {"Theirs": {"filter": {}, "readers": "all", "team": ""}}},
    )
    found = brought(file, ruth, now)
    assert len(found.left_out) == 2 and all("nobody@else.example" in one for one in found.left_out)
    assert Account.objects.count() == accounts
    assert [row.agent.name for row in ladder_of(full, None)] == ["Omer Shaked", "Ruth Ben-Ami"]


def test_a_brand_that_is_not_here_is_made_and_served_by_whoever_brings_it(full, ruth, now):
    found = brought(said(brands={"Carmel": {"language": "he", "addresses": ["hi@carmel.example"]}}), ruth, now)
    made = Brand.objects.get(name="Carmel")
    assert made.address == "hi@carmel.example" and ruth in made.agents.all()
    assert [row.about for row in found.changes] == ["Carmel"]


WRONG = [
    "", "{", "[]", "null", "1", '"x"', "{}", '{"amana_settings": 2}', '{"amana_settings": true}', '{"amana_settings": "1"}',
    "[" * 100_000, '{"amana_settings": 1, "teams": NaN}', said(unknown={}), said(teams=[]), said(teams={"x": 1}),
    said(teams={" ": {}}), said(teams={"x": {"week": {"zone": "Nowhere"}}}), said(teams={"x": {"more": 1}}),
    said(brands={"Tavor": {"zone": "Nowhere/At_all"}}), said(brands={"Tavor": {"addresses": ["x"]}}),
    said(brands={"Tavor": {"addresses": "x"}}), said(brands={"Tavor": {"week": {"zone": "Asia/Jerusalem", "shifts": {}}}}),
    said(brands={"Tavor": {"language": ["en"]}}), said(brands={"Tavor": {"signature": 5}}),
    said(policies={"Nobody": {}}), said(policies={"Tavor": {"climb": "x"}}), said(policies={"Tavor": {"x": 1}}),
    said(policies={"Tavor": []}), said(weights={"Tavor": {"points": {"late": 5}}}), said(weights={"Tavor": {"points": 5}}),
    said(scales={"Tavor": {"currency": "ILS", "amounts": ["x"], "limits": {}}}), said(scales={"Tavor": {}}),
    said(scales={"Tavor": {"currency": 5, "amounts": ["1", "2", "3", "4"], "limits": {"agent": "1", "lead": "2"}}}),
    said(scales={"Tavor": {"currency": "ILS", "amounts": ["NaN", "2", "3", "4"], "limits": {"agent": "1", "lead": "2"}}}),
    said(ladders={"Tavor": []}), said(ladders={"Tavor": {"": {}}}), said(ladders={"Tavor": {"Nobody": []}}),
    said(ladders={"Tavor": {"": [{"person": "omer@tavor.example", "hours": 0}]}}),
    said(ladders={"Tavor": {"": [{"person": "omer@tavor.example", "hours": "2"}]}}),
    said(ladders={"Tavor": {"": [5]}}), said(fields={"Tavor": {"x": {"kind": "klingon"}}}),
    said(fields={"Tavor": {"x": {"kind": "choice", "choices": ["one"]}}}), said(fields={"Tavor": {"x" * 90: {"kind": "text"}}}),
    said(fields={"Tavor": {"x": {"kind": "text", "position": -1}}}), said(tags={"Tavor": {"": {}}}),
    said(tags={"Tavor": {"x" * 41: {}}}), said(saved_replies={"": {"x": {"texts": {}}}}),
    said(saved_replies={"": {"x": {"texts": {"tlh": "x"}}}}), said(saved_replies={"": {"x": {"texts": {"en": 5}}}}),
    said(views={"ruth@tavor.example": {"x": {"filter": {}, "readers": "mine", "team": ""}}}),
    said(views={"ruth@tavor.example": {"x": {"filter": {}, "readers": "team", "team": ""}}}),
]  # fmt: skip


@pytest.mark.parametrize("text", WRONG)
def test_rubbish_is_answered_with_a_sentence_and_changes_nothing(full, ruth, now, text):
    before = write_settings()
    with pytest.raises(Refused) as refused:
        brought(text, ruth, now)
    assert str(refused.value)
    assert write_settings() == before and not SettingChange.objects.exists()


RUBBISH = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from(["", "Tavor", "x", "\0", "\ud800", "en", "9" * 200]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["", "Tavor", "week", "hours"]), inner, max_size=3),
    max_leaves=4,
)  # fmt: skip


def paths(value, so_far=()):
    """Every place in a value at which something else could stand."""
    for name, inner in (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    ):
        yield (*so_far, name)
        yield from paths(inner, (*so_far, name))


@hypothesis_settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_stands_anywhere_in_a_file_it_is_taken_or_refused_in_words(full, ruth, now, data):
    file = json.loads(write_settings())
    path = data.draw(st.sampled_from(sorted(paths(file), key=str)))
    place = file
    for name in path[:-1]:
        place = place[name]
    place[path[-1]] = data.draw(RUBBISH)
    # Anything else than a sentence fails the test by itself.
    with suppress(Refused):
        brought(json.dumps(file), ruth, now, is_trial=True)


def test_one_thing_that_cannot_be_takes_everything_with_it(full, ruth, now):
    with pytest.raises(Refused):
        brought(said(teams={"New": {}}, policies={"Tavor": {"climb": -3}}), ruth, now)
    assert not Team.objects.filter(name="New").exists()


def test_a_file_that_is_no_text_or_too_large_is_refused():
    for content in (b"\xff\xfe\x00", b"x" * (LARGEST + 1)):
        with pytest.raises(Refused):
            read_settings(content)


def test_two_brands_of_one_name_cannot_be_told_apart(full, now):
    new_brand("Tavor", at=now)
    with pytest.raises(Refused, match="Tavor"):
        write_settings()


# ── the pages ────────────────────────────────────────────────────────────────


def test_the_file_is_downloaded_and_holds_no_other_brand(full, ruth, omar):
    answer = signed_in(ruth).get(f"{URL}amana-settings.json")
    assert answer["Content-Type"].startswith("application/json") and "attachment" in answer["Content-Disposition"]
    assert list(json.loads(answer.content)["brands"]) == ["Tavor"]


def test_a_file_is_shown_first_and_then_put_into_force(full, ruth):
    client = signed_in(ruth)
    file = SimpleUploadedFile("s.json", said(teams={"New": {}}).encode(), "application/json")
    shown = client.post(URL, {"file": file})
    assert shown.status_code == 200 and "New" in shown.content.decode()
    assert not Team.objects.filter(name="New").exists()
    done = client.post(URL, {"text": shown.context["content"], "apply": "1"})
    assert done.status_code == 302 and Team.objects.filter(name="New").exists()
    assert SettingChange.objects.get().by == ruth


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"{}", b"x" * 1_000_001])
def test_a_file_that_is_none_is_refused_on_the_page(full, ruth, content):
    answer = signed_in(ruth).post(URL, {"file": SimpleUploadedFile("s.json", content)})
    assert answer.status_code == 422 and answer.context["form"].errors


def test_a_file_may_not_speak_of_a_brand_one_does_not_serve(full, omar):
    answer = signed_in(omar).post(URL, {"text": said(policies={"Tavor": {"climb": 3}}), "apply": "1"})
    assert answer.status_code == 422 and "a brand you do not serve" in answer.content.decode()
    assert Brand.objects.get(pk=full.pk).policy["first_answer"] == 2.5


@pytest.mark.parametrize(
    ("role", "status"), [(Agent.LEAD, 404), (Agent.AGENT, 404), (Agent.ADMIN, 200), (Agent.AUDITOR, 200)]
)
def test_only_those_who_see_to_all_take_settings_out(full, role, status):
    client = signed_in(agent("Some One", full, role=role))
    assert client.get(URL).status_code == status
    assert client.get(f"{URL}amana-settings.json").status_code == status
    client.post(URL, {"text": said(teams={"New": {}}), "apply": "1"})
    assert Team.objects.filter(name="New").exists() == (role == Agent.ADMIN)


# ── the command ──────────────────────────────────────────────────────────────


def test_the_command_writes_the_file_and_brings_it_in(full, tmp_path, capsys):
    file = tmp_path / "settings.json"
    call_command("settings", "export", str(file))
    assert file.read_text("utf-8") == write_settings()
    set_policy(full, {})
    call_command("settings", "import", str(file), "--dry-run")
    assert "It would change: 1" in capsys.readouterr().out and Brand.objects.get(pk=full.pk).policy == {}
    call_command("settings", "import", str(file))
    assert Brand.objects.get(pk=full.pk).policy["first_answer"] == 2.5
    assert SettingChange.objects.get().by is None


def test_the_command_says_in_a_sentence_what_is_wrong(full, tmp_path):
    rubbish = tmp_path / "x.json"
    rubbish.write_text("{")
    for file in (rubbish, tmp_path / "missing.json", tmp_path):
        with pytest.raises(CommandError):
            call_command("settings", "import", str(file))


def test_a48_the_file_of_one_brand_says_nothing_of_views_of_anothers_people(full, omar):
    mine = {brand.pk for brand in omar.brands.all()}
    assert "Fibre, red" not in write_settings(mine) and "Fibre, red" in write_settings({full.pk})


def test_a48_a_file_makes_no_view_in_the_name_of_anothers_people(full, omar, ruth, now):
    text = said(views={"ruth@tavor.example": {"Fibre, red": {"filter": {}, "readers": "all"}}})
    before = SavedView.objects.get(name="Fibre, red").filter
    found = brought(text, omar, now, brands={brand.pk for brand in omar.brands.all()})
    assert len(found.left_out) == 1 and SavedView.objects.get(name="Fibre, red").filter == before


def test_a_view_somebody_keeps_for_themselves_is_not_overwritten_by_a_file(full, ruth, now):
    text = said(views={"ruth@tavor.example": {"My own": {"filter": {}, "readers": "all"}}})
    with pytest.raises(Refused):
        brought(text, ruth, now)
    row = SavedView.objects.get(name="My own")
    assert (row.readers, row.filter) == ("mine", {"standstill": "yes"})
