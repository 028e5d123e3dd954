"""The description, the reference and the guide are what the API does: compared, and run against a server on loopback."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from django.utils import timezone
from ninja import Schema

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


def test_no_two_shapes_share_a_name_under_which_one_would_be_described_as_the_other():
    """A description names each shape once; of two classes of one name it would keep whichever came last."""
    shapes, found = [Schema], Counter()
    while shapes:
        for shape in shapes.pop().__subclasses__():
            shapes.append(shape)
            found[shape.__name__] += shape.__module__.startswith("amana.api")
    assert found["CaseGiven"] == 1 and [name for name, number in found.items() if number > 1] == []


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
