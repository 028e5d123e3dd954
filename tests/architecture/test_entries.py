"""The documents name exactly the kinds of entries there are, and every reaction can be called."""

from __future__ import annotations

import re
from pathlib import Path

from amana.config.reactions import REACTIONS
from amana.record.kinds import KINDS
from amana.record.reacting import resolve
from tests.architecture.sources import text


def test_every_kind_of_entry_is_documented_as_it_is():
    rows = re.findall(
        r"^\| `([\w.]+)` \| (\w+) \| ([\w, ]+) \| ([\w, ]+) \|$", text(Path("docs/reference/entries.md")), re.M
    )
    listed = {(kind.name, kind.audience, ", ".join(kind.who), ", ".join(kind.says)) for kind in KINDS.values()}
    assert set(rows) == listed


def test_reactions_name_kinds_that_exist_and_functions_that_exist():
    families = {name.partition(".")[0] for name in KINDS}
    for kind, names in REACTIONS.items():
        assert kind in KINDS or (kind.endswith(".*") and kind[:-2] in families), kind
        assert all(callable(resolve(name)) for name in names)
