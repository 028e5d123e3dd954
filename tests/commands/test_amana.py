from __future__ import annotations

import os
import subprocess
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.db import OperationalError

from amana.__main__ import PLAIN, _with_data_folder, dispatch, main, managed, overview, sentence


def amana(*words, folder, stdin="", code=None):
    environment = {name: value for name, value in os.environ.items() if not name.startswith("AMANA_")}
    command = [sys.executable, "-m", "amana", *words] if code is None else [sys.executable, "-c", code]
    return subprocess.run(
        command, env=environment | {"AMANA_DATA": str(folder)}, input=stdin, capture_output=True, text=True, check=False
    )


def test_help_lists_every_command_with_a_line():
    text = overview()
    for name in [*PLAIN, "up", "migrate", "export", "user", "doctor", "recount", "import", "cases", "promises", "demo"]:
        line = next(line for line in text.splitlines() if line.startswith(f"  {name} "))
        assert len(line.split()) > 3, line
    assert all(managed().values())


def test_without_a_command_the_list_is_shown_and_the_call_was_wrong(capsys):
    assert main([]) == 2
    assert main(["--help"]) == 0
    assert capsys.readouterr().out.count("usage: amana") == 2


def test_an_unknown_command_is_said_so(capsys):
    assert main(["fly"]) == 2
    assert "no command 'fly'" in capsys.readouterr().err


def test_the_data_folder_may_stand_anywhere_and_is_in_force_before_anything_else(tmp_path, monkeypatch):
    for words in (["--data", str(tmp_path), "cases"], ["cases", f"--data={tmp_path}"]):
        monkeypatch.setenv("AMANA_DATA", "elsewhere")
        assert _with_data_folder(words) == ["cases"]
        assert os.environ["AMANA_DATA"] == str(tmp_path.resolve())
    with pytest.raises(SystemExit):
        dispatch(["cases", "--data"])


def test_reading_checking_and_verifying_load_no_django(tmp_path):
    code = (
        "import sys; from amana.__main__ import main; codes = [main(['read']), main(['verify', 'absent.zip'])];"
        "assert 'django' not in sys.modules and 'sqlite3' not in sys.modules; print(codes)"
    )
    done = amana(folder=tmp_path / "data", code=code, stdin="We will call you tomorrow at 10:00.")
    assert done.returncode == 0, done.stderr
    assert "[0, 1]" in done.stdout and "promise: " in done.stdout
    assert not (tmp_path / "data").exists()


@pytest.mark.slow
def test_a_command_that_cannot_says_why_in_one_sentence(tmp_path):
    empty = amana("export", "AM-1", "--out", str(tmp_path / "x.zip"), folder=tmp_path / "data")
    assert empty.returncode == 1
    assert "There is nothing in" in empty.stderr and "Traceback" not in empty.stderr

    assert amana("migrate", folder=tmp_path / "data").returncode == 0
    absent = amana("export", "AM-1", "--out", str(tmp_path / "x.zip"), folder=tmp_path / "data")
    assert (absent.returncode, absent.stderr) == (1, "amana export: There is no case AM-1.\n")
    wrong = amana("export", folder=tmp_path / "data")
    assert wrong.returncode == 2
    assert "usage: amana export" in wrong.stderr


@pytest.mark.slow
def test_a_user_is_added_to_a_fresh_folder_and_not_twice(tmp_path):
    words = ["user", "add", "dana@example.com", "--name", "דנה", "--role", "manager", "--language", "he"]
    first, second = (
        amana(*words, "--password-stdin", folder=tmp_path / "data", stdin="eleven-or-more-7\n") for _ in range(2)
    )
    assert first.returncode == 0, first.stderr
    assert (second.returncode, "already serves" in second.stderr) == (1, True)
    weak = amana(
        "user", "add", "o@example.com", "--name", "O", "--password-stdin", folder=tmp_path / "data", stdin="x\n"
    )
    assert weak.returncode == 1 and "too short" in weak.stderr
    assert amana("recount", folder=tmp_path / "data").returncode == 0


@pytest.mark.skipif(os.name != "posix", reason="closes a pipe as a shell does")
def test_whoever_has_read_enough_may_go_away(tmp_path):
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run([sys.executable, "-m", "amana", "--help"], stdout=writer, stderr=subprocess.PIPE, check=False)
    os.close(writer)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (ImproperlyConfigured("AMANA_PORT is 'x'; write a number"), "AMANA_PORT is 'x'; write a number"),
        (ValidationError(["Too short.", "Too common."]), "Too short. Too common."),
        (FileNotFoundError(2, "No such file or directory", "mail.mbox"), "No such file or directory: mail.mbox"),
        (OperationalError("disk I/O error"), "The database refuses: disk I/O error. `amana doctor` says more."),
        (KeyError("x"), "Something went wrong (KeyError: 'x'). With AMANA_DEBUG=yes it is shown in full."),
    ],
)
def test_every_error_is_a_sentence(error, said):
    assert sentence(error) == said
