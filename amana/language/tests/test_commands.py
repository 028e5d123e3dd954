"""The command that reads a text."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from amana.language.commands import BAD_INPUT, TOGETHER, read_command

AT = ["--sent-at", "2026-11-18T10:00", "--tz", "Asia/Jerusalem"]


def run(*argv: str, given: str = "") -> tuple[int, str]:
    stdout = io.StringIO()
    return read_command(argv, io.StringIO(given), stdout), stdout.getvalue()


def test_a_text_on_standard_input_is_read() -> None:
    status, printed = run("-", *AT, given="נחזור אליך עד יום ב'.")

    assert status == 0
    assert printed.startswith("⟦נחזור אליך עד יום ב'⟧¹.\n")
    assert "1  promise: נחזור אליך עד יום ב'" in printed
    assert "Mon 23 Nov 2026 18:00" in printed


def test_a_file_is_read_as_json(tmp_path: Path) -> None:
    file = tmp_path / "letter.txt"
    file.write_text("We'll call you tomorrow.", encoding="utf-8")

    status, printed = run(str(file), *AT, "--json")

    assert status == 0
    assert json.loads(printed)["promises"][0]["due"]["at"] == "2026-11-19T16:00:00+00:00"


def test_lines_of_json_give_lines_of_json(tmp_path: Path) -> None:
    file = tmp_path / "lines.jsonl"
    record = {
        "id": 7,
        "text": "نرد عليك خلال ساعتين",
        "sent_at": "2026-11-18T10:00+03:00",
        "tz": "Asia/Riyadh",
        "side": "company",
    }
    file.write_text(json.dumps(record) + "\n\n", encoding="utf-8")

    status, printed = run("--jsonl", str(file))

    (promise,) = json.loads(printed)["reading"]["promises"]
    assert status == 0
    assert (promise["due"], promise["due_kind"]) == ("2026-11-18T12:00:00+03:00", "hours")


def test_a_bad_line_is_told_and_the_others_are_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "lines.jsonl"
    good = json.dumps({"id": 1, "text": "We'll call.", "sent_at": "2026-11-18T10:00+00:00"})
    file.write_text(f'nonsense\n[]\n{{"id": 2}}\n{good}\n', encoding="utf-8")

    status, printed = run("--jsonl", str(file))

    assert status == 2
    assert len(printed.splitlines()) == 1
    assert capsys.readouterr().err.count("amana read: line ") == 3


@pytest.mark.parametrize(
    "argv",
    [
        ["/no/such/file"],
        ["--side", "nobody"],
        ["-", "--tz", "Mars/Olympus"],
        ["-", "--sent-at", "yesterday"],
        ["--nonsense"],
        ["\x00"],
        ["."],
    ],
)
def test_unusable_arguments_give_a_sentence_and_no_traceback(
    argv: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    status, printed = run(*argv)

    said = capsys.readouterr().err
    assert (status, printed) == (2, "")
    assert "amana read" in said and "Traceback" not in said


def test_help_is_given() -> None:
    status, printed = run("--help")

    assert status == 0
    assert "--sent-at" in printed


def test_bytes_that_are_no_text_are_read_all_the_same(tmp_path: Path) -> None:
    file = tmp_path / "rubbish.bin"
    file.write_bytes(bytes(range(256)) * 20)

    assert run(str(file))[0] == 0


def test_a_lone_surrogate_is_printed_as_an_escape() -> None:
    stdout = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")

    assert read_command(["-", *AT], io.StringIO("When is it \ud800 ready?"), stdout) == 0


def test_findings_inside_each_other_are_each_marked() -> None:
    _status, printed = run("-", *AT, given="We'll refund ₪120 for order 44171 by Sunday.")

    assert "⟦We'll refund ⟦₪120⟧" in printed
    assert printed.splitlines()[0].count("⟦") == printed.splitlines()[0].count("⟧") >= 3


def test_what_a_terminal_would_obey_is_not_printed() -> None:
    _status, printed = run("-", *AT, given="We'll call \x1b]0;title\x07 you tomorrow.\x9b31m")

    assert "\x1b" not in printed
    assert "\x9b" not in printed


def test_progress_goes_to_standard_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "lines.jsonl"
    line = json.dumps({"id": 1, "text": "Hi", "sent_at": "2026-11-18T10:00+00:00", "side": "customer"})
    file.write_text(f"{line}\n" * 1001, encoding="utf-8")

    status, printed = run("--jsonl", str(file))

    assert (status, len(printed.splitlines())) == (0, 1001)
    assert "1,000 lines" in capsys.readouterr().err


def test_lines_may_come_on_standard_input() -> None:
    line = json.dumps({"id": "a", "text": "We'll call you tomorrow.", "sent_at": "2026-11-18T10:00+00:00"})

    status, printed = run("--jsonl", "-", given=line + "\n")

    assert (status, json.loads(printed)["id"]) == (0, "a")


def test_lines_are_read_together_and_one_that_cannot_be_spoils_no_other(tmp_path: Path) -> None:
    file = tmp_path / "many.jsonl"
    lines = [
        {"id": number, "text": f"We'll call you on the {number % 28 + 1}th.", "sent_at": "2026-11-18T10:00+00:00"}
        for number in range(TOGETHER + 6)
    ]
    lines[TOGETHER // 2]["side"] = "nobody"
    file.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")

    status, printed = run("--jsonl", str(file))

    answered = [json.loads(line) for line in printed.splitlines()]
    assert status == BAD_INPUT
    assert [one["id"] for one in answered] == [n for n in range(TOGETHER + 6) if n != TOGETHER // 2]
    assert all(len(one["reading"]["promises"]) == 1 for one in answered)
