"""A sealed stream opens with its passphrase alone, whole or not at all."""

from __future__ import annotations

from io import BytesIO

import pytest

from amana.kit.enciphering import MAGIC, PIECE, Unopened, open_sealed, seal

PASSPHRASE = "שקט kettle in June ٧"


def sealed(content: bytes, passphrase: str = PASSPHRASE) -> bytes:
    out = BytesIO()
    seal(BytesIO(content), out, passphrase)
    return out.getvalue()


def opened(content: bytes, passphrase: str = PASSPHRASE) -> bytes:
    return b"".join(open_sealed(BytesIO(content), passphrase))


@pytest.mark.parametrize("length", [0, 1, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE, 2 * PIECE + 77])
def test_what_was_sealed_comes_back(length):
    content = bytes(index % 251 for index in range(length))
    assert opened(sealed(content)) == content


def test_the_same_bytes_are_sealed_differently_each_time():
    assert sealed(b"same") != sealed(b"same") and b"same" not in sealed(b"same")


def test_a_wrong_passphrase_says_so_before_anything_comes_out():
    pieces = open_sealed(BytesIO(sealed(b"secret")), "another kettle in June")
    with pytest.raises(Unopened, match="passphrase"):
        next(pieces)


def test_a_passphrase_typed_in_another_composition_is_the_same():
    assert opened(sealed(b"x", "cafe\u0301 in the morning"), "caf\u00e9 in the morning") == b"x"


@pytest.mark.parametrize("passphrase", ["", "short", "123456789"])
def test_a_short_passphrase_is_refused(passphrase):
    with pytest.raises(ValueError, match="too short"):
        sealed(b"x", passphrase)


@pytest.mark.parametrize("cut", [1, 5, 17, 200])
def test_what_is_cut_off_is_noticed(cut):
    with pytest.raises(Unopened):
        opened(sealed(b"x" * 500)[:-cut])


def test_pieces_left_out_swapped_or_added_are_noticed():
    whole = sealed(b"a" * PIECE + b"b" * PIECE + b"c")
    head, size = whole[: len(MAGIC) + 16 + 4 + 16 + 16], 4 + PIECE + 16
    first, second, last = (
        whole[len(head) : len(head) + size],
        whole[len(head) + size : len(head) + 2 * size],
        whole[len(head) + 2 * size :],
    )
    for broken in (
        head + second + last,
        head + second + first + last,
        head + first + second,
        head + first,
        head,
        whole + last,
    ):
        with pytest.raises(Unopened, match="damaged"):
            opened(broken)


@pytest.mark.parametrize(
    "rubbish", [b"", b"PK\x03\x04", b"AMANA-BACKUP-2\n" + b"x" * 99, MAGIC, MAGIC + b"x" * 30, MAGIC + b"\xff" * 90]
)
def test_rubbish_is_refused(rubbish):
    with pytest.raises(Unopened):
        opened(rubbish)
