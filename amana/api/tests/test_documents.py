"""The description, the reference and the guide are what the API does: compared, and run against a server on loopback."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.utils import timezone

from amana.channels.email.composing import Attached
from amana.handling.talking.hearing import hear
from amana.post.models import File

ROOT = Path(__file__).resolve().parents[3]
GUIDE = ROOT / "docs" / "guides" / "api.md"


def blocks(kind: str) -> list[str]:
    return re.findall(rf"^```{kind}\n(.*?)^```", GUIDE.read_text("utf-8"), re.MULTILINE | re.DOTALL)


def test_the_description_and_the_reference_are_those_of_the_api():
    sys.path.append(str(ROOT / "scripts"))
    import api_reference

    assert api_reference.main(["--check"]) == 0


@pytest.mark.sqlite
def test_every_example_of_the_guide_runs(live_server, danas, case, noa, link, brand, tmp_path):
    """One shell runs every line of it in order, and stops at the first that is not answered well."""
    hear(case, "See this.", by=link, at=timezone.now(), files=[Attached("plan.txt", "text/plain", b"the plan")])
    said = {
        "FILE": str(File.objects.get().pk),
        "AMANA": live_server.url,
        "TOKEN": danas.word,
        "CASE": case.number,
        "PERSON": str(noa.pk),
        "BRAND": str(brand.pk),
    }
    script = "set -euo pipefail\n" + "".join(f"{block}\necho\n" for block in blocks("bash"))
    assert script.count("curl ") >= 20
    ran = subprocess.run(
        ["bash", "-c", script], env=os.environ | said, capture_output=True, text=True, timeout=90, check=False
    )  # ours
    assert ran.returncode == 0, f"{ran.stdout[-1500:]}\n{ran.stderr[-1500:]}"
    assert '"status": 404' in ran.stdout and "note.written" in ran.stdout and "promises" in ran.stdout

    (python,) = blocks("python")
    exec(compile(python, str(GUIDE), "exec"), dict(said))  # ours
    kinds = [one["kind"] for one in danas.get(f"cases/{case.number}/entries").json()["entries"]]
    assert kinds.count("message.sent") == 3 and kinds.count("promise.made") >= 2
