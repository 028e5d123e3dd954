from __future__ import annotations

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError


def test_what_is_guessed_first_is_refused(dana, brand):
    brand.name = "Tavor Appliances"
    brand.save()
    own = dana.account.email.split("@")[0]
    common = (
        "password2026!",
        "P@ssw0rd!!1234",
        "123qwertyuiop!",
        "letmein12345678",
        "iloveyou!!2025",
        "aaaaaaaaaaaaaa",
    )
    names = ("Tavor2026!!!", "appliances-1", "amana12345!", f"{own}12345678!", "1212121212121")
    for password in (*common, *names):
        with pytest.raises(ValidationError):
            validate_password(password, dana.account)


def test_a_phrase_is_a_good_password_in_every_language(dana, brand):
    for password in (
        "a quiet kettle in June",
        "קומקום שקט ביוני",
        "غلاية هادئة في حزيران",
        "tavor kettle sings softly",
    ):
        assert validate_password(password, dana.account) is None, password


def test_rubbish_is_judged_and_breaks_nothing(dana):
    for password in ("", "\x00" * 12, "\ud83d" * 12, "9" * 3000, "🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂", " " * 20):
        with pytest.raises(ValidationError):
            validate_password(password, dana.account)
