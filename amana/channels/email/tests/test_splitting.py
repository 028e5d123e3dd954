from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from amana.channels.email.mail import Unparseable
from amana.channels.email.splitting import _fields_of_any, _start_of_fields, fields_and_body

PIECES = [
    "Subject",
    "X-A",
    ":",
    " :",
    " ",
    "\t",
    "\n",
    "\r\n",
    "\r",
    "words",
    "\n folded",
    "\r\n\tfolded",
    "\n\n",
    "From ",
]
PIECES += [">From a\n", "\x0b", "\0", "é", "=", '"', "a:b\n", "Long-Name" * 10, "\n \n", "\ufeff"]


@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
@example("a: b\n\nbody")
@example("From x\na: b\r\n c\r\n \r\n\r\nbody\r\n")
@example("\ufeffa:\n b\n\n")
def test_a_header_read_at_once_is_what_it_is_line_by_line(text):
    raw = text.encode()
    assert fields_and_body(raw) == _fields_of_any(raw, _start_of_fields(raw))


@pytest.mark.parametrize("count", [2000, 2001])
def test_the_limits_are_those_of_reading_line_by_line(count):
    raw = b"a:b\n" * count + b"\n"

    def read(reader, *more):
        try:
            return reader(raw, *more)
        except Unparseable as error:
            return error.reason

    assert read(fields_and_body) == read(_fields_of_any, 0)
