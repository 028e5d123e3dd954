from __future__ import annotations

import ast
import json
import unicodedata
from pathlib import Path

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from amana.record import proofs, sealing, verify
from amana.record.errors import Malformed

names = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), max_size=8)
plain = st.none() | st.booleans() | st.integers(-sealing.LARGEST, sealing.LARGEST) | st.text()
values = st.recursive(
    plain, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(names, inner, max_size=4), max_leaves=20
)
anything = st.recursive(
    plain | st.integers() | st.floats() | st.text(st.characters(max_codepoint=0xFFFF)),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=10,
)


@given(values)
def test_the_record_the_verifier_and_a_third_party_write_the_same_bytes(value):
    assert verify.canonical(value) == sealing.canonical(value)
    assert verify.canonical(value).encode() == rfc8785.dumps(value)


@given(values)
def test_what_was_sealed_reads_back_as_the_same_bytes(value):
    line = sealing.canonical(value)
    assert sealing.canonical(verify.parsed(line)) == line


@given(anything)
def test_both_refuse_the_same_values(value):
    try:
        ours = sealing.canonical(value)
    except Malformed:
        ours = None
    try:
        theirs = verify.canonical(value)
    except ValueError:
        theirs = None
    assert ours == theirs


@pytest.mark.parametrize(
    "line",
    ['{"a":1.0}', '{"a":1e3}', '{"a":NaN}', '{"a":1,"a":2}', '{"b":1,"a":2}', '{"a": 1}', '{"a":"\\u0061"}',
     '{"a":9007199254740993}', '{"é":1}', '{"a":"\\ud800"}', '{"a":1}\n', ""],
)  # fmt: skip
def test_a_line_in_any_other_form_is_refused(line):
    with pytest.raises(ValueError):
        verify.parsed(line)


def test_the_two_forms_of_an_accent_stay_two():
    one, two = unicodedata.normalize("NFC", "é"), unicodedata.normalize("NFD", "é")
    assert verify.canonical(one) == json.dumps(one, ensure_ascii=False) != verify.canonical(two)


def test_the_verifier_imports_the_standard_library_alone():
    found = set()
    for module in (verify, proofs):
        tree = ast.parse(Path(module.__file__).read_text("utf-8"))
        found |= {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
        found |= {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    assert found == {"__future__", "argparse", "collections.abc", "dataclasses", "hashlib", "json", "pathlib", "re", "runpy",
                     "struct", "sys", "typing", "zipfile", "zlib"}  # fmt: skip
