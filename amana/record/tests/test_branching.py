"""Every tree of up to seventy leaves against the definition in RFC 6962, written down here as it stands there."""

from __future__ import annotations

from hashlib import sha256

from hypothesis import given, settings
from hypothesis import strategies as st

from amana.record import proofs
from amana.record.fixing import branching

MOST = 70
DATA = [f"leaf {n}".encode() for n in range(MOST)]


def root_of(data: list[bytes]) -> bytes:
    """MTH, section 2.1."""
    if not data:
        return sha256().digest()
    if len(data) == 1:
        return sha256(b"\x00" + data[0]).digest()
    k = half(len(data))
    return sha256(b"\x01" + root_of(data[:k]) + root_of(data[k:])).digest()


def half(n: int) -> int:
    k = 1
    while k * 2 < n:
        k *= 2
    return k


def path(m: int, data: list[bytes]) -> list[bytes]:
    """PATH, section 2.1.1."""
    if len(data) == 1:
        return []
    k = half(len(data))
    if m < k:
        return [*path(m, data[:k]), root_of(data[k:])]
    return [*path(m - k, data[k:]), root_of(data[:k])]


def growth(m: int, data: list[bytes], *, is_whole: bool = True) -> list[bytes]:
    """SUBPROOF, section 2.1.2."""
    if m == len(data):
        return [] if is_whole else [root_of(data)]
    k = half(len(data))
    if m <= k:
        return [*growth(m, data[:k], is_whole=is_whole), root_of(data[k:])]
    return [*growth(m - k, data[k:], is_whole=False), root_of(data[:k])]


def kept_after(steps: list[int]) -> dict[branching.Spot, str]:
    """Everything the log keeps, grown by so many leaves at a time."""
    kept: dict[branching.Spot, str] = {}
    size = 0
    for step in steps:
        level, first, row = 0, size, [branching.leaf_hash(one) for one in DATA[size : size + step]]
        size += step
        kept |= {(0, first + n): one for n, one in enumerate(row)}
        while row:
            start = first - first % branching.WIDTH
            first, row = branching.grown(first, row, [kept[level, n] for n in range(start, first)])
            level += branching.STRIDE
            kept |= {(level, first + n): one for n, one in enumerate(row)}
    return kept


KEPT = kept_after([1] * MOST)
ROOTS = [root_of(DATA[:n]) for n in range(MOST + 1)]
LEAVES = [sha256(b"\x00" + one).digest() for one in DATA]


def hashes(ranges: list[branching.Range]) -> list[bytes]:
    asked = {spot: KEPT[spot] for spot in branching.needed(ranges)}
    return [bytes.fromhex(branching.hash_of(one, asked)) for one in ranges]


def test_every_leaf_of_every_tree_is_proved_as_the_rfc_says():
    for size in range(1, MOST + 1):
        assert hashes([(0, size)]) == [ROOTS[size]]
        for place in range(size):
            proof = hashes(branching.path_to(place, size))
            assert proof == path(place, DATA[:size])
            assert proofs.is_included(LEAVES[place], place, size, proof, ROOTS[size])


def test_every_tree_is_shown_to_have_grown_out_of_every_smaller_one():
    for size in range(1, MOST + 1):
        for earlier in range(1, size + 1):
            proof = hashes(branching.growth(earlier, size))
            assert proof == growth(earlier, DATA[:size])
            assert proofs.is_grown(earlier, size, ROOTS[earlier], ROOTS[size], proof)


sizes = st.integers(1, MOST)


@settings(max_examples=150, derandomize=True)
@given(st.lists(st.integers(1, 30), max_size=12))
def test_the_same_nodes_are_kept_however_the_leaves_come(steps):
    steps = [step for n, step in enumerate(steps) if sum(steps[: n + 1]) <= MOST]
    kept = kept_after(steps)
    assert kept.items() <= KEPT.items()
    assert len([1 for level, _place in kept if level == 0]) == sum(steps)


@settings(max_examples=200, derandomize=True)
@given(st.data())
def test_a_proof_with_anything_else_in_it_proves_nothing(data):
    size = data.draw(st.integers(2, MOST))
    place = data.draw(st.integers(0, size - 1))
    proof, root = path(place, DATA[:size]), ROOTS[size]
    other = data.draw(st.integers(0, size - 1).filter(lambda n: n != place))
    assert not proofs.is_included(LEAVES[other], place, size, proof, root)
    assert not proofs.is_included(LEAVES[place], other, size, proof, root)
    assert not proofs.is_included(LEAVES[place], place, size, proof, ROOTS[size - 1])
    for forged in mistakes(proof, data):
        assert not proofs.is_included(LEAVES[place], place, size, forged, root)


@settings(max_examples=200, derandomize=True)
@given(st.data())
def test_a_tree_that_did_not_only_grow_is_found(data):
    size = data.draw(st.integers(2, MOST))
    earlier = data.draw(st.integers(1, size - 1))
    proof = growth(earlier, DATA[:size])
    changed = [*DATA[:size]]
    changed[data.draw(st.integers(0, earlier - 1))] = b"rewritten"
    rewritten = root_of(changed)
    assert not proofs.is_grown(earlier, size, ROOTS[earlier], rewritten, proof)
    assert not proofs.is_grown(earlier, size, ROOTS[earlier], rewritten, growth(earlier, changed))
    assert not proofs.is_grown(size, earlier, ROOTS[size], ROOTS[earlier], proof)
    for forged in mistakes(proof, data):
        assert not proofs.is_grown(earlier, size, ROOTS[earlier], ROOTS[size], forged)


def mistakes(proof: list[bytes], data) -> list[list[bytes]]:
    """One hash too many, one too few, one changed."""
    at = data.draw(st.integers(0, len(proof) - 1))
    changed = bytes([proof[at][0] ^ data.draw(st.integers(1, 255))]) + proof[at][1:]
    return [[*proof, ROOTS[1]], proof[:at] + proof[at + 1 :], [*proof[:at], changed, *proof[at + 1 :]]]


def test_a_proof_in_a_log_of_a_million_reads_some_dozens_of_rows():
    size = 1_000_000
    for place in (0, 123_456, 999_999):
        assert len(branching.needed(branching.path_to(place, size))) < 120
        assert len(branching.path_to(place, size)) <= 20
    assert len(branching.needed(branching.growth(980_001, size))) < 120
