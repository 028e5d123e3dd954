from __future__ import annotations

import hashlib
import re
from pathlib import Path

LOOK = Path(__file__).resolve().parents[1] / "static/look"


def test_what_we_carry_is_what_its_makers_published():
    listed = dict(re.findall(r"`((?:vendor|fonts)/[^`]+)` \| `([0-9a-f]{64})`", (LOOK / "VENDORED.md").read_text()))
    carried = {
        f"{folder}/{file.name}": hashlib.sha256(file.read_bytes()).hexdigest()
        for folder in ("vendor", "fonts")
        for file in (LOOK / folder).iterdir()
        if file.suffix in {".js", ".woff2"}
    }

    assert carried == listed


def test_each_has_its_licence_beside_it():
    assert "Zero-Clause BSD" in (LOOK / "vendor/htmx-LICENSE.txt").read_text()
    assert "SIL Open Font License" in (LOOK / "fonts/OFL.txt").read_text()
