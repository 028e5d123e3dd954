"""The tools that look for weak spots: each rule finds its bad line, and nothing unknown is called safe."""

from __future__ import annotations

import sys
from pathlib import Path

import advisories
import pytest
import weak_spots
import yaml

# For each rule: a line it has to find, and one beside it that it has to leave alone.
LINES = {
    "safe-by-hand": (
        "from django.utils.safestring import mark_safe\nshown = mark_safe(words)",
        "from django.utils.html import escape\nshown = escape(words)",
    ),
    "format-html-filled-before": ('format_html(f"<b>{words}</b>")', 'format_html("<b>{}</b>", words)'),
    "request-outside-channels": ("import requests", "from amana.channels.asking import post_form"),
    "follows-redirects": (
        "import requests\nrequests.get(url, allow_redirects=True)",
        "import requests\nrequests.get(url, allow_redirects=False)",
    ),
    "tls-unchecked": ("connect(host, verify=False)", "connect(host)"),
    "runs-what-it-reads": ("import pickle\nkept = pickle.loads(given)", "import json\nkept = json.loads(given)"),
    "through-a-shell": (
        "import subprocess\nsubprocess.run(line, shell=True)",
        'import subprocess\nsubprocess.run(["ls", name])',
    ),
    "sql-put-together": (
        "cursor.execute(f\"SELECT 1 FROM t WHERE name = '{name}'\")",
        'cursor.execute("SELECT 1 FROM t WHERE name = %s", [name])',
    ),
    "fields-named-by-a-stranger": ("Case.objects.filter(**request.GET.dict())", "Case.objects.filter(state=state)"),
    "time-without-zone": ("from datetime import datetime\nat = datetime.now()", "at = datetime.now(UTC)"),
    "secret-said-aloud": ('log.warning("refused: %s", mailbox_password)', 'log.warning("refused: %s", mailbox.address)'),
    "sent-where-the-request-says": ('redirect(request.GET["next"])', 'redirect("desk:queue")'),
    "compared-letter-by-letter": (
        "import hmac\nfits = hmac.new(key, body, algorithm).hexdigest() == sent",
        "import hmac\nfits = hmac.compare_digest(made, sent)",
    ),
    "unpacked-where-it-says": ("archive.extractall(folder)", 'archive.extractall(folder, filter="data")'),
    "xml-of-strangers": (
        "from xml.etree import ElementTree as ET\ntree = ET.fromstring(body)",
        "from xml.etree import ElementTree as ET\ntree = ET.Element('a')",
    ),
}  # fmt: skip
TEMPLATES = {"template-unescaped": ("{{ words|safe }}", "{{ words }}")}


def rules() -> set[str]:
    return {rule["id"] for rule in yaml.safe_load(weak_spots.RULES.read_text("utf-8"))["rules"]}


def test_every_rule_finds_its_bad_line_and_leaves_the_good_one(tmp_path: Path):
    assert rules() == {*LINES, *TEMPLATES}
    for ending, table in ((".py", LINES), (".html", TEMPLATES)):
        for rule, (bad, good) in table.items():
            (tmp_path / f"{rule}--bad{ending}").write_text(f"{bad}\n", "utf-8")
            (tmp_path / f"{rule}--good{ending}").write_text(f"{good}\n", "utf-8")

    found = {(Path(spot.path).stem, spot.rule) for spot in weak_spots.of_semgrep(str(tmp_path))}

    assert {rule for rule in rules() if (f"{rule}--bad", rule) not in found} == set()
    assert {name for name, rule in found if name == f"{rule}--good"} == set()


def test_a_line_is_answered_by_the_note_of_that_very_rule():
    assert weak_spots.notes_in(["cursor.execute(x)  # noqa: S608  # ours"]) == {"S608"}
    assert weak_spots.notes_in(["import a  # noqa: F401, S603"]) == {"F401", "S603"}
    assert weak_spots.notes_in(["# noqa"]) == set()


def test_what_ruff_leaves_out_bandit_leaves_out_too():
    assert {"S101", "S603"} <= weak_spots.ignored_by_ruff()


def test_a_package_that_was_passed_over_is_not_called_clean(capsys):
    passed_over = {
        "dependencies": [{"name": "django", "skip_reason": "not found"}, {"name": "nh3", "version": "1", "vulns": []}]
    }
    assert advisories.report(passed_over) == advisories.NOT_CHECKED
    assert advisories.report({"dependencies": []}) == advisories.NOT_CHECKED
    assert "NOT CHECKED: 1 of 2" in capsys.readouterr().out


def test_a_known_weakness_fails_and_a_clean_answer_holds(capsys):
    known = {"name": "django", "version": "5.2.0", "vulns": [{"id": "CVE-2025-64459", "fix_versions": ["5.2.8"]}]}
    assert advisories.report({"dependencies": [known]}) == advisories.KNOWN
    assert "CVE-2025-64459" in capsys.readouterr().out
    assert advisories.report({"dependencies": [{"name": "nh3", "version": "1", "vulns": []}]}) == 0


def test_without_a_network_it_says_that_it_did_not_check(capsys):
    assert advisories.main(["--host", "nobody.invalid"]) == advisories.NOT_CHECKED
    assert capsys.readouterr().out.startswith("NOT CHECKED: no advisory data could be reached")


def test_an_answer_that_cannot_be_read_is_not_called_clean(monkeypatch, capsys):
    monkeypatch.setattr(advisories, "is_reachable", lambda host: True)
    monkeypatch.setattr(
        advisories, "auditing", lambda database: [sys.executable, "-c", "print('No known vulnerabilities found')"]
    )
    assert advisories.main([]) == advisories.NOT_CHECKED


@pytest.mark.parametrize("asked", [advisories.DATABASE])
def test_no_package_is_installed_and_no_index_asked_to_look_it_up(asked):
    said = advisories.auditing(asked)
    assert {"--disable-pip", "--no-deps"} <= set(said) and "osv" in said
