"""Another program in place of the one that reads mail, for as long as a test takes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from amana.channels.email import reading_apart


@contextmanager
def mail_read_by(program: Path) -> Iterator[None]:
    """Have mail read by this program; one that does not exist cannot be started."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(reading_apart, "READER", program)
        patched.setattr(reading_apart, "_readers", reading_apart._Readers())
        try:
            yield
        finally:
            reading_apart.end_all()


@contextmanager
def no_reader_of_mail() -> Iterator[None]:
    """No process can be started to read mail in: what comes in is read as it was before there was one."""
    with mail_read_by(Path("/there/is/no/such/program")):
        yield
