"""Every command is documented, and every documented command exists and explains itself."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from amana.__main__ import FRAME, PLAIN, main, managed
from tests.architecture.sources import text

NAMES = sorted({*FRAME, *PLAIN, *managed()})


def test_every_command_is_in_the_reference():
    documented = set(re.findall(r"^\| `amana ([\w-]+)", text(Path("docs/reference/commands.md")), re.M))
    assert documented == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("word", ["--help", "--no-such-option"])
def test_every_command_has_help_and_refuses_rubbish_without_a_traceback(name, word, tmp_path, monkeypatch, capsys):
    for setting in ("AMANA_DATA", "AMANA_AUTHSERV_ID"):
        monkeypatch.setenv(setting, str(tmp_path))
    mask = os.umask(0o077)
    try:
        status = main([name, word])
    except SystemExit as end:
        status = end.code
    finally:
        os.umask(mask)
    told = capsys.readouterr()

    assert "Traceback" not in told.out + told.err
    if word == "--help":
        assert not status and "usage" in told.out.lower()
    else:
        assert status and told.out + told.err
