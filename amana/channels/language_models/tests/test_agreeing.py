from __future__ import annotations

from datetime import timedelta

import pytest

from amana.cases.errors import Refused
from amana.channels.email.keeping_secrets import unlock
from amana.channels.language_models.agreeing import agree, agreed, named, set_up, withdraw, words_of_consent
from amana.channels.models import LanguageModel, ModelConsent

URL = "https://models.example/v1"


@pytest.fixture
def model(brand, dana, now) -> LanguageModel:
    return set_up(brand, url=URL, model="small-1", key="sk-1", by=dana, at=now)


def test_setting_up_is_no_consent(model, brand):
    assert agreed(brand.pk) is None
    assert unlock(model.secret) == {"key": "sk-1"} and "sk-1" not in model.secret


def test_who_agreed_to_what_and_when_is_kept(model, brand, dana, now):
    agree(brand, to=named(model), by=dana, at=now)

    standing = agreed(brand.pk)
    assert (standing.given_by, standing.given_at, standing.url, standing.model) == (dana, now, URL, "small-1")
    assert "models.example" in standing.sentence and "small-1" in standing.sentence


def test_withdrawing_stops_at_once_and_forgets_the_key(model, brand, dana, now):
    agree(brand, to=named(model), by=dana, at=now)
    withdraw(brand, by=dana, at=now + timedelta(minutes=1))

    assert agreed(brand.pk) is None
    assert LanguageModel.objects.get().secret == ""
    kept = ModelConsent.objects.get()
    assert (kept.withdrawn_by, kept.withdrawn_at) == (dana, now + timedelta(minutes=1))


@pytest.mark.parametrize("changed", [{"url": "https://other.example/v1"}, {"model": "large-2"}])
def test_another_address_or_model_asks_for_consent_anew(model, brand, dana, now, changed):
    agree(brand, to=named(model), by=dana, at=now)
    set_up(brand, **({"url": URL, "model": "small-1", "key": ""} | changed), by=dana, at=now)

    assert agreed(brand.pk) is None
    with pytest.raises(Refused, match="changed meanwhile"):
        agree(brand, to=named(model), by=dana, at=now)


def test_a_new_key_for_the_same_model_leaves_the_consent(model, brand, dana, now):
    agree(brand, to=named(model), by=dana, at=now)
    set_up(brand, url=URL, model="small-1", key="sk-2", by=dana, at=now)

    assert agreed(brand.pk) is not None and unlock(LanguageModel.objects.get().secret) == {"key": "sk-2"}


def test_an_empty_key_keeps_the_one_there_is_but_never_for_another_server(model, brand, dana, now):
    set_up(brand, url=f"{URL}/other", model="small-1", key="", by=dana, at=now)
    assert unlock(LanguageModel.objects.get().secret) == {"key": "sk-1"}

    set_up(brand, url="https://thief.example/v1", model="small-1", key="", by=dana, at=now)
    assert LanguageModel.objects.get().secret == ""


@pytest.mark.parametrize(
    "url", ["http://models.example/v1", "https://a:b@models.example/v1", "https://models.example/v1#x", "ftp://x/", "x",
            "https://models.example/a b", "https://models.example:port/", "https://[", "https://מודל.example/",
            "https://models.example/\r\nX: y"]
)  # fmt: skip
def test_an_address_that_cannot_be_meant_is_refused(brand, dana, now, url):
    with pytest.raises(Refused):
        set_up(brand, url=url, model="m", key="", by=dana, at=now)
    assert not LanguageModel.objects.exists()


@pytest.mark.parametrize("key", ["sk\nX-Other: 1", "sk 1", "מפתח"])
def test_a_key_that_would_break_a_header_is_refused(brand, dana, now, key):
    with pytest.raises(Refused):
        set_up(brand, url=URL, model="m", key=key, by=dana, at=now)


def test_a_consent_counts_for_its_brand_alone(model, brand, omar, dana, now):
    agree(brand, to=named(model), by=dana, at=now)

    assert agreed(omar.brands.get().pk) is None and agreed(None) is None


def test_agreeing_twice_is_one_consent(model, brand, dana, now):
    assert agree(brand, to=named(model), by=dana, at=now) == agree(brand, to=named(model), by=dana, at=now)


def test_the_sentence_says_what_is_sent_and_where(model):
    said = words_of_consent(model)

    for word in ("text of that one message", "names", "cards", "models.example", "small-1", "do not know"):
        assert word in said


@pytest.mark.parametrize("url", ["http://127.0.0.1:2375/v1", "https://10.0.0.5/v1", "https://[::1]/v1", "https://2130706433/v1",
                                 "https://vault.internal/v1", "https://localhost/v1", "https://box/v1"])  # fmt: skip
def test_a62_only_who_is_above_all_names_a_model_inside_the_house(brand, ruth, yossi, url, now):
    with pytest.raises(Refused, match="manager"):
        set_up(brand, url=url, model="m", key="", by=ruth, at=now)
    assert set_up(brand, url=url, model="m", key="", by=yossi, at=now).url == url
    assert set_up(brand, url=url, model="other", key="", by=ruth, at=now).model == "other"
