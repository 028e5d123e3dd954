from __future__ import annotations

import stat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amana.config.backing_up.keying import WrongKey, kept_key, mark, read, written


@given(st.binary(min_size=32, max_size=32))
def test_what_is_written_is_read_also_small_and_with_other_spaces(key):
    assert read(written(key)) == key
    assert read(f"  {written(key).replace('-', ' ').lower()}\n") == key


def test_letters_that_look_like_digits_are_read_as_those():
    key = bytes(31) + b"\x02"
    assert "0" in written(key) and "1" in written(key)
    assert read(written(key).replace("0", "O").replace("1", "l")) == key


@given(st.integers(0, 55), st.sampled_from("0123456789ABCDEFGHJKMNPQRSTVWXYZ"))
def test_one_letter_typed_wrong_is_noticed(place, letter):
    letters = written(bytes(range(32))).replace("-", "")
    changed = letters[:place] + letter + letters[place + 1 :]
    if changed != letters:
        with pytest.raises(WrongKey, match="mistyped"):
            read(changed)


@pytest.mark.parametrize("rubbish", ["", "U" * 56, "0" * 55, "é" * 56, "\0"])
def test_rubbish_is_no_key(rubbish):
    with pytest.raises(WrongKey):
        read(rubbish)


def test_the_key_is_made_once_and_for_its_owner_alone(tmp_path):
    key = kept_key(tmp_path)
    assert kept_key(tmp_path) == key
    assert stat.S_IMODE((tmp_path / "secrets" / "recovery").stat().st_mode) == 0o600
    assert mark(key) not in written(key)
