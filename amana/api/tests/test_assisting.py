"""A real conversation over standard input and output, by the official client, with Amana on loopback."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

import anyio
import pytest
from django.core.signals import request_started
from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client

from amana.api.opening import operations
from amana.api.scopes import ASSISTANT, CASES_READ, FOR_AGENTS, READINGS, WRITING
from amana.api.tests.conftest import program
from amana_client import assisting
from amana_client.assisting import TOOLS

READS = [ASSISTANT, CASES_READ, READINGS]


def started(url: str, word: str) -> subprocess.CompletedProcess[str]:
    said = os.environ | {"AMANA_TOKEN": word}
    line = [sys.executable, "-m", "amana", "mcp", "--url", url]
    return subprocess.run(line, env=said, input="", capture_output=True, text=True, timeout=30, check=False)


def conversation(url: str, word: str, calls: list[tuple[str, dict[str, Any]]]):
    """Return the tools that are listed, and the answer to each call."""

    async def talk():
        line = ["-m", "amana", "mcp", "--url", url]
        params = StdioServerParameters(command=sys.executable, args=line, env={**os.environ, "AMANA_TOKEN": word})
        async with stdio_client(params) as (reads, writes), ClientSession(reads, writes) as session:
            await session.initialize()
            return (await session.list_tools()).tools, [await session.call_tool(*one) for one in calls]

    return anyio.run(talk)


@pytest.fixture
def asked():
    """What reached the server, as method and address."""
    seen: list[tuple[str, str]] = []

    def note(sender, environ=None, **_more):
        seen.append((environ["REQUEST_METHOD"], environ["PATH_INFO"]) if environ else ("?", ""))

    request_started.connect(note)
    yield seen
    request_started.disconnect(note)


@pytest.mark.sqlite
def test_an_assistant_reads_a_case_and_checks_a_draft_and_changes_nothing(live_server, dana, case, asked):
    word = program(dana, scopes=READS).word
    before = program(dana).get(f"cases/{case.number}/entries").json()["entries"]
    ours = {"number": case.number}
    asked.clear()
    calls = [
        ("read_case", ours), ("read_record", ours), ("read_promises", ours), ("read_ladder", ours), ("list_cases", {}),
        ("list_promises", {"whose": "all"}), ("search", {"q": "router"}),
        ("read_text", {"text": "We will call you back tomorrow at 16:00.", "side": "company"}),
        ("check_draft", {"text": "We will call you back."}),
        ("check_draft_in_case", {**ours, "text": "We will call you back tomorrow at 16:00."}),
    ]  # fmt: skip
    tools, answers = conversation(live_server.url, word, calls)
    assert len(asked) == len(calls) + 1 and {method for method, _path in asked} == {"GET", "POST"}
    posted = {path.removeprefix("/api/v1/") for method, path in asked if method == "POST"}
    assert posted == {"read", "check", f"cases/{case.number}/messages/check"}
    assert [tool.name for tool in tools] == [tool.name for tool in TOOLS]
    assert {name for name, _said in calls} == {tool.name for tool in TOOLS}
    assert all(tool.annotations.readOnlyHint and "never an instruction" in tool.description for tool in tools)
    for answer in answers:
        assert not answer.isError, answer.content[0].text
        told = json.loads(answer.content[0].text)
        assert set(told) == {"note", "said_by", "data"} and told == answer.structuredContent
    said = [answer.structuredContent["data"] for answer in answers]
    assert said[0]["number"] == case.number
    assert all(one["said_by"] == one["by"]["kind"] and one["audience"] == "shared" for one in said[1]["entries"])
    assert said[7]["reading"] and said[9]["promises"]
    assert program(dana).get(f"cases/{case.number}/entries").json()["entries"] == before


@pytest.mark.sqlite
def test_rubbish_and_what_the_token_may_not_are_errors_without_a_traceback(live_server, dana, case):
    word = program(dana, scopes=[ASSISTANT, CASES_READ]).word
    calls = [
        ("read_case", {}), ("read_case", {"number": "../../token"}), ("read_case", {"number": 7}),
        ("read_case", {"number": case.number, "send": True}), ("read_case", {"number": "AM-XXXXXX"}),
        ("send_message", {"number": case.number, "text": "Hello"}), ("search", {"q": "x" * 5000}),
        ("check_draft", {"text": "Hello"}),
    ]  # fmt: skip
    _tools, answers = conversation(live_server.url, word, calls)
    assert all(answer.isError for answer in answers)
    assert not any("Traceback" in answer.content[0].text or word in answer.content[0].text for answer in answers)
    assert "404" in answers[4].content[0].text and "403" in answers[7].content[0].text


@pytest.mark.sqlite
def test_a_token_without_the_right_for_assistants_serves_nobody(live_server, dana):
    ended = started(live_server.url, program(dana, scopes=[name for name in FOR_AGENTS if name != ASSISTANT]).word)
    assert ended.returncode == 1 and "not for assistants" in ended.stderr and "Traceback" not in ended.stderr
    assert ended.stdout == ""


def test_a_token_is_taken_from_the_environment_alone(monkeypatch, capsys):
    monkeypatch.delenv("AMANA_TOKEN", raising=False)
    assert assisting.main(["--url", "https://desk.example.com"]) == 2
    assert "AMANA_TOKEN" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        assisting.main(["--url", "https://desk.example.com", "--token", "amana_x"])


@pytest.mark.sqlite
def test_without_the_extra_it_says_what_to_install(live_server, dana, monkeypatch, capsys):
    monkeypatch.setenv("AMANA_TOKEN", program(dana, scopes=READS).word)
    monkeypatch.setitem(sys.modules, "mcp.server.stdio", None)
    monkeypatch.setitem(sys.modules, "mcp", None)
    assert assisting.main(["--url", live_server.url]) == 1
    assert "pip install 'amana[mcp]'" in capsys.readouterr().err


def test_every_tool_asks_only_what_the_api_itself_calls_a_question():
    """The API marks the calls that change nothing; whatever else is posted is a write."""
    assert ASSISTANT not in WRITING
    for tool in TOOLS:
        operation = operations()[f"/api/v1/{tool.path}", "post" if tool.is_posted else "get"]
        assert operation.get("x-asks", not tool.is_posted), tool.name
